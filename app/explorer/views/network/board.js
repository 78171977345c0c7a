// The board: force-graph as what it is best at, a canvas with a camera that mouse, wheel and fingers move. Who stands where
// comes from the service, so its simulation never runs, and it is given no graph: the scene is drawn by `paint`.

import { calm } from "/explorer/core/dom.js";

const NEAREST = 8;
const FARTHEST = 0.05;
const GLIDE = 250; // ms
/** Frames later than this (ms) while somebody moves the camera ask for less to draw; earlier than that, for more. */
const LATE = 30;
const EARLY = 20;
const LEAST = 0.25;

/** How much of a picture actors may fill: their names need the rest. */
export function room({ width, height }) {
  return { wide: width - 2 * Math.min(90, width / 9), tall: height - 56 };
}

/** A camera is {x, y, k}: the place in the middle, and CSS pixels a unit. */
export class Board {
  /** Whether somebody moves the camera now. */
  moving = false;
  /** What share of very many ties this machine can draw while the camera moves. */
  effort = 1;
  #last = 0;
  #graph;
  #paint;
  #settled;
  #silent = false;
  #gliding = null;
  #asked = false;

  /**
   * `paint(context, now)` draws a frame and returns whether another must follow; `pans(event)` tells whether a press pans,
   * `zooms(event)` whether a wheel zooms; `settled(camera)` hears where a gesture ended.
   */
  constructor(ForceGraph, host, { paint, pans, zooms, settled, moved }) {
    this.host = host;
    this.#paint = paint;
    this.#settled = settled;
    this.#graph = new ForceGraph(host)
      .width(host.clientWidth || 1).height(host.clientHeight || 1)
      .minZoom(FARTHEST).maxZoom(NEAREST)
      .cooldownTicks(0).d3Force("charge", null).d3Force("link", null).d3Force("center", null)
      .enablePointerInteraction(false).enableNodeDrag(false).enablePanInteraction(pans).enableZoomInteraction(zooms)
      .onZoom(() => {
        if (this.#silent) return;
        this.moving = true;
        this.#gliding = null;
        moved();
      })
      .onZoomEnd(() => {
        if (this.#silent || !this.moving) return;
        this.moving = false;
        this.redraw();
        this.#settled(this.camera);
      })
      .onRenderFramePost((context) => this.#frame(context));
    this.canvas = host.querySelector("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
  }

  get camera() {
    return { ...this.#graph.centerAt(), k: this.#graph.zoom() };
  }

  get size() {
    return { width: this.#graph.width(), height: this.#graph.height() };
  }

  /** Looks there; at once, or gliding. */
  look(camera, gliding = false) {
    this.#gliding = null;
    if (gliding && !calm()) {
      this.#gliding = { from: this.camera, to: camera, began: performance.now() };
      this.redraw();
    } else this.#put(camera);
  }

  /** Where it will look when it has arrived. */
  get aim() {
    return this.#gliding?.to ?? this.camera;
  }

  /** The camera that has all of a rectangle (see Scene.bounds) in view. */
  fitting({ left, right, top, bottom }) {
    const { wide, tall } = room(this.size);
    const k = Math.min(wide / Math.max(1, right - left), tall / Math.max(1, bottom - top), 1.6);
    return { x: (left + right) / 2, y: (top + bottom) / 2, k: Math.max(FARTHEST, k) };
  }

  zoomBy(factor) {
    const { x, y, k } = this.aim;
    const camera = { x, y, k: Math.min(NEAREST, Math.max(FARTHEST, k * factor)) };
    this.look(camera, true);
    this.#settled(camera);
  }

  /** A frame more. */
  redraw() {
    if (!this.#asked) this.#graph.nodeRelSize(4); // tells force-graph that its picture is old
    this.#asked = true;
  }

  /** Takes the size of its place. True where that changed. */
  resize() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height || (width === this.size.width && height === this.size.height)) return false;
    this.#silent = true;
    this.#graph.width(width).height(height);
    this.#silent = false;
    return true;
  }

  rest() {
    this.#graph.pauseAnimation();
  }

  wake() {
    this.#graph.resumeAnimation();
    this.redraw();
  }

  #put({ x, y, k }) {
    this.#silent = true;
    this.#graph.zoom(k).centerAt(x, y);
    this.#silent = false;
  }

  // Draws as much as this machine can draw in time, while the camera moves.
  #pace(now) {
    const took = now - this.#last;
    if (this.moving && this.#last && took > LATE) this.effort = Math.max(LEAST, this.effort * 0.85);
    else if (this.moving && this.#last && took < EARLY) this.effort = Math.min(1, this.effort * 1.06);
    this.#last = this.moving ? now : 0;
  }

  #frame(context) {
    const now = performance.now();
    this.#pace(now);
    this.#asked = false;
    let more = false;
    if (this.#gliding) {
      const { from, to, began } = this.#gliding;
      const share = Math.min(1, (now - began) / GLIDE);
      const eased = 1 - (1 - share) ** 3;
      const between = (one, other) => one + (other - one) * eased;
      this.#put({ x: between(from.x, to.x), y: between(from.y, to.y), k: from.k * (to.k / from.k) ** eased });
      if (share === 1) this.#gliding = null;
      else more = true;
    }
    const density = devicePixelRatio;
    context.save();
    context.setTransform(density, 0, 0, density, 0, 0);
    more = this.#paint(context, now) || more;
    context.restore();
    if (more) this.redraw();
  }
}
