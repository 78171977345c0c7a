// Days and months, as the band of time counts them: a month is a whole number, so that steps and snapping are sums.

import { within } from "/explorer/core/span.js";
import { capital } from "/explorer/core/words.js";

const NAMES = "January February March April May June July August September October November December".split(" ");

/** The month of a day: months since the year 0. */
export const month = (iso) => Number(iso.slice(0, 4)) * 12 + Number(iso.slice(5, 7)) - 1;

/** The first day of a month. */
export const opens = (number) =>
  `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}-01`;

/** The last day of a month. */
export function closes(number) {
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(number / 12), (number % 12) + 1, 0);
  return date.toISOString().slice(0, 10);
}

/** "March 2011". */
export const monthly = (number) => `${NAMES[number % 12]} ${Math.floor(number / 12)}`;

/** Days in words: "March 2011 to May 2014", "2015", "Since 2014", "All years". */
export function spelled(from, to) {
  return capital(within(from, to).replace(/^(in|from|on) /, "")) || "All years";
}

/** Whether a last day lies before the first. */
export const reversed = ({ from, to }) => Boolean(from && to && from > to);

/** Whether both are the same days. */
export const same = (one, other) => one.from === other.from && one.to === other.to;
