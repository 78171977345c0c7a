// A small picture of a tie over time, for lists.

import { bars, long, moment, most, within } from "/explorer/charts/bars.js";
import { told } from "/explorer/charts/told.js";
import { draw } from "/explorer/core/dom.js";

const WIDE = 96;
const HIGH = 20;

/**
 * An SVG of 96 by 20 pixels: cooperation above the line, conflict below (also told apart by shape), from `first` to
 * `last` (days; "" is where the periods begin or end). `periods` are those of the service, a year each: {start,
 * cooperation_weight, conflict_weight}. Each picture has its own scale: it tells when, the list beside it how much.
 */
export function multiple(periods, first, last) {
  const days = periods.map(({ start }) => moment(start)).filter(Number.isFinite);
  const begin = first ? moment(first) : Math.min(...days);
  const end = last ? moment(last) : Math.max(...days) + long("year");
  // a year that began before the first day is in the picture too, at its left edge
  const shown = within(periods, begin - long("year"), end);
  const span = Math.max(end - begin, long("year"));
  const across = Math.min(8, (long("year") / span) * WIDE - 0.6);
  const x = (at) => Math.min(WIDE - 1.5, Math.max(1.5, ((at - begin) / span) * WIDE));
  const zero = HIGH / 2;
  return draw("svg", { class: "multiple", role: "img", viewBox: `0 0 ${WIDE} ${HIGH}`, width: WIDE, height: HIGH, "aria-label": told(shown) },
    ...bars(shown, { x, across, zero, tall: zero - 1.5, full: most(shown), step: "year" }),
    draw("path", { class: "zero", d: `M0 ${zero}h${WIDE}` }));
}
