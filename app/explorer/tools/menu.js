// Taking the view along: its address, a picture of it, what it shows as a file.

import { draw, make } from "/explorer/core/dom.js";
import { popover } from "/explorer/core/popover.js";
import { asFile, fetched, file, kept } from "/explorer/tools/files.js";

const TABLES = [["csv", "Table (CSV)"], ["gexf", "Graph (GEXF, for Gephi)"]];
const OTHERS = [["graphml", "GraphML"], ["cytoscape", "Cytoscape"], ["node-link", "JSON"], ["jsonld", "JSON-LD"],
  ["parquet", "Parquet"], ["stix", "STIX 2.1"]];

/** The button "Share" and what it opens. */
export function menu(app) {
  const button = make("button", { type: "button", class: "quiet opener" }, "Share",
    draw("svg", { viewBox: "0 0 10 6", class: "down", "aria-hidden": "true" }, draw("path", { d: "M1 1l4 4 4-4" })));
  const said = make("p", { class: "small said", role: "status" });
  const address = make("input", { type: "text", readonly: true, hidden: true, "aria-label": "The address of this view",
    onfocus: () => address.select() });
  const copy = make("button", { type: "button", class: "item", onclick: async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = "Copied.";
    } catch { // not a secure address, or not allowed: by hand
      address.hidden = false;
      address.value = location.href;
      address.focus();
      said.textContent = "Copy it from this field.";
    }
  } }, "Copy the address");

  const why = make("p", { class: "small", id: "no-picture" });
  const picture = (words, ending, taken) => make("button", { type: "button", class: "item", onclick: async (event) => {
    if (event.currentTarget.ariaDisabled === "true") return;
    said.textContent = "Drawing …";
    try {
      kept(await taken(app.exporters[app.view.show]), file(app.view, ending, app.view.show));
      said.textContent = "Saved.";
    } catch {
      said.textContent = "The picture could not be made.";
    }
  } }, words);
  const pictures = [
    picture("Picture (PNG)", "png", (maker) => maker.png()),
    picture("Drawing (SVG)", "svg", async (maker) => new Blob([await maker.svg()], { type: "image/svg+xml" })),
  ];
  const link = ([format, words]) => make("a", { class: "item", "data-format": format, onclick: (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser's own way with a link
    event.preventDefault();
    fetched(event.currentTarget, said);
  } }, words);
  const links = [...TABLES, ...OTHERS].map(link);
  const panel = make("div", { role: "dialog", "aria-label": "Share", class: "menu" },
    copy, address, said, make("hr"), ...pictures, why, make("hr"), ...links.slice(0, TABLES.length),
    make("details", {}, make("summary", { class: "item" }, "All formats"), ...links.slice(TABLES.length)));

  const ready = () => {
    said.textContent = "";
    address.hidden = true;
    const able = Boolean(app.exporters[app.view.show]);
    why.hidden = able;
    why.textContent = app.view.show === "table" ? "A table has no picture; take it as CSV." : "There is no picture to take yet.";
    for (const one of pictures) {
      one.ariaDisabled = String(!able);
      if (able) one.removeAttribute("aria-describedby");
      else one.setAttribute("aria-describedby", "no-picture");
    }
    for (const one of links) {
      const { href, name } = asFile(app.view, one.dataset.format);
      one.href = href;
      one.download = name;
    }
  };
  app.on("view", () => {
    if (panel.matches(":popover-open")) ready();
  });
  popover(button, panel, ready);
  return [button, panel];
}
