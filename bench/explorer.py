"""How fast is the page? python3 -m bench.explorer [--nodes 2000] [--edges 10000] [--seconds 4] [--repeats 3]

A server over the sample, then over a synthetic world, and a headless Chromium that draws in software (no GPU, 1280x800).
Measured are

* frames a second while wheel events zoom in and out of a network of so many actors and ties: one event a frame, frames counted
  by requestAnimationFrame, the graph a made-up answer that the page gets in place of the server's. Where frames come late the
  page leaves the faintest ties out until the gesture ends (views/network/board.js), as it does for people. Beside it
  force-graph with its own drawing of the same graph, in the same canvas size, by the same gesture. The best of the repeats,
  which take turns;
* the time from navigation to the first drawing of the network with a cold cache, on loopback, of the sample and of the world; the
  median of the repeats;
* how many bytes that view takes, and all files of the page, compressed as they are sent.

Prints ``name: value (goal, peer)``, a line a figure; exit status 1 where the page erred.
"""

import argparse
import json
import random
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page, Route, sync_playwright

from app.api.page import assets
from app.store.engine import make_engine
from app.store.migrating import migrate
from bench.graph.fill import fill
from bench.graph.measure import Line
from bench.graph.world import make_world
from bench.load import running

#: Of the world that the first view is of.
RELATIONS = 20_000
#: Where the network lies in the page, so that the peer draws as much.
WAIT = 60_000  # ms

#: Zooms in and out by one wheel event a frame, for so many ms; resolves to frames a second.
_ZOOM = """
([canvas, time]) => new Promise((done) => {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  let frames = -1, began = 0, turn = 0;
  const step = (now) => {
    frames += 1;
    if (!began) began = now;
    if (now - began >= time) return done(1000 * frames / (now - began));
    const deltaY = Math.floor(turn / 40) % 2 ? 18 : -18;
    turn += 1;
    canvas.dispatchEvent(new WheelEvent("wheel", { deltaY, clientX: left + 0.45 * width, clientY: top + 0.55 * height,
      bubbles: true, cancelable: true }));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})
"""
_PEER = """<!doctype html><meta charset="utf-8"><title>peer</title>
<style>body { margin: 0 } #graph { width: WIDTHpx; height: HEIGHTpx }</style><div id="graph"></div>
<script type="module">
  import { ForceGraph } from "/explorer/vendor/vendor.js";
  const { nodes, edges } = await (await fetch("/v1/overview")).json();
  const links = edges.map(({ source, target, strength }) => ({ source, target, strength }));
  window.graph = new ForceGraph(document.getElementById("graph")).width(WIDTH).height(HEIGHT)
    .cooldownTicks(0).graphData({ nodes: nodes.map((node) => ({ ...node, fx: node.x, fy: node.y })), links });
  setTimeout(() => { graph.zoomToFit(0); document.title = "drawn"; }, 500);
</script>
"""


def made_up(nodes: int, edges: int, seed: int) -> dict[str, Any]:
    """An answer of so many actors and ties, each of another pair: a few actors have most of the ties, as in the news."""
    chance = random.Random(seed)  # noqa: S311
    wide = 16 * nodes**0.5
    kinds = ["country"] * 2 + ["igo", "org"] + ["group"] * 4
    actors = [
        {
            "id": f"A{number}", "name": f"Actor number {number}", "kind": chance.choice(kinds), "country": None, "relations": 9,
            "x": round(chance.gauss(0, wide), 1), "y": round(chance.gauss(0, 0.7 * wide), 1),
        }
        for number in range(nodes)
    ]  # fmt: skip
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < edges:
        one, other = int(nodes * chance.random() ** 2.5), int(nodes * chance.random())
        if one != other:
            pairs.add((min(one, other), max(one, other)))
    ties = [
        {
            "id": f"A{one}~meets~A{other}", "source": f"A{one}", "target": f"A{other}", "relation": "meets", "evidence": 1,
            "sign": chance.choice(["cooperation", "conflict"]), "strength": round(chance.paretovariate(1.6), 3),
        }
        for one, other in sorted(pairs)
    ]  # fmt: skip
    graph = {"version": 1, "from": None, "to": None}
    return {"nodes": actors, "edges": ties, "root": None, "graph": graph, "omitted": {"nodes": 0, "edges": 0, "at_least": False}}


@contextmanager
def service(*, sample: bool = False) -> Iterator[str]:
    """A server over a synthetic world, or over the sample, as `up` loads it; its address."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="entente-page-")))
        url = f"sqlite:///{home / 'world.sqlite3'}"
        if not sample:
            engine = make_engine(url)
            migrate(engine)
            fill(engine, make_world(RELATIONS, 1), with_evidence=False)
            engine.dispose()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        own = {"ENTENTE_DATABASE_URL": url, "ENTENTE_HOME": str(home), "ENTENTE_LOG_LEVEL": "error", "ENTENTE_NO_VENV": "1"}
        command = [sys.executable, "-m", "app", "up" if sample else "serve", "--port", str(port)]
        quiet = ["sh", "-c", f'exec "$@" 2>{home / "server.log"}', "sh"]
        stack.enter_context(running([*quiet, *command], own, port, "/readyz"))
        yield f"http://127.0.0.1:{port}"


@contextmanager
def opened(browser: Browser, wrong: list[str]) -> Iterator[Page]:
    """A page with an empty cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)  # waits look by eval
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()


def answered(page: Page, address: str, kind: str, body: str) -> None:
    """Has an address answered so, in place of the server."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type=kind, body=body)

    page.route(address, answer)


def zoomed(page: Page, seconds: float) -> float:
    """Frames a second while the network is zoomed."""
    canvas = page.query_selector("#network canvas, #graph canvas")
    page.evaluate(_ZOOM, [canvas, 500])  # the first strokes of a canvas are slower, ours and the peer's
    return float(page.evaluate(_ZOOM, [canvas, 1000 * seconds]))


def frames(browser: Browser, address: str, answer: str, given: argparse.Namespace, wrong: list[str]) -> Iterator[Line]:
    """Ours beside the peer."""
    best = {"ours": 0.0, "peer": 0.0}
    size = {"width": 800, "height": 550}
    for _ in range(given.repeats):
        with opened(browser, wrong) as page:
            answered(page, "**/v1/overview*", "application/json", answer)
            page.goto(f"{address}/#nodes=2000")
            page.wait_for_function("performance.getEntriesByName('network').length > 0")
            found = page.locator("#network").bounding_box()
            size = {side: int(found[side]) for side in ("width", "height")} if found else size
            best["ours"] = max(best["ours"], zoomed(page, given.seconds))
        with opened(browser, wrong) as page:
            html = _PEER.replace("WIDTH", str(size["width"])).replace("HEIGHT", str(size["height"]))
            answered(page, "**/v1/overview*", "application/json", answer)
            answered(page, "**/peer", "text/html", html)
            page.goto(f"{address}/peer")
            page.wait_for_function("document.title === 'drawn'")
            best["peer"] = max(best["peer"], zoomed(page, given.seconds))
    what = f"frames a second, zooming {given.nodes:,} actors and {given.edges:,} ties"
    peer = f"force-graph's own drawing {best['peer']:.1f}"
    yield Line(what, best["ours"], 25, peer, at_least=True, digits=1)


def first_view(browser: Browser, address: str, what: str, given: argparse.Namespace, wrong: list[str]) -> Iterator[Line]:
    """Navigation to first drawing, and what was sent for it."""
    times, sent = [], 0.0
    for _ in range(max(3, given.repeats)):
        with opened(browser, wrong) as page:
            devtools = page.context.new_cdp_session(page)
            lengths: list[float] = []
            devtools.send("Network.enable")
            devtools.on("Network.loadingFinished", lambda event, lengths=lengths: lengths.append(event["encodedDataLength"]))
            page.goto(address)
            page.wait_for_function("performance.getEntriesByName('network').length > 0")
            times.append(float(page.evaluate("performance.getEntriesByName('network')[0].startTime")))
            page.wait_for_load_state("networkidle")
            sent = sum(lengths)
    yield Line(f"first view of {what} from a cold cache, s", median(times) / 1000, 1, digits=2)
    yield Line(f"bytes of the first view of {what} with headers and answers, kB", sent / 1000, digits=0)


def all_files(address: str) -> Line:
    """Every file that the page can ask for, compressed."""
    total = 0
    for name in sorted(assets()):
        asked = Request(f"{address}/explorer/{name}", headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own server
        with urlopen(asked) as answer:  # noqa: S310
            total += len(answer.read())
    return Line("bytes of all files of the page, compressed as sent, kB", total / 1000, 300, digits=0)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python3 -m bench.explorer", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=2000)
    parser.add_argument("--edges", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    chromium = which("chromium") or which("chromium-browser") or which("google-chrome")
    if chromium is None:
        print("bench.explorer needs chromium: apt-get install chromium", file=sys.stderr)
        return 2
    answer = json.dumps(made_up(given.nodes, given.edges, 1))
    wrong: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with service(sample=True) as address:
            for line in first_view(browser, address, "the sample", given, wrong):
                print(line)
        with service() as address:
            for line in first_view(browser, address, f"{RELATIONS:,} relations", given, wrong):
                print(line)
            for line in frames(browser, address, answer, given, wrong):
                print(line)
            print(all_files(address))
        browser.close()
    for error in wrong:
        print(f"WRONG {error}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
