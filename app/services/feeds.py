"""Feeds: which are polled, and when. Polling is :mod:`app.services.polling`."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from app.errors import FeedLimit, FeedNotFound, FetchRefused
from app.outbound.addresses import Networks, Refused, checked_url
from app.services.pages import Page, decode_cursor, encode_cursor
from app.services.polling import Polled, Poller
from app.store.engine import reading, writing
from app.store.feeds import FeedRepository
from app.store.rows import FeedEntryRow, FeedRow
from app.store.versions import VersionRepository

_PAGE = "feeds"
#: Entries that could not be taken in and are shown with a feed.
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed, how many of its entries are in which state (``waiting``, ``taken``, ``refused``), and the latest of those that
    could not be taken in."""

    row: FeedRow
    counts: dict[str, int]
    problems: tuple[FeedEntryRow, ...] = ()


class FeedService:
    """Adds, shows, removes and polls feeds. ``most`` is how many there may be, ``allowed`` the networks that may be asked
    though they are not public; without a ``poller``, it can do all else."""

    def __init__(self, engine: Engine, poller: Poller | None, *, most: int, first: int, allowed: Networks = ()) -> None:
        self._engine = engine
        self._poller = poller
        self._most = most
        self._first = first
        self._allowed = allowed

    def add(self, url: str, now: datetime, publisher: str | None = None) -> tuple[FeedRow, bool]:
        """Add a feed, to be polled at once; whether it is new (one that is there already stays as it is). Nothing is fetched
        yet. Raises :class:`app.errors.FetchRefused`, :class:`app.errors.FeedLimit`."""
        try:
            address = str(checked_url(url, self._allowed).copy_with(fragment=None))
        except Refused as error:
            raise FetchRefused(f"this feed cannot be asked: {error}") from error
        with writing(self._engine) as connection:
            VersionRepository(connection).lock()  # so that two do not both become the last one
            feeds = FeedRepository(connection)
            found = feeds.at(address)
            if found is not None:
                return found, False
            if feeds.count() >= self._most:
                raise FeedLimit(f"there are {self._most} feeds, which is all there may be; remove one first")
            key = f"feed-{hashlib.sha256(address.encode()).hexdigest()[:16]}"
            if feeds.get(key) is not None:  # one that lay here has moved elsewhere
                key = f"feed-{hashlib.sha256(f'{address} {now.isoformat()}'.encode()).hexdigest()[:16]}"
            row = FeedRow(key, address, None, publisher, now, now, self._first)
            feeds.add(row)
        return row, True

    def feeds(self, *, limit: int, cursor: str | None = None) -> Page[FeedState]:
        """Feeds by id. Raises :class:`app.errors.BadCursor`."""
        after = decode_cursor(cursor, _PAGE, 1)[0] if cursor is not None else None
        with reading(self._engine) as connection:
            feeds = FeedRepository(connection)
            rows = feeds.page(limit + 1, after)
            counts = feeds.counts([row.id for row in rows[:limit]])
            total = feeds.count()
        results = tuple(FeedState(row, counts[row.id]) for row in rows[:limit])
        return Page(results, total, encode_cursor(_PAGE, results[-1].row.id) if len(rows) > limit else None)

    def get(self, key: str) -> FeedState:
        """A feed, with what could not be taken in from it. Raises :class:`app.errors.FeedNotFound`."""
        with reading(self._engine) as connection:
            row = _found(connection, key)
            feeds = FeedRepository(connection)
            failing = [entry for entry in feeds.waiting(key) if entry.reason is not None]
            shown = [*failing, *feeds.refused(key, _SHOWN)][:_SHOWN]
            return FeedState(row, feeds.counts([key])[key], tuple(shown))

    def remove(self, key: str) -> None:
        """Poll a feed no more, and forget which of its entries were seen; its articles stay. Raises
        :class:`app.errors.FeedNotFound`."""
        with writing(self._engine) as connection:
            _found(connection, key)
            FeedRepository(connection).remove(key)

    def due(self, now: datetime, limit: int = 100) -> list[str]:
        """Up to ``limit`` feeds that are to be polled by now, the longest waiting first."""
        with reading(self._engine) as connection:
            return FeedRepository(connection).due(now, limit)

    def poll(self, key: str, now: Callable[[], datetime], told: Callable[[int, int], None] | None = None) -> Polled:
        """Poll a feed, be it due or not; one that was disabled works again where there is a feed. ``told`` hears how many of
        how many entries are done. Raises :class:`app.errors.FeedNotFound`, and as :meth:`app.services.polling.Poller.poll`."""
        with reading(self._engine) as connection:
            row = _found(connection, key)
        if self._poller is None:
            raise RuntimeError("this service was made without a poller")
        return self._poller.poll(row, now, told)


def _found(connection: Connection, key: str) -> FeedRow:
    row = FeedRepository(connection).get(key)
    if row is None:
        raise FeedNotFound(f"no feed has the id {key[:80]!r}; /v1/feeds lists them")
    return row
