"""Dates as news files and pages write them."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime


def parse_published(text: str) -> date | datetime:
    """A day (``2015-09-27``) or a moment (ISO 8601, or as in e-mail and feeds); a moment without a zone is UTC.

    Raises ValueError for anything else: a guessed date would be worse than none.
    """
    text = text.strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, IndexError, OverflowError) as error:
            raise ValueError(f"{text[:40]!r} is no date; write it as 2015-09-27 or 2015-09-27T10:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_FORMS = ("%Y/%m/%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%a, %d %b %Y", "%A, %B %d, %Y", "%A, %d %B %Y")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.DOTALL)


def parse_stated(text: str) -> date | datetime | None:
    """A day or moment as a page states it, in more ways than :func:`parse_published` takes; None for what is none, or may be
    read as two days (``03/04/2015``)."""
    text = " ".join(text[:80].split()).replace("Sept ", "Sep ").replace("Sept. ", "Sep ")
    try:
        return parse_published(text)
    except (ValueError, OverflowError):
        pass
    if match := _ISO.fullmatch(text):  # its day is plain, whatever is behind it
        text = match[1].replace("-", "/")
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
