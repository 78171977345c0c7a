// A frame of the network, on anything that draws like a canvas (the canvas, one for a PNG, or pen.js for an SVG).

import { ink } from "/explorer/core/dom.js";
import { Labels } from "/explorer/views/network/labels.js";
import { LEVELS } from "/explorer/views/network/scene.js";

/** With more lines in view than this they are drawn plainly: straight, and conflict in a few pieces rather than in dashes. */
const PLAIN = 1500;
/** One path holds so many lines where they are no wider than a pixel. Wider ones are drawn much faster each on its own. */
const PATH = 200;
/** Actors smaller than this have no shape that could be seen. */
const SPECK = 2.2;
const FADED = 0.13;
const BEND = 0.07; // of a line's length
const WIDEST = 14; // px between the two lines of a pair, at most half of it

/** The colours of the style sheet as they are now; ask again when the theme changes. */
export function inks() {
  const names = ["paper", "ink", "soft", "rule", "cooperation", "conflict", "act", "sheet", "serif"];
  return Object.fromEntries(names.map((name) => [name, ink(`--${name}`)]));
}

/** How much larger shapes and lines are at a scale: less than the distances. */
export const growth = (k) => Math.min(2.2, Math.max(0.5, k ** 0.45));

/** Where a strand's middle is drawn aside of the straight line, and whether: [x, y] of a quadratic's control point, or null. */
export function control(strand, spread = BEND) {
  if (!strand.bend) return null;
  const { a, b } = strand;
  const [dx, dy] = [b.px - a.px, b.py - a.py];
  const length = Math.hypot(dx, dy) || 1;
  const aside = (2 * strand.bend * Math.min(WIDEST, Math.max(3, spread * length))) / length;
  return [(a.px + b.px) / 2 - dy * aside, (a.py + b.py) / 2 + dx * aside];
}

/** The circle of a tie of an actor with itself: [x, y, radius]. */
export function loop({ a, bend }, grow) {
  const radius = (bend < 0 ? 8.5 : 6) * grow;
  return [a.px + (a.r * grow + radius) * 0.6, a.py - (a.r * grow + radius) * 0.8, radius];
}

/** The line of a level of strength: how wide, how faint. */
function stroke(level, grow, plain) {
  const share = (level + 0.5) / LEVELS;
  const wide = plain ? 0.6 + 2.6 * share ** 1.6 : 0.7 + 4.4 * share ** 1.7;
  const alpha = plain ? 0.22 + 0.55 * share : 0.66 + 0.3 * share; // the faintest still has a contrast of 3 (AA)
  return { width: Math.max(plain ? 0.6 : 0.9, wide * grow), alpha };
}

/** Paints scenes. `focus`: {nodes: Set, strands: Set} that stand out, or null; `pair`: the pair that is read;
 * `reserved`: rectangles without names. */
export class Painter {
  colours = inks();
  labels = new Labels();
  /** How many lines the last frame drew. */
  drawn = 0;

  /**
   * One frame of a size in CSS pixels. `hurried`: somebody moves the camera, so that of very many ties the share
   * `effort` is drawn, the strongest.
   */
  frame(context, scene, camera, size, { focus = null, pair = "", active = "", reserved = [], hurried = false, effort = 1 } = {}) {
    const grow = growth(camera.k);
    project(scene.nodes, camera, size);
    if (scene.ghosts) project(scene.ghosts.ends, camera, size);
    context.clearRect(0, 0, size.width, size.height);
    context.lineCap = "butt";
    const visible = inView(scene, size);
    const plain = visible > PLAIN;
    this.drawn = visible;
    const weakest = hurried && plain ? Math.min(scene.strands.length - PLAIN, (1 - effort) * scene.strands.length) : 0;
    const old = scene.ghosts;
    if (old) this.#ghosts(context, old, grow, plain);
    if (pair) this.#mark(context, scene, pair, grow);
    const faded = (focus ? FADED : 1) * Math.max(0.45, Math.min(1, Math.sqrt(2.5 * PLAIN / visible)));
    for (let level = 0; level < LEVELS; level += 1) {
      for (const sign of ["conflict", "cooperation"]) {
        const strands = scene.buckets[level][sign];
        this.#strands(context, strands, sign, level, grow, plain, faded * scene.shown,
          (strand) => strand.rank >= weakest && !focus?.strands.has(strand));
      }
    }
    if (focus) {
      for (const strand of focus.strands) this.#strands(context, [strand], strand.sign, strand.level, grow, false, 1);
    }
    for (let place = scene.nodes.length - 1; place >= 0; place -= 1) {
      const node = scene.nodes[place];
      if (!node.seen) continue;
      const dim = focus && !focus.nodes.has(node) ? 0.25 : 1;
      this.#node(context, node, grow, node.fresh ? scene.shown : 1, dim, node.id === active);
    }
    context.globalAlpha = 1;
    this.labels.paint(context, scene, size, grow, this.colours, { focus, plain, active, reserved });
  }

  #strands(context, strands, sign, level, grow, plain, opacity, passes = null) {
    if (!strands.length) return;
    const { width, alpha } = stroke(level, grow, plain);
    const dash = Math.max(3, Math.min(9, 2.2 * width + 2));
    context.strokeStyle = this.colours[sign];
    context.lineWidth = width;
    context.globalAlpha = Math.min(1, opacity < 1 ? alpha * opacity : alpha);
    context.setLineDash(sign === "conflict" && !plain ? [dash, 0.7 * dash] : []);
    const most = width * devicePixelRatio <= 1 ? PATH : 1;
    let held = 0;
    context.beginPath();
    for (const strand of strands) {
      if (!strand.seen || (passes && !passes(strand))) continue;
      const { a, b } = strand;
      if (strand.loop) {
        const [x, y, radius] = loop(strand, grow);
        context.moveTo(x + radius, y);
        context.arc(x, y, radius, 0, 2 * Math.PI);
      } else if (plain) straight(context, strand, width);
      else {
        const bent = control(strand);
        context.moveTo(a.px, a.py);
        if (bent) context.quadraticCurveTo(bent[0], bent[1], b.px, b.py);
        else context.lineTo(b.px, b.py);
      }
      held += 1;
      if (held % most === 0) {
        context.stroke();
        context.beginPath();
      }
    }
    if (held % most) context.stroke();
    context.setLineDash([]);
  }

  /** A broad stroke of marker under the pair that is read. */
  #mark(context, scene, pair, grow) {
    const strands = scene.strands.filter((strand) => strand.pair.id === pair && strand.seen);
    if (!strands.length) return;
    const [{ a, b }] = strands;
    context.globalAlpha = 1;
    context.strokeStyle = this.colours.act;
    context.lineWidth = 15 * grow;
    context.lineCap = "round";
    context.beginPath();
    if (a === b) context.arc(...loop(strands[0], grow), 0, 2 * Math.PI);
    else {
      context.moveTo(a.px, a.py);
      context.lineTo(b.px, b.py);
    }
    context.stroke();
    context.lineCap = "butt";
  }

  #ghosts(context, { nodes, strands, shown }, grow, plain) {
    for (const strand of strands) {
      strand.seen = true;
      this.#strands(context, [strand], strand.sign, strand.level, grow, plain, shown * 0.6);
    }
    for (const node of nodes) this.#node(context, node, grow, shown, 1, false);
  }

  #node(context, node, grow, opacity, dim, active) {
    const { ink: dark, sheet, cooperation } = this.colours;
    const r = Math.max(1.6, node.r * grow);
    context.globalAlpha = opacity;
    if (r < SPECK && !node.root && !node.expanded && !node.pinned && !active) {
      context.globalAlpha = opacity * dim;
      context.fillStyle = dark;
      context.fillRect(node.px - r, node.py - r, 2 * r, 2 * r);
      context.fillStyle = sheet;
      context.fillRect(node.px - r + 0.9, node.py - r + 0.9, 2 * r - 1.8, 2 * r - 1.8);
      return;
    }
    context.fillStyle = node.root ? dark : sheet;
    context.strokeStyle = dark;
    context.lineWidth = r < 3 ? 0.9 : 1.4;
    outline(context, node.shape, node.px, node.py, r);
    context.fill(); // in full, so that no line shines through
    context.globalAlpha = opacity * dim;
    context.stroke();
    if (node.expanded) {
      context.lineWidth = 1.2;
      outline(context, "disc", node.px, node.py, r + 4);
      context.stroke();
    }
    if (active) {
      context.strokeStyle = cooperation;
      context.lineWidth = 2.5;
      outline(context, "disc", node.px, node.py, r + 7);
      context.stroke();
    }
    if (node.pinned) pin(context, node.px + 0.75 * r, node.py - 0.75 * r, dark);
  }
}

/** The outline of a shape around a place. */
export function outline(context, shape, x, y, r) {
  context.beginPath();
  if (shape === "square") context.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
  else if (shape === "diamond") {
    context.moveTo(x, y - 1.25 * r);
    context.lineTo(x + 1.25 * r, y);
    context.lineTo(x, y + 1.25 * r);
    context.lineTo(x - 1.25 * r, y);
    context.closePath();
  } else context.arc(x, y, r, 0, 2 * Math.PI);
}

// A pin, stuck in aslant.
function pin(context, x, y, colour) {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.2;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + 5, y - 5);
  context.stroke();
  context.beginPath();
  context.arc(x + 6, y - 6, 2.6, 0, 2 * Math.PI);
  context.fill();
}

// A line of a crowd. Conflict is in pieces here too, three whatever its length: so a frame costs the same at any zoom.
function straight(context, { a, b, bend, sign }, width) {
  let [ax, ay, bx, by] = [a.px, a.py, b.px, b.py];
  const [dx, dy] = [bx - ax, by - ay];
  if (bend) {
    const aside = (bend * (1 + width / 2)) / (Math.abs(dx) + Math.abs(dy) || 1);
    ax -= dy * aside;
    bx -= dy * aside;
    ay += dx * aside;
    by += dx * aside;
  }
  context.moveTo(ax, ay);
  if (sign === "conflict") {
    context.lineTo(ax + 0.26 * dx, ay + 0.26 * dy);
    context.moveTo(ax + 0.37 * dx, ay + 0.37 * dy);
    context.lineTo(ax + 0.63 * dx, ay + 0.63 * dy);
    context.moveTo(ax + 0.74 * dx, ay + 0.74 * dy);
  }
  context.lineTo(bx, by);
}

/** Where each actor is on a screen of a size: px, py; and whether it can be seen. */
function project(nodes, { x, y, k }, { width, height }) {
  const [left, top] = [width / 2 - x * k, height / 2 - y * k];
  for (const node of nodes) {
    node.px = node.x * k + left;
    node.py = node.y * k + top;
    node.seen = node.px > -30 && node.py > -30 && node.px < width + 30 && node.py < height + 30;
  }
}

// Marks the strands that may touch the screen, and counts them.
function inView(scene, { width, height }) {
  let visible = 0;
  for (const strand of scene.strands) {
    const { a, b } = strand;
    strand.seen = !((a.px < -30 && b.px < -30) || (a.py < -30 && b.py < -30)
      || (a.px > width + 30 && b.px > width + 30) || (a.py > height + 30 && b.py > height + 30));
    if (strand.seen) visible += 1;
  }
  return visible;
}
