"""Feeds in SQL: what is polled, when, and which of its entries were seen.

An entry is written down as waiting before anything of it is fetched, and as taken in the transaction that stores its
article: so a kill between the two costs a second look at it, and no entry.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from app.store.rows import FeedEntryRow, FeedEntryState, FeedRow
from app.store.tables import feed_entries, feeds


class FeedRepository:
    """The tables of feeds and their entries, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row: FeedRow) -> None:
        """Insert a feed."""
        self._connection.execute(insert(feeds).values(asdict(row)))

    def get(self, key: str) -> FeedRow | None:
        """The feed with this id, or None."""
        if "\0" in key:
            return None  # PostgreSQL refuses to look for it
        row = self._connection.execute(select(feeds).where(feeds.c.id == key)).one_or_none()
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

    def due(self, now: datetime, limit: int) -> list[str]:
        """Up to ``limit`` feeds whose time has come and that nobody polls, the longest waiting first."""
        free = or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= now)
        query = select(feeds.c.id).where(feeds.c.disabled_at.is_(None), feeds.c.next_poll <= now, free)
        return list(self._connection.execute(query.order_by(feeds.c.next_poll, feeds.c.id).limit(limit)).scalars())

    def claim(self, key: str, owner: str, now: datetime, until: datetime) -> bool:
        """Take a feed to poll it; False where another has it."""
        change = update(feeds).where(feeds.c.id == key, or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= now))
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


def _feed(row: Row[Any]) -> FeedRow:
    return FeedRow(**row._mapping)
