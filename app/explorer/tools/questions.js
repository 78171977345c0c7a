// What a line of text may ask. Pure: names are left as they were typed, for the service to resolve.

/**
 * The readings of a text, likeliest first; none where it is only a name. Each is
 * {does: "pair" | "allies" | "rivals" | "changes" | "coalitions", names: [as typed], since: day or ""}.
 * "Bosnia and Herzegovina and Serbia" has more than one: the one whose names exist is meant.
 */
export function readings(text) {
  const asked = text.normalize("NFC").replace(/[?!.\s]+$/u, "").replace(/\s+/gu, " ").replace(/’/g, "'").trim();
  return coalitions(asked) ?? changes(asked) ?? sides(asked) ?? pairs(asked);
}

/** A reading in words, with the names that were found: "Are Russia and Syria allied?" */
export function wording({ does, since }, names, { spoken = (day) => day } = {}) {
  const who = names.map(article);
  if (does === "pair") return `Are ${who[0]} and ${who[1]} allied?`;
  if (does === "allies") return `Who stands with ${who[0]}?`;
  if (does === "rivals") return `Who stands against ${who[0]}?`;
  if (does === "coalitions") return "Which coalitions are there?";
  return `What changed${who.length ? ` around ${who[0]}` : ""}${since ? ` since ${spoken(since)}` : ""}?`;
}

const THE = /^(United |Netherlands|Philippines|Maldives|Bahamas|Gambia|Vatican)|(Union|Organi[sz]ation|League|Nations|Group|Council|Movement|Alliance|Islands|Republic|Emirates|Forces|Army)$/;
const article = (name) => (THE.test(name) ? `the ${name}` : name);

function coalitions(asked) {
  return /^((what|which|show|who|are|the|there|list|me) )*(coalitions?|camps|blocs)( (are|is) there| exist)?$/i.test(asked)
    ? [{ does: "coalitions", names: [], since: "" }] : null;
}

const CHANGES = /^(?:(?:what|anything)(?: has|'s| have| is)?(?: been)? (?:changed?|new)|(?:the )?changes|news)(?: (?:in|for|of|about|around|with|on) (.+?))?(?: (?:since|after|from) (.+))?$/i;

function changes(asked) {
  const found = CHANGES.exec(asked);
  if (!found) return null;
  const [, name, when] = found;
  const since = when ? day(when) : "";
  if (since === null) return null;
  return [{ does: "changes", names: name ? [bare(name)] : [], since }];
}

const WITH = [
  /^(?:who(?: are| is)? |show |list )?(?:the )?(?:allies|friends|partners) of (.+)$/i,
  /^(?:who(?: are| is)? )?(.+)'s? (?:allies|friends|partners)$/i,
  /^who (?:stands?|sides?|is|are|stood) (?:with|by|beside|allied with|behind) (.+)$/i,
  /^who (?:supports|backs|helps) (.+)$/i,
];
const AGAINST = [
  /^(?:who(?: are| is)? |show |list )?(?:the )?(?:rivals|enemies|foes|opponents|adversaries) of (.+)$/i,
  /^(?:who(?: are| is)? )?(.+)'s? (?:rivals|enemies|foes|opponents|adversaries)$/i,
  /^who (?:stands?|is|are|stood|sides?) against (.+)$/i,
  /^who (?:opposes|fights|threatens|attacks) (.+)$/i,
];

function sides(asked) {
  for (const [does, patterns] of [["allies", WITH], ["rivals", AGAINST]]) {
    for (const pattern of patterns) {
      const name = pattern.exec(asked)?.[1];
      if (name) return [{ does, names: [bare(name)], since: "" }];
    }
  }
  return null;
}

// What is said around two names, and between them.
const LEADS = /^(?:(?:are|is|were|was|do|does|how do|how does) |(?:the )?(?:ties|relations|relationship|alliance|war|peace) (?:between|of) |between )/i;
const TAILS = / (?:(?:still|now|really|at all) )?(?:allied|allies|friends|friendly|partners|rivals|enemies|at war|at peace|aligned|on the same side|(?:stand|get on|relate|cooperate)(?: to each other| together)?)(?: now| today)?$/i;
const BETWEEN = / (?:and|&|vs\.?|versus|v\.?|against|or|with|to) | (?:still )?(?:an? |the )?(?:(?:close )?(?:ally|friend|partner|rival|enemy|foe) of|(?:allied|aligned|friends|at war|at peace) with|supports?|opposes?) | [-–—~] ?/gi;

function pairs(asked) {
  const core = asked.replace(LEADS, "").replace(TAILS, "");
  const found = [];
  for (const match of core.matchAll(BETWEEN)) {
    const names = [bare(core.slice(0, match.index)), bare(core.slice(match.index + match[0].length))];
    if (names.every(Boolean)) found.push({ does: "pair", names, since: "" });
  }
  return found;
}

const bare = (name) => name.trim().replace(/^(the|a|an) /i, "").replace(/^["“”'‘]+|["“”'‘]+$/gu, "").trim();

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The first day of "2015", "March 2015", "2015-03", "27 March 2015", "March 27, 2015"; null where it is none of these. */
export function day(text) {
  const said = text.trim().replace(/^(the |about |early )/i, "");
  const iso = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(said);
  if (iso) return checked(iso[1], iso[2] ?? 1, iso[3] ?? 1);
  const month = (word) => MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1;
  const british = /^(?:(\d{1,2})(?:st|nd|rd|th)? (?:of )?)?([a-z]{3,9})\.?,? (\d{4})$/i.exec(said);
  if (british) return checked(british[3], month(british[2]), british[1] ?? 1);
  const american = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i.exec(said);
  return american ? checked(american[3], month(american[1]), american[2]) : null;
}

function checked(year, month, date) {
  const written = [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(date).padStart(2, "0")].join("-");
  const read = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(written) ? written : null;
}
