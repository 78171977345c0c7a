"""Days as data sets write them."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

#: What the data sets put where a number is not known.
_UNKNOWN = frozenset({"", ".", "NA", "NaN", "0", "-9", "-8", "-7", "-1", "9999"})


class Malformed(ValueError):  # noqa: N818 - reads as what happened
    """A cell that should hold a number holds none."""


_LONGEST_AGO = timedelta(days=11 * 366)
_DAY = timedelta(days=1)
_FIRST_YEAR = 1900


@lru_cache(100_000)
def compact(text: str) -> date | None:
    """The day of ``YYYYMMDD``, whatever follows; None for what is none."""
    digits = text[:8]
    if len(digits) != 8 or not digits.isascii() or not digits.isdigit():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


@lru_cache(100_000)
def iso(text: str) -> date | None:
    """The day of ``YYYY-MM-DD``, whatever time follows; None for what is none."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def parts(year: str, month: str, day: str) -> date | None:
    """The day of three cells, the first day of a month or year that is not known any better. Raises ValueError for
    numbers that are no day; None where even the year is unknown."""
    if unknown(year):
        return None
    return date(whole(year), 1 if unknown(month) else whole(month), 1 if unknown(month) or unknown(day) else whole(day))


def last(year: str, month: str, day: str) -> date | None:
    """The same, but the last day of a month or year that is not known any better."""
    if unknown(year):
        return None
    if unknown(month):
        return date(whole(year), 12, 31)
    of_year, of_month = whole(year), whole(month)
    return date(of_year, of_month, monthrange(of_year, of_month)[1] if unknown(day) else whole(day))


def unknown(cell: str) -> bool:
    """Whether a cell says that a number is not known."""
    return cell.strip().removesuffix(".0") in _UNKNOWN


def whole(cell: str) -> int:
    """The whole number of a cell; some programs write it with a fraction of 0. Raises :class:`Malformed` for anything else."""
    text = cell.strip().removesuffix(".0")
    if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 12:
        raise Malformed(f"{cell[:20]!r} is no whole number")
    return int(text)


def plausible(day: date, told_on: date | None, today: date) -> bool:
    """Whether what happened on a day may be news of another: a decade back, as "a decade ago" is dated, and a day ahead, for
    what the zones of time make of it. Nothing is news of tomorrow's tomorrow, or of what no data set covers."""
    told_on = told_on or day
    if day.year < _FIRST_YEAR or told_on - today > _DAY:
        return False
    return _DAY >= day - told_on >= -_LONGEST_AGO
