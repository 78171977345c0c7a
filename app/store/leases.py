"""Leases: what one process at a time may do. Whoever has one renews it before it lapses; then others may take it."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.store.tables import leases


class LeaseRepository:
    """The leases table, over one connection of a write transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """Take a lease, or renew one's own; False where another has it."""
        free = or_(leases.c.owner == owner, leases.c.until <= now)
        change = update(leases).where(leases.c.name == name, free).values(owner=owner, until=until)
        if self._connection.execute(change).rowcount == 1:
            return True
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(leases).values(name=name, owner=owner, until=until))
        except IntegrityError:  # another has it, or was first just now
            return False
        return True

    def give_back(self, name: str, owner: str) -> None:
        """Let others have it at once; nothing happens where it is not one's own."""
        self._connection.execute(delete(leases).where(leases.c.name == name, leases.c.owner == owner))

    def holder(self, name: str, now: datetime) -> str | None:
        """Who has it now."""
        query = select(leases.c.owner).where(leases.c.name == name, leases.c.until > now)
        found = self._connection.execute(query).scalar()
        return None if found is None else str(found)
