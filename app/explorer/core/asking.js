// A panel whose answer follows the view: asked for when it is shown, and again when the question or the graph is another.

import { latest, url } from "/explorer/core/api.js";
import { trouble } from "/explorer/core/bits.js";
import { make } from "/explorer/core/dom.js";

const PATIENCE = 250; // ms before it says that it is busy: most answers are there by then
const OFTEN = 8_000; // ms: news may come without end, and an analysis is dear

/**
 * Keeps a place filled with the answer to the view's question. `shown(view)`: whether anybody sees it; `question(view)`:
 * [path, parameters] or null, may be a promise; `show(answer)`: the nodes of an answer; `none`: what stands there without a question.
 */
export function following(app, place, { shown, question, show, none = "" }) {
  const asking = latest();
  let answered = "";
  let painted = "";
  let turn = 0;

  async function follow({ anew = false } = {}) {
    if (!shown(app.view)) {
      if (anew) answered = "";
      return;
    }
    const mine = ++turn;
    let slow = 0;
    try {
      const asked = await question(app.view);
      if (mine !== turn) return;
      if (!asked) {
        answered = painted = "";
        place.replaceChildren(none);
        return;
      }
      const path = url(...asked);
      if (path === answered && !anew) return;
      slow = setTimeout(() => busy(place), PATIENCE);
      const answer = await asking(path);
      if (mine !== turn || !answer) return;
      answered = path;
      const same = JSON.stringify({ ...answer, graph: null });
      if (same === painted) return; // news of something else: what was opened in it stays open
      painted = same;
      place.replaceChildren(...show(answer));
    } catch (problem) {
      if (mine !== turn) return;
      answered = painted = "";
      place.replaceChildren(trouble(problem, () => follow()));
    } finally {
      clearTimeout(slow);
      if (mine === turn) place.removeAttribute("aria-busy");
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
    if (state === "ready" && !answered) follow(); // the service is back
  });
  queueMicrotask(follow);
  return follow;
}

function busy(place) {
  place.setAttribute("aria-busy", "true");
  if (!place.firstChild || place.querySelector(".message")) place.replaceChildren(make("p", { class: "hint" }, "Working it out …"));
}
