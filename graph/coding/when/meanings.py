"""What time expressions mean: ``on(day, ahead)`` is the interval that one names in a text of that day.

``ahead`` says that what is dated lies ahead (a plan), so that "Sunday" is the next one; else it is the last one. None is
what an expression means where it does not fit: "tomorrow" of a deed that is done, "Sunday" in a text of unknown day.
``way`` is −1 for expressions that only the past has ("yesterday"), 1 for those of the future ("next week"), else 0.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, Protocol

from graph.interval import PRECISIONS, Interval, Precision, around, months_on

#: Units that can be counted; hours and minutes are of the day itself.
Unit = Literal["hour", "day", "week", "month", "quarter", "year", "decade"]
_STEP = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
#: "A few" and "several" of a unit are known to the next unit only.
_COARSER: dict[Unit, Precision] = {
    "hour": "day", "day": "week", "week": "month", "month": "year", "quarter": "year", "year": "decade", "decade": "decade",
}  # fmt: skip
_FEW = 3


class Meaning(Protocol):
    """What an expression means."""

    @property
    def way(self) -> int:
        """−1 past, 1 future, 0 either."""

    @property
    def fine(self) -> int:
        """How exact it is: the smaller, the more."""

    def on(self, day: date | None, ahead: bool) -> Interval | None:
        """The interval that is meant in a text of ``day``. May raise ValueError or OverflowError at the calendar's ends."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A place in the calendar: "28 September", "in March 2015", "the third quarter", "last summer", "May of last year".

    ``years`` counts from the text's own year; where there is neither, the text's day decides. ``turn`` is −1 for
    "last March", 1 for "next March".
    """

    precision: Precision
    month: int = 1
    date_of_month: int = 1
    year: int | None = None
    years: int | None = None
    turn: int = 0

    @property
    def way(self) -> int:
        """As the year or the turn says."""
        return self.turn or (self.years or 0)

    @property
    def fine(self) -> int:
        """By precision."""
        return _fine(self.precision)

    def on(self, day: date | None, ahead: bool) -> Interval | None:
        """See :class:`Meaning`."""
        if self.year is not None:
            return self._of(self.year)
        if day is None:
            return None
        if self.years is not None:
            return self._of(day.year + self.years)
        # Eight years before and after, since 29 February may be that far.
        near = [found for year in range(max(1, day.year - 8), min(9999, day.year + 8) + 1) if (found := self._of(year))]
        if self.turn < 0:
            near = [found for found in near if found.last < day]
        elif self.turn > 0:
            near = [found for found in near if found.first > day]
        elif ahead:
            near = [found for found in near if found.last >= day]
        else:
            near = [found for found in near if found.first <= day]
        coming = self.turn > 0 or (ahead and self.turn == 0)
        return (near[0] if coming else near[-1]) if near else None

    def within(self, other: "Meaning") -> "Meaning":
        """Itself, in the year that another expression of the sentence names ("last year … in March")."""
        known = self.year is not None or self.years is not None or self.turn
        if known or not isinstance(other, Calendar) or other.precision != "year":
            return self
        return replace(self, year=other.year, years=other.years)

    def _of(self, year: int) -> Interval | None:
        try:
            return Interval(date(year, self.month, self.date_of_month), self.precision)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day of last, this or next month ("the 15th of last month")."""

    number: int
    months: int

    @property
    def way(self) -> int:
        """As the month's."""
        return self.months

    @property
    def fine(self) -> int:
        """A day."""
        return 0

    def on(self, day: date | None, ahead: bool) -> Interval | None:
        """See :class:`Meaning`."""
        return None if day is None else Interval(months_on(day.replace(day=1), self.months).replace(day=self.number), "day")


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week (0 is Monday): "Sunday", "last Friday", "Tuesday of next week" (``weeks`` 1)."""

    number: int
    turn: int = 0
    weeks: int | None = None

    @property
    def way(self) -> int:
        """As the turn says."""
        return self.turn or (self.weeks or 0)

    @property
    def fine(self) -> int:
        """A day, but a date is surer."""
        return 1

    def on(self, day: date | None, ahead: bool) -> Interval | None:
        """See :class:`Meaning`."""
        if day is None:
            return None
        if self.weeks is not None:
            found = around(day, "week").first + timedelta(days=7 * self.weeks + self.number)
        elif self.turn > 0 or (ahead and self.turn == 0):
            start = day + timedelta(days=1) if self.turn else day
            found = start + timedelta(days=(self.number - start.weekday()) % 7)
        else:
            end = day - timedelta(days=1) if self.turn else day
            found = end - timedelta(days=(end.weekday() - self.number) % 7)
        return Interval(found, "day")

    def within(self, other: Meaning) -> Meaning:
        """Itself, in the week that another expression names ("last week … on Tuesday")."""
        if self.turn or self.weeks is not None or not isinstance(other, Shift) or other.unit != "week" or other.vague:
            return self
        return replace(self, weeks=other.count)


@dataclass(frozen=True, slots=True)
class Weekend:
    """The two days from Saturday on, dated as the week that begins there; ``turn`` as of a weekday."""

    turn: int = 0

    @property
    def way(self) -> int:
        """As the turn says."""
        return self.turn

    @property
    def fine(self) -> int:
        """A week."""
        return _fine("week")

    def on(self, day: date | None, ahead: bool) -> Interval | None:
        """See :class:`Meaning`."""
        if day is None:
            return None
        saturday = around(day, "week").first + timedelta(days=5)
        if self.turn > 0:
            saturday += timedelta(days=7 if saturday <= day else 0)
        elif self.turn < 0 or (saturday > day and not ahead):
            saturday -= timedelta(days=7)
        return Interval(saturday, "week")


@dataclass(frozen=True, slots=True)
class Shift:
    """Units away from the text's day: "yesterday" (day −1), "last week", "two years ago", "next month", "today" (0).

    A ``vague`` count ("several years ago") gives an interval of the next unit.
    """

    unit: Unit
    count: int
    vague: bool = False

    @property
    def way(self) -> int:
        """The count's sign."""
        return (self.count > 0) - (self.count < 0)

    @property
    def fine(self) -> int:
        """By unit."""
        return _fine(self._precision)

    @property
    def _precision(self) -> Precision:
        if self.vague:
            return _COARSER[self.unit]
        return "day" if self.unit == "hour" else self.unit

    def on(self, day: date | None, ahead: bool) -> Interval | None:
        """See :class:`Meaning`."""
        return None if day is None else around(_away(day, self.unit, self.count), self._precision)


@dataclass(frozen=True, slots=True)
class Span:
    """The units up to the text's day ("the past two weeks") or after it ("the coming days", ``count`` above 0).

    Dated as the shortest interval that covers it from its first day on.
    """

    unit: Unit
    count: int

    @property
    def way(self) -> int:
        """The count's sign."""
        return 1 if self.count > 0 else -1

    @property
    def fine(self) -> int:
        """Coarser than any single unit."""
        return 10 + _fine("day" if self.unit == "hour" else self.unit)

    def on(self, day: date | None, ahead: bool) -> Interval | None:
        """See :class:`Meaning`."""
        if day is None:
            return None
        tomorrow = day + timedelta(days=1)
        if self.count > 0:
            first, last = tomorrow, _away(day, self.unit, self.count)
        else:  # hours may begin the day before
            first, last = _away(day if self.unit == "hour" else tomorrow, self.unit, self.count), day
        return next((found for p in PRECISIONS if (found := Interval(first, p)).last >= last), None)


def season(name: str, **more: int) -> Calendar:
    """A season, as its three months in the north (winter from December on)."""
    return Calendar("quarter", _SEASONS[name], 1, **more)


def few(unit: Unit) -> Shift:
    """ "Several", "a few" or just "years" ago."""
    return Shift(unit, -_FEW, vague=True)


def resolve(meaning: Meaning, day: date | None, *, ahead: bool) -> Interval | None:
    """The interval that an expression means, None where it means none: a plan is not dated in the past's words, a deed
    neither in the future's nor after the text's own day."""
    if (meaning.way < 0 and ahead) or (meaning.way > 0 and not ahead):
        return None
    try:
        found = meaning.on(day, ahead)
    except (OverflowError, ValueError):
        return None
    late = found is not None and day is not None and not ahead and found.first > day
    return None if late else found


def narrowed(meaning: Meaning, others: list[Meaning]) -> Meaning:
    """An expression read together with the coarser ones beside it."""
    within: Callable[[Meaning], Meaning] | None = getattr(meaning, "within", None)
    for other in others:
        if within is not None and (found := within(other)) != meaning:
            return found
    return meaning


def _away(day: date, unit: Unit, count: int) -> date:
    if unit in _STEP:
        return months_on(day, _STEP[unit] * count)
    if unit == "hour":
        return day + timedelta(days=int(count / 24))
    return day + timedelta(days=count * (7 if unit == "week" else 1))


def _fine(precision: Precision) -> int:
    return {"day": 0, "week": 2, "month": 3, "quarter": 4, "year": 5, "decade": 6}[precision]
