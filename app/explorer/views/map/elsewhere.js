// Those who have no place on a map, below it: none is left out silently.

import { make } from "/explorer/core/dom.js";
import { clipped, ofActor } from "/explorer/views/map/wording.js";

/** The row "Not on the map: …"; `fill(scene, nodes)`. */
export function elsewhere(app) {
  const chips = make("ul", { class: "map-chips" });
  const element = make("div", { class: "map-elsewhere", hidden: true }, make("span", { class: "small", id: "map-elsewhere" }, "Not on the map:"), chips);
  chips.setAttribute("aria-labelledby", "map-elsewhere");
  return {
    element,
    fill(scene, nodes) {
      element.hidden = !scene.elsewhere.length;
      chips.replaceChildren(...scene.elsewhere.map((actor) => make("li", {},
        make("button", { type: "button", class: `chip ${actor.net}`, title: ofActor(actor, nodes.get(scene.root)),
          "aria-current": actor.root ? "true" : null, onclick: () => actor.root || app.visit(actor.id) }, clipped(actor.node.name, 36)))));
    },
  };
}
