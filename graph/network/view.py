"""A graph version as a ``networkx.MultiDiGraph``: every algorithm of NetworkX runs on it.

A node's dictionaries are made when they are first touched, out of the columns, so that opening a view costs nothing and
walking a part of it costs that part.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import networkx as nx

if TYPE_CHECKING:
    from graph.network.version import GraphVersion

Data = dict[str, Any]
Neighbours = dict[str, dict[str, Data]]


class NetworkView(nx.MultiDiGraph):  # type: ignore[type-arg]  # generic in its stubs alone
    """Nodes carry :class:`graph.network.NodeInfo`'s fields; edges are keyed by relation and carry
    :class:`graph.network.Seen`'s and ``sign``, ``plover`` and ``goldstein``. It cannot be changed; ``copy()`` gives a
    plain ``networkx.MultiDiGraph`` that can."""

    def __init__(self, version: "GraphVersion | None" = None) -> None:
        super().__init__()
        if version is not None:
            made: dict[tuple[str, str], dict[str, Data]] = {}  # both directions share an edge's dictionaries
            self.graph["version"] = version.version
            self._node = _Nodes(version)
            self._adj = self._succ = _Adjacency(version, made, out=True)
            self._pred = _Adjacency(version, made, out=False)
            nx.freeze(self)

    def to_directed_class(self) -> type["nx.MultiDiGraph[str]"]:
        """What copies are made as."""
        return nx.MultiDiGraph

    def to_undirected_class(self) -> type["nx.MultiGraph[str]"]:
        """What undirected copies are made as."""
        return nx.MultiGraph

    def copy(self, as_view: bool = False) -> "nx.MultiDiGraph[str]":  # type: ignore[override]  # a copy can be changed
        """A plain graph with all nodes and edges; the view itself with ``as_view``, since nobody can change it."""
        if as_view:
            return self
        plain: nx.MultiDiGraph[str] = nx.MultiDiGraph(**self.graph)
        plain.add_nodes_from((node, dict(data)) for node, data in self._node.items())
        plain.add_edges_from(
            (source, target, key, dict(data))  # type: ignore[misc]  # the stubs know no keys here
            for source, neighbours in self._adj.items()
            for target, keys in neighbours.items()
            for key, data in keys.items()
        )
        return plain

    def number_of_edges(self, u: str | None = None, v: str | None = None) -> int:
        """How many edges there are, or how many from ``u`` to ``v``."""
        if u is None and isinstance(self._adj, _Adjacency):
            return len(self._adj.version)
        return int(super().number_of_edges(u, v))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a view of the graph cannot be pickled; pickle view.copy()")


class _Nodes(Mapping[str, Data]):
    def __init__(self, version: "GraphVersion") -> None:
        self._nodes = version.nodes
        self._made: dict[str, Data] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __contains__(self, node: object) -> bool:
        return node in self._nodes

    def __getitem__(self, node: str) -> Data:
        made = self._made.get(node)
        if made is None:
            info = self._nodes[node]
            made = {"name": info.name, "kind": info.kind, "country": info.country, "region": info.region}
            self._made[node] = made
        return made


class _Adjacency(Mapping[str, Neighbours]):
    def __init__(self, version: "GraphVersion", made: dict[tuple[str, str], dict[str, Data]], *, out: bool) -> None:
        self.version = version
        self._out = out
        self._edges = made
        self._made: dict[str, Neighbours] = {}

    def __len__(self) -> int:
        return len(self.version.nodes)

    def __iter__(self) -> Iterator[str]:
        return iter(self.version.nodes)

    def __contains__(self, node: object) -> bool:
        return node in self.version.nodes

    def __getitem__(self, node: str) -> Neighbours:
        made = self._made.get(node)
        if made is None:
            made = self._made[node] = self._make(node)
        return made

    def _make(self, node: str) -> Neighbours:
        version = self.version
        index = version.nodes.index(node)
        if index is None:
            raise KeyError(node)
        rows = version.out_rows(index) if self._out else version.in_rows(index)
        neighbours: Neighbours = {}
        for seen in sorted(version.views(rows, version.measure(rows)), key=_by_ends):
            other = seen.target if self._out else seen.source
            ends = (seen.source, seen.target)
            if other not in neighbours:
                neighbours[other] = self._edges.setdefault(ends, {})
            if seen.relation not in neighbours[other]:
                kind = seen.type
                neighbours[other][seen.relation] = seen._asdict() | {
                    "id": seen.id, "sign": kind.sign, "plover": kind.plover, "goldstein": kind.goldstein,
                }  # fmt: skip
        return neighbours


def _by_ends(seen: Any) -> tuple[str, str, str]:
    return seen.source, seen.target, seen.relation
