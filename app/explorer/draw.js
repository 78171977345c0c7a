// The drawing: the root in the middle, those who stand with it on the left, those against on the right.

import { count, draw } from "/explorer/api.js";

const MOST = 13; // names a side that can still be read
const NARROW = 560;

/** Pairs of the root with each neighbour: relations by sign, and the strength of each sign. */
export function pairs(answer) {
  const found = new Map();
  for (const edge of answer.edges) {
    if (edge.source === edge.target || (edge.source !== answer.root && edge.target !== answer.root)) continue;
    const other = edge.source === answer.root ? edge.target : edge.source;
    if (!found.has(other)) found.set(other, { other, cooperation: 0, conflict: 0, edges: [] });
    const pair = found.get(other);
    pair[edge.sign] += edge.strength;
    pair.edges.push(edge);
  }
  return [...found.values()];
}

/** Draws a subgraph answer. `choose(other, edges)` is called when a line is chosen. Returns how many names were left out. */
export function drawGraph(svg, answer, home, choose) {
  const width = Math.max(320, Math.min(820, svg.clientWidth || 820));
  const narrow = width < NARROW;
  const names = new Map(answer.nodes.map((node) => [node.id, node]));
  const all = pairs(answer);
  const weight = (pair) => Math.max(pair.cooperation, pair.conflict);
  const order = (a, b) => weight(b) - weight(a) || (a.other < b.other ? -1 : 1);
  const sides = [
    all.filter((pair) => pair.cooperation >= pair.conflict).sort(order),
    all.filter((pair) => pair.cooperation < pair.conflict).sort(order),
  ];
  const shown = sides.map((side) => side.slice(0, MOST));
  const tallest = Math.max(3, ...shown.map((side) => side.length));
  const height = Math.max(300, Math.min(600, 110 + tallest * 40));
  const centre = { x: width / 2, y: height / 2 + 8 };
  const strongest = Math.max(0.01, ...all.map(weight));
  const places = new Map([[answer.root, centre]]);
  shown.forEach((side, index) => place(side, index === 0 ? -1 : 1, centre, width, height, places));

  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const lines = draw("g");
  const ties = draw("g");
  const nodes = draw("g");
  svg.append(lines, ties, nodes);
  if (shown[0].length) svg.append(side("with", narrow ? 6 : 24, "start"));
  if (shown[1].length) svg.append(side("against", width - (narrow ? 6 : 24), "end"));

  for (const edge of answer.edges) {
    if (edge.source === answer.root || edge.target === answer.root) continue;
    const [from, to] = [places.get(edge.source), places.get(edge.target)];
    if (from && to && from !== to) lines.append(draw("path", { class: `among ${edge.sign}`, d: bow(from, to, centre) }));
  }
  shown.forEach((members, index) => {
    for (const pair of members) {
      const to = places.get(pair.other);
      const signs = ["cooperation", "conflict"].filter((sign) => pair[sign] > 0);
      signs.forEach((sign, turn) => {
        const shift = signs.length === 2 ? (turn === 0 ? -4 : 4) : 0;
        ties.append(tie(pair, sign, centre, to, shift, pair[sign] / strongest, names, answer.root, choose));
      });
      nodes.append(node(names.get(pair.other), to, index === 0 ? "ally" : "rival", home, narrow));
    }
  });
  nodes.append(
    draw("g", { class: "root" },
      draw("circle", { cx: centre.x, cy: centre.y, r: 9 }),
      draw("text", { x: centre.x, y: centre.y - 16, "text-anchor": "middle" }, names.get(answer.root).name)),
  );
  return all.length - shown[0].length - shown[1].length;
}

// On an arc of an ellipse, the strongest in the middle, then alternately above and below.
function place(side, direction, centre, width, height, places) {
  const narrow = width < NARROW;
  const across = width / 2 - (narrow ? 100 : 165);
  const down = height / 2 - 42;
  const span = side.length < 2 ? 0 : Math.min(0.82, 0.3 + side.length * 0.09);
  const steps = side.length - 1;
  side.forEach((pair, index) => {
    const offset = index % 2 ? -(index + 1) / 2 : index / 2;
    const middle = steps % 2 ? -0.5 : 0; // an even number straddles the axis
    const share = steps ? (offset - middle) / (steps / 2) : 0;
    const y = share * span * down * 1.18;
    const bend = Math.sqrt(Math.max(0.12, 1 - (share * span) ** 2));
    places.set(pair.other, { x: centre.x + direction * across * (0.35 + 0.65 * bend), y: centre.y + y });
  });
}

function side(text, x, anchor) {
  return draw("text", { class: "side", x, y: 18, "text-anchor": anchor, "aria-hidden": "true" }, `Stands ${text}`);
}

function bow(from, to, centre) {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const pull = from.x < centre.x === to.x < centre.x ? 0.35 : 0.75; // pass beside the centre
  return `M${at(from)}Q${at({ x: middle.x + (centre.x - middle.x) * pull, y: middle.y + (centre.y - middle.y) * pull })} ${at(to)}`;
}

function tie(pair, sign, from, to, shift, share, names, root, choose) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const across = { x: (-(to.y - from.y) / length) * shift, y: ((to.x - from.x) / length) * shift };
  const inset = { x: ((to.x - from.x) / length) * 30, y: ((to.y - from.y) / length) * 30 }; // calm around the middle
  const d = `M${at({ x: from.x + across.x + inset.x, y: from.y + across.y + inset.y })}L${at({ x: to.x + across.x, y: to.y + across.y })}`;
  const edges = pair.edges.filter((edge) => edge.sign === sign);
  const sentences = edges.reduce((sum, edge) => sum + edge.evidence, 0);
  const label = `${names.get(root).name} and ${names.get(pair.other).name}: ${sign}, ${count(sentences, "sentence")}`;
  const group = draw("g", { class: "tie", role: "button", tabindex: 0, "aria-label": label, "data-pair": pair.other, "data-sign": sign },
    draw("title", {}, label),
    draw("path", { class: "hit", d }),
    draw("path", { class: `line ${sign}`, d, "stroke-width": (1.2 + 5 * share).toFixed(1) }));
  const go = () => {
    for (const other of group.ownerSVGElement.querySelectorAll(".chosen")) other.classList.remove("chosen");
    group.classList.add("chosen");
    choose(pair.other, edges);
  };
  group.addEventListener("click", go);
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    go();
  });
  return group;
}

function node(info, place, kind, home, narrow) {
  const left = kind === "ally";
  const most = narrow ? 12 : 20;
  const full = info.name.length > most && info.id.includes(":") ? info.id.split(":")[1].replaceAll("_", " ") : info.name;
  const name = full.length > most ? `${full.slice(0, most - 1)}…` : full;
  return draw("a", { href: home(info), class: kind, "aria-label": `Go to ${info.name}` },
    draw("title", {}, info.name),
    draw("circle", { cx: place.x, cy: place.y, r: 6 }),
    draw("text", { x: place.x + (left ? -13 : 13), y: place.y + 5, "text-anchor": left ? "end" : "start" }, name));
}

function at(point) {
  return `${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
}
