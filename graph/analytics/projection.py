"""What a version makes of pairs of actors: what binds each and what sets it apart; the pairs that are bound, or opposed."""

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
BINDS = SIDES.index("binds")


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """m pairs of different actors between whom something counts, each once; the signed projection of a version.

    ``places`` [n] are all actors' places in the version, in the order of their ids. ``first`` and ``second`` [m] are the
    pairs as numbers in that order, ascending, ``first < second``. Sums of strengths [m]: ``binds`` of what is more than
    talk, ``cooperation`` of that and of talk, ``conflict`` of what opposes; all exact (multiples of :data:`UNIT`).
    """

    places: Array
    first: Array
    second: Array
    binds: Array
    cooperation: Array
    conflict: Array

    def __len__(self) -> int:
        return len(self.first)

    @property
    def score(self) -> Array:
        """Cooperation less conflict, as :attr:`graph.queries.Tie.score`."""
        score: Array = self.cooperation - self.conflict
        return score

    @property
    def bound(self) -> Array:
        """Whether each would be an ally of the other by observation: bound by more than talk, score at least 0."""
        bound: Array = (self.binds > 0) & (self.cooperation >= self.conflict)
        return bound

    @property
    def opposed(self) -> Array:
        """Whether each would be a rival of the other: score below 0."""
        opposed: Array = self.cooperation < self.conflict
        return opposed

    @property
    def sign(self) -> Array:
        """1 where the two are bound, −1 where they are opposed, 0 otherwise: nothing but talk."""
        sign: Array = self.bound.astype(np.int8) - self.opposed.astype(np.int8)
        return sign

    @property
    def contested(self) -> Array:
        """Whether both cooperation and conflict weigh something."""
        both: Array = (self.cooperation > 0) & (self.conflict > 0)
        return both

    def take(self, chosen: Array) -> "Pairs":
        """Some of the pairs: places in them, or a mask."""
        columns = (self.first, self.second, self.binds, self.cooperation, self.conflict)
        return Pairs(self.places, *(column[chosen] for column in columns))

    def among(self, version: GraphVersion, kind: str | None) -> "Pairs":
        """Those of which both actors are of a kind (``country`` …); all where None."""
        if kind is None:
            return self
        there = version.nodes.of_kind(kind)[self.places]
        return self.take(there[self.first] & there[self.second])

    def ids(self, version: GraphVersion, numbers: Array) -> list[str]:
        """The ids of actors by their numbers."""
        return version.nodes.ids(self.places[numbers])

    @classmethod
    def of(cls, version: GraphVersion, which: Filter, rows: Rows | None = None, *, deadline: Deadline = NEVER) -> "Pairs":
        """What the relations that pass make of a version; of some rows alone where they are given. O(n log n) of
        relations, all in arrays."""
        by_id, number = in_order(version)
        lots = _lots(version, which, rows, number, bits_of(by_id), deadline)
        deadline.check()
        return cls.summed(by_id, *lots)

    @classmethod
    def summed(cls, places: Array, key: Array, binds: Array, cooperation: Array, conflict: Array) -> "Pairs":
        """From sums by :func:`keyed` pairs, which may come up again; the keys are used up."""
        key, order, pair = _in_turn(key)
        begins, run = runs(key)
        pair[order] = run
        key, bits = key[begins], bits_of(places)
        first, second = key >> bits, key & ((1 << bits) - 1)
        found = cls(places, first, second, *(np.bincount(pair, column, len(begins)) for column in (binds, cooperation, conflict)))
        different = first != second
        return found if different.all() else found.take(different)


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
        pairs = Pairs.of(version, which, deadline=deadline).among(version, kind)
        deadline.check()
        return cls.signed(pairs, sign)

    @classmethod
    def signed(cls, pairs: Pairs, sign: Sign = "cooperation") -> "Projection":
        """Those of some pairs that have this sign."""
        of = pairs.binds if sign == "cooperation" else pairs.conflict
        chosen = np.flatnonzero(pairs.bound if sign == "cooperation" else pairs.opposed)
        first, second = pairs.first[chosen], pairs.second[chosen]
        there = np.zeros(len(pairs.places), np.bool_)
        there[first] = there[second] = True
        renumber = np.cumsum(there) - 1
        return cls(pairs.places[there], renumber[first], renumber[second], of[chosen])


def counted(version: GraphVersion, rows: Rows, which: Filter) -> tuple[Rows, Array]:
    """Those of some rows that pass and count on a side, and that side, as a place in :data:`graph.queries.sides.SIDES`."""
    rows = which.passing(version, rows)
    side = sides(version.kind(rows), version.roles(rows))
    counting = np.flatnonzero(side)
    return rows[counting], side[counting]


def strengths(version: GraphVersion, rows: Rows, which: Filter) -> Array:
    """The strength of rows inside a filter's window."""
    return version.strength(rows) if which.window.open else version.measure(rows, which.window).strength


def bits_of(places: Array) -> int:
    """How many bits an actor's number takes in the key of a pair."""
    return len(places).bit_length()


def keyed(one: Array, other: Array, bits: int) -> Array:
    """Pairs of actors' numbers, each as a number that is the same either way."""
    key: Array = np.minimum(one, other).astype(np.int64)
    key <<= bits
    key |= np.maximum(one, other)
    return key


def weighed(owner: Array, count: int, side: Array, strength: Array) -> tuple[Array, Array, Array]:
    """What strengths add to ``binds``, ``cooperation`` and ``conflict``, by their sides: sums by owner, 0 to ``count``."""
    strength = np.rint(strength.astype(np.float64) / UNIT) * UNIT
    sums = np.bincount(owner * 3 + (side - 1), strength, 3 * count).reshape(-1, 3)
    talk, binds, conflict = sums.T
    return binds, talk + binds, conflict


def _lots(
    version: GraphVersion, which: Filter, rows: Rows | None, number: Array | None, bits: int, deadline: Deadline
) -> tuple[Array, ...]:
    """The keys and the sums of the pairs of rows, lot by lot, one after another. Rows of a pair lie side by side for the
    most part; where they do not, it comes up again."""
    base, plain = version.base, rows is None and which.open and version.settled
    if rows is None:
        rows = np.zeros(0, np.int64) if plain else version.rows()
    size, filled = len(base) if plain else len(rows), 0
    # Memory that is asked for and not used costs nothing; what is used for the first time, more than what is done with it.
    columns = (np.empty(size, np.int64), *(np.empty(size) for _ in range(3)))
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
        key = keyed(*ends, bits)
        begins, run = runs(key)
        there = slice(filled, filled + len(begins))
        columns[0][there] = key[begins]
        for column, sums in zip(columns[1:], weighed(run, len(begins), side, strength), strict=True):
            column[there] = sums
        filled = there.stop
    return tuple(column[:filled] for column in columns)


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


def runs(key: Array) -> tuple[Array, Array]:
    """Where runs of equal keys begin, and the number of the run that each is in."""
    begin = np.ones(len(key), np.bool_)
    np.not_equal(key[1:], key[:-1], out=begin[1:])
    run: Array = np.cumsum(begin)
    run -= 1
    return np.flatnonzero(begin), run


def in_order(version: GraphVersion) -> tuple[Array, Array | None]:
    """The places of a version's actors in the order of their ids, and the number in it of the actor at each place; None
    where it is the place."""
    places = np.arange(len(version.nodes))
    if not version.nodes.added:
        return places, None
    by_id = np.argsort(version.nodes.ranks(places))
    number = np.empty(len(by_id), np.int64)
    number[by_id] = places
    return by_id, number
