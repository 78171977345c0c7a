// The sentences of a relation, or a few of each relation of a pair.

import { ask, url } from "/explorer/core/api.js";
import { make } from "/explorer/core/dom.js";
import { count } from "/explorer/core/words.js";
import { failed } from "/explorer/panels/failed.js";
import { quote } from "/explorer/panels/pair/quote.js";

const A_PAGE = 10;

/**
 * One relation's sentences inside the days: {same: what it rests on, show(): the elements}: whose voices they are, then the
 * latest ten, then "more".
 */
export async function ofRelation(app, id, days) {
  const path = `/v1/relations/${encodeURIComponent(id)}`;
  const [relation, answer] = await Promise.all([
    ask(url(path, days)).catch((problem) => (problem.status === 404 ? null : Promise.reject(problem))),
    ask(url(`${path}/evidence`, { ...days, limit: A_PAGE })),
  ]);
  const show = () => {
    if (!answer.total) return [gone(days)];
    const list = make("div", { class: "quotes" });
    append(app, list, answer, false);
    const whose = origin(relation, answer);
    return whose ? [make("p", { class: "voices small" }, whose), list] : [list];
  };
  return { same: JSON.stringify([id, relation?.reports, answer.total, answer.results]), show };
}

/** What stands where a relation has no sentence (any more). */
export function gone(days) {
  return make("p", { class: "none" }, days.from || days.to ? "No sentence of these days says so." : "No sentence stands behind this any more.");
}

/** A few sentences of each relation of a dyad that was asked for with `evidence`, likewise. `open(edge)` reads one in full. */
export function ofAll(edges, names, title, open) {
  const show = () => edges.map((edge) => make("section", { class: "of-relation" },
    make("h4", { class: edge.sign }, title(edge)),
    make("div", { class: "quotes" }, ...(edge.quotes ?? []).map((one) => quote(piece(one, edge, names)))),
    edge.evidence > (edge.quotes?.length ?? 0)
      ? make("button", { type: "button", class: "quiet more", onclick: () => open(edge) }, `All ${count(edge.evidence, "sentence")}`) : null));
  return { same: JSON.stringify(edges), show };
}

// A quote of a dyad as a piece of evidence.
function piece(one, edge, names) {
  const end = (id, span) => ({ actor: id, name: names(id), role: null, span });
  return { ...one, relation: edge.relation, source: end(edge.source, one.source_span), target: end(edge.target, one.target_span),
    article: { id: one.article, title: one.title, publisher: one.publisher, outlet: one.outlet, credited: one.credited,
      published_day: one.day, url: one.url } };
}

function append(app, list, answer, focus) {
  const quotes = answer.results.map(quote);
  list.append(...quotes);
  if (focus) quotes[0]?.focus();
  if (!answer.next_url) return;
  const left = answer.total - list.querySelectorAll(".quote").length;
  const more = make("button", { type: "button", class: "quiet more" }, `${left.toLocaleString("en-GB")} more`);
  more.addEventListener("click", async () => {
    more.disabled = true;
    try {
      const next = await ask(answer.next_url);
      more.remove();
      append(app, list, next, true);
    } catch (problem) {
      const told = failed(app, problem, () => { told.replaceWith(more); more.disabled = false; more.click(); });
      more.replaceWith(told);
    }
  });
  list.append(more);
}

const OWNED = { state: "state media", public: "public service", private: "privately owned", party: "of a party" };

// "5 sentences in 3 independent reports by 2 sources: 1 state media, 1 unknown; RUS 1, unknown 1".
function origin(relation, { total, voices }) {
  const copies = relation && relation.evidence > relation.reports;
  const reports = relation ? `${copies ? " in" : ","} ${count(relation.reports, "independent report")}` : "";
  const sources = relation ? ` by ${count(relation.publishers, "source")}` : "";
  const known = Object.entries(voices.ownership).filter(([whose]) => whose !== "unknown").map(([whose, many]) => `${many} ${OWNED[whose] ?? whose}`);
  const homes = Object.entries(voices.country).filter(([home]) => home !== "unknown").map(([home, many]) => `${home} ${many}`);
  if (total === 1 && !known.length && !homes.length) return "";
  const more = known.length || homes.length ? `: ${[known.join(", "), homes.join(", ")].filter(Boolean).join("; ")}` : "";
  return `${count(total, "sentence")}${reports}${sources}${more}.`;
}
