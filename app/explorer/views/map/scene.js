// Who and what is on the map: actors at their places, ties between them, and those who have no place.

/** A disc is never smaller than this, across; nor is what one has to hit. */
const LEAST_RADIUS = 4.5;
export const REACH = 12;
const MOST_RADIUS = 9, THIN = 1, THICK = 5.5;
const NARROW = 600, LEAST_NARROW = 3.5, MOST_NARROW = 6.5; // where the world is a few fingers wide, so much smaller
const GROUP_RADIUS = 5.5;

/**
 * What is drawn of a graph (see model.shaped) on a map so many pixels wide:
 * - `actors`: [{id, node, home, at, dx, dy, radius, group, net, tie, strength}], the strongest first: `at` in units of the
 *   map, `dx`, `dy` in pixels beside it; `tie` is the pair with the root, `net` its sign ("" where there is none);
 * - `ties`: [{pair, a, b, strands: [{sign, width, shift}], lines, own}], the weakest first: `lines` hold [x, y, nx, ny, t]
 *   for each point: where it is, what is beside it, and how far along; `own`: the root is one of its ends;
 *   `share`: of the strongest; `box`: [west, north, east, south] of the lines;
 * - `elsewhere`: actors without a place, the strongest first.
 */
export function scene(data, atlas, wide) {
  const [least, most] = wide < NARROW ? [LEAST_NARROW, MOST_NARROW] : [LEAST_RADIUS, MOST_RADIUS];
  const strengths = new Map();
  for (const { a, b, cooperation, conflict } of data.pairs.values()) {
    for (const id of [a, b]) strengths.set(id, (strengths.get(id) ?? 0) + cooperation + conflict);
  }
  const strongest = Math.max(1e-9, ...strengths.values());
  const ties = new Map();
  for (const pair of data.pairs.values()) {
    if (pair.a === data.root) ties.set(pair.b, pair);
    if (pair.b === data.root) ties.set(pair.a, pair);
  }
  const all = [...data.nodes.values()].map((node) => {
    const strength = strengths.get(node.id) ?? 0;
    const tie = node.id === data.root ? null : ties.get(node.id) ?? null;
    const home = atlas.places.has(node.id) ? node.id : node.country;
    const group = home !== node.id;
    const radius = group ? Math.min(GROUP_RADIUS, most - 2) : least + (most - least) * Math.sqrt(strength / strongest);
    return { id: node.id, node, home, strength, tie, net: sign(tie), group, root: node.id === data.root, radius,
      at: atlas.places.get(home)?.at ?? null, dx: 0, dy: 0 };
  }).sort((one, other) => other.root - one.root || other.strength - one.strength || (one.id < other.id ? -1 : 1));
  const actors = all.filter(({ at }) => at);
  beside(actors);
  const byId = new Map(actors.map((actor) => [actor.id, actor]));
  return { root: data.root, actors, byId, ties: tied(data, byId, atlas), elsewhere: all.filter(({ at }) => !at) };
}

/** What a tie comes to: "cooperation", "conflict", or "" where there is none. */
export function sign(pair) {
  if (!pair) return "";
  return pair.cooperation >= pair.conflict ? "cooperation" : "conflict";
}

// Groups stand around their country in rings, in the order of their names' codes: the same at every look.
function beside(actors) {
  const homes = new Map();
  for (const actor of actors) if (actor.group) homes.set(actor.home, [...(homes.get(actor.home) ?? []), actor]);
  for (const groups of homes.values()) {
    groups.sort((one, other) => (one.id < other.id ? -1 : 1));
    let ring = 0, taken = 0;
    for (const group of groups) {
      const room = 6 * (ring + 1);
      const angle = (2 * Math.PI * (taken + ring / 2)) / Math.min(room, groups.length) - 0.6;
      const away = 19 + 14 * ring;
      group.dx = Math.round(away * Math.cos(angle) * 10) / 10;
      group.dy = Math.round(away * Math.sin(angle) * 10) / 10;
      if (++taken === room) [ring, taken] = [ring + 1, 0];
    }
  }
}

function tied(data, byId, atlas) {
  const drawn = [...data.pairs.values()].filter(({ a, b }) => a !== b && byId.has(a) && byId.has(b));
  const most = Math.max(1e-9, ...drawn.map(({ cooperation, conflict }) => Math.max(cooperation, conflict)));
  const thick = THICK * Math.min(1, (100 / drawn.length) ** 0.4); // where there are hundreds, one must see between them
  const width = (strength) => THIN + (thick - THIN) * Math.sqrt(strength / most);
  return drawn.map((pair) => {
    const strands = ["cooperation", "conflict"].filter((name) => pair[name] > 0)
      .map((name) => ({ sign: name, width: width(pair[name]), shift: 0 }));
    if (strands.length === 2) {
      strands[0].shift = -(strands[0].width / 2 + 0.8);
      strands[1].shift = strands[1].width / 2 + 0.8;
    }
    const [a, b] = [byId.get(pair.a), byId.get(pair.b)];
    const lines = along(atlas.way(a.home, b.home));
    return { pair, a, b, strands, lines, box: around(lines), weight: pair.cooperation + pair.conflict,
      share: Math.max(pair.cooperation, pair.conflict) / most, own: data.root === pair.a || data.root === pair.b };
  }).sort((one, other) => one.weight - other.weight || (one.pair.id < other.pair.id ? -1 : 1));
}

// The corners of lines, [west, north, east, south].
function around(lines) {
  const points = lines.flat();
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

// What two strands beside each other need: at each point the way to the side, and the share of the whole way behind it.
function along(lines) {
  const length = (one, other) => Math.hypot(other[0] - one[0], other[1] - one[1]);
  const whole = lines.reduce((sum, line) => sum + line.slice(1).reduce((part, point, i) => part + length(line[i], point), 0), 0);
  let gone = 0;
  return lines.map((line) => line.map((point, index) => {
    const before = line[Math.max(0, index - 1)], after = line[Math.min(line.length - 1, index + 1)];
    const step = length(before, after);
    if (index) gone += length(line[index - 1], point);
    const share = whole ? gone / whole : index / (line.length - 1);
    return [...point, step ? (before[1] - after[1]) / step : 0, step ? (after[0] - before[0]) / step : 1, share];
  }));
}
