// Names beside discs: the strongest first, none over another or over a disc.

import { clipped } from "/explorer/views/map/wording.js";

const HEIGHT = 14, GAP = 4, LONGEST = 26;

/** Which names are written, and where: [{actor, text, dx, dy}] with dx, dy in pixels from the actor's place, at the left and middle. */
export function labels(actors, spot, measure, { width, height }, most = 40) {
  const discs = actors.map((actor) => {
    const [x, y] = spot(actor);
    return box(x - actor.radius - 1, y - actor.radius - 1, 2 * actor.radius + 2, 2 * actor.radius + 2);
  });
  const taken = [];
  const found = [];
  actors.forEach((actor, index) => {
    if (found.length >= most) return;
    const [x, y] = spot(actor);
    if (x < 0 || y < 0 || x > width || y > height) return;
    const text = clipped(actor.node.name, LONGEST);
    const wide = measure(text, actor.root);
    const away = actor.radius + GAP + (actor.root ? 4 : 0);
    const sides = [[away, 0], [-away - wide, 0], [-wide / 2, -away - HEIGHT / 2 + 2], [-wide / 2, away + HEIGHT / 2 - 2]];
    for (const [dx, dy] of sides) {
      const mine = box(x + dx, y + dy - HEIGHT / 2, wide, HEIGHT);
      if (mine.x < 2 || mine.y < 2 || mine.right > width - 2 || mine.bottom > height - 2) continue;
      if (taken.some((other) => overlap(mine, other))) continue;
      if (discs.some((disc, other) => other !== index && overlap(mine, disc))) continue;
      taken.push(mine);
      found.push({ actor, text, dx, dy });
      return;
    }
  });
  return found;
}

const box = (x, y, width, height) => ({ x, y, right: x + width, bottom: y + height });
const overlap = (one, other) => one.x < other.right && other.x < one.right && one.y < other.bottom && other.y < one.bottom;
