// Are these two allied? In a sentence.

import { month } from "/explorer/core/words.js";
import { listed } from "/explorer/panels/ties/why.js";

/** The sentence of an answer of /v1/alliances/check; `run` is that of the dyad: what prevails of late. */
export function verdict(check, run) {
  const late = check.contested && run ? ` Since ${month(run.since)} ${run.prevails} prevails.` : "";
  return sentence(check) + late;
}

function sentence({ verdict: found, declared, basis, since, contested, cooperation, conflict }) {
  const treaties = declared.filter(({ kind }) => kind === "alliance");
  const told = basis.includes("observed");
  const start = since ? ` since ${month(since)}` : "";
  const yet = contested ? "; contested" : "";
  if (found === "unknown") return "The news does not say.";
  if (found === "allied" && treaties.length && !told) return `Allied by treaty${start}: ${named(treaties)}. The news says nothing.`;
  if (found === "allied" && treaties.length) return `Allied by treaty (${named(treaties)}) and by what the news tells${yet}.`;
  if (found === "allied") return `Allied${start}, by what the news tells${yet}.`;
  if (found === "aligned") return `On the same side${start}, by what the news tells${yet}.`;
  if (found === "opposed") return `Rivals${start}, by what the news tells${yet}.`;
  if (treaties.length && conflict > cooperation) return `Allied by treaty (${named(treaties)}), yet at odds in the news.`;
  return "They cooperate and they clash, by what the news tells.";
}

const named = (treaties) => listed(treaties.slice(0, 2).map(({ name }) => name)) + (treaties.length > 2 ? " and more" : "");
