"""Articles in SQL."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, func, literal, select, tuple_, update

from app.store.bulk import insert_rows
from app.store.dialect import among, upsert
from app.store.rows import ArticleHead, ArticleRow, ArticleStatus
from app.store.tables import articles

_OWN = tuple(f.name for f in fields(ArticleRow) if f.name not in ("sentences", "authors", "version", "number", "report"))
_STORED = (*_OWN, "sentences", "authors", "version", "number", "report")
_own = attrgetter(*_OWN)


class ArticleRepository:
    """The articles table, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, article_id: str) -> ArticleRow | None:
        """The article with this id, or None."""
        if "\0" in article_id:
            return None  # PostgreSQL refuses to look for it
        row = self._connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
        return None if row is None else article_row(row)

    def heads(self, ids: Collection[str]) -> dict[str, ArticleHead]:
        """The articles with these ids that are there, without their texts."""
        query = select(*(articles.c[name] for name in ArticleHead.__slots__))
        found = self._connection.execute(query.where(among(self._connection, articles.c.id, ids)))
        return {row.id: ArticleHead(**row._mapping) for row in found}

    def by_hash(self, hashes: Collection[str]) -> dict[str, tuple[str, ArticleStatus]]:
        """Id and status of the articles stored under these content hashes."""
        columns = articles.c.content_hash, articles.c.id, articles.c.status
        rows = self._connection.execute(select(*columns).where(articles.c.content_hash.in_(hashes)))
        return {row.content_hash: (row.id, row.status) for row in rows}

    def latest(self, after: datetime, until: datetime) -> int:
        """The version of the last change to an article received after one moment and by another; 0 where there is none."""
        within = articles.c.received_at > after, articles.c.received_at <= until
        return int(self._connection.execute(select(func.max(articles.c.version)).where(*within)).scalar() or 0)

    def put(self, rows: Sequence[ArticleRow], version: int) -> dict[str, int]:
        """Insert articles, or overwrite those with the same id (a failed one that is tried again), which keep their
        number and report; stamp them. The report of each; the caller holds the version row's lock."""
        known = select(articles.c.id, articles.c.number, articles.c.report)
        known = known.where(among(self._connection, articles.c.id, [row.id for row in rows]))
        stored = {row.id: (row.number, row.report) for row in self._connection.execute(known)}
        last = self._connection.execute(select(func.max(articles.c.number))).scalar() or 0
        new = [row for row in rows if row.id not in stored]
        marks = stored | {row.id: (number, number) for number, row in enumerate(new, last + 1)}
        values = [(*_own(row), list(row.sentences), list(row.authors), version, *marks[row.id]) for row in rows]
        fresh = [value for row, value in zip(rows, values, strict=True) if row.id not in stored]
        again = [dict(zip(_STORED, value, strict=True)) for row, value in zip(rows, values, strict=True) if row.id in stored]
        insert_rows(self._connection, articles, _STORED, fresh)
        upsert(self._connection, articles, again)
        return {key: report for key, (_, report) in marks.items()}

    def retract(self, article_id: str, version: int) -> None:
        """Mark an article as retracted."""
        change = update(articles).where(articles.c.id == article_id).values(status="retracted", version=version)
        self._connection.execute(change)

    def page(self, limit: int, after: tuple[datetime, str] | None, status: ArticleStatus | None) -> tuple[int, list[ArticleRow]]:
        """The number of articles, and up to ``limit`` of them that follow the key ``after``, last received first."""
        wanted = [] if status is None else [articles.c.status == status]
        total = self._connection.execute(select(func.count()).select_from(articles).where(*wanted)).scalar_one()
        query = select(articles).where(*wanted)
        if after is not None:
            query = query.where(tuple_(articles.c.received_at, articles.c.id) < tuple_(*_key(after)))
        query = query.order_by(articles.c.received_at.desc(), articles.c.id.desc()).limit(limit)
        return int(total), [article_row(row) for row in self._connection.execute(query)]


def _key(after: tuple[datetime, str]) -> tuple[Any, Any]:
    return literal(after[0], articles.c.received_at.type), literal(after[1], articles.c.id.type)


def article_row(row: Row[Any]) -> ArticleRow:
    """An article from a row of all the table's columns."""
    values = {column.name: row._mapping[column] for column in articles.columns}
    return ArticleRow(**values | {name: tuple(values[name]) for name in ("sentences", "authors")})
