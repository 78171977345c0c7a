"""An immutable version of the graph."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import networkx as nx

from graph.errors import UnknownActor
from graph.network.relation import NodeInfo, Relation
from graph.network.window import ALL_TIME, Seen, Window


@dataclass(frozen=True, slots=True, eq=False)
class GraphVersion:
    """Actors and relations as of one version of the store; share it freely between threads, it never changes.

    ``graph`` is a frozen ``networkx.MultiDiGraph``: nodes carry :class:`NodeInfo`'s fields, edges are keyed by relation
    and carry :class:`Relation`'s fields plus ``strength``, ``sign``, ``plover`` and ``goldstein``. A symmetric relation
    is one edge, ends in identifier order. ``ties[actor]`` are the relations at an actor, either direction, strongest
    first; ``seen`` is every relation, strongest first.
    """

    version: int
    graph: "nx.MultiDiGraph[str]"
    nodes: Mapping[str, NodeInfo]
    ties: Mapping[str, tuple[Seen, ...]]
    seen: tuple[Seen, ...]
    by_id: Mapping[str, Seen]
    first_day: date | None
    last_day: date | None

    @classmethod
    def build(cls, version: int, nodes: Iterable[NodeInfo], relations: Iterable[Relation]) -> "GraphVersion":
        """Builds a version in O(n + m log m).

        Relations without evidence are left out; an end that is no node raises :class:`UnknownActor`.
        """
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(version=version)
        infos = {node.id: node for node in sorted(nodes, key=lambda node: node.id)}
        for node in infos.values():
            graph.add_node(node.id, name=node.name, kind=node.kind, country=node.country, region=node.region)
        views = (ALL_TIME.see(relation) for relation in relations)
        seen = tuple(sorted((view for view in views if view is not None), key=lambda view: view.order))
        ties: dict[str, list[Seen]] = defaultdict(list)
        for view in seen:
            relation = view.relation
            for end in (relation.source, relation.target):
                if end not in infos:
                    raise UnknownActor(f"relation {relation.id} names {end!r}, which is no node of version {version}")
            graph.add_edge(relation.source, relation.target, key=relation.relation, **_attributes(view))
            ties[relation.source].append(view)
            if relation.target != relation.source:
                ties[relation.target].append(view)
        return cls(
            version=version,
            graph=nx.freeze(graph),
            nodes=MappingProxyType(infos),
            ties=MappingProxyType({actor: tuple(views) for actor, views in ties.items()}),
            seen=seen,
            by_id=MappingProxyType({view.relation.id: view for view in seen}),
            first_day=min((view.first_day for view in seen), default=None),
            last_day=max((view.last_day for view in seen), default=None),
        )

    @classmethod
    def empty(cls) -> "GraphVersion":
        """Version 0: nothing known."""
        return cls.build(0, (), ())

    def node(self, actor: str) -> NodeInfo:
        """The node of that id. Raises :class:`UnknownActor`."""
        try:
            return self.nodes[actor]
        except KeyError:
            raise UnknownActor(f"no actor {actor!r} in version {self.version} of the graph") from None

    def relations_at(self, actor: str, window: Window = ALL_TIME) -> tuple[Seen, ...]:
        """The relations at an actor through a window, strongest first; empty for an actor without any."""
        return through(self.ties.get(actor, ()), window)

    def between(self, a: str, b: str, window: Window = ALL_TIME) -> tuple[Seen, ...]:
        """The relations between two actors, both directions, strongest first."""
        found = [
            self.by_id[data["id"]]
            for source, target in ((a, b), (b, a))
            if self.graph.has_edge(source, target)
            for data in self.graph[source][target].values()
        ]
        return through(tuple(sorted(set(found), key=lambda view: view.order)), window)


def through(views: tuple[Seen, ...], window: Window) -> tuple[Seen, ...]:
    """Relations as a window shows them, strongest first there; those with no evidence inside drop out."""
    if window.open:
        return views
    again = (window.again(view) for view in views)
    return tuple(sorted((view for view in again if view is not None), key=lambda view: view.order))


def _attributes(view: Seen) -> dict[str, object]:
    relation = view.relation
    return {
        "id": relation.id,
        "relation": relation.relation,
        "evidence": relation.evidence,
        "articles": relation.articles,
        "publishers": relation.publishers,
        "first_day": relation.first_day,
        "last_day": relation.last_day,
        "days": relation.days,
        "weights": relation.weights,
        "source_role": relation.source_role,
        "target_role": relation.target_role,
        "strength": view.strength,
        "sign": relation.type.sign,
        "plover": relation.type.plover,
        "goldstein": relation.type.goldstein,
    }
