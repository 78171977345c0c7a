// What a part shows where its answer could not be had.

import { make } from "/explorer/core/dom.js";
import { address } from "/explorer/core/view.js";

/** The problem in words, the actors that may have been meant as links, and a button that asks again. */
export function failure(app, problem, again) {
  const near = problem.document?.suggestions ?? [];
  return make("div", { class: "message", role: "group", "aria-label": "It did not work" },
    make("p", {}, problem.message),
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
