"""A thousand new pieces of evidence into the graph in hand, beside loading all of it again."""

import gc
import shutil
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import TypeVar

from app.store.engine import make_engine, writing
from app.store.ledger import record
from bench.graph import ours
from bench.graph.articles import entries
from bench.graph.measure import ROUNDS, Differs, Line, milliseconds
from bench.graph.setting import Setting
from bench.graph.ties import same

_PIECES = 1_000
_SMALLER = 100_000
_K = 200

T = TypeVar("T")


def lines(setting: Setting) -> Iterator[Line]:
    """CPU seconds from the first look at the database until the graph answers; the evidence is recorded before, untimed."""
    yield _line(setting, 0.03)
    if setting.relations > _SMALLER:
        with Setting(_SMALLER, setting.seed, setting.fresh("smaller"), setting.say) as smaller:
            yield _line(smaller, 0.1)


def _line(setting: Setting, goal: float) -> Line:
    path = setting.fresh("refreshed")
    shutil.copy(setting.file, path)
    engine = make_engine(f"sqlite:///{path}")
    held = ours.holder(engine, setting.fresh("home"))
    taken: dict[str, list[float]] = {"refresh": [], "tidy": [], "load": []}

    def timed(name: str, work: Callable[[], T]) -> T:
        gc.collect()
        began = time.process_time()
        result = work()
        taken[name].append(time.process_time() - began)
        return result

    setting.say(f"refreshing and reloading {setting.relations:,} relations, in turns")
    for number in range(ROUNDS):
        batch = entries(setting.world, _PIECES, number)
        with writing(engine) as connection:
            record(connection, batch)
        timed("refresh", held.refresh)
        timed("tidy", held.tidy)
        _compare(setting, held.current(), timed("load", lambda: ours.load(engine)))
    held.stop()
    engine.dispose()
    name = f"{_PIECES:,} pieces of evidence into the graph ÷ the fastest reload, {setting.relations:,} relations"
    reload = min(taken["load"])
    told = f"{milliseconds(reload)}; merging the layers {milliseconds(sum(taken['tidy']) / ROUNDS)} a time on average"
    return Line(name, median(taken["refresh"]) / reload, goal, told, digits=3)


def _compare(setting: Setting, graph: ours.Graph, again: ours.Graph) -> None:
    """Refreshed and reloaded, the graph has to give the same answers."""
    if ours.counts(graph) != ours.counts(again):
        raise Differs(f"refreshed: {ours.counts(graph)} relations and pieces, reloaded: {ours.counts(again)}")
    for root in setting.countries:
        one, other = (ours.ties(some, ours.strongest(some, root, _K)) for some in (graph, again))
        same(one, other, f"{root}, refreshed and reloaded")
