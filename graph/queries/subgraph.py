"""The graph around an actor: the nearest and strongest within some hops, and what some of them bring along."""

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
    """A part of the graph: connected and around ``root``, or the strongest of all where that is None.

    ``nodes`` has the root first, then by hops and strength, then those that each of the ``expanded`` brought, in its
    order; without a root the ends of the strongest relations first. ``hops`` is parallel to it, empty without a root;
    ``edges`` are the relations between these nodes, strongest first. ``omitted_nodes`` counts the other actors within
    reach, exactly unless ``at_least`` is set; ``omitted_edges`` the other relations between the nodes shown, exactly.
    ``expanded`` counts the nodes that were there before each expansion, and all in the end.
    """

    root: str | None
    nodes: tuple[NodeInfo, ...]
    hops: tuple[int, ...]
    edges: Sequence[Seen]
    omitted_nodes: int
    omitted_edges: int
    at_least: bool = False
    expanded: tuple[int, ...] = ()

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
    expand: Sequence[str] = (),
    expand_nodes: int = 12,
    effort: int = EFFORT,
) -> Subgraph:
    """Actors within ``depth`` hops of ``root`` over relations that pass, taken in either direction, and every such
    relation between them, as ``nx.ego_graph(undirected=True)`` would give.

    Over a limit the nearest and strongest stay, and each kept actor keeps the relation that links it towards the root,
    so that the answer hangs together. Nothing but the strongest is looked at, save to count what is left out.

    Each actor of ``expand``, in turn, brings up to ``expand_nodes`` of its strongest partners along, over ``limit_nodes``
    but within ``limit_edges``; one that is not shown by then brings nobody. Partners of those expanded are within reach.
    Raises :class:`graph.errors.UnknownActor` for the root alone.
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
    brought, centres = [sum(map(len, kept))], []
    for one in expand:
        centre = version.nodes.index(one)
        if centre is not None and taken[centre]:
            room = max(0, min(expand_nodes, limit_edges - sum(map(len, links))))
            ring, strongest, _ = _next_ring(version, np.array([centre]), taken, which, room)
            kept.append(ring)
            links.append(strongest)
            taken[ring] = True
            centres.append(centre)
            brought.append(brought[-1] + len(ring))
    chosen = np.concatenate(kept)
    among = np.sort(chosen)
    within, exact = _within(version, start, which, depth, effort) if cut else (taken, True)
    if centres:
        within = within | taken
        within[_ends(version, np.array(centres), which)] = True
        hops = _steps(version, which, chosen, hops)
    reached = max(int(within.sum()), len(chosen) + 1 if cut and not centres else 0)
    edges, between = _edges(version, among, np.concatenate(links), which, limit_edges)
    return Subgraph(
        root=root,
        nodes=tuple(version.nodes.at(index) for index in chosen.tolist()),
        hops=tuple(hops),
        edges=edges,
        omitted_nodes=reached - len(chosen),
        omitted_edges=between - len(edges),
        at_least=not exact,
        expanded=tuple(brought) if centres else (),
    )


def _steps(version: GraphVersion, which: Filter, chosen: Array, known: list[int]) -> list[int]:
    """Fewest steps from the root over relations that pass between the chosen; those of the first are known."""
    rows = which.passing(version, version.among(np.sort(chosen)))
    source, target = version.source(rows), version.target(rows)
    steps = np.full(len(version.nodes), len(chosen))
    steps[chosen[: len(known)]] = known
    while True:
        before = steps[chosen]
        np.minimum.at(steps, source, steps[target] + 1)
        np.minimum.at(steps, target, steps[source] + 1)
        if (steps[chosen] == before).all():
            return [int(step) for step in before]


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


def _within(version: GraphVersion, start: int, which: Filter, depth: int, effort: int) -> tuple[Array, bool]:
    """Which actors lie within some hops, and whether they are all: at most ``effort`` rows are looked at."""
    seen = np.zeros(len(version.nodes), np.bool_)
    seen[start] = True
    ring = np.array([start])
    for hop in range(depth):
        if hop and len(ring):
            whole = np.cumsum(version.degrees[ring])
            if whole[-1] > effort:
                ring = ring[: max(1, int(np.searchsorted(whole, effort)))]
                seen[_ends(version, ring, which)] = True
                return seen, False
        before = seen.copy()
        seen[_ends(version, ring, which)] = True
        ring = np.flatnonzero(seen & ~before)
    return seen, True


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
