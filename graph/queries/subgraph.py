"""The graph around an actor: the nearest and strongest within some hops."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.network import GraphVersion, NodeInfo, Seen, Shown
from graph.network.columns import Array, Rows
from graph.queries.filters import Filter

#: How many rows are looked at, at most, to count what the limits cut; beyond it the count is a lower bound.
EFFORT = 100_000


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A connected part of the graph around ``root``.

    ``nodes`` has the root first, then by hops and strength; ``hops`` is parallel to it; ``edges`` are the relations
    between these nodes, strongest first. ``omitted_nodes`` counts the other actors within reach, exactly unless
    ``at_least`` is set; ``omitted_edges`` the other relations between the nodes shown, exactly.
    """

    root: str
    nodes: tuple[NodeInfo, ...]
    hops: tuple[int, ...]
    edges: Sequence[Seen]
    omitted_nodes: int
    omitted_edges: int
    at_least: bool = False

    @property
    def truncated(self) -> bool:
        """Whether a limit cut anything."""
        return bool(self.omitted_nodes or self.omitted_edges)


def subgraph(
    version: GraphVersion,
    root: str,
    which: Filter,
    *,
    depth: int = 1,
    limit_nodes: int = 100,
    limit_edges: int = 500,
    effort: int = EFFORT,
) -> Subgraph:
    """Actors within ``depth`` hops of ``root`` over relations that pass, taken in either direction, and every such
    relation between them, as ``nx.ego_graph(undirected=True)`` would give.

    Over a limit the nearest and strongest stay, and each kept actor keeps the relation that links it towards the root,
    so that the answer hangs together. Nothing but the strongest is looked at, save to count what is left out.
    Raises :class:`graph.errors.UnknownActor`.
    """
    start = version.index(root)
    version, which = which.on(version)
    most = max(1, min(limit_nodes, limit_edges + 1))
    taken = np.zeros(len(version.nodes), np.bool_)
    taken[start] = True
    ring = np.array([start])
    kept, links, hops, cut = [ring], [np.zeros(0, np.int64)], [0], False
    for hop in range(1, depth + 1):
        ring, strongest, rest = _next_ring(version, ring, taken, which, most - len(hops))
        kept.append(ring)
        links.append(strongest)
        hops += [hop] * len(ring)
        taken[ring] = True
        cut = cut or rest
        if not len(ring) or cut:
            break
    chosen = np.concatenate(kept)
    within, exact = _within(version, start, which, depth, effort) if cut else (len(chosen), True)
    edges, between = _edges(version, np.sort(chosen), np.concatenate(links), which, limit_edges)
    return Subgraph(
        root=root,
        nodes=tuple(version.nodes.at(index) for index in chosen.tolist()),
        hops=tuple(hops),
        edges=edges,
        omitted_nodes=max(within, len(chosen) + 1 if cut else 0) - len(chosen),
        omitted_edges=between - len(edges),
        at_least=not exact,
    )


def _next_ring(version: GraphVersion, ring: Array, taken: Array, which: Filter, room: int) -> tuple[Array, Rows, bool]:
    """Up to ``room`` actors next to a ring, by the strongest relation that links each, those links, and whether there
    are more."""
    looked = max(16, 3 * (room + 1) // len(ring))
    while True:
        rows, bound = version.tops(ring, looked)
        source, target = version.source(rows), version.target(rows)
        fresh = ~(taken[source] & taken[target])
        found = which.pick(version, rows[fresh])
        source, target = version.source(found.rows), version.target(found.rows)
        other = np.where(taken[source], target, source)
        _, first = np.unique(other, return_index=True)
        first.sort()
        sure = first[found.measures.strength[first] > bound] if bound >= 0 else first
        if bound < 0 or len(sure) > room:
            return other[first[:room]], found.rows[first[:room]], len(first) > room
        looked *= 4


def _within(version: GraphVersion, start: int, which: Filter, depth: int, effort: int) -> tuple[int, bool]:
    """How many actors lie within some hops, and whether they are all: at most ``effort`` rows are looked at."""
    seen = np.zeros(len(version.nodes), np.bool_)
    seen[start] = True
    ring = np.array([start])
    for hop in range(depth):
        if hop and len(ring):
            whole = np.cumsum(version.degrees[ring])
            if whole[-1] > effort:
                ring = ring[: max(1, int(np.searchsorted(whole, effort)))]
                seen[_ends(version, ring, which)] = True
                return int(seen.sum()), False
        before = seen.copy()
        seen[_ends(version, ring, which)] = True
        ring = np.flatnonzero(seen & ~before)
    return int(seen.sum()), True


def _ends(version: GraphVersion, ring: Array, which: Filter) -> Array:
    """Both ends of every relation at a ring that passes."""
    rows = which.passing(version, version.at(ring, once=False))
    return np.concatenate((version.source(rows), version.target(rows)))


def _edges(version: GraphVersion, chosen: Array, links: Rows, which: Filter, limit: int) -> tuple[Shown, int]:
    """The links that hold the chosen actors together, and the strongest of the rest between them; and how many there are."""
    found = which.pick(version, version.among(chosen), limit)
    rows, measures = found.rows, found.measures
    other = np.flatnonzero(~np.isin(rows, links))
    if len(rows) - len(other) < len(links):  # one of them is not among the strongest
        rest = other[: limit - len(links)]
        both = np.concatenate((rows[rest], links))
        measures = version.measure(both, which.window)
        order = version.ordered(both, measures.strength)
        rows, measures = both[order], measures.take(order)
    return Shown(version, rows, measures), found.total
