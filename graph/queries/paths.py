"""The ways from one actor to another over few relations, the shortest and strongest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from graph.errors import QueryError
from graph.network import GraphVersion, NodeInfo, Seen
from graph.network.columns import Array
from graph.queries.filters import Filter
from graph.queries.reach import Bounds, Side, Walker

#: How many rows are looked at, at most, before an answer is given as it is.
EFFORT = 1_000_000
#: The most that may be asked for.
MOST_PATHS, MOST_STEPS = 50, 6
#: So many steps on from an actor are made ready at a time; few are ever asked for.
_LOT = 64

#: A step on: what it promises, the rank of the actor by id, and its place.
_Child = tuple[float, float, int]


@dataclass(frozen=True, slots=True)
class Step:
    """A link of a path: the strongest relation between its two actors that passes, and how many others pass."""

    relation: Seen
    others: int


@dataclass(frozen=True, slots=True)
class Path:
    """A way from the first to the last of ``actors``; ``steps[i]`` links ``actors[i]`` and ``actors[i + 1]``."""

    actors: tuple[NodeInfo, ...]
    steps: tuple[Step, ...]

    @property
    def weakest(self) -> float:
        """Strength of the weakest link."""
        return min(step.relation.strength for step in self.steps)


@dataclass(frozen=True, slots=True)
class Paths:
    """Paths, best first. ``complete`` says that they are the best there are (all there are, where fewer than asked for);
    else better ones, or more, may have been missed."""

    source: str
    target: str
    paths: tuple[Path, ...]
    complete: bool


def paths(
    version: GraphVersion,
    source: str,
    target: str,
    which: Filter,
    *,
    k: int = 5,
    max_length: int = 4,
    effort: int = EFFORT,
) -> Paths:
    """The ``k`` best loopless paths (1…50) of at most ``max_length`` steps (1…6) over relations that pass, taken in
    either direction.

    A path is better the fewer steps it has, then the stronger its weakest link is (the strength of a link is that of the
    strongest relation between its two actors that passes, inside the filter's window), then by its actors' ids in order.
    About ``effort`` rows are looked at. Raises :class:`graph.errors.UnknownActor`, and :class:`QueryError` where both
    ends are one or a number is out of bounds.
    """
    if not (1 <= k <= MOST_PATHS and 1 <= max_length <= MOST_STEPS):
        raise QueryError(f"ask for 1 to {MOST_PATHS} paths of 1 to {MOST_STEPS} steps, not for {k} of {max_length}")
    start, end = version.index(source), version.index(target)
    if start == end:
        raise QueryError(f"source and target are both {source}; name two different actors")
    search = _Search(Walker(version, which, effort), start, end)
    found: list[tuple[int, ...]] = []
    for length in range(1, max_length + 1):
        for path in search.of_length(length):
            found.append(path)
            if len(found) == k:
                break
        if len(found) == k or search.exhausted:
            break
    return Paths(source, target, tuple(_told(version, which, found)), search.walker.complete)


class _Search:
    """Finds the paths of each length in order, best first.

    From both ends actors are collected step by step, until the two rings are one step apart (meet in the middle). On the
    way back from the target every actor is told how strong the rest of the way can be at best; then paths grow from the
    source, the most promising first, so that little more than what is asked for is ever looked at.
    """

    def __init__(self, walker: Walker, start: int, end: int) -> None:
        self.walker = walker
        self._start, self._end = start, end
        self._front, self._back = Side(walker, start, end), Side(walker, end, start)
        self._from_back = [Bounds.at(end, len(walker.version.nodes))]

    @property
    def exhausted(self) -> bool:
        """Whether there can be nothing longer, or nothing more may be looked at; asked where paths are wanting."""
        if self.walker.left <= 0:
            self.walker.complete = False
        return self.walker.left <= 0 or not len(self._front.rings[-1]) or not len(self._back.rings[-1])

    def of_length(self, length: int) -> Iterator[tuple[int, ...]]:
        """The paths of so many steps, by places, best first."""
        front, back = self._front, self._back
        while len(front) + len(back) < length - 1:
            if front.cost <= back.cost:
                front.grow()
            else:
                back.grow()
                links = back.links[-1].reversed()
                self._from_back.append(self._from_back[-1].before(links, self.walker.version.strength(links.rows)))
        return self._best_first(self._bounds(length))

    def _bounds(self, length: int) -> list[Bounds]:
        """By the number of steps taken: how strong the rest of the way can be."""
        version = self.walker.version
        rest = self._from_back[: length - len(self._front)]
        links = self.walker.between(self._front.rings[-1], rest[-1].places)
        rest.append(rest[-1].before(links, version.strength(links.rows)))
        for links in reversed(self._front.links):
            rest.append(rest[-1].before(links, version.strength(links.rows)))
        return rest[::-1]

    def _best_first(self, bounds: list[Bounds]) -> Iterator[tuple[int, ...]]:
        """Paths grow where they promise most: no path is stronger than what its beginning promises."""
        length = len(bounds) - 1
        heap: list[tuple[float, tuple[float, ...], tuple[int, ...], Iterator[_Child]]] = []

        def push(ranks: tuple[float, ...], places: tuple[int, ...], children: Iterator[_Child]) -> None:
            for promise, rank, place in children:
                if place not in places:
                    heappush(heap, (-promise, (*ranks, rank), (*places, place), children))
                    return

        grown: dict[tuple[int, int], tuple[Array, Array]] = {}
        promise = float(bounds[0].best[self._start])
        if promise >= 0:
            push((), (), iter([(promise, 0.0, self._start)]))
        while heap:
            promise, ranks, places, siblings = heappop(heap)
            push(ranks[:-1], places[:-1], siblings)
            if len(places) > length:
                yield places
                continue
            if self.walker.left <= 0:
                return
            self.walker.left -= 1
            here = places[-1], len(places)
            if here not in grown:
                grown[here] = self._neighbours(places[-1], bounds[len(places)].places)
            push(ranks, places, self._children(*grown[here], places[-1], -promise, bounds[len(places)]))

    def _neighbours(self, actor: int, among: Array) -> tuple[Array, Array]:
        """Those of some actors that are one step from an actor, and the strength of each link."""
        version = self.walker.version
        links = self.walker.between(np.array([actor]), among)
        ends, which = np.unique(links.end, return_inverse=True)
        strength = np.zeros(len(ends), np.float32)
        np.maximum.at(strength, which, version.measure(links.rows, self.walker.which.window).strength)
        return ends, strength

    def _children(self, ends: Array, strength: Array, actor: int, most: float, rest: Bounds) -> Iterator[_Child]:
        """The steps on from an actor, the most promising first; none promises more than ``most``."""
        promise = np.minimum(np.minimum(strength, most), rest.without(ends, np.full(len(ends), actor)))
        rank = self.walker.version.nodes.ranks(ends)
        order = np.lexsort((rank, -promise))[: np.count_nonzero(promise >= 0)]
        for at in range(0, len(order), _LOT):
            some = order[at : at + _LOT]
            yield from zip(promise[some].tolist(), rank[some].tolist(), ends[some].tolist(), strict=True)


def _told(version: GraphVersion, which: Filter, found: list[tuple[int, ...]]) -> Iterator[Path]:
    """Paths with the actors and the relations of their steps."""
    links = list({(min(link), max(link)): None for path in found for link in pairwise(path)})
    lots = [version.across(*ends) for a, b in links for ends in ((a, b), (b, a))]
    picked = which.pick(version, np.concatenate([np.zeros(0, np.int64), *lots]))
    source, target = version.source(picked.rows), version.target(picked.rows)
    pair = np.minimum(source, target).astype(np.int64) * len(version.nodes) + np.maximum(source, target)
    pair, strongest, count = np.unique(pair, return_index=True, return_counts=True)
    views = version.views(picked.rows[strongest], picked.measures.take(strongest))
    steps = dict(zip(pair.tolist(), map(Step, views, (count - 1).tolist()), strict=True))
    for path in found:
        actors = tuple(version.nodes.at(place) for place in path)
        ends = ((min(link), max(link)) for link in pairwise(path))
        yield Path(actors, tuple(steps[low * len(version.nodes) + high] for low, high in ends))
