// Two actors: are they allied, how it went over time, and the sentences.

import { timeline } from "/explorer/charts/timeline.js";
import { ask, url } from "/explorer/core/api.js";
import { attend, passes, summed } from "/explorer/core/attend.js";
import { make } from "/explorer/core/dom.js";
import { failure, visiting } from "/explorer/core/retry.js";
import { filters } from "/explorer/core/view.js";
import { count, iso, verb } from "/explorer/core/words.js";
import { gone, ofAll, ofRelation } from "/explorer/panels/pair/sentences.js";
import { MUTUAL } from "/explorer/panels/ties/why.js";
import { verdict } from "/explorer/panels/pair/verdict.js";

const ALL = "all"; // in the address, in place of a relation
const A_FEW = 3; // sentences of each relation, where all are read at once

/** Fills the panel "Sentences". */
export function pair(host, app) {
  let turn = 0;
  let step = "year";
  let dyad = null; // what the head shows
  let headed = "";

  const title = make("h3", { class: "pair-title", tabindex: "-1" }, "Sentences");
  const head = make("div", { class: "pair-head" });
  const chips = make("div", { class: "chips", role: "group", "aria-label": "Which relation" });
  const note = make("div", { role: "status" });
  const body = make("div", { class: "sentences" });
  host.append(title, head, chips, note, body);

  const headKey = (view) => JSON.stringify([view.pair, summed(view)]);
  const again = attend(app, "pair", (view) => JSON.stringify([view.pair, view.edge, filters(view)]), async (view, why) => {
    turn += 1;
    const mine = turn;
    const current = () => mine === turn;
    if (!view.pair) return hint();
    host.setAttribute("aria-busy", "true");
    try {
      if (why === "news" || headKey(view) !== headed) {
        if (dyad && !samePair(view.pair, dyad)) clear();
        if (!dyad) heading(view);
        const [check, found] = await Promise.all(questions(view, step));
        if (!current()) return undefined;
        dyad = { ...found, pair: view.pair };
        headed = headKey(view);
        for (const { id, name } of [check.a, check.b]) app.names.set(id, name);
        heading(view);
        showHead(view, check, current);
      }
      if (current()) await read(view, current);
    } catch (problem) {
      if (!current()) return undefined;
      headed = "";
      if (problem.status === 404 || problem.status === 400) clear();
      body.replaceChildren(failure(app, problem, () => again()));
    } finally {
      if (current()) host.removeAttribute("aria-busy");
    }
    return undefined;
  });

  function clear() {
    dyad = null;
    headed = "";
    for (const part of [head, chips, note, body]) part.replaceChildren();
  }

  function hint() {
    clear();
    host.removeAttribute("aria-busy");
    title.textContent = "Sentences";
    body.replaceChildren(make("p", { class: "hint" }, "Choose a line of the picture, or a number of sentences in the lists, to read what stands behind it. "
      + "Or ask above: “Russia and Syria”."));
  }

  function heading(view) {
    const [one, other] = view.pair.split("~");
    title.replaceChildren(visiting(app, one, app.name(one)), " and ", visiting(app, other, app.name(other)));
    if (!body.childElementCount) body.append(make("p", { class: "hint" }, "Reading …"));
  }

  function showHead(view, check, current) {
    const chart = make("div", { class: "pair-time" });
    const steps = make("select", { "aria-label": "Step of the timeline", onchange: async () => {
      step = steps.value;
      try {
        const found = await ask(url(dyadPath(app.view), { ...summed(app.view), step }));
        if (current() || samePair(app.view.pair, dyad)) draw(chart, app.view, found.timeline, step);
      } catch (problem) {
        chart.replaceChildren(make("p", { class: "message" }, problem.message));
      }
    } }, ...["year", "quarter", "month"].map((one) => make("option", { value: one, selected: one === step }, `by ${one}`)));
    const total = dyad.relations.reduce((sum, { evidence }) => sum + evidence, 0);
    const publishers = new Set([...check.publishers, ...check.publishers_against]).size;
    head.replaceChildren(...[
      make("p", { class: `verdict ${check.verdict}` }, verdict(check, dyad.run)),
      total ? make("div", { class: "numbers" }, make("p", { class: "small" },
        [count(total, "sentence"), publishers ? count(publishers, "independent source") : "",
          `cooperation ${check.cooperation.toFixed(2)}`, `conflict ${check.conflict.toFixed(2)}`].filter(Boolean).join(" · ")), steps) : null,
      dyad.timeline.length ? chart : null,
    ].filter(Boolean));
    if (dyad.timeline.length) draw(chart, view, dyad.timeline, step);
  }

  // The chips, and the sentences of the chosen one.
  async function read(view, current) {
    const edges = dyad.relations.filter((edge) => passes(view, edge));
    const hidden = dyad.relations.length - edges.length;
    const chosen = view.edge === ALL ? ALL : edges.find(({ id }) => id === view.edge) ?? edges[0];
    const lost = view.edge && view.edge !== ALL && chosen?.id !== view.edge;
    chipsOf(view, edges, chosen);
    note.replaceChildren(...[
      lost ? make("p", { class: "none" }, `“${stated(app, view.edge)}” has no sentence here${view.from || view.to ? " in these days" : " (any more)"}.`) : null,
      hidden ? make("p", { class: "hint small" }, `${count(hidden, "relation")} of theirs ${hidden === 1 ? "does" : "do"} not pass the filter.`) : null,
    ].filter(Boolean));
    if (!chosen || !edges.length) {
      body.replaceChildren(make("p", { class: "none" }, nothing(view, hidden)));
      return;
    }
    const parts = chosen === ALL ? await everything(view, edges) : await ofRelation(app, chosen.id, { from: view.from, to: view.to });
    if (current()) body.replaceChildren(...parts);
  }

  async function everything(view, edges) {
    const found = await ask(url(dyadPath(view), { ...summed(view), step: "year", evidence: A_FEW }));
    const kept = found.relations.filter((edge) => edges.some(({ id }) => id === edge.id));
    if (!kept.length) return [gone(view)];
    return ofAll(kept, (id) => app.name(id), (edge) => stated(app, edge.id), (edge) => app.change({ edge: edge.id }));
  }

  // A row of chips for what each does, and one for what both do together.
  function chipsOf(view, edges, chosen) {
    const focused = chips.contains(document.activeElement) ? document.activeElement.dataset.edge : null;
    const chip = (id, sign, ...label) => make("button", { type: "button", class: `chip ${sign}`, "data-edge": id,
      "aria-pressed": String(id === (chosen === ALL ? ALL : chosen?.id)), onclick: () => app.change({ edge: id }) }, ...label);
    const rows = [];
    const row = (label, some) => {
      if (!some.length) return;
      rows.push(make("div", {}, ...some.map(({ id, sign, source, relation, target, evidence }) => chip(id, sign,
        make("span", { class: "unseen" }, `${app.name(source)} `), make("span", { class: "label" }, verb(relation)),
        make("span", { class: "unseen" }, ` ${app.name(target)},`), make("span", { class: "many" }, ` ${evidence}`),
        make("span", { class: "unseen" }, evidence === 1 ? " sentence" : " sentences")))));
      chips.append(make("span", { class: "who", "aria-hidden": "true" }, label), rows.at(-1));
    };
    chips.replaceChildren();
    for (const id of view.pair.split("~")) row(app.name(id), edges.filter((edge) => edge.source === id && !MUTUAL.has(edge.relation)));
    row("Both", edges.filter(({ relation }) => MUTUAL.has(relation)));
    if (edges.length > 1) rows.at(-1).append(chip(ALL, "all", "All"));
    if (focused) chips.querySelector(`[data-edge="${CSS.escape(focused)}"]`)?.focus();
  }

  // Whoever opens a pair reads on at its heading; going back, reloading and moving the days leave the focus where it is.
  app.on("asked", (what) => {
    if (what !== "pair") return;
    title.focus({ preventScroll: true });
    host.scrollTop = 0;
    title.scrollIntoView({ block: "nearest" });
  });
  app.on("state", (state) => {
    if (state === "ready" && app.view.pair && host.querySelector(".message")) again();
  });
}

const samePair = (pair, dyad) => dyad?.pair === pair;

const dyadPath = ({ pair: ids }) => `/v1/dyads/${ids.split("~").sort().map(encodeURIComponent).join("/")}`;

function questions(view, step) {
  const [a, b] = view.pair.split("~");
  return [ask(url("/v1/alliances/check", { a, b, ...summed(view) })), ask(url(dyadPath(view), { ...summed(view), step }))];
}

/** "Russia attacks Syria" of "RUS~attacks~SYR". */
function stated(app, id) {
  const [source, relation, target] = id.split("~");
  if (!target) return id;
  return `${app.name(source)} ${verb(relation)} ${app.name(target)}`;
}

function nothing(view, hidden) {
  if (hidden) return "No relation of theirs passes the filter.";
  if (view.from || view.to) return "No news of these two in these days.";
  return "No news of these two yet.";
}

// The years that the chart spans: the view's days; else 1990 to today by year, or, by month, the years with news.
function draw(place, { from, to }, periods, step) {
  const starts = periods.map(({ start }) => start).sort();
  const first = from || (step === "year" ? "1990-01-01" : `${starts[0]?.slice(0, 4)}-01-01`);
  const last = to || (step === "year" ? iso(new Date()) : `${starts.at(-1)?.slice(0, 4)}-12-31`);
  place.replaceChildren(...[timeline(periods, first, last, step)].filter(Boolean));
}
