// The tools of the masthead: undo, redo, share, light or dark, keys.

import { draw, make, writing } from "/explorer/core/dom.js";
import { keys } from "/explorer/tools/keys.js";
import { menu } from "/explorer/tools/menu.js";
import { turn } from "/explorer/tools/theme.js";

/** Fills the masthead's tools. */
export function share(host, app) {
  // aria-disabled, not disabled: pressing Undo to the end must not lose the focus.
  const tool = (name, path, act) => make("button", { type: "button", class: "quiet icon", "aria-label": name, title: name,
    onclick: (event) => { if (event.currentTarget.ariaDisabled !== "true") act(); } }, icon(path));
  const undo = tool("Undo", "M6 3L2.5 6.5 6 10M2.5 6.5h7a4 4 0 0 1 0 8H7", () => app.views.undo());
  const redo = tool("Redo", "M10 3l3.5 3.5L10 10M13.5 6.5h-7a4 4 0 0 0 0 8H9", () => app.views.redo());
  const theme = tool("Dark", "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13z", turn);
  theme.firstChild.append(draw("path", { class: "half", d: "M8 1.5a6.5 6.5 0 0 1 0 13z" }));
  const { button, dialog } = keys();
  host.append(undo, redo, ...menu(app), theme, button, dialog);

  const steps = () => {
    undo.ariaDisabled = String(!app.views.canUndo);
    redo.ariaDisabled = String(!app.views.canRedo);
  };
  app.on("view", steps);
  steps();

  const named = () => {
    theme.ariaLabel = theme.title = document.documentElement.dataset.theme === "dark" ? "Light paper" : "Dark paper";
  };
  document.addEventListener("themechange", named);
  named();

  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || writing(event.target)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) app.views.redo();
    else app.views.undo();
  });
}

const icon = (path) => draw("svg", { viewBox: "0 0 16 16", class: "drawn", "aria-hidden": "true" }, draw("path", { d: path }));
