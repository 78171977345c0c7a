// What ties the page together: the view, the data of the view, and who listens to them.

import { loader } from "/explorer/core/model.js";
import { Views, centred, sameData } from "/explorer/core/view.js";

/**
 * One an open page. Events, by `on(name, heard)`:
 * - "view" (now, before): the address changed;
 * - "data" (data): the graph of the view is there (see model.shaped), `data` is `app.data` too;
 * - "state" (state, problem): "loading" | "ready" | "empty" | "failed" | "offline";
 * - "news" (changes): the store has something new; the graph of the view is asked for again by itself;
 * - "asked" (what): whoever looks wants to read the "pair", "allies" or "rivals" of the view: their heading takes the focus.
 */
export class App {
  #heard = new Map();
  #load = loader();
  views = new Views();
  data = null;
  state = "loading";

  constructor() {
    this.views.listen((now, before) => {
      this.emit("view", now, before);
      if (!sameData(now, before)) this.refresh();
    });
  }

  get view() {
    return this.views.now;
  }

  /** Other values for some fields of the view. `quiet`: no step of the history. */
  change(fields, options) {
    this.views.change(fields, options);
  }

  /** Another actor. */
  visit(id) {
    this.change({ ...centred(id), panel: "ties" });
  }

  /** Reads the sentences of two actors, or of one relation between them. */
  read(one, other, edge = "") {
    this.change({ pair: `${one}~${other}`, edge, panel: "pair" });
    this.emit("asked", "pair");
  }

  /** An actor's name, as far as the page has met it. */
  name(id) {
    return this.data?.nodes.get(id)?.name ?? this.names.get(id) ?? id;
  }

  names = new Map();

  /** What makes pictures of a view: `network` and `map` put {png(): Promise<Blob>, svg(): string} here. */
  exporters = {};

  on(name, heard) {
    this.#heard.set(name, [...(this.#heard.get(name) ?? []), heard]);
  }

  /** Tells whoever listens. A part that errs keeps no other from hearing: the console has its error. */
  emit(name, ...news) {
    for (const heard of this.#heard.get(name) ?? []) {
      try {
        heard(...news);
      } catch (error) {
        reportError(error);
      }
    }
  }

  /** Says something to those who cannot see it change; politely, the latest alone. */
  announce(words) {
    document.getElementById("announce").textContent = words;
  }

  /** Asks for the graph of the view (again). */
  async refresh() {
    this.#become("loading");
    try {
      const data = await this.#load(this.view);
      if (!data) return; // overtaken
      this.data = data;
      for (const [id, { name }] of data.nodes) this.names.set(id, name);
      this.emit("data", data);
      this.#become(data.pairs.size ? "ready" : "empty");
    } catch (problem) {
      this.#become(problem.offline ? "offline" : "failed", problem);
    }
  }

  #become(state, problem = null) {
    this.state = state;
    this.emit("state", state, problem);
  }
}
