// The same picture as a file: SVG that needs nothing of the page.

import { draw } from "/explorer/core/dom.js";
import { DASH, HATCH, TINT, font, mark, outline, plainness, spot, strandPoints } from "/explorer/views/map/paint.js";

const round = (number) => Math.round(number * 10) / 10;

/** A picture (see paint.js) as the text of an SVG file. */
export function picture(given) {
  const { width, height, colours, scene } = given;
  const root = draw("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height, role: "img" },
    draw("title", {}, scene.root ? `The ties of ${scene.byId.get(scene.root)?.node.name ?? scene.root}` : "The strongest ties"),
    draw("rect", { width, height, fill: colours.paper }),
    world(given),
    draw("g", { fill: "none", "stroke-linejoin": "round" }, ...scene.ties.flatMap((tie) => strands(tie, given))),
    draw("g", {}, ...scene.actors.toReversed().flatMap((actor) => disc(actor, given))),
    names(given));
  return new XMLSerializer().serializeToString(root);
}

function world({ atlas, scene, view: { scale, x, y }, colours }) {
  const land = (id, attributes) => draw("path", { d: atlas.lands.get(id).d, ...attributes });
  const own = scene.actors.filter(({ id, group }) => !group && atlas.lands.has(id));
  return draw("g", { transform: `translate(${x} ${y}) scale(${scale})` },
    draw("defs", {}, draw("pattern", { id: "hatch", width: HATCH, height: HATCH, patternUnits: "userSpaceOnUse", patternTransform: `scale(${1 / scale}) rotate(45)` },
      draw("path", { d: `M0 0V${HATCH}`, stroke: colours.conflict, "stroke-width": 1.2 }))),
    draw("path", { d: atlas.sphere.d, fill: colours.sea }),
    draw("path", { d: atlas.land.d, fill: colours.land }),
    ...own.flatMap(({ id, net, root }) => [
      root && land(id, { fill: colours.ink, "fill-opacity": TINT.root }),
      net && land(id, { fill: colours[net], "fill-opacity": TINT[net] }),
      net === "conflict" && land(id, { fill: "url(#hatch)", "fill-opacity": 0.5 }),
    ].filter(Boolean)),
    draw("path", { d: atlas.borders.d, fill: "none", stroke: colours.paper, "stroke-width": 0.7 / scale }));
}

function strands(tie, given) {
  return tie.strands.map((strand) => draw("path", {
    d: strandPoints(tie, strand, given.view).map((line) => `M${line.map((point) => point.map(round).join(" ")).join("L")}`).join(""),
    stroke: given.colours[strand.sign], "stroke-width": round(strand.width), "stroke-opacity": plainness(tie, given),
    "stroke-dasharray": strand.sign === "conflict" ? DASH.join(" ") : null,
  }));
}

function disc(actor, { view, colours }) {
  const [px, py] = spot(actor, view).map(round);
  const marks = [draw("path", { d: outline(actor, px, py), ...mark(actor, colours), "stroke-width": actor.net === "conflict" ? 2 : 1 })];
  if (actor.root) marks.push(draw("path", { d: outline(actor, px, py, 3.5), fill: "none", stroke: colours.ink, "stroke-width": 1.5 }));
  return marks;
}

function names({ labels, view, colours }) {
  return draw("g", { fill: colours.ink, stroke: colours.paper, "stroke-width": 3, "stroke-opacity": 0.8, "paint-order": "stroke" },
    ...labels.map(({ actor, text, dx, dy }) => {
      const [px, py] = spot(actor, view);
      const [, weight, size, family] = font(actor.root).match(/^(600 )?(\d+)px (.*)$/);
      return draw("text", { x: round(px + dx), y: round(py + dy + 4), "font-size": size, "font-weight": weight?.trim() ?? null, "font-family": family }, text);
    }));
}
