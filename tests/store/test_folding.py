"""Whatever is recorded, taken back, joined and parted, in whatever order: what is stored is what the evidence comes to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, insert

from app.store.actors import ActorRepository
from app.store.clusters import join, part
from app.store.engine import reading, writing
from app.store.evidence import EvidenceRepository
from app.store.ledger import Entry, record, retract
from app.store.relations import RelationRepository
from app.store.rows import ArticleRow, RelationRow
from app.store.tables import metadata, version
from app.store.versions import VersionRepository
from graph.model import Edge, Party
from graph.network import evidence_weight
from graph.network.history import Histories, joined
from graph.ontology import STATUSES, relation_type
from graph.origins import ORIGINS, Origin
from tests.services.fake import NOON
from tests.store import naive

ACTORS = ("RUS", "SYR", "IGO:UN", "A~1")
MAY_1 = date(2024, 5, 1)


@dataclass(frozen=True)
class Told:
    """An edge to be made: ends, relation, roles, status, days before the article's own, confidence in ten-thousandths."""

    source: str
    relation: str
    target: str
    roles: tuple[str | None, str | None]
    status: Any
    back: int
    confidence: int


@dataclass(frozen=True)
class New:
    """An article to be recorded."""

    publisher: str | None
    after: int
    edges: tuple[Told, ...]
    fails: bool
    origin: Origin = "coder"


def some(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


tellings = st.builds(
    Told,
    source=some(*ACTORS),
    relation=some("attacks", "shares_intelligence_with", "arms"),
    target=some(*ACTORS),
    roles=st.tuples(some(None, "MIL", "GOV", "SPY"), some(None, "REF", "BUS")),
    status=some(*STATUSES, "occurred", "occurred"),
    back=some(0, 0, 1, 40),
    confidence=some(10_000, 9_000, 3_333, 1, 0),
)
batches = st.lists(
    st.builds(
        New,
        publisher=some(None, "", "Gazette", "Herald", "Post"),
        after=some(0, 0, 1, 7),
        edges=st.lists(tellings, max_size=5).map(tuple),
        fails=some(False, False, False, True),
        origin=some("coder", "coder", "gdelt", "cow"),
    ),
    min_size=1,
    max_size=4,
)
place = st.integers(0, 30)
steps = st.one_of(
    st.tuples(st.just("record"), batches),
    st.tuples(st.just("record"), batches),
    st.tuples(st.just("retract"), place),
    st.tuples(st.just("join"), st.tuples(st.lists(place, max_size=3), place)),
    st.tuples(st.just("part"), place),
    st.tuples(st.just("again"), place),
)


@dataclass
class Both:
    """A store, and beside it a plain list of what was done to it."""

    engine: Engine
    articles: list[naive.Article] = field(default_factory=list)
    failed: dict[str, New] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    publishers: dict[str, int] = field(default_factory=dict)
    version: int = 0
    clock: datetime = NOON

    def do(self, name: str, what: Any) -> None:
        """One step, to both."""
        self.clock += timedelta(hours=1)
        before = naive.fold(self.articles, self.numbers)
        with writing(self.engine) as connection:
            getattr(self, name)(connection, what)
            assert VersionRepository(connection).current() == self.version
        self.check(before)

    def record(self, connection: Connection, batch: list[New]) -> None:
        """Record a batch."""
        start = len(self.articles)
        self._store(connection, [(f"art-{start + n:03}", new) for n, new in enumerate(batch)])

    def again(self, connection: Connection, at: int) -> None:
        """Record a failed article once more; now it does not fail."""
        if self.failed:
            key = sorted(self.failed)[at % len(self.failed)]
            self._store(connection, [(key, replace(self.failed.pop(key), fails=False))])

    def retract(self, connection: Connection, at: int) -> None:
        """Retract an article that stands."""
        standing = [article for article in self.articles if article.retracted is None and article.id not in self.failed]
        if standing:
            article = standing[at % len(standing)]
            article.retracted = self.clock
            pieces, self.version = retract(connection, article.id, self.clock)
            assert pieces == len(article.pieces)

    def join(self, connection: Connection, what: tuple[list[int], int]) -> None:
        """Join articles."""
        if self.articles:
            moved, (lead,) = ([self.articles[at % len(self.articles)] for at in places] for places in (what[0], [what[1]]))
            for article in moved:
                if article.report != lead.report:
                    self._move(article, lead.report)
            self.version = join(connection, [article.id for article in moved], lead.id)

    def part(self, connection: Connection, at: int) -> None:
        """Part an article from its cluster."""
        if self.articles:
            article = self.articles[at % len(self.articles)]
            self._move(article, article.number)
            self.version = part(connection, article.id)

    def check(self, before: dict[str, RelationRow]) -> None:
        """What is stored, what a recount gives and what a plain fold gives are one; what changed is stamped."""
        wanted = naive.fold(self.articles, self.numbers)
        with reading(self.engine) as connection:
            relations = RelationRepository(connection)
            stored = relations.all()
            assert relations.recount() == stored
            assert [replace(row, version=0) for row in stored] == [wanted[key] for key in sorted(wanted)]
            assert all(row.version == self.version for row in stored if before.get(row.id) != wanted[row.id])
            assert {key: number for number, key, *_ in ActorRepository(connection).numbered()} == self.numbers

    def check_reading(self) -> None:
        """Histories are read as they are stored, and as they were known at any moment."""
        with reading(self.engine) as connection:
            relations = RelationRepository(connection)
            rows = relations.all()
            for origin in ORIGINS:
                own = [row for row in rows if row.origin == origin]
                standing = sorted(row.history or b"" for row in own if row.evidence)
                assert packed(relations.histories(lot=2, origin=origin)) == standing
                for number in range(self.version + 1):
                    changed = sorted(row.history or b"" for row in own if row.version > number)
                    assert packed(relations.histories(number, 3, origin)) == changed
            for hour in range(1, int((self.clock - NOON) / timedelta(hours=1)) + 1):
                moment = NOON + timedelta(hours=hour)
                known = naive.fold(self.articles, self.numbers, moment)
                for origin in ORIGINS:
                    found = EvidenceRepository(connection).known_at(moment, origin)
                    own = [row for _, row in sorted(known.items()) if row.origin == origin]
                    assert found.pack() == [row.history for row in own if row.evidence]

    def _store(self, connection: Connection, new: list[tuple[str, New]]) -> None:
        entries = [entry(key, article, self.clock) for key, article in new]
        self.version = record(connection, entries)
        ends = {end for one in entries for edge in one.edges for end in (edge.source.actor, edge.target.actor)}
        for end in sorted(ends - self.numbers.keys()):
            self.numbers[end] = len(self.numbers) + 1
        names = {one.article.publisher or "" for one in entries} - {""}
        for name in sorted(names - self.publishers.keys()):
            self.publishers[name] = len(self.publishers) + 1
        stored = {article.id: article for article in self.articles}
        for (key, article), one in zip(new, entries, strict=True):
            if article.fails:
                self.failed[key] = article
            number = stored[key].number if key in stored else len(self.articles) + 1
            report = stored[key].report if key in stored else number
            publisher = self.publishers.get(article.publisher or "", 0)
            pieces = tuple(piece(edge, one) for edge in one.edges)
            day = one.article.published_day
            plain = naive.Article(key, number, publisher, self.clock, pieces, report, origin=article.origin, day=day)
            if key in stored:
                self.articles[self.articles.index(stored[key])] = plain
            else:
                self.articles.append(plain)

    def _move(self, article: naive.Article, report: int) -> None:
        behind = [other for other in self.articles if other.report == article.report and other is not article]
        if article.report == article.number and behind:
            first = min(other.number for other in behind)
            for other in behind:
                other.report = first
        article.report = report


def entry(key: str, new: New, now: datetime) -> Entry:
    """The article, and its edges unless it fails."""
    day = MAY_1 + timedelta(days=new.after)
    article = ArticleRow(
        id=key, content_hash=key, title=None, text="x", url=None, publisher=new.publisher, language="en", published_at=None,
        published_day=day, published_source="given", received_at=now, status="failed" if new.fails else "coded", error=None,
        sentences=("x",), coder="c", version=0, origin=new.origin,
    )  # fmt: skip
    return Entry.of(article, [] if new.fails else [edge(told, day) for told in new.edges])


def edge(told: Told, day: date) -> Edge:
    """The edge."""
    ends = (Party(actor, actor.title(), role) for actor, role in zip((told.source, told.target), told.roles, strict=True))
    source, target = ends
    return Edge(
        source, told.relation, target, told.status, 0, 0, 1, (0, 1), told.confidence / 10_000, "by hand",
        day - timedelta(days=told.back), "day", "text",
    )  # fmt: skip


def piece(edge: Edge, of: Entry) -> naive.Piece:
    """The edge as a plain piece of evidence."""
    one, other = edge.source, edge.target
    if relation_type(edge.relation).symmetric and other.actor < one.actor:
        one, other = other, one
    day = edge.since(of.article.published_day)
    assert day is not None
    weight = round(evidence_weight(edge.confidence, edge.status), 4)
    return naive.Piece(
        one.actor, edge.relation, other.actor, one.role, other.role, edge.status, day, round(edge.confidence * 10_000),
        round(weight * 10_000), edge.day == day,
    )  # fmt: skip


def packed(lots: Iterator[Histories]) -> list[bytes]:
    """All of them, in order of their bytes."""
    return sorted(joined(lots).pack())


@contextmanager
def emptied(engine: Engine) -> Iterator[Both]:
    """A store with nothing in it."""
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
        connection.execute(insert(version).values(id=1, version=0, store="one", rearranged=0))
    yield Both(engine)


def run(engine: Engine, todo: list[tuple[str, Any]]) -> None:
    with emptied(engine) as both:
        for name, what in todo:
            both.do(name, what)
        both.check_reading()


same_engine = [HealthCheck.function_scoped_fixture]  # every example empties it first


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=300, deadline=None, suppress_health_check=same_engine)
@given(todo=st.lists(steps, max_size=8))
def test_what_is_stored_is_what_the_evidence_comes_to(engine: Engine, todo: list[tuple[str, Any]]) -> None:
    run(engine, todo)


@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
@settings(max_examples=50, deadline=None, suppress_health_check=same_engine)
@given(todo=st.lists(steps, max_size=8))
def test_what_postgres_stores_is_what_the_evidence_comes_to(engine: Engine, todo: list[tuple[str, Any]]) -> None:
    run(engine, todo)
