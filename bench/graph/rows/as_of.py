"""The graph as it was known on a day, beside the graph as it is."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from bench.graph import ours
from bench.graph.measure import Line, latencies, milliseconds
from bench.graph.rows.subgraph import K
from bench.graph.setting import Setting
from bench.graph.ties import Ties, same

DAYS = (date(2020, 6, 30), date(2008, 6, 30))
_CHECKED = 5


def lines(setting: Setting) -> Iterator[Line]:
    """The same questions with a day and without, at fifty countries; answers are held against all evidence, by brute force."""
    graph, roots = setting.graph, setting.countries
    for hops, ask, search in ((1, ours.strongest, Ties.strongest), (2, ours.two_hops, Ties.two_hops)):
        for day in DAYS:
            then = Ties.of(setting.world, setting.histories, day)
            for root in roots[::10][:_CHECKED]:
                found = ours.ties(graph, ask(graph, root, K, day))
                same(found, search(then, setting.places[root], K), f"{hops} hops at {root} as of {day}")
            tasks = {
                "then": partial(ask, graph, k=K, as_of=day),
                "rarely": partial(ask, ours.uncut(graph), k=K, as_of=day),
                "now": partial(ask, graph, k=K),
            }
            taken = latencies(tasks, roots)
            name = f"the same with as_of {day} ÷ without, {hops} {'hops' if hops > 1 else 'hop'}, p50"
            yield Line(name, taken["then"] / taken["now"], 1.1, milliseconds(taken["now"]))
            told = "without a copy of the columns as of that day, which the third question about it makes"
            yield Line(f"{name}, a day asked about for the first time", taken["rarely"] / taken["now"], None, told)
