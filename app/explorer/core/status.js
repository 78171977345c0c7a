// What the store holds, asked for once by all.

import { ask } from "/explorer/core/api.js";

let asked = null;

/** The answer of /v1/status; `anew` asks again. Throws Problem, and forgets that it did. */
export function status({ anew = false } = {}) {
  if (anew || !asked) {
    const mine = ask("/v1/status");
    mine.catch(() => { if (asked === mine) asked = null; });
    asked = mine;
  }
  return asked;
}
