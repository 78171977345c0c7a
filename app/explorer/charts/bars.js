// Bars of cooperation (up, unbroken) and conflict (down, dashed) by the calendar: what the three charts of time share.

import { draw } from "/explorer/core/dom.js";
import { short, time } from "/explorer/core/words.js";

const DAYS = { day: 1, week: 7, month: 30.44, quarter: 91.31, year: 365.24 };
const DAY = 86_400_000;

/** How long a step is, about, in milliseconds. */
export const long = (step) => (DAYS[step] ?? DAYS.year) * DAY;

/** The moment at which a day begins; NaN where it is none. */
export const moment = (iso) => Date.parse(`${iso}T00:00:00Z`);

/** The periods that begin within two moments, in the order of time. What has no day is left out. */
export function within(periods, first, last) {
  return periods.filter(({ start }) => moment(start) >= first && moment(start) <= last)
    .sort((one, other) => moment(one.start) - moment(other.start));
}

/** The largest sum of either side; 1 where there is none. */
export const most = (periods) => Math.max(0, ...periods.flatMap((one) => [one.cooperation_weight, one.conflict_weight])) || 1;

/**
 * Two paths, one for each sign: a stroke for each period, `across` wide, up or down from `zero`, `tall` where the weight is
 * `full`. `x` places moments. A path for each period would cost a list of a hundred small charts dearly.
 */
export function bars(periods, { x, across, zero, tall, full, step }) {
  const width = Math.max(1.5, across);
  const side = (name, up) => draw("path", {
    class: `bar ${name}`, "stroke-width": width.toFixed(2),
    d: periods.filter((one) => one[`${name}_weight`] > 0).map((one) => {
      const height = Math.max(1.5, (one[`${name}_weight`] / full) * tall);
      return `M${x(moment(one.start) + long(step) / 2).toFixed(1)} ${zero + up}v${(up * height).toFixed(1)}`;
    }).join(""),
  });
  return [side("cooperation", -1), side("conflict", 1)];
}

/** A period's name: "2015", "July to September 2014", "March 2014". */
export function named(start, step) {
  if (step !== "quarter") return time(start, step);
  const end = `${start.slice(0, 5)}${String(Number(start.slice(5, 7)) + 2).padStart(2, "0")}-01`;
  return `${short(start).split(" ")[0]} to ${short(end)}`;
}

/** What periods show, in words: "cooperation in 2015 and 2022, conflict in 2016". */
export function told(periods) {
  const sides = ["cooperation", "conflict"].map((name) => side(name, periods)).filter(Boolean);
  return sides.length ? sides.join(", ") : "nothing in these years";
}

function side(name, periods) {
  const weights = new Map();
  for (const one of periods) {
    const year = Number(one.start.slice(0, 4));
    if (one[`${name}_weight`] > 0) weights.set(year, (weights.get(year) ?? 0) + one[`${name}_weight`]);
  }
  const years = [...weights.keys()].sort((one, other) => one - other);
  if (!years.length) return "";
  const runs = [];
  for (const year of years) {
    if (runs.length && year === runs.at(-1)[1] + 1) runs.at(-1)[1] = year;
    else runs.push([year, year]);
  }
  if (runs.length > 5) {
    const top = years.reduce((best, year) => (weights.get(year) > weights.get(best) ? year : best));
    return `${name} in ${years.length} years from ${years[0]} to ${years.at(-1)}, most in ${top}`;
  }
  const words = runs.flatMap(([from, to]) => (to > from + 1 ? [`${from} to ${to}`] : from === to ? [`${from}`] : [`${from}`, `${to}`]));
  return `${name} in ${words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words[0]}`;
}
