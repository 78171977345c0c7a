// The map for keyboards and screen readers: a button on each disc and on the middle of each tie. They are not seen but where
// they have the focus; one of each list is in the order of Tab, and arrows go on from there.

import { make } from "/explorer/core/dom.js";
import { spot, strandPoints } from "/explorer/views/map/paint.js";
import { ofActor, ofTie } from "/explorer/views/map/wording.js";

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** Two lists over the map. `focused(found, x, y)` hears what has the focus, `chosen(found)` what was chosen by keyboard. */
export function lists(host, { focused, chosen }) {
  const discs = make("ul", { class: "map-list", "aria-label": "Actors on the map" });
  const lines = make("ul", { class: "map-list", "aria-label": "Ties on the map" });
  host.append(discs, lines);
  let actors = [], ties = [];

  const entry = (found, words) => {
    const button = make("button", { type: "button", tabindex: "-1", "aria-label": words });
    const one = { found, button, item: make("li", {}, button), x: 0, y: 0 };
    button.addEventListener("focus", () => {
      steady(found.tie ? ties : actors, one);
      if (button.matches(":focus-visible")) focused(found, one);
    });
    button.addEventListener("click", (event) => {
      if (event.detail) return; // a pointer: the map knows better what is nearest
      event.stopPropagation();
      chosen(found);
    });
    return one;
  };
  const steady = (all, one) => {
    for (const other of all) other.button.tabIndex = other === one ? 0 : -1;
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
      const had = [...actors, ...ties].find(({ button }) => button === document.activeElement);
      actors = scene.actors.map((actor) => entry({ actor }, ofActor(actor, root)));
      ties = scene.ties.toReversed().map((tie) => entry({ tie }, ofTie(tie)));
      discs.replaceChildren(...actors.map(({ item }) => item));
      lines.replaceChildren(...ties.map(({ item }) => item));
      steady(actors, actors[0]);
      steady(ties, ties[0]);
      const same = ({ found }) => (found.actor ? found.actor.id === had?.found.actor?.id : found.tie.pair.id === had?.found.tie?.pair.id);
      if (had) [...actors, ...ties].find(same)?.button.focus();
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
