// Days and months, as the band of time counts them: a month is a whole number, so that steps and snapping are sums.

import { day } from "/explorer/core/words.js";

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" });
const NAMES = Array.from({ length: 12 }, (_, month) => MONTH.format(Date.UTC(2001, month, 1)));

const year = (iso) => Number(iso.slice(0, 4));

/** The month of a day: months since the year 0. */
export const month = (iso) => year(iso) * 12 + Number(iso.slice(5, 7)) - 1;

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

const isFirst = (iso) => iso.endsWith("-01");
const isLast = (iso) => iso === closes(month(iso));

/** Days in words: "March 2011 to May 2014", "2015", "Since 3 May 2014", "All years". */
export function between(from, to) {
  if (!from && !to) return "All years";
  if (!to) return `Since ${isFirst(from) ? monthly(month(from)) : day(from)}`;
  if (!from) return `Until ${isLast(to) ? monthly(month(to)) : day(to)}`;
  if (from === to) return day(from);
  if (from.endsWith("-01-01") && to.endsWith("-12-31")) return year(from) === year(to) ? `${year(from)}` : `${year(from)} to ${year(to)}`;
  if (isFirst(from) && isLast(to)) return month(from) === month(to) ? monthly(month(from)) : `${monthly(month(from))} to ${monthly(month(to))}`;
  return `${day(from)} to ${day(to)}`;
}

/** Whether a last day lies before the first. */
export const reversed = ({ from, to }) => Boolean(from && to && from > to);

/** Whether both are the same days. */
export const same = (one, other) => one.from === other.from && one.to === other.to;
