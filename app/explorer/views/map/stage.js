// The map at work: follows the view and the data, the size of its place, the pointer and the keyboard.

import { draw, make } from "/explorer/core/dom.js";
import { readPair } from "/explorer/core/model.js";
import { clipped, count } from "/explorer/core/words.js";
import { Camera } from "/explorer/views/map/camera.js";
import { card } from "/explorer/views/map/card.js";
import { elsewhere } from "/explorer/views/map/elsewhere.js";
import { labels } from "/explorer/views/map/labels.js";
import { LISTED, lists } from "/explorer/views/map/lists.js";
import { font, paint, palette, spot } from "/explorer/views/map/paint.js";
import { scene } from "/explorer/views/map/scene.js";
import { picture as svgPicture } from "/explorer/views/map/svg.js";
import { under } from "/explorer/views/map/under.js";

const STEP = 1.6; // a press of + or −
const PAN = 60; // pixels, an arrow

/** The map in its host, made once. */
export class Stage {
  #app;
  #atlas;
  #key;
  #scene = null;
  #data = null;
  #looked = {}; // {actor} or {tie} under the pointer or with the focus
  #labels = [];
  #colours = palette();
  #widths = new Map();
  #frame = 0;
  #pointer = null;
  #moving = false;
  #asked = "";

  constructor(host, app, atlas, key) {
    [this.#app, this.#atlas, this.#key] = [app, atlas, key];
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.pen = this.canvas.getContext("2d", { alpha: false });
    this.help = make("p", { class: "unseen", id: "map-help" });
    this.globe = make("div", { class: "globe", role: "region", tabindex: "0", "aria-label": "Map of the world", "aria-describedby": "map-help" },
      this.canvas, this.help);
    this.chips = elsewhere(app);
    const buttons = [
      ["Nearer", "M3 8h10M8 3v10", () => this.camera.scaleBy(STEP)],
      ["Further away", "M3 8h10", () => this.camera.scaleBy(1 / STEP)],
      ["Where the ties are", "M6 2v4H2M14 6h-4V2M10 14v-4h4M2 10h4v4", () => this.#fit()],
      ["The whole world", "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4", () => this.camera.whole()],
    ];
    host.replaceChildren(make("div", { class: "map" }, make("div", { class: "map-top" }, this.globe,
      make("p", { class: "small map-source" }, "outlines: Natural Earth"),
      make("div", { class: "map-zoom", role: "group", "aria-label": "Zoom" }, ...buttons.map(([name, d, onclick]) =>
        make("button", { type: "button", class: "quiet icon", "aria-label": name, title: name, onclick },
          draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, draw("path", { d })))))), this.chips.element));
    this.lists = lists(this.globe, { focused: (found, at) => this.#focus(found, at), chosen: (found) => this.#choose(found) });
    this.card = card(this.globe);
    this.camera = new Camera(this.globe, atlas.frame, {
      moved: (moving) => this.#moved(moving), settled: (globe) => app.change({ globe }, { quiet: true }) });
    this.#listen();
    app.exporters.map = { png: () => this.#png(), svg: () => svgPicture(this.#picture({ still: true })) };
    this.update();
    new ResizeObserver(() => this.#resize()).observe(this.globe);
  }

  /** Takes over what is new of the view and the data. */
  update() {
    const { data, view } = this.#app;
    if (data && data !== this.#data) {
      this.#data = data;
      this.#scene = scene(data, this.#atlas, this.globe.clientWidth);
      this.#looked = {};
      this.card.hide();
      this.lists.fill(this.#scene);
      this.chips.fill(this.#scene, data.nodes);
      this.#key.of(data.nodes.get(data.root)?.name ?? "", this.#scene.actors.some(({ group }) => group));
      this.#say(data);
      this.#settle();
    }
    const asked = String(view.globe);
    if (asked !== this.#asked && asked !== String(this.camera.globe) && this.camera.width > 1) this.camera.look(view.globe);
    this.#asked = asked; // news of other things leaves a drag under way alone
    this.#soon();
  }

  #say(data) {
    const whose = data.nodes.get(data.root)?.name;
    this.globe.setAttribute("aria-label", whose ? `Map of the world, around ${clipped(whose, 80)}` : "Map of the world");
    const many = this.#scene.ties.length;
    this.help.textContent = `${count(this.#scene.actors.length, "actor")}, ${count(many, "tie")}. `
      + (many > LISTED ? `The list has the strongest ${LISTED} ties, the table all of them. ` : "")
      + "Arrows move the map, plus and minus zoom, 0 shows all of it.";
  }

  #listen() {
    const { globe } = this;
    globe.addEventListener("pointermove", (event) => event.pointerType !== "touch" && !event.buttons && this.#hover(event));
    globe.addEventListener("pointerleave", () => this.#look({}));
    globe.addEventListener("focusout", () => this.#look({}));
    globe.addEventListener("click", (event) => {
      const [x, y] = this.#where(event);
      this.#choose(this.#under(x, y));
    });
    globe.addEventListener("keydown", (event) => this.#pressed(event));
    document.addEventListener("themechange", () => {
      this.#colours = palette();
      this.#soon();
    });
  }

  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { "+": () => this.camera.scaleBy(STEP), "=": () => this.camera.scaleBy(STEP), "-": () => this.camera.scaleBy(1 / STEP),
      "0": () => this.camera.whole(), ArrowLeft: () => this.camera.pan(PAN, 0), ArrowRight: () => this.camera.pan(-PAN, 0),
      ArrowUp: () => this.camera.pan(0, PAN), ArrowDown: () => this.camera.pan(0, -PAN), Escape: () => this.#look({}) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // Where the root and its partners are, or everybody where nobody is looked at.
  #fit() {
    const { actors = [], root } = this.#scene ?? {};
    const near = actors.filter((actor) => !root || actor.root || actor.net);
    const sides = [0, 1].map((axis) => near.map(({ at }) => at[axis]));
    if (near.length) this.camera.fit([Math.min, Math.max].map((end) => sides.map((all) => end(...all))));
  }

  #where(event) {
    const { left, top } = this.globe.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  #under(x, y) {
    return this.#scene ? under(x, y, { scene: this.#scene, atlas: this.#atlas, view: this.camera.now }, this.pen) : {};
  }

  // Once a frame is enough.
  #hover(event) {
    if (!this.#pointer) requestAnimationFrame(() => {
      const [x, y] = this.#pointer;
      this.#pointer = null;
      if (this.globe.matches(":hover")) this.#look(this.#under(x, y), x, y);
    });
    this.#pointer = this.#where(event);
  }

  #focus(found, { x, y }) {
    this.camera.reveal(x, y);
    this.#look(found, x, y);
  }

  #look(found, x, y) {
    if (found.actor || found.tie) this.card.show(found, this.#scene, x, y, this.camera.width, this.camera.height);
    else this.card.hide();
    this.globe.classList.toggle("pointing", Boolean(found.actor || found.tie));
    if (found.actor === this.#looked.actor && found.tie === this.#looked.tie) return;
    this.#looked = found;
    this.#soon();
  }

  #choose({ actor, tie }) {
    if (tie) this.#app.read(tie.pair.a, tie.pair.b);
    else if (actor && !actor.root) this.#app.visit(actor.id);
  }

  #moved(moving) {
    this.#moving = moving;
    if (moving) this.card.hide();
    else this.#settle();
    this.#soon();
  }

  // What takes a little longer than a frame, and waits until nothing moves: which names are written, where the buttons are.
  #settle() {
    if (!this.#scene) return;
    const view = this.camera.now;
    this.#labels = labels(this.#scene.actors, (actor) => spot(actor, view), (text, root) => this.#measure(text, root), this.camera);
    this.lists.place(view);
  }

  #measure(text, root) {
    const key = `${root} ${text}`;
    if (!this.#widths.has(key)) {
      this.pen.font = font(root);
      this.#widths.set(key, this.pen.measureText(text).width);
    }
    return this.#widths.get(key);
  }

  #resize() {
    const { clientWidth, clientHeight } = this.globe;
    if (!clientWidth || !clientHeight) return; // hidden
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(clientWidth * ratio);
    this.canvas.height = Math.round(clientHeight * ratio);
    this.camera.resize(clientWidth, clientHeight, this.#app.view.globe);
    this.#paint(); // at once: a canvas of another size is empty
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.#scene && this.camera.width > 1) paint(this.pen, this.#picture());
  }

  // Which pairs are looked at: those under the pointer or with the focus, else the one whose sentences are read.
  #lit() {
    const { actor, tie } = this.#looked;
    if (tie) return new Set([tie.pair.id]);
    if (actor) return new Set(this.#scene.ties.filter(({ a, b }) => a === actor || b === actor).map(({ pair }) => pair.id));
    const read = this.#app.view.panel === "pair" && readPair(this.#app.view);
    return read && this.#scene.ties.some((one) => one.pair.id === read) ? new Set([read]) : null;
  }

  #picture({ still = false, ratio = window.devicePixelRatio || 1 } = {}) {
    if (still) this.#looked = {};
    return { atlas: this.#atlas, scene: this.#scene, view: this.camera.now, labels: this.#labels, colours: this.#colours,
      width: this.camera.width, height: this.camera.height, ratio, lit: this.#lit(), marked: this.#looked.actor ?? null,
      moving: this.#moving && !still };
  }

  #png() {
    const ratio = 2;
    const canvas = document.createElement("canvas");
    canvas.width = this.camera.width * ratio;
    canvas.height = this.camera.height * ratio;
    paint(canvas.getContext("2d"), this.#picture({ still: true, ratio }));
    return new Promise((done, failed) => {
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The picture could not be made."))), "image/png");
    });
  }
}
