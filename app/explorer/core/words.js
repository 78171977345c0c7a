// Days, numbers and relations in words.

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** "27 September 2015". */
export function day(iso) {
  return iso ? DAY.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`)) : "";
}

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

/** "September 2015", of a day in it. */
export const month = (iso) => MONTH.format(new Date(`${iso.slice(0, 7)}-01T00:00:00Z`));

/** The time that begins on a day: "27 September 2015", "the week from 21 September 2015", "March 2015", "2015", "the 1990s". */
export function time(iso, precision) {
  const [year, part, date] = iso.split("-");
  const first = date === "01" && (precision === "month" || part === "01");
  if (precision === "day") return day(iso);
  if (first && precision === "month") return month(iso);
  if (first && precision === "year") return year;
  if (first && precision === "decade" && year.endsWith("0")) return `the ${year}s`;
  return `the ${precision} from ${day(iso)}`;
}

const BRIEF = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** "27 Sep 2015", for tables. */
export function brief(iso) {
  return iso ? BRIEF.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`)) : "";
}

/** "Sep 2015", for axes and lists. */
export function short(iso) {
  return iso ? SHORT.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`)) : "";
}

const SHORT = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

/** "2015-09-27" of a Date, in UTC. */
export const iso = (date) => date.toISOString().slice(0, 10);

/** "1 sentence", "2 sentences". */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
}

const VERBS = { allied_with: "is allied with", member_of: "is a member of", signs_agreement_with: "signs an agreement with" };

/** A relation's name as words: "shares intelligence with". */
export function verb(relation) {
  return VERBS[relation] ?? relation.replaceAll("_", " ");
}

/** With a capital, as a line begins. */
export const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** A name or text cut to so many letters, where it is only mentioned. */
export const clipped = (text, most = 80) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

const APART = { REB: "rebels", OPP: "opposition", CVL: "civilians", REF: "refugees" };

/** An actor's name, with whoever of it is meant where that is not the state: "Syria (rebels)". */
export function acting(name, role) {
  return APART[role] ? `${name} (${APART[role]})` : name;
}

const KINDS = { country: "country", igo: "organisation", org: "organisation", group: "group" };

/** What an actor is, in a word. */
export function kindly(kind) {
  return KINDS[kind] ?? kind;
}
