// A panel does no work until it is shown, and no more than once for the same question.

/**
 * Calls `load(view, why)` when the panel is shown and what it depends on, `key(view)`, differs from what it loaded last;
 * again when the store has something new. `why` is "view" or "news". Returns `again()`, which loads in any case.
 */
export function attend(app, panel, key, load) {
  let held = null;
  const look = (why) => {
    if (app.view.panel !== panel) return;
    const wanted = key(app.view);
    if (wanted === held) return;
    held = wanted;
    load(app.view, why);
  };
  const again = (why) => {
    held = null;
    look(why);
  };
  app.on("view", () => look("view"));
  app.on("news", () => again("news"));
  queueMicrotask(() => look("view")); // once every part listens
  return () => again("view");
}
