// The view: everything that the address holds, and nothing else. Same address, same picture.

/** Nothing chosen: the strongest ties of the whole graph. */
export const START = Object.freeze({
  actor: "", //          whose graph; "" for the whole graph
  expand: [], //         actors whose partners come along, in the order in which they were opened
  show: "network", //    network | map | table
  panel: "ties", //      ties | pair | coalitions | changes | article
  pair: "", //           "RUS~SYR": whose sentences are read
  edge: "", //           "RUS~attacks~SYR": which relation of the pair
  from: "", to: "", //   days; "" is open
  relation: [], sign: "", sources: 1, confidence: 0, // what passes
  nodes: 60, //          how many actors at most
  before: "", //         what changed since this day
  compare: "time", //    it with as long a time before it, or the years up to both days: time | years
  around: "actor", //    whose changes: actor | all
  pins: {}, //           actor -> [x, y]
  camera: null, //       of the network: [x, y, scale]
  globe: null, //        of the map: [x, y, scale]
});

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const oneOf = (...known) => (text) => (known.includes(text) ? text : undefined);
const text = (given) => given.slice(0, 200);
const list = (most) => (given) => given.split(",").filter(Boolean).slice(0, most).map(text);
const within = (least, most) => (given) => {
  const number = Number(given);
  return Number.isFinite(number) && number >= least && number <= most ? number : undefined;
};
const whole = (least, most) => (given) => (/^\d+$/.test(given) ? within(least, most)(given) : undefined);
const place = (given) => {
  const numbers = given.split(",").map(Number);
  return numbers.length === 3 && numbers.every(Number.isFinite) && numbers[2] > 0 ? numbers : undefined;
};
const places = (given) => Object.fromEntries(given.split(";").slice(0, 500).map((one) => one.split("@"))
  .filter(([id, at]) => id && /^-?[\d.]+,-?[\d.]+$/.test(at ?? "")).map(([id, at]) => [id, at.split(",").map(Number)]));

// How each field is read from the address (undefined: as at the start) and written there.
const FIELDS = {
  actor: [text], expand: [list(20)], show: [oneOf("network", "map", "table")],
  panel: [oneOf("ties", "pair", "coalitions", "changes", "article")],
  pair: [(given) => (/^[^~]+~[^~]+$/.test(given) ? text(given) : undefined)], edge: [text],
  from: [day], to: [day], relation: [list(40)], sign: [oneOf("cooperation", "conflict")], sources: [whole(1, 1000)],
  confidence: [within(0, 1)], nodes: [whole(2, 2000)], before: [day], compare: [oneOf("time", "years")],
  around: [oneOf("actor", "all")],
  pins: [places, (pins) => Object.entries(pins).map(([id, [x, y]]) => `${id}@${Math.round(x)},${Math.round(y)}`).join(";")],
  camera: [place], globe: [place],
};

function day(given) {
  return DAY.test(given) && !Number.isNaN(Date.parse(given)) ? given : undefined;
}

/** The view of an address ("#actor=RUS&show=map"); what cannot be read is as at the start. */
export function read(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const view = { ...START };
  for (const [name, [reading]] of Object.entries(FIELDS)) {
    const value = given.has(name) ? reading(given.get(name)) : undefined;
    if (value !== undefined) view[name] = value;
  }
  return Object.freeze(view);
}

/** The address of a view; fields as at the start are left out. */
export function address(view) {
  const given = [];
  for (const [name, [, writing]] of Object.entries(FIELDS)) {
    const value = writing ? writing(view[name]) : String(view[name] ?? "");
    const start = writing ? writing(START[name]) : String(START[name] ?? "");
    if (value !== start) given.push(`${name}=${encodeURIComponent(value).replace(/%(2C|3A|40|3B)/g, decodeURIComponent)}`);
  }
  return `#${given.join("&")}`;
}

/** Which fields decide what is asked of the service for network, map and table. */
const ASKED = ["actor", "expand", "from", "to", "relation", "sign", "sources", "confidence", "nodes"];

/** Whether two views show the same part of the graph. */
export const sameData = (one, other) => ASKED.every((name) => String(one[name]) === String(other[name]));

/** The fields of a view that begins anew around an actor: what was opened, pinned or chosen around the last one is left behind. */
export const centred = (actor) => ({ actor, expand: [], pins: {}, camera: null, pair: "", edge: "" });

/** The filter's fields when all passes. */
export const UNFILTERED = Object.freeze({ sign: START.sign, relation: START.relation, sources: START.sources, confidence: START.confidence });

/** How many fields of the filter are set. */
export const filtered = (view) => Object.keys(UNFILTERED).filter((name) => String(view[name]) !== String(UNFILTERED[name])).length;

/** What of the filter and the days a question takes; the same names on every route. */
export const filters = (view) => ({ ...summed(view), relation: view.relation, sign: view.sign });

/** The same for sums over a pair of actors, which take neither relation nor sign. */
export function summed({ from, to, sources, confidence }) {
  return { from, to, min_sources: sources > 1 ? sources : "", min_confidence: confidence || "" };
}

/** Whether a relation passes the view's choice of relations and of a sign. */
export function passes(view, edge) {
  return (!view.sign || view.sign === edge.sign) && (!view.relation.length || view.relation.includes(edge.relation));
}

/**
 * The view in the address bar. A change is a step of the browser's history, so that Back is undo; `quiet` changes (the
 * camera, a brush under way) replace the step. Listeners hear (now, before).
 */
export class Views {
  #listeners = [];
  #hash = location.hash; // the address that #now was read from, or written to
  #now = read(location.hash);
  #depth = history.state?.depth ?? 0;
  #furthest = this.#depth;

  constructor() {
    history.replaceState({ depth: this.#depth }, "");
    addEventListener("popstate", () => this.#arrive());
  }

  /** Takes over an address that is not of our own writing: Back, a link, a hash typed by hand. */
  #arrive() {
    if (history.state) this.#depth = history.state.depth;
    else {
      this.#depth += 1; // a new step, and nothing lies ahead of it
      this.#furthest = this.#depth;
      history.replaceState({ depth: this.#depth }, "");
    }
    this.#furthest = Math.max(this.#furthest, this.#depth);
    if (location.hash !== this.#hash) this.#set(read(location.hash));
  }

  get now() {
    return this.#now;
  }

  get canUndo() {
    return this.#depth > 0;
  }

  get canRedo() {
    return this.#depth < this.#furthest;
  }

  /** Other values for some fields. */
  change(fields, { quiet = false } = {}) {
    if (location.hash !== this.#hash) this.#arrive(); // the address is ahead of its event
    const next = Object.freeze({ ...this.#now, ...fields });
    const hash = address(next);
    if (hash === address(this.#now)) return;
    if (quiet) history.replaceState({ depth: this.#depth }, "", hash);
    else {
      this.#depth += 1;
      this.#furthest = this.#depth;
      history.pushState({ depth: this.#depth }, "", hash);
    }
    this.#set(next);
  }

  undo() {
    if (this.canUndo) history.back();
  }

  redo() {
    if (this.canRedo) history.forward();
  }

  listen(heard) {
    this.#listeners.push(heard);
  }

  #set(next) {
    const before = this.#now;
    this.#now = next;
    this.#hash = location.hash;
    for (const heard of this.#listeners) heard(next, before);
  }
}
