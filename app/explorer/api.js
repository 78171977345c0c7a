// Asking the service, and making elements. Text that came from articles only ever becomes text nodes.

export class Problem extends Error {
  constructor(document) {
    super(document.detail || document.title || "The service did not answer.");
    this.document = document;
  }
}

/** GET, or POST where a body is given. Throws Problem, whose message can be shown. */
export async function ask(path, { body, signal } = {}) {
  const options = body === undefined ? { signal }
    : { signal, method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ detail: "The service cannot be reached. Is it still running?" });
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(answer);
  return answer;
}

/** A path with its parameters; empty ones are left out. */
export function url(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

/** An HTML element: attributes, then children (nodes, or strings as text). */
export function make(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function draw(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** "27 September 2015". */
export function day(iso) {
  return iso ? DAY.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`)) : "";
}

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

/** The time that begins on a day: "27 September 2015", "the week from 21 September 2015", "March 2015", "2015", "the 1990s". */
export function time(iso, precision) {
  const [year, month, date] = iso.split("-");
  const first = date === "01" && (precision === "month" || month === "01");
  if (precision === "day") return day(iso);
  if (first && precision === "month") return MONTH.format(new Date(`${iso}T00:00:00Z`));
  if (first && precision === "year") return year;
  if (first && precision === "decade" && year.endsWith("0")) return `the ${year}s`;
  return `the ${precision} from ${day(iso)}`;
}

/** "1 sentence", "2 sentences". */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
}

const VERBS = { allied_with: "is allied with", member_of: "is a member of", signs_agreement_with: "signs an agreement with" };

/** A relation's name as words: "shares intelligence with". */
export function verb(relation) {
  return VERBS[relation] ?? relation.replaceAll("_", " ");
}

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
