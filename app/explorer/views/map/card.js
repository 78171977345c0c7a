// The small card beside what is looked at.

import { make } from "/explorer/core/dom.js";
import { count, kindly } from "/explorer/core/words.js";
import { clipped, deeds } from "/explorer/views/map/wording.js";

/** Makes the card; `show(actor or tie, x, y, width, height)` and `hide()`. What it says, the lists say too. */
export function card(host) {
  const sheet = make("div", { class: "map-card", "aria-hidden": "true", hidden: true });
  host.append(sheet);
  return {
    hide: () => { sheet.hidden = true; },
    show(found, scene, x, y, width, height) {
      sheet.replaceChildren(...(found.tie ? ofTie(found.tie) : ofActor(found.actor, scene)));
      sheet.hidden = false;
      const { offsetWidth, offsetHeight } = sheet;
      const left = x + 16 + offsetWidth > width ? x - 16 - offsetWidth : x + 16;
      sheet.style.left = `${Math.max(4, Math.min(left, width - offsetWidth - 4))}px`;
      sheet.style.top = `${Math.max(4, Math.min(y + 12, height - offsetHeight - 4))}px`;
    },
  };
}

function ofActor(actor, scene) {
  const name = make("p", { class: "map-card-name" }, clipped(actor.node.name, 80));
  const root = scene.byId.get(scene.root)?.node ?? scene.elsewhere.find(({ id }) => id === scene.root)?.node;
  const ties = scene.ties.filter(({ a, b }) => a === actor || b === actor).length;
  const what = make("p", { class: "meta" }, `${kindly(actor.node.kind)} · ${count(ties, "tie")} on the map`);
  if (actor.root || !root) return [name, what];
  const who = clipped(root.name, 40);
  if (!actor.tie) return [name, what, make("p", { class: "meta" }, `no tie with ${who} in view`)];
  return [name, what, make("p", { class: "meta" }, `with ${who}:`), ...sides(actor.tie)];
}

function ofTie(tie) {
  return [make("p", { class: "map-card-name" }, `${clipped(tie.a.node.name, 40)} – ${clipped(tie.b.node.name, 40)}`),
    ...sides(tie.pair), make("p", { class: "meta" }, "choose it to read the sentences")];
}

function sides(pair) {
  return ["cooperation", "conflict"].filter((sign) => pair[sign] > 0).map((sign) =>
    make("p", { class: `map-card-tie ${sign}` }, make("b", {}, `${sign} ${pair[sign].toFixed(1)}`), ` ${deeds(pair, sign)}`));
}
