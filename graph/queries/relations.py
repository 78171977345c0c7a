"""Relations filtered and in a stable total order."""

import numpy as np

from graph.network import GraphVersion, Seen
from graph.network.columns import Rows
from graph.network.history import KINDS
from graph.ontology import relation_type
from graph.queries.filters import Filter
from graph.queries.lazily import Lazy

_SYMMETRIC = np.array([relation_type(kind).symmetric for kind in KINDS])


class Ranked(Lazy[Seen]):
    """Relations that pass, strongest first; only those that are looked at are made."""

    def __init__(self, version: GraphVersion, which: Filter, rows: Rows) -> None:
        self._version, self._which = version, which
        self._rows = which.passing(version, rows)

    def __len__(self) -> int:
        return len(self._rows)

    def _made(self, places: range) -> tuple[Seen, ...]:
        found = self._which.pick(self._version, self._rows, max(places) + 1)
        chosen = np.array(places)
        return self._version.views(found.rows[chosen], found.measures.take(chosen))


def relations(
    version: GraphVersion,
    which: Filter,
    *,
    source: str | None = None,
    target: str | None = None,
    actor: str | None = None,
) -> Ranked:
    """The relations that pass, strongest first, then by source, target and relation.

    ``source`` and ``target`` ask for that end of a directed relation and for either end of a symmetric one; ``actor``
    asks for either end. Unknown actors have none.
    """
    ends = {end: version.nodes.index(end) for end in (source, target, actor) if end}
    if None in ends.values():
        return Ranked(version, which, np.zeros(0, np.int64))
    if not ends:
        return Ranked(version, which, version.rows())
    rows = min((version.at(np.array([index])) for index in ends.values()), key=len)
    sources, targets = version.source(rows), version.target(rows)
    either = _SYMMETRIC[version.kind(rows)]
    kept = np.ones(len(rows), np.bool_)
    if source:
        kept &= (sources == ends[source]) | (either & (targets == ends[source]))
    if target:
        kept &= (targets == ends[target]) | (either & (sources == ends[target]))
    if actor:
        kept &= (sources == ends[actor]) | (targets == ends[actor])
    return Ranked(version, which, rows[kept])
