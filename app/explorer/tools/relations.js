// Which relations pass: check boxes in a popover, grouped by PLOVER class.

import { draw, make } from "/explorer/core/dom.js";
import { ontology } from "/explorer/core/once.js";
import { popover } from "/explorer/core/popover.js";
import { count, verb } from "/explorer/core/words.js";

/** The button and its popover: {element, show(view)}. The ontology is asked for when it is first opened. */
export function relations(app) {
  const words = make("span");
  const button = make("button", { type: "button", class: "quiet opener" }, words,
    draw("svg", { viewBox: "0 0 10 6", class: "down", "aria-hidden": "true" }, draw("path", { d: "M1 1l4 4 4-4" })));
  const hint = make("p", { class: "small", role: "status" });
  const groups = make("div", { class: "classes" });
  const boxes = new Map();
  const all = make("button", { type: "button", class: "quiet", onclick: () => choose([...boxes.keys()]) }, "All");
  const none = make("button", { type: "button", class: "quiet", onclick: () => choose([]) }, "None");
  const panel = make("div", { role: "dialog", "aria-label": "Relations that pass", class: "relations" },
    make("div", { class: "row" }, all, none, hint), groups);

  // All ticked is no filter. None ticked would show nothing at all: it is a way to begin, and changes nothing yet.
  const choose = (names) => {
    for (const [name, box] of boxes) box.checked = names.includes(name);
    hint.textContent = names.length ? "" : "Tick those that shall pass.";
    if (names.length) app.change({ relation: names.length === boxes.size ? [] : names });
  };
  const ticked = () => choose([...boxes].filter(([, box]) => box.checked).map(([name]) => name));
  const show = (view) => {
    words.textContent = view.relation.length ? count(view.relation.length, "relation") : "All relations";
    button.classList.toggle("active", view.relation.length > 0);
    for (const [name, box] of boxes) box.checked = !view.relation.length || view.relation.includes(name);
  };

  const load = async () => {
    hint.textContent = boxes.size ? "" : "Reading …";
    try {
      const known = await ontology();
      if (!boxes.size) groups.append(...classes(known.relations, boxes, ticked));
      hint.textContent = "";
      show(app.view);
    } catch (problem) {
      hint.textContent = problem.message;
    }
  };
  popover(button, panel, load);
  return { element: make("div", {}, button, panel), show };
}

const CLASSES = { MOBILIZE: "Mobilise" }; // British, as the rest of the page

function classes(all, boxes, ticked) {
  const groups = new Map();
  for (const relation of all) groups.set(relation.plover, [...(groups.get(relation.plover) ?? []), relation]);
  return [...groups].map(([plover, members]) => make("fieldset", {},
    make("legend", {}, CLASSES[plover] ?? plover[0] + plover.slice(1).toLowerCase()), ...members.map((relation) => {
      const box = make("input", { type: "checkbox", value: relation.name, onchange: ticked });
      boxes.set(relation.name, box);
      return make("label", { title: relation.label }, box, verb(relation.name),
        draw("svg", { viewBox: "0 0 18 8", class: "sample", role: "img", "aria-label": relation.sign },
          draw("path", { class: relation.sign, d: "M0 4h18" })));
    })));
}
