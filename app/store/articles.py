"""Articles in SQL."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, literal, select, tuple_, update

from app.store.dialect import insert_missing, upsert
from app.store.rows import ArticleRow, ArticleStatus
from app.store.tables import articles


class ArticleRepository:
    """The articles table, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, article_id: str) -> ArticleRow | None:
        """The article with this id, or None."""
        row = self._connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
        return None if row is None else article_row(row)

    def by_hash(self, hashes: Collection[str]) -> dict[str, tuple[str, ArticleStatus]]:
        """Id and status of the articles stored under these content hashes."""
        columns = articles.c.content_hash, articles.c.id, articles.c.status
        rows = self._connection.execute(select(*columns).where(articles.c.content_hash.in_(hashes)))
        return {row.content_hash: (row.id, row.status) for row in rows}

    def put(self, rows: Sequence[ArticleRow]) -> None:
        """Insert articles, or overwrite those with the same id (a failed one that is tried again)."""
        upsert(self._connection, articles, [_values(row) for row in rows])

    def put_missing(self, row: ArticleRow) -> None:
        """Insert an article unless it is there."""
        insert_missing(self._connection, articles, [_values(row)])

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


def _values(row: ArticleRow) -> dict[str, Any]:
    return asdict(replace(row, sentences=())) | {"sentences": list(row.sentences)}


def article_row(row: Row[Any]) -> ArticleRow:
    """An article from a row of all the table's columns."""
    values = {column.name: row._mapping[column] for column in articles.columns}
    return ArticleRow(**values | {"sentences": tuple(values["sentences"])})
