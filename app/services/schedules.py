"""When a feed is asked again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often a feed is polled: never sooner than ``least``, nor later than ``most`` while it can be had, and how long after
    a failure at most."""

    least: timedelta
    most: timedelta
    first: timedelta = timedelta(hours=1)

    def begin(self) -> timedelta:
        """The interval of a new feed."""
        return min(max(self.first, self.least), self.most)

    def after(self, interval: timedelta, new: int) -> timedelta:
        """The interval after a poll that found so many new entries: shorter where there are any, else longer."""
        return max(self.least, interval / 2) if new else min(self.most, interval * 3 / 2)

    def again(self, attempts: int) -> timedelta:
        """The wait before an entry is tried again after so many attempts: each is four times the one before."""
        return min(self.most, self.least * (1 << min(2 * (attempts - 1), 20)))

    def failed(self, failures: int, asked: timedelta | None, chance: float) -> timedelta:
        """The wait after so many failures in a row, of which a random half may be left out, and no less than the site asks
        for; ``chance`` is of [0, 1)."""
        longest = min(self.most, self.least * (1 << min(failures - 1, 20)))
        return max(longest * (1 - chance / 2), min(asked or timedelta(), self.most))


def seconds_asked(after: str, now: datetime) -> timedelta | None:
    """What ``Retry-After`` asks for, as a number of seconds or as a date."""
    if after.isascii() and after.isdigit() and len(after) < 9:
        return timedelta(seconds=int(after))
    try:
        until = parsedate_to_datetime(after)
    except (ValueError, IndexError):
        return None
    return (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
