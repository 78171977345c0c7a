// The network for keyboards and screen readers: a list of its actors over the canvas, one stop for Tab, in which the arrow keys
// go to whoever is next in that direction. Each lies unseen where its actor is drawn, so that magnifiers and fingers find it.

import { make } from "/explorer/core/dom.js";
import { pairId } from "/explorer/core/model.js";
import { count, kindly } from "/explorer/core/words.js";
import { told } from "/explorer/views/network/card.js";
import { next } from "/explorer/views/network/reach.js";

const LONG = 200; // of a name that is said
const PLACED = 300; // with more of them only the one that the keyboard is at has its place

/** The list. `does`: {goTo(node), open(node), expand(id), pin(id), zoom(factor), fit(), leave()}. */
export class Actors {
  active = null; // the actor that the keyboard is at
  #scene = null;
  #data = null;
  #options = new Map();
  #unseen = make("div", { class: "network-places", role: "presentation" });
  element = make("div", { class: "network-actors", role: "listbox", tabindex: "0",
    onkeydown: (event) => this.#key(event), onfocus: () => this.#entered(), onblur: () => this.does.goTo(null) });

  constructor(host, does) {
    this.does = does;
    this.element.append(this.#unseen);
    host.append(this.element);
  }

  /** Lists the actors of a scene; stays at the same actor if it is still there. */
  list(scene, data) {
    this.#scene = scene;
    this.#data = data;
    const options = scene.nodes.map((drawn, place) => {
      const option = make("div", { role: "option", id: `network-actor-${place}`, "aria-selected": "false" });
      option.addEventListener("click", () => this.does.open(drawn)); // as screen readers press
      return option;
    });
    this.#options = new Map(scene.nodes.map((drawn, place) => [drawn.id, options[place]]));
    this.name();
    this.#unseen.replaceChildren(...options);
    this.element.hidden = options.length === 0;
    this.element.setAttribute("aria-label", `Network of ${count(options.length, "actor")}; arrows move, Enter opens, `
      + "E opens partners, P pins, plus and minus zoom, 0 fits, Page Down goes on by strength");
    this.at(scene.byId.get(this.active?.id) ?? null);
  }

  /** Says of each what it is now. As labels: text that nobody sees would be found by a search in the page. */
  name() {
    const root = this.#scene?.nodes[0]?.root ? this.#scene.nodes[0] : null;
    for (const drawn of this.#scene?.nodes ?? []) {
      const words = said(drawn, root, this.#data);
      const option = this.#options.get(drawn.id);
      if (option.getAttribute("aria-label") !== words) option.setAttribute("aria-label", words);
    }
  }

  /** Goes to an actor (or to none), and says so. */
  at(drawn) {
    this.#options.get(this.active?.id)?.setAttribute("aria-selected", "false");
    this.active = drawn;
    const option = drawn && this.#options.get(drawn.id);
    option?.setAttribute("aria-selected", "true");
    if (option) this.element.setAttribute("aria-activedescendant", option.id);
    else this.element.removeAttribute("aria-activedescendant");
  }

  /** Puts each where its actor is drawn now. */
  place() {
    if (!this.#scene) return;
    for (const drawn of this.#scene.nodes.length <= PLACED ? this.#scene.nodes : [this.active]) {
      const option = drawn && this.#options.get(drawn.id);
      if (option) option.style.transform = `translate(${Math.round(drawn.px)}px, ${Math.round(drawn.py)}px)`;
    }
  }

  /** Takes the keyboard, without a jump of the page. */
  focus() {
    this.element.focus({ preventScroll: true });
  }

  #entered() {
    if (!this.active) this.at(this.#scene?.nodes[0] ?? null);
    if (this.element.matches(":focus-visible")) this.does.goTo(this.active);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.active) return;
    const { active, does } = this;
    const first = this.#scene.nodes[0];
    const go = (drawn) => {
      if (drawn) this.at(drawn);
      does.goTo(this.active);
    };
    const done = {
      Enter: () => does.open(active), " ": () => does.open(active), Home: () => go(first), Escape: () => does.leave(),
      e: () => does.expand(active.id), p: () => does.pin(active.id),
      "+": () => does.zoom(1.5), "=": () => does.zoom(1.5), "-": () => does.zoom(1 / 1.5), 0: () => does.fit(),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    const step = { PageDown: 1, PageUp: -1, End: Infinity }[event.key]; // through all of them, the strongest first
    if (event.key.startsWith("Arrow")) go(next(this.#scene, active, event.key));
    else if (step) go(this.#scene.nodes[within(this.#scene.nodes.indexOf(active) + step, this.#scene.nodes.length - 1)]);
    else if (done) done();
    else return;
    event.preventDefault();
  }
}

const within = (place, last) => Math.max(0, Math.min(last, place));

function said({ id, node, root: isRoot, ties, pinned, expanded }, root, data) {
  const pair = root && !isRoot && data.pairs.get(pairId(id, root.id));
  const marks = `${expanded ? ", partners open" : ""}${pinned ? ", pinned" : ""}`;
  const tie = pair ? `; with ${root.label}: ${told(pair)}` : `; ${count(new Set(ties.map((strand) => strand.pair)).size, "tie")} here`;
  return `${node.name.slice(0, LONG)}, ${kindly(node.kind)}${marks}${tie}`;
}
