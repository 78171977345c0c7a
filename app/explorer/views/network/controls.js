// The buttons over the network, and the legend's words about it.

import { $, draw, make } from "/explorer/core/dom.js";
import { count } from "/explorer/core/words.js";

const SIZES = [60, 120, 250, 500, 1000, 2000];
const ICONS = { "Zoom in": "M3 8h10M8 3v10", "Zoom out": "M3 8h10", "Fit to view": "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" };

/** Zoom in, zoom out, fit; more and fewer actors. Returns `update(view, data)`. `does`: {zoom(factor), fit(),
 * focus(): the network takes the keyboard}. */
export function controls(host, app, does) {
  const icon = (words, pressed) => make("button", { type: "button", class: "quiet icon", "aria-label": words, title: words, onclick: pressed },
    draw("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, draw("path", { d: ICONS[words] })));
  const fewer = make("button", { type: "button", class: "quiet", onclick: () => step(-1) }, "Fewer actors");
  const more = make("button", { type: "button", class: "quiet", onclick: () => step(1) }, "More actors");
  const step = (by) => {
    const nodes = near(app.view.nodes, by);
    if (nodes) app.change({ nodes });
  };
  host.append(
    make("div", { class: "network-zoom", role: "group", "aria-label": "Zoom" },
      icon("Zoom in", () => does.zoom(1.5)), icon("Zoom out", () => does.zoom(1 / 1.5)), icon("Fit to view", does.fit)),
    make("div", { class: "network-size", role: "group", "aria-label": "How many actors" }, fewer, more));
  return (view, data) => {
    const [moreToCome, some] = [data?.omitted.nodes > 0 && near(view.nodes, 1), near(view.nodes, -1)];
    const held = [fewer, more].includes(document.activeElement);
    more.hidden = !moreToCome;
    fewer.hidden = !some;
    if (held && moreToCome && fewer.hidden) more.focus(); // the keyboard does not fall off the page
    else if (held && more.hidden) (some ? fewer : does).focus();
  };
}

const near = (nodes, by) => (by > 0 ? SIZES.find((size) => size > nodes) : SIZES.findLast((size) => size < nodes));

/** The shapes in the legend, and what was left out. Returns `update(view, data)`. */
export function legend() {
  const key = (words, ...shape) => make("span", { class: "key" },
    draw("svg", { viewBox: "0 0 16 16", class: "network-shape", "aria-hidden": "true" }, ...shape), ` ${words}`);
  const ring = key("partners open", draw("circle", { cx: 8, cy: 8, r: 3 }), draw("circle", { class: "ring", cx: 8, cy: 8, r: 6.4 }));
  const pinned = key("pinned", draw("circle", { cx: 6, cy: 10, r: 4 }), draw("path", { d: "M9 7l4-4" }), draw("circle", { class: "full", cx: 13, cy: 3, r: 2 }));
  const shapes = make("span", { class: "network-legend" },
    key("country", draw("circle", { cx: 8, cy: 8, r: 5 })), key("organisation", draw("rect", { x: 3.6, y: 3.6, width: 8.8, height: 8.8 })),
    key("group", draw("path", { d: "M8 2l6 6-6 6-6-6z" })), ring, pinned);
  $("legend").insertBefore(shapes, $("omitted"));
  return (view, data) => {
    shapes.hidden = view.show !== "network" || !data?.nodes.size;
    ring.hidden = !view.actor || view.expand.length === 0;
    pinned.hidden = Object.keys(view.pins).length === 0;
    $("omitted").textContent = data ? missing(data.omitted) : "";
  };
}

/** "at least 23 more actors left out". */
function missing({ nodes, edges, at_least: atLeast }) {
  const least = atLeast ? "at least " : "";
  if (nodes > 0) return `${least}${count(nodes, "more actor")} left out`;
  return edges > 0 ? `${least}${count(edges, "more relation")} left out` : "";
}
