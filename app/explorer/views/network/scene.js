// What is drawn: actors with their shapes and sizes, ties as strands with their widths. Knows no canvas.

import { calm } from "/explorer/core/dom.js";

/** Ties come in so many widths; those of one width and sign are one path. */
export const LEVELS = 8;
/** Names are cut in the drawing; the card has them whole. */
const LONGEST = 28;
const SHAPES = { country: "disc", igo: "square", org: "square" };
/** How long actors take to their new places, in ms. */
const WALK = 300;

/** A name as it is drawn: "Islamic Revolutionary Guard…". */
export function cut(name, most = LONGEST) {
  const plain = name.slice(0, 4 * most).replace(/\s+/g, " ").trim();
  return plain.length > most || name.length > 4 * most ? `${plain.slice(0, most - 1).trimEnd()}…` : plain;
}

/**
 * The scene of an answer (see core/model.js): `nodes` with the strongest first, by id in `byId`; `strands` are the lines,
 * one for each sign of a pair, weakest first; `buckets[level][sign]` are the same. Nodes stand where they stood in the scene
 * `before` and walk to their places (`step`).
 */
export class Scene {
  nodes = [];
  byId = new Map();
  strands = [];
  buckets = Array.from({ length: LEVELS }, () => ({ cooperation: [], conflict: [] }));
  ghosts = null; // what vanished, while it fades
  #began = 0;

  constructor(data, view, before, now) {
    for (const node of data?.nodes.values() ?? []) this.#add(node, data.root, view);
    const strongest = Math.max(1e-9, ...[...data?.pairs.values() ?? []].map((pair) => Math.max(pair.cooperation, pair.conflict)));
    for (const pair of data?.pairs.values() ?? []) this.#tie(pair, strongest);
    this.strands.sort((one, other) => one.pair[one.sign] - other.pair[other.sign]);
    this.strands.forEach((strand, rank) => {
      strand.rank = rank;
      this.buckets[strand.level][strand.sign].push(strand);
    });
    const most = Math.max(1e-9, ...this.nodes.map((node) => (node.root ? 0 : node.weight)));
    for (const node of this.nodes) node.r = node.root ? 11 : 3.8 + 5 * Math.sqrt(Math.min(1, node.weight / most));
    this.nodes.sort((one, other) => other.root - one.root || other.weight - one.weight || (one.id < other.id ? -1 : 1));
    if (before?.nodes.length && !calm()) this.#walk(before, now);
    else this.#arrive();
  }

  /** Marks of the view that need no new scene. True where an actor was moved by it. */
  mark(view, now) {
    let moved = false;
    for (const node of this.nodes) {
      const pin = view.pins[node.id];
      const [x, y] = pin ?? node.home;
      node.pinned = Boolean(pin);
      node.expanded = view.expand.includes(node.id);
      if (x === node.to.x && y === node.to.y) continue;
      node.to = { x, y };
      moved = true;
    }
    if (moved && calm()) this.#arrive();
    else if (moved) {
      for (const node of this.nodes) node.from = { x: node.x, y: node.y };
      this.#began = now;
    }
    return moved;
  }

  /** Walks on. True while there is still a way to go. */
  step(now) {
    if (!this.#began) return false;
    const share = Math.min(1, (now - this.#began) / WALK);
    if (share === 1) {
      this.#arrive();
      return false;
    }
    const eased = 1 - (1 - share) ** 3;
    for (const node of this.nodes) {
      node.x = node.from.x + (node.to.x - node.from.x) * eased;
      node.y = node.from.y + (node.to.y - node.from.y) * eased;
    }
    this.shown = eased;
    if (this.ghosts) this.ghosts.shown = 1 - eased;
    return true;
  }

  /** The rectangle around all places, as they will be; null where nobody is there. */
  bounds() {
    if (!this.nodes.length) return null;
    const xs = this.nodes.map((node) => node.to.x);
    const ys = this.nodes.map((node) => node.to.y);
    const least = (all) => all.reduce((one, other) => Math.min(one, other));
    const most = (all) => all.reduce((one, other) => Math.max(one, other));
    return { left: least(xs), right: most(xs), top: least(ys), bottom: most(ys) };
  }

  /** How much of what is new can be seen yet, 0 to 1. */
  shown = 1;

  #add(node, root, view) {
    const place = this.nodes.length;
    const turn = place * 2.4; // a spiral for those whom the service gave no place
    const home = Number.isFinite(node.x) && Number.isFinite(node.y) ? [node.x, node.y]
      : [40 * Math.sqrt(place) * Math.cos(turn), 40 * Math.sqrt(place) * Math.sin(turn)];
    const [x, y] = view.pins[node.id] ?? home;
    const drawn = {
      id: node.id, node, home, to: { x, y }, x, y, from: { x, y }, weight: 0, ties: [], r: 4, side: 0, wide: 0,
      label: cut(node.name), shape: SHAPES[node.kind] ?? "diamond", root: node.id === root,
      pinned: node.id in view.pins, expanded: view.expand.includes(node.id), fresh: false,
    };
    this.nodes.push(drawn);
    this.byId.set(node.id, drawn);
  }

  #tie(pair, strongest) {
    const [a, b] = [this.byId.get(pair.a), this.byId.get(pair.b)];
    if (!a || !b) return;
    const signs = ["cooperation", "conflict"].filter((sign) => pair[sign] > 0);
    for (const sign of signs) {
      const share = Math.sqrt(Math.min(1, pair[sign] / strongest));
      const level = Math.min(LEVELS - 1, Math.floor(share * LEVELS));
      const bend = signs.length < 2 ? 0 : sign === "cooperation" ? 1 : -1;
      const strand = { pair, sign, a, b, level, bend, loop: a === b };
      this.strands.push(strand);
      a.ties.push(strand);
      if (a !== b) b.ties.push(strand);
      a.weight += pair[sign];
      b.weight += pair[sign];
    }
  }

  #walk(before, now) {
    for (const node of this.nodes) {
      const was = before.byId.get(node.id);
      node.fresh = !was;
      node.side = was?.side ?? 0;
      if (!was || node.pinned) continue;
      [node.x, node.y] = [was.x, was.y];
      node.from = { x: was.x, y: was.y };
    }
    const gone = before.nodes.filter((node) => !this.byId.has(node.id));
    const kept = new Set(this.strands.map((strand) => strand.pair.id + strand.sign));
    const lost = before.strands.filter((strand) => !kept.has(strand.pair.id + strand.sign)).slice(-1500);
    this.ghosts = gone.length || lost.length ? { nodes: gone, strands: lost, shown: 1 } : null;
    this.#began = now;
    this.step(now);
  }

  #arrive() {
    for (const node of this.nodes) {
      [node.x, node.y] = [node.to.x, node.to.y];
      node.fresh = false;
    }
    this.ghosts = null;
    this.shown = 1;
    this.#began = 0;
  }
}
