// What several parts want to know of the service, asked for once by all.

import { ask } from "/explorer/core/api.js";

const kept = new Map();

/** The answer of a path; `anew` asks again. Throws Problem, and forgets that it did. */
function once(path, { anew = false } = {}) {
  if (anew || !kept.has(path)) {
    const mine = ask(path);
    kept.set(path, mine);
    mine.catch(() => { if (kept.get(path) === mine) kept.delete(path); });
  }
  return kept.get(path);
}

/** What the store holds. */
export const status = (options) => once("/v1/status", options);

/** The relations that there are. */
export const ontology = () => once("/v1/ontology");
