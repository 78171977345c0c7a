// A text as it was pasted, sentence by sentence, with what states each relation marked in place.

import { make } from "/explorer/core/dom.js";

/** The sentences in paragraphs as in `pasted`; marks name their edges in `data-edges` ("0 3"). */
export function told(sentences, edges, pasted) {
  const starts = paragraphs(sentences, pasted);
  const bySentence = new Map();
  edges.forEach((edge, at) => bySentence.set(edge.sentence, [...(bySentence.get(edge.sentence) ?? []), { edge, at }]));
  const blocks = [];
  sentences.forEach((sentence, index) => {
    if (!blocks.length || starts.has(index)) blocks.push(make("p"));
    blocks.at(-1).append(...marked(sentence, bySentence.get(index) ?? []), " ");
  });
  return blocks;
}

// Marks of several edges may overlap: the sentence is cut wherever one begins or ends, and each piece knows its edges.
// Offsets count code points, as Python does.
function marked(sentence, own) {
  const letters = Array.from(sentence);
  const spans = own.flatMap(({ edge, at }) => [[edge.source.span, "actor"], [edge.target.span, "actor"], [edge.trigger, "act"]]
    .filter(([span]) => span).map(([[start, end], kind]) => ({ start, end, kind, at })));
  const cuts = [...new Set([0, letters.length, ...spans.flatMap(({ start, end }) => [start, end])])]
    .filter((cut) => cut <= letters.length).sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index];
    const words = letters.slice(start, end).join("");
    const over = spans.filter((span) => span.start <= start && span.end >= end);
    if (!over.length) return words;
    const kind = over.some((span) => span.kind === "act") ? "act" : "actor";
    return make("mark", { class: kind, "data-edges": [...new Set(over.map(({ at }) => at))].join(" ") }, words);
  });
}

const TELLING = 24; // letters by which a sentence is found in the text
const NEAR = 20_000; // letters ahead in which it is looked for

/** Which sentences begin a paragraph of the text. Only words are compared: the reader tidies spaces. */
export function paragraphs(sentences, pasted) {
  const compact = (text) => text.replace(/\s+/g, "");
  const breaks = [];
  let length = 0;
  for (const part of pasted.split(/\n\s*\n/.test(pasted) ? /\n\s*\n/ : /\n/)) {
    breaks.push(length);
    length += compact(part).length;
  }
  const whole = compact(pasted);
  const starts = new Set();
  let reached = 0;
  let next = 0;
  sentences.forEach((sentence, index) => {
    const near = whole.slice(reached, reached + NEAR).indexOf(compact(sentence).slice(0, TELLING));
    if (near < 0) return; // tidied beyond recognition: it stays with the one before it
    const at = reached + near;
    if (breaks[next] <= at) starts.add(index);
    while (breaks[next] <= at) next += 1;
    reached = at + 1;
  });
  return starts;
}
