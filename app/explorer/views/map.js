// The ties on a map of the world. What it is made of is fetched when it is first shown.

import { make } from "/explorer/core/dom.js";
import { legend } from "/explorer/views/map/legend.js";

/** The map in its host; see map/stage.js for the work. */
export function map(host, app) {
  const key = legend(document.getElementById("legend"));
  let stage = null;
  let asked = false;

  const failed = (problem) => {
    asked = false;
    host.replaceChildren(make("div", { class: "map-failed" },
      make("p", { class: "message", role: "alert" }, problem.message || "The map cannot be drawn."),
      make("button", { type: "button", class: "quiet", onclick: show }, "Try again")));
  };

  async function show() {
    if (asked) return;
    asked = true;
    host.replaceChildren(make("p", { class: "hint map-wait" }, "Unfolding the map …"));
    try {
      const [{ atlas }, { Stage }] = await Promise.all([import("/explorer/views/map/atlas.js"), import("/explorer/views/map/stage.js")]);
      stage = new Stage(host, app, await atlas(), key);
    } catch (problem) {
      failed(problem);
    }
  }

  const look = () => {
    key.shown(app.view.show === "map");
    if (app.view.show !== "map") return;
    if (stage) stage.update();
    else show();
  };
  app.on("view", look);
  app.on("data", look);
  look();
}
