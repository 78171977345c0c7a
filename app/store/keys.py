"""The keys table: who may do what over HTTP."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from app.store.rows import KeyRow
from app.store.tables import keys


class KeyRepository:
    """Keys, over one connection. None is ever deleted, so that the list tells who had which."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[KeyRow]:
        """Every key, the revoked and expired included, in the order in which they were made."""
        rows = self._connection.execute(select(keys).order_by(keys.c.created_at, keys.c.id))
        return [KeyRow(**row._mapping) for row in rows]

    def standing(self) -> list[KeyRow]:
        """The keys that are not revoked; they may have expired."""
        rows = self._connection.execute(select(keys).where(keys.c.revoked_at.is_(None)))
        return [KeyRow(**row._mapping) for row in rows]

    def get(self, identifier: str) -> KeyRow | None:
        """The key of that id, or None."""
        row = self._connection.execute(select(keys).where(keys.c.id == identifier)).one_or_none()
        return None if row is None else KeyRow(**row._mapping)

    def add(self, row: KeyRow) -> None:
        """Insert a key."""
        self._connection.execute(insert(keys).values(asdict(row)))

    def revoke(self, row: KeyRow, now: datetime) -> KeyRow:
        """Mark a key as revoked; the row as it is now."""
        self._connection.execute(update(keys).where(keys.c.id == row.id).values(revoked_at=now))
        return replace(row, revoked_at=now)

    def used(self, moments: Mapping[str, datetime]) -> None:
        """Note when keys were used last; an earlier moment than the one that stands changes nothing."""
        moment = bindparam("moment", type_=keys.c.last_used_at.type)
        earlier = or_(keys.c.last_used_at.is_(None), keys.c.last_used_at < moment)
        change = update(keys).where(keys.c.id == bindparam("key"), earlier).values(last_used_at=moment)
        self._connection.execute(change, [{"key": identifier, "moment": at} for identifier, at in sorted(moments.items())])
