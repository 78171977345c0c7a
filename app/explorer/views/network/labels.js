// Names beside their actors: the strongest first, and none over another.

const CELL = 48; // px of the grid that knows what is taken
/** The names of so many, the strongest, may lie over other actors if there is no better place. */
const STRONG = 14;
const OVER = 1000; // what lying over a name costs; over an actor it costs 1
const MOST = { rest: 260, plain: 140, hurried: 70 };

/** Lays names out and paints them. */
export class Labels {
  /** The names of the last frame, as rectangles {node, left, top, right, bottom}. */
  placed = [];

  /** Paints the names that have room. */
  paint(context, scene, size, grow, colours, { focus, hurried, plain, active }) {
    const taken = new Taken();
    const names = hurried && plain ? MOST.hurried : plain ? MOST.plain : MOST.rest;
    this.placed = [];
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.lineJoin = "round";
    context.strokeStyle = colours.paper;
    context.fillStyle = colours.ink;
    if (!plain) {
      for (const node of scene.nodes) if (node.seen) taken.add(around(node, grow), 1);
    }
    const strong = new Set(scene.nodes.slice(0, STRONG));
    let tried = 0;
    for (const node of ranked(scene.nodes, focus, active)) {
      if (!node.seen) continue;
      if (focus && !focus.nodes.has(node)) continue;
      tried += 1;
      if (this.placed.length >= names || tried > 6 * names) break;
      const pixels = node.root ? 17 : 12.5 + Math.min(2.5, Math.max(0, (node.r - 5) * 0.7));
      const font = `${node.root ? "600 " : ""}${pixels.toFixed(1)}px ${colours.serif}`;
      if (node.wideIn !== font) {
        context.font = font;
        node.wide = context.measureText(node.label).width;
        node.wideIn = font;
      }
      const most = node.root || node.id === active ? Infinity : strong.has(node) ? OVER : 1;
      const spot = room(taken, node, grow, pixels, size, plain, most);
      if (!spot) continue;
      taken.add(spot, OVER);
      this.placed.push(spot);
      context.globalAlpha = node.fresh ? scene.shown : 1;
      context.font = font;
      context.lineWidth = 3.6;
      context.strokeText(node.label, spot.left + 2, spot.top + pixels / 2 + 2);
      context.fillText(node.label, spot.left + 2, spot.top + pixels / 2 + 2);
    }
    context.globalAlpha = 1;
  }
}

// What stands out goes first; scene.nodes are in order of strength already.
function* ranked(nodes, focus, active) {
  if (active) yield* nodes.filter((node) => node.id === active);
  if (focus?.first) yield focus.first;
  for (const node of nodes) if (node.id !== active && node !== focus?.first) yield node;
}

// Right, left, below or above its actor, where it costs less than `most`; where it was in the last frame if it can be.
function room(taken, node, grow, pixels, { width, height }, plain, most) {
  const r = Math.max(1.6, node.r * grow) + 3;
  const [wide, tall] = [node.wide + 4, pixels + 4];
  const spots = [
    [node.px + r, node.py - tall / 2], [node.px - r - wide, node.py - tall / 2],
    [node.px - wide / 2, node.py + r - 1], [node.px - wide / 2, node.py - r - tall + 1],
  ];
  let [best, least] = [null, most];
  for (const side of [node.side, ...(plain ? [0, 1] : [0, 1, 2, 3])]) {
    const [left, top] = spots[side];
    const spot = { node, left, top, right: left + wide, bottom: top + tall };
    if (left < 0 || spot.right > width || top < 0 || spot.bottom > height) continue;
    const cost = taken.cost(spot, least);
    if (cost >= least) continue;
    [best, least, node.side] = [spot, cost, side];
    if (cost === 0) break;
  }
  return best;
}

function around(node, grow) {
  const r = Math.max(1.6, node.r * grow) + 1;
  return { node, left: node.px - r, top: node.py - r, right: node.px + r, bottom: node.py + r };
}

// Rectangles in a grid, so that asking is quick.
class Taken {
  #cells = new Map();

  add(box, cost) {
    const held = { ...box, cost };
    for (const key of cells(box)) {
      if (!this.#cells.has(key)) this.#cells.set(key, []);
      this.#cells.get(key).push(held);
    }
  }

  /** What lies under a rectangle costs together; it stops adding at `most`. */
  cost(box, most) {
    const met = new Set();
    let sum = 0;
    for (const key of cells(box)) {
      for (const other of this.#cells.get(key) ?? []) {
        if (other.node === box.node || box.left >= other.right || other.left >= box.right
          || box.top >= other.bottom || other.top >= box.bottom || met.has(other)) continue;
        met.add(other);
        sum += other.cost;
        if (sum >= most) return sum;
      }
    }
    return sum;
  }
}

function* cells({ left, top, right, bottom }) {
  for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1) {
    for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) yield x * 4096 + y;
  }
}
