// The page: makes its parts and hands each the app. A part listens to "view", "data", "state" or "news", and changes the view.

import { App } from "/explorer/core/app.js";
import { $ } from "/explorer/core/dom.js";
import { tabs } from "/explorer/core/tabs.js";
import { article } from "/explorer/panels/article.js";
import { changes } from "/explorer/panels/changes.js";
import { coalitions } from "/explorer/panels/coalitions.js";
import { pair } from "/explorer/panels/pair.js";
import { ties } from "/explorer/panels/ties.js";
import { filterBar } from "/explorer/tools/filters.js";
import { heading } from "/explorer/tools/heading.js";
import { live } from "/explorer/tools/live.js";
import { search } from "/explorer/tools/search.js";
import { share } from "/explorer/tools/share.js";
import { states } from "/explorer/tools/states.js";
import { map } from "/explorer/views/map.js";
import { network } from "/explorer/views/network.js";
import { table } from "/explorer/views/table.js";
import { time } from "/explorer/views/time.js";

const app = new App();

const showing = tabs($("shows"), (show) => app.change({ show }));
const reading = tabs($("panels"), (panel) => app.change({ panel }));
const opened = ({ show, panel }) => {
  showing(show);
  reading(panel);
};
opened(app.view);
app.on("view", opened);

search($("ask"), app);
filterBar($("filters"), app);
share($("tools"), app);
heading(app);
states($("state"), app);
network($("network"), app);
map($("map"), app);
table($("table"), app);
time($("time"), app);
ties($("panel-ties"), app);
pair($("panel-pair"), app);
coalitions($("panel-coalitions"), app);
changes($("panel-changes"), app);
article($("panel-article"), app);
live(app);

$("wordmark").addEventListener("click", (event) => {
  event.preventDefault();
  app.visit("");
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address belongs to the view
  $("stage").focus();
});
app.refresh();
