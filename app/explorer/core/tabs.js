// Tabs, as the ARIA practices describe them: arrows move, the chosen one alone is in the tab order.

/** Wires a `role=tablist` whose tabs name their value in `data-value`. Returns `select(value)`, which calls nobody. */
export function tabs(list, chosen) {
  const all = [...list.querySelectorAll("[role=tab]")];
  const select = (value) => {
    for (const tab of all) {
      const on = tab.dataset.value === value;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
    }
  };
  const step = (from, by) => all[(all.indexOf(from) + by + all.length) % all.length];
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) chosen(tab.dataset.value);
  });
  list.addEventListener("keydown", (event) => {
    const next = { ArrowRight: () => step(event.target, 1), ArrowLeft: () => step(event.target, -1),
      Home: () => all[0], End: () => all.at(-1) }[event.key]?.();
    if (!next) return;
    event.preventDefault();
    next.focus();
    chosen(next.dataset.value);
  });
  return select;
}
