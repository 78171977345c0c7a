// What draws like a canvas and writes SVG: as much of a canvas' context as painting a network needs.

import { draw } from "/explorer/core/dom.js";

const number = (given) => String(Math.round(given * 100) / 100);

/** A context for an SVG of a size: paint with it, then take `text`. */
export class Pen {
  globalAlpha = 1;
  strokeStyle = "#000";
  fillStyle = "#000";
  lineWidth = 1;
  lineCap = "butt";
  lineJoin = "miter";
  font = "12px serif";
  textAlign = "left";
  textBaseline = "middle";
  #dash = [];
  #path = [];
  #measure = document.createElement("canvas").getContext("2d");

  constructor(width, height, paper) {
    this.root = draw("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height },
      draw("rect", { width, height, fill: paper }));
  }

  /** The file. */
  get text() {
    return new XMLSerializer().serializeToString(this.root);
  }

  clearRect() {} // new paper is clear

  setLineDash(dash) {
    this.#dash = dash;
  }

  beginPath() {
    this.#path = [];
  }

  moveTo(x, y) {
    this.#path.push(`M${number(x)} ${number(y)}`);
  }

  lineTo(x, y) {
    this.#path.push(`L${number(x)} ${number(y)}`);
  }

  quadraticCurveTo(x, y, toX, toY) {
    this.#path.push(`Q${number(x)} ${number(y)} ${number(toX)} ${number(toY)}`);
  }

  /** Whole circles alone. */
  arc(x, y, radius) {
    const [left, right, r] = [number(x - radius), number(x + radius), number(radius)];
    this.#path.push(`M${right} ${number(y)}A${r} ${r} 0 1 1 ${left} ${number(y)}A${r} ${r} 0 1 1 ${right} ${number(y)}`);
  }

  rect(x, y, width, height) {
    this.#path.push(`M${number(x)} ${number(y)}h${number(width)}v${number(height)}h${number(-width)}z`);
  }

  closePath() {
    this.#path.push("z");
  }

  stroke() {
    this.#add("path", { d: this.#path.join(""), fill: "none", ...this.#line() });
  }

  fill() {
    this.#add("path", { d: this.#path.join(""), fill: this.fillStyle });
  }

  fillRect(x, y, width, height) {
    this.#add("rect", { x: number(x), y: number(y), width: number(width), height: number(height), fill: this.fillStyle });
  }

  measureText(words) {
    this.#measure.font = this.font;
    return this.#measure.measureText(words);
  }

  strokeText(words, x, y) {
    this.#write(words, x, y, { fill: "none", ...this.#line(), "stroke-linejoin": this.lineJoin });
  }

  fillText(words, x, y) {
    this.#write(words, x, y, { fill: this.fillStyle });
  }

  #write(words, x, y, paint) {
    const [, weight, size, family] = /^(\d+ )?([\d.]+)px (.*)$/.exec(this.font);
    const clean = words.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd"); // what XML can hold
    this.#add("text", { x: number(x), y: number(y), "font-family": family, "font-size": size, "font-weight": weight?.trim(),
      "dominant-baseline": "central", ...paint }, clean);
  }

  #line() {
    return { stroke: this.strokeStyle, "stroke-width": number(this.lineWidth), "stroke-linecap": this.lineCap === "butt" ? null : this.lineCap,
      "stroke-dasharray": this.#dash.length ? this.#dash.map(number).join(" ") : null };
  }

  #add(name, attributes, ...children) {
    if (name === "path" && !attributes.d) return;
    const opacity = this.globalAlpha < 1 ? number(this.globalAlpha) : null;
    this.root.append(draw(name, { ...attributes, opacity }, ...children));
  }
}
