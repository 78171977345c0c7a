// Sentences with the telling words marked.

import { make } from "/explorer/core/dom.js";

/**
 * A sentence as text nodes and <mark>s. `spans` are {span: [start, end] or null, kind: "actor" | "act", about}; offsets
 * count code points, as the service does, end exclusive. Spans may overlap: where they do, a mark is of both kinds.
 * `more(here)`: what else a mark has, by the spans that it is of; a title that tells about them, unless given.
 */
export function marked(sentence, spans, more = titled) {
  const letters = Array.from(sentence);
  const within = spans.filter(({ span }) => span && span[0] < span[1]).map((one) => ({
    ...one, span: one.span.map((at) => Math.max(0, Math.min(letters.length, at))) }));
  const cuts = [...new Set([0, letters.length, ...within.flatMap(({ span }) => span)])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index];
    const text = letters.slice(start, end).join("");
    const here = within.filter(({ span }) => span[0] <= start && end <= span[1]);
    if (!here.length) return text;
    const kinds = [...new Set(here.map(({ kind }) => kind))].join(" ");
    return make("mark", { class: kinds, ...more(here) }, text);
  });
}

const titled = (here) => ({ title: [...new Set(here.map(({ about }) => about))].join("; ") });
