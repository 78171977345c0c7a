// Who belongs together: the groups that the news shows, what binds each, and how sure the division is.

import { following } from "/explorer/core/asking.js";
import { make } from "/explorer/core/dom.js";
import { actorLink, method, swatch } from "/explorer/core/bits.js";
import { filters } from "/explorer/core/view.js";
import { clipped, count, verb } from "/explorer/core/words.js";

const AT_FIRST = 6; // names a group, and one more where that is the last
const GROUPS = 10; // groups at a time
const OPENED = 20; // actors whose partners come along, at most

/** The panel of coalitions: follows the view's days and filter. */
export function coalitions(host, app) {
  const place = make("div", { class: "analysis" });
  host.append(make("h3", { class: "question" }, "Who belongs together"), place);
  following(app, place, {
    shown: (view) => view.panel === "coalitions",
    question: (view) => (view.sign === "conflict" ? null
      : ["/v1/analytics/coalitions", { ...filters(view), members: 200, binding: 3, limit: 50 }]),
    none: make("p", { class: "none" }, "Conflict alone binds nobody. Let cooperation pass, and the groups are here."),
    show: (answer) => groups(answer, app),
  });
}

function groups(answer, app) {
  for (const { members } of answer.results) for (const { id, name } of members) app.names.set(id, name);
  if (!answer.results.length) {
    const { from, to, ...passing } = filters(app.view);
    const where = `${from || to ? " in these days" : ""}${Object.values(passing).some((one) => String(one)) ? " with this filter" : ""}`;
    return [make("p", { class: "none" }, `Nobody is bound to anybody by more than talk${where || " yet"}.`), method(answer)];
  }
  const list = make("ol", { class: "groups" });
  const more = make("button", { type: "button", class: "quiet" });
  let shown = 0;
  const further = () => {
    const next = answer.results.slice(shown, shown + GROUPS).map((one) => group(one, app));
    const from = shown;
    shown += next.length;
    list.append(...next);
    const left = answer.results.length - shown;
    more.hidden = !left;
    more.textContent = count(left, "more group");
    if (from) next[0].querySelector("a").focus();
  };
  more.addEventListener("click", further);
  further();
  const told = answer.truncated ? `the largest ${answer.results.length} are told` : null;
  return [
    make("p", { class: "standfirst" }, [`${count(answer.total, "group")} of ${count(answer.actors, "actor")}, the largest first`, told].filter(Boolean).join("; "), "."),
    list, more, method(answer),
  ];
}

function group(one, app) {
  const [first] = one.members;
  const share = one.inside / (one.inside + one.outside || 1);
  const inside = make("span");
  inside.style.width = `${(share * 100).toFixed(0)}%`;
  const title = `${clipped(first.name)}${one.size > 1 ? ` and ${one.size - 1} more` : ""}`;
  const show = () => app.change({
    actor: first.id, expand: one.members.slice(1, OPENED + 1).map(({ id }) => id),
    show: app.view.show === "table" ? "network" : app.view.show, pins: {}, camera: null, globe: null,
  });
  return make("li", { class: "group" },
    make("h4", {}, make("span", { class: "rank", "aria-hidden": "true" }, String(one.rank)), title),
    make("p", { class: "meta" }, `${cohesion(share)}. ${stability(one.stability)}.`),
    make("div", { class: "share", "aria-hidden": "true" }, inside),
    members(one, app),
    one.relations.length ? make("p", { class: "meta lead" }, "Bound above all by") : null,
    make("ul", { class: "ties" }, ...one.relations.map((tie) => binding(tie, app))),
    make("button", { type: "button", class: "quiet", onclick: show, "aria-label": `Show: ${title}` }, "Show"));
}

/** How much of a group's ties stays inside it, in words. */
function cohesion(share) {
  const words = share >= 0.8 ? "Keeps almost wholly to itself" : share >= 0.6 ? "Bound more inside than to others"
    : share >= 0.45 ? "Bound as much to others as inside" : "Bound more to others than inside";
  return `${words}: ${Math.round(share * 100)} % of its ties are inside`;
}

/** How far other divisions agree, in words. */
function stability(share) {
  if (share === null || share === undefined) return "Divided once only";
  if (share >= 0.95) return "Found the same however it is divided";
  if (share >= 0.75) return "Mostly found the same when divided again";
  if (share >= 0.5) return "Often divided otherwise";
  return "Held together loosely: mostly divided otherwise";
}

function members(one, app) {
  const link = ({ id }) => make("li", {}, actorLink(app, id, null, id === app.view.actor ? { "aria-current": "true" } : {}));
  const first = one.members.length === AT_FIRST + 1 ? AT_FIRST + 1 : AT_FIRST;
  const rest = one.members.slice(first);
  const untold = one.size - one.members.length;
  const list = make("ul", { class: "members", "aria-label": "Members" }, ...one.members.slice(0, first).map(link));
  if (rest.length + untold > 0) {
    const open = make("button", { type: "button", class: "link" }, `and ${rest.length + untold} more`);
    const item = make("li", { class: "open" }, open);
    open.addEventListener("click", () => {
      const links = rest.map(link);
      item.replaceWith(...links, ...(untold ? [make("li", {}, `and ${untold.toLocaleString("en-GB")} others`)] : []));
      links[0]?.querySelector("a").focus();
    });
    list.append(item);
  }
  return list;
}

function binding(tie, app) {
  return make("li", {}, swatch(tie.sign),
    make("span", {}, make("button", { type: "button", class: "link", onclick: () => app.read(tie.source, tie.target, tie.id) },
      `${clipped(app.name(tie.source))} ${verb(tie.relation)} ${clipped(app.name(tie.target))}`),
    " ", make("span", { class: "small" }, count(tie.evidence, "sentence"))));
}
