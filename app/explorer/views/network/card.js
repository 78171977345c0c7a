// The small card beside an actor or a tie: what it is, in words and numbers.

import { make } from "/explorer/core/dom.js";
import { pairId } from "/explorer/core/model.js";
import { count, kindly } from "/explorer/core/words.js";

const GAP = 14; // px between an actor and its card
const PARTNERS = 4; // whose sentences are offered

/** "cooperation 3.2 (5 sentences), conflict 0.8 (1)": what a pair has, by sign. */
export function told(pair) {
  const parts = ["cooperation", "conflict"].filter((sign) => pair[sign] > 0).map((sign, place) => {
    const sentences = pair.edges.filter((edge) => edge.sign === sign).reduce((sum, edge) => sum + edge.evidence, 0);
    return `${sign} ${strength(pair[sign])} (${place === 0 ? count(sentences, "sentence") : sentences.toLocaleString("en-GB")})`;
  });
  return parts.join(", ") || "nothing";
}

/** A strength as it is shown: one place after the point, as many as it needs below one. */
export const strength = (number) => number.toLocaleString("en-GB", { maximumFractionDigits: number < 0.1 ? 2 : 1 });

/** One card over the network. It can be seen through until it is opened; then it holds buttons. */
export class Card {
  #spot = null; // where it belongs: () => {x, y, r} in px
  element = make("div", { class: "network-card", hidden: true });

  constructor(host, closed) {
    host.append(this.element);
    this.host = host;
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      closed();
    });
  }

  /** Whether it holds buttons. */
  get open() {
    return !this.element.hidden && this.element.classList.contains("open");
  }

  /** A look at something: nothing to press. */
  glance(spot, ...content) {
    this.#show(false, null, spot, content);
  }

  /** Opens it, with its name for those who cannot see it. */
  hold(label, spot, ...content) {
    this.#show(true, label, spot, content);
  }

  hide() {
    this.element.hidden = true;
    this.#spot = null;
  }

  /** Takes the keyboard. */
  focus() {
    this.element.querySelector("button")?.focus({ preventScroll: true });
  }

  /** Beside what it is about or in a corner: where it hides least of what stands out, and never what it is about. */
  place() {
    const { x, y, r, avoid = [] } = this.#spot?.() ?? {};
    if (x === undefined || this.element.hidden) return;
    const [wide, tall] = [this.element.offsetWidth, this.element.offsetHeight];
    const [width, height] = [this.host.clientWidth - wide, this.host.clientHeight - tall];
    const [middle, centre] = [within(x - wide / 2, width), within(y - tall / 2, height)];
    const spots = [[x + r + GAP, centre], [x - r - GAP - wide, centre], [middle, y + r + GAP], [middle, y - r - GAP - tall]];
    const corners = [[0, 0], [width, 0], [0, height], [width, height]];
    const hides = ([left, top], px, py) => px > left - 6 && px < left + wide + 6 && py > top - 6 && py < top + tall + 6;
    let [best, least] = [null, Infinity];
    for (const [spot, cost] of [...spots.map((spot) => [spot, 0]), ...corners.map((spot) => [spot, 2])]) {
      const outside = spot[0] < 0 || spot[1] < 0 || spot[0] > width || spot[1] > height;
      const hidden = avoid.filter(({ px, py }) => hides(spot, px, py)).length;
      const sum = cost + hidden + (outside ? 200 : 0) + (hides(spot, x, y) ? 100 : 0);
      if (sum < least) [best, least] = [spot, sum];
    }
    this.element.style.left = `${within(best[0], width)}px`;
    this.element.style.top = `${within(best[1], height)}px`;
  }

  #show(open, label, spot, content) {
    this.#spot = spot;
    const buttons = () => [...this.element.querySelectorAll("button")];
    const at = buttons().indexOf(document.activeElement);
    this.element.classList.toggle("open", open);
    for (const [name, value] of [["role", open && "group"], ["aria-label", open && label], ["aria-hidden", !open && "true"]]) {
      if (value) this.element.setAttribute(name, value);
      else this.element.removeAttribute(name);
    }
    this.element.replaceChildren(...content.filter(Boolean));
    this.element.hidden = false;
    if (at >= 0) (buttons()[at] ?? buttons()[0])?.focus({ preventScroll: true }); // the same button, made anew
    this.place();
  }
}

const within = (number, most) => Math.round(Math.max(0, Math.min(most, number)));

/** What is told about an actor: name, kind, relations, and what it has with `from` (or with all in view). */
export function aboutActor(app, drawn, from) {
  const { node } = drawn;
  const lines = [make("p", { class: "network-name" }, node.name),
    make("p", { class: "meta" }, `${kindly(node.kind)} · ${count(node.relations ?? drawn.ties.length, "relation")}`)];
  const other = from && from !== drawn ? app.data.pairs.get(pairId(drawn.id, from.id)) : null;
  if (other) lines.push(make("p", { class: "small" }, `With ${short(from)}: ${told(other)}`));
  else if (from && from !== drawn) lines.push(make("p", { class: "small" }, `No tie with ${short(from)} here`));
  else lines.push(make("p", { class: "small" }, `In this view: ${sum(drawn)}`));
  return lines;
}

/** What is told about a tie. */
export function aboutTie({ a, b, pair }) {
  const names = a === b ? `Within ${short(a)}` : `${short(a)} – ${short(b)}`;
  return [make("p", {}, `${names}: ${told(pair)}`), make("p", { class: "meta" }, "Click to read the sentences")];
}

/** The buttons of an actor's card. `does`: {visit, expand, pin, read}. */
export function actions(app, scene, drawn, does) {
  const { id, expanded, pinned, root } = drawn;
  const full = !expanded && app.view.expand.length >= 20; // as many as an address takes
  const button = (words, pressed, disabled = false) => make("button", { type: "button", class: "quiet", disabled, onclick: pressed }, words);
  return [
    make("div", { class: "network-actions" },
      root ? null : button("Its graph", () => does.visit(id)),
      root || !app.view.actor ? null : button(expanded ? "Close partners" : "Open partners", () => does.expand(id), full),
      button(pinned ? "Let go" : "Pin", () => does.pin(id))),
    partners(scene, drawn).length === 0 ? null : make("p", { class: "small network-read" }, "Sentences with ",
      ...partners(scene, drawn).flatMap((other, place) => [place ? ", " : null,
        make("button", { type: "button", class: "link", onclick: () => does.read(id, other.id) }, other.label)])),
  ];
}

// The root, then the strongest partners.
function partners(scene, drawn) {
  const sums = new Map();
  for (const { a, b, pair, sign } of drawn.ties) {
    const other = a === drawn ? b : a;
    if (other !== drawn) sums.set(other, (sums.get(other) ?? 0) + pair[sign]);
  }
  return [...sums].sort(([one, more], [other, less]) => other.root - one.root || less - more).slice(0, PARTNERS).map(([other]) => other);
}

function sum(drawn) {
  const total = { cooperation: 0, conflict: 0 };
  for (const { pair, sign } of drawn.ties) total[sign] += pair[sign];
  return ["cooperation", "conflict"].filter((sign) => total[sign] > 0).map((sign) => `${sign} ${strength(total[sign])}`).join(", ") || "no ties";
}

const short = (drawn) => drawn.label;
