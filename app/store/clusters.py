"""Clusters of syndicated copies: articles that are one report, named by the number of the article that leads them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from app.errors import ArticleNotFound
from app.store.bulk import update_rows
from app.store.changes import ChangeRepository, ends
from app.store.dialect import among
from app.store.evidence import EvidenceRepository
from app.store.prints import PrintRepository
from app.store.relations import RelationRepository
from app.store.rows import DaySource
from app.store.tables import articles, evidence
from app.store.versions import VersionRepository
from graph.origins import CODER

_ALONE = 0  # no article's number


def join(connection: Connection, article_ids: Collection[str], lead: str, *, held: bool = True) -> int:
    """Put articles into the cluster of ``lead``, out of those that they were in; the new version, or the one in hand
    where nothing changes. That they are there is ``held`` on to, whatever their texts are like. Raises
    :class:`app.errors.ArticleNotFound`.

    Only the articles named move: a cluster that loses its leader is led by the first of those that stay. Articles that
    stood alone before do so again after :func:`part`, and all is as it was.
    """
    return _move(connection, set(article_ids), lead, held=held)


def part(connection: Connection, article_id: str) -> int:
    """Have an article stand alone again, and from now on; the new version, or the one in hand where it does already.
    Raises :class:`app.errors.ArticleNotFound`."""
    return _move(connection, {article_id}, None, held=True)


def _move(connection: Connection, moved: Collection[str], lead: str | None, *, held: bool) -> int:
    version = VersionRepository(connection).lock()
    wanted = set(moved) if lead is None else {*moved, lead}
    named = {row.id: row for row in _articles(connection, "id", wanted)}
    if missing := wanted - named.keys():
        raise ArticleNotFound(f"no article has the id {min(missing)!r}; its id is in the answer that took it in")
    if held:
        PrintRepository(connection).hold({named[key].number for key in moved})
    goal = _ALONE if lead is None else named[lead].report
    groups: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in _articles(connection, "report", {row.report for row in named.values()}):
        groups[goal if row.id in moved else row.report].append(row)
    changes: dict[str, int] = {}
    for report, members in groups.items():
        numbers = {row.number for row in members}
        leads = report if report in numbers else min(numbers)
        changes |= {row.id: leads for row in members if row.report != leads}
    if not changes:
        return version
    version = VersionRepository(connection).rearrange()
    update_rows(connection, articles, ("id", "report", "version"), [(*change, version) for change in sorted(changes.items())])
    told = EvidenceRepository(connection).of_articles(changes)
    dated = {row.number: row for members in groups.values() for row in members}
    by_id = {row.id: row for row in dated.values()}
    moves = [(row.id, changes[row.article_id], *_day(row, by_id[row.article_id], dated[changes[row.article_id]])) for row in told]
    update_rows(connection, evidence, ("id", "report", "day", "day_source"), moves)
    shifts = RelationRepository(connection).refold({row.relation_id for row in told if row.retracted_at is None}, version)
    about: dict[str, set[str]] = {row.id: set() for members in groups.values() for row in members if row.origin == CODER}
    for row in told:
        if row.article_id in about:
            about[row.article_id].update(ends(row.relation_id))
    grouped = [(key, "grouped", about[key]) for key in sorted(changes) if key in about]
    ChangeRepository(connection).note(version, None, articles=grouped, relations=shifts)
    return version


def _day(piece: Row[Any], article: Row[Any], lead: Row[Any]) -> tuple[date, DaySource]:
    """From which day a piece of evidence counts in a cluster, and how that is known; as :func:`app.store.ledger.record` has
    it."""
    if piece.day_source == "text":
        return piece.day, "text"
    if lead.id != article.id and lead.published_day is not None:
        return lead.published_day, "report"
    if article.published_day is not None:
        return article.published_day, "article"
    return article.received_at.date(), "received"


def _articles(connection: Connection, column: str, values: Collection[Any]) -> list[Row[Any]]:
    columns = "id", "number", "report", "origin", "published_day", "received_at"
    query = select(*(articles.c[name] for name in columns))
    return list(connection.execute(query.where(among(connection, articles.c[column], values))))
