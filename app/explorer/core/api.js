// Asking the service.

/** What went wrong, as the service says it (problem+json); `offline` where it did not answer at all. */
export class Problem extends Error {
  constructor(document, status = 0) {
    super(document.detail || document.title || "The service did not answer.");
    this.document = document;
    this.status = status;
    this.offline = status === 0;
  }
}

let newest = 0; // the latest version of the graph that the page has heard of

/** There is a version: answers of an older one will not do any more. */
export const heard = (version) => { newest = Math.max(newest, version); };

/** GET, or POST where a body is given. Resolves to the answer's JSON. Throws Problem, whose message can be shown. */
export async function ask(path, options = {}) {
  const answer = await json(path, options);
  const wanted = newest;
  if (options.body !== undefined || !(answer.graph?.version < wanted)) return answer;
  // Just after news the service may give what was right a moment ago, unless it is told not to.
  const anew = await json(path, { ...options, headers: { "Cache-Control": "no-cache" } });
  if (anew.graph?.version < wanted && newest === wanted) newest = anew.graph.version; // so that it is not asked twice for ever
  return anew;
}

async function json(path, options) {
  const response = await answered(path, options);
  try {
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ detail: "The answer broke off. Is the service still running?" });
  }
}

/** An answer as it came, for what is no JSON. */
export async function answered(path, { body, signal, headers } = {}) {
  const options = body === undefined ? { signal, headers }
    : { signal, method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ detail: "The service cannot be reached. Is it still running?" });
  }
  if (!response.ok) throw new Problem(await response.json().catch(() => ({})), response.status);
  return response;
}

/** A path with its parameters; empty ones are left out, arrays are repeated. */
export function url(path, parameters = {}) {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== "" && one !== null && one !== undefined) given.append(key, one);
    }
  }
  return given.size ? `${path}?${given}` : path;
}

/** Asks again and again for different things: the latest question is answered, earlier ones are dropped (null). */
export function latest() {
  let asking = null;
  return async (path, options = {}) => {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    try {
      const answer = await ask(path, { ...options, signal: mine.signal });
      return mine === asking ? answer : null;
    } catch (error) {
      if (error.name === "AbortError" || mine !== asking) return null;
      throw error;
    }
  };
}
