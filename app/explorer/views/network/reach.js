// What lies under the pointer, and who is next in a direction.

import { control, growth, loop } from "/explorer/views/network/paint.js";

/** The actor ({node}) or tie ({strand}) at a place of the last frame, or null. `reach`: px beside it that still count. */
export function under(scene, painter, camera, x, y, reach = 5) {
  const grow = growth(camera.k);
  let found = null;
  let nearest = Infinity;
  for (const node of scene.nodes) {
    if (!node.seen) continue;
    const away = Math.hypot(node.px - x, node.py - y) - node.r * grow;
    if (away < reach && away < nearest) [found, nearest] = [node, away];
  }
  if (found) return { node: found };
  for (const { node, left, top, right, bottom } of painter.labels.placed) {
    if (x >= left && x <= right && y >= top && y <= bottom) return { node };
  }
  nearest = reach;
  for (const strand of scene.strands) {
    if (!strand.seen) continue;
    const away = from(strand, x, y, grow, nearest);
    if (away < nearest) [found, nearest] = [strand, away];
  }
  return found && { strand: found };
}

/** The actor that is next from one in the direction of an arrow key; null where there is none. */
export function next(scene, node, key) {
  const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  let best = null;
  let least = Infinity;
  for (const other of scene.nodes) {
    const [x, y] = [other.x - node.x, other.y - node.y];
    const along = x * dx + y * dy;
    const across = Math.abs(x * dy) + Math.abs(y * dx);
    if (other === node || along <= 0 || across > 2 * along) continue;
    const cost = along + 1.6 * across;
    if (cost < least) [best, least] = [other, cost];
  }
  return best;
}

// How far a place is from a strand; Infinity where it is surely not nearer than `least`.
function from(strand, x, y, grow, least) {
  const { a, b } = strand;
  if (strand.loop) {
    const [cx, cy, radius] = loop(strand, grow);
    return Math.abs(Math.hypot(x - cx, y - cy) - radius);
  }
  const margin = least + 16;
  if (x < Math.min(a.px, b.px) - margin || x > Math.max(a.px, b.px) + margin) return Infinity;
  if (y < Math.min(a.py, b.py) - margin || y > Math.max(a.py, b.py) + margin) return Infinity;
  const bent = control(strand);
  if (!bent) return segment(a.px, a.py, b.px, b.py, x, y);
  let [lastX, lastY, away] = [a.px, a.py, Infinity];
  for (let step = 1; step <= 12; step += 1) {
    const t = step / 12;
    const [p, q, r] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
    const [nextX, nextY] = [p * a.px + q * bent[0] + r * b.px, p * a.py + q * bent[1] + r * b.py];
    away = Math.min(away, segment(lastX, lastY, nextX, nextY, x, y));
    [lastX, lastY] = [nextX, nextY];
  }
  return away;
}

function segment(ax, ay, bx, by, x, y) {
  const [dx, dy] = [bx - ax, by - ay];
  const share = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(ax + share * dx - x, ay + share * dy - y);
}
