// Files of the view, and their names, which say what they hold.

import { answered } from "/explorer/core/api.js";
import { inWords } from "/explorer/core/bits.js";
import { make } from "/explorer/core/dom.js";
import { source } from "/explorer/core/model.js";

const ENDINGS = { "node-link": "json", cytoscape: "cyjs", stix: "stix.json" };

/** "entente-RUS-conflict-2015-01-01-2015-12-31.png". */
export function file(view, ending, show = "") {
  const relation = view.relation.length > 2 ? `${view.relation.length}-relations` : view.relation.join("-");
  const parts = ["entente", view.actor || "strongest", show === "map" ? "map" : "", view.sign, relation,
    view.sources > 1 ? `${view.sources}-sources` : "", view.confidence ? `${Math.round(view.confidence * 100)}-percent` : "",
    view.from || (view.to && "until"), view.to || (view.from && "on")];
  return `${parts.filter(Boolean).map((part) => part.replace(/[^\w]+/g, "-").slice(0, 60)).join("-")}.${ending}`;
}

/** Where the view is in a format, and what the file is called. */
export const asFile = (view, format) => ({ href: source(view, format), name: file(view, ENDINGS[format] ?? format) });

/** Saves what is in the page's memory. */
export function kept(blob, name) {
  const href = URL.createObjectURL(blob);
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** Saves what a link leads to, under the link's own name, and says how it went: a refusal must not become a file. */
export async function fetched(link, said) {
  said.textContent = "Fetching …";
  try {
    const response = await answered(link.href);
    kept(await response.blob(), link.download);
    said.textContent = "Saved.";
  } catch (problem) {
    said.textContent = inWords(problem);
  }
}
