"""Relations in SQL: folded from evidence, whole, whenever their evidence changes."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Integer, Row, bindparam, case, cast, distinct, func, select, update

from app.store.dialect import insert_missing
from app.store.evidence import counts
from app.store.rows import RelationRow
from app.store.tables import articles, evidence, relations

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
        return [
            RelationRow(row.id, row.source, row.relation, row.target, version=row.version, **fresh[row.id])
            for row in stored
        ]

    def _folded(self, ids: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            found = {row.relation_id: dict(row._mapping) for row in self._connection.execute(_fold_query(chunk))}
            source, target = self._roles(chunk, evidence.c.source_role), self._roles(chunk, evidence.c.target_role)
            for key in chunk:
                yield key, _fold(found.get(key), source.get(key), target.get(key))

    def _roles(self, ids: Sequence[str], role: Column[Any]) -> dict[str, str]:
        """The most frequent role of each relation, the first by letter where two are as frequent."""
        query = (
            select(evidence.c.relation_id, role, func.count().label("n"))
            .where(evidence.c.relation_id.in_(ids), counts, role.is_not(None))
            .group_by(evidence.c.relation_id, role)
        )
        best: dict[str, tuple[int, str]] = {}
        for relation_id, name, number in self._connection.execute(query):
            best[relation_id] = min(best.get(relation_id, (0, "")), (-number, name))
        return {key: name for key, (_, name) in best.items()}


def _fold_query(ids: Sequence[str]) -> Any:
    def total(column: Column[Any]) -> Any:
        return func.sum(case((counts, cast(func.round(column * _UNIT), Integer)), else_=0))

    def number(status: str) -> Any:
        return func.sum(case((evidence.c.status == status, 1), else_=0))

    publisher = func.coalesce(articles.c.publisher, "")
    return (
        select(
            evidence.c.relation_id,
            func.sum(case((counts, 1), else_=0)).label("evidence"),
            func.count(distinct(case((counts, evidence.c.article_id)))).label("articles"),
            func.count(distinct(case((counts, publisher)))).label("publishers"),
            func.min(case((counts, evidence.c.day))).label("first_day"),
            func.max(case((counts, evidence.c.day))).label("last_day"),
            total(evidence.c.confidence).label("confidence"),
            total(evidence.c.weight).label("weight"),
            number("negated").label("negated"),
            number("hypothetical").label("hypothetical"),
        )
        .join(articles, articles.c.id == evidence.c.article_id)
        .where(evidence.c.relation_id.in_(ids), evidence.c.retracted_at.is_(None))
        .group_by(evidence.c.relation_id)
    )


def _fold(found: dict[str, Any] | None, source_role: str | None, target_role: str | None) -> dict[str, Any]:
    if found is None:
        return dict(_NOTHING)
    folded = {name: found[name] for name in _NOTHING if name in found}
    pieces = int(found["evidence"])
    return folded | {
        "confidence": round(int(found["confidence"]) / _UNIT / pieces, 6) if pieces else 0.0,
        "weight": int(found["weight"]) / _UNIT,
        "source_role": source_role,
        "target_role": target_role,
    }


def _relation_row(row: Row[Any]) -> RelationRow:
    return RelationRow(**row._mapping)
