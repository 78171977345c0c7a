// Which years the band shows, and in which steps.

import { iso } from "/explorer/core/words.js";
import { month } from "/explorer/views/time/days.js";

const BEGIN = month("1990-01-01");
const FLOOR = "1800";

/**
 * The months of the band, `first` to before `last`: 1990, or the year in which the data begins, to the month of today or
 * of the newest day in the data. A few sentences of a far past (a wrong year, a legend) do not press two centuries into a
 * corner: what lies before 1800 is then left out, and `earlier` says how many sentences that are.
 */
export function extent(periods, today = new Date()) {
  const sentences = (some) => some.reduce((sum, one) => sum + one.evidence, 0);
  const far = periods.filter(({ start }) => start < FLOOR);
  const left = far.length && sentences(far) < sentences(periods) / 20 ? far : [];
  const starts = periods.filter((one) => !left.includes(one)).map(({ start }) => start).sort();
  const now = month(iso(today));
  const newest = starts.length && month(starts.at(-1)) > now ? month(starts.at(-1)) + 3 : 0; // a quarter is to come yet
  const oldest = starts.length ? month(starts[0]) : BEGIN;
  return { first: Math.min(BEGIN, oldest - (oldest % 12)), last: Math.max(now + 1, newest), earlier: sentences(left) };
}

/** Quarters added up to years, where there is no room for quarters. */
export function yearly(quarters) {
  const years = new Map();
  for (const one of quarters) {
    const start = `${one.start.slice(0, 4)}-01-01`;
    const sum = years.get(start) ?? { start, evidence: 0, cooperation_weight: 0, conflict_weight: 0 };
    for (const name of ["evidence", "cooperation_weight", "conflict_weight"]) sum[name] += one[name];
    years.set(start, sum);
  }
  return [...years.values()];
}
