"""Readers while the graph is refreshed under them: what they see, and how long they wait."""

import shutil
import time
from collections.abc import Iterator
from statistics import median

from app.services.graph import GraphHolder
from app.store.engine import make_engine, reading
from app.store.versions import VersionRepository
from bench.graph import ours
from bench.graph.measure import ROUNDS, Differs, Line, milliseconds, quantile
from bench.graph.setting import Setting
from bench.graph.writer import writers

_PIECES = 1_000
_TIME = 3.0  # seconds of reading, idle and busy in turns
_K = 200
_CHECKED = 50  # one answer in so many


class Reader:
    """Asks at one country after another. One graph, asked twice, has to give one answer: else the read was torn."""

    def __init__(self, holder: GraphHolder, roots: tuple[str, ...]) -> None:
        self.torn = self.errors = 0
        self.versions: set[int] = set()
        self._holder, self._roots = holder, roots

    def read(self, seconds: float) -> list[float]:
        """Wall seconds of each answer."""
        taken: list[float] = []
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            for root in self._roots:
                began = time.perf_counter()
                try:
                    graph = self._holder.current()
                    answer = ours.strongest(graph, root, _K)
                except Exception:
                    self.errors += 1
                    continue
                taken.append(time.perf_counter() - began)
                self.versions.add(graph.version)
                if len(taken) % _CHECKED == 0:
                    again = ours.ties(graph, ours.strongest(graph, root, _K))
                    self.torn += list(ours.ties(graph, answer)) != list(again)
        return taken


def lines(setting: Setting) -> Iterator[Line]:
    """A process records a thousand pieces at a time the whole while; in turns the poller of the service runs or it rests."""
    path = setting.fresh("readers")
    shutil.copy(setting.file, path)
    url = f"sqlite:///{path}"
    engine = make_engine(url)
    holder = ours.holder(engine, setting.fresh("home"))
    reader = Reader(holder, setting.countries)
    idle: list[float] = []
    busy: list[float] = []
    errors = 0
    setting.say("reading while the graph rests and while it is refreshed, in turns")
    with writers(range(1), url, setting.relations, setting.seed, _PIECES):
        reader.read(_TIME)
        for _ in range(ROUNDS):
            idle.append(quantile(reader.read(_TIME), 0.99))
            holder.start()
            busy.append(quantile(reader.read(_TIME), 0.99))
            errors += holder.error is not None
            holder.stop()
    with reading(engine) as connection:
        version = VersionRepository(connection).current()
    holder.refresh()
    if holder.current().version != version or ours.counts(holder.current()) != ours.counts(ours.load(engine)):
        raise Differs("readers: the graph in hand is not that of the database in the end")
    engine.dispose()
    yield Line("torn reads during refresh", float(reader.torn), 0, f"{len(reader.versions):,} versions read", digits=0)
    yield Line("errors of readers and of the poller", float(reader.errors + errors), 0, digits=0)
    told = f"idle {milliseconds(median(idle))}; {_PIECES:,} pieces a batch, as fast as they are recorded"
    yield Line("reader p99 during refresh ÷ idle", median(busy) / median(idle), 1.2, told)
