// The ranked lists of allies and rivals, and the front page.

import { acting, ask, count, day, make, url, verb } from "/explorer/api.js";

/** Fills a ranked list, a page at a time. `choose(entry)` opens its sentences. */
export async function rank(list, path, friendly, home, choose) {
  list.className = friendly ? "rank allies" : "rank rivals";
  list.replaceChildren();
  let next = path;
  let strongest = 0;
  async function more() {
    const answer = await ask(next);
    next = answer.next_url;
    strongest ||= Math.max(0.01, answer.results[0]?.score ?? 0);
    list.append(...answer.results.map((entry) => line(entry, friendly, strongest, home, choose)));
    if (!answer.total) {
      list.append(make("li", { class: "none" }, friendly ? "No ally in evidence." : "No rival in evidence."));
    }
    if (next) {
      const left = answer.total - list.children.length;
      const button = make("button", { type: "button", class: "quiet more" }, `${left} more`);
      const item = make("li", {}, button);
      button.addEventListener("click", () => { item.remove(); more().catch((error) => list.append(failed(error))); });
      list.append(item);
    }
  }
  await more();
}

function failed(error) {
  return make("li", { class: "message" }, error.message);
}

function line(entry, friendly, strongest, home, choose) {
  const bar = make("span");
  bar.style.width = `${Math.round((Math.max(0, entry.score) / strongest) * 100)}%`;
  const relations = entry.relations.length ? entry.relations : entry.against;
  const sentences = relations.reduce((sum, relation) => sum + relation.evidence, 0);
  return make("li", {},
    make("div", { class: "top" },
      make("span", { class: "number" }, String(entry.rank)),
      make("a", { class: "name", href: home(entry.actor) }, entry.actor.name),
      make("span", { class: "score", title: "score" }, entry.score.toFixed(2))),
    make("div", { class: "bar", "aria-hidden": "true" }, bar),
    make("p", { class: "basis" }, reasons(entry, friendly), relations.length ? " · " : null,
      relations.length ? make("button", { type: "button", class: "link", onclick: () => choose(entry, relations) }, count(sentences, "sentence")) : null));
}

function reasons(entry, friendly) {
  const parts = [];
  const alliances = friendly ? entry.declared.filter((shared) => shared.kind === "alliance") : [];
  if (alliances.length) parts.push(`both in ${alliances.slice(0, 2).map((shared) => shared.name).join(" and ")}`);
  if (entry.relations.length) parts.push(entry.relations.slice(0, 2).map((relation) => verb(relation.relation)).join(", "));
  if (entry.since) parts.push(`since ${day(entry.since)}`);
  if (entry.contested) parts.push("contested");
  return parts.join(" · ");
}

/** The front page: the strongest relations of the day. Returns how many there are. */
export async function front(list, asOf, home) {
  const answer = await ask(url("/v1/relations", { as_of: asOf, limit: 20 }));
  list.replaceChildren(...answer.results.map((edge) => make("li", {},
    make("a", { href: home({ id: edge.source }) }, acting(edge.source_name, edge.source_role)), ` ${verb(edge.relation)} `,
    make("a", { href: home({ id: edge.target }) }, acting(edge.target_name, edge.target_role)),
    make("p", { class: "meta" }, `${edge.sign} · ${count(edge.evidence, "sentence")} · since ${day(edge.first_day)}`))));
  return answer.total;
}
