// What became of an article, and what went wrong, in words.

import { count } from "/explorer/core/words.js";

/** What POST /v1/articles answered. */
export function outcome(answer) {
  const found = count(answer.edges.length, "relation");
  if (answer.outcome === "known") return "The graph has this article already. Nothing has changed.";
  if (answer.outcome === "aside") return `Kept aside, and not read: ${answer.error ?? "it is in another language"}.`;
  if (answer.outcome === "failed") return `Kept, but it could not be read: ${answer.error ?? "the reader failed"}. Send it again to try again.`;
  const copy = answer.copy_of ? " It tells the same report as an article that is known; the two count as one." : "";
  return `Added to the graph, with ${found}.${copy}`;
}

const TYPES = {
  "not-english": () => "This is not in English. Only English is read: paste a translation.",
  "empty-text": () => "There are no words in this text.",
  "too-large": ({ limit }) => `This text is too long.${limit ? ` At most ${limit.toLocaleString("en-GB")} bytes are read at once.` : ""} Send one article at a time.`,
  "body-too-large": () => "This text is too long. Send one article at a time.",
};

/** Why it was refused. `adding`: it was to be stored. */
export function refusal(problem, adding) {
  const kind = String(problem.document?.type ?? "").split("/").at(-1);
  if (TYPES[kind]) return TYPES[kind](problem.document);
  if (problem.status === 401 || problem.status === 403) {
    return adding ? "This service takes articles only with a key, over its API. Nothing was added."
      : "This service reads texts only with a key, over its API.";
  }
  if (problem.status === 429) return "Too much was asked at once. Try again in a minute.";
  return problem.message;
}
