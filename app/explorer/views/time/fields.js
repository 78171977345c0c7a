// The two days as fields.

import { make } from "/explorer/core/dom.js";
import { reversed, same } from "/explorer/views/time/days.js";

const SETTLED = 700; // a date is typed in three parts, and each part is a change

/** The fields From and To. `chosen(days)` is called with days that can be; `fault(words)` with what is wrong ("" if nothing). */
export function fields({ chosen, fault }) {
  const field = (name) => make("input", { type: "date", name, min: "0001-01-01", max: "9999-12-31", "aria-describedby": "time-fault" });
  const [from, to] = [field("from"), field("to")];
  const form = make("form", { class: "days", novalidate: true }, make("label", {}, "From ", from), make("label", {}, "To ", to));
  let shown = { from: "", to: "" };
  let timer = 0;

  const say = (words, ...wrong) => {
    for (const one of [from, to]) {
      if (wrong.includes(one)) one.setAttribute("aria-invalid", "true");
      else one.removeAttribute("aria-invalid");
    }
    fault(words);
  };
  const take = () => {
    clearTimeout(timer);
    const odd = [from, to].find((one) => one.validity.badInput || one.validity.rangeOverflow);
    if (odd) return say(`“${odd === from ? "From" : "To"}” is not a whole day, such as 24 February 2022.`, odd);
    const days = { from: from.value, to: to.value };
    if (reversed(days)) return say("“From” lies after “To”.", from, to);
    say("");
    if (!same(days, shown)) chosen(days);
  };
  // a year under way ("2", "20", "201") is one of the first centuries: it waits until the field is left
  const early = (one) => one.value && one.value < "1000";
  form.addEventListener("input", () => {
    clearTimeout(timer);
    if (!early(from) && !early(to)) timer = setTimeout(take, SETTLED);
  });
  form.addEventListener("focusout", take);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take();
  });
  form.addEventListener("keydown", (event) => event.key === "Enter" && take());

  return {
    form,
    /** Shows days; what was typed and is not yet chosen stays while they are the same as before. */
    show(days) {
      if (same(days, shown) && !reversed(days)) return;
      clearTimeout(timer);
      shown = days;
      from.value = days.from;
      to.value = days.to;
      if (reversed(days)) say("“From” lies after “To”.", from, to);
      else say("");
    },
  };
}
