// The page: its address (#actor=RUS&as_of=2015-12-31) is its whole state.

import { ask, count, day, kindly, make, url, verb } from "/explorer/api.js";
import { drawGraph } from "/explorer/draw.js";
import * as evidence from "/explorer/evidence.js";
import * as lists from "/explorer/lists.js";

const $ = (id) => document.getElementById(id);
const search = $("search");
const suggestions = $("suggestions");
const message = $("message");
let turn = 0;
let drawn = null;

function state() {
  const given = new URLSearchParams(location.hash.slice(1));
  return { actor: given.get("actor") ?? "", asOf: given.get("as_of") ?? "" };
}

function address(actor, asOf) {
  return url("", { actor, as_of: asOf }).replace("?", "#") || "#";
}

const home = (info) => address(info.id, state().asOf);

function say(text, calm = false, ...more) {
  message.hidden = !text;
  message.className = calm ? "message calm" : "message";
  message.replaceChildren(text, ...more);
}

async function render() {
  const { actor, asOf } = state();
  const mine = ++turn;
  $("as-of").value = asOf;
  $("today").hidden = !asOf;
  say("");
  evidence.clear();
  try {
    if (actor) await renderActor(actor, asOf, mine);
    else await renderFront(asOf, mine);
  } catch (error) {
    if (mine !== turn) return;
    $("country").hidden = $("front").hidden = true;
    const near = (error.document?.suggestions ?? []).map((one) => make("a", { href: home(one) }, one.name));
    say(error.message, false, ...near.flatMap((link) => [" ", link]));
  }
}

async function renderFront(asOf, mine) {
  document.title = "Entente";
  const total = await lists.front($("front-list"), asOf, home);
  if (mine !== turn) return;
  $("country").hidden = true;
  $("front").hidden = !total;
  search.value = "";
  if (!total) say(asOf ? `No news up to ${day(asOf)}.` : "No article has been read yet. Paste one below and add it to the graph.", true);
}

async function renderActor(id, asOf, mine) {
  const path = `/v1/actors/${encodeURIComponent(id)}`;
  const [info, graph] = await Promise.all([
    ask(url(path, { as_of: asOf })),
    ask(url(`${path}/subgraph`, { as_of: asOf, limit_nodes: 60, limit_edges: 400 })),
  ]);
  if (mine !== turn) return;
  document.title = `${info.name} – Entente`;
  search.value = info.name;
  $("front").hidden = true;
  $("country").hidden = false;
  $("name").textContent = info.name;
  $("standfirst").textContent = info.relations
    ? `${count(info.evidence, "sentence")} on ${count(info.partners, "partner")}, ${day(info.first_day)} to ${day(info.last_day)}`
    : `No news about ${info.name}${asOf ? ` up to ${day(asOf)}` : " yet"}.`;
  const names = new Map(graph.nodes.map((node) => [node.id, node]));
  const choose = (other, edges) => evidence.show(`${info.name} and ${names.get(other)?.name ?? other}`, edges, names, asOf);
  drawn = () => {
    const left = drawGraph($("drawing"), graph, home, choose);
    const omitted = left + graph.omitted.nodes;
    const least = graph.omitted.at_least ? "at least " : "";
    $("omitted").textContent = omitted ? `${least}${count(omitted, "more name")} left out` : "";
  };
  drawn();
  await renderRanks(info, asOf, names, mine);
}

async function renderRanks(info, asOf, names, mine) {
  const open = (entry, relations) => {
    names.set(entry.actor.id, entry.actor);
    evidence.show(`${info.name} and ${entry.actor.name}`, relations, names, asOf);
  };
  if (info.kind !== "country") {
    for (const list of [$("allies"), $("rivals")]) {
      list.replaceChildren(make("li", { class: "none" }, "Ranked lists are kept for countries."));
    }
    return;
  }
  const path = `/v1/countries/${encodeURIComponent(info.id)}`;
  const fill = async (name, resource, friendly) => {
    const list = make("ol", { class: "rank" });
    await lists.rank(list, url(`${path}/${resource}`, { as_of: asOf, limit: 10 }), friendly, home, open);
    if (mine !== turn) return;
    list.id = name;
    $(name).replaceWith(list);
  };
  await Promise.all([fill("allies", "alliances", true), fill("rivals", "rivals", false)]);
}

// --- Searching: a combobox, as the ARIA practices describe it -------------------------------------------------------

let asking = null;
let chosen = -1;

function closeSuggestions() {
  suggestions.hidden = true;
  search.setAttribute("aria-expanded", "false");
  search.removeAttribute("aria-activedescendant");
  chosen = -1;
}

function go(id) {
  closeSuggestions();
  location.hash = address(id, state().asOf);
}

async function suggest() {
  asking?.abort();
  const text = search.value.trim();
  if (!text) return closeSuggestions();
  asking = new AbortController();
  try {
    const answer = await ask(url("/v1/suggest", { q: text, limit: 8 }), { signal: asking.signal });
    suggestions.replaceChildren(...answer.results.map((one, index) => make("li", { role: "option", id: `suggestion-${index}`,
      "data-id": one.id, "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); go(one.id); } },
    make("span", {}, one.name), make("span", { class: "kind" }, kindly(one.kind)))));
    suggestions.hidden = !answer.results.length;
    search.setAttribute("aria-expanded", String(!suggestions.hidden));
    chosen = -1;
  } catch (error) {
    if (error.name !== "AbortError") closeSuggestions();
  }
}

function mark(step) {
  const items = [...suggestions.children];
  if (suggestions.hidden || !items.length) return;
  chosen = (chosen + step + items.length + (chosen < 0 && step < 0 ? 1 : 0)) % items.length;
  items.forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
  items[chosen].scrollIntoView({ block: "nearest" });
  search.setAttribute("aria-activedescendant", items[chosen].id);
}

search.addEventListener("input", suggest);
search.addEventListener("blur", closeSuggestions);
search.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") mark(1);
  else if (event.key === "ArrowUp") mark(-1);
  else if (event.key === "Escape") closeSuggestions();
  else return;
  event.preventDefault();
});
$("ask").addEventListener("submit", async (event) => {
  event.preventDefault();
  const items = suggestions.children;
  if (!suggestions.hidden && items.length) return go(items[Math.max(0, chosen)].dataset.id);
  if (search.value.trim()) go(search.value.trim());
});
$("as-of").addEventListener("change", () => { location.hash = address(state().actor, $("as-of").value); });
$("today").addEventListener("click", () => { location.hash = address(state().actor, ""); });

// --- Reading a pasted article ---------------------------------------------------------------------------------------

$("paste").addEventListener("submit", async (event) => {
  event.preventDefault();
  const store = event.submitter?.value === "store";
  const body = { text: $("text").value, published_at: $("written").value || null };
  const buttons = [...event.target.querySelectorAll("button")];
  buttons.forEach((button) => { button.disabled = true; });
  try {
    const answer = await ask(store ? "/v1/articles" : "/v1/extract", { body });
    showCoded(answer, store);
    if (store) await caughtUp(answer.version);
  } catch (error) {
    $("coded").replaceChildren(make("p", { class: "message" }, error.message));
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
});

/** Waits until the graph holds a version of the store (it follows within a second), then shows it. */
async function caughtUp(version) {
  for (let look = 0; look < 20; look += 1) {
    const status = await ask("/v1/status");
    if (status.graph.version >= version) break;
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  await Promise.all([edition(), render()]);
}

function showCoded(answer, store) {
  const head = store && answer.outcome === "known" ? "This article was known already" : store ? "Added to the graph" : "Found";
  const parts = [make("p", { class: "hint" }, `${head}: ${count(answer.edges.length, "relation")}.`)];
  const bySentence = new Map();
  for (const edge of answer.edges) bySentence.set(edge.sentence, [...(bySentence.get(edge.sentence) ?? []), edge]);
  for (const [index, edges] of bySentence) {
    const sentence = answer.sentences?.[index];
    parts.push(make("div", { class: "quote" },
      sentence ? make("blockquote", {}, ...evidence.marked(sentence, edges[0])) : null,
      make("ul", { class: "stated" }, ...edges.map((edge) => make("li", { class: "meta" },
        `${edge.source.actor} ${verb(edge.relation)} ${edge.target.actor} `,
        make("span", { class: `tag ${edge.status}` }, edge.status), ` ${edge.why}`)))));
  }
  $("coded").replaceChildren(...parts);
}

// --- Starting -------------------------------------------------------------------------------------------------------

async function edition() {
  try {
    const status = await ask("/v1/status");
    $("edition").textContent = `${count(status.articles, "article")} · ${count(status.evidence, "sentence")} · ${count(status.relations, "relation")}`
      + (status.newest_day ? ` · news up to ${day(status.newest_day)}` : "");
  } catch { /* the page is about to say so anyway */ }
}

let width = innerWidth;
addEventListener("resize", () => {
  if (width !== innerWidth && drawn && !$("country").hidden) drawn();
  width = innerWidth;
});
addEventListener("hashchange", render);
edition();
render();
