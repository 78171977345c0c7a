// Days that change while something goes on: a drag, a key held down, play.

const PACE = 125; // at most eight questions a second
const PATIENCE = 900; // a slow answer is waited for no longer

/**
 * One gesture is one step of the history: its first change makes the step, the others replace it. While the answer to the
 * last change is still on its way the next waits, so that something is drawn on the way; the last one always comes.
 */
export class Gesture {
  #app;
  #begun = false;
  #waiting = null;
  #timer = 0;
  #sent = -Infinity;
  /** Whether a change under way is this gesture's own. */
  changing = false;

  constructor(app) {
    this.#app = app;
  }

  /** Whether something is still to be asked for. */
  get waits() {
    return this.#waiting !== null;
  }

  to(days) {
    this.#waiting = days;
    this.#go();
  }

  end() {
    this.#flush();
    this.#begun = false;
  }

  #go() {
    clearTimeout(this.#timer);
    const gone = performance.now() - this.#sent;
    if (!this.#begun || gone >= PATIENCE || (gone >= PACE && this.#app.state !== "loading")) this.#flush();
    else this.#timer = setTimeout(() => this.#go(), Math.max(PACE - gone, 20));
  }

  #flush() {
    clearTimeout(this.#timer);
    if (!this.#waiting) return;
    const { from, to } = this.#waiting;
    const quiet = this.#begun;
    this.#waiting = null;
    this.#begun = true;
    this.#sent = performance.now();
    this.changing = true;
    this.#app.change({ from, to }, { quiet });
    this.changing = false;
  }
}
