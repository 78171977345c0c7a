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
        rows = version.rows()
        by_id, number = _in_order(version)
        weighing = BINDS if sign == "cooperation" else OPPOSES
        lots = []
        for start in range(0, max(1, len(rows)), LOT):
            deadline.check()
            lots.append(_sums(version, rows[start : start + LOT], which, number, weighing))
        key, weight, score = (np.concatenate(column) for column in zip(*lots, strict=True))
        order = np.argsort(key)
        begins, run = _runs(key[order])
        pair = np.empty(len(key), np.int64)
        pair[order] = run
        weight, score = np.bincount(pair, weight), np.bincount(pair, score)
        deadline.check()
        first, second = np.divmod(key[order[begins]], max(1, len(by_id)))
        agrees = score >= 0 if sign == "cooperation" else score < 0
        bound = np.flatnonzero((weight > 0) & agrees & (first != second))
        first, second = first[bound], second[bound]
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


def _sums(version: GraphVersion, rows: Rows, which: Filter, number: Array | None, weighing: int) -> tuple[Array, Array, Array]:
    """Pairs of some rows, each as a number that is the same either way: their strength on the side that is weighed, and all
    that binds them less what sets them apart. Rows of a pair lie side by side for the most part; where they do not, it comes
    up again."""
    rows, side = counted(version, rows, which)
    one, other = version.source(rows), version.target(rows)
    if number is not None:
        one, other = number[one], number[other]
    key = np.minimum(one, other).astype(np.int64) * len(version.nodes) + np.maximum(one, other)
    strength = np.rint(strengths(version, rows, which).astype(np.float64) / UNIT) * UNIT
    begins, run = _runs(key)
    score = np.where(side == OPPOSES, -strength, strength)
    return key[begins], np.bincount(run, strength * (side == weighing)), np.bincount(run, score)


def _runs(key: Array) -> tuple[Array, Array]:
    """Where runs of equal keys begin, and the number of the run that each is in."""
    begin = np.ones(len(key), np.bool_)
    np.not_equal(key[1:], key[:-1], out=begin[1:])
    return np.flatnonzero(begin), np.cumsum(begin) - 1


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
