// What passes: relations, sign, sources, confidence.

import { draw, make } from "/explorer/core/dom.js";
import { UNFILTERED, filtered } from "/explorer/core/view.js";
import { relations } from "/explorer/tools/relations.js";

const SIGNS = [["", "All"], ["cooperation", "Cooperation"], ["conflict", "Conflict"]];
const PAUSE = 300; // ms: whoever turns a number up by five asks once

/** The filter bar. On a narrow screen it lies behind a button that says how many filters are set. */
export function filterBar(host, app) {
  const sign = signs(app);
  const chosen = relations(app);
  const sources = leastSources(app);
  const confidence = leastConfidence(app);
  const clear = make("button", { type: "button", class: "link clear", onclick: () => {
    app.change(UNFILTERED);
    (fold.offsetParent ? fold : sign.first).focus();
  } }, "Clear");
  const bar = make("div", { class: "filterbar", id: "filterbar", role: "group", "aria-label": "What passes" },
    sign.element, chosen.element, sources.element, confidence.element, clear);
  const badge = make("span", { class: "badge" });
  const fold = make("button", { type: "button", class: "quiet fold", "aria-expanded": "false", "aria-controls": "filterbar", onclick: () => {
    fold.setAttribute("aria-expanded", String(bar.classList.toggle("open")));
  } }, "Filter", badge);
  host.append(fold, bar);

  const show = (view) => {
    for (const part of [sign, chosen, sources, confidence]) part.show(view);
    const active = filtered(view);
    clear.hidden = !active;
    badge.textContent = active ? ` · ${active} set` : "";
  };
  app.on("view", show);
  show(app.view);
}

// One of three, each with its line beside it.
function signs(app) {
  const radios = SIGNS.map(([value]) => make("input", { type: "radio", name: "sign", value, class: "unseen", onchange: () => app.change({ sign: value }) }));
  const labels = SIGNS.map(([value, words], index) => make("label", { class: "choice" }, radios[index],
    value && draw("svg", { viewBox: "0 0 26 8", class: "sample", "aria-hidden": "true" }, draw("path", { class: value, d: "M0 4h26" })), words));
  return {
    element: make("fieldset", { class: "signs" }, make("legend", { class: "unseen" }, "Sign"), ...labels),
    first: radios[0],
    show: (view) => radios.forEach((radio) => { radio.checked = radio.value === view.sign; }),
  };
}

// "Sources ≥" to the eye, "Sources at least" to the ear.
const least = (id, words) => make("label", { for: id }, words, make("span", { class: "unseen" }, " at least"),
  make("span", { "aria-hidden": "true" }, " ≥"));

function leastSources(app) {
  const commit = later((value) => app.change({ sources: value }));
  const field = make("input", { type: "number", min: 1, max: 1000, step: 1, id: "sources", inputmode: "numeric", class: "number",
    "aria-describedby": "sources-meaning", oninput: () => {
      const value = Number(field.value);
      if (Number.isInteger(value) && value >= 1 && value <= 1000) commit(value);
    }, onchange: () => { commit.now(); field.value = app.view.sources; } });
  return {
    element: make("div", { class: "least" }, least("sources", "Sources"), field,
      make("span", { class: "unseen", id: "sources-meaning" }, "How many publishers a tie needs")),
    show: (view) => { if (document.activeElement !== field || Number(field.value) !== view.sources) field.value = view.sources; },
  };
}

function leastConfidence(app) {
  const commit = later((value) => app.change({ confidence: value }));
  const said = make("output", { for: "confidence", class: "said" });
  const tell = (percent) => {
    said.textContent = `${percent} %`;
    slider.setAttribute("aria-valuetext", `${percent} %`);
  };
  const slider = make("input", { type: "range", min: 0, max: 100, step: 5, id: "confidence", oninput: () => {
    tell(slider.value);
    commit(Number(slider.value) / 100);
  }, onpointerup: () => commit.now() });
  return {
    element: make("div", { class: "least" }, least("confidence", "Confidence"), slider, said),
    show: (view) => {
      slider.value = Math.round(view.confidence * 100);
      tell(Math.round(view.confidence * 100));
    },
  };
}

// Calls with the latest value after a pause; `now()` at once, where something waits.
function later(act) {
  let timer = 0;
  let waiting = null;
  const done = () => {
    clearTimeout(timer);
    const value = waiting;
    waiting = null;
    if (value !== null) act(value);
  };
  const call = (value) => {
    waiting = value;
    clearTimeout(timer);
    timer = setTimeout(done, PAUSE);
  };
  call.now = done;
  return call;
}
