"""Dates as news files write them."""

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
        except (ValueError, IndexError) as error:
            raise ValueError(f"{text[:40]!r} is no date; write it as 2015-09-27 or 2015-09-27T10:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
