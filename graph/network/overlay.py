"""What changed since the columns were built: a small second layer, made anew at each step, and merged in when it grows."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from graph.network.columns import Columns, drafted, joined
from graph.network.history import Histories
from graph.network.nodes import NodeTable
from graph.network.relation import NodeInfo
from graph.network.version import GraphVersion


def changed(
    before: GraphVersion,
    version: int,
    actors: Sequence[tuple[int, NodeInfo]],
    histories: Iterable[Histories],
    merged: Mapping[str, str] | None = None,
) -> GraphVersion:
    """The next version: ``actors`` (number, actor) and the relations of ``histories`` are as given, a relation without
    pieces is gone, all else is as it was. The version before stays as it is.

    O(what changed since the base), and one copy of a byte a relation.
    """
    nodes = before.nodes.with_changes(actors) if actors else before.nodes
    index_of = nodes.index_of()
    lots = list(histories)
    heads = np.concatenate([lot.heads for lot in lots]) if lots else Histories.parse([]).heads
    key = index_of[heads["source"]], index_of[heads["target"]], heads["kind"]
    gone, old = before.gone.copy(), before.base.find(*key)
    gone[old[old >= 0]] = True
    kept = np.ones(len(before.delta), np.bool_)
    new = before.delta.find(*key)
    kept[new[new >= 0]] = False
    drafts = [before.delta.draft(np.flatnonzero(kept)), *(drafted(lot, index_of) for lot in lots)]
    delta = Columns.of(joined(drafts), len(nodes))
    return GraphVersion(
        version,
        nodes,
        before.base,
        delta,
        gone,
        before.merged if merged is None else MappingProxyType(dict(merged)),
        before.cuts,
        origin=before.origin,
    )


def settled(graph: GraphVersion) -> GraphVersion:
    """The same version with nothing in its second layer. O(n log n + p)."""
    if graph.settled and not graph.nodes.added and not graph.nodes.changed:
        return graph
    places = np.argsort(graph.nodes.ranks(np.arange(len(graph.nodes))), kind="stable")
    index_of = np.empty(len(places), np.int32)  # where the actor at an old place stands now
    index_of[places] = np.arange(len(places))
    numbers = graph.nodes.index_of()
    number = np.empty(len(places), np.int64)
    number[numbers[numbers >= 0]] = np.flatnonzero(numbers >= 0)
    table = NodeTable.build((int(number[place]), graph.nodes.at(place)) for place in places.tolist())
    layers = ((graph.base, np.flatnonzero(~graph.gone)), (graph.delta, np.arange(len(graph.delta))))
    base = Columns.of(joined([columns.draft(rows, index_of) for columns, rows in layers]), len(table))
    return GraphVersion.on(graph.version, table, base, graph.merged, graph.origin)
