// The search box, which also answers questions: a combobox with a list, as the ARIA practices describe it.

import { $, draw, make, writing } from "/explorer/core/dom.js";
import { actorLink } from "/explorer/core/bits.js";
import { centred } from "/explorer/core/view.js";
import { clipped, day } from "/explorer/core/words.js";
import { answers } from "/explorer/tools/answers.js";
import { wording } from "/explorer/tools/questions.js";

const WAIT = 80; // milliseconds after a key

/** Fills the form of the masthead. */
export function search(host, app) {
  const input = make("input", { id: "asked", type: "text", role: "combobox", "aria-expanded": "false", enterkeyhint: "go",
    "aria-autocomplete": "list", "aria-controls": "answers", "aria-describedby": "ask-help", maxlength: 300,
    spellcheck: "false", autocapitalize: "off", placeholder: "A name, or: are Russia and Syria allied?" });
  const help = make("p", { id: "answers-hint", class: "hint small" });
  const list = make("ul", { id: "answers", role: "listbox", "aria-label": "Answers" });
  const popup = make("div", { class: "answers", hidden: true }, help, list);
  const said = make("div", { class: "asked message", role: "alert", hidden: true });
  host.append(
    make("label", { class: "unseen", for: "asked" }, "Search, or ask a question"),
    draw("svg", { class: "lens", viewBox: "0 0 20 20", "aria-hidden": "true" },
      draw("circle", { cx: 8.5, cy: 8.5, r: 5.5 }), draw("path", { d: "M12.8 12.8 17.5 17.5" })),
    input,
    make("kbd", { class: "slash", "aria-hidden": "true" }, "/"),
    make("span", { id: "ask-help", class: "unseen" }, "Such as: Are Russia and Syria allied? Who stands with Iran? What changed since 2015?"),
    popup, said);

  let shown = { text: null, rows: [] };
  let chosen = -1;
  let asking = null;
  let waiting = 0;

  const close = () => {
    popup.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const mark = (index) => {
    chosen = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
  };
  const open = (text, found, hint = "") => {
    shown = { text, ...found };
    help.textContent = hint;
    help.hidden = !hint;
    list.replaceChildren(...found.rows.map((row, index) => make("li", { role: "option", id: `answer-${index}`,
      "aria-selected": "false", onmousedown: (event) => event.preventDefault(), onclick: () => go(row) },
    make("span", { class: "label" }, row.label), make("span", { class: "kind" }, row.note))));
    popup.hidden = !found.rows.length && !hint;
    input.setAttribute("aria-expanded", String(found.rows.length > 0));
    mark(-1);
    const many = found.rows.length;
    if (many) app.announce(`${many === 1 ? "1 answer" : `${many} answers`}: ${found.rows[0].label}`.slice(0, 200));
  };
  const say = (...words) => {
    said.replaceChildren(...words);
    said.hidden = !words.length;
  };

  // What can be done with a text; null where another text was asked for meanwhile.
  const find = async (text) => {
    if (shown.text === text) return shown;
    asking?.abort();
    asking = new AbortController();
    try {
      return await answers(text, asking.signal);
    } catch (problem) {
      if (problem.name === "AbortError") return null;
      throw problem;
    }
  };
  const typed = async () => {
    const text = input.value.trim();
    say();
    if (!text) {
      asking?.abort();
      shown = { text: null, rows: [] };
      return close();
    }
    try {
      const found = await find(text);
      if (found && input.value.trim() === text && document.activeElement === input) {
        open(text, found, found.sure ? "" : `Nobody is called “${clipped(found.missing, 60)}”.${found.rows.length ? " Perhaps:" : ""}`);
      }
    } catch {
      close(); // Enter says why
    }
    return undefined;
  };

  const go = (row) => {
    asking?.abort();
    clearTimeout(waiting);
    close();
    say();
    input.value = "";
    shown = { text: null, rows: [] };
    run(app, row);
  };
  const submit = async () => {
    const text = input.value.trim();
    clearTimeout(waiting);
    if (chosen >= 0) return go(shown.rows[chosen]);
    if (!text) return examples();
    try {
      const found = await find(text);
      if (!found) return undefined;
      if (found.sure && found.rows.length) return go(found.rows[0]);
      close();
      say(make("p", {}, `Nobody is called “${clipped(found.missing || text, 60)}”.`),
        found.rows.length ? make("p", {}, "Perhaps: ", ...found.rows.flatMap((row, index) => [index ? " · " : "",
          row.does === "visit" ? visiting(row.actors[0])
            : make("button", { type: "button", class: "link", onclick: () => go(row) }, row.label)])) : "");
    } catch (problem) {
      close();
      say(make("p", {}, problem.message));
    }
    return undefined;
  };

  const visiting = ({ id, name }) => {
    app.names.set(id, name);
    return actorLink(app, id);
  };

  // What one may ask, of actors of whom there is news.
  const examples = () => {
    const pairs = [...app.data?.pairs.values() ?? []].filter(({ a, b }) => [a, b].every((id) => app.name(id).length < 30));
    const [first, second] = pairs.length ? [pairs[0].a, pairs[0].b] : ["RUS", "SYR"];
    const some = [first, second].map((id) => ({ id, name: pairs.length ? app.name(id) : { RUS: "Russia", SYR: "Syria" }[id] }));
    const rows = [{ does: "pair", actors: some }, { does: "allies", actors: [some[0]] }, { does: "rivals", actors: [some[1]] },
      { does: "changes", actors: [], since: "2015-01-01" }, { does: "coalitions", actors: [] }]
      .map((row) => ({ since: "", ...row, note: "question", label: wording(row, row.actors.map(({ name }) => name), { spoken: day }) }));
    open("", { rows, sure: true, missing: "" }, "A name, or a question such as:");
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(typed, WAIT);
  });
  app.on("view", () => say());
  input.addEventListener("click", () => { if (!input.value.trim()) examples(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const rows = popup.hidden ? 0 : list.children.length;
    if (event.key === "ArrowDown" && !rows) {
      shown.text = null;
      if (input.value.trim()) typed();
      else examples();
    } else if (event.key === "ArrowDown") mark((chosen + 1) % rows);
    else if (event.key === "ArrowUp" && rows) mark(chosen <= 0 ? rows - 1 : chosen - 1);
    else if (event.key === "Escape" && !popup.hidden) close();
    else if (event.key === "Escape") {
      input.value = "";
      say();
    } else return;
    event.preventDefault();
  });
  host.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (writing(event.target) || event.target.closest?.("dialog[open]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

// Does what a row says.
function run(app, { does, actors, since }) {
  for (const { id, name } of actors) app.names.set(id, name);
  const [one, other] = actors.map(({ id }) => id);
  const there = centred(one);
  if (does === "visit") app.visit(one);
  else if (does === "pair") {
    // Whoever looks at one of the two keeps the picture; any other picture would not hold the pair.
    const kept = [one, other].includes(app.view.actor) ? {} : there;
    app.change({ ...kept, pair: `${one}~${other}`, edge: "", panel: "pair" });
    app.emit("asked", "pair");
  } else if (does === "changes") {
    app.change({ ...(one && one !== app.view.actor ? there : {}), before: since, around: one || !app.view.actor ? "actor" : "all", panel: "changes" });
    $("tab-changes").focus();
  } else if (does === "coalitions") {
    app.change({ panel: "coalitions" });
    $("tab-coalitions").focus();
  } else {
    app.change({ ...(one === app.view.actor ? {} : there), panel: "ties" });
    app.emit("asked", does);
  }
}
