// The part of the graph that the view is about: one question, one answer, shared by network, map and table.

import { latest, url } from "/explorer/core/api.js";
import { filters } from "/explorer/core/view.js";

/** Where the service gives the graph of a view; with `format`, the same as a file. */
export function source(view, format) {
  const whole = !view.actor;
  return url(whole ? "/v1/overview" : `/v1/actors/${encodeURIComponent(view.actor)}/subgraph`, {
    ...filters(view),
    expand: whole ? [] : view.expand,
    limit_nodes: view.nodes,
    limit_edges: Math.max(400, 5 * view.nodes),
    layout: "signed",
    format,
  });
}

/**
 * What an answer holds, for drawing:
 * - `nodes`: Map of id to {id, name, kind, country, x, y, hops, …} as the service gives them;
 * - `pairs`: Map of "A~B" (ids sorted) to {id, a, b, cooperation, conflict, edges}: sums of strength by sign, and the
 *   relations between the two, strongest first;
 * - `graph`: {version, from, to, …}; `omitted`: {nodes, edges, at_least}; `root`: id or null.
 */
function shaped(answer) {
  const pairs = new Map();
  for (const edge of answer.edges) {
    const id = pairId(edge.source, edge.target);
    if (!pairs.has(id)) {
      const [a, b] = id.split("~");
      pairs.set(id, { id, a, b, cooperation: 0, conflict: 0, edges: [] });
    }
    const pair = pairs.get(id);
    pair[edge.sign] += edge.strength;
    pair.edges.push(edge);
  }
  return { ...answer, nodes: new Map(answer.nodes.map((node) => [node.id, node])), pairs };
}

/** "RUS~SYR": the same for both orders. */
export const pairId = (one, other) => (one < other ? `${one}~${other}` : `${other}~${one}`);

/** The id of the pair whose sentences a view reads; "" where it reads none. */
export const readPair = ({ pair }) => pair && pairId(...pair.split("~"));

/** Asks for the graph of a view; null where a later question overtook it. Throws Problem. */
export function loader() {
  const asking = latest();
  return async (view) => {
    const answer = await asking(source(view));
    return answer && shaped(answer);
  };
}
