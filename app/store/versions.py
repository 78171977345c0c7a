"""The version row: one number that moves with every committed change."""

import hashlib

from sqlalchemy import Connection, Executable, select, update

from app.errors import StoreUnavailable
from app.store.dialect import place
from app.store.tables import articles, decisions, relations, version


class VersionRepository:
    """The version row, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def current(self) -> int:
        """The version as this transaction sees it."""
        return self._row(select(version.c.version))

    def lock(self) -> int:
        """The version, held still until this transaction ends: other writers wait here."""
        return self._row(select(version.c.version).with_for_update())

    def _row(self, query: Executable) -> int:
        found = self._connection.execute(query).scalar_one_or_none()
        if found is None:  # whoever waited while PostgreSQL's tables were replaced sees new ones that are empty to it
            raise StoreUnavailable("the database was just restored; try again")
        return int(found)

    def bump(self) -> int:
        """Move to the next version and return it.

        The row stays locked until the transaction ends, so versions commit in order and writers fold one after another.
        """
        statement = update(version).values(version=version.c.version + 1).returning(version.c.version)
        return int(self._connection.execute(statement).scalar_one())

    def store(self) -> str:
        """What tells this database from every other one: what it was given when it was made, and where it is, since a copy
        has the same and goes its own way."""
        given = str(self._connection.execute(select(version.c.store)).scalar_one())
        return given + hashlib.sha256(place(self._connection).encode("utf-8", "surrogateescape")).hexdigest()[:8]

    def mark(self) -> str:
        """What tells this past of the database from another that led to the same number, as where an older copy was put back
        and written on: the register, and what was last received, decided and changed. Found by indexes alone."""
        received = select(articles.c.received_at, articles.c.id).order_by(articles.c.received_at.desc(), articles.c.id.desc())
        decided = select(decisions.c.id, decisions.c.decided_at, decisions.c.undone_at).order_by(decisions.c.id.desc())
        changed = select(relations.c.id, relations.c.evidence, relations.c.weight).order_by(relations.c.version.desc())
        last = (self._connection.execute(query.limit(1)).first() for query in (received, decided, changed))
        return repr([self.register(), *(tuple(row) if row else () for row in last)])

    def rearranged(self) -> int:
        """The version at which evidence was last given to other relations or reports than it came with."""
        return int(self._connection.execute(select(version.c.rearranged)).scalar_one())

    def rearrange(self) -> int:
        """Move to the next version, as :meth:`bump` does, for a change to what older evidence counts for."""
        statement = update(version).values(version=version.c.version + 1, rearranged=version.c.version + 1)
        return int(self._connection.execute(statement.returning(version.c.version)).scalar_one())

    def register(self) -> str | None:
        """Digest of the register that the actors were last synced from."""
        digest: str | None = self._connection.execute(select(version.c.register)).scalar_one()
        return digest

    def set_register(self, digest: str) -> None:
        """Note which register the actors are synced from."""
        self._connection.execute(update(version).values(register=digest))
