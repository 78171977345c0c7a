"""Relations in SQL: folded from evidence, whole, whenever their evidence changes."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    bindparam,
    case,
    cast,
    distinct,
    func,
    select,
    update,
)

from app.store.dialect import insert_missing
from app.store.evidence import counts
from app.store.rows import RelationRow
from app.store.tables import evidence, relations
from graph.ontology import COUNTED

#: Sums run over ten-thousandths, as integers, so that they do not depend on the order of rows.
_UNIT = 10_000
_CHUNK = 500
_NOTHING: dict[str, Any] = {
    "evidence": 0, "articles": 0, "publishers": 0, "first_day": None, "last_day": None, "confidence": 0.0,
    "weight": 0.0, "negated": 0, "hypothetical": 0, "source_role": None, "target_role": None,
}  # fmt: skip


class RelationRepository:
    """The relations table, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, relation_id: str) -> RelationRow | None:
        """The relation with this id, or None."""
        row = self._connection.execute(select(relations).where(relations.c.id == relation_id)).one_or_none()
        return None if row is None else _relation_row(row)

    def all(self, since_version: int | None = None) -> list[RelationRow]:
        """Every relation by id, or those changed after a version; the ones that nothing backs any more included."""
        query = select(relations).order_by(relations.c.id)
        if since_version is not None:
            query = query.where(relations.c.version > since_version)
        return [_relation_row(row) for row in self._connection.execute(query)]

    def ensure(self, keys: Collection[tuple[str, str, str, str]], version: int) -> None:
        """Have a row for each (id, source, relation, target), so that evidence can point at it; its actors must
        exist."""
        names = "id", "source", "relation", "target"
        rows = [dict(zip(names, key, strict=True)) | _NOTHING | {"version": version} for key in sorted(keys)]
        insert_missing(self._connection, relations, rows)

    def refold(self, ids: Collection[str], version: int) -> None:
        """Fold these relations anew from their evidence, and stamp them with ``version``."""
        rows = [folded | {"key": key, "version": version} for key, folded in self._folded(sorted(set(ids)))]
        if rows:
            names = *_NOTHING, "version"
            change = update(relations).where(relations.c.id == bindparam("key"))
            self._connection.execute(change.values({name: bindparam(f"{name}") for name in names}), rows)

    def recount(self) -> list[RelationRow]:
        """Every relation as its evidence says, stored or not: what :meth:`all` must equal (versions aside)."""
        stored = self.all()
        fresh = dict(self._folded([row.id for row in stored]))
        return [RelationRow(row.id, row.source, row.relation, row.target, version=row.version, **fresh[row.id]) for row in stored]

    def _folded(self, ids: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            groups: dict[str, list[Row[Any]]] = {}
            for group in self._connection.execute(_groups(chunk)):
                groups.setdefault(group.relation_id, []).append(group)
            distinct = {row.relation_id: row for row in self._connection.execute(_distinct(chunk))}
            for key in chunk:
                yield key, _fold(groups.get(key, []), distinct.get(key))


def _groups(ids: Sequence[str]) -> Select[Any]:
    """What adds up, by status and roles."""

    def total(column: Column[Any]) -> ColumnElement[int]:
        return func.sum(cast(func.round(column * _UNIT), Integer))

    turned, roles = evidence.c.turned, (evidence.c.source_role, evidence.c.target_role)
    ends = [case((turned, other), else_=own).label(own.name) for own, other in zip(roles, reversed(roles), strict=True)]
    keys = evidence.c.relation_id, evidence.c.status, *ends
    return (
        select(
            *keys,
            func.count().label("pieces"),
            func.min(evidence.c.day).label("first_day"),
            func.max(evidence.c.day).label("last_day"),
            total(evidence.c.confidence).label("confidence"),
            total(evidence.c.weight).label("weight"),
        )
        .where(evidence.c.relation_id.in_(ids), evidence.c.retracted_at.is_(None))
        .group_by(*keys)
    )


def _distinct(ids: Sequence[str]) -> Select[Any]:
    """What does not: articles and publishers that several pieces share."""
    publisher = func.coalesce(evidence.c.publisher, "")
    return (
        select(
            evidence.c.relation_id,
            func.count(distinct(evidence.c.article_id)).label("articles"),
            func.count(distinct(publisher)).label("publishers"),
        )
        .where(evidence.c.relation_id.in_(ids), counts)
        .group_by(evidence.c.relation_id)
    )


def _fold(groups: Sequence[Row[Any]], shared: Row[Any] | None) -> dict[str, Any]:
    def of(status: str) -> int:
        return sum(int(group.pieces) for group in groups if group.status == status)

    folded = dict(_NOTHING) | {"negated": of("negated"), "hypothetical": of("hypothetical")}
    counted = [group for group in groups if group.status in COUNTED]
    if shared is None or not counted:
        return folded
    pieces = sum(int(group.pieces) for group in counted)
    return folded | {
        "evidence": pieces,
        "articles": int(shared.articles),
        "publishers": int(shared.publishers),
        "first_day": min(group.first_day for group in counted),
        "last_day": max(group.last_day for group in counted),
        "confidence": round(sum(int(group.confidence) for group in counted) / _UNIT / pieces, 6),
        "weight": sum(int(group.weight) for group in counted) / _UNIT,
        "source_role": _most((group.source_role, int(group.pieces)) for group in counted),
        "target_role": _most((group.target_role, int(group.pieces)) for group in counted),
    }


def _most(roles: Iterable[tuple[str | None, int]]) -> str | None:
    """The most frequent role, the first by letter where two are as frequent; None where none is named."""
    number: Counter[str] = Counter()
    for role, pieces in roles:
        if role is not None:
            number[role] += pieces
    return min(number, key=lambda role: (-number[role], role), default=None)


def _relation_row(row: Row[Any]) -> RelationRow:
    return RelationRow(**row._mapping)
