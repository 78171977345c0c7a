// What the marks of the map mean, below it.

import { draw, make } from "/explorer/core/dom.js";
import { clipped } from "/explorer/views/map/wording.js";

/** Adds the map's rows to the legend: `shown(yes)`, and `of(name, groups)`: whose ties are seen ("": nobody's), and whether groups are. */
export function legend(host) {
  const words = { with: make("span"), against: make("span") };
  const key = (picture, text) => make("span", { class: "key", hidden: true }, picture, text);
  const swatch = (...marks) => draw("svg", { viewBox: "0 0 40 10", "aria-hidden": "true", class: "map-swatch" }, ...marks);
  const patch = (name) => draw("rect", { class: `patch ${name}`, x: 0.5, y: 0.5, width: 24, height: 9 });
  const tied = [
    key(swatch(patch("cooperation"), draw("circle", { class: "disc cooperation", cx: 34, cy: 5, r: 4 })), words.with),
    key(swatch(patch("conflict"), ...[2, 8, 14, 20].map((x) => draw("line", { class: "hatch", x1: x, y1: 9.5, x2: x + 5, y2: 0.5 })),
      draw("circle", { class: "disc conflict", cx: 34, cy: 5, r: 3.5 })), words.against),
  ];
  const group = key(swatch(draw("path", { class: "disc", d: "M20 .5l4.5 4.5l-4.5 4.5l-4.5 -4.5z" })), "group, at its country");
  host.append(...tied, group);
  let on = false, name = "", groups = false;
  const show = () => {
    group.hidden = !on || !groups;
    for (const one of tied) one.hidden = !on || !name;
    words.with.textContent = `with ${name}`;
    words.against.textContent = `against ${name}`;
  };
  return {
    shown(yes) {
      on = yes;
      show();
    },
    of(given, some) {
      [name, groups] = [clipped(given, 30), some];
      show();
    },
  };
}
