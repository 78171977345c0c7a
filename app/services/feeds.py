"""Feeds: which are polled, and when. Polling is :mod:`app.services.polling`."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine

from app.errors import FeedLimit, FeedNotFound, FetchRefused
from app.outbound.addresses import Networks, Refused, checked_url
from app.services.pages import Page, decode_cursor, encode_cursor
from app.services.polling import Hand, Polled, Poller
from app.store.engine import reading, writing
from app.store.feeds import FeedRepository
from app.store.rows import FeedEntryRow, FeedRow
from app.store.versions import VersionRepository

_PAGE = "feeds"
#: Entries that could not be taken in and are shown with a feed.
_SHOWN = 50
#: Feeds that are due and are looked at to find those whose turn it is.
_LOOKED = 1_000


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed, how many of its entries are in which state (``waiting``, ``taken``, ``refused``), and the latest of those that
    could not be taken in."""

    row: FeedRow
    counts: dict[str, int]
    problems: tuple[FeedEntryRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """How many feeds are followed, are due and polled by nobody yet, failed the last time, are polled no more (``disabled``);
    and for how many seconds the first of those due has been so."""

    followed: int
    due: int
    failing: int
    disabled: int
    late: float


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
            row = feed_of(connection, key)
            feeds = FeedRepository(connection)
            failing = [entry for entry in feeds.waiting(key) if entry.reason is not None]
            shown = [*failing, *feeds.refused(key, _SHOWN)][:_SHOWN]
            return FeedState(row, feeds.counts([key])[key], tuple(shown))

    def remove(self, key: str) -> None:
        """Poll a feed no more, and forget which of its entries were seen; its articles stay. Raises
        :class:`app.errors.FeedNotFound`."""
        with writing(self._engine) as connection:
            feed_of(connection, key)
            FeedRepository(connection).remove(key)

    def due(self, now: datetime, limit: int = 100) -> list[str]:
        """Up to ``limit`` feeds that are to be polled by now, the longest waiting first."""
        with reading(self._engine) as connection:
            return [key for key, _ in FeedRepository(connection).due(now, limit)]

    def turn(self, now: datetime, polled: Collection[str], most: int) -> list[str]:
        """Up to ``most`` feeds whose turn it is while these are polled: due, the longest waiting first, and one of a site at a
        time, which is asked one thing at a time anyway."""
        with reading(self._engine) as connection:
            feeds = FeedRepository(connection)
            due = feeds.due(now, _LOOKED) if most > 0 else []
            sites = {_site(url) for url in feeds.urls(polled)} if due else set()
        found: list[str] = []
        for key, url in due:
            if len(found) < most and key not in polled and _site(url) not in sites:
                sites.add(_site(url))
                found.append(key)
        return found

    def figures(self, now: datetime) -> Figures:
        """How feeds are as a whole."""
        with reading(self._engine) as connection:
            followed, due, failing, disabled, first = FeedRepository(connection).figures(now)
        return Figures(followed, due, failing, disabled, 0.0 if first is None else (now - first).total_seconds())

    def poll(
        self,
        key: str,
        now: Callable[[], datetime],
        told: Callable[[int, int], None] | None = None,
        hand: Hand | None = None,
    ) -> Polled:
        """Poll a feed, be it due or not; one that was disabled works again where there is a feed. ``told`` hears how many of
        how many entries are done; ``hand`` is whoever does it instead of this service. Raises
        :class:`app.errors.FeedNotFound`, and as :meth:`app.services.polling.Poller.poll`."""
        with reading(self._engine) as connection:
            row = feed_of(connection, key)
        if self._poller is None:
            raise RuntimeError("this service was made without a poller")
        return self._poller.poll(row, now, told, hand)


def _site(url: str) -> str:
    return urlsplit(url).hostname or url


def feed_of(connection: Connection, key: str, *, lock: bool = False) -> FeedRow:
    """A feed; with ``lock`` nobody else changes it until the transaction ends. Raises :class:`app.errors.FeedNotFound`."""
    row = FeedRepository(connection).get(key, lock=lock)
    if row is None:
        raise FeedNotFound(f"no feed has the id {key[:80]!r}; /v1/feeds lists them")
    return row
