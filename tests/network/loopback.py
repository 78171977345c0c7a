"""A NetworkX backend that answers from our columns, and a run of algorithms through it; for ``test_loopback.py``.

NetworkX hands a call to a backend in three steps: it converts the graphs of the call, calls the algorithm by name, and
converts what comes back. This one converts a dictionary graph that has a ``twin`` (a graph version) into the twin's view,
leaves any other graph as it is, and calls NetworkX's own algorithm, as NetworkX's ``nx_loopback`` does in its own tests.
"""

import json
import sys
from importlib import import_module
from typing import Any

import networkx as nx
from networkx.utils import backends

from tests.network.algorithms import ALGORITHMS, plainly
from tests.network.test_view import busy

NAME = "entente_loopback"


class Loopback:
    """What NetworkX asks of a backend."""

    def __init__(self) -> None:
        self.converted: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        try:
            return backends._registered_algorithms[name].orig_func  # type: ignore[attr-defined]
        except KeyError:
            raise AttributeError(name) from None

    def convert_from_nx(self, graph: Any, *, name: str | None = None, **_: object) -> Any:
        """The view of a graph's twin; the graph itself where it has none."""
        twin = getattr(graph, "twin", None)
        if twin is None:
            return graph
        self.converted.add(str(name))
        return twin.graph

    def convert_to_nx(self, found: Any, **_: object) -> Any:
        """Answers are NetworkX's own already."""
        return found


backend = Loopback()


def main() -> None:
    """Runs every algorithm on dictionaries, then on the same dictionaries through the backend; writes one line of JSON."""
    plain = busy(2).plain
    wanted = {name: plainly(ask(plain)) for name, ask in ALGORITHMS.items()}
    assert not backend.converted
    plain.twin = busy(2).version
    different = []
    priority = backends.BackendPriorities(algos=[NAME], generators=[NAME], classes=[])  # type: ignore[attr-defined]
    with nx.config(backend_priority=priority, cache_converted_graphs=False):
        for name, ask in ALGORITHMS.items():
            if plainly(ask(plain)) != wanted[name]:
                different.append(name)
    json.dump({"ran": len(ALGORITHMS), "different": different, "converted": sorted(backend.converted)}, sys.stdout)


if __name__ == "__main__":
    # The module that NetworkX loads by its entry point, not this one by its file: each has a backend of its own.
    import_module("tests.network.loopback").main()
