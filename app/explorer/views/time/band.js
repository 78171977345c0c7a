// The bars over the years, and the brush on them.

import { axis } from "/explorer/charts/axis.js";
import { bars, long, moment, within } from "/explorer/charts/bars.js";
import { numbers, told } from "/explorer/charts/told.js";
import { draw, make } from "/explorer/core/dom.js";
import { brushX, pointer, scaleUtc, select } from "/explorer/vendor/vendor.js";
import { closes, opens, reversed } from "/explorer/views/time/days.js";
import { yearly } from "/explorer/views/time/extent.js";

const HIGH = 84;
const AXIS = 18;
const EDGE = 12; // half a handle
const ROOM = 5; // of a quarter; narrower, and it is years
const SLIP = 4; // a click whose pointer slipped is still a click
const DAY = 86_400_000;

/** The days of two months, the second not counted; the ends of the band are open. */
export const daysOf = ([start, end], { first, last }) => ({ from: start <= first ? "" : opens(start), to: end >= last ? "" : closes(end - 1) });

/**
 * The picture. `moved(days)` is called while the brush is dragged, `ended(days)` when it is let go, `pointed(words)` with
 * what lies under the pointer. `show(periods, extent)` draws, `choose(days)` moves the brush. `place(days)` is where the
 * two ends of it stand, in pixels.
 */
export function band({ moved, ended, pointed }) {
  const host = make("div", { class: "band" });
  let [quarters, months, days] = [[], { first: 0, last: 1 }, { from: "", to: "" }];
  let picture = null;
  let dragging = false;
  let due = false; // something to draw came while the brush was dragged

  const redraw = () => {
    const wide = Math.floor(host.getBoundingClientRect().width);
    if (!wide) return;
    due = dragging;
    if (due) return;
    picture = drawn(wide);
    host.querySelector("svg")?.remove();
    host.prepend(picture.svg);
    picture.choose(days);
    host.dispatchEvent(new Event("drawn"));
  };

  const drawn = (wide) => {
    const { first, last } = months;
    const domain = [moment(opens(first)), moment(opens(last))];
    const x = scaleUtc(domain, [EDGE, wide - EDGE]);
    const fine = ((wide - 2 * EDGE) * 3) / (last - first) >= ROOM;
    const step = fine ? "quarter" : "year";
    const shown = within(fine ? quarters : yearly(quarters), domain[0], domain[1]);
    const across = x(domain[0] + long(step)) - EDGE;
    const base = HIGH - AXIS;
    const { zero, full } = sides(shown, base);
    const veils = [draw("rect", { class: "veil", height: base }), draw("rect", { class: "veil", height: base })];
    const group = draw("g", { class: "brush" });
    const svg = draw("svg", { viewBox: `0 0 ${wide} ${HIGH}`, width: wide, height: HIGH },
      draw("g", { role: "img", "aria-label": `By ${step}: ${told(shown)}` },
        ...bars(shown, { x, across: Math.min(14, across - (across > 4 ? 1.2 : 0.4)), zero, tall: 1, full, step }),
        draw("path", { class: "zero", d: `M${EDGE} ${zero}H${wide - EDGE}` })),
      axis(x, wide, base), ...veils, group);

    const at = (number) => x(moment(opens(number)));
    const monthAt = (px) => {
      const date = x.invert(px);
      return date.getUTCFullYear() * 12 + date.getUTCMonth() + (date.getUTCDate() - 1) / 30.5;
    };
    const snapped = ([left, right], mode, width) => {
      let start = Math.round(monthAt(left));
      let end = Math.round(monthAt(right));
      if (mode === "drag") [start, end] = [Math.max(first, Math.min(start, last - width)), Math.max(first, Math.min(start, last - width)) + width];
      start = Math.max(first, Math.min(start, last - 1));
      return [start, Math.min(last, Math.max(end, start + 1))];
    };
    const place = (chosen) => {
      if (reversed(chosen)) return [x(domain[0]), x(domain[1])];
      const inside = (px) => Math.max(EDGE, Math.min(wide - EDGE, px));
      return [inside(chosen.from ? x(moment(chosen.from)) : EDGE), inside(chosen.to ? x(moment(chosen.to) + DAY) : wide - EDGE)];
    };
    const veil = (ends) => [[EDGE, ends?.[0] ?? EDGE], [ends?.[1] ?? wide - EDGE, wide - EDGE]].forEach(([from, to], side) => {
      veils[side].setAttribute("x", from);
      veils[side].setAttribute("width", Math.max(0, to - from));
    });

    let width = 1; // months, as the drag began
    let slipped = null;
    let latest = null;
    const brush = brushX().extent([[EDGE, 0], [wide - EDGE, base]]).handleSize(20).keyModifiers(false);
    brush.on("start brush end", ({ type, mode, selection, sourceEvent }) => {
      if (!sourceEvent) return;
      if (type === "start") {
        dragging = true;
        latest = null;
        width = selection ? Math.max(1, Math.round(monthAt(selection[1])) - Math.round(monthAt(selection[0]))) : 1;
        slipped = selection && selection[1] - selection[0] === 0; // a new one, not wider than a click yet
        return;
      }
      if (type === "brush") {
        if (slipped && selection[1] - selection[0] < SLIP) return;
        slipped = false;
        const pair = snapped(selection, mode, width);
        const ends = pair.map(at);
        if (ends[0] !== selection[0] || ends[1] !== selection[1]) select(group).call(brush.move, ends);
        veil(ends);
        if (String(pair) !== String(latest)) moved((days = daysOf(pair, months)));
        latest = pair;
        return;
      }
      dragging = false;
      if (latest) ended(days);
      else if (!selection || slipped) ended((days = { from: "", to: "" }));
      if (due) redraw();
      else picture.choose(days);
    });
    select(group).call(brush);
    for (const one of group.querySelectorAll("*")) one.removeAttribute("style"); // touch-action is the style sheet's
    svg.addEventListener("pointermove", (event) => {
      const when = x.invert(pointer(event, svg)[0]);
      const one = shown.findLast((period) => moment(period.start) <= when && when < moment(period.start) + long(step) + DAY);
      pointed(one ? numbers(one, step) : "");
    });
    svg.addEventListener("pointerleave", () => pointed(""));
    const choose = (chosen) => {
      const ends = place(chosen);
      const open = (!chosen.from && !chosen.to) || reversed(chosen) || ends[1] - ends[0] < 1;
      veil(open ? null : ends);
      select(group).call(brush.move, open ? null : ends);
    };
    return { svg, step, choose, place };
  };

  let seen = 0;
  new ResizeObserver(() => host.clientWidth !== seen && ((seen = host.clientWidth), redraw())).observe(host);
  return {
    host,
    show(periods, extent) {
      [quarters, months] = [periods, extent];
      redraw();
    },
    choose(chosen) {
      if (dragging) return;
      days = chosen;
      picture?.choose(days);
    },
    /** What a bar is: a quarter or a year. */
    step: () => picture?.step ?? "year",
    place: (chosen) => picture?.place(chosen) ?? null,
  };
}

// Where the zero line is, and what a pixel is worth: each side gets the room it needs, but neither less than a quarter.
function sides(periods, base) {
  const [up, down] = ["cooperation_weight", "conflict_weight"].map((name) => Math.max(0, ...periods.map((one) => one[name])));
  const share = up + down ? up / (up + down) : 0.6;
  const zero = Math.round(2 + (base - 4) * Math.max(0.25, Math.min(0.75, share)));
  return { zero, full: Math.max(up / (zero - 2), down / (base - zero - 2)) || 1 };
}
