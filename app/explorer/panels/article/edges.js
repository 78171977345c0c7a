// The relations that were found in a text, as a list. Choosing one lights up the words that state it.

import { draw, make } from "/explorer/core/dom.js";
import { acting, verb } from "/explorer/core/words.js";
import { address } from "/explorer/core/view.js";

/** The list. `chosen(index)` is called with the edge whose words shall be lit. */
export function listed(edges, signs, app, chosen) {
  return make("ol", { class: "found" }, ...edges.map((edge, index) => {
    const sign = signs.get(edge.relation);
    const [one, other] = [actor(edge.source, app), actor(edge.target, app)];
    const button = make("button", { type: "button", class: "link", "aria-pressed": "false", "data-edge": index,
      "aria-label": `${one.textContent} ${verb(edge.relation)} ${other.textContent}: show where`, onclick: () => chosen(index) }, verb(edge.relation));
    return make("li", { onclick: (event) => { if (!event.target.closest("a, button")) chosen(index); } },
      make("p", { class: "says" },
        sign && draw("svg", { viewBox: "0 0 22 8", class: "sample", role: "img", "aria-label": sign }, draw("path", { class: sign, d: "M0 4h22" })),
        one, " ", button, " ", other),
      make("p", { class: "meta" }, [edge.status, edge.counted ? "" : "not counted", `${Math.round(edge.confidence * 100)} %`, edge.why].filter(Boolean).join(" · ")));
  }));
}

function actor(party, app) {
  app.names.set(party.actor, party.name);
  return make("a", { href: address({ ...app.view, actor: party.actor, expand: [], pins: {}, camera: null, pair: "", edge: "", panel: "ties" }),
    onclick: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      app.visit(party.actor);
    } }, acting(party.name, party.role));
}
