"""Where things are going: the evidence of some relations by the calendar, its moving mean, and where it changed most."""

from dataclasses import dataclass
from datetime import date
from math import exp

import numpy as np

from graph.analytics.method import Method
from graph.errors import QueryError
from graph.network import GraphVersion
from graph.network.columns import EPOCH, Array, Rows
from graph.network.history import UNIT
from graph.queries.filters import Filter
from graph.queries.timelines import Period, StepName, first_day, number_of, timeline_of

METHOD = Method(
    "The evidence of each step of the calendar: `goldstein` is the mean Goldstein score of its pieces, each by its weight; `net` "
    "the sum of weight times score; `moving` the mean of `net` over the step and those before it, empty ones counting 0. Changes "
    "are differences of `net` from one step to the next.",
    "Goldstein, J. S. (1992). A conflict-cooperation scale for WEIS events data. Journal of Conflict Resolution 36(2), 369–385.",
)
TURN = Method(
    "The step from which the mean scores of the steps that have evidence differ most from those before, by ranks; p is the "
    "approximate chance of so great a difference where nothing changed.",
    "Pettitt, A. N. (1979). A non-parametric approach to the change-point problem. Journal of the Royal Statistical Society, "
    "Series C 28(2), 126–135.",
)
#: So many steps with evidence a turn needs: with fewer none is more than chance.
LEAST = 8
_EMPTY = 0, 0, 0, 0.0, 0.0, 0.0
#: Weights are whole in ten-thousandths, scores in tenths; their products are summed whole.
_WHOLE = 10 * UNIT


@dataclass(frozen=True, slots=True)
class Point:
    """A step: its ``period``, ``net`` (weight times Goldstein score, summed), and the ``moving`` mean of that."""

    period: Period
    net: float
    moving: float


@dataclass(frozen=True, slots=True)
class Change:
    """How ``net`` changed from the step before to the one that begins on ``start``."""

    start: date
    before: float
    after: float

    @property
    def change(self) -> float:
        """The difference."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Turn:
    """A change point: the mean Goldstein score of the steps ``before`` and those from ``start`` on, and how likely so much
    is by chance (``p``)."""

    start: date
    before: float
    after: float
    p: float


@dataclass(frozen=True, slots=True)
class Trend:
    """The latest ``points``, in order; ``total`` counts all, ``changes`` are the largest of all, ``turn`` is None where too
    few steps have evidence."""

    points: tuple[Point, ...]
    total: int
    changes: tuple[Change, ...]
    turn: Turn | None


def trend(
    version: GraphVersion,
    rows: Rows,
    which: Filter = Filter(),
    step: StepName = "month",
    *,
    average: int = 3,
    fill: bool = False,
    changes: int = 5,
    limit: int | None = None,
) -> Trend:
    """The trend of those of some rows that pass.

    The series has the steps with evidence inside the filter's window; with ``fill`` all from the window's first day on (from
    the first evidence where it has none) to its last (the last evidence). ``average`` is how many steps the moving mean
    takes, fewer at the beginning of the series. ``changes`` is the most changes to tell of, ``limit`` the most points, the
    latest. O(pieces of the rows + points). Raises :class:`QueryError` for a mean of less than one step.
    """
    if average < 1:
        raise QueryError(f"a mean over {average} steps is none; give 1 or more")
    periods = timeline_of(version, which.passing(version, rows), which, step)
    numbers = number_of(np.array([period.start.toordinal() - EPOCH for period in periods], np.int64), step)
    nets = np.array([_net(period) for period in periods], np.int64)
    span = _span(numbers, which, step, fill=fill)
    series: Array = np.arange(span.start, span.stop) if fill else numbers
    told = series[-(limit or len(series)) :]
    known = dict(zip(numbers.tolist(), periods, strict=True))
    starts = [date.fromordinal(EPOCH + day) for day in first_day(told, step).tolist()]
    points = tuple(
        Point(period := known.get(number) or Period(start, *_EMPTY), _net(period) / _WHOLE, moving)
        for number, start, moving in zip(told.tolist(), starts, _moving(numbers, nets, told, span, average), strict=True)
    )
    return Trend(points, len(series), _largest(numbers, nets, span, step, changes), turn(periods))


def turn(periods: tuple[Period, ...]) -> Turn | None:
    """The change point of the mean scores by Pettitt (1979); None of fewer than :data:`LEAST`, and where all are the same.

    U(t) = Σ over i ≤ t < j of sign(x(i) − x(j)), here by ranks; it is where |U| is largest, first of equals. O(n log n).
    """
    size = len(periods)
    score = np.array([round(period.goldstein, 9) for period in periods])
    if size < LEAST or score.min() == score.max():
        return None
    _, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    doubled = (2 * np.cumsum(counts) - counts + 1)[place]  # ranks from 1, equals share their mean, all times two
    differs = np.abs(np.cumsum(doubled) - np.arange(1, size + 1) * (size + 1))[:-1]
    at = int(differs.argmax()) + 1
    chance = 2 * exp(-6.0 * float(differs[at - 1]) ** 2 / (size**3 + size**2))
    return Turn(periods[at].start, float(score[:at].mean()), float(score[at:].mean()), min(1.0, chance))


def _net(period: Period) -> int:
    """Weight times score of a period's pieces, summed, in hundred-thousandths."""
    return round(period.goldstein * (period.cooperation_weight + period.conflict_weight) * _WHOLE)


def _span(numbers: Array, which: Filter, step: StepName, *, fill: bool) -> range:
    """The numbers of the steps that the series is about."""
    window = which.window
    ends = [None if not len(numbers) else int(numbers[place]) for place in (0, -1)]
    if fill:
        for place, day in enumerate((window.start, window.last)):
            if day is not None:
                ends[place] = int(number_of(np.array([day.toordinal() - EPOCH]), step)[0])
    first, last = ends
    return range(0) if first is None or last is None else range(first, last + 1)


def _moving(numbers: Array, nets: Array, told: Array, span: range, average: int) -> list[float]:
    """The mean of the last steps at each step told, empty ones counting 0."""
    sums = np.concatenate(([0], np.cumsum(nets)))
    inside = sums[numbers.searchsorted(told, "right")] - sums[numbers.searchsorted(told - average, "right")]
    means: list[float] = (inside / _WHOLE / np.minimum(average, told - span.start + 1)).tolist()
    return means


def _largest(numbers: Array, nets: Array, span: range, step: StepName, most: int) -> tuple[Change, ...]:
    """The largest changes between neighboring steps, the earlier of equals first."""
    if most <= 0 or len(span) < 2:
        return ()
    at = np.unique(np.concatenate((numbers, numbers + 1)))
    at = at[(at > span.start) & (at < span.stop)]

    def net(number: Array) -> Array:
        place = np.minimum(numbers.searchsorted(number), len(numbers) - 1)
        return np.where(numbers[place] == number, nets[place], 0)

    before, after = net(at - 1), net(at)
    order = np.argsort(-np.abs(after - before), kind="stable")[:most]
    order = order[after[order] != before[order]]
    starts = (date.fromordinal(EPOCH + day) for day in first_day(at[order], step).tolist())
    return tuple(map(Change, starts, (before[order] / _WHOLE).tolist(), (after[order] / _WHOLE).tolist()))
