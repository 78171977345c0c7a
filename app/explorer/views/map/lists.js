// The map for keyboards and screen readers: a button on each disc and on the middle of each tie. They are not seen but where
// they have the focus; one of each list is in the order of Tab, and arrows go on from there.

import { make } from "/explorer/core/dom.js";
import { spot, strandPoints } from "/explorer/views/map/paint.js";
import { ofActor, ofTie } from "/explorer/views/map/wording.js";

/** So many ties, the strongest, have a button; thousands would be in the way. */
export const LISTED = 500;

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** Two lists over the map. `focused(found, x, y)` hears what has the focus, `chosen(found)` what was chosen by keyboard. */
export function lists(host, { focused, chosen }) {
  const discs = make("ul", { class: "map-list", "aria-label": "Actors on the map" });
  const lines = make("ul", { class: "map-list", "aria-label": "Ties on the map" });
  host.append(discs, lines);
  let actors = [], ties = [];

  const entry = (id) => {
    const button = make("button", { type: "button", tabindex: "-1" });
    const one = { id, found: {}, button, item: make("li", {}, button), x: 0, y: 0 };
    button.addEventListener("focus", () => {
      steady(one.found.tie ? ties : actors, one);
      if (button.matches(":focus-visible")) focused(one.found, one);
    });
    button.addEventListener("click", (event) => {
      if (event.detail) return; // a pointer: the map knows better what is nearest
      event.stopPropagation();
      chosen(one.found);
    });
    return one;
  };
  const steady = (all, one) => {
    for (const other of all) other.button.tabIndex = other === one ? 0 : -1;
  };
  // Who stays keeps the button, so that news takes nobody's place away.
  const renew = (list, before, now) => {
    const kept = new Map(before.map((one) => [one.id, one]));
    const all = now.map(({ id, found, words }) => {
      const one = kept.get(id) ?? entry(id);
      one.found = found;
      one.button.setAttribute("aria-label", words);
      return one;
    });
    if (all.length !== before.length || all.some((one, index) => one !== before[index])) {
      const had = all.find(({ button }) => button === document.activeElement);
      list.replaceChildren(...all.map(({ item }) => item));
      had?.button.focus();
    }
    if (all.filter(({ button }) => button.tabIndex === 0).length !== 1) steady(all, all[0]);
    return all;
  };
  const keys = (list, all, next) => list.addEventListener("keydown", (event) => {
    const at = all().findIndex(({ button }) => button === event.target);
    const to = event.key === "Home" ? all()[0] : event.key === "End" ? all().at(-1) : WAYS[event.key] && next(at, WAYS[event.key]);
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    to?.button.focus();
  });
  keys(discs, () => actors, (at, way) => neighbour(actors, actors[at], way));
  keys(lines, () => ties, (at, [dx, dy]) => ties[at + dx + dy] ?? null);

  return {
    /** Other actors and ties. The focus stays with whom it was. */
    fill(scene) {
      const root = scene.byId.get(scene.root)?.node ?? scene.elsewhere.find(({ id }) => id === scene.root)?.node;
      actors = renew(discs, actors, scene.actors.map((actor) => ({ id: actor.id, found: { actor }, words: ofActor(actor, root) })));
      ties = renew(lines, ties, scene.ties.slice(-LISTED).reverse().map((tie) => ({ id: tie.pair.id, found: { tie }, words: ofTie(tie) })));
    },
    /** Puts every button where what it stands for is now. */
    place(view) {
      for (const one of actors) [one.x, one.y] = spot(one.found.actor, view);
      for (const one of ties) [one.x, one.y] = middle(one.found.tie, view);
      for (const { button, x, y } of [...actors, ...ties]) button.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    },
  };
}

function middle(tie, view) {
  const line = strandPoints(tie, { shift: 0 }, view).sort((one, other) => other.length - one.length)[0];
  if (line.length > 2) return line[Math.floor(line.length / 2)];
  return [0, 1].map((axis) => (line[0][axis] + line.at(-1)[axis]) / 2);
}

// The nearest in a direction: what is aside counts double.
function neighbour(all, from, [dx, dy]) {
  let best = null, least = Infinity;
  for (const one of all) {
    const ahead = (one.x - from.x) * dx + (one.y - from.y) * dy;
    const aside = Math.abs((one.x - from.x) * dy) + Math.abs((one.y - from.y) * dx);
    const cost = ahead + 2 * aside;
    if (one !== from && ahead > 0.5 && cost < least) [best, least] = [one, cost];
  }
  return best;
}
