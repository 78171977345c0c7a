"""What the evidence of some relations told, step by step of the calendar."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

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


def timeline_of(version: GraphVersion, rows: Rows, which: Filter, step: StepName = "month") -> tuple[Period, ...]:
    """The periods in which rows have evidence inside the filter's window, in order. O(pieces of the rows)."""
    pieces = version.pieces(rows, which.window)
    kind = version.kind(rows)[pieces.owner]
    starts, period = np.unique(beginning(pieces.day, step), return_inverse=True)
    conflict = CONFLICT[kind]

    def sums(weights: Array | None = None) -> Array:
        return np.bincount(period, weights, len(starts))

    count, against = sums(), sums(conflict).astype(np.int64)
    weight, hostile = sums(pieces.weight), sums(pieces.weight * conflict)
    tenths = np.where(weight > 0, sums(pieces.weight * TENTHS[kind]), sums(TENTHS[kind]))
    columns = (
        [date.fromordinal(EPOCH + day) for day in starts.tolist()],
        count.tolist(),
        (count - against).tolist(),
        against.tolist(),
        ((weight - hostile) / UNIT).tolist(),
        (hostile / UNIT).tolist(),
        (tenths / np.where(weight > 0, weight, count) / 10).tolist(),
    )
    return tuple(map(Period, *columns))


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


def first_day(number: Array, step: StepName) -> Array:
    """The first day of the steps with these numbers, in days after :data:`graph.network.columns.EPOCH`."""
    if step == "day":
        return number
    if step == "week":
        day: Array = number * 7 - EPOCH + 1
    else:
        day = (number * _MONTHS[step]).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + _1970
    return day
