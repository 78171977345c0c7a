// The relations between two actors, to choose one from: a row for what each does, and one for what both do together.

import { make } from "/explorer/core/dom.js";
import { clipped, verb } from "/explorer/core/words.js";
import { MUTUAL } from "/explorer/panels/ties/why.js";

/** In the address, in place of a relation: a few sentences of each. */
export const ALL = "all";

/** Fills `place` with a button for each relation, and one for all of them. `name(id)` names actors; `choose(id)` is told. */
export function showChips(place, { ends, edges, chosen, name, choose }) {
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.edge : null;
  const chip = (id, kind, ...label) => make("button", { type: "button", class: `chip ${kind}`, "data-edge": id,
    "aria-pressed": String(id === chosen), onclick: () => choose(id) }, ...label);
  const unseen = (words) => make("span", { class: "unseen" }, words);
  const rows = [];
  const row = (label, some) => {
    if (!some.length) return;
    rows.push(make("div", {}, ...some.map(({ id, sign, source, relation, target, evidence }) => chip(id, sign,
      unseen(`${clipped(name(source))} `), make("span", { class: "label" }, verb(relation)), unseen(` ${clipped(name(target))},`),
      make("span", { class: "many" }, ` ${evidence}`), unseen(evidence === 1 ? " sentence" : " sentences")))));
    place.append(make("span", { class: "who", "aria-hidden": "true" }, clipped(label)), rows.at(-1));
  };
  place.replaceChildren();
  for (const end of ends) row(name(end), edges.filter(({ source, relation }) => source === end && !MUTUAL.has(relation)));
  row("Both", edges.filter(({ relation }) => MUTUAL.has(relation)));
  if (edges.length > 1) rows.at(-1).append(chip(ALL, "all", "All"));
  if (focused) place.querySelector(`[data-edge="${CSS.escape(focused)}"]`)?.focus();
}
