"""Evidence in SQL. Added and retracted, never changed, never deleted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, and_, distinct, func, literal, or_, select, tuple_, update

from app.store.articles import article_row
from app.store.bulk import insert_rows, update_rows
from app.store.dialect import among
from app.store.pieces import enters, known_at, stands
from app.store.rows import ArticleRow, EvidenceRow
from app.store.tables import articles, evidence, publishers, relations
from graph.model import Span
from graph.network.history import Histories
from graph.origins import CODER, Origin

_SPANS = ("trigger", "source", "target")
_PLAIN = tuple(f.name for f in fields(EvidenceRow) if f.name not in ("trigger", "source_span", "target_span"))
_OWN = tuple(name for name in _PLAIN if name not in ("report", "publisher"))
_STORED = (*_OWN, *(f"{name}_{end}" for name in _SPANS for end in ("start", "end")), "report", "publisher")
_own = attrgetter(*_OWN)
_key = attrgetter("id")
_NOWHERE = (None, None)
#: What an evidence id has between the article's and its own number, and the character after that.
_POINT, _PAST = ".", "/"


class EvidenceRepository:
    """The evidence table, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, rows: Sequence[EvidenceRow], marks: Mapping[str, tuple[int, int]]) -> None:
        """Insert evidence; its article and relation rows must exist, which the database does not check. ``marks`` are the
        report and the publisher of each article, whatever the rows say."""
        values = (
            (*_own(row), *row.trigger, *(row.source_span or _NOWHERE), *(row.target_span or _NOWHERE), *marks[row.article_id])
            for row in sorted(rows, key=_key)  # the index of the key then grows page by page
        )
        insert_rows(self._connection, evidence, _STORED, values)

    def of_article(self, article_id: str) -> list[EvidenceRow]:
        """All evidence of an article in reading order, retracted included."""
        query = select(evidence).where(told_by(article_id))
        rows = [evidence_row(row) for row in self._connection.execute(query)]
        return sorted(rows, key=lambda row: int(row.id.rsplit(".", 1)[1]))

    def standing(self, article_id: str) -> int:
        """How many pieces of evidence of an article stand."""
        query = select(func.count()).where(told_by(article_id), evidence.c.retracted_at.is_(None))
        return int(self._connection.execute(query).scalar_one())

    def retract(self, article_id: str, now: datetime) -> tuple[int, list[str]]:
        """Retract an article's evidence; how many pieces, and the relations touched."""
        change = (
            update(evidence)
            .where(told_by(article_id), evidence.c.retracted_at.is_(None))
            .values(retracted_at=now)
            .returning(evidence.c.relation_id)
        )
        touched = [str(row.relation_id) for row in self._connection.execute(change)]
        return len(touched), sorted(set(touched))

    def of_articles(self, article_ids: Collection[str]) -> list[Row[Any]]:
        """All evidence of articles, retracted included: id, article_id, relation_id, retracted_at, day,
        day_source."""
        columns = "id", "article_id", "relation_id", "retracted_at", "day", "day_source"
        query = select(*(evidence.c[name] for name in columns)).join_from(articles, evidence, told_by(articles.c.id))
        return list(self._connection.execute(query.where(among(self._connection, articles.c.id, article_ids))))

    def coded_as(self, coded: Collection[str], at: Collection[str]) -> list[Row[Any]]:
        """All evidence, retracted included, that was coded as one of these actors and counts for a relation of one of
        the actors ``at``: id, relation_id, turned, and what :class:`app.store.decisions.Coded` has."""
        columns = "id", "relation_id", "turned", "source", "source_name", "relation", "target", "target_name", "origin"
        near = select(relations.c.id).where(self._one_of(relations.c.source, relations.c.target, at))
        wanted = evidence.c.relation_id.in_(near), self._one_of(evidence.c.source, evidence.c.target, coded)
        return list(self._connection.execute(select(*(evidence.c[name] for name in columns)).where(*wanted)))

    def _one_of(self, source: Column[str], target: Column[str], actors: Collection[str]) -> ColumnElement[bool]:
        return or_(*(among(self._connection, end, actors) for end in (source, target)))

    def move(self, moves: Sequence[tuple[str, str, bool]]) -> None:
        """Have evidence count for other relations: (id, relation_id, turned); the relations' rows must exist."""
        update_rows(self._connection, evidence, ("id", "relation_id", "turned"), moves)

    def page(
        self,
        relation_id: str,
        limit: int,
        after: tuple[date, str] | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        statuses: Collection[str] | None = None,
        known_at: datetime | None = None,
        among_voices: Collection[int] | None = None,
        apart_voices: Collection[int] = (),
    ) -> tuple[int, list[tuple[EvidenceRow, ArticleRow]]]:
        """The number of pieces of evidence of a relation that stand, or stood at a moment, and up to ``limit``
        of them after the key ``after`` with their articles, latest day first; of some publishers alone, or of all but some."""
        wanted = [evidence.c.relation_id == relation_id, stands(known_at)]
        if since is not None:
            wanted.append(evidence.c.day >= since)
        if until is not None:
            wanted.append(evidence.c.day <= until)
        if statuses is not None:
            wanted.append(evidence.c.status.in_(sorted(statuses)))
        if among_voices is not None:
            wanted.append(among(self._connection, evidence.c.publisher, among_voices))
        if apart_voices:
            wanted.append(~among(self._connection, evidence.c.publisher, apart_voices))
        total = self._connection.execute(select(func.count()).select_from(evidence).where(*wanted)).scalar_one()
        query = select(evidence, articles).join(articles, articles.c.id == evidence.c.article_id).where(*wanted)
        if after is not None:
            query = query.where(tuple_(evidence.c.day, evidence.c.id) < tuple_(literal(after[0]), literal(after[1])))
        query = query.order_by(evidence.c.day.desc(), evidence.c.id.desc()).limit(limit)
        return int(total), [(evidence_row(row), article_row(row)) for row in self._connection.execute(query)]

    def publishers(
        self,
        relation_ids: Collection[str],
        limit: int,
        *,
        since: date | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
    ) -> list[str]:
        """Up to ``limit`` publishers of counted evidence of these relations, those with the most pieces first; days inclusive."""
        wanted = [among(self._connection, evidence.c.relation_id, relation_ids), stands(known_at), enters]
        if since is not None:
            wanted.append(evidence.c.day >= since)
        if until is not None:
            wanted.append(evidence.c.day <= until)
        named = publishers.c.number == evidence.c.publisher  # number 0 is nobody's
        query = select(publishers.c.name).join(evidence, named).where(*wanted).group_by(publishers.c.name)
        query = query.order_by(func.count().desc(), publishers.c.name).limit(limit)
        return [str(row.name) for row in self._connection.execute(query)]

    def voices(
        self, relation_id: str, *, since: date | None = None, until: date | None = None, known_at: datetime | None = None
    ) -> list[int]:
        """The publishers of counted evidence of a relation, by number, 0 where nobody is named; days inclusive."""
        wanted = [evidence.c.relation_id == relation_id, stands(known_at), enters]
        if since is not None:
            wanted.append(evidence.c.day >= since)
        if until is not None:
            wanted.append(evidence.c.day <= until)
        found = self._connection.execute(select(evidence.c.publisher).where(*wanted).distinct())
        return sorted(int(row.publisher) for row in found)

    def by_publisher(self) -> dict[int, int]:
        """How many standing, counted pieces of the coder's there are of each publisher, by number; one look at all evidence."""
        wanted = evidence.c.retracted_at.is_(None), evidence.c.origin == CODER, enters
        query = select(evidence.c.publisher, func.count().label("pieces")).where(*wanted)
        return {row.publisher: int(row.pieces) for row in self._connection.execute(query.group_by(evidence.c.publisher))}

    def articles_of(
        self, relation_id: str, limit: int, after: tuple[date, str] | None = None
    ) -> tuple[int, list[tuple[date, ArticleRow]]]:
        """The number of articles with standing evidence of a relation, and up to ``limit`` of them after the key, each
        with the latest day of its evidence, latest first."""
        wanted = evidence.c.relation_id == relation_id, evidence.c.retracted_at.is_(None)
        total = self._connection.execute(select(func.count(distinct(evidence.c.article_id))).where(*wanted)).scalar_one()
        last = func.max(evidence.c.day).label("last")
        found = select(evidence.c.article_id, last).where(*wanted).group_by(evidence.c.article_id).subquery()
        query = select(articles, found.c.last).join(found, found.c.article_id == articles.c.id)
        if after is not None:
            query = query.where(tuple_(found.c.last, articles.c.id) < tuple_(literal(after[0]), literal(after[1])))
        query = query.order_by(found.c.last.desc(), articles.c.id.desc()).limit(limit)
        return int(total), [(row.last, article_row(row)) for row in self._connection.execute(query)]

    def known_at(self, moment: datetime, origin: Origin = CODER) -> Histories:
        """The histories of relations of an origin, by their ids, as they were known at a moment: folded from what had been
        recorded and not been retracted. A history has at least one piece."""
        return known_at(self._connection, moment, origin)


def told_by(article: str | Column[str]) -> ColumnElement[bool]:
    """Evidence of an article: a range of the primary key, which is how databases find it."""
    return and_(evidence.c.id > article + _POINT, evidence.c.id < article + _PAST, evidence.c.article_id == article)


def evidence_row(row: Row[Any]) -> EvidenceRow:
    """A piece of evidence from a row of all the table's columns."""
    values = {column.name: row._mapping[column] for column in evidence.columns}
    trigger, source, target = (span_of(values[f"{name}_start"], values[f"{name}_end"]) for name in _SPANS)
    plain = {name: values[name] for name in _PLAIN}
    return EvidenceRow(**plain, trigger=trigger or (0, 0), source_span=source, target_span=target)


def span_of(start: int | None, end: int | None) -> Span | None:
    """A span from its two columns."""
    return None if start is None or end is None else (start, end)
