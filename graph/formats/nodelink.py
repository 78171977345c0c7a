"""NetworkX's node-link form: ``nx.node_link_graph(answer, edges="edges")`` reads it back as a MultiDiGraph."""

from collections.abc import Iterable
from typing import Any

from graph.network import NodeInfo, Seen


def node(info: NodeInfo) -> dict[str, Any]:
    """A node's dictionary."""
    return {"id": info.id, "name": info.name, "kind": info.kind, "country": info.country, "region": info.region}


def edge(view: Seen) -> dict[str, Any]:
    """An edge's dictionary: ``key`` is the relation, numbers are those of the window it was seen through."""
    kind = view.type
    return {
        "source": view.source,
        "target": view.target,
        "key": view.relation,
        "id": view.id,
        "relation": view.relation,
        "label": kind.label,
        "sign": kind.sign,
        "plover": kind.plover,
        "symmetric": kind.symmetric,
        "goldstein": kind.goldstein,
        "strength": round(view.strength, 4),
        "evidence": view.evidence,
        "reports": view.reports,
        "publishers": view.publishers,
        "first_day": view.first_day,
        "last_day": view.last_day,
        "source_role": view.source_role,
        "target_role": view.target_role,
    }


def node_link(about: dict[str, Any], nodes: Iterable[NodeInfo], edges: Iterable[Seen]) -> dict[str, Any]:
    """A graph's dictionary; ``about`` becomes the graph's own attributes."""
    return {
        "directed": True,
        "multigraph": True,
        "graph": about,
        "nodes": [node(info) for info in nodes],
        "edges": [edge(view) for view in edges],
    }
