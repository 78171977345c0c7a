"""Who is next to an actor, the most strongly linked first."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from graph.network import GraphVersion, NodeInfo, Seen
from graph.network.columns import EPOCH, Array
from graph.queries.filters import Filter
from graph.queries.lazily import Lazy
from graph.queries.timelines import CONFLICT


@dataclass(frozen=True, slots=True)
class Neighbor:
    """An actor one relation away: how many relations link the two, either way, how many of either sign, their evidence
    together, its first and last day, and the strongest of them."""

    actor: NodeInfo
    relations: int
    cooperation: int
    conflict: int
    evidence: int
    first_day: date
    last_day: date
    strongest: Seen


class Neighbors(Lazy[Neighbor]):
    """The actors that relations which pass link to one, each once, by the order of the strongest of these."""

    def __init__(self, version: GraphVersion, actor: str, which: Filter) -> None:
        self._version = version
        index = version.nodes.index(actor)
        rows = np.zeros(0, np.int64) if index is None else which.passing(version, version.at(np.array([index])))
        other = version.source(rows) + version.target(rows) - (index or 0)
        self._rows, other = rows[other != index], other[other != index]
        self._measures = version.measure(self._rows, which.window)
        order = version.ordered(self._rows, self._measures.strength)
        places, first, self._owner = np.unique(other[order], return_index=True, return_inverse=True)
        ranked = np.argsort(first)
        self._places, self._strongest = places[ranked], order[first[ranked]]
        self._order, self._rank = order, np.argsort(ranked)

    def __len__(self) -> int:
        return len(self._places)

    def _made(self, places: range) -> tuple[Neighbor, ...]:
        version, chosen = self._version, np.array(places)
        position = np.full(len(self), -1)
        position[chosen] = np.arange(len(chosen))
        owner = position[self._rank[self._owner]]
        mine = self._order[owner >= 0]
        owner = owner[owner >= 0]
        numbers = self._measures.take(mine)

        def sums(weights: Array | None = None) -> list[int]:
            return np.bincount(owner, weights, len(chosen)).astype(np.int64).tolist()  # type: ignore[no-any-return]

        conflict = CONFLICT[version.kind(self._rows[mine])]
        first, last = np.full(len(chosen), np.iinfo(np.int64).max), np.full(len(chosen), np.iinfo(np.int64).min)
        np.minimum.at(first, owner, numbers.first)
        np.maximum.at(last, owner, numbers.last)
        strongest = self._strongest[chosen]
        columns = (
            [version.nodes.at(place) for place in self._places[chosen].tolist()],
            sums(),
            sums(~conflict),
            sums(conflict),
            sums(numbers.evidence),
            [date.fromordinal(EPOCH + day) for day in first.tolist()],
            [date.fromordinal(EPOCH + day) for day in last.tolist()],
            version.views(self._rows[strongest], self._measures.take(strongest)),
        )
        return tuple(map(Neighbor, *columns))


def neighbors(version: GraphVersion, actor: str, which: Filter) -> Neighbors:
    """The neighbors of an actor; an unknown one has none."""
    return Neighbors(version, actor, which)
