// The ranked allies and rivals of the actor; of the whole graph, its strongest relations.

import { multiple } from "/explorer/charts/multiple.js";
import { ask, url } from "/explorer/core/api.js";
import { attend } from "/explorer/core/attend.js";
import { make } from "/explorer/core/dom.js";
import { actorLink } from "/explorer/core/bits.js";
import { filters, summed } from "/explorer/core/view.js";
import { capital, clipped, count, iso, kindly, verb } from "/explorer/core/words.js";
import { failed } from "/explorer/panels/failed.js";
import { ranked } from "/explorer/panels/ties/list.js";
import { deeds, reasons, span } from "/explorer/panels/ties/why.js";

const TEN = 10;

/** Fills the panel "Ties". */
export function ties(host, app) {
  let turn = 0;
  let sought = null;
  let shown = ""; // the answers that are shown
  const again = attend(app, "ties", (view) => JSON.stringify([view.actor, filters(view)]), async (view, why) => {
    turn += 1;
    const mine = turn;
    if (!host.childElementCount) host.append(make("p", { class: "hint" }, "Reading …"));
    host.setAttribute("aria-busy", "true");
    try {
      const { answers, show } = await (view.actor ? around(app, view) : front(app, view));
      if (mine !== turn) return;
      const same = JSON.stringify([view.actor, view.from, view.to, view.sign, answers], (key, value) => (key === "graph" || key.startsWith("next") ? null : value));
      if (why === "view" || same !== shown) keepingFocus(host, () => host.replaceChildren(...show()));
      shown = same;
    } catch (problem) {
      if (mine !== turn) return;
      shown = "";
      host.replaceChildren(failed(app, problem, () => again()));
    }
    host.removeAttribute("aria-busy");
    seek();
  });
  // A question asked for one of the two lists.
  const seek = () => {
    const heading = sought && host.querySelector(`#ties-${sought}`);
    sought = null;
    if (!heading) return;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
  };
  app.on("asked", (what) => {
    if (what !== "allies" && what !== "rivals") return;
    sought = what;
    if (!host.hasAttribute("aria-busy")) seek();
  });
  app.on("state", (state) => {
    if (state === "ready" && host.querySelector(".message")) again();
  });
}

/** Runs what makes elements anew, and gives the focus to the one that does the same as the one that had it. */
function keepingFocus(host, renew) {
  const had = host.contains(document.activeElement) ? document.activeElement : null;
  renew();
  if (!had) return;
  const same = [...host.querySelectorAll("a, button, h3")].find((one) => one.textContent === had.textContent && one.tagName === had.tagName);
  (same ?? host).focus({ preventScroll: true });
}

/** Both lists around an actor: of a country by score; else, or where relations were chosen, the partners by sign. */
async function around(app, view) {
  const path = `/v1/actors/${encodeURIComponent(view.actor)}`;
  const { id, name, kind } = await ask(path);
  app.names.set(id, name);
  const scored = kind === "country" && !view.relation.length;
  const wanted = (sign) => !view.sign || view.sign === sign;
  const get = (list, sign) => {
    if (!wanted(sign)) return null;
    return scored
      ? ask(url(`/v1/countries/${encodeURIComponent(id)}/${list}`, { ...summed(view), limit: TEN, timeline: "year" }))
      : ask(url(`/v1/actors/${encodeURIComponent(id)}/neighbors`, { ...filters(view), sign, limit: TEN }));
  };
  const [allies, rivals] = await Promise.all([get("alliances", "cooperation"), get("rivals", "conflict")]);
  const most = Math.max(0.01, ...[allies, rivals].map((answer) => strength(answer?.results[0])));
  const list = (answer, key, heading, sign) => section(key, heading, answer?.total, answer
    ? ranked(app, answer, {
      label: `${heading} ${name}`.slice(0, 200),
      none: empty(view),
      entry: (entry, position) => line(app, view, { id, name }, entry, { position, sign, most, scored }),
    })
    : make("p", { class: "none" }, "Left out by the filter."));
  const show = () => [
    scored ? null : make("p", { class: "hint small" }, kind === "country" ? "Partners by the relations that you chose; treaties do not count here."
      : "Treaties rank countries alone; these are the partners in the news, by the strongest relation."),
    list(allies, "allies", scored ? "Stands with" : "Cooperates with", "cooperation"),
    list(rivals, "rivals", scored ? "Stands against" : "In conflict with", "conflict"),
  ].filter(Boolean);
  return { answers: [allies, rivals], show };
}

const strength = (entry) => entry?.score ?? entry?.strongest.strength ?? 0;

function section(key, heading, total, body) {
  const other = { allies: ["rivals", "Against"], rivals: ["allies", "With"] }[key];
  return make("section", { class: `ties ${key}`, "aria-labelledby": `ties-${key}` },
    make("div", { class: "head" },
      make("h3", { id: `ties-${key}`, tabindex: "-1" }, heading,
        total ? make("span", { class: "total" }, ` ${total.toLocaleString("en-GB")}`) : null),
      make("button", { type: "button", class: "link small", onclick: () => {
        const there = document.getElementById(`ties-${other[0]}`);
        there.focus({ preventScroll: true });
        there.closest("section").scrollIntoView({ block: "start" });
      } }, other[1], key === "allies" ? " ↓" : " ↑")),
    body);
}

function empty({ from, to, relation, sources, confidence }) {
  const filtered = relation.length || sources > 1 || confidence;
  return `Nobody, by the news${from || to ? " of these days" : ""}${filtered ? " that passes the filter" : ""}.`;
}

function line(app, view, self, entry, { position, sign, most, scored }) {
  const { actor, evidence } = entry;
  app.names.set(actor.id, actor.name);
  const bar = make("span", { class: sign });
  bar.style.width = `${Math.max(0, Math.min(100, (strength(entry) / most) * 100))}%`;
  const [first, last] = period(view);
  return make("li", {},
    make("span", { class: "number", "aria-hidden": "true" }, position),
    actorLink(app, actor.id, null, { class: "name" }),
    entry.timeline?.length ? make("span", { class: "small-multiple" }, multiple(entry.timeline, first, last)) : null,
    evidence ? make("span", { class: "score", title: scored ? "score: strengths for, less those against" : "strength of the strongest relation" },
      make("span", { class: "unseen" }, scored ? "score " : "strength "), strength(entry).toFixed(2)) : null,
    evidence ? make("span", { class: "bar", "aria-hidden": "true" }, bar) : null,
    make("p", { class: "why" }, ...broken([
      ...(scored ? reasons(entry, sign === "cooperation") : [partner(entry)]),
      [evidence ? make("button", { type: "button", class: "link", onclick: () => app.read(self.id, actor.id) },
        count(evidence, "sentence"), make("span", { class: "unseen" }, ` about ${clipped(self.name)} and ${clipped(actor.name)}`)) : "No sentence in the news",
      actor.kind === "country" ? "" : ` · ${kindly(actor.kind)}`,
      entry.contested ? make("span", { class: "tag", title: "Both cooperation and conflict are in evidence." }, "contested") : ""],
    ])));
}

function partner(entry) {
  const both = entry.cooperation && entry.conflict;
  return `${capital(deeds([entry.strongest]))}${entry.relations > 1 ? ` and ${count(entry.relations - 1, "relation")} more` : ""}, `
    + `${span(entry.first_day, entry.last_day)}${both ? `; ${entry.cooperation} of cooperation, ${entry.conflict} of conflict` : ""}`;
}

// The last of the lines, with the sentences, follows the one before it.
const broken = (lines) => lines.flatMap((one, index) => [
  index === 0 ? "" : index === lines.length - 1 ? " · " : make("br"), ...[one].flat()]);

/** The days that the small pictures span: those of the view, else 1990 to today, the same for every entry. */
function period({ from, to }) {
  return [from || "1990-01-01", to || iso(new Date())];
}

/** The strongest relations of the whole graph, as sentences. */
async function front(app, view) {
  const answer = await ask(url("/v1/relations", { ...filters(view), limit: TEN }));
  const most = Math.max(0.01, answer.results[0]?.strength ?? 0);
  const list = () => ranked(app, answer, {
    label: "The strongest relations",
    none: view.from || view.to ? "No news of these days." : "No news passes the filter; or no article has been read yet.",
    entry: (edge, position) => stated(app, edge, position, most),
  });
  const show = () => [make("section", { class: "ties", "aria-labelledby": "ties-front" },
    make("div", { class: "head" }, make("h3", { id: "ties-front", tabindex: "-1" }, "The strongest relations",
      answer.total ? make("span", { class: "total" }, ` ${answer.total.toLocaleString("en-GB")}`) : null)), list())];
  return { answers: [answer], show };
}

function stated(app, edge, position, most) {
  const bar = make("span", { class: edge.sign });
  bar.style.width = `${Math.min(100, (edge.strength / most) * 100)}%`;
  for (const end of ["source", "target"]) app.names.set(edge[end], edge[`${end}_name`]);
  return make("li", {},
    make("span", { class: "number", "aria-hidden": "true" }, position),
    make("span", { class: "name" }, actorLink(app, edge.source, edge.source_role), ` ${verb(edge.relation)} `,
      actorLink(app, edge.target, edge.target_role)),
    make("span", { class: "score", title: "strength" }, make("span", { class: "unseen" }, "strength "), edge.strength.toFixed(2)),
    make("span", { class: "bar", "aria-hidden": "true" }, bar),
    make("p", { class: "why" },
      make("button", { type: "button", class: "link", onclick: () => app.read(edge.source, edge.target, edge.id) },
        count(edge.evidence, "sentence"),
        make("span", { class: "unseen" }, ` saying that ${clipped(edge.source_name)} ${verb(edge.relation)} ${clipped(edge.target_name)}`)),
      ` · ${edge.sign}, ${span(edge.first_day, edge.last_day)}`,
      edge.publishers > 1 ? ` · ${count(edge.publishers, "source")}` : null));
}

