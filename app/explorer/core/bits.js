// Small things that several parts show: links to actors by their ids, the line of a sign.

import { draw } from "/explorer/core/dom.js";
import { visiting } from "/explorer/core/retry.js";
import { acting, clipped } from "/explorer/core/words.js";

/** A link to an actor whose name the page has met, with the role that acts: "Syria (rebels)". */
export const actorLink = (app, id, role = null, attributes = {}) =>
  visiting(app, id, clipped(acting(app.name(id), role), 120), attributes);

/** A short line as the sign is drawn everywhere, with the sign as its name; `silent` where the word stands beside it. */
export function swatch(sign, { silent = false } = {}) {
  const named = silent ? { "aria-hidden": "true" } : { role: "img", "aria-label": sign };
  return draw("svg", { class: "swatch", viewBox: "0 0 28 8", ...named }, draw("path", { class: sign, d: "M0 4h28" }));
}
