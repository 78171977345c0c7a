"""What the evidence of some relations told, step by step of the calendar."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np

from graph.deadline import NEVER, Deadline
from graph.network import GraphVersion
from graph.network.columns import EPOCH, Array, Rows
from graph.network.history import KINDS, UNIT
from graph.ontology import relation_type
from graph.queries.filters import Filter

StepName = Literal["day", "week", "month", "quarter", "year"]

#: By the number of a relation: whether it is conflict, and its Goldstein score in tenths, whole, so that sums are exact.
CONFLICT = np.array([relation_type(kind).sign == "conflict" for kind in KINDS])
TENTHS = np.array([round(10 * relation_type(kind).goldstein) for kind in KINDS])
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_1970 = date(1970, 1, 1).toordinal() - EPOCH
#: So many rows are looked at at a time.
_LOT = 1 << 16
#: A table is made of steps and relations where it has no more than so many places for each piece; else they are sorted.
_ROOMY = 4


@dataclass(frozen=True, slots=True)
class Period:
    """A step of the calendar with evidence: a day, a week from Monday, a month, a quarter or a year; ``start`` is its first day.

    ``evidence`` counts pieces, ``cooperation`` and ``conflict`` those of either sign, and the weights are their sums
    (:func:`graph.network.strength.evidence_weight`, nothing fades). ``goldstein`` is the mean score of the pieces, −10…10,
    each by its weight; where all weigh nothing, each as much as the others.
    """

    start: date
    evidence: int
    cooperation: int
    conflict: int
    cooperation_weight: float
    conflict_weight: float
    goldstein: float


def timeline(version: GraphVersion, actor: str, which: Filter, step: StepName = "month") -> tuple[Period, ...]:
    """The timeline of all relations at an actor that pass. Raises :class:`graph.errors.UnknownActor`."""
    rows = which.passing(version, version.at(np.array([version.index(actor)])))
    return timeline_of(version, rows, which, step)


def timeline_between(version: GraphVersion, a: str, b: str, which: Filter, step: StepName = "month") -> tuple[Period, ...]:
    """The timeline of all relations between two actors that pass, either way; empty where nothing is known."""
    return timeline_of(version, which.passing(version, version.rows_between(a, b)), which, step)


def whole_timeline(
    version: GraphVersion, which: Filter, step: StepName = "month", *, deadline: Deadline = NEVER
) -> tuple[Period, ...]:
    """The timeline of all relations that pass. Raises :class:`graph.errors.TimeExceeded`."""
    version, which = which.on(version)
    return timeline_of(version, which.passing(version, version.rows()), which, step, deadline=deadline)


def timeline_of(
    version: GraphVersion, rows: Rows, which: Filter, step: StepName = "month", *, deadline: Deadline = NEVER
) -> tuple[Period, ...]:
    """The periods in which rows have evidence inside the filter's window, in order. O(pieces of the rows)."""
    lots = []
    for start in range(0, max(1, len(rows)), _LOT):
        deadline.check()
        some = rows[start : start + _LOT]
        pieces = version.pieces(some, which.window)
        number = _numbers_of(pieces.day, step)
        lots.append(_summed(number, version.kind(some)[pieces.owner], np.ones(len(number)), pieces.weight))
    told = lots[0] if len(lots) == 1 else _summed(*map(np.concatenate, zip(*lots, strict=True)))
    numbers, period = np.unique(told.number, return_inverse=True)
    conflict, scores = CONFLICT[told.kind], TENTHS[told.kind]

    def sums(weights: Array) -> Array:
        return np.bincount(period, weights, len(numbers))

    count, against = sums(told.pieces).astype(np.int64), sums(told.pieces * conflict).astype(np.int64)
    weight, hostile = sums(told.weight), sums(told.weight * conflict)
    tenths = np.where(weight > 0, sums(told.weight * scores), sums(told.pieces * scores))
    columns = (
        [date.fromordinal(EPOCH + day) for day in first_day(numbers, step).tolist()],
        count.tolist(),
        (count - against).tolist(),
        against.tolist(),
        ((weight - hostile) / UNIT).tolist(),
        (hostile / UNIT).tolist(),
        (tenths / np.where(weight > 0, weight, count) / 10).tolist(),
    )
    return tuple(map(Period, *columns))


class _Cells(NamedTuple):
    """What is told in a step by relations of a kind, an array each: how many pieces, and what they weigh together; whole
    numbers, so that any order of summing gives the same."""

    number: Array
    kind: Array
    pieces: Array
    weight: Array


def _summed(number: Array, kind: Array, pieces: Array, weight: Array) -> _Cells:
    """Sums over all of the same step and kind, each once."""
    if not len(number):
        return _Cells(number, kind, pieces, weight)
    first = int(number.min())
    key = (number - first) * len(KINDS) + kind
    size = (int(number.max()) - first + 1) * len(KINDS)
    if size <= _ROOMY * len(key):
        pieces, weight = np.bincount(key, pieces, size), np.bincount(key, weight, size)
        cells = np.flatnonzero(pieces)
        pieces, weight = pieces[cells], weight[cells]
    else:
        cells, cell = np.unique(key, return_inverse=True)
        pieces, weight = np.bincount(cell, pieces), np.bincount(cell, weight)
    return _Cells(cells // len(KINDS) + first, cells % len(KINDS), pieces, weight)


def beginning(day: Array, step: StepName) -> Array:
    """The first day of the step in which each day lies; all in days after :data:`graph.network.columns.EPOCH`."""
    return first_day(number_of(day, step), step)


def number_of(day: Array, step: StepName) -> Array:
    """The number of the step in which each day lies; the next step has the next number."""
    if step == "day":
        return day
    if step == "week":
        number: Array = (day + EPOCH - 1) // 7  # day 1 of the calendar was a Monday
    else:
        number = (day - _1970).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) // _MONTHS[step]
    return number


def _numbers_of(day: Array, step: StepName) -> Array:
    """The same for many days of few years: each day of these is looked up once."""
    first, last = (int(day.min()), int(day.max())) if len(day) else (0, 0)
    if last - first >= len(day):
        return number_of(day, step)
    number: Array = number_of(np.arange(first, last + 1), step)[day - first]
    return number


def first_day(number: Array, step: StepName) -> Array:
    """The first day of the steps with these numbers, in days after :data:`graph.network.columns.EPOCH`."""
    if step == "day":
        return number
    if step == "week":
        day: Array = number * 7 - EPOCH + 1
    else:
        day = (number * _MONTHS[step]).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + _1970
    return day
