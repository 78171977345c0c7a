// A button and what it opens over the page. The browser closes it on Escape and on a click elsewhere, and gives the focus back.

const GAP = 6;

/** Makes `panel` the popover of `button`, below it. `opening` is called before each time it is shown. */
export function popover(button, panel, opening = () => {}) {
  panel.popover = "auto";
  panel.classList.add("popover");
  button.popoverTargetElement = panel;
  button.setAttribute("aria-expanded", "false");
  panel.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") opening();
  });
  panel.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (open) follow(button, panel);
  });
}

// The page may move under it (a heading grows, the window turns): it stays with its button while it is open.
function follow(button, panel) {
  if (!panel.matches(":popover-open")) return;
  place(button, panel);
  requestAnimationFrame(() => follow(button, panel));
}

// Below the button, inside the window; it scrolls with the page, and by itself where it is too long.
function place(button, panel) {
  const at = button.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const wished = at.left + at.width / 2 > width / 2 ? at.right - panel.offsetWidth : at.left;
  const left = Math.max(GAP, Math.min(wished, width - panel.offsetWidth - GAP));
  panel.style.left = `${left + scrollX}px`;
  panel.style.top = `${at.bottom + GAP + scrollY}px`;
  panel.style.maxHeight = `${Math.max(240, innerHeight - at.bottom - 3 * GAP)}px`;
}
