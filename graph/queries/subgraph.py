"""The graph around an actor: everything within some hops, the strongest kept where there is too much."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.network import GraphVersion, NodeInfo, Seen
from graph.queries.filters import Filter


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A connected part of the graph around ``root``.

    ``nodes`` has the root first, then by hops and strength; ``hops`` is parallel to it; ``edges`` are strongest first.
    ``omitted_nodes`` and ``omitted_edges`` count what the limits cut from the full answer, exactly.
    """

    root: str
    nodes: tuple[NodeInfo, ...]
    hops: tuple[int, ...]
    edges: tuple[Seen, ...]
    omitted_nodes: int
    omitted_edges: int

    @property
    def truncated(self) -> bool:
        """Whether a limit cut anything."""
        return bool(self.omitted_nodes or self.omitted_edges)


def subgraph(
    version: GraphVersion, root: str, which: Filter, *, depth: int = 1, limit_nodes: int = 100, limit_edges: int = 500
) -> Subgraph:
    """All actors within ``depth`` hops of ``root`` over relations that pass, taken in either direction, and every such
    relation between them, as ``nx.ego_graph(undirected=True)`` would give.

    Over a limit the nearest and strongest stay, and each kept actor keeps the relation that links it towards the root,
    so that the answer hangs together. O(relations in the ball). Raises :class:`graph.errors.UnknownActor`.
    """
    version.node(root)
    hops = {root: 0}
    order = [root]
    links: list[Seen] = []
    ball: dict[str, Seen | None] = {}
    ring = [root]
    for hop in range(1, depth + 1):
        nearest: dict[str, Seen] = {}
        for view, other in _reached(version, ring, which, ball):
            if other not in hops and (other not in nearest or view.order < nearest[other].order):
                nearest[other] = view
        ring = sorted(nearest, key=lambda actor: (nearest[actor].order, actor))
        hops.update(dict.fromkeys(ring, hop))
        order.extend(ring)
        links.extend(nearest[actor] for actor in ring)
    for _ in _reached(version, ring, which, ball):
        pass  # what the outermost have among themselves
    inside = [
        view for view in ball.values() if view is not None and view.relation.source in hops and view.relation.target in hops
    ]
    kept = order[: max(1, min(limit_nodes, limit_edges + 1))]
    edges = _edges(inside, links[: len(kept) - 1], set(kept), limit_edges)
    return Subgraph(
        root=root,
        nodes=tuple(version.nodes[actor] for actor in kept),
        hops=tuple(hops[actor] for actor in kept),
        edges=edges,
        omitted_nodes=len(order) - len(kept),
        omitted_edges=len(inside) - len(edges),
    )


def _reached(
    version: GraphVersion, ring: Sequence[str], which: Filter, ball: dict[str, Seen | None]
) -> Iterator[tuple[Seen, str]]:
    """The relations at the actors of a ring that pass, each with its other end; ``ball`` remembers the verdicts."""
    for actor in ring:
        for tie in version.ties.get(actor, ()):
            identity = tie.relation.id
            if identity not in ball:
                ball[identity] = which.view(tie)
            view = ball[identity]
            if view is not None:
                yield view, tie.relation.other(actor)


def _edges(inside: Sequence[Seen], links: Sequence[Seen], kept: set[str], limit: int) -> tuple[Seen, ...]:
    """The links that hold the kept actors together, and the strongest of the rest between them."""
    found = [view for view in inside if view.relation.source in kept and view.relation.target in kept]
    found.sort(key=lambda view: view.order)
    if len(found) <= limit:
        return tuple(found)
    needed = {view.relation.id for view in links}
    room = limit - len(needed)
    chosen = []
    for view in found:
        if view.relation.id in needed:
            chosen.append(view)
        elif room > 0:
            room -= 1
            chosen.append(view)
    return tuple(chosen)
