// Who is meant by a name: the service decides.

import { ask, url } from "/explorer/core/api.js";

/** Actors of whom a name, or a word of one, begins so; else the nearest spellings. */
export async function suggested(text, limit, signal) {
  const { results } = await ask(url("/v1/suggest", { q: text.slice(0, 100), limit }), { signal });
  return results;
}

const plain = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether a suggestion is more than a near spelling: a word of the actor's own name begins with the text, or it is its capital. */
export function begins(actor, text) {
  if (actor.seat) return true;
  const [name, start] = [plain(actor.name), plain(text)];
  return name.startsWith(start) || name.includes(` ${start}`) || plain(actor.id) === start;
}

/**
 * Who is meant: {actors} where somebody has the name, or a name of theirs begins so (the likeliest first), `sure` true;
 * else {actors: the nearest spellings, sure: false}.
 */
export async function meant(text, limit, signal) {
  const [exact, near] = await Promise.all([called(text, signal), suggested(text, limit, signal)]);
  if (exact) return { sure: true, actors: [exact, ...near.filter((one) => one.id !== exact.id && begins(one, text))] };
  return { sure: near.length > 0 && begins(near[0], text), actors: near };
}

async function called(text, signal) {
  try {
    const { id, name, kind } = await ask(`/v1/actors/${encodeURIComponent(text.slice(0, 200))}`, { signal });
    return { id, name, kind };
  } catch (problem) {
    if (problem.status >= 400 && problem.status < 500) return null;
    throw problem;
  }
}
