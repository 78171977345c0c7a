"""Who belongs together, beside NetworkX's Louvain on the same weights."""

from collections.abc import Iterator

from networkx.algorithms.community import louvain_communities, modularity

from bench.graph import networks, ours
from bench.graph.measure import Differs, Line, interleaved
from bench.graph.setting import Setting

_SAME = 0.005  # of modularity


def lines(setting: Setting) -> Iterator[Line]:
    """CPU seconds; ours has to find a division that is as good, and to place everybody once."""
    graph, weights = setting.graph, networks.cooperation(setting.ties)
    found = ours.coalitions(graph, setting.seed)
    placed = [actor for coalition in found for actor in coalition]
    if len(placed) != len(set(placed)) or set(placed) != set(weights):
        raise Differs("coalitions: not every actor that is bound to another is in one coalition")
    peer = louvain_communities(weights, weight="weight", seed=setting.seed)
    good, least = modularity(weights, found), modularity(weights, peer)
    if good < least - _SAME:
        raise Differs(f"coalitions: modularity {good:.4f}, where Louvain has {least:.4f}")
    setting.say("coalitions, in turns")
    taken = interleaved({
        "ours": lambda: ours.coalitions(graph, setting.seed),
        "louvain": lambda: louvain_communities(weights, weight="weight", seed=setting.seed),
    })  # fmt: skip
    told = f"{taken['louvain']:.2f} s; modularity {good:.4f} and {least:.4f}"
    yield Line("coalitions (Leiden) ÷ NetworkX's Louvain", taken["ours"] / taken["louvain"], 0.04, told, digits=3)
