"""Readers while the graph is refreshed under them: what they see, and how long they wait."""

import shutil
import time
from collections.abc import Callable, Iterator
from statistics import median
from threading import Event, Thread

from app.store.engine import make_engine
from bench.graph import ours
from bench.graph.measure import ROUNDS, Line, milliseconds, quantile
from bench.graph.setting import Setting
from bench.graph.writer import writers

_PIECES = 1_000
_PAUSE = 0.25  # seconds between two looks of the poller, as in the service
_TIME = 3.0  # seconds of reading, idle and busy in turns
_K = 200


class Holder:
    """The graph in hand, refreshed by a thread between :meth:`start` and :meth:`stop`."""

    def __init__(self, graph: ours.Graph, refresh: Callable[[ours.Graph], ours.Graph]) -> None:
        self.graph = graph
        self.refreshes = 0
        self.errors = 0
        self._refresh = refresh
        self._ended = Event()

    def start(self) -> None:
        """Refresh again and again."""
        self._ended.clear()
        self._thread = Thread(target=self._run)
        self._thread.start()

    def stop(self) -> None:
        """Wait for the last refresh."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(_PAUSE):
            try:
                self.graph = self._refresh(self.graph)
                self.refreshes += 1
            except Exception:
                self.errors += 1


class Reader:
    """Asks at one country after another. The same question, asked twice of one graph, has one answer, and its relations are
    those that the graph counts: else the read was torn."""

    def __init__(self, holder: Holder, roots: tuple[str, ...]) -> None:
        self.torn = self.errors = 0
        self._holder, self._roots = holder, roots

    def read(self, seconds: float) -> list[float]:
        """Wall seconds of each answer."""
        taken: list[float] = []
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            for root in self._roots:
                graph = self._holder.graph
                began = time.perf_counter()
                try:
                    answer = ours.strongest(graph, root, _K)
                except Exception:
                    self.errors += 1
                    continue
                taken.append(time.perf_counter() - began)
                if len(taken) % 100 == 0:
                    self.torn += sorted(ours.ties(graph, answer)) != sorted(ours.ties(graph, ours.strongest(graph, root, _K)))
        return taken


def lines(setting: Setting) -> Iterator[Line]:
    """A process records a thousand pieces at a time the whole while; in turns a thread refreshes the graph or it rests."""
    path = setting.fresh("readers")
    shutil.copy(setting.file, path)
    url = f"sqlite:///{path}"
    engine = make_engine(url)
    holder = Holder(ours.load(engine), lambda graph: ours.refreshed(graph, engine))
    reader = Reader(holder, setting.countries)
    idle: list[float] = []
    busy: list[float] = []
    setting.say("reading while the graph rests and while it is refreshed, in turns")
    with writers(range(1), url, setting.relations, setting.seed, _PIECES):
        reader.read(_TIME)
        for _ in range(ROUNDS):
            idle.append(quantile(reader.read(_TIME), 0.99))
            holder.start()
            busy.append(quantile(reader.read(_TIME), 0.99))
            holder.stop()
    engine.dispose()
    yield Line("torn reads during refresh", float(reader.torn), 0, f"{holder.refreshes} refreshes", digits=0)
    yield Line("errors of readers and refreshes", float(reader.errors + holder.errors), 0, digits=0)
    name = "reader p99 during refresh ÷ idle"
    yield Line(name, median(busy) / median(idle), 1.2, f"idle {milliseconds(median(idle))}")
