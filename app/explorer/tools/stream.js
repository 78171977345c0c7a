// The connection to the service's stream of changes: held while the page is looked at, opened again when it broke.

import { ask, url } from "/explorer/core/api.js";

const TYPES = ["relation", "article", "actor", "decision"];
const HIDDEN = 30_000; // ms out of sight until it is given back: a browser has six connections for a host
const [SHORTEST, LONGEST] = [1_000, 30_000]; // ms between two attempts

/**
 * Opens the stream. `heard(change)`; `became("live" | "offline" | "apart" | "closed")`: open, nobody answers, the service
 * answers but does not stream, it wants a key; `since()`: the version to begin after; `expired()`: the log does not reach
 * back so far, so that what is shown must be asked for anew. Returns `hurry()`: try now if it waits.
 */
export function stream({ heard, became, since, expired }) {
  let source = null;
  let position = "";
  let tries = 0;
  let waiting = 0;
  let leaving = 0;
  let refused = false;
  let opened = false;

  function open() {
    clearTimeout(waiting);
    waiting = 0;
    source?.close();
    const mine = new EventSource(url("/v1/stream", { since: position || since() }));
    source = mine;
    mine.addEventListener("open", () => {
      tries = 0;
      opened = true;
      became("live");
    });
    for (const type of TYPES) {
      mine.addEventListener(type, (event) => {
        position = event.lastEventId;
        heard(JSON.parse(event.data));
      });
    }
    mine.addEventListener("error", () => { if (mine === source) lost(mine); });
  }

  // An EventSource does not tell why it broke; the same question without it does.
  async function lost(mine) {
    mine.close();
    let why = "apart";
    try {
      await ask(url("/v1/changes", { since: position || since() || 0, limit: 1 }));
    } catch (problem) {
      if (problem.offline) why = "offline";
      if (problem.status === 401 || problem.status === 403) why = "closed";
      if (problem.status === 410) {
        position = "";
        expired();
      }
    }
    if (mine !== source) return;
    source = null;
    refused = why === "closed";
    if (why !== "apart" || tries || !opened) became(why); // a stream may end and go on; nobody need know
    if (refused) return;
    waiting = setTimeout(open, Math.min(LONGEST, SHORTEST * 2 ** tries) * (0.75 + Math.random() / 2));
    tries += 1;
  }

  function leave() {
    clearTimeout(waiting);
    waiting = 0;
    source?.close();
    source = null;
  }

  const back = () => { if (!source && !refused) open(); };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(leaving);
    if (document.hidden) leaving = setTimeout(leave, HIDDEN);
    else back();
  });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) back(); });
  addEventListener("online", back);
  open();
  return () => { if (waiting) open(); };
}
