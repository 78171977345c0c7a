"""Relations in columns: immutable arrays, about 60 bytes a relation, that answer without a Python object an edge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graph.network.history import KINDS, UNIT, Histories
from graph.ontology import relation_type

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Rows = NDArray[np.int64]
Array = NDArray[Any]

#: |Goldstein| / 10 by the number of a relation.
SEVERITY = np.array([abs(relation_type(name).goldstein) / 10.0 for name in KINDS])
#: Day 0 of the columns: news since 1900 fit into two bytes until 2079; where a day lies outside, four are used.
EPOCH = date(1900, 1, 1).toordinal()
#: To look at so many rows one after another takes as long as to look for one by bisection.
_GLANCES = 20
#: Distances back to the same report or publisher that do not fit into a byte are looked up in ``far``.
FAR = 255


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """n relations among the actors 0…N−1, and their p pieces of evidence; share it freely, it never changes.

    Rows are sorted by (source, target, kind). Per row: ``source``, ``target`` [n], ``kind`` (the place in
    :data:`graph.network.history.KINDS`), ``roles`` (source's times 16 plus target's), ``strength``, the whole counts
    ``reports`` and ``publishers``, and its pieces ``starts[row]:starts[row + 1]``. Per piece, by day: ``day`` (days after
    :data:`EPOCH`), ``weight`` (ten-thousandths; 0 where the same report tells the same of the same day once more),
    ``back_report`` and ``back_publisher`` (how many pieces earlier the same one was last seen; 0 never, 255: ``far``
    [3, f] holds piece, report's and publisher's distance). Per actor a: the rows that
    leave it are ``out_start[a]`` to ``out_start[a + 1]``; all its rows, either direction, strongest first, are
    ``order[at_start[a]:at_start[a + 1]]``.
    """

    source: Array
    target: Array
    kind: Array
    roles: Array
    strength: Array
    reports: Array
    publishers: Array
    starts: Array
    out_start: Array
    at_start: Array
    order: Array
    day: Array
    weight: Array
    back_report: Array
    back_publisher: Array
    far: Array

    def __post_init__(self) -> None:
        fix(self)

    def __len__(self) -> int:
        return len(self.source)

    @property
    def actors(self) -> int:
        """N, the number of actors that the columns know."""
        return len(self.out_start) - 1

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        return sum(getattr(self, field.name).nbytes for field in fields(self))

    @classmethod
    def build(cls, lots: Iterable[Histories], index_of: Array, actors: int) -> "Columns":
        """Columns from histories, read lot by lot so that little more than the columns is ever held.

        ``index_of[number]`` is the place of the actor with that number. Relations without pieces are left out.
        O(n log n + p).
        """
        drafts = [drafted(lot, index_of) for lot in lots] or [drafted(Histories.parse([]), index_of)]
        return cls.of(joined(drafts), actors)

    @classmethod
    def of(cls, draft: dict[str, Array], actors: int) -> "Columns":
        """Columns from unsorted ones, which are used up: those per row with ``counts`` (pieces a row) and those per
        piece."""
        row = _sorted_rows(draft, actors)
        counts, weight = draft["counts"], draft["weight"]
        begins = np.cumsum(counts, dtype=np.int64) - counts
        total = np.add.reduceat(weight, begins, dtype=np.int64) if len(counts) else np.zeros(0, np.int64)
        strength = strengths(draft["kind"], total).astype(np.float32)[row]
        del total, weight
        source, target = draft.pop("source")[row], draft.pop("target")[row]
        at_start, order = _strongest_first(source, target, strength, actors)
        small = np.int32 if len(draft["day"]) < 2**31 else np.int64  # half of what is held while columns are sorted
        moved = len(row) > 1 and bool((row[1:] < row[:-1]).any())
        pieces = ragged(begins[row], counts[row], small) if moved else None
        starts = np.concatenate(([0], np.cumsum(counts[row], dtype=np.int64)))

        def piece(name: str) -> Array:
            column = draft.pop(name)
            return column if pieces is None else column[pieces]

        back_report, back_publisher = piece("back_report"), piece("back_publisher")
        far = np.flatnonzero((back_report >= FAR) | (back_publisher >= FAR))
        return cls(
            source=source,
            target=target,
            kind=draft["kind"][row],
            roles=draft["roles"][row],
            strength=strength,
            reports=narrow(draft["reports"][row]),
            publishers=narrow(draft["publishers"][row]),
            starts=starts.astype(np.uint32 if starts[-1] < 2**32 else np.uint64),
            out_start=_starts(source, actors),
            at_start=at_start,
            order=order,
            day=narrow(piece("day"), np.int32),
            weight=piece("weight"),
            back_report=np.minimum(back_report, FAR).astype(np.uint8),
            back_publisher=np.minimum(back_publisher, FAR).astype(np.uint8),
            far=np.stack((far, back_report[far], back_publisher[far])).astype(np.uint32),
        )

    def draft(self, rows: Rows, index_of: Array | None = None) -> dict[str, Array]:
        """Some rows as :meth:`of` takes them; ``index_of`` renumbers the actors."""
        source, target = self.source[rows], self.target[rows]
        starts = self.starts[rows].astype(np.int64)
        counts = self.starts[rows + 1].astype(np.int64) - starts
        pieces = ragged(starts, counts)
        report, publisher = self.back(pieces)
        return {
            "source": source if index_of is None else index_of[source],
            "target": target if index_of is None else index_of[target],
            "kind": self.kind[rows],
            "roles": self.roles[rows],
            "reports": self.reports[rows],
            "publishers": self.publishers[rows],
            "counts": counts,
            "day": self.day[pieces],
            "weight": self.weight[pieces],
            "back_report": report,
            "back_publisher": publisher,
        }

    def back(self, pieces: Rows) -> tuple[Array, Array]:
        """For each piece, how many pieces earlier the same report and the same publisher were last seen; 0 never."""
        report, publisher = self.back_report[pieces], self.back_publisher[pieces]
        far = np.flatnonzero((report == FAR) | (publisher == FAR))
        if len(far):
            report, publisher = report.astype(np.uint32), publisher.astype(np.uint32)
            _, report[far], publisher[far] = self.far[:, np.searchsorted(self.far[0], pieces[far])]
        return report, publisher

    @property
    def degree(self) -> Array:
        """How many rows each actor has."""
        degree: Array = np.diff(self.at_start)
        return degree

    def out_rows(self, actor: int) -> Rows:
        """Rows whose source is the actor, by target and kind."""
        return self.leaving(np.array([actor]))

    def in_rows(self, actor: int) -> Rows:
        """Rows whose target is the actor, strongest first."""
        return self.entering(np.array([actor]))

    def leaving(self, actors: Array) -> Rows:
        """Rows whose source is any of these actors."""
        actors = actors[actors < self.actors]
        start = self.out_start[actors]
        return ragged(start, self.out_start[actors + 1] - start)

    def entering(self, actors: Array) -> Rows:
        """Rows whose target is any of these actors."""
        rows, owner = self._incident(actors)
        mine: Rows = rows[self.target[rows] == owner]
        return mine

    def at(self, actors: Array, *, once: bool = True) -> Rows:
        """Rows at any of these actors: one actor's strongest first, several actors' in order; each once, or as often as
        it has ends among them."""
        rows = self._incident(actors)[0]
        return different(rows) if once and len(actors) > 1 else rows

    def tops(self, actors: Array, most: int) -> tuple[Rows, float]:
        """The ``most`` strongest rows at each actor: of one actor strongest first, of several each once and in order; and
        the strength that none of the rest exceeds, −1 where there is no rest."""
        actors = actors[actors < self.actors]
        low, high = self.at_start[actors], self.at_start[actors + 1]
        rest = (low + most)[high - low > most]
        bound = float(self.strength[self.order[rest]].max()) if len(rest) else -1.0
        rows = self.order[ragged(low, np.minimum(high - low, most))]
        return (rows.astype(np.int64) if len(actors) == 1 else different(rows)), bound

    def _incident(self, actors: Array) -> tuple[Rows, Array]:
        """Rows at each of the actors, strongest first, and whose they are."""
        actors = actors[actors < self.actors]
        start = self.at_start[actors]
        counts = self.at_start[actors + 1] - start
        return self.order[ragged(start, counts)].astype(np.int64), np.repeat(actors, counts)

    def between(self, source: int, target: int) -> Rows:
        """Rows from the one to the other, by kind."""
        if max(source, target) >= self.actors:
            return np.zeros(0, np.int64)
        begin, end = int(self.out_start[source]), int(self.out_start[source + 1])
        wanted = np.array([target, target + 1], self.target.dtype)  # of another type, all targets would be converted first
        low, high = self.target[begin:end].searchsorted(wanted)
        return np.arange(begin + low, begin + high, dtype=np.int64)

    def find(self, source: Array, target: Array, kind: Array) -> Rows:
        """The row of each (source, target, kind), −1 where there is none; by bisection, all at once."""
        known = np.flatnonzero((source < self.actors) & (target < self.actors))
        rows = np.full(len(source), -1, np.int64)
        wanted = target[known].astype(np.int64) * len(KINDS) + kind[known]
        low, high = (self.out_start[source[known] + step].astype(np.int64) for step in (0, 1))
        ends = high
        while (open_ := low < high).any():
            middle = (low + high) // 2
            there = np.minimum(middle, len(self) - 1)
            less = open_ & (self.target[there].astype(np.int64) * len(KINDS) + self.kind[there] < wanted)
            low, high = np.where(less, middle + 1, low), np.where(open_ & ~less, middle, high)
        there = np.minimum(low, max(0, len(self) - 1))
        if len(self):
            same = (low < ends) & (self.target[there].astype(np.int64) * len(KINDS) + self.kind[there] == wanted)
            rows[known[same]] = low[same]
        return rows

    def among(self, actors: Array) -> Rows:
        """Rows with both ends among these actors (sorted, each once), in the columns' order. O(k² log d)."""
        return self.linking(actors, actors)

    def linking(self, sources: Array, targets: Array) -> Rows:
        """Rows from any of the sources to any of the targets (both sorted, each once), in the columns' order.
        O(k l log d), and less where d is small."""
        sources, targets = sources[sources < self.actors], targets[targets < self.actors]
        start = self.out_start[sources].astype(np.int64)
        counts = self.out_start[sources + 1] - start
        few = counts <= _GLANCES * len(targets)
        if few.sum() < 2:
            return self._bisected(sources, targets)
        wanted = np.zeros(self.actors, np.bool_)
        wanted[targets] = True
        rows: Rows = ragged(start[few], counts[few])
        rows = rows[wanted[self.target[rows]]]
        if not few.all():
            rows = np.concatenate((rows, self._bisected(sources[~few], targets)))
            rows.sort(kind="stable")  # two runs, which is quick
        return rows

    def _bisected(self, sources: Array, targets: Array) -> Rows:
        """Rows from the sources to the targets, each target looked for among the rows of each source."""
        # Of another type than the column, and all of that would be converted first.
        wanted = np.repeat(targets, 2).astype(self.target.dtype)
        wanted[1::2] += 1
        found, begins = [], self.out_start[sources].tolist()
        for begin, end in zip(begins, self.out_start[sources + 1].tolist(), strict=True):
            found.append(self.target[begin:end].searchsorted(wanted) + begin)
        if not found:
            return np.zeros(0, np.int64)
        bounds = np.concatenate(found)
        return ragged(bounds[::2], bounds[1::2] - bounds[::2])


def fix(part: "DataclassInstance") -> None:
    """Makes the arrays of a dataclass refuse writing."""
    for column in fields(part):
        getattr(part, column.name).setflags(write=False)


def strengths(kind: Array, total: Array) -> Array:
    """Strength of relations by :func:`graph.network.strength.strength`: of sums of weights in ten-thousandths."""
    severity: Array = SEVERITY[kind] * np.log2(1.0 + total / UNIT)
    return severity


def degrees(source: Array, target: Array, actors: int) -> Array:
    """How many relations each actor has, a loop once."""
    ends = np.bincount(source, minlength=actors) + np.bincount(target, minlength=actors)
    return (ends - np.bincount(source[source == target], minlength=actors)).astype(np.int32)


def ragged(starts: Array, counts: Array, kind: type[np.signedinteger[Any]] = np.int64) -> Array:
    """``starts[0] … starts[0] + counts[0] − 1, starts[1] …``, one after another."""
    if len(starts) == 1:
        return np.arange(starts[0], int(starts[0]) + int(counts[0]), dtype=np.int64)
    ends = np.cumsum(counts, dtype=np.int64)
    shift = starts.astype(np.int64) - (ends - counts)
    places = np.repeat(shift.astype(kind, copy=False), counts)
    places += np.arange(len(places), dtype=kind)
    return places


def narrow(numbers: Array, wide: type[np.generic] = np.uint32) -> Array:
    """Numbers in two bytes each where they fit, else in four."""
    fits = not len(numbers) or (int(numbers.min()) >= 0 and int(numbers.max()) < 2**16)
    return numbers.astype(np.uint16 if fits else wide, copy=False)


def joined(drafts: Sequence[dict[str, Array]]) -> dict[str, Array]:
    """Drafts one after another; they are emptied on the way, so that little is held twice."""
    return {name: np.concatenate([draft.pop(name) for draft in drafts]) for name in tuple(drafts[0])}


def drafted(lot: Histories, index_of: Array) -> dict[str, Array]:
    """Histories as :meth:`Columns.of` takes them, as narrow as they will be."""
    heads, pieces = lot.heads, lot.pieces
    counts = np.diff(lot.starts)
    full = counts > 0
    if not full.all():
        heads, counts = heads[full], counts[full]
    begins = np.cumsum(counts) - counts

    def firsts(name: str) -> Array:
        return np.add.reduceat(pieces[name] == 0, begins, dtype=np.int64) if len(begins) else np.zeros(0, np.int64)

    def back(name: str) -> Array:
        distance = pieces[name]
        return distance.astype(np.uint8) if not len(distance) or distance.max() < FAR else distance.astype(np.uint32)

    return {
        "source": index_of[heads["source"]].astype(np.int32),
        "target": index_of[heads["target"]].astype(np.int32),
        "kind": heads["kind"].copy(),
        "roles": heads["source_role"] * np.uint8(16) + heads["target_role"],
        "reports": narrow(firsts("prior_report")),
        "publishers": narrow(firsts("prior_publisher")),
        "counts": counts.astype(np.int32),
        "day": narrow(pieces["day"] - EPOCH, np.int32),
        "weight": _told_once(lot.starts[:-1][full], pieces),
        "back_report": back("prior_report"),
        "back_publisher": back("prior_publisher"),
    }


def _told_once(begins: Array, pieces: Array) -> Array:
    """Weights of pieces, where what one report tells of one day counts once, with its largest weight: the others of
    the same relation, day and report get 0. They lie side by side."""
    day, report, weight = pieces["day"], pieces["report"], pieces["weight"]
    first = np.ones(len(pieces), np.bool_)
    first[1:] = (day[1:] != day[:-1]) | (report[1:] != report[:-1])
    first[begins] = True
    if first.all():
        return weight.copy()
    at = np.flatnonzero(first)
    once = np.zeros_like(weight)
    once[at] = np.maximum.reduceat(weight, at)
    return once


def _sorted_rows(draft: dict[str, Array], actors: int) -> Rows:
    """The rows by source, target and kind."""
    key = draft["source"].astype(np.int64)
    key *= max(1, actors)
    key += draft["target"]
    key *= len(KINDS)
    key += draft["kind"]
    return np.argsort(key, kind="stable")


def _starts(end: Array, actors: int) -> Array:
    return np.concatenate(([0], np.cumsum(np.bincount(end, minlength=actors)))).astype(np.int32)


def _strongest_first(source: Array, target: Array, strength: Array, actors: int) -> tuple[Array, Array]:
    """Rows by actor, either end, then strength downwards, then row; and where each actor's begin."""
    once = np.ones(2 * len(source), np.bool_)
    once[1::2] = source != target  # a loop is at its actor once
    key = np.stack((source, target), axis=1).ravel()[once].astype(np.uint64)
    starts = _starts(key.astype(np.int32), actors)
    # Strengths are at least 0, so their bits as integers are in their order. In place: this is where most is held.
    key <<= np.uint64(32)
    key |= np.repeat(np.uint32(0xFFFFFFFF) - strength.view(np.uint32), 2)[once]
    order = np.argsort(key, kind="stable").astype(np.int32)
    del key
    return starts, np.repeat(np.arange(len(source), dtype=np.int32), 2)[once][order]


def different(rows: Array) -> Rows:
    """Rows in order, each once."""
    rows = np.sort(rows)
    return rows[np.concatenate(([True], rows[1:] != rows[:-1]))[: len(rows)]].astype(np.int64)
