// Cooperation and conflict of a tie over time, as large as its place.

import { axis } from "/explorer/charts/axis.js";
import { bars, long, moment, most, within } from "/explorer/charts/bars.js";
import { named, numbers, rounded, told } from "/explorer/charts/told.js";
import { draw, make } from "/explorer/core/dom.js";
import { count } from "/explorer/core/words.js";
import { scaleUtc } from "/explorer/vendor/vendor.js";

const HIGH = 110;
const AXIS = 20;
const EDGE = 3;

/**
 * An element with the chart and its table for screen readers. `step`: year, quarter, month … of the periods, which are
 * those of the service: {start, evidence, cooperation, conflict, cooperation_weight, conflict_weight, goldstein}.
 * Pointing at a period, or moving to it with the arrows, tells its numbers. It is drawn anew when its place changes.
 */
export function timeline(periods, first, last, step) {
  const days = periods.map(({ start }) => moment(start)).filter(Number.isFinite);
  const begin = Math.min(first ? moment(first) : Infinity, ...(first ? [] : days));
  const end = last ? moment(last) : Math.max(...days) + long(step);
  const shown = within(periods, begin - long(step), end);
  if (!Number.isFinite(begin) || !Number.isFinite(end) || !shown.length) {
    return make("figure", { class: "timeline" }, make("p", { class: "none" }, "No sentence with a day in this time."));
  }
  const from = Math.min(begin, moment(shown[0].start));
  const domain = [from, Math.max(end, moment(shown.at(-1).start) + long(step), from + long(step))];
  const telling = make("p", { class: "telling small" });
  const plot = make("div", { class: "plot", role: "slider", tabindex: "0", "aria-label": "Period told", "aria-valuemin": 1,
    "aria-valuemax": shown.length });
  const figure = make("figure", { class: "timeline" }, plot, telling, table(shown, step));
  let chart = null;
  let at = -1;

  const tell = (index) => {
    at = index;
    const one = shown[index];
    telling.textContent = one ? numbers(one, step) : summary(shown, step);
    plot.setAttribute("aria-valuenow", (one ? index : shown.length - 1) + 1);
    plot.setAttribute("aria-valuetext", numbers(one ?? shown.at(-1), step));
    chart?.mark(one);
  };
  const size = () => {
    const wide = Math.floor(plot.getBoundingClientRect().width);
    if (!wide || chart?.wide === wide) return;
    chart = drawn(shown, domain, step, wide);
    plot.replaceChildren(chart.svg);
    if (at >= 0) chart.mark(shown[at]);
  };
  plot.addEventListener("pointermove", (event) => {
    if (chart) tell(nearest(shown, step, chart.x, event.clientX - plot.getBoundingClientRect().left));
  });
  plot.addEventListener("pointerleave", () => document.activeElement === plot || tell(-1));
  plot.addEventListener("focus", () => at < 0 && tell(shown.length - 1));
  plot.addEventListener("blur", () => tell(-1));
  plot.addEventListener("keydown", (event) => {
    const now = at < 0 ? shown.length - 1 : at;
    const next = { ArrowRight: now + 1, ArrowUp: now + 1, ArrowLeft: now - 1, ArrowDown: now - 1, PageUp: now + 10,
      PageDown: now - 10, Home: 0, End: shown.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    tell(Math.max(0, Math.min(shown.length - 1, next)));
  });
  tell(-1);
  new ResizeObserver(size).observe(plot);
  return figure;
}

function drawn(shown, domain, step, wide) {
  const x = scaleUtc(domain, [EDGE, wide - EDGE]);
  const zero = (HIGH - AXIS) / 2;
  const tall = zero - 3;
  const slot = x(domain[0] + long(step)) - EDGE;
  const across = Math.min(18, slot - (slot > 5 ? 1.5 : 0.5));
  const tone = (one) => [x(moment(one.start) + long(step) / 2), zero - (Math.max(-10, Math.min(10, one.goldstein)) / 10) * tall];
  // the mean tone: a line through neighbours, a dot for each; only where dots do not run into each other
  const toned = slot > 7 ? shown.filter((one) => Number.isFinite(one.goldstein)) : [];
  const along = toned.map((one, index) => {
    const near = index && moment(one.start) - moment(toned[index - 1].start) < 1.5 * long(step);
    return `${near ? "L" : "M"}${tone(one).map((number) => number.toFixed(1)).join(" ")}`;
  }).join("");
  const mark = draw("path", { class: "mark" });
  const svg = draw("svg", { role: "img", "aria-label": `Over time: ${told(shown)}`, viewBox: `0 0 ${wide} ${HIGH}`, width: wide, height: HIGH },
    mark, ...bars(shown, { x, across, zero, tall, full: most(shown), step }),
    draw("path", { class: "zero", d: `M0 ${zero}h${wide}` }), axis(x, wide, HIGH - AXIS),
    toned.length ? draw("path", { class: "tone", d: along }) : null,
    ...toned.map((one) => draw("circle", { class: "tone", r: 2.2, cx: tone(one)[0].toFixed(1), cy: tone(one)[1].toFixed(1) })));
  return {
    svg, wide, x,
    mark: (one) => (one ? mark.setAttribute("d", `M${x(moment(one.start) + long(step) / 2).toFixed(1)} 0V${HIGH - AXIS}`) : mark.removeAttribute("d")),
  };
}

function nearest(shown, step, x, at) {
  const away = (one) => Math.abs(x(moment(one.start) + long(step) / 2) - at);
  return shown.reduce((best, one, index) => (away(one) < away(shown[best]) ? index : best), 0);
}

function summary(shown, step) {
  const sentences = shown.reduce((sum, one) => sum + (one.evidence || 0), 0);
  const toned = shown.some((one) => Number.isFinite(one.goldstein)) ? "; dots: mean tone" : "";
  return `${count(sentences, "sentence")} by ${step}: cooperation above the line, conflict below${toned}`;
}

function table(shown, step) {
  const head = (words) => make("th", { scope: "col" }, words);
  return make("div", { class: "unseen" }, make("table", {}, make("caption", {}, `Cooperation and conflict by ${step}`),
    make("thead", {}, make("tr", {}, ...["Period", "Sentences", "Cooperation", "Conflict", "Mean tone"].map(head))),
    make("tbody", {}, ...shown.map((one) => make("tr", {}, make("th", { scope: "row" }, named(one.start, step)),
      ...[one.evidence, one.cooperation_weight, one.conflict_weight, one.goldstein].map((number) => make("td", {}, rounded(number))))))));
}
