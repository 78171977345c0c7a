// Why somebody stands where they stand, in words.

import { make } from "/explorer/core/dom.js";
import { capital, short, verb } from "/explorer/core/words.js";

// What is done, as a thing, whoever of the two does it.
const DEEDS = {
  meets_with: "talks", mediates_between: "mediation", supports: "support", recognises: "recognition",
  allied_with: "called allies", member_of: "membership", signs_agreement_with: "agreements", agrees_with: "pledges",
  requests: "requests", cooperates_with: "cooperation", cooperates_economically_with: "trade",
  cooperates_militarily_with: "joint forces", shares_intelligence_with: "shared intelligence", extradites_to: "extradition",
  gives_aid_to: "aid", arms: "arms supplied", concedes_to: "concessions", makes_peace_with: "peace made",
  accuses: "accusations", criticises: "criticism", opposes: "opposition", rejects: "refusals", threatens: "threats",
  protests_against: "protests", mobilises_against: "forces massed", cuts_ties_with: "ties cut", sanctions: "sanctions",
  coerces: "coercion", occupies: "occupation", attacks: "attacks",
};

/** Relations that both of two do together: they have no direction. */
export const MUTUAL = new Set(["meets_with", "allied_with", "signs_agreement_with", "cooperates_with", "cooperates_economically_with",
  "cooperates_militarily_with", "shares_intelligence_with"]);

/** "agreements, cooperation and shared intelligence": the strongest three, each once. */
export function deeds(relations) {
  const kinds = [...new Set(relations.map(({ relation }) => DEEDS[relation] ?? verb(relation)))];
  const said = kinds.slice(0, 3);
  const rest = kinds.length - said.length;
  return rest ? `${said.join(", ")} and ${rest} more` : listed(said);
}

/** "a", "a and b", "a, b and c". */
export function listed(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "Jun 2004", "Jun 2004 to Oct 2015". */
export function span(first, last) {
  if (!first) return "";
  return !last || short(first) === short(last) ? short(first) : `${short(first)} to ${short(last)}`;
}

/** The lines under a name in a ranked list of a country. */
export function reasons(entry, friendly) {
  const treaties = entry.declared.filter(({ kind }) => kind === "alliance");
  const blocs = entry.declared.filter(({ kind }) => kind !== "alliance");
  const lines = [];
  if (treaties.length) {
    lines.push(make("span", {}, make("b", {}, friendly ? "By treaty" : "Despite a treaty"), " ",
      some(treaties.map(({ name, since }) => (since ? `${name} (${short(since)})` : name)))));
  }
  if (blocs.length) lines.push(make("span", {}, make("b", {}, "In one bloc"), " ", some(blocs.map(({ name }) => name))));
  if (entry.relations.length) {
    lines.push(make("span", {}, lines.length ? make("b", {}, "In the news ") : null, `${(lines.length ? String : capital)(deeds(entry.relations))}, ${span(news(entry, "first_day"), news(entry, "last_day"))}`));
  }
  if (entry.against.length) lines.push(make("span", {}, make("b", {}, "Yet"), ` ${deeds(entry.against)}`));
  return lines;
}

function news({ relations }, which) {
  const days = relations.map((relation) => relation[which]).filter(Boolean).sort();
  return which === "first_day" ? days[0] : days.at(-1);
}

const some = (names) => (names.length > 2 ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} more` : listed(names));
