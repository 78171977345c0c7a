// The ties as a network.

import { readPair } from "/explorer/core/model.js";
import { sameData } from "/explorer/core/view.js";
import { Actors } from "/explorer/views/network/actors.js";
import { Board, room } from "/explorer/views/network/board.js";
import { Card, aboutActor, aboutTie, actions } from "/explorer/views/network/card.js";
import { controls, legend } from "/explorer/views/network/controls.js";
import { Painter, growth, inks } from "/explorer/views/network/paint.js";
import { pictures } from "/explorer/views/network/pictures.js";
import { pointer } from "/explorer/views/network/pointer.js";
import { under } from "/explorer/views/network/reach.js";
import { Scene } from "/explorer/views/network/scene.js";
import { make } from "/explorer/core/dom.js";
import { count } from "/explorer/core/words.js";

/** How many times wider than tall the service's places lie, more or less. */
const SHAPE = 1.75;
/** How much taller, and flatter, than the service's places a picture may be. */
const TALLEST = 2.8;
const FLATTEST = 0.7;

/** The network: fills `host`, and the legend with what it means. */
export function network(host, app) {
  new Network(host, app);
}

class Network {
  #app;
  #board = null;
  #painter = new Painter();
  #scene = new Scene(null, {}, null, 0);
  #made = null; // the data that the scene shows
  #hovered = null; // {node} or {strand}
  #held = null; // the actor whose card is open
  #reached = null; // the actor that the keyboard is at
  #waking = null;
  #drawn = false;
  #reserved = [];

  constructor(host, app) {
    this.#app = app;
    this.host = host;
    const zoom = (factor) => this.#board?.zoomBy(factor);
    const fit = () => this.#fit();
    this.stage = make("div", { class: "network-stage" });
    host.append(this.stage);
    this.actors = new Actors(host, {
      zoom, fit, goTo: (drawn) => this.#goTo(drawn), open: (drawn) => this.#open(drawn, true),
      expand: (id) => this.#expand(id), pin: (id) => this.#pin(id), leave: () => this.#let(),
    });
    this.glance = new Card(host, () => {});
    this.card = new Card(host, () => {
      this.#let();
      this.actors.focus();
    });
    this.controls = controls(host, app, { zoom, fit, focus: () => this.actors.focus() });
    this.legend = legend();
    app.exporters.network = pictures(() => this.#seen());
    app.on("view", (now, before) => this.#viewed(now, before));
    app.on("data", () => this.#show());
    document.addEventListener("themechange", () => {
      this.#painter.colours = inks();
      this.#board?.redraw();
    });
    new ResizeObserver(() => this.#resized()).observe(host);
    this.#show();
  }

  /** Brings what is shown up to date; while the network is hidden, nothing. */
  async #show() {
    const { view, data } = this.#app;
    this.legend(view, data);
    if (view.show !== "network") {
      this.#board?.rest();
      return;
    }
    this.#waking ??= this.#wake();
    try {
      await this.#waking;
    } catch {
      this.#waking = null; // the server is gone, as the page says already; tried again with the next answer
      return;
    }
    if (this.#app.view.show !== "network") return;
    this.#board.resize();
    this.#board.wake();
    if (this.#app.data && this.#app.data !== this.#made) this.#take(this.#app.data);
  }

  async #wake() {
    const { ForceGraph } = await import("/explorer/vendor/vendor.js");
    this.#board = new Board(ForceGraph, this.stage, {
      paint: (context, now) => this.#frame(context, now),
      pans: (event) => this.#mine(event) && (this.pans?.(event) ?? true),
      zooms: (event) => this.#mine(event),
      moved: () => this.#hover(null),
      settled: (camera) => this.#keep(camera),
    });
    this.pans = pointer(this.#board.canvas, (x, y, reach) => under(this.#scene, this.#painter, this.#board.camera, x, y, reach), {
      hover: (what, x, y) => this.#hover(what, x, y),
      press: (what, x, y) => this.#press(what, x, y),
      twice: (what) => what?.node && this.#expand(what.node.id),
      drags: (event) => event.pointerType !== "touch" || !this.#whole(),
      drag: (drawn, x, y) => this.#drag(drawn, x, y),
      drop: ({ id, x, y }) => {
        this.actors.focus();
        this.#pinAt(id, x, y);
      },
    });
  }

  #take(data) {
    const { view } = this.#app;
    const first = !this.#made?.nodes.size;
    this.#tell(this.#made, data);
    this.#made = data;
    this.#scene = new Scene(data, view, this.#scene, performance.now(), this.#stretch());
    this.#hover(null);
    this.#reached = this.#scene.byId.get(this.#reached?.id) ?? null;
    this.actors.list(this.#scene, data);
    this.controls(view, data);
    this.#reserve();
    this.#look(view.camera, !first);
    this.#refresh();
    this.#board.redraw();
  }

  // Whoever works in the network by keyboard hears what came of it.
  #tell(before, { nodes, pairs }) {
    if (!before || before.nodes.size === nodes.size || !this.host.contains(document.activeElement)) return;
    this.#app.announce(`${count(nodes.size, "actor")}, ${count(pairs.size, "tie")}`);
  }

  #viewed(now, before) {
    this.legend(now, this.#app.data);
    if (now.show !== before.show) this.#show();
    if (!this.#board || now.show !== "network") return;
    if (now.actor !== before.actor) this.#let();
    else if (this.#scene.mark(now, performance.now())) this.#board.redraw();
    if (now.pins !== before.pins || now.expand !== before.expand) this.actors.name();
    if (sameData(now, before) && String(now.camera) !== String(before.camera)) this.#look(now.camera, true);
    this.#refresh();
    this.#board.redraw();
  }

  #look(camera, gliding) {
    const bounds = this.#scene.bounds();
    this.stage.classList.toggle("whole", !camera);
    if (camera) {
      const [x, y, k] = camera;
      if (String(this.#told(this.#board.aim)) !== String(camera)) this.#board.look({ x, y: y * this.#scene.stretch, k }, gliding);
    } else if (bounds) this.#board.look(this.#board.fitting(bounds), gliding);
  }

  #resized() {
    if (!this.#board || this.#app.view.show !== "network" || !this.#board.resize()) return;
    this.#reserve();
    if (this.#made && this.#scene.stretch !== this.#stretch()) this.#take(this.#made);
    this.#look(this.#app.view.camera, false);
    this.#board.redraw();
  }

  // The service's places are wider than tall. They are drawn taller on an upright screen, flatter on a low one, so that they
  // fill it; the address has them as they came. Who is there does not matter: news moves nobody by it.
  #stretch() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height) return 1;
    const { wide, tall } = room({ width, height });
    return Math.min(TALLEST, Math.max(FLATTEST, Math.round((10 * SHAPE * tall) / wide) / 10));
  }

  #whole() {
    return !this.#app.view.camera && !this.#board?.moving;
  }

  // While all of it is seen, one finger belongs to the page; so does a wheel turned back, where the page can scroll.
  #mine(event) {
    if (!this.#whole()) return true;
    if (event.type === "wheel") return event.deltaY < 0 || document.documentElement.scrollHeight <= innerHeight;
    return event.touches ? event.touches.length > 1 : true;
  }

  // A camera as it is kept in the address: to a fraction of a pixel.
  #told({ x, y, k }) {
    const places = Math.max(0, Math.ceil(Math.log10(k)) + 1);
    return [Number(x.toFixed(places)), Number((y / this.#scene.stretch).toFixed(places)), Number(k.toPrecision(4))];
  }

  // Where buttons lie over the picture, no name goes.
  #reserve() {
    const { left: x, top: y } = this.host.getBoundingClientRect();
    this.#reserved = [...this.host.querySelectorAll("button")].filter((button) => !this.card.element.contains(button)).map((button) => {
      const { left, top, right, bottom } = button.getBoundingClientRect();
      return { left: left - x - 3, top: top - y - 3, right: right - x + 3, bottom: bottom - y + 3 };
    });
  }

  #keep(camera) {
    this.#app.change({ camera: this.#told(camera) }, { quiet: true });
  }

  #fit() {
    if (this.#app.view.camera) this.#app.change({ camera: null }, { quiet: true });
    else this.#look(null, true);
  }

  #frame(context, now) {
    const board = this.#board;
    const walking = this.#scene.step(now);
    const { size, camera } = board;
    const look = { ...this.#emphasis(), reserved: this.#reserved, hurried: board.moving, effort: board.effort };
    this.#painter.frame(context, this.#scene, camera, size, look);
    this.card.place();
    this.glance.place();
    if (!walking && !board.moving) this.actors.place();
    if (this.#made && !this.#drawn) performance.mark("network"); // the first view, for bench.explorer
    this.#drawn ||= Boolean(this.#made);
    return walking;
  }

  // What stands out: what is hovered, else where the keyboard is, else whose card is open.
  #emphasis() {
    const pair = readPair(this.#app.view);
    const active = this.#reached?.id ?? "";
    const strand = this.#hovered?.strand;
    const drawn = strand ? null : this.#hovered?.node ?? this.#reached ?? this.#held;
    let focus = null;
    if (strand) {
      const strands = new Set(strand.a.ties.filter((other) => other.pair === strand.pair));
      focus = { nodes: new Set([strand.a, strand.b]), strands, first: strand.a };
    } else if (drawn) {
      focus = { nodes: new Set([drawn, ...drawn.ties.flatMap(({ a, b }) => [a, b])]), strands: new Set(drawn.ties), first: drawn };
    }
    return { pair, active, focus };
  }

  #hover(what, x, y) {
    const [was, is] = [this.#hovered?.node ?? this.#hovered?.strand?.pair, what?.node ?? what?.strand?.pair];
    this.stage.classList.toggle("pointing", Boolean(what));
    if (was === is) return;
    this.#hovered = what;
    this.#glance(what, { x, y });
    this.#board?.redraw();
  }

  #glance(what, at) {
    const { node, strand } = what ?? {};
    if (strand) this.glance.glance(() => ({ ...at, r: 0 }), ...aboutTie(strand));
    else if (node && node !== this.#held) this.glance.glance(this.#spot(node), ...aboutActor(this.#app, node, this.#from()));
    else this.glance.hide();
  }

  #press(what) {
    this.actors.focus(); // so that keys go on from here
    if (what?.strand) {
      this.#let();
      this.#app.read(what.strand.pair.a, what.strand.pair.b);
    } else if (what) this.#open(what.node, false);
    else this.#let();
  }

  // The keyboard came to an actor (or left).
  #goTo(drawn) {
    this.#reached = drawn;
    if (drawn) {
      this.#glance({ node: drawn });
      this.#reveal(drawn);
    } else if (!this.#hovered) this.glance.hide();
    this.#board?.redraw();
  }

  // An actor that the keyboard came to is brought into view.
  #reveal({ to }) {
    const { width, height } = this.#board.size;
    const { x, y, k } = this.#board.aim;
    const beside = (middle, place, half) => middle + Math.max(0, place - middle - half) - Math.max(0, middle - half - place);
    const camera = { x: beside(x, to.x, (width / 2 - 60) / k), y: beside(y, to.y, (height / 2 - 40) / k), k };
    if (camera.x === x && camera.y === y) return;
    this.#board.look(camera, true);
    this.#keep(camera);
  }

  #open(drawn, entering) {
    this.#held = drawn;
    this.glance.hide();
    this.actors.at(drawn);
    this.#refresh();
    if (entering) this.card.focus();
    this.#board.redraw();
  }

  // The open card again, as things are now.
  #refresh() {
    this.#held &&= this.#scene.byId.get(this.#held.id) ?? null;
    if (!this.#held) {
      this.card.hide();
      return;
    }
    const drawn = this.#held;
    const root = this.#scene.nodes[0]?.root ? this.#scene.nodes[0] : null;
    this.card.hold(drawn.label, this.#spot(drawn), ...aboutActor(this.#app, drawn, root), ...actions(this.#app, this.#scene, drawn, {
      visit: (id) => {
        this.actors.focus();
        this.#app.visit(id);
      },
      expand: (id) => this.#expand(id),
      pin: (id) => this.#pin(id),
      read: (id, other) => this.#app.read(id, other),
    }));
  }

  #let() {
    this.#held = null;
    this.card.hide();
    this.glance.hide();
    this.#board?.redraw();
  }

  // Opens or closes the partners of an actor. The whole graph has no root from which to open: there it becomes the root.
  #expand(id) {
    const { actor, expand } = this.#app.view;
    if (!actor) this.#app.visit(id);
    else if (expand.includes(id)) this.#app.change({ expand: expand.filter((other) => other !== id) });
    else if (id !== actor && expand.length < 20) this.#app.change({ expand: [...expand, id] });
  }

  #pin(id) {
    const { [id]: pinned, ...pins } = this.#app.view.pins;
    const drawn = this.#scene.byId.get(id);
    this.#app.announce(`${drawn.label}: ${pinned ? "let go" : "pinned"}`);
    if (pinned) this.#app.change({ pins });
    else this.#pinAt(id, drawn.x, drawn.y);
  }

  #pinAt(id, x, y) {
    this.#app.change({ pins: { ...this.#app.view.pins, [id]: [Math.round(x), Math.round(y / this.#scene.stretch)] } });
  }

  #drag(drawn, x, y) {
    const { width, height } = this.#board.size;
    const camera = this.#board.camera;
    drawn.x = camera.x + (x - width / 2) / camera.k;
    drawn.y = camera.y + (y - height / 2) / camera.k;
    drawn.to = { x: drawn.x, y: drawn.y };
    this.#board.redraw();
  }

  // From whom others are looked at: whose card is open, or whose graph it is.
  #from() {
    return this.#held ?? (this.#scene.nodes[0]?.root ? this.#scene.nodes[0] : null);
  }

  #spot = (drawn) => () => ({
    x: drawn.px, y: drawn.py, r: drawn.r * growth(this.#board.camera.k), avoid: drawn.ties.flatMap(({ a, b }) => [a, b]),
  });

  // What a picture of the network shows.
  #seen() {
    const { pair } = this.#emphasis();
    const known = this.#board?.size.width > 1;
    const size = known ? this.#board.size : { width: 1200, height: 800 };
    const camera = this.#board?.camera ?? { x: 0, y: 0, k: 1 };
    return { scene: this.#scene, camera, size, look: { pair } };
  }
}
