// Mouse and fingers over the network: what they hover, press, press twice and drag. Panning and zooming are the board's.

const STILL = 5; // px that a press may wander
const REACH = { mouse: 5, pen: 8, touch: 14 };

/**
 * Listens on a canvas. `find(x, y, reach)` tells what is there: {node}, {strand} or null; `does`: {hover(what, x, y),
 * press(what, x, y), twice(what), drags(event), drag(node, x, y), drop(node)}; `drags`: whether a press may move an actor. Returns `pans(event)`: whether a press moves the
 * camera, because it met no actor.
 */
export function pointer(canvas, find, does) {
  let pressed = null; // {x, y, what, id, dragging}
  const fingers = new Set(); // by id
  const place = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.isPrimary) fingers.clear();
    fingers.add(event.pointerId);
    if (event.button !== 0 || fingers.size > 1) {
      pressed = null;
      return;
    }
    const [x, y] = place(event);
    pressed = { x, y, what: find(x, y, REACH[event.pointerType] ?? 5), id: event.pointerId, dragging: false };
  });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    if (!pressed) {
      if (event.pointerType !== "touch" && event.buttons === 0) does.hover(find(x, y, REACH.mouse), x, y);
      return;
    }
    if (event.pointerId !== pressed.id) return;
    if (!pressed.dragging && Math.hypot(x - pressed.x, y - pressed.y) <= STILL) return;
    if (!pressed.dragging) {
      pressed.dragging = true;
      does.hover(null);
      if (!does.drags(event)) pressed.what = null;
      if (pressed.what?.node) canvas.setPointerCapture(event.pointerId);
    }
    if (pressed.what?.node) does.drag(pressed.what.node, x, y);
  });
  const ended = (event) => {
    fingers.delete(event.pointerId);
    if (!pressed || event.pointerId !== pressed.id) return;
    const { what, dragging, x, y } = pressed;
    pressed = null;
    if (dragging && what?.node) does.drop(what.node);
    else if (!dragging && event.type === "pointerup") does.press(what, x, y);
  };
  canvas.addEventListener("pointerup", ended);
  canvas.addEventListener("pointercancel", ended);
  canvas.addEventListener("pointerleave", () => does.hover(null));
  canvas.addEventListener("dblclick", (event) => does.twice(find(...place(event), REACH.mouse)));
  return (event) => (event.touches?.length ?? 0) > 1 || !pressed?.what?.node;
}
