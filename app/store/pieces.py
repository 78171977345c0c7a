"""What relations are folded from, read from SQL into columns: the heads of relations, and the evidence that stands or
stood."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Row, Select, case, or_, select

from app.store.bulk import as_it_is, read_all, read_lots
from app.store.dialect import among
from app.store.folding import Loose, heads
from app.store.tables import actors, evidence, relations
from graph.network.history import KINDS, Heads, Histories, Ints, Pieces
from graph.ontology import COUNTED
from graph.origins import Origin

KIND = {name: number for number, name in enumerate(KINDS)}
#: Evidence that enters aggregates while it stands.
enters: ColumnElement[bool] = evidence.c.status.in_(sorted(COUNTED))
#: So many relations are folded at once.
RELATIONS = 5_000
_PIECES = 100_000


def lots(ids: Collection[str]) -> Iterator[list[str]]:
    """Relations in order, so many as are folded at once."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), RELATIONS):
        yield ordered[start : start + RELATIONS]


def heads_of(connection: Connection, ids: Sequence[str]) -> Heads:
    """The heads of these relations, in this order, without roles."""
    source, target = actors.alias(), actors.alias()
    query = (
        select(relations.c.id, relations.c.relation, source.c.number.label("from_number"), target.c.number.label("to_number"))
        .join(source, source.c.id == relations.c.source)
        .join(target, target.c.id == relations.c.target)
    )
    found: dict[str, tuple[int, int, int]] = {}
    for lot in lots(ids):
        for key, kind, *ends in read_all(connection, query.where(among(connection, relations.c.id, lot))):
            found[key] = ends[0], ends[1], KIND[kind]
    return heads([found[key] for key in ids])


def standing(connection: Connection, ids: Sequence[str]) -> Loose:
    """The standing evidence of these relations, whose places in ``ids`` own it."""
    place = {key: number for number, key in enumerate(ids)}
    wanted = among(connection, evidence.c.relation_id, ids), evidence.c.retracted_at.is_(None)
    return _loose(read_all(connection, _evidence().where(*wanted)), place)


def stands(known_at: datetime | None) -> ColumnElement[bool]:
    """What stands, or stood at a moment: recorded by then, and not taken back."""
    if known_at is None:
        return evidence.c.retracted_at.is_(None)
    later = or_(evidence.c.retracted_at.is_(None), evidence.c.retracted_at > known_at)
    return (evidence.c.recorded_at <= known_at) & later


def known_at(connection: Connection, moment: datetime, origin: Origin) -> Histories:
    """The histories of relations of an origin as they were known at a moment, by their ids."""
    place: dict[str, int] = {}
    owner: list[Ints] = [np.zeros(0, np.int64)]
    pieces: list[Pieces] = []
    for rows in read_lots(connection, _evidence().where(evidence.c.origin == origin, stands(moment), enters), _PIECES):
        lot = _loose(rows, place)
        owner.append(lot.owner)
        pieces.append(lot.pieces)
    ids = sorted(place)
    order = np.empty(len(ids), np.int64)
    order[[place[key] for key in ids]] = np.arange(len(ids))
    bare = Histories.of(heads_of(connection, ids), np.zeros(0, np.int64), _loose([], {}).pieces)
    return bare.with_pieces(order[np.concatenate(owner)], np.concatenate([bare.pieces, *pieces]))


def _evidence() -> Select[Any]:
    plain = "relation_id", "article_id", "status", "day", "report", "publisher", "confidence", "weight"
    roles = evidence.c.source_role, evidence.c.target_role
    # Roles are of the relation's ends.
    of_ends = (case((evidence.c.turned, other), else_=own) for own, other in (roles, reversed(roles)))
    return select(*(as_it_is(column) for column in (*(evidence.c[name] for name in plain), *of_ends)))


def _loose(rows: Sequence[Row[Any]], place: dict[str, int]) -> Loose:
    """Evidence from rows of the query above. Relations that have no place yet get the next one."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * 10
    owner = [place.setdefault(key, len(place)) for key in columns[0]]
    seen: dict[str, int] = {}
    article = [seen.setdefault(key, len(seen)) for key in columns[1]]
    status, day, report, publisher, confidence, weight, source_role, target_role = columns[2:]
    return Loose.of(owner, article, status, day, report, publisher, confidence, weight, source_role, target_role)
