// What the charts of time show, in words.

import { count, short, time } from "/explorer/core/words.js";

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

/** A number with one decimal at most. */
export const rounded = (number) => (Number.isFinite(number) ? number.toLocaleString("en-GB", { maximumFractionDigits: 1 }).replace("-", "−") : "none");

/** What a period holds: "2015: 3 sentences, cooperation 0, conflict 2.4; mean tone −8.7 of ±10". */
export function numbers(one, step) {
  const tone = Number.isFinite(one.goldstein) ? `; mean tone ${rounded(one.goldstein)} of ±10` : "";
  return `${named(one.start, step)}: ${count(one.evidence, "sentence")}, cooperation ${rounded(one.cooperation_weight)}, conflict ${rounded(one.conflict_weight)}${tone}`;
}
