"""Actors in SQL: those of the register, and those that only evidence names."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import count

from sqlalchemy import Connection, delete, func, insert, select

from app.store.changes import ChangeRepository
from app.store.dialect import among, upsert
from app.store.rows import ActorRow, AliasRow
from app.store.tables import actors, aliases
from app.store.versions import VersionRepository
from graph.actors import Actor
from graph.actors.register import KIND_OF_PREFIX
from graph.model import Party


class ActorRepository:
    """The actors and aliases tables, over one connection. ``added`` are the ids that :meth:`ensure` made rows for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.added: list[str] = []

    def all(self, since_version: int | None = None) -> list[ActorRow]:
        """Every actor by id, or those changed after a version."""
        query = select(actors).order_by(actors.c.id)
        if since_version is not None:
            query = query.where(actors.c.version > since_version)
        return [ActorRow(**row._mapping) for row in self._connection.execute(query)]

    def some(self, ids: Collection[str]) -> dict[str, ActorRow]:
        """The actors with these ids that are there."""
        query = select(actors).where(among(self._connection, actors.c.id, ids))
        return {row.id: ActorRow(**row._mapping) for row in self._connection.execute(query)}

    def at_home(self, country: str) -> set[str]:
        """The ids of the actors whose country this is."""
        return set(self._connection.execute(select(actors.c.id).where(actors.c.country == country)).scalars())

    def numbered(self, since_version: int | None = None) -> list[tuple[int, str, str, str, str | None, str | None]]:
        """(number, id, name, kind, country, region) of every actor by number, or of those changed after a version."""
        columns = (actors.c[name] for name in ("number", "id", "name", "kind", "country", "region"))
        query = select(*columns).order_by(actors.c.number)
        if since_version is not None:
            query = query.where(actors.c.version > since_version)
        found = self._connection.execute(query)
        return [(number, key, name, kind, country, region) for number, key, name, kind, country, region in found]

    def aliases(self) -> list[AliasRow]:
        """Every alias, by alias and actor."""
        query = select(aliases).order_by(aliases.c.alias, aliases.c.actor)
        return [AliasRow(**row._mapping) for row in self._connection.execute(query)]

    def put(self, rows: Sequence[ActorRow]) -> None:
        """Insert actors, or overwrite them; those without a number get the next ones, in this order. The caller holds
        the version row's lock."""
        last = self._connection.execute(select(func.max(actors.c.number))).scalar() or 0
        numbers = count(last + 1)
        upsert(self._connection, actors, [_values(row) | {"number": row.number or next(numbers)} for row in rows])

    def ensure(self, parties: Iterable[Party], version: int) -> dict[str, int]:
        """Have a row for each party of an edge; one that the register lacks is named as the text names it. The number
        of each. The caller holds the version row's lock."""
        seen = {party.actor: party for party in parties}
        numbers = self.numbers(seen)
        missing = seen.keys() - numbers.keys()
        if missing:
            self.added += sorted(missing)
            known = select(actors.c.id, actors.c.region).where(actors.c.kind == "country")
            regions: dict[str, str | None] = {row.id: row.region for row in self._connection.execute(known)}
            self.put([
                ActorRow(
                    id=identifier,
                    name=seen[identifier].name or identifier,
                    kind=kind_of(identifier),
                    country=seen[identifier].country,
                    region=regions.get(seen[identifier].country or ""),
                    registered=False,
                    version=version,
                )
                for identifier in sorted(missing)
            ])  # fmt: skip
            numbers = self.numbers(seen)
        return numbers

    def numbers(self, ids: Collection[str]) -> dict[str, int]:
        """The number of each of these actors that is there."""
        query = select(actors.c.id, actors.c.number).where(among(self._connection, actors.c.id, ids))
        return {row.id: row.number for row in self._connection.execute(query)}

    def replace_aliases(self, rows: Collection[AliasRow]) -> None:
        """Put these aliases in the place of all others."""
        self._connection.execute(delete(aliases))
        if rows:
            unique = {(row.alias, row.actor): row for row in rows}
            values = [{"alias": row.alias, "actor": row.actor, "kind": row.kind} for row in unique.values()]
            self._connection.execute(insert(aliases), values)


def kind_of(identifier: str) -> str:
    """The kind of an actor that the register lacks, by its identifier's prefix.

    >>> kind_of("NSA:SOME_MILITIA"), kind_of("XYZ")
    ('group', 'country')
    """
    prefix, colon, _ = identifier.partition(":")
    return KIND_OF_PREFIX.get(prefix, "org") if colon else "country"


def sync_actors(connection: Connection, register: Iterable[Actor]) -> int:
    """Make the actors and aliases those of the register; how many actors changed.

    Actors that left the register stay, unregistered, since evidence may name them. An unchanged register costs one look
    at the version row; a changed one moves the version, so that graphs are built anew.
    """
    wanted = sorted(register, key=lambda actor: actor.id)
    digest = hashlib.sha256(repr(wanted).encode()).hexdigest()
    versions = VersionRepository(connection)
    if versions.register() == digest:
        return 0
    version = versions.bump()
    repository = ActorRepository(connection)
    before = {row.id: row for row in repository.all()}
    after: dict[str, ActorRow] = {}
    for actor in wanted:
        number = before[actor.id].number if actor.id in before else 0
        after[actor.id] = ActorRow(actor.id, actor.name, actor.kind, actor.country, actor.region, True, version, number)
    for gone in before.keys() - after.keys():
        after[gone] = replace(before[gone], registered=False, version=version)
    changed = [row for key, row in sorted(after.items()) if key not in before or _differs(before[key], row)]
    repository.put(changed)
    repository.replace_aliases(
        [AliasRow(alias, actor.id, "name") for actor in wanted for alias in dict.fromkeys((actor.name, *actor.aliases))]
    )
    versions.set_register(digest)
    noted = [(row.id, "changed" if row.id in before else "added") for row in changed]
    ChangeRepository(connection).note(version, None, actors=noted)
    return len(changed)


def _differs(one: ActorRow, other: ActorRow) -> bool:
    return _values(one) | {"version": 0} != _values(other) | {"version": 0}


def _values(row: ActorRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in ActorRow.__slots__}
