"""Answers as graphs to be written down: nodes and edges as records, with the sentences that back each edge."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.evidence import EvidenceService
from graph.analytics import Point
from graph.formats import EdgeRecord, GraphRecord, NodeRecord, Quote, ShownEdges, addresses
from graph.network import GraphVersion, NodeInfo, Seen, Shown, Window
from graph.queries import Filter, Subgraph, whole

#: The most quotes that an edge may be asked to carry.
MOST_QUOTES = 5
#: The evidence of so many edges is read in one query.
_LOT = 500


def about(version: GraphVersion, window: Window) -> dict[str, Any]:
    """Which graph answered."""
    return {
        "version": version.version,
        "origin": version.origin,
        "as_of": window.as_of,
        "from": window.start,
        "to": window.end,
        "known_at": version.known_at,
    }


@dataclass(frozen=True, slots=True)
class Records:
    """Makes graphs of what a version shows through a window; edges carry up to ``quotes`` quotes, none without SQL."""

    version: GraphVersion
    window: Window
    evidence: EvidenceService
    quotes: int = 0

    def whole(self, which: Filter) -> GraphRecord:
        """All relations that pass and the actors that they link, made as they are gone through."""
        found = whole(self.version, which)
        nodes = (NodeRecord(info, self.version.degree(info.id)) for info in found.actors())
        edges = (edge for lot in found.relations(_LOT) for edge in self._edges(lot))
        return GraphRecord("graph", self._about(), nodes, edges, found.first, found.last, self.quotes)

    def around(self, found: Subgraph, depth: int, more: Mapping[str, Any], places: Sequence[Point | None] = ()) -> GraphRecord:
        """The graph around an actor; its nodes have these places, if any."""
        told = {**self._about(), "depth": depth}
        return self._of(f"{found.root}-subgraph", found.edges, self._nodes(found, places), told, more)

    def overview(self, found: Subgraph, more: Mapping[str, Any], places: Sequence[Point | None] = ()) -> GraphRecord:
        """The strongest part of the graph; its nodes have these places, if any."""
        return self._of("overview", found.edges, self._nodes(found, places), self._about(), more)

    def of(self, name: str, views: Iterable[Seen], also: Iterable[NodeInfo] = ()) -> GraphRecord:
        """Some relations, with their ends and perhaps other actors, by id."""
        views = tuple(dict.fromkeys(views))
        infos = {info.id: info for info in also}
        infos |= {end: self.version.nodes[end] for view in views for end in (view.source, view.target)}
        nodes = [NodeRecord(infos[identifier], self.version.degree(identifier)) for identifier in sorted(infos)]
        return self._of(name, views, nodes, self._about(), {})

    def quoted(self, relation_ids: Sequence[str]) -> Mapping[str, tuple[Quote, ...]]:
        """The quotes of relations by their ids; SQL is asked only where some are wanted."""
        if not self.quotes:
            return {}
        times = {"since": self.window.start, "until": self.window.last}
        version = self.version
        return self.evidence.quotes(relation_ids, self.quotes, **times, known_at=version.known_at, origin=version.origin)

    def _nodes(self, found: Subgraph, places: Sequence[Point | None]) -> list[NodeRecord]:
        hops: Sequence[int | None] = found.hops or [None] * len(found.nodes)
        columns = zip(found.nodes, hops, places or [None] * len(found.nodes), strict=True)
        return [NodeRecord(info, self.version.degree(info.id), steps, at) for info, steps, at in columns]

    def _of(
        self, name: str, views: Sequence[Seen], nodes: Sequence[NodeRecord], told: dict[str, Any], more: Mapping[str, Any]
    ) -> GraphRecord:
        if isinstance(views, Shown):
            first, last = views.days
        else:
            first = min((view.first_day for view in views), default=None)
            last = max((view.last_day for view in views), default=None)
        edges: Iterable[EdgeRecord]
        if isinstance(views, Shown) and not self.quotes:
            edges = ShownEdges((views,))
        else:
            edges = (edge for start in range(0, len(views), _LOT) for edge in self._edges(views[start : start + _LOT]))
        more, placed = addresses.linked(more, self.version.origin), any(node.at for node in nodes)
        return GraphRecord(name, told, nodes, edges, first, last, self.quotes, more, placed)

    def _about(self) -> dict[str, Any]:
        return about(self.version, self.window)

    def _edges(self, views: Sequence[Seen]) -> Iterator[EdgeRecord]:
        ends = {end: self.version.nodes[end] for end in {end for view in views for end in (view.source, view.target)}}
        quotes = self.quoted([view.id for view in views]) if self.quotes else {}
        for view in views:
            told = quotes.get(view.id, ()) if quotes else ()
            yield EdgeRecord(view, ends[view.source], ends[view.target], told, self.version.origin)
