// A panel whose answer follows the view: asked for when it is shown, and again when the question or the graph is another.

import { latest, url } from "/explorer/core/api.js";
import { trouble } from "/explorer/core/bits.js";
import { make } from "/explorer/core/dom.js";

const PATIENCE = 250; // ms before it says that it is busy: most answers are there by then
const OFTEN = 8_000; // ms: news may come without end, and an analysis is dear

/**
 * Keeps a place filled with the answer to the view's question. `shown(view)`: whether anybody sees it; `question(view, current)`:
 * [path, parameters] or null, may be a promise, and `current()` tells whether it is still the view's; `show(answer)`: the nodes of
 * an answer; `none`: what stands there without a question.
 */
export function following(app, place, { shown, question, show, none = "" }) {
  const asking = latest();
  let wanted = ""; // the question whose answer is shown, or on its way
  let painted = "";
  let turn = 0;
  let slow = 0;

  const fill = (what, parts) => {
    clearTimeout(slow);
    place.removeAttribute("aria-busy");
    if (what && what === painted) return; // news of something else: what was opened in it stays open
    painted = what;
    place.replaceChildren(...parts());
  };
  const fail = (problem) => {
    wanted = "";
    fill("", () => [trouble(problem, () => follow())]);
  };
  const busy = () => {
    place.setAttribute("aria-busy", "true");
    if (place.firstChild && !place.querySelector(".message")) return;
    painted = "";
    place.replaceChildren(make("p", { class: "hint" }, "Working it out …"));
  };

  async function follow({ anew = false } = {}) {
    if (!shown(app.view)) {
      if (anew) wanted = "";
      return;
    }
    const mine = ++turn;
    const current = () => mine === turn;
    try {
      const asked = await question(app.view, current);
      if (!current()) return;
      const path = asked ? url(...asked) : "";
      if (path && path === wanted && !anew) return;
      wanted = path;
      if (path) await answered(path);
      else fill("", () => [none]);
    } catch (problem) {
      if (current()) fail(problem);
    }
  }

  // An answer outlives changes of the view that ask nothing else: an analysis is not begun again because a camera moved.
  async function answered(path) {
    clearTimeout(slow);
    slow = setTimeout(busy, PATIENCE);
    try {
      const answer = await asking(path);
      if (answer && path === wanted) fill(JSON.stringify({ ...answer, graph: null }), () => show(answer));
    } catch (problem) {
      if (path === wanted) fail(problem);
    }
  }

  app.on("view", () => follow());
  let last = -OFTEN;
  let later = 0;
  app.on("news", () => {
    clearTimeout(later);
    later = setTimeout(() => {
      last = performance.now();
      follow({ anew: true });
    }, Math.max(0, last + OFTEN - performance.now()));
  });
  app.on("state", (state) => {
    if (state === "ready" && !wanted) follow(); // the service is back
  });
  queueMicrotask(follow);
  return follow;
}
