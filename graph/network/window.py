"""A window of time, and relations as seen through it."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from graph.errors import QueryError
from graph.network.columns import EPOCH, Array, Columns, Rows, ragged, strengths


@dataclass(frozen=True, slots=True)
class Window:
    """Which evidence counts: days from ``start`` to ``end``, both included, and none after ``as_of``.

    ``half_life`` in days lets older evidence fade, counted back from the last day that counts; else nothing fades.
    Raises :class:`QueryError` when the window is empty by construction.
    """

    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    half_life: float | None = None

    def __post_init__(self) -> None:
        if self.start and self.last and self.start > self.last:
            raise QueryError(f"the window is empty: it starts on {self.start} and ends on {self.last}")
        if self.half_life is not None and not (self.half_life > 0 and self.last):
            raise QueryError("half_life needs a positive number of days and an as_of (or to) to count back from")

    @property
    def last(self) -> date | None:
        """The last day that counts."""
        return min((day for day in (self.end, self.as_of) if day), default=None)

    @property
    def open(self) -> bool:
        """Whether everything counts."""
        return self.start is None and self.last is None

    @property
    def days(self) -> tuple[int, int]:
        """The first and the last day that count, in days after :data:`graph.network.columns.EPOCH`."""
        return (self.start or date.min).toordinal() - EPOCH, (self.last or date.max).toordinal() - EPOCH


#: Everything counts.
ALL_TIME = Window()


class Measures(NamedTuple):
    """What a ``window`` shows of some rows, an array each, in their order: pieces of evidence, independent reports and
    publishers inside, the first and last day (after the epoch), and the strength; where nothing is inside, days are
    meaningless and all else is 0."""

    window: Window
    evidence: Array
    reports: Array
    publishers: Array
    first: Array
    last: Array
    strength: Array

    def take(self, places: Array) -> "Measures":
        """Those of some of the rows."""
        return Measures(self.window, *(column[places] for column in self.numbers))

    @property
    def numbers(self) -> tuple[Array, ...]:
        """The arrays."""
        return self[1:]


class Inside(NamedTuple):
    """The pieces of evidence of some rows inside a window, an array each: the place in ``rows`` of the one that it belongs
    to, its day (after the epoch), and its weight (ten-thousandths, never faded)."""

    owner: Array
    day: Array
    weight: Array


def present(columns: Columns, rows: Rows, window: Window) -> Array:
    """Whether a window shows anything, for each row."""
    if window.open:
        return np.ones(len(rows), np.bool_)
    start, end = window.days
    low, high = columns.starts[rows], columns.starts[rows + 1]
    shown: Array = columns.day[low] <= end
    if window.start is None:
        return shown
    last = columns.day[high - 1]
    shown &= last >= start
    # Evidence on both sides, and perhaps none between.
    unsure = np.flatnonzero(shown & (columns.day[low] < start) & (last > end))
    if len(unsure):
        shown[unsure] = _inside(columns, rows[unsure], window).evidence > 0
    return shown


def measure(columns: Columns, rows: Rows, window: Window) -> Measures:
    """The numbers of rows inside a window. O(rows, and the evidence of those that lie partly inside)."""
    low, high = columns.starts[rows].astype(np.int64), columns.starts[rows + 1].astype(np.int64)
    whole = Measures(
        window=window,
        evidence=high - low,
        reports=columns.reports[rows].astype(np.int64),
        publishers=columns.publishers[rows].astype(np.int64),
        first=columns.day[low].astype(np.int64),
        last=columns.day[high - 1].astype(np.int64),
        strength=columns.strength[rows],
    )
    if window.open:
        return whole
    start, end = window.days
    if window.half_life is None:
        outside = (whole.first > end) | (whole.last < start)
        for column in (whole.evidence, whole.reports, whole.publishers, whole.strength):
            column[outside] = 0
        partly = np.flatnonzero(~outside & ((whole.first < start) | (whole.last > end)))
    else:
        partly = np.arange(len(rows))
    if len(partly):
        for column, part in zip(whole.numbers, _inside(columns, rows[partly], window).numbers, strict=True):
            column[partly] = part
    return whole


def surest(columns: Columns, rows: Rows, window: Window) -> Array:
    """The greatest weight of any piece inside a window (ten-thousandths, never faded), for each row; 0 where none is inside.
    O(evidence of the rows)."""
    low = columns.starts[rows].astype(np.int64)
    counts = columns.starts[rows + 1].astype(np.int64) - low
    pieces = ragged(low, counts)
    weight = columns.weight[pieces]
    if not window.open:
        start, end = window.days
        day = columns.day[pieces]
        weight = weight * ((day >= start) & (day <= end))
    # What one report tells of one day has its largest weight on one piece; a window has the whole day, or nothing of it.
    greatest: Array = np.maximum.reduceat(weight, np.cumsum(counts) - counts) if len(rows) else weight
    return greatest


def within(columns: Columns, rows: Rows, window: Window) -> Inside:
    """The pieces of rows inside a window, by row and day."""
    low = columns.starts[rows].astype(np.int64)
    counts = columns.starts[rows + 1].astype(np.int64) - low
    pieces, owner = ragged(low, counts), np.repeat(np.arange(len(rows)), counts)
    if not window.open:
        start, end = window.days
        day = columns.day[pieces]
        inside = (day >= start) & (day <= end)
        pieces, owner = pieces[inside], owner[inside]
    return Inside(owner, columns.day[pieces].astype(np.int64), columns.weight[pieces].astype(np.int64))


def _inside(columns: Columns, rows: Rows, window: Window) -> Measures:
    """The same by looking at every piece of the rows."""
    (start, end), half_life = window.days, window.half_life
    low = columns.starts[rows].astype(np.int64)
    counts = columns.starts[rows + 1].astype(np.int64) - low
    pieces = ragged(low, counts)
    begins = np.cumsum(counts) - counts
    day = columns.day[pieces]
    early = day < start
    inside = ~early & (day <= end)
    skipped = np.add.reduceat(early, begins, dtype=np.int64)
    evidence = np.add.reduceat(inside, begins, dtype=np.int64)
    if skipped.any():
        begin = np.repeat(low + skipped, counts)
        again = [(back != 0) & (pieces - back >= begin) for back in columns.back(pieces)]
    else:
        again = [columns.back_report[pieces] != 0, columns.back_publisher[pieces] != 0]
    weight = columns.weight[pieces] * inside
    if half_life is not None:
        weight = weight * 2.0 ** (-np.maximum(0, end - day.astype(np.int64)) / half_life)
    total = np.add.reduceat(weight, begins, dtype=np.float64 if half_life else np.int64)
    first = np.minimum(low + skipped, len(columns.day) - 1)  # of no meaning where nothing is inside
    return Measures(
        window=window,
        evidence=evidence,
        reports=np.add.reduceat(inside & ~again[0], begins, dtype=np.int64),
        publishers=np.add.reduceat(inside & ~again[1], begins, dtype=np.int64),
        first=columns.day[first],
        last=columns.day[first + np.maximum(evidence, 1) - 1],
        strength=strengths(columns.kind[rows], total).astype(np.float32),
    )
