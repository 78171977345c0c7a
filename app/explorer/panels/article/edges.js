// The relations that were found in a text, as a list. Choosing one lights up the words that state it.

import { actorLink, swatch } from "/explorer/core/bits.js";
import { make } from "/explorer/core/dom.js";
import { verb } from "/explorer/core/words.js";

/** The list. `chosen(index)` is called with the edge whose words shall be lit. */
export function listed(edges, signs, app, chosen) {
  return make("ol", { class: "found" }, ...edges.map((edge, index) => {
    const sign = signs.get(edge.relation);
    const [one, other] = [actor(edge.source, app), actor(edge.target, app)];
    const button = make("button", { type: "button", class: "link", "aria-pressed": "false", "data-edge": index,
      "aria-label": `${one.textContent} ${verb(edge.relation)} ${other.textContent}: show where`, onclick: () => chosen(index) }, verb(edge.relation));
    return make("li", { onclick: (event) => { if (!event.target.closest("a, button")) chosen(index); } },
      make("p", { class: "says" },
        sign && swatch(sign),
        one, " ", button, " ", other),
      make("p", { class: "meta" }, [edge.status, edge.counted ? "" : "not counted", `${Math.round(edge.confidence * 100)} %`, edge.why].filter(Boolean).join(" · ")));
  }));
}

function actor(party, app) {
  app.names.set(party.actor, party.name);
  return actorLink(app, party.actor, party.role);
}
