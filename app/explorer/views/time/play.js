// Play: the chosen days move along the years, step by step.

import { month } from "/explorer/views/time/days.js";
import { Gesture } from "/explorer/views/time/gesture.js";

const BEAT = 1000;
const YEAR = 12;
const PASSING = ["Tab", "Shift", "Control", "Alt", "Meta"]; // to go and look while it plays
const PRESSING = ["Enter", " "]; // its own buttons

/**
 * The months that come after the chosen days (`by` 1) or before them (-1): as many, a year further at most, so that
 * nothing is passed over; null at the end. Where nothing is chosen: the first year, or the last.
 */
export function following({ from, to }, { first, last }, by) {
  const inside = (number) => Math.max(first, Math.min(last, number));
  const start = inside(from ? month(from) : first);
  const end = inside(to ? month(to) + 1 : last);
  const width = end - start;
  if (width >= last - first || width < 1) {
    const year = Math.min(YEAR, last - first);
    return by > 0 ? [first, first + year] : [last - year, last];
  }
  if (by > 0 ? end >= last : start <= first) return null;
  const next = Math.max(first, Math.min(start + by * Math.min(width, YEAR), last - width));
  return [next, next + width];
}

/** As many months as are chosen, at the beginning. */
export function rewound({ from, to }, { first, last }) {
  const start = from ? month(from) : first;
  const end = to ? month(to) + 1 : last;
  return [first, Math.min(last, first + Math.max(1, end - start))];
}

/**
 * Plays: `next(by)` are the days of the next step or null at the end, `rewound()` those of the first; `told(playing, words)`
 * hears that it starts and stops. The next step waits until the last answer is drawn. It stops at the end, on a key, when the page is hidden, and
 * when somebody else chooses other days.
 */
export class Player {
  #app;
  #next;
  #rewound;
  #told;
  #gesture;
  #timer = 0;
  #beat = 0;
  playing = false;

  constructor(app, { next, rewound, told }) {
    this.#app = app;
    this.#next = next;
    this.#rewound = rewound;
    this.#told = told;
    this.#gesture = new Gesture(app);
    app.on("state", (state) => this.#heard(state));
    app.on("view", (now, before) => {
      const other = now.from !== before.from || now.to !== before.to || now.actor !== before.actor;
      if (other && !this.#gesture.changing) this.pause();
    });
    document.addEventListener("visibilitychange", () => document.hidden && this.pause());
    document.addEventListener("keydown", (event) => {
      const passing = PASSING.includes(event.key) || (PRESSING.includes(event.key) && event.target.closest?.(".play"));
      if (!passing) this.pause("Paused.");
    });
  }

  /** One step; false at the end. */
  step(by) {
    this.pause();
    const days = this.#next(by);
    if (days) this.#app.change(days);
    return Boolean(days);
  }

  play() {
    if (this.playing) return;
    this.playing = true;
    this.#told(true, "Playing.");
    this.#move(this.#next(1) ?? this.#rewound()); // from the end: from the beginning again
  }

  pause(words = "") {
    if (!this.playing) return;
    this.playing = false;
    clearTimeout(this.#timer);
    this.#gesture.end();
    this.#told(false, words);
  }

  #move(days) {
    if (!days) return this.pause("The end.");
    this.#beat = performance.now();
    this.#gesture.to(days);
  }

  #heard(state) {
    if (!this.playing || state === "loading") return;
    if (state === "failed" || state === "offline") return this.pause("Paused: the service gave no answer.");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#move(this.#next(1)), Math.max(0, this.#beat + BEAT - performance.now()));
  }
}
