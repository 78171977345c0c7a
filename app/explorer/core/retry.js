// What a part shows where its answer could not be had.

import { Problem } from "/explorer/core/api.js";
import { make } from "/explorer/core/dom.js";
import { address } from "/explorer/core/view.js";

/** What went wrong, in words that say what can be done. */
export function inWords(problem) {
  if (!(problem instanceof Problem)) return "Something on this page went wrong. Loading it again may help.";
  if (problem.status === 401 || problem.status === 403) {
    return "This service answers only those with a key, and this page has none. Whoever runs it can open it for reading, or ask it with a key over HTTP.";
  }
  if (problem.document.type === "/problems/analysis-too-long") {
    return "This takes longer than the service allows. Choose fewer years, or let less pass by the filter.";
  }
  if (problem.document.type === "/problems/busy") return "Too much is being worked out at once. In a moment it will go.";
  return problem.message.charAt(0).toUpperCase() + problem.message.slice(1);
}

/** The problem in words, the actors that may have been meant as links, and a button that asks again. */
export function failure(app, problem, again) {
  if (!(problem instanceof Problem)) console.error(problem);
  const near = problem.document?.suggestions ?? [];
  return make("div", { class: "message", role: "group", "aria-label": "It did not work" },
    make("p", {}, inWords(problem)),
    near.length ? make("p", {}, ...near.flatMap((one, index) => [index ? ", " : "", visiting(app, one.id, one.name)])) : null,
    make("button", { type: "button", class: "quiet", onclick: again }, "Try again"));
}

/** A link to an actor's graph. */
export function visiting(app, id, name, attributes = {}) {
  const there = { ...app.view, actor: id, expand: [], pins: {}, camera: null, pair: "", edge: "", panel: "ties" };
  return make("a", { ...attributes, href: address(there), onclick: (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a window of its own
    event.preventDefault();
    app.visit(id);
  } }, name);
}
