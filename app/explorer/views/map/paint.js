// Puts a scene on a canvas. Widths, discs and letters are pixels, whatever the scale.

import { ink } from "/explorer/core/dom.js";

export const DASH = [7, 4.5];
/** How strongly land is tinted. */
export const TINT = { root: 0.2, cooperation: 0.34, conflict: 0.26 };
export const HATCH = 6; // pixels from one line of the hatching to the next
const SANS = 'system-ui, "Segoe UI", "Liberation Sans", Helvetica, Arial, sans-serif';

/** The style sheet's colours, as they are now. */
export function palette() {
  const names = ["paper", "sheet", "ink", "soft", "rule", "cooperation", "conflict", "sea", "land"];
  return Object.fromEntries(names.map((name) => [name, ink(`--${name}`)]));
}

/** The font of a name. */
export const font = (root) => `${root ? "600 13px" : "12px"} ${SANS}`;

/** Where an actor is on the screen. */
export function spot({ at, dx, dy }, { scale, x, y }) {
  return [scale * at[0] + x + dx, scale * at[1] + y + dy];
}

/** A strand of a tie as lines of points on the screen, its ends at the two actors. */
export function strandPoints(tie, strand, { scale, x, y }) {
  const { a, b, lines } = tie;
  return lines.map((line) => line.map(([px, py, nx, ny, share]) => [
    scale * px + x + (1 - share) * a.dx + share * b.dx + strand.shift * nx,
    scale * py + y + (1 - share) * a.dy + share * b.dy + strand.shift * ny,
  ]));
}

const MOVING = 800; // so many ties, the strongest, while the map moves; all of them when it rests
const BESIDE = 80; // pixels that groups and strands may stand beside the way itself

/** Whether a tie can be seen in a part of the screen. */
export function within({ box: [west, north, east, south] }, { scale, x, y }, [left, top, right, bottom]) {
  return scale * west + x - BESIDE < right && scale * east + x + BESIDE > left
    && scale * north + y - BESIDE < bottom && scale * south + y + BESIDE > top;
}

/** How plainly a tie is drawn, from 0 to 1: those of the root, or those looked at, before the others. */
export function plainness(tie, { scene, lit }) {
  if (lit) return lit.has(tie.pair.id) ? 1 : 0.12;
  if (!scene.root) return 0.66 + 0.24 * Math.sqrt(tie.share); // the faintest still has a contrast of 3 (AA)
  return tie.own ? 0.9 : 0.66;
}

/** The whole picture; `moving`: quickly. `lit`: ids of the pairs looked at, or null; `marked`: the actor looked at, or null. */
export function paint(context, picture) {
  const { width, height, ratio, colours } = picture;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, width, height);
  paintWorld(context, picture);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.lineCap = "butt";
  context.lineJoin = "round";
  const { ties } = picture.scene;
  const seen = (picture.moving ? ties.slice(-MOVING) : ties).filter((tie) => within(tie, picture.view, [0, 0, width, height]));
  for (const tie of seen) if (!picture.lit?.has(tie.pair.id)) paintTie(context, tie, picture);
  for (const tie of seen) if (picture.lit?.has(tie.pair.id)) paintTie(context, tie, picture);
  for (const actor of [...picture.scene.actors].reverse()) paintActor(context, actor, picture);
  paintLabels(context, picture);
}

function paintWorld(context, { atlas, scene, view: { scale, x, y }, ratio, colours }) {
  context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
  context.fillStyle = colours.sea;
  context.fill(atlas.sphere.path);
  context.fillStyle = colours.land;
  context.fill(atlas.land.path);
  for (const { id, net, root, group } of scene.actors) {
    const land = group ? null : atlas.lands.get(id);
    if (!land || (!net && !root)) continue;
    context.globalAlpha = TINT[root ? "root" : net];
    context.fillStyle = root ? colours.ink : colours[net];
    context.fill(land.path);
    context.globalAlpha = 0.5;
    if (net === "conflict") {
      context.fillStyle = hatching(context, colours.conflict, ratio, scale);
      context.fill(land.path);
    }
    context.globalAlpha = 1;
  }
  context.lineWidth = 0.7 / scale;
  context.strokeStyle = colours.paper;
  context.stroke(atlas.borders.path);
}

const tiles = new Map();

function hatching(context, colour, ratio, scale) {
  const key = `${colour} ${ratio}`;
  if (!tiles.has(key)) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = Math.round(HATCH * ratio);
    const pen = tile.getContext("2d");
    pen.strokeStyle = colour;
    pen.lineWidth = 0.9 * ratio;
    const side = tile.width;
    for (const by of [-side, 0, side]) pen.stroke(new Path2D(`M${by - 1} ${side + 1}L${by + side + 1} -1`));
    tiles.set(key, context.createPattern(tile, "repeat"));
  }
  const pattern = tiles.get(key);
  pattern.setTransform(new DOMMatrix().scale(1 / (scale * ratio)));
  return pattern;
}

function paintTie(context, tie, picture) {
  const { colours, lit } = picture;
  for (const strand of tie.strands) {
    context.beginPath();
    for (const line of strandPoints(tie, strand, picture.view)) {
      line.forEach(([px, py], index) => (index ? context.lineTo(px, py) : context.moveTo(px, py)));
    }
    if (lit?.has(tie.pair.id)) {
      context.globalAlpha = 0.85;
      context.strokeStyle = colours.paper;
      context.lineWidth = strand.width + 3.5;
      context.setLineDash([]);
      context.stroke();
    }
    context.globalAlpha = plainness(tie, picture);
    context.strokeStyle = colours[strand.sign];
    context.lineWidth = strand.width;
    context.setLineDash(strand.sign === "conflict" ? DASH : []);
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** The outline of an actor's mark, as path data around a point. */
export function outline({ radius, group }, px, py, more = 0) {
  const r = radius + more;
  if (group) return `M${px} ${py - r}L${px + r} ${py}L${px} ${py + r}L${px - r} ${py}Z`;
  return `M${px - r} ${py}A${r} ${r} 0 1 1 ${px + r} ${py}A${r} ${r} 0 1 1 ${px - r} ${py}Z`;
}

/** Filled is with the root, hollow against it; ink is the root, grey has no tie with it. */
export function mark(actor, colours) {
  if (actor.root) return { fill: colours.ink, stroke: colours.paper };
  if (actor.net === "conflict") return { fill: colours.sheet, stroke: colours.conflict };
  if (actor.net === "cooperation") return { fill: colours.cooperation, stroke: colours.sheet };
  return { fill: colours.soft, stroke: colours.sheet };
}

function paintActor(context, actor, { view, colours, marked, width, height }) {
  const [px, py] = spot(actor, view);
  if (px < -20 || py < -20 || px > width + 20 || py > height + 20) return;
  const { fill, stroke } = mark(actor, colours);
  const path = new Path2D(outline(actor, px, py));
  context.fillStyle = fill;
  context.strokeStyle = stroke;
  context.lineWidth = actor.net === "conflict" ? 2 : 1;
  context.fill(path);
  context.stroke(path);
  if (actor.root || actor === marked) {
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.5;
    context.stroke(new Path2D(outline(actor, px, py, 3.5)));
  }
}

function paintLabels(context, { labels, view, colours }) {
  context.textBaseline = "middle";
  context.lineWidth = 3;
  context.strokeStyle = colours.paper;
  context.fillStyle = colours.ink;
  for (const { actor, text, dx, dy } of labels) {
    const [px, py] = spot(actor, view);
    context.font = font(actor.root);
    context.globalAlpha = 0.8;
    context.strokeText(text, px + dx, py + dy);
    context.globalAlpha = 1;
    context.fillText(text, px + dx, py + dy);
  }
}
