// What stands over the picture while there is none, or while it may be old: loading, empty, failed, offline.

import { $, make } from "/explorer/core/dom.js";
import { actorLink, inWords, nobody } from "/explorer/core/bits.js";
import { status } from "/explorer/core/once.js";
import { Problem } from "/explorer/core/api.js";
import { UNFILTERED, filtered } from "/explorer/core/view.js";
import { clipped, day } from "/explorer/core/words.js";

const PATIENCE = 250; // ms: most answers are there before anybody would read that they are coming
const SETTLED = 700; // ms: days that are moving are not told one by one
const [SHORTEST, LONGEST] = [1_000, 30_000]; // ms between two attempts
const PASSING = new Set([429, 502, 503, 504]); // what goes by itself

/** Says why there is no picture, and what to do; asks again by itself where that may help. */
export function states(host, app) {
  const views = host.parentElement;
  let slow = 0;
  let retrying = 0;
  let tries = 0;
  let saying = 0;

  function show(state, ...children) {
    const held = host.contains(document.activeElement);
    host.className = `state ${state}`;
    host.replaceChildren(...children.filter(Boolean));
    host.hidden = !children.length;
    views.dataset.state = state;
    for (const view of views.querySelectorAll(".view")) view.inert = state === "empty" || state === "failed";
    if (held && !host.contains(document.activeElement)) $("stage").focus(); // what was pressed is gone
  }

  function loading() {
    clearTimeout(slow);
    clearTimeout(saying);
    clearTimeout(retrying);
    if (tries || host.classList.contains("offline")) return; // it stands there that it tries again
    slow = setTimeout(() => show("loading", make("p", { class: app.data ? "unseen" : "hint" }, "Asking for the graph …")), PATIENCE);
  }

  function again(words) {
    clearTimeout(retrying);
    retrying = setTimeout(() => app.refresh(), Math.min(LONGEST, SHORTEST * 2 ** tries));
    tries += 1;
    if (host.classList.contains("offline") && host.dataset.words === words) return; // said already
    host.dataset.words = words;
    show("offline", make("p", {}, words), button("Try now", () => app.refresh()));
    app.announce(words);
  }

  async function empty() {
    const { title, hint, ways } = await nothing(app);
    if (app.state !== "empty") return;
    show("empty", make("p", { class: "lead" }, title), hint ? make("p", { class: "hint" }, hint) : null, make("div", { class: "ways" }, ...ways));
    saying = setTimeout(() => app.announce(title), SETTLED);
  }

  function failed(problem) {
    if (!(problem instanceof Problem)) console.error(problem);
    const near = problem.document?.suggestions ?? [];
    for (const { id, name } of near) app.names.set(id, name);
    const words = nobody(problem) ? `Nobody is called “${app.view.actor}”.${near.length ? " Did you mean:" : ""}` : inWords(problem);
    show("failed", make("p", { class: "lead" }, words),
      near.length ? make("ul", { class: "near", "aria-label": "Who may be meant" }, ...near.map(({ id }) => make("li", {}, actorLink(app, id)))) : null,
      make("div", { class: "ways" }, problem.status === 404 ? "" : button("Try again", () => app.refresh()),
        app.view.actor ? button("The strongest ties", () => app.visit("")) : null));
    app.announce(words);
  }

  app.on("state", (state, problem) => {
    if (state === "loading") return loading();
    clearTimeout(slow);
    if (state === "offline") return again("The service does not answer. Trying again …");
    if (state === "failed" && PASSING.has(problem.status)) return again(`${problem.message} Trying again …`);
    clearTimeout(retrying);
    tries = 0;
    if (state === "ready") show("ready");
    else if (state === "empty") empty();
    else failed(problem);
  });
  addEventListener("online", () => { if (tries) app.refresh(); });
}

const button = (words, onclick) => make("button", { type: "button", class: "quiet", onclick }, words);

// Which of days, filter and store leaves nothing, and what would show more.
async function nothing(app) {
  const { view } = app;
  const whose = view.actor ? `of ${clipped(app.name(view.actor))} ` : "";
  const chosen = filtered(view) > 0;
  const days = view.from && view.to ? `between ${day(view.from)} and ${day(view.to)}` : view.from ? `from ${day(view.from)} on` : view.to ? `up to ${day(view.to)}` : "";
  const held = await status({ anew: true }).catch(() => null);
  const read = button("Read an article", () => {
    app.change({ panel: "article" });
    $("tab-article").focus();
  });
  if (held && !held.articles) return { title: "No article has been read yet.", hint: "Paste one, and see who stands with whom in it.", ways: [read] };
  const ways = [
    days && button("All years", () => app.change({ from: "", to: "" })),
    chosen && button("No filter", () => app.change(UNFILTERED)),
    view.actor && button("The strongest ties", () => app.visit("")),
    !days && !chosen && read,
  ].filter(Boolean);
  if (days || chosen) {
    const why = [days, chosen && "with this filter"].filter(Boolean).join(", ");
    return { title: `No tie ${whose}${why}.`, hint: "", ways };
  }
  return { title: `No article tells of a tie ${whose.trim() || "yet"}${whose ? " yet" : ""}.`, hint: "", ways };
}
