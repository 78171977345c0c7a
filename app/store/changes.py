"""The change log: one row a version, written in the transaction that makes the version, so that neither is without the
other. Rows are added in commit order and never changed; the oldest are dropped after a while. It tells of the coder's graph: what
is imported moves the version, and nothing more is said of it than which actors it added.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, delete, func, select, update

from app.store.dialect import upsert
from app.store.ids import plain_id
from app.store.tables import changes, webhooks
from app.store.versions import VersionRepository
from graph.ontology import relation_types
from graph.origins import CODER

ChangeType = Literal["decision", "article", "actor", "relation"]
#: A relation's id, and how many pieces of evidence counted for it before and after.
Shift = tuple[str, int, int]
_LOT = 100  # versions read at a time
_RELATION = re.compile(rf"(.*?)~(?:{'|'.join(relation_types())})~(.*)", re.DOTALL)  # an actor's id may have a ~ itself


@dataclass(frozen=True, slots=True)
class Entry:
    """One change as it was logged: ``actors`` are those that it is about, ``before`` and ``after`` the evidence that
    counted for a relation (0 for anything else)."""

    type: ChangeType
    change: str
    id: str
    actors: tuple[str, ...]
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Logged:
    """What one version changed: decisions, then articles, actors and relations. ``at`` is None where what wrote it has no
    moment of its own (a changed register, articles put beside copies)."""

    version: int
    at: datetime | None
    entries: tuple[Entry, ...]


class ChangeRepository:
    """The changes table, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(
        self,
        version: int,
        at: datetime | None,
        *,
        decisions: Sequence[tuple[int, str, Collection[str]]] = (),
        articles: Sequence[tuple[str, str, Collection[str]]] = (),
        actors: Sequence[tuple[str, str]] = (),
        relations: Sequence[Shift] = (),
    ) -> None:
        """Log what a version changed: decisions and articles as (id, change, actors that it is about), actors as (id,
        change). A relation that nothing counted for before or after is in no graph, and is left out, as is one of another
        origin than the coder; of articles the caller gives the coder's alone. It made the version in this transaction."""
        body = {
            "decisions": [(key, change, sorted(about)) for key, change, about in decisions],
            "articles": [(key, change, sorted(about)) for key, change, about in articles],
            "actors": actors,
            "relations": [shift for shift in relations if (shift[1] or shift[2]) and plain_id(shift[0])[1] == CODER],
        }
        if any(body.values()):
            row = {"version": version, "at": at, "body": orjson.dumps(body).decode()}
            upsert(self._connection, changes, [row])  # a version that was taken back by hand comes twice

    def begin(self, version: int) -> None:
        """Have the log begin at a version, as if nothing had been changed before; webhooks go on from there."""
        self._connection.execute(delete(changes))
        body = orjson.dumps({"decisions": [], "articles": [], "actors": [], "relations": []}).decode()
        upsert(self._connection, changes, [{"version": version, "at": None, "body": body}])
        start = {"version": version, "given": 0, "pending_version": None, "pending_given": None}
        self._connection.execute(update(webhooks).values(**start))

    def since(self, version: int, until: int) -> Iterator[Logged]:
        """What the versions after one and up to another changed, in order."""
        while True:
            query = select(changes).where(changes.c.version > version, changes.c.version <= until)
            rows = self._connection.execute(query.order_by(changes.c.version).limit(_LOT)).all()
            for row in rows:
                yield Logged(row.version, row.at, tuple(_entries(orjson.loads(row.body))))
            if len(rows) < _LOT:
                return
            version = rows[-1].version

    def oldest(self) -> int:
        """The version after which nothing is missing from the log."""
        kept = self._connection.execute(select(func.min(changes.c.version))).scalar()
        return VersionRepository(self._connection).current() if kept is None else int(kept)

    def prune(self, before: datetime, needed: int | None) -> int:
        """Drop what was logged before a moment, save what comes after the version ``needed``; how many versions. The last
        one that is dropped stays as the mark from which the log is whole. What has no moment of its own goes with what came
        after it."""
        recent = select(func.min(changes.c.version)).where(changes.c.at >= before)
        last = select(func.max(changes.c.version)).where(changes.c.at < before)
        young = self._connection.execute(recent).scalar()
        if young is not None:
            last = last.where(changes.c.version < young)
        if needed is not None:
            last = last.where(changes.c.version <= needed)
        mark = self._connection.execute(last).scalar()
        if mark is None:
            return 0
        return self._connection.execute(delete(changes).where(changes.c.version < mark)).rowcount


def _entries(body: dict[str, list[Any]]) -> Iterator[Entry]:
    for key, change, about in body["decisions"]:
        yield Entry("decision", change, str(key), tuple(about))
    for key, change, about in body["articles"]:
        yield Entry("article", change, key, tuple(about))
    for key, change in body["actors"]:
        yield Entry("actor", change, key, (key,))
    for key, before, after in body["relations"]:
        change = "changed" if before and after else "new" if after else "ended"
        yield Entry("relation", change, key, ends(key), before, after)


def ends(relation_id: str) -> tuple[str, str]:
    """The actors of a relation's id, of whatever origin.

    >>> ends("RUS~attacks~UKR"), ends("RUS~attacks~UKR@gdelt")
    (('RUS', 'UKR'), ('RUS', 'UKR'))
    """
    found = _RELATION.fullmatch(plain_id(relation_id)[0])
    if found is None:
        raise ValueError(f"not a relation's id: {relation_id!r}")
    return found[1], found[2]
