// The sentences behind a pair: its relations as chips, the chosen one's sentences with the telling words marked.

import { acting, ask, count, day, make, time, url, verb } from "/explorer/api.js";

const title = document.getElementById("evidence-title");
const body = document.getElementById("evidence-body");
const hint = body.firstElementChild;
let turn = 0;

/** Back to the hint. */
export function clear() {
  turn += 1;
  title.textContent = "The sentences";
  body.replaceChildren(hint);
}

/** Shows a pair's relations, the first of them opened. */
export function show(heading, edges, names, asOf, focus = true) {
  title.textContent = heading;
  const list = make("div", { class: "sentences" });
  const chips = edges.map((edge) => make("button", { type: "button", class: `chip ${edge.sign}`, "aria-pressed": "false",
    onclick: () => open(edge) }, wording(edge, names)));
  function open(edge) {
    chips.forEach((chip, index) => chip.setAttribute("aria-pressed", String(edges[index] === edge)));
    load(list, url(`/v1/relations/${encodeURIComponent(edge.id)}/evidence`, { as_of: asOf, limit: 10 }), true);
  }
  body.replaceChildren(make("div", { class: "chips" }, ...chips), list);
  open(edges[0]);
  if (focus) title.focus();
}

function wording(edge, names) {
  const name = (id) => names.get(id)?.name ?? id;
  const source = acting(name(edge.source), edge.source_role);
  const target = acting(name(edge.target), edge.target_role);
  const what = edge.symmetric ? verb(edge.relation) : `${source} ${verb(edge.relation)} ${target}`;
  return `${what} · ${edge.evidence}`;
}

async function load(list, path, fresh) {
  const mine = ++turn;
  if (fresh) list.replaceChildren(make("p", { class: "hint" }, "Reading …"));
  try {
    const answer = await ask(path);
    if (mine !== turn) return;
    if (fresh) list.replaceChildren();
    if (!answer.total) list.append(make("p", { class: "none" }, "No sentence stands behind this any more."));
    list.append(...answer.results.map(quote));
    if (answer.next_url) {
      const more = make("button", { type: "button", class: "quiet more" }, `More of ${count(answer.total, "sentence")}`);
      more.addEventListener("click", () => { more.remove(); load(list, answer.next_url, false); });
      list.append(more);
    }
  } catch (error) {
    if (mine === turn) list.replaceChildren(make("p", { class: "message" }, error.message));
  }
}

function quote(piece) {
  const article = piece.article;
  const source = [article.publisher ?? "No publisher named", day(article.published_day ?? piece.day)].filter(Boolean).join(", ");
  const told = piece.event_day && piece.event_day !== article.published_day ? `, of ${time(piece.event_day, piece.event_precision)}` : "";
  return make("article", { class: "quote" },
    make("blockquote", {}, ...marked(piece.sentence, piece)),
    article.title ? make("p", { class: "source" }, piece.in_title ? "headline of " : null, titled(article)) : null,
    make("p", { class: "meta" }, `${source}${told} `, make("span", { class: `tag ${piece.status}` }, piece.status),
      piece.counted ? null : " not counted", make("br"), `Coded by ${piece.why}, confidence ${Math.round(piece.confidence * 100)} %`));
}

// Only web addresses become links: an article's url is what somebody sent in.
function titled(article) {
  if (!/^https?:\/\//i.test(article.url ?? "")) return article.title;
  return make("a", { href: article.url, rel: "noopener noreferrer nofollow" }, article.title);
}

/** A sentence as text and marks. Offsets count code points, as Python does. */
export function marked(sentence, edge) {
  const letters = Array.from(sentence);
  const spans = [
    [edge.source.span, "actor", `${edge.source.actor}${edge.source.role ? ` ${edge.source.role}` : ""}`],
    [edge.target.span, "actor", `${edge.target.actor}${edge.target.role ? ` ${edge.target.role}` : ""}`],
    [edge.trigger, "act", edge.relation],
  ].filter(([span]) => span).sort((a, b) => a[0][0] - b[0][0] || b[0][1] - a[0][1]);
  const parts = [];
  let reached = 0;
  for (const [[start, end], kind, about] of spans) {
    if (start < reached) continue; // one mark a word
    parts.push(letters.slice(reached, start).join(""), make("mark", { class: kind, title: about }, letters.slice(start, end).join("")));
    reached = end;
  }
  return [...parts, letters.slice(reached).join("")].filter((part) => part !== "");
}
