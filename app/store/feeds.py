"""Feeds in SQL: what is polled, when, and which of its entries were seen.

An entry is written down as waiting before anything of it is fetched, and as taken in the transaction that stores its
article: so a kill between the two costs a second look at it, and no entry.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, delete, func, insert, or_, select, update

from app.store.rows import FeedEntryRow, FeedEntryState, FeedRow
from app.store.tables import feed_entries, feeds


class FeedRepository:
    """The tables of feeds and their entries, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row: FeedRow) -> None:
        """Insert a feed."""
        self._connection.execute(insert(feeds).values(asdict(row)))

    def get(self, key: str, *, lock: bool = False) -> FeedRow | None:
        """The feed with this id, or None. With ``lock`` nobody else changes it until the transaction ends."""
        if "\0" in key:
            return None  # PostgreSQL refuses to look for it
        query = select(feeds).where(feeds.c.id == key)
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        return None if row is None else _feed(row)

    def at(self, url: str) -> FeedRow | None:
        """The feed at this address, or None."""
        row = self._connection.execute(select(feeds).where(feeds.c.url == url)).one_or_none()
        return None if row is None else _feed(row)

    def page(self, limit: int, after: str | None = None) -> list[FeedRow]:
        """Up to ``limit`` feeds by id, those behind an id."""
        query = select(feeds).order_by(feeds.c.id).limit(limit)
        if after is not None:
            query = query.where(feeds.c.id > after)
        return [_feed(row) for row in self._connection.execute(query)]

    def count(self) -> int:
        """How many there are."""
        return int(self._connection.execute(select(func.count()).select_from(feeds)).scalar_one())

    def remove(self, key: str) -> bool:
        """Delete a feed and what is known of its entries; whether it was there."""
        self._connection.execute(delete(feed_entries).where(feed_entries.c.feed == key))
        return self._connection.execute(delete(feeds).where(feeds.c.id == key)).rowcount > 0

    def due(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        """Up to ``limit`` feeds whose time has come and that nobody polls, each with its address, the longest waiting first."""
        query = select(feeds.c.id, feeds.c.url).where(*_due(now)).order_by(feeds.c.next_poll, feeds.c.id).limit(limit)
        return [(row.id, row.url) for row in self._connection.execute(query)]

    def urls(self, keys: Collection[str]) -> list[str]:
        """The addresses of these feeds."""
        return list(self._connection.execute(select(feeds.c.url).where(feeds.c.id.in_(keys))).scalars())

    def figures(self, now: datetime) -> tuple[int, int, int, int, datetime | None]:
        """How many feeds there are, are due, failed the last time, and are disabled; and since when the first is due."""

        def number(*wanted: ColumnElement[bool]) -> ColumnElement[int]:
            return func.count(case((and_(*wanted), 1)))

        polled = feeds.c.disabled_at.is_(None)
        due = and_(*_due(now))
        failing, disabled = number(polled, feeds.c.failures > 0), number(feeds.c.disabled_at.is_not(None))
        first = func.min(case((due, feeds.c.next_poll)))
        row = self._connection.execute(select(func.count(), number(due), failing, disabled, first).select_from(feeds)).one()
        return row[0], row[1], row[2], row[3], row[4]

    def claim(self, key: str, owner: str, now: datetime, until: datetime, over: str | None = None) -> bool:
        """Take a feed to poll it; False where another has it. Whoever's name begins with ``over`` is no other."""
        free = [feeds.c.lease_until.is_(None), feeds.c.lease_until <= now]
        free += [feeds.c.lease.startswith(over, autoescape=True)] if over else []
        change = update(feeds).where(feeds.c.id == key, or_(*free))
        return self._connection.execute(change.values(lease=owner, lease_until=until)).rowcount == 1

    def hold(self, key: str, owner: str, until: datetime) -> bool:
        """Keep a feed for longer; False where it has gone to another, or is gone."""
        change = update(feeds).where(feeds.c.id == key, feeds.c.lease == owner)
        return self._connection.execute(change.values(lease_until=until)).rowcount == 1

    def settle(self, key: str, owner: str, **values: Any) -> bool:
        """Give a feed back with what became of the poll; False as for :meth:`hold`."""
        change = update(feeds).where(feeds.c.id == key, feeds.c.lease == owner)
        return self._connection.execute(change.values({**values, "lease": None, "lease_until": None})).rowcount == 1

    def note(self, key: str, **values: Any) -> None:
        """Change columns of a feed."""
        self._connection.execute(update(feeds).where(feeds.c.id == key).values(values))

    def put_off(self, key: str, now: datetime, error: str | None) -> None:
        """Have a feed that is due wait for its interval, though no poll came to an end; ``error`` says that it failed."""
        row = self.get(key, lock=True)
        if row is None or row.next_poll > now:
            return
        values: dict[str, Any] = {"next_poll": now + timedelta(seconds=row.interval)}
        if error is not None:
            values |= {"failures": row.failures + 1, "failing_since": row.failing_since or now, "error": error}
        self.note(key, **values)

    # Entries

    def seen(self, feed: str, keys: Collection[str], now: datetime) -> set[str]:
        """Those keys of entries that are known; they are marked as seen now."""
        wanted = feed_entries.c.feed == feed, feed_entries.c.key.in_(keys)
        known = set(self._connection.execute(select(feed_entries.c.key).where(*wanted)).scalars())
        if known:
            self._connection.execute(update(feed_entries).where(*wanted).values(seen_at=now))
        return known

    def wait(self, rows: Sequence[FeedEntryRow]) -> None:
        """Insert entries, numbered behind those that are there, in the order given."""
        if not rows:
            return
        last = select(func.max(feed_entries.c.number)).where(feed_entries.c.feed == rows[0].feed)
        first = (self._connection.execute(last).scalar() or 0) + 1
        self._connection.execute(insert(feed_entries), [asdict(replace(row, number=n)) for n, row in enumerate(rows, first)])

    def waiting(self, feed: str) -> list[FeedEntryRow]:
        """The entries of a feed that are to be taken in, be it later, in order."""
        return self._entries(feed, "waiting", None)

    def refused(self, feed: str, limit: int) -> list[FeedEntryRow]:
        """Up to ``limit`` entries that are not tried again, the latest first."""
        return self._entries(feed, "refused", limit)

    def counts(self, feeds_: Collection[str]) -> dict[str, dict[str, int]]:
        """How many entries of each state these feeds have."""
        query = select(feed_entries.c.feed, feed_entries.c.state, func.count()).where(feed_entries.c.feed.in_(feeds_))
        found: dict[str, dict[str, int]] = {key: {} for key in feeds_}
        for feed, state, number in self._connection.execute(query.group_by(feed_entries.c.feed, feed_entries.c.state)):
            found[feed][state] = number
        return found

    def mark(self, feed: str, key: str, **values: Any) -> None:
        """Change columns of an entry."""
        which = feed_entries.c.feed == feed, feed_entries.c.key == key
        self._connection.execute(update(feed_entries).where(*which).values(values))

    def prune(self, feed: str, before: datetime) -> int:
        """Forget entries that wait for nothing and that the feed has not shown since a moment; how many."""
        settled = feed_entries.c.feed == feed, feed_entries.c.state != "waiting", feed_entries.c.seen_at < before
        return self._connection.execute(delete(feed_entries).where(*settled)).rowcount

    def _entries(self, feed: str, state: FeedEntryState, limit: int | None) -> list[FeedEntryRow]:
        order = feed_entries.c.number if limit is None else feed_entries.c.number.desc()
        query = (
            select(feed_entries).where(feed_entries.c.feed == feed, feed_entries.c.state == state).order_by(order).limit(limit)
        )
        return [FeedEntryRow(**row._mapping) for row in self._connection.execute(query)]


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= now)
    return feeds.c.disabled_at.is_(None), feeds.c.next_poll <= now, free


def _feed(row: Row[Any]) -> FeedRow:
    return FeedRow(**row._mapping)
