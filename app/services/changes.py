"""What changed after a position in the change log, with what each thing is like now; filtered, in whole versions."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from app.errors import BadCursor, ChangesExpired
from app.store.actors import ActorRepository
from app.store.articles import ArticleRepository
from app.store.changes import ChangeRepository, ChangeType, Entry, Logged
from app.store.decisions import DecisionRepository
from app.store.engine import reading, writing
from app.store.relations import RelationRepository
from app.store.rows import ActorRow, ArticleHead, DecisionRow, RelationRow
from app.store.versions import VersionRepository
from app.store.webhooks import WebhookRepository

#: Versions that one answer looks through; where the filter lets nothing pass, it ends there and leads on.
_LOOKED_THROUGH = 2_000
Row = RelationRow | ArticleHead | ActorRow | DecisionRow
_POSITION = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the log: everything up to a version, and the first ``given`` changes of the version that comes next."""

    version: int
    given: int = 0

    def __str__(self) -> str:
        return f"{self.version}.{self.given}" if self.given else str(self.version)

    @classmethod
    def read(cls, text: str) -> "Position":
        """The position that a text stands for. Raises :class:`app.errors.BadCursor`.

        >>> str(Position.read("12")), str(Position.read("12.40"))
        ('12', '12.40')
        """
        found = _POSITION.fullmatch(text)
        if found is None:
            raise BadCursor(f"{text[:40]!r} is no position; give a version, or the `next` of an earlier answer")
        return cls(int(found[1]), int(found[2] or 0))


Found = tuple[Logged, Position, Entry]


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes are wanted: of these types (all where empty), about this actor (those merged into it included), about
    this country or an actor that has it as its country."""

    types: frozenset[ChangeType] = frozenset()
    actor: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change, with what the thing is like now: None where it is not there any more. ``position`` is the place right
    after it, ``names`` those of the ends of a relation."""

    entry: Entry
    version: int
    at: datetime | None
    position: Position
    row: Row | None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes in commit order; ``next`` is where to go on, ``complete`` says that nothing more is there as of
    ``version``."""

    results: tuple[Change, ...]
    since: Position
    next: Position
    complete: bool
    version: int


class ChangeService:
    """Reads the change log. Nothing is lost or given twice to whoever goes on from ``next``, whatever is written
    meanwhile: versions commit in order, and their rows never change."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def check(self, since: Position) -> None:
        """Raise :class:`app.errors.ChangesExpired` for a position older than the log, :class:`app.errors.BadCursor` for
        one that lies ahead of it."""
        with reading(self._engine) as connection:
            check(connection, since)

    def prune(self, before: datetime) -> int:
        """Drop what was logged before a moment, save what a webhook that works has not had yet; how many versions."""
        with writing(self._engine) as connection:
            return ChangeRepository(connection).prune(before, WebhookRepository(connection).behind())

    def since(
        self,
        since: Position,
        wanted: ChangeFilter,
        *,
        limit: int,
        until: int | None = None,
        upto: Position | None = None,
    ) -> Changes:
        """Up to ``limit`` changes after a position, in whole versions; a version that is larger than that is cut.

        Nothing after the version ``until`` is read, nor after the position ``upto``. Raises as :meth:`check`.
        """
        with reading(self._engine) as connection:
            current = check(connection, since)
            last = current if until is None else min(current, until)
            if upto is not None and not upto.given:
                last = min(last, upto.version)
            log = ChangeRepository(connection).since(since.version, last)
            found, reached, complete = _gather(log, since, _passing(connection, wanted), limit, upto)
            if complete and not reached.given:  # inside of a version that is not there yet, the place stays
                reached = max(reached, Position(last))
            return Changes(_looked_up(connection, found), since, reached, complete, max(last, since.version))


def check(connection: Connection, since: Position) -> int:
    """The store's version. Raises as :meth:`ChangeService.check`."""
    current = VersionRepository(connection).current()
    if since.version > current:
        raise BadCursor(f"the position {since} lies ahead of the store, which is at version {current}; take one that it gave")
    oldest = ChangeRepository(connection).oldest()
    if since.version < oldest:
        raise ChangesExpired(
            f"changes are kept from version {oldest} on, and {since} is older; read what you need anew, and go on from there",
            oldest=oldest,
            version=current,
        )
    return current


def _gather(
    log: Iterable[Logged], since: Position, passes: Callable[[Entry], bool], limit: int, upto: Position | None
) -> tuple[list[Found], Position, bool]:
    """What passes of the log, the position after it, and whether the log ended there."""
    found: list[Found] = []
    at = since
    for looked, logged in enumerate(log):
        if looked == _LOOKED_THROUGH:
            return found, at, False
        rest = [(place, entry) for place, entry in enumerate(logged.entries) if place >= at.given and passes(entry)]
        inside = [(logged, Position(at.version, place + 1), entry) for place, entry in rest]
        if upto is not None and logged.version > upto.version:
            return found + [one for one in inside if one[1] <= upto], upto, False
        if len(found) + len(inside) > limit:
            if found:  # it begins the next answer
                return found, at, False
            return inside[:limit], inside[limit - 1][1], False
        at = Position(logged.version)
        found += inside
        if inside:
            found[-1] = (logged, at, found[-1][2])
    return found, at, True


def _passing(connection: Connection, wanted: ChangeFilter) -> Callable[[Entry], bool]:
    """Whether an entry is wanted."""
    about: list[set[str]] = []
    if wanted.actor is not None or wanted.country is not None:
        merged = DecisionRepository(connection).standing_merges()
        if wanted.actor is not None:
            about.append(_called(wanted.actor, merged))
        if wanted.country is not None:
            country = _called(wanted.country, merged)
            about.append(country.union(*(ActorRepository(connection).at_home(one) for one in country)))
    types = wanted.types

    def passes(entry: Entry) -> bool:
        return (not types or entry.type in types) and not any(actors.isdisjoint(entry.actors) for actors in about)

    return passes


def _called(actor: str, merged: Mapping[str, str]) -> set[str]:
    """The ids of an actor: its own, and those that were merged into the same."""
    home = merged.get(actor, actor)
    return {actor, home, *(old for old, new in merged.items() if new == home)}


def _looked_up(connection: Connection, found: Sequence[Found]) -> tuple[Change, ...]:
    """The changes with what they are about as it is now."""
    ids: dict[str, set[str]] = {"decision": set(), "article": set(), "actor": set(), "relation": set()}
    for _, _, entry in found:
        ids[entry.type].add(entry.id)
    ends = {end for _, _, entry in found if entry.type == "relation" for end in entry.actors}
    actors = ActorRepository(connection).some(ids["actor"] | ends) if ids["actor"] or ends else {}
    decisions = DecisionRepository(connection)
    rows: dict[str, Mapping[str, Row | None]] = {
        "relation": RelationRepository(connection).some(ids["relation"]) if ids["relation"] else {},
        "article": ArticleRepository(connection).heads(ids["article"]) if ids["article"] else {},
        "actor": actors,
        "decision": {key: decisions.get(int(key)) for key in ids["decision"]},
    }
    names = {key: row.name for key, row in actors.items()}
    return tuple(
        Change(
            entry,
            logged.version,
            logged.at,
            position,
            rows[entry.type].get(entry.id),
            tuple(names.get(end, end) for end in entry.actors) if entry.type == "relation" else (),
        )
        for logged, position, entry in found
    )
