// The rows under the search box: what can be done with what was typed.

import { kindly, day as spoken } from "/explorer/core/words.js";
import { readings, wording } from "/explorer/tools/questions.js";
import { begins, meant, suggested } from "/explorer/tools/names.js";

/**
 * {rows, sure, missing}: rows are {label, note, does, actors, since}, the likeliest first. Where `sure` is false, no name
 * begins like `missing`, and the rows are what was perhaps meant.
 */
export async function answers(text, signal) {
  const asked = readings(text);
  if (!asked.length) return named(text, signal);
  const whole = asked[0].does === "pair" ? (await suggested(text, 3, signal)).filter((one) => begins(one, text)) : [];
  const read = await question(asked, signal);
  const visits = whole.map(visit);
  if (!read) return visits.length ? { rows: visits, sure: true, missing: "" } : named(text, signal);
  return { rows: [...visits, ...read.rows], sure: read.sure || visits.length > 0, missing: read.missing };
}

const visit = (actor) => ({ label: actor.name, note: [actor.seat, kindly(actor.kind)].filter(Boolean).join(" · "), does: "visit", actors: [actor], since: "" });

async function named(text, signal) {
  const actors = await suggested(text, 8, signal);
  if (actors.length && begins(actors[0], text)) return { rows: actors.map(visit), sure: true, missing: "" };
  const who = await meant(text, 8, signal); // by another of its names?
  const rest = actors.filter((one) => !who.actors.some(({ id }) => id === one.id));
  return { rows: [...who.actors, ...rest].slice(0, 8).map(visit), sure: who.sure, missing: text };
}

// The first reading whose names exist; else the first, with the nearest names.
async function question(asked, signal) {
  let unsure = null;
  for (const reading of asked.slice(0, 4)) {
    const found = await Promise.all(reading.names.map((name) => meant(name, 5, signal)));
    const missing = found.findIndex(({ sure }) => !sure);
    if (found.some(({ actors }) => !actors.length)) {
      unsure ??= { rows: [], sure: false, missing: reading.names[missing] };
      continue;
    }
    const read = { rows: worded(reading, found, missing), sure: missing < 0, missing: reading.names[missing] ?? "" };
    if (read.sure) return read;
    if (!unsure?.rows.length) unsure = read;
  }
  return unsure;
}

// The question with its likeliest names, then with others in the place that was typed last, or that nobody is called.
function worded(reading, found, missing) {
  const place = missing < 0 ? found.length - 1 : missing;
  const others = found[place]?.actors ?? [null];
  return others.slice(0, 4).map((other) => {
    const actors = found.map(({ actors: [first] }, index) => (index === place ? other : first));
    return { does: reading.does, since: reading.since, actors, note: "question",
      label: wording(reading, actors.map(({ name }) => name), { spoken }) };
  }).filter(({ actors }) => actors.length < 2 || actors[0].id !== actors[1].id);
}
