// The years: how much there is of them, and which of them are looked at.

import { latest, url } from "/explorer/core/api.js";
import { draw, make } from "/explorer/core/dom.js";
import { filters } from "/explorer/core/view.js";
import { count } from "/explorer/core/words.js";
import { band, daysOf } from "/explorer/views/time/band.js";
import { between, closes, opens, reversed } from "/explorer/views/time/days.js";
import { extent } from "/explorer/views/time/extent.js";
import { fields } from "/explorer/views/time/fields.js";
import { Gesture } from "/explorer/views/time/gesture.js";
import { handles } from "/explorer/views/time/handles.js";
import { Player, following, rewound } from "/explorer/views/time/play.js";

const ICONS = { play: "M3 1.5v11l9-5.5z", pause: "M3 2h3v10H3zM8 2h3v10H8z", back: "M2 2h2v10H2zM12 2v10L4.5 7z", on: "M10 2h2v10h-2zM2 2v10l7.5-5z" };

const icon = (name) => draw("svg", { viewBox: "0 0 14 14", width: 14, height: 14, "aria-hidden": "true" }, draw("path", { d: ICONS[name] }));

/** The band at the foot of the desk: bars by the calendar, a brush on them, two days as fields, and play. */
export function time(host, app) {
  const asking = latest();
  const gesture = new Gesture(app);
  const chosen = () => ({ from: app.view.from, to: app.view.to });
  let years = extent([]);
  let any = false;
  let missing = false;

  const words = make("p", { class: "window" });
  const all = make("button", { type: "button", class: "link small" }, "All years");
  all.addEventListener("click", () => {
    move({ from: "", to: "" }, true);
    ends.focus(); // the button is gone
  });
  const note = make("p", { class: "small note" });
  const fault = make("p", { class: "fault", id: "time-fault", role: "alert" });

  /** Shows days at once, and asks for them: while something goes on now and then, at its end surely. */
  const move = (days, last) => {
    player.pause();
    paint(days);
    gesture.to(days);
    if (last) gesture.end();
  };
  const picture = band({
    moved: (days) => move(days),
    ended: (days) => move(days, true),
    pointed: (told) => (note.textContent = told || usual()),
  });
  const ends = handles(picture.host, { moved: (months) => move(daysOf(months, years)), done: () => gesture.end() });
  const typed = fields({ chosen: (days) => move(days, true), fault: (told) => (fault.textContent = told) });

  const exact = (months) => months && { from: opens(months[0]), to: closes(months[1] - 1) };
  const button = make("button", { type: "button", class: "quiet run", onclick: () => (player.playing ? player.pause("Paused.") : player.play()) });
  const player = new Player(app, {
    next: (by) => exact(following(chosen(), years, by)),
    rewound: () => exact(rewound(chosen(), years)),
    told(playing, how) {
      button.replaceChildren(icon(playing ? "pause" : "play"), playing ? "Pause" : "Play");
      host.classList.toggle("playing", playing);
      if (how) app.announce(playing ? how : `${how} ${between(app.view.from, app.view.to)}.`);
    },
  });
  button.append(icon("play"), "Play");
  const stepper = (name, drawing, by) => make("button", { type: "button", class: "quiet icon", "aria-label": name, title: name,
    onclick: () => player.step(by) || app.announce("There are no further years.") }, icon(drawing));

  const usual = () => {
    if (missing) return "The years cannot be read just now.";
    if (!any) return "No sentence with a day yet.";
    const left = years.earlier ? `; ${count(years.earlier, "sentence")} before 1800 left out` : "";
    return `By ${picture.step()}: cooperation above the line, conflict below${left}`;
  };
  const paint = (days) => {
    words.textContent = between(days.from, days.to);
    all.hidden = !days.from && !days.to;
    picture.choose(days);
    typed.show(days);
    ends.show(reversed(days) ? { from: "", to: "" } : days, years, picture.place(days));
  };

  const read = async () => {
    const { actor } = app.view;
    const path = actor ? `/v1/actors/${encodeURIComponent(actor)}/timeline` : "/v1/timeline";
    let periods = [];
    try {
      const answer = await asking(url(path, { ...filters(app.view), from: "", to: "", step: "quarter" }));
      if (!answer) return; // overtaken
      periods = answer.periods;
      missing = false;
    } catch (problem) {
      missing = problem.status !== 404; // an actor whom nobody named has no years, which is no fault
      if (missing) return void (note.textContent = usual()); // what is drawn stays
    }
    any = periods.length > 0;
    years = extent(periods);
    picture.show(periods, years);
  };

  host.append(
    make("div", { class: "controls" },
      make("div", { class: "play", role: "group", "aria-label": "Play the years" }, stepper("Step back", "back", -1), button, stepper("Step", "on", 1)),
      typed.form),
    make("div", { class: "years" }, make("div", { class: "told" }, words, all, fault, note), picture.host),
  );
  picture.host.addEventListener("drawn", () => {
    note.textContent = usual();
    paint(chosen());
  });
  const asked = (view) => String([view.actor, view.relation, view.sign, view.sources, view.confidence]);
  app.on("view", (now, before) => {
    if (asked(now) !== asked(before)) read();
    if ((now.from !== before.from || now.to !== before.to) && !(gesture.changing || gesture.waits)) {
      gesture.end(); // what comes next is another step of the history
      paint(chosen());
    }
  });
  app.on("news", read);
  app.on("state", (state) => missing && (state === "ready" || state === "empty") && read());
  picture.show([], years);
  paint(chosen());
  read();
}
