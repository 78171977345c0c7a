// An axis of time.

import { axisBottom, select } from "/explorer/vendor/vendor.js";
import { draw } from "/explorer/core/dom.js";

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** The years (months, days, where there is room for no more) of a scale, as a group at a height. */
export function axis(scale, wide, high) {
  const group = draw("g", { class: "axis", transform: `translate(0 ${high})` });
  const ticks = Math.max(2, Math.min(14, Math.floor(wide / 72)));
  select(group).call(axisBottom(scale).ticks(ticks).tickFormat(label).tickSize(4).tickPadding(3));
  for (const name of ["font-size", "font-family", "fill"]) group.removeAttribute(name); // the style sheet's
  // words that would stick out lean inwards
  for (const tick of group.querySelectorAll(".tick")) {
    const at = Number(/translate\(([-\d.]+)/.exec(tick.getAttribute("transform"))?.[1]);
    tick.querySelector("text").setAttribute("text-anchor", at < 11 ? "start" : wide - at < 11 ? "end" : "middle");
  }
  return group;
}

function label(date) {
  if (date.getUTCDate() !== 1) return DATE.format(date);
  return date.getUTCMonth() ? MONTH.format(date) : String(date.getUTCFullYear());
}
