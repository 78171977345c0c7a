"""The best evidence of many relations at once: one query, whatever their number."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from app.store.dialect import among
from app.store.evidence import span_of
from app.store.pieces import enters, stands
from app.store.tables import articles, evidence
from graph.formats import Quote

_OWN = (
    "id", "relation_id", "article_id", "sentence", "source_start", "source_end", "target_start", "target_end", "trigger_start",
    "trigger_end", "status", "confidence", "day", "why", "turned", "report", "weight",
)  # fmt: skip


def best(
    connection: Connection,
    relation_ids: Collection[str],
    most: int,
    *,
    independent: bool = False,
    since: date | None = None,
    until: date | None = None,
    known_at: datetime | None = None,
) -> dict[str, tuple[Quote, ...]]:
    """Up to ``most`` pieces of counted evidence of each relation that stand, or stood at a moment; days inclusive.

    First one of each report (syndicated copies are one), then what else there is; in either the one that weighs most, then
    the latest day, then the last id. ``independent``: one of each report, and no more.
    """
    wanted = [among(connection, evidence.c.relation_id, relation_ids), stands(known_at), enters]
    if since is not None:
        wanted.append(evidence.c.day >= since)
    if until is not None:
        wanted.append(evidence.c.day <= until)
    strongest = evidence.c.weight.desc(), evidence.c.day.desc(), evidence.c.id.desc()
    of_report = func.row_number().over(partition_by=(evidence.c.relation_id, evidence.c.report), order_by=strongest)
    told = select(*(evidence.c[name] for name in _OWN), of_report.label("again")).where(*wanted).subquery()
    order = told.c.again, told.c.weight.desc(), told.c.day.desc(), told.c.id.desc()
    place = func.row_number().over(partition_by=told.c.relation_id, order_by=order)
    ranked = select(told, place.label("place")).where(*([told.c.again == 1] if independent else [])).subquery()
    query = (
        select(ranked, articles.c.title, articles.c.url, articles.c.publisher, articles.c.credited)
        .join(articles, articles.c.id == ranked.c.article_id)
        .where(ranked.c.place <= most)
        .order_by(ranked.c.relation_id, ranked.c.place)
    )
    found: dict[str, list[Quote]] = {}
    for row in connection.execute(query):
        ends = span_of(row.source_start, row.source_end), span_of(row.target_start, row.target_end)
        source, target = reversed(ends) if row.turned else ends
        quote = Quote(
            id=row.id,
            sentence=row.sentence,
            source_span=source,
            target_span=target,
            trigger=(row.trigger_start, row.trigger_end),
            status=row.status,
            confidence=row.confidence,
            day=row.day,
            publisher=row.publisher,
            credited={"name": row.credited} if row.credited else None,
            article=row.article_id,
            title=row.title,
            url=row.url,
            why=row.why,
        )
        found.setdefault(row.relation_id, []).append(quote)
    return {relation: tuple(quotes) for relation, quotes in found.items()}
