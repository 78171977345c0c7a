// Bars of cooperation (up, unbroken) and conflict (down, dashed) by the calendar: what the three charts of time share.

import { draw } from "/explorer/core/dom.js";

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
