// The panel in which an article is pasted and read. Nothing is stored unless somebody asks for it.

import { ask } from "/explorer/core/api.js";
import { calm, make } from "/explorer/core/dom.js";
import { ontology } from "/explorer/core/once.js";
import { count } from "/explorer/core/words.js";
import { listed } from "/explorer/panels/article/edges.js";
import { outcome, refusal } from "/explorer/panels/article/outcome.js";
import { told } from "/explorer/panels/article/text.js";

/** Fills the panel. What was pasted stays while the page is open. */
export function article(host, app) {
  const field = (name, words, attributes) => {
    const input = make(attributes.rows ? "textarea" : "input", { id: `article-${name}`, name, ...attributes });
    return [input, make("div", { class: `field ${name}` }, make("label", { for: input.id }, words), input)];
  };
  const [text, textField] = field("text", "An article, in English", { rows: 9, required: true, "aria-describedby": "article-said",
    placeholder: "Paste the whole text here." });
  const [title, titleField] = field("title", "Title", { type: "text", maxlength: 500 });
  const [publisher, publisherField] = field("publisher", "Publisher", { type: "text", maxlength: 200 });
  const [written, writtenField] = field("written", "Day written", { type: "date" });
  const read = make("button", { type: "submit" }, "Show its relations");
  const add = make("button", { type: "button", class: "quiet", onclick: () => send(true) }, "Add it to the graph");
  const said = make("p", { class: "message", id: "article-said", hidden: true });
  const change = make("button", { type: "button", class: "quiet", hidden: true, onclick: () => {
    unfold(true);
    text.focus();
  } }, "Change the text");
  const fields = make("div", { class: "fields" }, textField, make("div", { class: "about" }, titleField, publisherField, writtenField));
  const form = make("form", { class: "paste", novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    send(false);
  } }, fields, make("div", { class: "row" }, read, add, change));
  const result = make("div", { class: "result", hidden: true });
  host.append(make("div", { class: "reader" }, form, said, result));

  const say = (words, wrong = false) => {
    said.hidden = !words;
    said.textContent = words;
    said.classList.toggle("calm", !wrong);
    app.announce(words);
  };
  const unfold = (open) => {
    fields.hidden = read.hidden = !open;
    change.hidden = open;
    if (open) result.hidden = true; // it is about the text as it was
  };

  let busy = false; // a second press does not post twice
  async function send(adding) {
    if (busy) return;
    if (!text.value.trim()) {
      say("Paste a text first.", true);
      unfold(true);
      return text.focus();
    }
    busy = true;
    for (const button of [read, add]) button.ariaDisabled = "true";
    form.ariaBusy = "true";
    say(adding ? "Adding …" : "Reading …");
    try {
      const sent = whole(); // whoever writes on meanwhile writes another text
      const [answer, signs] = await Promise.all([adding ? store() : extract(), signsOf()]);
      say(answer.outcome ? outcome(answer) : "");
      if (answer.sentences.length) show(answer, signs, sent);
      if (answer.outcome) app.announce(said.textContent); // the last word, after the summary
      if (answer.outcome === "created") await follow(answer.version);
    } catch (problem) {
      say(refusal(problem, adding), true);
    } finally {
      busy = false;
      for (const button of [read, add]) button.ariaDisabled = "false";
      form.ariaBusy = "false";
    }
  }

  const head = () => title.value.trim();
  // A stored article's title is read as its first sentence, unless the text begins with it: here too.
  const whole = () => (head() && !text.value.trim().startsWith(head()) ? `${head()}\n\n${text.value}` : text.value);
  const extract = () => ask("/v1/extract", { body: { text: whole(), published_at: written.value || null } });

  async function store() {
    const taken = await ask("/v1/articles", { body: { text: text.value, title: head() || null,
      publisher: publisher.value.trim() || null, published_at: written.value || null } });
    const stored = await ask(`/v1/articles/${encodeURIComponent(taken.id)}`);
    return { ...taken, sentences: stored.sentences ?? [], edges: stored.edges.filter((edge) => !edge.retracted) };
  }

  function show({ sentences, edges }, signs, sent) {
    const words = make("div", { class: "told", tabindex: "0", role: "group", "aria-label": "The text" }, ...told(sentences, edges, sent));
    const choose = (index) => {
      for (const button of list.querySelectorAll("[data-edge]")) button.ariaPressed = String(Number(button.dataset.edge) === index);
      for (const mark of words.querySelectorAll("mark")) mark.classList.toggle("lit", mark.dataset.edges.split(" ").includes(String(index)));
      words.classList.add("choosing");
      scrollTo(words, words.querySelector("mark.lit"));
    };
    const list = listed(edges, signs, app, choose);
    words.addEventListener("click", (event) => {
      const mark = event.target.closest("mark");
      if (!mark) return;
      const index = Number(mark.dataset.edges.split(" ")[0]);
      choose(index);
      scrollTo(list, list.children[index]);
    });
    const stating = new Set(edges.map((edge) => edge.sentence)).size;
    const summary = edges.length ? `${count(edges.length, "relation")} in ${stating.toLocaleString("en-GB")} of ${count(sentences.length, "sentence")}`
      : `No relation between actors in ${sentences.length === 1 ? "this sentence" : `these ${sentences.length.toLocaleString("en-GB")} sentences`}`;
    result.replaceChildren(make("h3", {}, summary), edges.length ? make("div", { class: "edges", tabindex: "0", role: "group", "aria-label": "Its relations" }, list) : "", words);
    result.hidden = false;
    unfold(false);
    app.announce(summary);
  }

  /** Waits until the graph holds a version of the store, then has the view follow. */
  async function follow(version) {
    for (let look = 0; look < 20; look += 1) {
      const status = await ask("/v1/status").catch(() => null);
      if (status?.graph.version >= version) break;
      await new Promise((resolve) => { setTimeout(resolve, 200); });
    }
    if (!(app.data?.graph.version >= version)) app.refresh();
  }
}

// Within its own box: the page stays where it is.
function scrollTo(box, child) {
  if (!child) return;
  const [outer, inner] = [box.closest("[tabindex]").getBoundingClientRect(), child.getBoundingClientRect()];
  if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
  box.closest("[tabindex]").scrollBy({ top: inner.top - outer.top - outer.height / 3, behavior: calm() ? "auto" : "smooth" });
}

/** The sign of each relation; empty where the service does not say. */
async function signsOf() {
  const { relations } = await ontology().catch(() => ({ relations: [] }));
  return new Map(relations.map(({ name, sign }) => [name, sign]));
}
