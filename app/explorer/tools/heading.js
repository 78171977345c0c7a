// Whose graph it is, and how much is known of it, in words.

import { latest, url } from "/explorer/core/api.js";
import { $ } from "/explorer/core/dom.js";
import { between, within } from "/explorer/core/span.js";
import { filtered } from "/explorer/core/view.js";
import { capital, clipped, count, kindly } from "/explorer/core/words.js";

const LONGEST = 160; // of a name in the heading; in the title of the window half of it


/** Keeps the heading, its standfirst and the title of the window. */
export function heading(app) {
  const asking = latest();
  let about = null; // what the service says of the actor, in the days of the view

  const say = () => {
    const { actor } = app.view;
    const whole = !actor;
    const name = whole ? "The strongest ties" : about?.id === actor ? about.name : app.name(actor);
    const days = within(app.view.from, app.view.to);
    $("name").textContent = clipped(name, LONGEST);
    $("standfirst").textContent = (whole ? ofAll(app, days) : about?.id === actor ? ofActor(app, about, days) : "") || "\u00a0";
    document.title = whole && !days ? "Entente" : `${clipped([name, days].filter(Boolean).join(" "), LONGEST / 2)} – Entente`;
  };
  const look = async () => {
    const { actor, from, to } = app.view;
    try {
      const answer = actor ? await asking(url(`/v1/actors/${encodeURIComponent(actor)}`, { from, to })) : null;
      if (actor && !answer) return; // overtaken
      about = answer;
      if (about) app.names.set(about.id, about.name);
    } catch {
      about = null; // why, the stage says
    }
    say();
  };
  app.on("view", (now, before) => {
    if (["actor", "from", "to"].some((name) => now[name] !== before[name])) {
      if (about?.id !== now.actor) about = null;
      look();
    }
    say();
  });
  app.on("data", (data) => {
    say();
    if (about && data.graph?.version !== about.graph?.version) look(); // something new came
  });
  look();
  say();
}

function ofActor(app, about, days) {
  const kind = capital(kindly(about.kind));
  if (!about.evidence) return `${kind}: no news ${days || "yet"}`;
  const known = `${count(about.evidence, "sentence")} on ${count(about.partners, "partner")}`;
  return `${kind}: ${known}${days ? ` ${days}` : `, ${between(about.first_day, about.last_day)}`}${passing(app, about)}`;
}

// How many partners a filter leaves: only where the answer holds all of them.
function passing(app, about) {
  const { data, view } = app;
  if (!filtered(view) || data?.root !== about.id || data.omitted?.nodes) return "";
  const left = [...data.pairs.values()].filter(({ a, b }) => a === about.id || b === about.id).length;
  return `; ${left || "none"} ${left > 1 ? "pass" : "passes"} the filter`;
}

function ofAll(app, days) {
  const { data, view } = app;
  if (!data || data.root) return "";
  if (!data.pairs.size) return filtered(view) ? `No tie passes the filter${days ? ` ${days}` : ""}` : days && `No news ${days}`;
  const left = data.omitted?.nodes ?? 0;
  const all = left ? ` of ${data.omitted.at_least ? "at least " : ""}${(data.nodes.size + left).toLocaleString("en-GB")}` : "";
  const shown = `${data.nodes.size.toLocaleString("en-GB")}${all} actors, ${count(data.pairs.size, "tie")} between them`;
  return capital(`${[shown, days].filter(Boolean).join(" ")}${filtered(view) ? ", as the filter lets them pass" : ""}`);
}
