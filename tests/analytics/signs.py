"""Pairs of actors weighed by hand, out of relations as they are answered."""

from collections import defaultdict
from collections.abc import Iterable

from graph.analytics.projection import UNIT
from graph.network import GraphVersion, Seen, Window
from graph.ontology import relation_type
from graph.queries import Filter
from tests.network.chance import a_confidence, a_graph, a_window, dice, layered

Pair = tuple[str, str]
_APART = {"cooperation": {"OPP", "REB", "CVL", "REF"}, "conflict": {"OPP", "REB"}}


def weighed(views: Iterable[Seen]) -> dict[Pair, tuple[float, float, float]]:
    """What binds each pair by more than talk, all its cooperation, and its conflict."""
    sums: dict[Pair, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for view in views:
        kind = relation_type(view.relation)
        if view.source == view.target or kind.plover == "REQUEST":
            continue
        if {view.source_role, view.target_role} & _APART[kind.sign]:
            continue
        strength = round(view.strength / UNIT) * UNIT
        mine = sums[min(view.source, view.target), max(view.source, view.target)]
        if kind.sign == "conflict":
            mine[2] += strength
        else:
            mine[1] += strength
            mine[0] += strength if kind.plover != "CONSULT" else 0.0
    return {pair: (mine[0], mine[1], mine[2]) for pair, mine in sums.items()}


def signs(views: Iterable[Seen]) -> dict[Pair, float]:
    """The pairs with a tie: its strength, below 0 where it is negative."""
    found = {}
    for pair, (binds, cooperation, conflict) in weighed(views).items():
        if cooperation < conflict or binds > 0:
            found[pair] = cooperation - conflict
    return found


def question(seed: int) -> tuple[GraphVersion, Filter]:
    """A random graph of one layer or two, and a filter that fades nothing."""
    chance = dice(seed)
    graph = a_graph(chance, actors=12, relations=chance.choice((10, 40, 120)), heavy=0.005)
    window = a_window(chance) if chance.random() < 0.5 else Window()
    window = Window(window.start, window.end, window.as_of)
    which = Filter(window=window, min_sources=chance.choice((1, 1, 2)), min_confidence=a_confidence(chance))
    return layered(chance, graph), which
