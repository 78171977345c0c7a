// Days in view, in words.

import { day, month } from "/explorer/core/words.js";

/** The last day of a day's month. */
function monthEnd(iso) {
  const [year, one] = iso.split("-").map(Number);
  return new Date(Date.UTC(year, one, 0)).toISOString().slice(0, 10);
}

/** A window of days as words: "in 2015", "from 2015 to 2018", "in March 2015", "up to 31 December 2015"; "" where it is open. */
export function within(from, to) {
  if (!from && !to) return "";
  if (!from) return to.endsWith("-12-31") ? `up to the end of ${to.slice(0, 4)}` : `up to ${day(to)}`;
  if (!to) return from.endsWith("-01-01") ? `since ${from.slice(0, 4)}` : `since ${day(from)}`;
  if (from === to) return `on ${day(from)}`;
  const ends = (first, last, wording) => (first === last ? `in ${wording(first)}` : `from ${wording(first)} to ${wording(last)}`);
  if (from.endsWith("-01-01") && to.endsWith("-12-31")) return ends(from.slice(0, 4), to.slice(0, 4), String);
  if (from.endsWith("-01") && to === monthEnd(to)) return ends(from.slice(0, 7), to.slice(0, 7), month);
  return `from ${day(from)} to ${day(to)}`;
}

/** From the first to the last day on which something is known: "August 1990 to October 2025". */
export function between(first, last) {
  if (!first) return "";
  return month(first) === month(last) ? month(first) : `${month(first)} to ${month(last)}`;
}
