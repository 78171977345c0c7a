// The two ends of the brush, for the keyboard: sliders of months.

import { make } from "/explorer/core/dom.js";
import { month, monthly } from "/explorer/views/time/days.js";

const REST = 1000; // keys that follow each other sooner are one step of the history

/**
 * Two sliders in a host. `moved(months)` gets the pair of months, the second not counted; `done()` when the keys
 * rest. `show(days, extent, ends)`: what they say, and where they stand.
 */
export function handles(host, { moved, done }) {
  const names = ["First month", "Last month"];
  const both = names.map((name, side) => make("div", { class: `handle ${side ? "last" : "first"}`, role: "slider", tabindex: "0",
    "aria-label": name, "aria-orientation": "horizontal" }));
  let pair = [0, 1];
  let reach = { first: 0, last: 1 };
  let timer = 0;
  host.append(...both);

  both.forEach((handle, side) => {
    handle.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const now = pair[side];
      const [least, greatest] = side ? [pair[0] + 1, reach.last] : [reach.first, pair[1] - 1];
      const next = { ArrowRight: now + 1, ArrowUp: now + 1, ArrowLeft: now - 1, ArrowDown: now - 1, PageUp: now + 12,
        PageDown: now - 12, Home: least, End: greatest }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      pair[side] = Math.max(least, Math.min(greatest, next));
      moved([...pair]);
    });
    handle.addEventListener("keyup", () => {
      clearTimeout(timer);
      timer = setTimeout(done, REST);
    });
    handle.addEventListener("blur", () => done());
  });

  return {
    focus: () => both[0].focus(),
    show({ from, to }, extent, ends) {
      reach = extent;
      const inside = (number) => Math.max(extent.first, Math.min(extent.last, number));
      const start = Math.min(inside(from ? month(from) : extent.first), extent.last - 1);
      pair = [start, Math.max(start + 1, inside(to ? month(to) + 1 : extent.last))];
      both.forEach((handle, side) => {
        handle.setAttribute("aria-valuemin", side ? pair[0] : extent.first);
        handle.setAttribute("aria-valuemax", side ? extent.last - 1 : pair[1] - 1);
        handle.setAttribute("aria-valuenow", side ? pair[1] - 1 : pair[0]);
        handle.setAttribute("aria-valuetext", monthly(side ? pair[1] - 1 : pair[0]));
        if (ends) handle.style.left = `${ends[side].toFixed(1)}px`;
      });
    },
  };
}
