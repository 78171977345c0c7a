"""Triads of signed ties: every three actors of whom each two stand for or against one another, by their signs."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graph.analytics.projection import Pairs
from graph.deadline import NEVER, Deadline
from graph.network.columns import Array, ragged

#: Sign patterns, by the number of negative ties.
PATTERNS = ("+++", "++-", "+--", "---")
#: About so many ways of two ties that begin at one actor are looked at a time.
LOT = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """m pairs with a sign, in order of their actors: numbers ``first < second`` of n actors that are numbered in the order
    of their ids, ``sign`` 1 or −1, ``strength`` the size of the score (cooperation less conflict).

    ``left`` pairs with a sign were weaker than these, and left out.
    """

    size: int
    first: Array
    second: Array
    sign: Array
    strength: Array
    left: int = 0

    def __len__(self) -> int:
        return len(self.first)

    @classmethod
    def of(cls, pairs: Pairs, most: int | None = None) -> "Ties":
        """The pairs that have a sign; the ``most`` strongest, by their ids where equal."""
        sign = pairs.sign
        signed = np.flatnonzero(sign)
        strength = np.abs(pairs.score[signed])
        left = 0 if most is None else max(0, len(signed) - most)
        if left:
            chosen = np.sort(np.argsort(-strength, kind="stable")[:most])
            signed, strength = signed[chosen], strength[chosen]
        return cls(len(pairs.places), pairs.first[signed], pairs.second[signed], sign[signed], strength, left)


@dataclass(frozen=True, slots=True, eq=False)
class Census:
    """How many triads there are of each of :data:`PATTERNS`, and what they weigh: each the strength of its weakest tie,
    since a triad is no surer than that. ``strongest`` [k, 3] are the places of the ties of those that weigh most."""

    counts: tuple[int, ...]
    weights: tuple[float, ...]
    strongest: Array


def census(ties: Ties, listed: frozenset[int] = frozenset(), most: int = 0, deadline: Deadline = NEVER) -> Census:
    """Counts every triad once; the ``most`` weightiest among the patterns ``listed`` (numbers of negative ties) are told,
    equal ones by their ids. O(m · √m) in arrays. Raises :class:`graph.errors.TimeExceeded`."""
    counts, weights = np.zeros(4, np.int64), np.zeros(4)
    best = np.zeros((0, 3), np.int64)
    negative = ties.sign < 0
    for found in triangles(ties, deadline):
        minus = negative[found].sum(axis=1)
        weight = ties.strength[found].min(axis=1)
        counts += np.bincount(minus, minlength=4)
        weights += np.bincount(minus, weight, 4)  # multiples of a unit: exact, in whatever order
        if most:
            best = _weightiest(ties, np.concatenate((best, found[np.isin(minus, list(listed))])), most)
    return Census(tuple(counts.tolist()), tuple(weights.tolist()), best)


def triangles(ties: Ties, deadline: Deadline = NEVER) -> Iterator[Array]:
    """The places of the three ties of every triad [k, 3], lot by lot, each triad once."""
    if not len(ties):
        return
    # Ties lead from the actor with fewer to the one with more, so that none has many that leave it (Schank and Wagner 2005).
    degree = np.bincount(np.concatenate((ties.first, ties.second)), minlength=ties.size)
    rank = np.empty(ties.size, np.int64)
    rank[np.argsort(degree, kind="stable")] = np.arange(ties.size)
    one, other = rank[ties.first], rank[ties.second]
    low, high = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((high, low))
    low, high = low[order], high[order]
    key = low * ties.size + high
    after = low.searchsorted(low, side="right") - np.arange(len(low)) - 1  # ties from the same actor that stand behind
    total = np.cumsum(after)
    start = 0
    while start < len(low):
        deadline.check()
        done = int(total[start - 1]) if start else 0
        end = max(start + 1, int(total.searchsorted(done + LOT, side="right")))
        some = np.arange(start, end)
        left, right = np.repeat(some, after[start:end]), ragged(some + 1, after[start:end])
        wanted = high[left] * ties.size + high[right]
        closing = np.minimum(key.searchsorted(wanted), len(key) - 1)
        closed = np.flatnonzero(key[closing] == wanted)
        yield order[np.stack((left[closed], right[closed], closing[closed]), axis=1)]
        start = end


def actors_of(ties: Ties, found: Array) -> Array:
    """The actors of triads [k, 3], in order."""
    ends = np.concatenate((ties.first[found], ties.second[found]), axis=1)
    actors: Array = np.sort(ends, axis=1)[:, ::2]
    return actors


def _weightiest(ties: Ties, found: Array, most: int) -> Array:
    weight = ties.strength[found].min(axis=1)
    if len(found) > most:
        least = np.partition(weight, len(weight) - most)[len(weight) - most]
        found, weight = found[weight >= least], weight[weight >= least]
    actors = actors_of(ties, found)
    best: Array = found[np.lexsort((actors[:, 2], actors[:, 1], actors[:, 0], -weight))[:most]]
    return best
