"""Main memory of a loaded graph, each in a process of its own."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from app.store.engine import make_engine
from bench.graph import networks, ours
from bench.graph.measure import ROUNDS, Line, child
from bench.graph.setting import Setting


def lines(setting: Setting) -> Iterator[Line]:
    """Resident bytes beyond those before loading; nothing where the system does not tell them."""
    engine = setting.database
    ours.counts(setting.graph)  # what the core does not have is told here
    tasks = {
        "ours": (f"{__name__}:load", engine.url.render_as_string(hide_password=False)),
        "peer": (f"{__name__}:multigraph", str(setting.file)),
    }
    setting.forget()
    retained: dict[str, list[float]] = {name: [] for name in tasks}
    peak: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(ROUNDS):
        setting.say(f"memory, {number + 1} of {ROUNDS}")
        for name, task in tasks.items():
            told = child(*task)
            retained[name].append(told["retained"])
            peak[name].append(told["peak"])
    edges = len(setting.world)
    peer = f"dictionary MultiDiGraph {median(retained['peer']) / edges:,.0f}"
    yield Line("bytes an edge, retained", median(retained["ours"]) / edges, 64, peer, digits=0)
    ratio = median(peak["ours"]) / median(peak["peer"])
    yield Line("peak memory of loading ÷ a dictionary MultiDiGraph's", ratio, 0.3, f"{median(peak['peer']) / 1e6:,.0f} MB")


def load(url: str) -> Any:
    """Ours, in the child."""
    return ours.load(make_engine(url))


def multigraph(path: str) -> Any:
    """The peer, in the child."""
    return networks.multigraph(path)
