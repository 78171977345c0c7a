"""The strongest part of the whole graph."""

import numpy as np

from graph.network import GraphVersion, Shown
from graph.network.columns import Array, Rows
from graph.queries.filters import Filter
from graph.queries.subgraph import Subgraph


def overview(version: GraphVersion, which: Filter, *, limit_nodes: int = 60, limit_edges: int = 500) -> Subgraph:
    """The actors that the strongest relations name, and the relations among these, strongest first.

    Relations that pass are taken strongest first, up to ``limit_edges``; the first that would name more than
    ``limit_nodes`` actors ends it. ``omitted_nodes`` counts the other actors that a relation that passes names, exactly.
    O(n) for n relations, besides the answer.
    """
    version, which = which.on(version)
    rows = which.passing(version, version.rows())
    named = np.zeros(len(version.nodes), np.bool_)
    named[version.source(rows)] = True
    named[version.target(rows)] = True
    chosen = _named(version, which.pick(version, rows, limit_edges).rows[:limit_edges], limit_nodes)
    found = which.pick(version, version.among(np.sort(chosen)), limit_edges)
    edges = Shown(version, found.rows, found.measures)
    return Subgraph(
        root=None,
        nodes=tuple(version.nodes.at(index) for index in chosen.tolist()),
        hops=(),
        edges=edges,
        omitted_nodes=int(named.sum()) - len(chosen),
        omitted_edges=found.total - len(edges),
    )


def _named(version: GraphVersion, rows: Rows, limit: int) -> Array:
    """The actors that rows name, in their order, up to the row that would name too many."""
    ends = np.stack((version.source(rows), version.target(rows)), axis=1).ravel()
    _, first = np.unique(ends, return_index=True)
    first.sort()
    if len(first) > limit:
        first = first[first < first[limit] // 2 * 2]
    return ends[first]
