"""The relations around a country, beside SQLite with the indexes for it, igraph and NetworkX."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.graph import networks, ours
from bench.graph.measure import Line, latencies, milliseconds
from bench.graph.setting import Setting
from bench.graph.ties import SqliteTies, same

K = 200
_CHECKED = 5  # of the countries, two hops by brute force


def lines(setting: Setting) -> Iterator[Line]:
    """Median CPU time of a question over fifty countries; every answer is compared first."""
    ties, roots = setting.ties, setting.countries
    peer = SqliteTies(ties, setting.fresh("ties"))
    one: dict[str, Callable[[str], Any]] = {"sqlite": lambda root: peer.strongest(root, K)}
    two: dict[str, Callable[[str], Any]] = {"sqlite": lambda root: peer.two_hops(root, K)}
    missing = igraph = ""
    try:
        graph = setting.graph
        for root in roots:
            same(ours.ties(graph, ours.strongest(graph, root, K)), peer.strongest(root, K), f"one hop at {root}")
            same(ours.ties(graph, ours.two_hops(graph, root, K)), peer.two_hops(root, K), f"two hops at {root}")
        one = {"ours": lambda root: ours.strongest(graph, root, K)} | one
        two = {"ours": lambda root: ours.two_hops(graph, root, K)} | two
    except NotImplementedError as error:
        missing = f"{error}: not in the core yet"
    for root in roots[::10][:_CHECKED]:
        same(peer.strongest(root, K), ties.strongest(setting.places[root], K), f"SQLite, one hop at {root}")
        same(peer.two_hops(root, K), ties.two_hops(setting.places[root], K), f"SQLite, two hops at {root}")
    try:
        other = networks.Igraph(ties)
        same(other.ties(other.two_hops(roots[0], K)), peer.two_hops(roots[0], K), "igraph")
        one["igraph"], two["igraph"] = (lambda root: other.strongest(root, K)), (lambda root: other.two_hops(root, K))
    except ImportError:
        igraph = ", igraph skipped: it is not installed"
        setting.say("igraph is not installed: pip install -e '.[bench]'")
    for name, tasks, goal in (("1 hop", one, 0.2), ("2 hops", two, 0.009)):
        setting.say(f"{name} around {len(roots)} countries by {', '.join(tasks)}")
        taken = latencies(tasks, roots)
        title = f"country subgraph, {name}, the strongest {K}, p50 ÷ indexed SQLite"
        told = milliseconds(taken["sqlite"]) + igraph
        if "igraph" in taken:
            told += f", igraph {milliseconds(taken['igraph'])}"
        if name == "1 hop":
            told += f", nx.ego_graph {milliseconds(_ego(setting))} for one country, once"
        digits = 2 if goal > 0.1 else 4
        ratio = taken["ours"] / taken["sqlite"] if "ours" in taken else None
        yield Line(title, ratio, goal, missing or told, digits=digits)
        if missing:
            setting.say(f"{name}: {told}")
    peer.close()


def _ego(setting: Setting) -> float:
    """CPU seconds of NetworkX for the whole neighbourhood of the country in the middle, out of which the strongest are taken."""
    root = setting.countries[len(setting.countries) // 2]
    setting.say("making a MultiDiGraph for nx.ego_graph")
    graph = networks.multigraph_of(setting.ties)
    began = time.process_time()
    found = networks.around(graph, root, K)
    seconds = time.process_time() - began
    same(found, setting.ties.strongest(setting.places[root], K), "nx.ego_graph")
    return seconds
