// Which times are compared to tell what changed.

import { status } from "/explorer/core/once.js";
import { count, day, iso } from "/explorer/core/words.js";

const A_DAY = 86_400_000;
const MOST = 36_525; // days that the service looks back
const at = (day) => Date.parse(`${day}T00:00:00Z`);
const later = (day, by) => iso(new Date(at(day) + by * A_DAY));
const length = (since, until) => Math.round((at(until) - at(since)) / A_DAY) + 1; // both days count

function yearBefore(day) {
  const date = new Date(at(day));
  date.setUTCFullYear(date.getUTCFullYear() - 1);
  return iso(date);
}

/** Why nothing can be told since a day up to another, in words; "" where it can. */
export function unfit(since, until) {
  if (!(at(since) < at(until))) return `Choose a day before ${day(until)}.`;
  return length(since, until) > MOST ? `Choose a day after ${day(later(until, -MOST))}.` : "";
}

/**
 * {since, until, wrong}: the view's days, else the first of its brush or the last year of the data; `wrong` where the day
 * that was asked for does not fit. Null without data.
 */
export async function chosen({ before, from, to }) {
  const until = to || (await status()).newest_day;
  if (!until) return null;
  const wrong = before ? unfit(before, until) : "";
  const since = before && !wrong ? before : from && !unfit(from, until) ? from : yearBefore(until);
  return { since, until, wrong };
}

/** What the service is asked to compare: the time since a day with as long before it, or the years up to both days. */
export function compared({ since, until }, how) {
  if (how === "years") return { before: since, after: until };
  return { before: later(since, -1), after: until, days: length(since, until) };
}

/** What was compared, in words, of an answer. */
export function inWords({ before, after }) {
  const [then, now] = [before.relations, after.relations];
  if (after.from === later(before.day, 1)) {
    return `The time from ${day(after.from)} on (${count(now, "relation")}) beside as long a time before it, from ${day(before.from)} on (${then.toLocaleString("en-GB")}).`;
  }
  return `The year up to ${day(before.day)} (${count(then, "relation")}) beside the year up to ${day(after.day)} (${now.toLocaleString("en-GB")}).`;
}
