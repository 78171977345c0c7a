// What changed since a day: what is new in the news, what is told no more, who changed sides.

import { following } from "/explorer/core/asking.js";
import { ask, url } from "/explorer/core/api.js";
import { make } from "/explorer/core/dom.js";
import { method, swatch, trouble } from "/explorer/core/bits.js";
import { filters } from "/explorer/core/view.js";
import { chosen, compared, inWords, unfit } from "/explorer/panels/changes/times.js";
import { brief, clipped, day, verb } from "/explorer/core/words.js";

const AT_FIRST = 8;
const AT_MOST = 200;
const TYPED = 600; // ms
const KINDS = {
  new: ["New", "in the news of the later time alone"],
  ended: ["Ended", "in the news of the earlier time alone"],
  strengthened: ["Stronger", "in both, with more behind it"],
  weakened: ["Weaker", "in both, with less behind it"],
  flipped: ["Changed sides", "from cooperation to conflict, or back"],
  contested: ["Now contested", "both cooperation and conflict, as not before"],
};

function question(view, times, more) {
  return ["/v1/analytics/diff", {
    ...filters(view), from: "", to: "", ...times, actor: view.around === "actor" ? view.actor : "", ...more,
  }];
}

/** The panel of changes: since a day that is chosen in it, up to the view's last. */
export function changes(host, app) {
  const since = make("input", { type: "date", id: "since", name: "since" });
  const until = make("span", { class: "small" });
  const only = make("input", { type: "checkbox", id: "only" });
  const how = make("select", { id: "compared", onchange: () => app.change({ compare: how.value }) },
    make("option", { value: "time" }, "with as long a time before"), make("option", { value: "years" }, "by the year up to each day"));
  const about = make("label", { for: "only", class: "check" }, only, make("span"));
  const wrong = make("p", { class: "message", role: "alert", hidden: true });
  const place = make("div", { class: "analysis" });
  host.append(make("h3", { class: "question" }, "What changed"),
    make("form", { class: "between", onsubmit: (event) => { event.preventDefault(); settle(); } },
      make("label", { for: "since" }, "Since"), since, until,
      make("span", { class: "how" }, make("label", { for: how.id }, "Compared"), how), about), wrong, place);

  const say = (why) => {
    wrong.hidden = !why;
    wrong.textContent = why;
  };
  // A year that is being typed is four days one after the other.
  let typing = 0;
  const settle = () => {
    clearTimeout(typing);
    if (since.value === since.dataset.shown) return say("");
    const why = since.value ? unfit(since.value, since.dataset.until) : "";
    say(why);
    if (!why) app.change({ before: since.value });
    return undefined;
  };
  since.addEventListener("change", () => {
    clearTimeout(typing);
    typing = setTimeout(settle, TYPED);
  });
  since.addEventListener("blur", settle);
  only.addEventListener("change", () => app.change({ around: only.checked ? "actor" : "all" }));

  const shown = (view) => view.panel === "changes";
  const told = () => {
    if (!shown(app.view)) return;
    about.hidden = !app.view.actor;
    how.value = app.view.compare;
    only.checked = app.view.around === "actor";
    about.lastChild.textContent = `only around ${app.names.has(app.view.actor) ? clipped(app.name(app.view.actor)) : "this actor"}`;
  };
  app.on("view", told);
  app.on("data", told);
  told();

  following(app, place, {
    shown,
    question: async (view, current) => {
      const between = await chosen(view);
      if (!current()) return null; // the fields are another view's by now
      since.disabled = !between;
      if (!between) return null;
      since.dataset.until = between.until;
      since.value = since.dataset.shown = between.since;
      until.textContent = `up to ${day(between.until)}`;
      say(between.wrong);
      return question(view, compared(between, view.compare), { limit: AT_FIRST });
    },
    none: make("p", { class: "none" }, "No article has been read yet, so nothing has changed."),
    show: (answer) => [...report(answer, app)],
  });
}

function* report(answer, app) {
  const { counts } = answer;
  yield make("p", { class: "standfirst" }, inWords(answer));
  const all = Object.values(counts).reduce((sum, one) => sum + one, 0);
  if (!all) yield make("p", { class: "none" }, "Nothing changed from one to the other.");
  else {
    yield make("dl", { class: "counts" }, ...Object.entries(KINDS).map(([kind, [title]]) => make("div", { class: counts[kind] ? null : "nought" },
      make("dt", {}, title), make("dd", {}, counts[kind].toLocaleString("en-GB")))));
  }
  for (const [kind, [title, meaning]] of Object.entries(KINDS)) {
    if (answer.changes[kind]?.results.length) yield section(kind, title, meaning, answer, app);
  }
  yield method(answer);
}

function section(kind, title, meaning, answer, app) {
  const { results, total } = answer.changes[kind];
  const list = make("ul", { class: "ties" }, ...results.map((one) => line(one, app)));
  const rest = make("div");
  const left = Math.min(total, AT_MOST) - results.length;
  const further = async () => {
    try {
      const times = { before: answer.before.day, after: answer.after.day, days: answer.parameters.days };
      const whole = await ask(url(...question(app.view, times, { change: kind, limit: AT_MOST })));
      const next = whole.changes[kind].results.slice(results.length).map((one) => line(one, app));
      list.append(...next);
      rest.replaceChildren(total > AT_MOST ? make("p", { class: "small" }, `The ${AT_MOST} largest of ${total.toLocaleString("en-GB")} are told.`) : "");
      next[0]?.querySelector("button").focus();
    } catch (problem) {
      rest.replaceChildren(trouble(problem, further));
    }
  };
  if (left > 0) rest.append(make("button", { type: "button", class: "quiet", onclick: further, "aria-label": `${left} more: ${title}` }, `${left} more`));
  return make("section", { class: "kind-of-change" }, make("h4", {}, title, " ", make("span", { class: "small" }, meaning)), list, rest);
}

function line(one, app) {
  for (const end of [one.source, one.target, one.a, one.b]) if (end) app.names.set(end.id, end.name);
  const [sign, words, told, read] = one.relation ? relation(one, app) : pair(one, app);
  return make("li", {}, swatch(sign),
    make("span", {}, make("button", { type: "button", class: "link", onclick: read }, words), " ", make("span", { class: "small" }, told)));
}

function relation(one, app) {
  const number = (state) => state.strength.toFixed(2);
  const seen = {
    new: () => (one.returned ? `again since ${brief(one.after.first_day)}, first seen ${brief(one.first_ever)}` : `first seen ${brief(one.first_ever ?? one.after.first_day)}`),
    ended: () => `last seen ${brief(one.before.last_day)}`,
    strengthened: () => `strength ${number(one.after)}, before ${number(one.before)}`,
    weakened: () => `strength ${number(one.after)}, before ${number(one.before)}`,
  }[one.change]();
  return [one.sign, `${clipped(one.source.name)} ${verb(one.relation)} ${clipped(one.target.name)}`, seen, () => app.read(one.source.id, one.target.id, one.id)];
}

function pair(one, app) {
  const told = one.change === "flipped" ? `from ${one.before.sign} to ${one.after.sign}`
    : `cooperation ${one.after.cooperation.toFixed(2)}, conflict ${one.after.conflict.toFixed(2)}`;
  return [one.after.sign ?? "conflict", `${clipped(one.a.name)} and ${clipped(one.b.name)}`, told, () => app.read(one.a.id, one.b.id)];
}
