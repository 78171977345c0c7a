// The keys of the page, in a dialogue.

import { make, writing } from "/explorer/core/dom.js";

const KEYS = [
  ["Tab", "the next thing; what has several keys of its own is one stop"],
  ["← → ↑ ↓", "between tabs, actors, countries and rows"],
  ["Enter", "open what is marked"],
  ["Escape", "close what lies over the page"],
  ["Ctrl Z", "undo the last step"],
  ["Ctrl Shift Z", "redo it"],
  ["/", "to the search box"],
  ["E P", "in the network: bring an actor’s partners along, pin it"],
  ["+ - 0", "in the network and on the map: nearer, further, all of it"],
  ["?", "these keys"],
];

/** A button that opens the list of keys: {button, dialog}. So does "?", unless somebody writes. */
export function keys() {
  const close = make("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Close");
  const dialog = make("dialog", { class: "keys", "aria-labelledby": "keys-title", onclick: (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  } }, make("div", {}, make("h2", { id: "keys-title" }, "Keys"),
    make("dl", {}, ...KEYS.map(([key, does]) => make("div", {},
      make("dt", {}, ...key.split(" ").map((one) => make("kbd", {}, one))), make("dd", {}, does)))), close));
  const open = () => {
    if (!dialog.open) dialog.showModal();
  };
  const button = make("button", { type: "button", class: "quiet icon", "aria-label": "Keys", title: "Keys (?)", "aria-haspopup": "dialog", onclick: open }, "?");
  addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || writing(event.target)) return;
    event.preventDefault();
    open();
  });
  return { button, dialog };
}
