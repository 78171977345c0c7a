"""How loading and asking grow with the graph: worlds of ten thousand relations to five times the table's own."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time

from app.store.engine import make_engine
from bench.graph import ours
from bench.graph.databases import sqlite_database
from bench.graph.fill import fill
from bench.graph.measure import ROUNDS, Line, child, latencies, milliseconds
from bench.graph.rows.as_of import DAYS
from bench.graph.rows.subgraph import K
from bench.graph.setting import Setting
from bench.graph.world import make_world
from graph.network import Window
from graph.queries import Filter, subgraph

_LEAST = 10_000
#: The step from which growth is judged: below it, what a question costs whatever the graph weighs most.
_FROM = 100_000
_GIB = 2**30


def lines(setting: Setting) -> Iterator[Line]:
    """A child process makes, fills and asks each world; each figure is that of the largest over that of a hundred thousand."""
    sizes = [size for size in (_LEAST, _FROM, 1_000_000, 5 * setting.relations) if size <= 5 * setting.relations]
    told = {}
    for size in sizes:
        setting.say(f"growth: {size:,} relations")
        told[size] = child(f"{__name__}:ask", size, setting.seed, str(setting.fresh(f"growth{size}")))
    first, last = told[min(_FROM, sizes[-1])], told[sizes[-1]]
    each = ", ".join(f"{size:,}: {told[size]['load'] / size * 1e6:.2f} µs" for size in sizes)
    yield Line(
        f"loading a relation of {sizes[-1]:,} ÷ one of {_FROM:,}",
        last["load"] / sizes[-1] / (first["load"] / _FROM),
        1.2,
        each,
    )
    for what in ("1 hop", "2 hops", "subgraph", "subgraph as of a day"):
        each = ", ".join(f"{size:,}: {milliseconds(told[size][what])}" for size in sizes)
        yield Line(f"{what} around a country, p50: {sizes[-1]:,} ÷ {_FROM:,}", last[what] / first[what], 1.5, each)
    yield Line(f"{sizes[-1]:,} relations loaded, peak in GiB", last["load peak"] / _GIB, 24.0, "a machine of 24 GiB", digits=2)


def ask(relations: int, seed: int, folder: str) -> dict[str, float]:
    """In the child: seconds of CPU to load a world and, median, of each question to it."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    with sqlite_database(place, "world") as engine:
        world = make_world(relations, seed)
        fill(engine, world, with_evidence=False)
        roots, day = world.countries[::4], Window(as_of=DAYS[0])
        address = engine.url.render_as_string(hide_password=False)
        del world
        peak = child(f"{__name__}:load", address)["peak"]
        taken: list[float] = []
        for _ in range(ROUNDS):
            began = process_time()
            graph = ours.load(make_engine(address))
            taken.append(process_time() - began)
    tasks = {
        "1 hop": lambda root: ours.strongest(graph, root, K),
        "2 hops": lambda root: ours.two_hops(graph, root, K),
        "subgraph": lambda root: subgraph(graph, root, Filter()),
        "subgraph as of a day": lambda root: subgraph(graph, root, Filter(window=day)),
    }
    return {"load": median(taken), "load peak": peak, **latencies(tasks, roots)}


def load(address: str) -> object:
    """In a child of the child: the graph."""
    return ours.load(make_engine(address))
