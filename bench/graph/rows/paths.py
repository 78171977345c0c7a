"""Who links two actors, beside NetworkX on a simple graph that it finds ready made."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np

from bench.graph import networks, ours
from bench.graph.measure import Differs, Line, latencies, milliseconds
from bench.graph.setting import Setting
from bench.graph.ties import Ties

_PAIRS = 200
_FEW = 20  # for which all the shortest are looked at
_EQUAL = 1e-5


def lines(setting: Setting) -> Iterator[Line]:
    """Median CPU time over pairs of actors drawn at random; all ways have to be as long."""
    ties, graph = setting.ties, setting.graph
    simple = networks.simple(ties)
    linked = sorted(simple)
    drawn = np.random.default_rng(setting.seed).integers(0, len(linked), (_PAIRS, 2)).tolist()
    pairs = [
        (linked[one], linked[other]) for one, other in drawn if one != other and nx.has_path(simple, linked[one], linked[other])
    ]
    for one, other in pairs:
        found, wanted = ours.shortest_path(graph, one, other) or [], nx.shortest_path(simple, one, other)
        steps = all(simple.has_edge(*step) for step in pairwise(found))
        if len(found) != len(wanted) or {one, other} != {found[0], found[-1]} or not steps:
            raise Differs(f"from {one} to {other}: {found}, where {wanted} is a way")
    tasks: dict[str, Callable[[Any], object]] = {
        "ours": lambda pair: ours.shortest_path(graph, *pair),
        "networkx": lambda pair: nx.shortest_path(simple, *pair),
    }
    try:
        igraph = networks.Igraph(ties)
        tasks["igraph"] = lambda pair: igraph.shortest_path(*pair)
    except ImportError:
        setting.say("igraph is not installed: pip install -e '.[bench]'")
    setting.say(f"paths between {len(pairs)} pairs by {', '.join(tasks)}")
    taken = latencies(tasks, pairs)
    told = milliseconds(taken["networkx"])
    told += f", igraph {milliseconds(taken['igraph'])}" if "igraph" in taken else ", igraph skipped: it is not installed"
    best = _strongest(ties)
    few = pairs[:_FEW]

    def by_networkx(pair: tuple[str, str]) -> float:
        ways = nx.all_shortest_paths(simple, *pair)
        return max(min(best[frozenset(step)] for step in pairwise(way)) for way in ways)

    for pair in few:
        way = ours.shortest_path(graph, *pair) or []
        if abs(min(best[frozenset(step)] for step in pairwise(way)) - by_networkx(pair)) > _EQUAL:
            raise Differs(f"from {pair[0]} to {pair[1]}: {way} is not the strongest of the shortest")
    again = latencies({"ours": tasks["ours"], "networkx": by_networkx}, few)
    yield Line("shortest path, p50 ÷ nx.shortest_path on a prebuilt simple graph", taken["ours"] / taken["networkx"], 0.2, told)
    name = "the strongest of the shortest paths, p50 ÷ the best of nx.all_shortest_paths"
    yield Line(name, again["ours"] / again["networkx"], None, milliseconds(again["networkx"]), digits=4)


def _strongest(ties: Ties) -> dict[frozenset[str], float]:
    """The strength of the strongest relation between each two."""
    best: dict[frozenset[str], float] = {}
    for source, _, target, strength in ties.some(np.arange(len(ties.source))):
        pair = frozenset((source, target))
        best[pair] = max(strength, best.get(pair, 0.0))
    return best
