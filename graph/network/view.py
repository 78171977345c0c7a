"""A graph version as a ``networkx.MultiDiGraph``: every algorithm of NetworkX runs on it that does not write into its graph
(``negative_edge_cycle`` does, for a while; it needs a ``copy()``).

A node's dictionaries are made when they are first touched, out of the columns, so that opening a view costs nothing and
walking a part of it costs that part.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import networkx as nx

from graph.network.nodes import Nodes
from graph.network.relation import NodeInfo, Seen

if TYPE_CHECKING:
    from graph.network.version import GraphVersion

Value = TypeVar("Value")


class Data(dict[str, Any]):
    """Fields of a node, an edge or the graph: a dictionary that refuses changes. Its copies, deep or not, are plain."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise nx.NetworkXError("a view of the graph cannot be changed; change view.copy()")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __copy__(self) -> dict[str, Any]:
        return dict(self)

    def __deepcopy__(self, _memory: object) -> dict[str, Any]:
        return dict(self)  # the values cannot be changed

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (dict(self),)


Edges = dict[str, Data]
Neighbours = dict[str, Edges]


class NetworkView(nx.MultiDiGraph):  # type: ignore[type-arg]  # generic in its stubs alone
    """Nodes carry :class:`graph.network.NodeInfo`'s fields; edges are keyed by relation and carry
    :class:`graph.network.Seen`'s and ``id``, ``sign``, ``plover`` and ``goldstein``. Nodes come in the order of their ids,
    neighbours too, parallel edges by relation.

    It cannot be changed, nor can its dictionaries: a change raises ``networkx.NetworkXError``. ``copy()`` gives a plain
    ``networkx.MultiDiGraph`` that can; so do ``copy.deepcopy`` and pickling, there and back.
    """

    def __new__(cls, *data: Any, **attributes: Any) -> "nx.MultiDiGraph[str]":  # type: ignore[misc]  # see the comment
        """A plain graph: NetworkX makes what it derives from a graph by calling the graph's class."""
        return nx.MultiDiGraph(*data, **attributes)

    @classmethod
    def of(cls, version: "GraphVersion") -> "NetworkView":
        """The view of a version."""
        view: NetworkView = object.__new__(cls)
        view._open(version)
        nx.freeze(view)
        return view

    def _open(self, version: "GraphVersion") -> None:
        super().__init__()
        edges: dict[tuple[str, str], Edges] = {}  # both directions share an edge's dictionaries
        self._version = version
        self.graph = Data(version=version.version)
        self._node = _Lazy(version.nodes, lambda index: _fields(version.nodes.at(index)))
        self._succ = _Lazy(version.nodes, partial(_neighbours, version, edges, out=True))  # and _adj with it
        self._pred = _Lazy(version.nodes, partial(_neighbours, version, edges, out=False))

    def to_directed_class(self) -> type["nx.MultiDiGraph[str]"]:
        """What directed copies are made as."""
        return nx.MultiDiGraph

    def to_undirected_class(self) -> type["nx.MultiGraph[str]"]:
        """What undirected copies are made as."""
        return nx.MultiGraph

    def copy(self, as_view: bool = False) -> "nx.MultiDiGraph[str]":  # type: ignore[override]  # a copy can be changed
        """A plain graph with all nodes and edges; the view itself with ``as_view``, since nobody can change it."""
        if as_view:
            return self
        plain: nx.MultiDiGraph[str] = nx.MultiDiGraph(**self.graph)
        version = self._version
        plain.add_nodes_from((identifier, dict(_fields(info))) for identifier, info in version.nodes.items())
        # Not by way of the dictionaries: they would all be made, and stay.
        for seen in sorted(version, key=_by_ends):
            plain.add_edge(seen.source, seen.target, seen.relation, **_attributes(seen))
        return plain

    def number_of_edges(self, u: str | None = None, v: str | None = None) -> int:
        """How many edges there are, or how many from ``u`` to ``v``."""
        if u is None:
            return len(self._version)
        return int(super().number_of_edges(u, v))

    def __reduce__(self) -> tuple[Callable[["nx.MultiDiGraph[str]"], "nx.MultiDiGraph[str]"], tuple["nx.MultiDiGraph[str]"]]:
        return _as_it_is, (self.copy(),)


def _as_it_is(graph: "nx.MultiDiGraph[str]") -> "nx.MultiDiGraph[str]":
    return graph


class _Lazy(Mapping[str, Value]):
    """Something of every actor, made when it is first asked for: ``make`` is told the actor's place."""

    def __init__(self, nodes: Nodes, make: Callable[[int], Value]) -> None:
        self._nodes = nodes
        self._make = make
        self.made: dict[str, Value] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __contains__(self, node: object) -> bool:
        return node in self.made or node in self._nodes

    def __getitem__(self, node: str) -> Value:
        made = self.made.get(node)
        if made is None:
            index = self._nodes.index(node) if isinstance(node, str) else None  # it may be asked for anything
            if index is None:
                raise KeyError(node)
            made = self.made[node] = self._make(index)
        return made


def _fields(info: NodeInfo) -> Data:
    return Data(name=info.name, kind=info.kind, country=info.country, region=info.region)


def _attributes(seen: Seen) -> Data:
    kind = seen.type
    return Data(seen._asdict(), id=seen.id, sign=kind.sign, plover=kind.plover, goldstein=kind.goldstein)


def _neighbours(version: "GraphVersion", edges: dict[tuple[str, str], Edges], index: int, *, out: bool) -> Neighbours:
    rows = version.out_rows(index) if out else version.in_rows(index)
    neighbours: Neighbours = {}
    for seen in sorted(version.views(rows, version.measure(rows)), key=_by_ends):
        parallel = edges.setdefault((seen.source, seen.target), {})
        neighbours[seen.target if out else seen.source] = parallel
        if seen.relation not in parallel:
            parallel[seen.relation] = _attributes(seen)
    return neighbours


def _by_ends(seen: Seen) -> tuple[str, str, str]:
    return seen.source, seen.target, seen.relation
