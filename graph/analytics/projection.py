"""The projections of a version on pairs of actors: which pairs cooperation binds, or conflict sets apart, and how strongly."""

from dataclasses import dataclass

import numpy as np

from graph.deadline import NEVER, Deadline
from graph.network import GraphVersion
from graph.network.columns import Array, Rows
from graph.ontology import Sign
from graph.queries import Filter
from graph.queries.sides import SIDES, sides

#: Strengths are rounded to multiples of this, so that sums of them are exact, and the same in any order. What has faded
#: to less than half of it binds nobody.
UNIT = 2.0**-24
#: So many rows are summed at a time; arrays of that length stay in the processor's cache.
LOT = 1 << 16
BINDS, OPPOSES = SIDES.index("binds"), SIDES.index("opposes")


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """n actors, numbered in the order of their ids, and m pairs of them that are bound, or opposed; every actor is in a pair.

    ``places`` [n] tells where each actor stands in the version. ``first`` and ``second`` [m] are the pairs, in order,
    ``first < second``, and ``weight`` [m] how strongly each is bound, or opposed.
    """

    places: Array
    first: Array
    second: Array
    weight: Array

    def __len__(self) -> int:
        return len(self.places)

    def has(self, one: Array, other: Array) -> Array:
        """Whether the pair of two actors is bound, for each."""
        keys = self.first * len(self) + self.second
        key = np.minimum(one, other) * len(self) + np.maximum(one, other)
        there: Array = keys[np.minimum(keys.searchsorted(key), len(keys) - 1)] == key
        return there

    @classmethod
    def of(
        cls,
        version: GraphVersion,
        which: Filter,
        sign: Sign = "cooperation",
        *,
        kind: str | None = None,
        deadline: Deadline = NEVER,
    ) -> "Projection":
        """What the relations that pass make of a version.

        For cooperation a pair is bound where :func:`graph.queries.alliances` would list each among the other's allies by
        observation: by more than talk, and conflict does not outweigh all cooperation. Its weight is the strength of what
        is more than talk. For conflict a pair is opposed where :func:`graph.queries.rivals` would list each: conflict
        outweighs all cooperation; its weight is the strength of conflict. Nobody is bound to itself. ``kind`` leaves
        actors of other kinds out. O(n log n) of relations, all in arrays.
        """
        by_id, number = _in_order(version)
        bits = len(by_id).bit_length()
        key, weight, score = _summed(version, which, number, bits, OPPOSES if sign == "conflict" else BINDS, deadline)
        key, order, pair = _in_turn(key)
        begins, run = _runs(key)
        pair[order] = run
        weight, score = np.bincount(pair, weight), np.bincount(pair, score)
        deadline.check()
        bound = np.flatnonzero((weight > 0) & (score >= 0 if sign == "cooperation" else score < 0))
        key = key[begins[bound]]
        first, second = key >> bits, key & ((1 << bits) - 1)
        if kind is not None:
            wanted = version.nodes.of_kind(kind)[by_id]
            among = np.flatnonzero(wanted[first] & wanted[second])
            bound, first, second = bound[among], first[among], second[among]
        there = np.zeros(len(by_id), np.bool_)
        there[first] = there[second] = True
        renumber = np.cumsum(there) - 1
        return cls(by_id[there], renumber[first], renumber[second], weight[bound])


def counted(version: GraphVersion, rows: Rows, which: Filter) -> tuple[Rows, Array]:
    """Those of some rows that pass and count on a side, and that side, as a place in :data:`graph.queries.sides.SIDES`."""
    rows = which.passing(version, rows)
    side = sides(version.kind(rows), version.roles(rows))
    counting = np.flatnonzero(side)
    return rows[counting], side[counting]


def strengths(version: GraphVersion, rows: Rows, which: Filter) -> Array:
    """The strength of rows inside a filter's window."""
    return version.strength(rows) if which.window.open else version.measure(rows, which.window).strength


def _summed(
    version: GraphVersion, which: Filter, number: Array | None, bits: int, weighing: int, deadline: Deadline
) -> tuple[Array, Array, Array]:
    """All lots of :func:`_sums`, one after another."""
    base, plain = version.base, which.open and version.settled
    rows = np.zeros(0, np.int64) if plain else version.rows()
    size, filled = len(base) if plain else len(rows), 0
    # Memory that is asked for and not used costs nothing; what is used for the first time, more than what is done with it.
    key, weight, score = np.empty(size, np.int64), np.empty(size), np.empty(size)
    for start in range(0, size, LOT):
        deadline.check()
        part = slice(start, start + LOT)
        if plain:  # nothing to look up row by row
            side = sides(base.kind[part], base.roles[part])
            counting = np.flatnonzero(side)
            ends = base.source[part][counting], base.target[part][counting]
            side, strength = side[counting], base.strength[part][counting]
        else:
            some, side = counted(version, rows[part], which)
            ends, strength = (version.source(some), version.target(some)), strengths(version, some, which)
        if number is not None:
            ends = number[ends[0]], number[ends[1]]
        sums = _sums(*ends, side, strength, bits, weighing)
        there = slice(filled, filled + len(sums[0]))
        key[there], weight[there], score[there] = sums
        filled = there.stop
    return key[:filled], weight[:filled], score[:filled]


def _sums(one: Array, other: Array, side: Array, strength: Array, bits: int, weighing: int) -> tuple[Array, Array, Array]:
    """Pairs of some rows, each as a number that is the same either way: their strength on the side that is weighed, and all
    that binds them less what sets them apart. Rows of a pair lie side by side for the most part; where they do not, it comes
    up again."""
    key = np.minimum(one, other).astype(np.int64)
    key <<= bits
    key |= np.maximum(one, other)
    strength = np.rint(strength.astype(np.float64) / UNIT) * UNIT
    strength *= one != other
    begins, run = _runs(key)
    score = np.where(side == OPPOSES, -strength, strength)
    return key[begins], np.bincount(run, strength * (side == weighing)), np.bincount(run, score)


def _in_turn(key: Array) -> tuple[Array, Array, Array]:
    """Keys, which are used up, sorted; where each stood; and memory as long, to be used again.

    They are sorted with their places in their last bits, where those fit, which is much faster.
    """
    bits, places = len(key).bit_length(), np.arange(len(key))
    if int(key.max(initial=0)).bit_length() + bits > 62:
        order = np.argsort(key)
        return key[order], order, places
    key <<= bits
    key |= places
    key.sort()
    order = key & ((1 << bits) - 1)
    key >>= bits
    return key, order, places


def _runs(key: Array) -> tuple[Array, Array]:
    """Where runs of equal keys begin, and the number of the run that each is in."""
    begin = np.ones(len(key), np.bool_)
    np.not_equal(key[1:], key[:-1], out=begin[1:])
    run: Array = np.cumsum(begin)
    run -= 1
    return np.flatnonzero(begin), run


def _in_order(version: GraphVersion) -> tuple[Array, Array | None]:
    """The places of a version's actors in the order of their ids, and the number in it of the actor at each place; None
    where it is the place."""
    places = np.arange(len(version.nodes))
    if not version.nodes.added:
        return places, None
    by_id = np.argsort(version.nodes.ranks(places))
    number = np.empty(len(by_id), np.int64)
    number[by_id] = places
    return by_id, number
