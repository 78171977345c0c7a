// How it went between two actors: a chart whose step can be chosen.

import { timeline } from "/explorer/charts/timeline.js";
import { make } from "/explorer/core/dom.js";
import { iso } from "/explorer/core/words.js";

/** {step: its value now, steps: a <select>, place: where the chart is, draw(view, periods)}. `changed(step)` is told. */
export function overTime(changed) {
  const place = make("div", { class: "pair-time" });
  const steps = make("select", { "aria-label": "Step of the timeline", onchange: () => changed(steps.value) },
    ...["year", "quarter", "month"].map((step) => make("option", { value: step }, `by ${step}`)));
  return {
    steps, place,
    get step() {
      return steps.value;
    },
    // It spans the view's days; else, by year, 1990 to today (or more), and by quarter or month the years with news.
    draw({ from, to }, periods) {
      const starts = periods.map(({ start }) => start).sort();
      const wide = steps.value === "year";
      const begun = `${starts[0]?.slice(0, 4)}-01-01`;
      const ended = `${starts.at(-1)?.slice(0, 4)}-12-31`;
      const today = iso(new Date());
      const first = from || (wide && begun > "1990" ? "1990-01-01" : begun);
      const last = to || (wide && ended < today ? today : ended);
      place.replaceChildren(...(periods.length ? [timeline(periods, first, last, steps.value)] : []));
    },
  };
}
