"""How far one gets from an actor step by step, and how strong the way on can be at best; what paths are found with."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.network import GraphVersion
from graph.network.columns import Array, Rows
from graph.queries.filters import Filter

#: What a search over sorted neighbours costs, in rows looked at: for each actor asked, and for each pair.
_ASK, _PAIR = 60, 2


class Links(NamedTuple):
    """Rows as steps: from the actor at ``start`` to that at ``end``, both places."""

    start: Array
    end: Array
    rows: Rows

    def reversed(self) -> "Links":
        """The same steps the other way."""
        return Links(self.end, self.start, self.rows)

    def take(self, chosen: Array) -> "Links":
        """Some of them."""
        return Links(self.start[chosen], self.end[chosen], self.rows[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """The way from actors to one end in a number of steps: the strength that the weakest link of none of them exceeds.

    All [N], by place: ``best``, −1 where there is no way; ``hop``, the first step of that one; ``second``, the best by
    any other first step. ``places`` are the actors that have a way, sorted.
    """

    places: Array
    best: Array
    hop: Array
    second: Array

    @classmethod
    def at(cls, actor: int, actors: int) -> "Bounds":
        """Being there."""
        best = np.full(actors, -1.0, np.float32)
        best[actor] = np.inf
        return cls(np.array([actor]), best, np.full(actors, -1, np.int32), best)

    def without(self, places: Array, hop: Array) -> Array:
        """The best for actors at these places that does not begin with this step, for each."""
        best: Array = np.where(self.hop[places] == hop, self.second[places], self.best[places])
        return best

    def before(self, links: Links, strength: Array) -> "Bounds":
        """One step more: these steps, of this strength at most, and then on from their end without turning back."""
        bound = np.minimum(strength, self.without(links.end, links.start))
        chosen = np.flatnonzero(bound >= 0)
        start, end, bound = links.start[chosen], links.end[chosen], bound[chosen]
        best = np.full(len(self.best), -1.0, np.float32)
        np.maximum.at(best, start, bound)
        leading = bound == best[start]
        hop = np.full(len(best), -1, np.int32)
        hop[start[leading]] = end[leading]
        second = np.full(len(best), -1.0, np.float32)
        other = hop[start] != end
        np.maximum.at(second, start[other], bound[other])
        return Bounds(np.flatnonzero(best >= 0), best, hop, second)


class Walker:
    """Takes steps over relations that pass a filter, in either direction, and counts the rows that it looks at."""

    def __init__(self, version: GraphVersion, which: Filter, effort: int) -> None:
        self.version, self.which = version, which
        self.left = effort
        self.complete = True

    def cost(self, actors: Array) -> int:
        """How many rows lie at some actors."""
        return int(self.version.degrees[actors].sum())

    def steps(self, actors: Array) -> Links:
        """Every step from some actors.

        Where that would take more than half the effort left, the busiest do not step: who leads to them from the other
        end does it for them.
        """
        room = self.left // 2
        if self.cost(actors) > room:
            actors = actors[np.argsort(self.version.degrees[actors], kind="stable")]
            actors = actors[: np.searchsorted(np.cumsum(self.version.degrees[actors]), room, "right")]
            self.complete = False
        self.left -= self.cost(actors)
        out = self._links(self.which.passing(self.version, self.version.leaving(actors)))
        into = self._links(self.which.passing(self.version, self.version.entering(actors))).reversed()
        return _both(out, into)

    def between(self, some: Array, others: Array) -> Links:
        """Every step from some actors to others (places, sorted, each once), found the cheapest way."""
        search = _ASK * (len(some) + len(others)) + _PAIR * len(some) * len(others)
        mine, theirs = self.cost(some), self.cost(others)
        if search < min(mine, theirs):
            self.left -= search
            out = self._links(self.which.passing(self.version, self.version.linking(some, others)))
            into = self._links(self.which.passing(self.version, self.version.linking(others, some))).reversed()
            return _both(out, into)
        if mine <= theirs:
            links = self.steps(some)
            return links.take(self._mask(others)[links.end])
        links = self.steps(others).reversed()
        return links.take(self._mask(some)[links.start])

    def _links(self, rows: Rows) -> Links:
        return Links(self.version.source(rows), self.version.target(rows), rows)

    def _mask(self, places: Array) -> Array:
        mask = np.zeros(len(self.version.nodes), np.bool_)
        mask[places] = True
        return mask


class Side:
    """The actors within some steps of one end, by the number of steps; neither end is passed through."""

    def __init__(self, walker: Walker, end: int, other: int) -> None:
        self._walker = walker
        self._ends = [end, other]
        self.rings = [np.array([end])]
        self.links: list[Links] = []

    def __len__(self) -> int:
        """How many steps were taken."""
        return len(self.links)

    @property
    def cost(self) -> int:
        """How many rows the next step looks at."""
        return self._walker.cost(self.rings[-1])

    def grow(self) -> None:
        """Takes one step more."""
        links = self._walker.steps(self.rings[-1])
        reached = np.zeros(len(self._walker.version.nodes), np.bool_)
        reached[links.end] = True
        reached[self._ends] = False
        self.links.append(links.take(reached[links.end]))
        self.rings.append(np.flatnonzero(reached))


def _both(out: Links, into: Links) -> Links:
    return Links(*(np.concatenate(pair) for pair in zip(out, into, strict=True)))
