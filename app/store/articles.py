"""Articles in SQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, func, literal, select, tuple_, update

from app.store.bulk import insert_rows
from app.store.copies import Print
from app.store.dialect import among, upsert
from app.store.prints import Printed, PrintRepository, story
from app.store.rows import ArticleHead, ArticleRow, ArticleStatus
from app.store.tables import articles
from graph.origins import CODER, Origin

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

    def latest(self, after: datetime, until: datetime, origin: Origin = CODER) -> int:
        """The version of the last change to an article of an origin received after one moment and by another; 0 where there
        is none."""
        within = articles.c.origin == origin, articles.c.received_at > after, articles.c.received_at <= until
        return int(self._connection.execute(select(func.max(articles.c.version)).where(*within)).scalar() or 0)

    def put(
        self,
        rows: Sequence[ArticleRow],
        version: int,
        found: Mapping[str, Print] = MappingProxyType({}),
        leads: Mapping[str, str] = MappingProxyType({}),
    ) -> dict[str, int]:
        """Insert articles, or overwrite those with the same id (a failed one that is tried again), which keep their number
        and report; stamp them. A new one with a print among ``found``, by id, gets the report that it copies. ``leads`` names
        for some, which have no prints, the article whose report they are of, one of these or one that is stored. The report
        of each; the caller holds the version row's lock."""
        known = select(articles.c.id, articles.c.number, articles.c.report)
        known = known.where(among(self._connection, articles.c.id, [row.id for row in rows]))
        stored = {row.id: (row.number, row.report) for row in self._connection.execute(known)}
        last = self._connection.execute(select(func.max(articles.c.number))).scalar() or 0
        new = [row for row in rows if row.id not in stored]
        numbers = {row.id: number for number, row in enumerate(new, last + 1)}
        printed = [
            Printed(numbers[row.id], row.published_day, found[row.id], story(row.canonical)) for row in new if row.id in found
        ]
        placed = PrintRepository(self._connection).place(printed) if printed else {}
        reports = self._reports(set(leads.values()) - numbers.keys()) | numbers
        marks = stored | {
            key: (number, placed.get(number) or reports.get(leads.get(key, key), number)) for key, number in numbers.items()
        }
        values = [(*_own(row), list(row.sentences), list(row.authors), version, *marks[row.id]) for row in rows]
        fresh = [value for row, value in zip(rows, values, strict=True) if row.id not in stored]
        again = [dict(zip(_STORED, value, strict=True)) for row, value in zip(rows, values, strict=True) if row.id in stored]
        insert_rows(self._connection, articles, _STORED, fresh)
        upsert(self._connection, articles, again)
        return {key: report for key, (_, report) in marks.items()}

    def _reports(self, ids: Collection[str]) -> dict[str, int]:
        if not ids:
            return {}
        query = select(articles.c.id, articles.c.report).where(among(self._connection, articles.c.id, ids))
        return {row.id: row.report for row in self._connection.execute(query)}

    def copied(self, reports: Mapping[str, int]) -> dict[str, date]:
        """Of articles, by id with their report: the days on which those were published whose reports others copy."""
        query = select(articles.c.number, articles.c.id, articles.c.published_day)
        query = query.where(among(self._connection, articles.c.number, set(reports.values())))
        lead = {number: (key, day) for number, key, day in self._connection.execute(query)}
        found = {key: lead[report] for key, report in reports.items()}
        return {key: day for key, (leading, day) in found.items() if leading != key and day is not None}

    def leads(self, ids: Collection[str]) -> dict[str, str]:
        """By what articles those of these are led that are copies."""
        lead = articles.alias("lead")
        query = select(articles.c.id, lead.c.id.label("lead")).join(lead, lead.c.number == articles.c.report)
        query = query.where(among(self._connection, articles.c.id, ids), articles.c.report != articles.c.number)
        return {row.id: row.lead for row in self._connection.execute(query)}

    def alone(self, numbers: Collection[int]) -> set[int]:
        """Those of the articles with these numbers that are in no cluster with others."""
        other = articles.alias("other")
        query = select(articles.c.number).outerjoin(other, (other.c.report == articles.c.report) & (other.c.id != articles.c.id))
        query = query.where(among(self._connection, articles.c.number, numbers), other.c.id.is_(None))
        return set(self._connection.scalars(query))

    def ids(self, numbers: Collection[int]) -> dict[int, str]:
        """The ids of the articles with these numbers, by number."""
        query = select(articles.c.number, articles.c.id).where(among(self._connection, articles.c.number, numbers))
        return {row.number: row.id for row in self._connection.execute(query)}

    def copies(self, row: ArticleRow, limit: int, after: int = 0) -> tuple[int, list[tuple[int, ArticleHead]]]:
        """How many other articles are in an article's cluster, and up to ``limit`` of those with a greater number than
        ``after``, each with its own, ascending."""
        own = articles.c.report == row.report, articles.c.id != row.id
        total = self._connection.execute(select(func.count()).select_from(articles).where(*own)).scalar_one()
        query = select(articles.c.number, *(articles.c[name] for name in ArticleHead.__slots__))
        query = query.where(*own, articles.c.number > after).order_by(articles.c.number).limit(limit)
        return int(total), [(number, ArticleHead(*head)) for number, *head in self._connection.execute(query)]

    def retract(self, article_id: str, version: int) -> Origin | None:
        """Mark an article as retracted; of which origin it is, None where it is not there."""
        change = update(articles).where(articles.c.id == article_id).values(status="retracted", version=version)
        return self._connection.execute(change.returning(articles.c.origin)).scalar()

    def page(
        self, limit: int, after: tuple[datetime, str] | None, status: ArticleStatus | None, origin: Origin = CODER
    ) -> tuple[int, list[ArticleRow]]:
        """The number of articles of an origin, and up to ``limit`` of them that follow the key ``after``, last received
        first."""
        wanted = [articles.c.origin == origin, *([] if status is None else [articles.c.status == status])]
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
