// Making elements. Whatever came from articles or names only ever becomes text nodes.

/** An HTML element: attributes (`on…` are listeners), then children (nodes, or strings as text; null is left out). */
export function make(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function draw(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const FIELDS = "input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable]";

/** Whether a key that was pressed there belongs to a text that is being written. */
export const writing = (target) => Boolean(target.closest?.(FIELDS));

export const $ = (id) => document.getElementById(id);

/** Whether whoever looks asked for less motion. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A colour of the style sheet, as it is now: `ink("--conflict")`. */
export const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
