// What is new in the store, without asking: the picture, the edition line and an announcement follow the service's stream.

import { heard as newest } from "/explorer/core/api.js";
import { $, make } from "/explorer/core/dom.js";
import { status } from "/explorer/core/once.js";
import { clipped, count, day, verb } from "/explorer/core/words.js";
import { stream } from "/explorer/tools/stream.js";

const GATHER = 400; // ms: changes that come together are told together
const AT_LATEST = 2_000; // ms: even where they never stop coming
const HUSH = 5_000; // ms between two announcements
const BEHIND = 500; // ms until an answer that is older than the news is asked for again
const AGAIN = 5; // times at most
const WORDS = { live: "live", offline: "offline", apart: "not live", closed: "not live: needs a key" };

/** Follows the store, and says in the footer whether it does. */
export async function live(app) {
  const word = make("span");
  const sign = make("span", { class: "live", hidden: true }, make("span", { class: "dot", "aria-hidden": "true" }), word);
  $("edition").before(sign, " ");
  const say = announcer((words) => app.announce(words));
  let news = [];
  let first = 0;
  let gathering = 0;
  let known = 0; // the newest version that the page has heard of
  let behind = 0;
  let latest = null; // the question for the edition

  function heard(change) {
    news.push(change);
    known = Math.max(known, change.version);
    newest(change.version);
    first ||= Date.now();
    clearTimeout(gathering);
    gathering = setTimeout(tell, Math.max(0, Math.min(GATHER, first + AT_LATEST - Date.now())));
  }

  function tell() {
    const told = news;
    news = [];
    first = 0;
    edition(); // first: those who hear the news ask what the store holds
    app.emit("news", told);
    if (told.some(({ type }) => type !== "article")) app.refresh(); // articles alone change no picture
    say(told);
  }

  async function edition() {
    try {
      const asked = status({ anew: true });
      latest = asked;
      const held = await asked;
      if (asked !== latest) return; // a later answer is there, or comes
      known = Math.max(known, held.graph?.version ?? 0);
      $("edition").textContent = [count(held.articles, "article"), count(held.evidence, "sentence"), count(held.relations, "relation"),
        held.newest_day && `news up to ${day(held.newest_day)}`].filter(Boolean).join(" · ");
    } catch {
      // whoever shows the picture says so
    }
  }

  // An answer may be a moment older than the news of it.
  app.on("data", (data) => {
    if (data.graph.version >= known || behind >= AGAIN) {
      behind = 0;
      known = data.graph.version;
      return;
    }
    behind += 1;
    setTimeout(() => app.refresh(), BEHIND);
  });

  await edition();
  let opened = false;
  const hurry = stream({
    heard,
    since: () => app.data?.graph.version ?? (known || ""),
    expired: () => app.refresh(),
    became(state) {
      sign.hidden = false;
      sign.dataset.state = state;
      word.textContent = WORDS[state];
      if (state !== "live") return;
      if (opened) edition();
      if (app.state === "offline") app.refresh();
      opened = true;
    },
  });
  app.on("state", (state) => {
    if (sign.dataset.state === "offline" && (state === "ready" || state === "empty")) hurry(); // it answers again
  });
}

// Tells changes in words, at most one announcement in a while: what came meanwhile is told with the next.
function announcer(announce) {
  let kept = [];
  let last = -HUSH;
  let waiting = 0;
  const out = () => {
    waiting = 0;
    last = performance.now();
    const words = told(kept);
    kept = [];
    if (words) announce(words);
  };
  return (changes) => {
    kept.push(...changes);
    waiting ||= setTimeout(out, Math.max(0, last + HUSH - performance.now()));
  };
}

const MOST = 3;

// Changes in a sentence or two: "2 new relations: Russia attacks Ukraine, Iran arms Russia."
function told(changes) {
  const relations = new Map();
  for (const one of changes) {
    if (one.type !== "relation" || !one.source_name) continue;
    const before = relations.get(one.id);
    relations.set(one.id, before?.change === "new" && one.change === "changed" ? { ...one, change: "new" } : one);
  }
  const of = (change) => [...relations.values()].filter((one) => one.change === change);
  const named = (some) => {
    const names = some.slice(0, MOST).map((one) => `${clipped(one.source_name)} ${verb(one.relation)} ${clipped(one.target_name)}`);
    return `${names.join(", ")}${some.length > MOST ? ` and ${some.length - MOST} more` : ""}`;
  };
  const [fresh, ended, changed] = ["new", "ended", "changed"].map(of);
  const sentences = [];
  if (fresh.length) sentences.push(`${count(fresh.length, "new relation")}: ${named(fresh)}`);
  if (ended.length) sentences.push(`${count(ended.length, "relation")} ended: ${named(ended)}`);
  if (changed.length) sentences.push(`${count(changed.length, "relation")} with other sentences behind ${changed.length === 1 ? "it" : "them"}: ${named(changed)}`);
  const back = changes.filter(({ type, change }) => type === "article" && change === "retracted").length;
  if (back) sentences.push(`${count(back, "article")} taken back`);
  return sentences.length ? `${sentences.join(". ")}.` : "";
}
