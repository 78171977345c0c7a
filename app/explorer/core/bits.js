// Small things that several parts show: links to actors, the line of a sign, trouble and how to try again, how it was worked out.

import { Problem } from "/explorer/core/api.js";
import { draw, make } from "/explorer/core/dom.js";
import { address, centred } from "/explorer/core/view.js";
import { acting, capital, clipped } from "/explorer/core/words.js";

/** A link to an actor's graph: opens here, and as an address of its own in another tab. */
export function actorLink(app, id, role = null, attributes = {}) {
  const href = address({ ...app.view, ...centred(id), panel: "ties" });
  const onclick = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    app.visit(id);
  };
  return make("a", { href, onclick, ...attributes }, clipped(acting(app.name(id), role), 120));
}

/** A short line as the sign is drawn everywhere, with the sign as its name; `silent` where the word stands beside it. */
export function swatch(sign, { silent = false } = {}) {
  const named = silent ? { "aria-hidden": "true" } : { role: "img", "aria-label": sign };
  return draw("svg", { class: "swatch", viewBox: "0 0 28 8", ...named }, draw("path", { class: sign, d: "M0 4h28" }));
}

/** Whether it is that nobody has a name. */
export const nobody = ({ document }) => ["/problems/actor-not-found", "/problems/unknown-country"].includes(document?.type);

/** What went wrong, in words that say what can be done. */
export function inWords(problem) {
  if (!(problem instanceof Problem)) return "Something on this page went wrong. Loading it again may help.";
  if (problem.status === 401 || problem.status === 403) {
    return "This service answers only those with a key, and this page has none. Whoever runs it can open it for reading, or ask it with a key over HTTP.";
  }
  if (nobody(problem) && !problem.document.suggestions?.length) return "Nobody has this name. Search for another above.";
  if (problem.document.type === "/problems/analysis-too-long") {
    return "This takes longer than the service allows. Choose fewer years, or let less pass by the filter.";
  }
  if (problem.document.type === "/problems/busy") return "Too much is being worked out at once. In a moment it will go.";
  return capital(problem.message);
}

/** Trouble where the answer would have been, with a button that asks again where that may help. */
export function trouble(problem, again) {
  if (!(problem instanceof Problem)) console.error(problem);
  return make("div", { class: "message", role: "alert" }, make("p", {}, inWords(problem)),
    nobody(problem) ? null : make("button", { type: "button", class: "quiet", onclick: again }, "Try again"));
}

/** How an analysis was made, for those who ask. */
export function method(answer) {
  return make("details", { class: "method" }, make("summary", {}, "How this is worked out"),
    make("p", {}, answer.definition), make("p", {}, answer.source),
    answer.exact === false ? make("p", {}, "The best that was found, not proven to be the best there is.") : null);
}
