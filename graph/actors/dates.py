"""Dates as the register writes them: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, empty for unknown or open."""

import calendar
from datetime import date

from graph.errors import RegisterError


def first_day(text: str) -> date:
    """The first day that a register date can mean; the earliest of all when it is empty."""
    return _day(text, last=False) if text else date.min


def last_day(text: str) -> date:
    """The last day that a register date can mean; the latest of all when it is empty."""
    return _day(text, last=True) if text else date.max


def _day(text: str, *, last: bool) -> date:
    try:
        parts = [int(part) for part in text.split("-")]
        year = parts[0]
        month = parts[1] if len(parts) > 1 else (12 if last else 1)
        day = parts[2] if len(parts) > 2 else (calendar.monthrange(year, month)[1] if last else 1)
        return date(year, month, day)
    except (ValueError, IndexError) as error:
        raise RegisterError(f"not a register date: {text!r} ({error})") from error
