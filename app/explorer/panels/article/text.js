// A text as it was pasted, sentence by sentence, with what states each relation marked in place.

import { make } from "/explorer/core/dom.js";
import { marked } from "/explorer/core/marks.js";

/** The sentences in paragraphs as in `pasted`; marks name their edges in `data-edges` ("0 3"). */
export function told(sentences, edges, pasted) {
  const starts = paragraphs(sentences, pasted);
  const bySentence = new Map();
  edges.forEach((edge, at) => bySentence.set(edge.sentence, [...(bySentence.get(edge.sentence) ?? []), { edge, at }]));
  const blocks = [];
  sentences.forEach((sentence, index) => {
    if (!blocks.length || starts.has(index)) blocks.push(make("p"));
    blocks.at(-1).append(...marked(sentence, spans(bySentence.get(index) ?? []), edgesOf), " ");
  });
  return blocks;
}

const spans = (own) => own.flatMap(({ edge, at }) => [[edge.source.span, "actor"], [edge.target.span, "actor"], [edge.trigger, "act"]]
  .map(([span, kind]) => ({ span, kind, at })));
const edgesOf = (here) => ({ "data-edges": [...new Set(here.map(({ at }) => at))].join(" ") });

const TELLING = 24; // letters by which a sentence is found in the text
const NEAR = 20_000; // letters ahead in which it is looked for

/** Which sentences begin a paragraph of the text. Only words are compared: the reader tidies spaces. */
function paragraphs(sentences, pasted) {
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
