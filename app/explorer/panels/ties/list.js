// A ranked list, ten at a time.

import { ask } from "/explorer/core/api.js";
import { make } from "/explorer/core/dom.js";
import { failed } from "/explorer/panels/failed.js";
import { count } from "/explorer/core/words.js";

/**
 * An element with a first answer ({results, total, next_url}) and, while there is more, a button that appends the next.
 * `entry(result, position)` makes an <li>; `none` is said where there is nothing.
 */
export function ranked(app, answer, { entry, none, label }) {
  const list = make("ol", { class: "rank", "aria-label": label });
  const place = make("div", {}, list);
  const append = ({ results, total, next_url: next }, focus = false) => {
    const entries = results.map((result, index) => entry(result, list.children.length + index + 1));
    list.append(...entries);
    if (focus) entries[0]?.querySelector("a, button")?.focus();
    if (next) place.append(more(total, next));
  };
  const more = (total, next) => {
    const button = make("button", { type: "button", class: "quiet more" }, `${count(total - list.children.length, "more", "more")}`);
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const answered = await ask(next);
        button.remove();
        append(answered, true);
      } catch (problem) {
        // The order may have changed since the first ten were asked for: then the list begins anew.
        if (problem.status === 410) return app.emit("news", []);
        const told = failed(app, problem, () => { told.replaceWith(button); button.disabled = false; button.click(); });
        button.replaceWith(told);
      }
      return undefined;
    });
    return button;
  };
  if (!answer.total) return make("p", { class: "none" }, none);
  append(answer);
  return place;
}
