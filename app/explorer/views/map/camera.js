// Where one looks from: pixels of the view for units of the map, moved by wheel, drag, pinch, buttons and keys.

import { calm } from "/explorer/core/dom.js";
import { select, zoom, zoomIdentity, zoomTransform } from "/explorer/vendor/vendor.js";

const CLOSEST = 16;
const MARGIN = 6;
const round = (number) => Math.round(number * 100) / 100;

/** The camera over an element. `moved(moving)` is called at every move, at the end with false, `settled(globe)` once after it. */
export class Camera {
  #fit = { scale: 1, x: 0, y: 0 };
  #frame;
  #element;
  #zoom;
  #quiet = false;
  width = 1;
  height = 1;

  constructor(element, frame, { moved, settled }) {
    this.#frame = frame;
    this.#element = select(element);
    this.#zoom = zoom().scaleExtent([1, CLOSEST]).filter((event) => this.#mine(event))
      .on("zoom", () => moved(true))
      .on("end", () => {
        element.classList.toggle("whole", this.k <= 1);
        moved(false);
        if (!this.#quiet) settled(this.globe);
      });
    this.#element.call(this.#zoom).on("dblclick.zoom", null);
    element.classList.add("whole");
  }

  // While the whole world is seen, one finger and a wheel turned back belong to the page.
  #mine(event) {
    const whole = this.k <= 1;
    if (event.type === "touchstart") return event.touches.length > 1 || !whole;
    if (event.type === "wheel") return event.deltaY < 0 || !whole;
    return !event.button && !event.ctrlKey;
  }

  get k() {
    return zoomTransform(this.#element.node()).k;
  }

  /** Pixels of a unit of the map, and where its corner is. */
  get now() {
    const { k, x, y } = zoomTransform(this.#element.node());
    return { scale: k * this.#fit.scale, x: k * this.#fit.x + x, y: k * this.#fit.y + y };
  }

  /** The view in the address: the middle in units of the map, and the scale; null where the whole world is seen. */
  get globe() {
    if (this.k <= 1) return null;
    const { scale, x, y } = this.now;
    return [round((this.width / 2 - x) / scale), round((this.height / 2 - y) / scale), round(this.k)];
  }

  /** Another size of the element; what is in the middle stays there. */
  resize(width, height, globe) {
    [this.width, this.height] = [width, height];
    const { x, y, width: wide, height: high, whole } = this.#frame;
    const scale = Math.min((width - 2 * MARGIN) / wide, (height - 2 * MARGIN) / high);
    const middle = scale * whole <= height ? whole / 2 : y + high / 2; // all of the globe, where there is room
    this.#fit = { scale, x: width / 2 - scale * (x + wide / 2), y: height / 2 - scale * middle };
    this.#zoom.extent([[0, 0], [width, height]]).translateExtent([[0, 0], [width, height]]);
    this.look(globe);
  }

  /** Looks as the address says, at once. */
  look(globe) {
    let to = zoomIdentity;
    if (globe) {
      const k = Math.min(CLOSEST, Math.max(1, globe[2]));
      const scale = k * this.#fit.scale;
      to = zoomIdentity.translate(this.width / 2 - scale * globe[0] - k * this.#fit.x,
        this.height / 2 - scale * globe[1] - k * this.#fit.y).scale(k);
    }
    this.#quiet = true;
    this.#zoom.transform(this.#element.interrupt(), to);
    this.#zoom.translateBy(this.#element, 0, 0); // an address made by hand may look beyond the edge
    this.#quiet = false;
  }

  /** Nearer (more than 1) or further away. */
  scaleBy(factor) {
    this.#zoom.scaleBy(this.#gently(), factor);
  }

  /** Moved by pixels. */
  pan(x, y) {
    this.#zoom.translateBy(this.#gently(), x / this.k, y / this.k);
  }

  /** The whole world. */
  whole() {
    this.#zoom.transform(this.#gently(), zoomIdentity);
  }

  /** Moves just so far that a place (in pixels) is well inside. */
  reveal(x, y, margin = 40) {
    const over = (at, size) => Math.max(0, margin - at) + Math.min(0, size - margin - at);
    const [dx, dy] = [over(x, this.width), over(y, this.height)];
    if (this.k > 1 && (dx || dy)) this.pan(dx, dy);
  }

  #gently() {
    return calm() ? this.#element.interrupt() : this.#element.transition().duration(220);
  }
}
