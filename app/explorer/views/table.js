// The relations of the view as a table: what the network and the map draw, to be read and sorted.

import { make } from "/explorer/core/dom.js";
import { actorLink, swatch } from "/explorer/core/bits.js";
import { sameData } from "/explorer/core/view.js";
import { acting, brief, count, verb } from "/explorer/core/words.js";

const PAGE = 200;
const LEAP = 10; // rows
const percent = (share) => `${Math.round(share * 100)} %`;

// Each column: its heading, what is sorted by, whether the most comes first, and what a row shows.
const COLUMNS = [
  { key: "source", title: "Source", by: (row) => row.source },
  { key: "relation", title: "Relation", by: (row) => row.relation },
  { key: "target", title: "Target", by: (row) => row.target },
  { key: "sign", title: "Sign", by: (row) => row.edge.sign },
  { key: "strength", title: "Strength", by: (row) => row.edge.strength, most: true },
  { key: "confidence", title: "Confidence", by: (row) => row.edge.confidence ?? 0, most: true },
  { key: "evidence", title: "Sentences", by: (row) => row.edge.evidence, most: true },
  { key: "sources", title: "Publishers / reports", by: (row) => row.edge.publishers + row.edge.reports / 1e6, most: true },
  { key: "first", title: "First day", by: (row) => row.edge.first_day ?? "" },
  { key: "last", title: "Last day", by: (row) => row.edge.last_day ?? "", most: true },
];
const SORTED = { true: "descending", false: "ascending" };

/** The table of the view's relations. Sorting stays here: it changes how the same is read, not what is seen. */
export function table(host, app) {
  let sorted = { key: "strength", down: true };
  let shown = PAGE;
  let rows = [];
  let stale = true;
  let drawn = null; // the view that the rows are of

  const caption = make("caption", {}, " ", make("span", { class: "keys" }, " · arrows move from row to row"));
  const heads = COLUMNS.map((column) => make("th", { scope: "col", role: "columnheader", class: column.key },
    make("button", { type: "button", onclick: () => sort(column) }, column.title)));
  const body = make("tbody", { role: "rowgroup", onkeydown: move, onfocusin: ({ target }) => rove(target.closest("tr")) });
  let stop = null; // the row that Tab comes to: arrows move among them
  const more = make("button", { type: "button", class: "quiet more", onclick: further });
  const box = make("div", { class: "ledger", role: "region", tabindex: 0, "aria-label": "The relations as a table" },
    make("table", { role: "table" }, caption,
      make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...heads)), body),
    more);
  host.append(box);

  const visible = () => app.view.show === "table";
  app.on("data", () => { stale = true; if (visible()) renew(); });
  app.on("view", (now, before) => {
    if (!visible()) return;
    if (stale) renew();
    else if (now.edge !== before.edge || now.pair !== before.pair) mark();
  });

  function renew() {
    if (!app.data) return;
    stale = false;
    const same = drawn && sameData(drawn, app.view); // news: who reads keeps the place
    drawn = app.view;
    if (!same) shown = PAGE;
    rows = app.data.edges.map((edge) => ({
      edge,
      source: acting(app.name(edge.source), edge.source_role),
      target: acting(app.name(edge.target), edge.target_role),
      relation: verb(edge.relation),
    }));
    const top = same ? box.scrollTop : 0;
    const focused = document.activeElement?.closest?.("tr[data-edge]");
    const [row, nth] = focused && body.contains(focused) ? [focused.dataset.edge, stops(focused).indexOf(document.activeElement)] : [];
    paint();
    box.scrollTop = top;
    const again = row && [...body.children].find((one) => one.dataset.edge === row);
    if (again) stops(again)[nth]?.focus({ preventScroll: true });
  }

  function sort(column) {
    sorted = { key: column.key, down: sorted.key === column.key ? !sorted.down : Boolean(column.most) };
    shown = PAGE;
    paint();
    box.scrollTop = 0;
  }

  function ordered() {
    const { by } = COLUMNS.find(({ key }) => key === sorted.key);
    const way = sorted.down ? -1 : 1;
    const compared = (one, other) => (typeof one === "string" ? LETTERS.compare(one, other) : one - other);
    return [...rows].sort((one, other) => way * compared(by(one), by(other))
      || other.edge.strength - one.edge.strength || (one.edge.id < other.edge.id ? -1 : 1));
  }

  function paint() {
    heads.forEach((head, index) => {
      const on = COLUMNS[index].key === sorted.key;
      if (on) head.setAttribute("aria-sort", SORTED[sorted.down]);
      else head.removeAttribute("aria-sort");
    });
    const strongest = Math.max(0.01, ...rows.map(({ edge }) => edge.strength));
    body.replaceChildren(...ordered().slice(0, shown).map((row) => line(row, strongest)));
    box.classList.toggle("bare", !rows.length);
    stop = null;
    rove(body.firstElementChild);
    said();
    mark();
  }

  function further() {
    const strongest = Math.max(0.01, ...rows.map(({ edge }) => edge.strength));
    const next = ordered().slice(shown, shown + PAGE).map((row) => line(row, strongest));
    shown += PAGE;
    body.append(...next);
    said();
    mark();
    next[0]?.querySelector("button")?.focus();
  }

  function said() {
    const { nodes, omitted } = app.data;
    const left = rows.length - Math.min(shown, rows.length);
    const out = omitted?.edges ? `; ${omitted.at_least ? "at least " : ""}${count(omitted.edges, "more relation")} between them left out` : "";
    caption.firstChild.data = `${count(rows.length, "relation")} of ${count(nodes.size, "actor")}${out}`;
    more.hidden = !left;
    more.textContent = `${Math.min(PAGE, left).toLocaleString("en-GB")} more of ${rows.length.toLocaleString("en-GB")}`;
  }

  function rove(row) {
    if (stop === row) return;
    for (const one of stop ? stops(stop) : []) one.tabIndex = -1;
    for (const one of row ? stops(row) : []) one.tabIndex = 0;
    stop = row;
  }

  function move(event) {
    const row = event.target.closest("tr");
    const all = [...body.children];
    const at = all.indexOf(row);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + LEAP, PageUp: at - LEAP, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    stops(all[Math.max(0, Math.min(all.length - 1, to))])[stops(row).indexOf(event.target)].focus();
  }

  function line({ edge, relation, source, target }, strongest) {
    const bar = make("span", { class: `measure ${edge.sign}`, "aria-hidden": "true" });
    bar.style.width = `${Math.max(2, (edge.strength / strongest) * 100).toFixed(0)}%`;
    const cell = (key, ...children) => make("td", { role: "cell", class: key }, ...children);
    const label = (words) => make("span", { class: "label" }, words); // where no heading stands above
    return make("tr", { role: "row", "data-edge": edge.id }, ...spaced([
      make("th", { scope: "row", role: "rowheader", class: "source" }, actorLink(app, edge.source, edge.source_role, { tabindex: -1 })),
      cell("relation", make("button", { type: "button", class: "link", tabindex: -1, "aria-label": `${source} ${relation} ${target}: read the sentences`,
        onclick: () => app.read(edge.source, edge.target, edge.id) }, relation)),
      cell("target", actorLink(app, edge.target, edge.target_role, { tabindex: -1 })),
      cell("sign", swatch(edge.sign, { silent: true }), make("span", { class: "word" }, edge.sign)),
      cell("strength", label("strength "), edge.strength.toFixed(2), bar),
      cell("confidence", label("confidence "), edge.confidence === undefined ? "–" : percent(edge.confidence)),
      cell("evidence", edge.evidence.toLocaleString("en-GB"), label(edge.evidence === 1 ? " sentence" : " sentences")),
      cell("sources", edge.publishers.toLocaleString("en-GB"), label(edge.publishers === 1 ? " publisher" : " publishers"), " / ",
        edge.reports.toLocaleString("en-GB"), label(edge.reports === 1 ? " report" : " reports")),
      cell("first", make("time", { datetime: edge.first_day }, brief(edge.first_day))),
      cell(edge.first_day === edge.last_day ? "last same" : "last", make("time", { datetime: edge.last_day }, brief(edge.last_day))),
    ]));
  }

  // The relation that is being read beside it.
  function mark() {
    for (const row of body.children) {
      if (app.view.edge && row.dataset.edge === app.view.edge) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }
}

// On a phone the cells of a row run on as words do.
const spaced = (cells) => cells.flatMap((cell) => [cell, " "]);

const stops = (row) => [...row.querySelectorAll("a, button")];

const LETTERS = new Intl.Collator("en", { sensitivity: "base", numeric: true });
