// A sentence, who says it, and why it was coded so.

import { make } from "/explorer/core/dom.js";
import { marked } from "/explorer/core/marks.js";
import { day, time } from "/explorer/core/words.js";

const ROLES = { GOV: "government", MIL: "military", SPY: "intelligence", COP: "police", JUD: "courts", LEG: "parliament",
  OPP: "opposition", REB: "rebels", CVL: "civilians", BUS: "business", MED: "media", REF: "refugees" };

/** "Russia (military)". */
export const party = ({ name, actor, role }) => `${name ?? actor}${role ? ` (${ROLES[role] ?? role})` : ""}`;

/** An <article> of a piece of evidence, as /v1/relations/{id}/evidence gives it. */
export function quote(piece) {
  const { article } = piece;
  const told = piece.event_day && piece.event_day !== article.published_day ? time(piece.event_day, piece.event_precision) : "";
  return make("article", { class: "quote", tabindex: "-1" },
    make("blockquote", {}, ...marked(piece.sentence, [
      { span: piece.source.span, kind: "actor", about: party(piece.source) },
      { span: piece.target.span, kind: "actor", about: party(piece.target) },
      { span: piece.trigger, kind: "act", about: piece.relation.replaceAll("_", " ") },
    ])),
    make("p", { class: "source" }, make("b", {}, article.publisher ?? "No publisher named"), voice(article),
      `, ${day(article.published_day ?? piece.day)}`, told ? make("span", {}, `, of ${told}`) : null),
    article.title ? make("p", { class: "title" }, piece.in_title ? "Headline of " : "In ", linked(article)) : null,
    make("p", { class: "meta" },
      make("span", { class: `tag ${piece.status}` }, piece.status), " ",
      make("span", { class: "sure" }, `${Math.round(piece.confidence * 100)} % sure`),
      piece.counted === false ? make("span", { class: "uncounted" }, " · not counted") : null,
      make("span", { class: "why" }, " · ", reasons(piece))));
}

// "RUS by name+military" says of whom: the roles are told along with the names.
function reasons({ why, source, target }) {
  const roles = [source, target].filter(({ role }) => role).map(party);
  return `coded by ${why}${roles.length ? `; meant: ${roles.join(", ")}` : ""}`;
}

function voice({ outlet, credited }) {
  const parts = [];
  if (outlet && outlet.ownership !== "unknown") parts.push(`${outlet.ownership === "private" ? "privately owned" : `${outlet.ownership} media`}, ${outlet.country}`);
  if (credited) parts.push(`reporting ${credited.name}`);
  return parts.length ? make("span", { class: "voice" }, ` (${parts.join("; ")})`) : null;
}

const WEB = /^https?:[/]{2}/i;

// Only web addresses become links: an article's url is what somebody sent in.
function linked({ title, url }) {
  if (!WEB.test(url ?? "")) return make("cite", {}, title);
  return make("cite", {}, make("a", { href: url, rel: "noopener noreferrer nofollow" }, title));
}
