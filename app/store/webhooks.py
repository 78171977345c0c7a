"""Webhooks in SQL: who is to be told of changes, how far each was, and every attempt.

A worker delivers to a webhook under a lease. Taking one is a compare-and-set over the position that the worker read, so
that of several workers one has it, on both databases.
"""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from app.store.rows import DeliveryRow, WebhookRow
from app.store.tables import deliveries, webhooks

_OWN = tuple(name for name in DeliveryRow.__slots__ if name != "id")


class WebhookRepository:
    """The webhooks and deliveries tables, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row: WebhookRow) -> None:
        """Insert a webhook."""
        self._connection.execute(insert(webhooks).values({**asdict(row), "types": list(row.types)}))

    def get(self, key: str) -> WebhookRow | None:
        """The webhook with this id, or None."""
        if "\0" in key:
            return None  # PostgreSQL refuses to look for it
        row = self._connection.execute(select(webhooks).where(webhooks.c.id == key)).one_or_none()
        return None if row is None else _webhook(row)

    def all(self) -> list[WebhookRow]:
        """Every webhook, the oldest first."""
        query = select(webhooks).order_by(webhooks.c.created_at, webhooks.c.id)
        return [_webhook(row) for row in self._connection.execute(query)]

    def count(self) -> int:
        """How many there are."""
        return int(self._connection.execute(select(func.count()).select_from(webhooks)).scalar_one())

    def remove(self, key: str) -> bool:
        """Delete a webhook and its attempts; whether it was there."""
        self._connection.execute(delete(deliveries).where(deliveries.c.webhook == key))
        return self._connection.execute(delete(webhooks).where(webhooks.c.id == key)).rowcount > 0

    def enable(self, key: str, version: int | None) -> bool:
        """Have a webhook work again, from the version that is given on, else from where it was; whether it is there."""
        values: dict[str, Any] = {"disabled_at": None, "disabled_reason": None, "failures": 0}
        values |= {"failing_since": None, "next_try": None}
        if version is not None:
            values |= {"version": version, "given": 0, "pending_version": None, "pending_given": None}
        return self._connection.execute(update(webhooks).where(webhooks.c.id == key).values(values)).rowcount > 0

    def behind(self) -> int | None:
        """The least version that a webhook which works was told up to; None where there is none."""
        least = select(func.min(webhooks.c.version)).where(webhooks.c.disabled_at.is_(None))
        found = self._connection.execute(least).scalar()
        return None if found is None else int(found)

    def due(self, now: datetime, version: int) -> list[WebhookRow]:
        """Webhooks that work, lag behind a version, need not wait, and that no worker has, the furthest behind first."""
        free = or_(webhooks.c.lease_until.is_(None), webhooks.c.lease_until <= now)
        ready = or_(webhooks.c.next_try.is_(None), webhooks.c.next_try <= now)
        query = select(webhooks).where(webhooks.c.disabled_at.is_(None), webhooks.c.version < version, free, ready)
        return [_webhook(row) for row in self._connection.execute(query.order_by(webhooks.c.version, webhooks.c.id))]

    def claim(self, seen: WebhookRow, owner: str, now: datetime, until: datetime, batch: tuple[int, int]) -> bool:
        """Take a webhook as it was read, to deliver what goes up to ``batch``; False where another worker was first."""
        change = update(webhooks).where(
            webhooks.c.id == seen.id,
            webhooks.c.version == seen.version,
            webhooks.c.given == seen.given,
            webhooks.c.failures == seen.failures,
            webhooks.c.disabled_at.is_(None),
            or_(webhooks.c.lease_until.is_(None), webhooks.c.lease_until <= now),
        )
        values = {"lease": owner, "lease_until": until, "pending_version": batch[0], "pending_given": batch[1]}
        return self._connection.execute(change.values(values)).rowcount == 1

    def settle(self, key: str, owner: str, **values: Any) -> bool:
        """Give a webhook back with what became of it; False where the lease had gone to another, or the webhook is gone."""
        change = update(webhooks).where(webhooks.c.id == key, webhooks.c.lease == owner)
        return self._connection.execute(change.values({**values, "lease": None, "lease_until": None})).rowcount == 1

    def skip(self, seen: WebhookRow, version: int, given: int, now: datetime) -> None:
        """Move a webhook on over what it does not want, unless a worker has it or moved it since it was read."""
        change = update(webhooks).where(
            webhooks.c.id == seen.id,
            webhooks.c.version == seen.version,
            webhooks.c.given == seen.given,
            or_(webhooks.c.lease_until.is_(None), webhooks.c.lease_until <= now),
        )
        values = {"version": version, "given": given, "pending_version": None, "pending_given": None}
        self._connection.execute(change.values(values))

    def disable(self, seen: WebhookRow, now: datetime, reason: str) -> None:
        """Have a webhook work no more."""
        change = update(webhooks).where(webhooks.c.id == seen.id, webhooks.c.disabled_at.is_(None))
        self._connection.execute(change.values(disabled_at=now, disabled_reason=reason))

    def log(self, row: DeliveryRow) -> None:
        """Keep an attempt."""
        self._connection.execute(insert(deliveries).values({name: getattr(row, name) for name in _OWN}))

    def deliveries(self, key: str, limit: int, before: int | None = None) -> list[DeliveryRow]:
        """Up to ``limit`` attempts of a webhook, the latest first, from those before a number."""
        query = select(deliveries).where(deliveries.c.webhook == key).order_by(deliveries.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(deliveries.c.id < before)
        return [DeliveryRow(**row._mapping) for row in self._connection.execute(query)]

    def attempts(self, key: str) -> int:
        """How many attempts of a webhook are on record."""
        query = select(func.count()).select_from(deliveries).where(deliveries.c.webhook == key)
        return int(self._connection.execute(query).scalar_one())

    def prune(self, before: datetime, most: int) -> int:
        """Drop attempts from before a moment, and all but the last ``most`` of each webhook; how many."""
        gone = self._connection.execute(delete(deliveries).where(deliveries.c.at < before)).rowcount
        for key in self._keys():
            ids = select(deliveries.c.id).where(deliveries.c.webhook == key).order_by(deliveries.c.id.desc())
            last = self._connection.execute(ids.offset(most).limit(1)).scalar()
            if last is not None:
                old = delete(deliveries).where(deliveries.c.webhook == key, deliveries.c.id <= last)
                gone += self._connection.execute(old).rowcount
        return gone

    def _keys(self) -> Collection[str]:
        return list(self._connection.execute(select(webhooks.c.id)).scalars())


def _webhook(row: Row[Any]) -> WebhookRow:
    values = dict(row._mapping)
    return WebhookRow(**values | {"types": tuple(values["types"])})
