"""The graph around an actor: everything within some hops, the strongest kept where there is too much."""

from collections.abc import Sequence
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
    order, links, ball = [root], [], {}
    ring = [root]
    for hop in range(1, depth + 1):
        found = [(view, actor) for actor in ring for view in which.at(version, actor)]
        found.sort(key=lambda pair: pair[0].order)
        ball.update({view.relation.id: view for view, _ in found})
        ring = []
        for view, actor in found:
            other = view.relation.other(actor)
            if other not in hops:
                hops[other] = hop
                ring.append(other)
                links.append(view)
        order.extend(ring)
    for actor in ring:
        for view in which.at(version, actor):
            if view.relation.other(actor) in hops:
                ball[view.relation.id] = view
    kept = order[: max(1, min(limit_nodes, limit_edges + 1))]
    edges = _edges(ball, links[: len(kept) - 1], set(kept), limit_edges)
    return Subgraph(
        root=root,
        nodes=tuple(version.nodes[actor] for actor in kept),
        hops=tuple(hops[actor] for actor in kept),
        edges=edges,
        omitted_nodes=len(order) - len(kept),
        omitted_edges=len(ball) - len(edges),
    )


def _edges(ball: dict[str, Seen], links: Sequence[Seen], kept: set[str], limit: int) -> tuple[Seen, ...]:
    """The links that hold the kept actors together, and the strongest of the rest between them."""
    chosen = {view.relation.id: view for view in links}
    rest = sorted(
        (
            view
            for identity, view in ball.items()
            if identity not in chosen and view.relation.source in kept and view.relation.target in kept
        ),
        key=lambda view: view.order,
    )
    return tuple(sorted([*chosen.values(), *rest[: limit - len(chosen)]], key=lambda view: view.order))
