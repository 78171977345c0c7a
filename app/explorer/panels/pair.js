// Two actors: are they allied, how it went over time, and the sentences.

import { ask, latest, url } from "/explorer/core/api.js";
import { attend } from "/explorer/core/attend.js";
import { make } from "/explorer/core/dom.js";
import { actorLink } from "/explorer/core/bits.js";
import { readPair } from "/explorer/core/model.js";
import { filters, passes, summed } from "/explorer/core/view.js";
import { clipped, count, verb } from "/explorer/core/words.js";
import { failed } from "/explorer/panels/failed.js";
import { ALL, showChips } from "/explorer/panels/pair/chips.js";
import { overTime } from "/explorer/panels/pair/over.js";
import { gone, ofAll, ofRelation } from "/explorer/panels/pair/sentences.js";
import { verdict } from "/explorer/panels/pair/verdict.js";

const A_FEW = 3; // sentences of each relation, where all are read at once

/** Fills the panel "Sentences". */
export function pair(host, app) {
  let turn = 0;
  let dyad = null; // what the head shows: the answer about both, of which pair, by which question
  let read = ""; // what the sentences shown rest on

  const title = make("h3", { class: "pair-title", tabindex: "-1" });
  const head = make("div", { class: "pair-head" });
  const chips = make("div", { class: "chips", role: "group", "aria-label": "Which relation" });
  const note = make("div", { role: "status" });
  const body = make("div", { class: "sentences" });
  host.append(title, head, chips, note, body);
  const stepping = latest();
  const over = overTime(async () => {
    try {
      const mine = dyad;
      const found = await stepping(dyadPath(app.view, over.step));
      if (found && mine === dyad) over.draw(app.view, found.timeline);
    } catch (problem) {
      over.place.replaceChildren(failed(app, problem, () => over.steps.dispatchEvent(new Event("change"))));
    }
  });

  const again = attend(app, "pair", (view) => JSON.stringify([view.pair, view.edge, filters(view)]), async (view, why) => {
    turn += 1;
    const mine = turn;
    const current = () => mine === turn;
    if (!view.pair) return hint();
    host.setAttribute("aria-busy", "true");
    try {
      if (dyad && dyad.pair !== view.pair) clear();
      if (why === "news" || dyad?.question !== question(view)) await ends(view, current);
      if (current()) await sentences(view, current);
    } catch (problem) {
      if (!current()) return undefined;
      if (problem.status === 404 || problem.status === 400) clear();
      else if (dyad) dyad.question = "";
      show("", failed(app, problem, () => again()));
    } finally {
      if (current()) host.removeAttribute("aria-busy");
    }
    return undefined;
  });

  const show = (rests, ...parts) => {
    read = rests;
    body.replaceChildren(...parts);
  };

  function clear() {
    dyad = null;
    for (const part of [head, chips, note]) part.replaceChildren();
    show("");
  }

  function hint() {
    clear();
    host.removeAttribute("aria-busy");
    title.textContent = "Sentences";
    show("", make("p", { class: "hint" }, "Choose a line of the picture, or a number of sentences in the lists, to read what stands "
      + "behind it. Or ask above: “Russia and Syria”."));
  }

  function named(view) {
    const [one, other] = view.pair.split("~");
    title.replaceChildren(actorLink(app, one), " and ", actorLink(app, other));
  }

  // Who the two are to each other: the head of the panel.
  async function ends(view, current) {
    if (!dyad) {
      named(view);
      show("", make("p", { class: "hint" }, "Reading …"));
    }
    const [a, b] = view.pair.split("~");
    const [check, found] = await Promise.all([ask(url("/v1/alliances/check", { a, b, ...summed(view) })), ask(dyadPath(view, over.step))]);
    if (!current()) return;
    const same = JSON.stringify([check, found], (key, value) => (key === "graph" ? null : value));
    const known = dyad?.same === same;
    dyad = { ...found, same, pair: view.pair, question: question(view), ends: [check.a.id, check.b.id] };
    [check.a, check.b].forEach(({ id, name }, index) => {
      app.names.set(id, name);
      app.names.set([a, b][index], name);
    });
    if (known) return;
    named(view);
    const total = dyad.relations.reduce((sum, { evidence }) => sum + evidence, 0);
    const publishers = new Set([...check.publishers, ...check.publishers_against]).size;
    const numbers = [count(total, "sentence"), publishers ? count(publishers, "independent source") : "",
      `cooperation ${check.cooperation.toFixed(2)}`, `conflict ${check.conflict.toFixed(2)}`];
    const said = make("p", { class: `verdict ${check.verdict}` }, verdict(check, dyad.run));
    // What stays the same stays in place: the select may have the focus.
    if (total && over.steps.isConnected) {
      head.querySelector(".verdict").replaceWith(said);
      head.querySelector(".numbers p").textContent = numbers.filter(Boolean).join(" · ");
    } else {
      head.replaceChildren(said, ...(total ? [make("div", { class: "numbers" },
        make("p", { class: "small" }, numbers.filter(Boolean).join(" · ")), over.steps), over.place] : []));
    }
    over.draw(view, dyad.timeline);
  }

  // The chips, and the sentences of the chosen one.
  async function sentences(view, current) {
    const edges = dyad.relations.filter((edge) => passes(view, edge));
    const hidden = dyad.relations.length - edges.length;
    const chosen = view.edge === ALL && edges.length ? ALL : (edges.find(({ id }) => id === view.edge) ?? edges[0])?.id;
    const lost = view.edge && view.edge !== ALL && chosen !== view.edge;
    showChips(chips, { ends: dyad.ends, edges, chosen, name: (id) => app.name(id), choose: (edge) => app.change({ edge }) });
    note.replaceChildren(...[
      lost ? make("p", { class: "none" }, `“${stated(view.edge)}” has no sentence here${view.from || view.to ? " in these days" : ""}.`) : "",
      hidden ? make("p", { class: "hint small" }, `${count(hidden, "relation")} of theirs ${hidden === 1 ? "does" : "do"} not pass the filter.`) : "",
    ].filter(Boolean));
    if (!chosen) return show("", make("p", { class: "none" }, nothing(view, hidden)));
    const found = chosen === ALL ? await all(view, edges) : await ofRelation(app, chosen, { from: view.from, to: view.to });
    if (current() && found.same !== read) show(found.same, ...found.show());
    return undefined;
  }

  async function all(view, edges) {
    const { relations } = await ask(dyadPath(view, "year", A_FEW));
    const kept = relations.filter(({ id }) => edges.some((edge) => edge.id === id));
    if (!kept.length) return { same: "", show: () => [gone(view)] };
    return ofAll(kept, (id) => app.name(id), ({ id }) => stated(id), ({ id }) => app.change({ edge: id }));
  }

  /** "Russia attacks Syria" of "RUS~attacks~SYR". */
  function stated(id) {
    const [source, relation, target] = id.split("~");
    return target ? `${clipped(app.name(source))} ${verb(relation)} ${clipped(app.name(target))}` : id;
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

const question = (view) => JSON.stringify([view.pair, summed(view)]);

function dyadPath(view, step, evidence) {
  const ids = readPair(view).split("~").map(encodeURIComponent).join("/");
  return url(`/v1/dyads/${ids}`, { ...summed(view), step, evidence });
}

function nothing(view, hidden) {
  if (hidden) return "No relation of theirs passes the filter.";
  return view.from || view.to ? "No news of these two in these days." : "No news of these two yet.";
}
