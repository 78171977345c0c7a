"""How long do readers wait while articles come in? python3 -m bench.load [--relations 1000000] [--minutes 2] [--rate 20]

A server (or several that share the port, by --servers) over a synthetic world of so many relations; wrk keeps 64 connections
asking as fast as they are answered, which is the harsh case: nobody pauses. 56 of them ask 40 addresses that all of these ask
(subgraphs of 60 nodes, neighbours and relations of the 40 busiest actors), which the server remembers as long as its graph
does not change ("cached"); each was asked once before the clock runs. 8 ask subgraphs that nobody asked before, by another
last day and another most of edges each time ("uncached"). Meanwhile so many short articles a second are posted, each of which
changes the graph; the coder is loaded with the first, while the clock runs. Beside it the same number of connections on a
bare ASGI application that answers bytes of the same length, in the same run. wrk counts a wait as often as requests would
have been sent meanwhile, so p99 is of the time, not of the answers. Prints a line a figure; exit status 1 where anything was
answered wrongly, or an accepted article is not stored.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from shutil import which
from typing import Any

from sqlalchemy import func, select

from app.store.engine import make_engine, reading
from app.store.migrating import migrate
from app.store.tables import articles
from bench.graph.fill import fill
from bench.graph.world import World, make_world
from bench.soak import COUNTRIES, DEEDS, ask

ROOT = Path(__file__).resolve().parents[1]
#: Connections: all of them, and those of them that ask what nobody asked before.
ALL, FRESH = 64, 8
#: So many addresses are asked by everybody.
HOT = 40
#: Goals in ms where the bare application's p99 is at most 25 ms.
GOALS = {"cached": 50, "uncached": 150}

_LUA = """
local paths = {}
for line in io.lines(os.getenv("LOAD_PATHS")) do paths[#paths + 1] = line end
local number = tonumber(os.getenv("LOAD_SEED"))
function init(args) math.randomseed(number) end
function request()
    local path = paths[math.random(#paths)]
    if os.getenv("LOAD_FRESH") == "1" then
        number = number + 1
        local month, day = 1 + math.floor(number / 24) % 12, 1 + math.floor(number / 288) % 28
        path = path .. string.format("&to=%04d-%02d-%02d&limit_edges=%d", 2000 + number % 24, month, day, 200 + math.random(300))
    end
    return wrk.format("GET", path)
end
function done(summary, latency, requests)
    local e = summary.errors
    local form = '"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "most": %f, "errors": %d'
    io.write("RESULT {" .. string.format(form,
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
        e.connect + e.read + e.write + e.status + e.timeout) .. "}\\n")
end
"""

_BARE = """
import sys
BODY = b"x" * int(sys.argv[2])
HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]
HEAD = {"type": "http.response.start", "status": 200, "headers": HEADERS}
TAIL = {"type": "http.response.body", "body": BODY}
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send(HEAD)
        await send(TAIL)
import uvicorn
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False, lifespan="off")
"""


def wrk(
    address: str, paths: list[str], connections: int, seconds: int, seed: int, *, fresh: bool = False
) -> "subprocess.Popen[str]":
    """Starts wrk on these paths; :func:`result` reads what came of it."""
    folder = Path(tempfile.mkdtemp(prefix="entente-load-"))
    (folder / "paths").write_text("\n".join(paths), encoding="utf-8")
    (folder / "load.lua").write_text(_LUA, encoding="utf-8")
    own = {"LOAD_PATHS": str(folder / "paths"), "LOAD_SEED": str(seed), "LOAD_FRESH": "1" if fresh else "0"}
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(folder / "load.lua"), address]
    return subprocess.Popen(command, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True)  # noqa: S603


def result(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """What wrk found: requests, seconds, p50, p99 and most in ms, errors (answers that were not 2xx or 3xx included)."""
    said, _ = process.communicate()
    line = next((line for line in said.splitlines() if line.startswith("RESULT ")), None)
    if line is None:
        raise SystemExit(f"wrk said: {said}")
    found: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
    return found


@contextmanager
def running(command: list[str], environment: dict[str, str], port: int, path: str) -> Iterator[None]:
    """A process that answers on a port; killed at the end."""
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            while True:
                try:
                    if ask(port, "GET", path)[0] == 200:
                        break
                except (OSError, HTTPException):
                    if process.poll() is not None:
                        raise SystemExit(f"{command} ended with {process.returncode}") from None
                    time.sleep(0.2)
            yield
        finally:
            process.terminate()


class Poster:
    """Posts short articles, so many a second, over a few connections."""

    def __init__(self, port: int, rate: float, seed: int) -> None:
        self.accepted: set[str] = set()
        self.wrong: list[str] = []
        self.waits: list[float] = []
        self._port, self._rate = port, rate
        self._chance = random.Random(seed)  # noqa: S311
        self._seed = f"{seed}-{time.time_ns():x}"  # a text that is known changes nothing
        self._number = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work) for _ in range(8)]

    def __enter__(self) -> "Poster":
        self._begun = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _next(self) -> tuple[float, dict[str, str]]:
        """When the next article is due, and the article."""
        with self._lock:
            self._number += 1
            one, other = self._chance.sample(sorted(COUNTRIES), 2)
            text = f"{one} {self._chance.choice(DEEDS)} {other} on Monday, note {self._seed}-{self._number}."
            body = {"text": text, "publisher": f"Paper {self._chance.randrange(9)}", "published_at": "2024-05-01"}
            return self._begun + self._number / self._rate, body

    def _work(self) -> None:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        while not self._stop.is_set():
            due, body = self._next()
            if self._stop.wait(max(0.0, due - time.monotonic())):
                return
            began = time.monotonic()
            try:
                connection.request("POST", "/v1/articles", json.dumps(body), {"Content-Type": "application/json"})
                answer = connection.getresponse()
                said = answer.read()
            except (OSError, HTTPException) as error:
                self.wrong.append(repr(error))
                connection.close()
                continue
            with self._lock:
                self.waits.append(time.monotonic() - began)
                if answer.status == 201:
                    self.accepted.add(json.loads(said)["id"])
                else:
                    self.wrong.append(f"{answer.status} {said[:200]!r}")


def hot_paths(world: World, chance: random.Random) -> list[str]:
    """Addresses that everybody asks: the graph around the busiest actors, allies, relations."""
    busiest = [info.id for info in world.actors[:HOT]]
    some = ("/v1/actors/{}/subgraph?limit_nodes=60", "/v1/actors/{}/neighbors?limit=50", "/v1/actors/{}/relations?limit=50")
    return [chance.choice(some).format(actor) for actor in busiest]


def main() -> int:
    """Run, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python3 -m bench.load", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--relations", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--rate", type=float, default=20.0, help="articles a second")
    parser.add_argument("--port", type=int, default=8790)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="a filled database, instead of a new one")
    parser.add_argument("--servers", type=int, default=1, help="servers that share the port")
    given = parser.parse_args()
    if which("wrk") is None:
        print("bench.load needs wrk: apt-get install wrk", file=sys.stderr)
        return 2
    chance = random.Random(given.seed)  # noqa: S311
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="entente-load-")))
        world = make_world(given.relations, given.seed)
        url = given.database or f"sqlite:///{home / 'world.sqlite3'}"
        engine = make_engine(url)
        if not given.database:
            print(f"filling {given.relations:,} relations", file=sys.stderr)
            migrate(engine)
            fill(engine, world, with_evidence=False)
        own = {"ENTENTE_DATABASE_URL": url, "ENTENTE_HOME": str(home), "ENTENTE_LOG_LEVEL": "info"}
        command = [sys.executable, "-m", "app", "serve", "--port", str(given.port)]
        own["ENTENTE_NO_VENV"] = "1"
        paths, seconds = hot_paths(world, chance), int(given.minutes * 60)
        fresh = [path for path in paths if "subgraph" in path]
        lines: list[str] = []
        wrong: list[str] = []
        log = stack.enter_context((home / "server.log").open("wb"))
        own["ENTENTE_SHARE_PORT"] = "true" if given.servers > 1 else "false"
        served = ["sh", "-c", f'exec "$@" 2>>{log.name}', "sh", *command]
        with ExitStack() as serving:
            for _ in range(given.servers):
                serving.enter_context(running(served, own, given.port, "/readyz"))
            address = f"http://127.0.0.1:{given.port}"
            sizes = sorted(len(ask(given.port, "GET", path)[2]) for path in paths)
            size = sizes[len(sizes) // 2]
            with running([sys.executable, "-c", _BARE, str(given.port + 1), str(size)], {}, given.port + 1, "/"):
                bare = result(wrk(f"http://127.0.0.1:{given.port + 1}", ["/"], ALL, min(20, seconds), given.seed))
            lines.append(_told("a bare ASGI application, the same length", bare, 25))
            for what, rate in (("idle", 0.0), (f"{given.rate:g} articles a second", given.rate)):
                with ExitStack() as writing:
                    poster = writing.enter_context(Poster(given.port, rate, given.seed)) if rate else None
                    length = seconds if rate else min(30, seconds)
                    both = {
                        "cached": wrk(address, paths, ALL - FRESH, length, given.seed),
                        "uncached": wrk(address, fresh, FRESH, length, given.seed, fresh=True),
                    }
                    for name, process in both.items():
                        found = result(process)
                        lines.append(
                            _told(f"{name}, {what}", found, GOALS[name]) + f", p99 ÷ bare {found['p99'] / bare['p99']:.1f}"
                        )
                        if found["errors"]:
                            wrong.append(f"{name}, {what}: {found['errors']} errors")
                if poster:
                    waits = sorted(poster.waits)
                    middle, late = (waits[int(len(waits) * part)] * 1e3 for part in (0.5, 0.99))
                    told = f"articles: {len(poster.accepted):,} accepted in {given.minutes:g} min"
                    lines.append(f"{told}, p50 {middle:.0f} ms, p99 {late:.0f} ms")
                    wrong += poster.wrong[:10]
                    with reading(engine) as connection:
                        there = connection.scalar(select(func.count()).where(articles.c.id.in_(poster.accepted)))
                    if there != len(poster.accepted):
                        wrong.append(f"{len(poster.accepted) - int(there or 0)} accepted articles are not stored")
        engine.dispose()
    print("\n".join([*lines, *(f"WRONG {line}" for line in wrong)] or ["nothing"]))
    return 1 if wrong else 0


def _told(name: str, found: dict[str, Any], goal: int) -> str:
    rate = found["requests"] / found["seconds"]
    times = f"p50 {found['p50']:.1f} ms, p99 {found['p99']:.1f} ms (goal ≤ {goal}), most {found['most']:.0f} ms"
    return f"{name}: {rate:,.0f} a second, {times}, {found['errors']} errors"


if __name__ == "__main__":
    sys.exit(main())
