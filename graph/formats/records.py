"""What is written down: a graph's nodes, its edges, and the sentences that an edge carries along."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from graph.model import Span
from graph.network import NodeInfo, Seen, Shown
from graph.ontology import Status
from graph.origins import CODER, Origin


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of evidence beside the edge that it backs. Spans count characters of ``sentence``, end exclusive; those of
    ``source`` and ``target`` are of the edge's ends, None where an end is implied. ``outlet`` is what is known of the
    publisher, ``credited`` of the agency whose report it prints."""

    id: str
    sentence: str
    source_span: Span | None
    target_span: Span | None
    trigger: Span
    status: Status
    confidence: float
    day: date
    publisher: str | None
    article: str
    title: str | None
    url: str | None
    why: str
    outlet: Mapping[str, str] | None = None
    credited: Mapping[str, str] | None = None


class NodeRecord(NamedTuple):
    """An actor; ``relations`` counts those that it has in the whole graph, ``hops`` the steps from a subgraph's root, ``at``
    is where it is to be drawn (x to the right, y downwards, in CSS pixels)."""

    info: NodeInfo
    relations: int | None = None
    hops: int | None = None
    at: tuple[float, float] | None = None


class EdgeRecord(NamedTuple):
    """A relation with its ends, the best of its evidence where that was asked for, and the origin that it is of."""

    view: Seen
    source: NodeInfo
    target: NodeInfo
    quotes: tuple[Quote, ...] = ()
    origin: Origin = CODER


@dataclass(frozen=True, slots=True, eq=False)
class ShownEdges:
    """Edges without quotes that are still in columns, lot by lot; records for whoever goes through them, while a writer may
    take the columns."""

    lots: Iterable[Shown]

    def __iter__(self) -> Iterator[EdgeRecord]:
        for lot in self.lots:
            nodes = lot.version.nodes
            for view in lot:
                yield EdgeRecord(view, nodes[view.source], nodes[view.target], origin=lot.version.origin)


@dataclass(frozen=True, slots=True, eq=False)
class GraphRecord:
    """A graph to be written. Nodes and edges are gone through once, nodes first, so that either may be a generator.

    ``name`` says in a few ASCII letters what it is of, ``about`` which version and window answered; ``first`` and ``last``
    bound the days of all edges, None where there are none. No edge has more than ``quotes`` quotes; 0 where none were
    asked for. ``more`` is what a JSON answer has beside the graph. ``placed`` says that nodes have places.
    """

    name: str
    about: Mapping[str, Any]
    nodes: Iterable[NodeRecord]
    edges: Iterable[EdgeRecord]
    first: date | None = None
    last: date | None = None
    quotes: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)
    placed: bool = False
