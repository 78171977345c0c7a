"""Does anything get lost, doubled or torn? python3 -m bench.soak [--minutes 10] [--database URL] [--seed 1]

Two servers on one database; four writers post short articles to either of them, each article again until it was accepted;
four readers ask both for countries, allies and relations, and check every answer; every so often one of the servers is
killed (SIGKILL) and started again. At the end every accepted article must be stored exactly once, with as much evidence as was
answered, the graph that is loaded anew must be the one that the evidence gives, and no reader may have seen a wrong answer.
Exit status 0, or 1.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import func, select

from app.services import loading
from app.store.engine import make_engine, reading
from app.store.relations import RelationRepository
from app.store.tables import articles, evidence
from bench.graph.databases import postgres_database, postgres_server

ROOT = Path(__file__).resolve().parents[1]
COUNTRIES = {
    "France": "FRA", "Germany": "DEU", "Poland": "POL", "Egypt": "EGY", "Japan": "JPN", "India": "IND", "Brazil": "BRA",
    "Kenya": "KEN", "Peru": "PER", "Norway": "NOR", "Spain": "ESP", "Italy": "ITA",
}  # fmt: skip
DEEDS = ("condemned", "praised", "imposed sanctions on", "signed a trade agreement with", "threatened", "sent weapons to")
KILL_EVERY = 75.0  # seconds


class Server:
    """A server process on a port of its own, started again after it was killed."""

    def __init__(self, database: str, port: int, home: str) -> None:
        self.port = port
        self.pauses: list[tuple[float, float]] = []  # from when to when it was not there
        self._environment = {
            **os.environ,
            "ENTENTE_DATABASE_URL": database,
            "ENTENTE_LOG_LEVEL": "error",
            "ENTENTE_HOME": home,
            "ENTENTE_SNAPSHOT_RELATIONS": "0",  # have them made, and used after a start
        }
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "app", "serve", "--port", str(self.port)]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(  # noqa: S603 - our own
            command, cwd=ROOT, env=self._environment, stdout=quiet, stderr=quiet
        )
        while True:
            try:
                if ask(self.port, "GET", "/v1/status")[0] == 200:
                    return
            except (OSError, HTTPException):
                if self.process.poll() is not None:
                    raise RuntimeError(f"the server on port {self.port} ended with {self.process.returncode}") from None
                time.sleep(0.2)

    def kill(self) -> None:
        """Kill it where it stands, and start it again."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.start()
        self.pauses.append((began, time.monotonic()))


def ask(port: int, method: str, path: str, body: object = None) -> tuple[int, dict[str, str], bytes]:
    """One request: status, headers, body."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        given = None if body is None else json.dumps(body).encode()
        # The newest, not what was right a second ago: versions that go back are looked for.
        headers = {"Content-Type": "application/json"} if given else {"Cache-Control": "no-cache"}
        connection.request(method, path, given, headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


class Soak:
    """What all threads share."""

    def __init__(self, servers: list[Server], seed: int) -> None:
        self.servers = servers
        self.seed = seed
        self.stop = threading.Event()
        self.accepted: dict[str, tuple[str, int]] = {}  # by text: the article's id, and how many pieces of evidence
        self.wrong: list[str] = []
        self.count: Counter[str] = Counter()
        self._lock = threading.Lock()

    def note(self, what: str, number: int = 1) -> None:
        """Count something."""
        with self._lock:
            self.count[what] += number

    def complain(self, what: str) -> None:
        """Note a wrong answer."""
        with self._lock:
            self.wrong.append(what)

    def write(self, who: int) -> None:
        """Post articles, each until it is accepted."""
        chance = random.Random(f"{self.seed} writer {who}")  # noqa: S311 - chance, not secrets; here and below
        number = 0
        while not self.stop.is_set():
            number += 1
            one, other, third = chance.sample(sorted(COUNTRIES), 3)
            text = f"{one} {chance.choice(DEEDS)} {other} on Monday. {third} {chance.choice(DEEDS)} {one}, note {who}-{number}."
            body = {"text": text, "publisher": f"Paper {chance.randrange(9)}", "published_at": "2024-05-01"}
            while not self.stop.is_set():
                try:
                    status, _, answer = ask(chance.choice(self.servers).port, "POST", "/v1/articles", body)
                except (OSError, HTTPException):
                    self.note("posts cut off and sent again")
                    time.sleep(0.05)
                    continue
                if status in (200, 201):
                    taken = json.loads(answer)
                    with self._lock:
                        self.accepted[text] = taken["id"], len(taken["edges"])
                    break
                self.complain(f"a post was answered {status}: {answer[:200]!r}")
                break

    def read(self, who: int) -> None:
        """Ask, and check what comes."""
        chance = random.Random(f"{self.seed} reader {who}")  # noqa: S311
        held: dict[tuple[int, int], int] = {}
        while not self.stop.is_set():
            server = chance.choice(self.servers)
            code = chance.choice(sorted(COUNTRIES.values()))
            path = chance.choice((f"/v1/countries/{code}/subgraph?depth=2", f"/v1/countries/{code}/alliances", "/v1/relations"))
            life = id(server.process)
            try:
                status, _, answer = ask(server.port, "GET", path)
            except (OSError, HTTPException):
                if server.process.poll() is None and life == id(server.process):
                    self.note("reads cut off")
                time.sleep(0.05)
                continue
            if status != 200:
                self.complain(f"{path} was answered {status}: {answer[:200]!r}")
                continue
            self.note("reads")
            content = json.loads(answer)
            version = content["graph"]["version"]
            if version < held.get((server.port, life), 0):
                self.complain(f"{path}: version {version} after {held[server.port, life]}")
            held[server.port, life] = version
            if fault := torn(content):
                self.complain(f"{path}: {fault}")
            elif "/relations" in path and content["results"]:
                self._sources(server, chance.choice(content["results"]))

    def _sources(self, server: Server, relation: dict[str, object]) -> None:
        """Evidence behind a relation: there is some, and no less than the graph counts (nothing is taken back here)."""
        try:
            status, _, answer = ask(server.port, "GET", f"/v1/relations/{quote(str(relation['id']))}/evidence")
        except (OSError, HTTPException):
            return
        if status != 200:
            self.complain(f"evidence of {relation['id']} was answered {status}")
        elif json.loads(answer)["total"] < int(str(relation["evidence"])):
            self.complain(f"{relation['id']} counts {relation['evidence']} pieces, the store has fewer")
        else:
            self.note("reads")


def torn(content: dict[str, list[dict[str, str]]]) -> str | None:
    """What contradicts itself in an answer."""
    if "edges" in content:
        nodes = {node["id"] for node in content["nodes"]}
        for edge in content["edges"]:
            if edge["source"] not in nodes or edge["target"] not in nodes:
                return f"the edge {edge['id']} hangs in the air"
        if len({edge["id"] for edge in content["edges"]}) != len(content["edges"]):
            return "an edge stands there twice"
    elif len({json.dumps(one, sort_keys=True) for one in content["results"]}) != len(content["results"]):
        return "a result stands there twice"
    return None


def verdict(soak: Soak, database: str) -> list[str]:
    """What is wrong at the end, in the store and in what readers saw."""
    engine = make_engine(database)
    faults = list(soak.wrong[:20])
    with reading(engine) as connection:
        stored = Counter(connection.scalars(select(articles.c.text).where(articles.c.status == "coded")))
        count = select(evidence.c.article_id, func.count()).group_by(evidence.c.article_id)
        pieces: dict[str, int] = {key: int(number) for key, number in connection.execute(count)}
        repository = RelationRepository(connection)
        folded, fresh = repository.all(), repository.recount()
        loaded = sorted((seen.id, seen.evidence, seen.reports) for seen in loading.whole(connection))
    engine.dispose()
    if lost := soak.accepted.keys() - stored.keys():
        faults.append(f"{len(lost)} accepted articles are not stored, such as {min(lost)!r}")
    if doubled := [text for text, number in stored.items() if number > 1]:
        faults.append(f"{len(doubled)} articles are stored twice, such as {min(doubled)!r}")
    if odd := [key for key, edges in soak.accepted.values() if pieces.get(key, 0) != edges]:
        faults.append(f"{len(odd)} articles have other evidence than was answered, such as {min(odd)}")
    if folded != fresh:
        faults.append("the relations are not what their evidence gives")
    if loaded != sorted((row.id, row.evidence, row.reports) for row in fresh if row.evidence):
        faults.append("the graph that is loaded is not what the evidence gives")
    print(f"{len(soak.accepted):,} articles accepted, {len(stored):,} stored, {sum(pieces.values()):,} pieces of evidence")
    print(f"{len(folded):,} relations, equal to a fold of all evidence: {folded == fresh}")
    return faults


@contextmanager
def database_for(url: str | None) -> Iterator[str]:
    """The address given, else a PostgreSQL of our own."""
    if url:
        yield url
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres_server(Path(folder)) as server,
        postgres_database(server, "soak") as engine,
    ):
        yield engine.url.render_as_string(hide_password=False)


def main() -> int:
    """Run it and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--database", help="a PostgreSQL or SQLite URL; one is made and thrown away if unset")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=8931, help="the first of two")
    given = parser.parse_args()
    chance = random.Random(given.seed)  # noqa: S311
    with database_for(given.database) as url, tempfile.TemporaryDirectory() as home:
        servers = [Server(url, given.port + place, home) for place in range(2)]
        soak = Soak(servers, given.seed)
        threads = [threading.Thread(target=work, args=(who,)) for who in range(4) for work in (soak.write, soak.read)]
        until = time.monotonic() + 60 * given.minutes
        for thread in threads:
            thread.start()
        try:
            while (left := until - time.monotonic()) > 0:
                time.sleep(min(KILL_EVERY, left))
                if until - time.monotonic() > 10:
                    chance.choice(servers).kill()
                    soak.note("servers killed")
                print(f"{len(soak.accepted):,} accepted, {dict(sorted(soak.count.items()))}, {len(soak.wrong)} wrong", flush=True)
        finally:
            soak.stop.set()
            for thread in threads:
                thread.join()
            for server in servers:
                server.process.kill()
        faults = verdict(soak, url)
    print(", ".join(f"{name}: {number:,}" for name, number in sorted(soak.count.items())))
    for fault in faults:
        print(f"WRONG: {fault}")
    print("ok" if not faults else "failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
