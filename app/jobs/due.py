"""Jobs of feeds whose time has come. Made one by one, as soon as each can begin: what waits for its turn is no job yet."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.services.feeds import FeedService
from app.services.jobs import JobService
from app.store.rows import JobRow


class Due:
    """Finds such feeds, and makes their jobs; ``identifier`` gives a new id each time, ``most`` is how many polls may be
    unfinished."""

    def __init__(self, feeds: FeedService, jobs: JobService, identifier: Callable[[], str], most: int) -> None:
        self._feeds = feeds
        self._jobs = jobs
        self._identifier = identifier
        self._most = most

    def find(self, unfinished: Sequence[JobRow], now: datetime) -> list[str]:
        """Feeds that are to be polled now, beside what is unfinished."""
        polled = {row.source for row in unfinished if row.kind == "feed"}
        return self._feeds.turn(now, polled, self._most - len(polled))

    def make(self, found: Sequence[str], now: datetime) -> list[JobRow]:
        """Their jobs, of such as are due yet and have none."""
        made = (self._jobs.poll_due(self._identifier(), feed, now) for feed in found)
        return [row for row in made if row is not None]
