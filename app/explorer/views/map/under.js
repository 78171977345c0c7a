// What lies under the pointer.

import { REACH } from "/explorer/views/map/scene.js";
import { spot, strandPoints } from "/explorer/views/map/paint.js";

const NEAR = 6; // pixels from a line that still mean it

/** {actor} or {tie} or {}: the nearest disc, else the nearest line, else the country whose land it is. */
export function under(x, y, { scene, atlas, view }, context) {
  let best = null, least = Infinity;
  for (const actor of scene.actors) {
    const [px, py] = spot(actor, view);
    const away = Math.hypot(px - x, py - y);
    if (away <= Math.max(REACH, actor.radius + 3) && away < least) [best, least] = [actor, away];
  }
  if (best) return { actor: best };
  least = NEAR;
  for (const tie of scene.ties) {
    for (const strand of tie.strands) {
      const away = distance(x, y, strandPoints(tie, strand, view)) - strand.width / 2;
      if (away <= least) [best, least] = [tie, away];
    }
  }
  if (best) return { tie: best };
  context.setTransform(1, 0, 0, 1, 0, 0);
  const [mx, my] = [(x - view.x) / view.scale, (y - view.y) / view.scale];
  const land = scene.actors.find((actor) => !actor.group && atlas.lands.has(actor.id)
    && context.isPointInPath(atlas.lands.get(actor.id).path, mx, my));
  return land ? { actor: land } : {};
}

function distance(x, y, lines) {
  let least = Infinity;
  for (const line of lines) {
    for (let index = 1; index < line.length; index++) {
      const [ax, ay] = line[index - 1], [bx, by] = line[index];
      const [dx, dy] = [bx - ax, by - ay];
      const square = dx * dx + dy * dy;
      const share = square ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
      least = Math.min(least, Math.hypot(ax + share * dx - x, ay + share * dy - y));
    }
  }
  return least;
}
