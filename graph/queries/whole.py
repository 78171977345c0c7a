"""The whole graph, or all of it that passes: gone through lot by lot, however large it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph.network import GraphVersion, NodeInfo, Seen
from graph.network.columns import EPOCH, Array
from graph.queries.filters import Filter, Picked

_LOT = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """The relations that pass, strongest first, then by source, target and relation; and the actors that they link, by id.

    ``places`` are those of the actors; ``first`` and ``last`` bound the days of all relations, None where there are none.
    Nothing but arrays is held; relations and actors are made as they are gone through.
    """

    version: GraphVersion
    picked: Picked
    places: Array
    first: date | None
    last: date | None

    def __len__(self) -> int:
        return len(self.picked.rows)

    def actors(self) -> Iterator[NodeInfo]:
        """The actors, in the order of their ids."""
        nodes = self.version.nodes
        return map(nodes.at, self.places[np.argsort(nodes.ranks(self.places), kind="stable")].tolist())

    def relations(self, lot: int = _LOT) -> Iterator[tuple[Seen, ...]]:
        """The relations, up to ``lot`` at a time."""
        rows, measures = self.picked.rows, self.picked.measures
        for start in range(0, len(rows), lot):
            some = np.arange(start, min(start + lot, len(rows)))
            yield self.version.views(rows[some], measures.take(some))


def whole(version: GraphVersion, which: Filter) -> Whole:
    """All relations that pass. O(n log n) for n of them, about 60 bytes each."""
    version, which = which.on(version)
    picked = which.pick(version, version.rows())
    places = np.unique(np.concatenate((version.source(picked.rows), version.target(picked.rows))))
    bounds = (int(picked.measures.first.min()), int(picked.measures.last.max())) if len(picked.rows) else ()
    first, last = (date.fromordinal(EPOCH + day) for day in bounds) if bounds else (None, None)
    return Whole(version, picked, places, first, last)
