// What stands where an answer could not be had.

import { make } from "/explorer/core/dom.js";
import { actorLink, trouble } from "/explorer/core/bits.js";

/** The trouble in words, with a button that asks again; where a name is nobody's, the nearest ones as links. */
export function failed(app, problem, again) {
  const told = trouble(problem, again);
  const near = problem.document?.suggestions ?? [];
  for (const { id, name } of near) app.names.set(id, name);
  if (near.length) told.firstChild.after(make("p", {}, ...near.flatMap(({ id }, index) => [index ? ", " : "", actorLink(app, id)])));
  return told;
}
