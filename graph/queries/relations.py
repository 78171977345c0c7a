"""Relations filtered and in a stable total order."""

from graph.network import GraphVersion, Seen
from graph.queries.filters import Filter


def relations(
    version: GraphVersion,
    which: Filter,
    *,
    source: str | None = None,
    target: str | None = None,
    actor: str | None = None,
) -> tuple[Seen, ...]:
    """The relations that pass, strongest first, ids breaking ties.

    ``source`` and ``target`` ask for that end of a directed relation and for either end of a symmetric one; ``actor``
    asks for either end. Unknown actors have none.
    """
    anchors = [end for end in (source, target, actor) if end]
    views = min((version.ties.get(end, ()) for end in anchors), key=len) if anchors else version.seen
    kept = (
        view
        for view in views
        if _has_end(view, source, "source") and _has_end(view, target, "target") and _has_end(view, actor, "either")
    )
    return which.pick(kept)


def _has_end(view: Seen, actor: str | None, end: str) -> bool:
    relation = view.relation
    if actor is None:
        return True
    if end == "either" or relation.type.symmetric:
        return actor in (relation.source, relation.target)
    return actor == (relation.source if end == "source" else relation.target)
