// What is said of actors and ties, on cards and to those who do not see the map.

import { kindly, verb } from "/explorer/core/words.js";

/** A text that is not longer than so many characters. */
export function clipped(text, most) {
  const letters = [...text.slice(0, 4 * most)];
  return letters.length > most ? `${letters.slice(0, most - 1).join("").trimEnd()}…` : text;
}

/** "cooperation 2.3, conflict 0.4". */
export function strengths(pair) {
  return ["cooperation", "conflict"].filter((sign) => pair[sign] > 0).map((sign) => `${sign} ${pair[sign].toFixed(1)}`).join(", ");
}

/** "shares intelligence with, arms": what a pair does, of one sign, the strongest first. */
export function deeds(pair, sign, most = 3) {
  const all = [...new Set(pair.edges.filter((edge) => edge.sign === sign).map(({ relation }) => verb(relation)))];
  return all.slice(0, most).join(", ") + (all.length > most ? " …" : "");
}

/** "Syria, country: with Russia cooperation 2.3". */
export function ofActor(actor, root) {
  const what = `${clipped(actor.node.name, 80)}, ${kindly(actor.node.kind)}`;
  if (actor.root) return `${what}, the one looked at`;
  if (!root) return what;
  const who = clipped(root.name, 80);
  return actor.tie ? `${what}: with ${who} ${strengths(actor.tie)}` : `${what}: no tie with ${who} in view`;
}

/** "Russia and Syria: cooperation 2.3". */
export function ofTie(tie) {
  return `${clipped(tie.a.node.name, 80)} and ${clipped(tie.b.node.name, 80)}: ${strengths(tie.pair)}`;
}
