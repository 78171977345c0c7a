"""A stretch of the calendar: its first day, and how long it is."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

#: How exactly a day is known, the finest first. A season of the year is a quarter.
Precision = Literal["day", "week", "month", "quarter", "year", "decade"]
PRECISIONS: Final[tuple[Precision, ...]] = get_args(Precision)

_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_DAYS = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Interval:
    """The day, week, month, … that begins on ``first``: what is dated so happened on one of its days."""

    first: date
    precision: Precision

    @property
    def last(self) -> date:
        """Its last day; the last of all days where the calendar ends before it."""
        try:
            if self.precision in _DAYS:
                return self.first + timedelta(days=_DAYS[self.precision] - 1)
            return months_on(self.first, _MONTHS[self.precision]) - timedelta(days=1)
        except (OverflowError, ValueError):
            return date.max


def months_on(day: date, months: int) -> date:
    """The day some months later (earlier, where negative), the month's last day where it has no such day. Raises
    :class:`ValueError` or :class:`OverflowError` outside the years 1 to 9999."""
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"no year {year}")
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def around(day: date, precision: Precision) -> Interval:
    """The calendar's own week (from Monday), month, quarter, year or decade in which a day lies."""
    first = {
        "day": day,
        "week": date.fromordinal(max(1, day.toordinal() - day.weekday())),
        "month": day.replace(day=1),
        "quarter": day.replace(month=day.month - (day.month - 1) % 3, day=1),
        "year": day.replace(month=1, day=1),
        "decade": date(max(1, day.year - day.year % 10), 1, 1),
    }[precision]
    return Interval(first, precision)
