"""The whole way: articles come, are taken back, turn out to be copies, actors turn out to be one. After every step the graph
that a server holds, as of any day, is what a naive count of the evidence in the database gives, known now or known then."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from app.errors import DecisionRefused
from app.ingestion.article import ArticleIn
from app.services import graph as graphs
from app.services.actors import ActorService
from app.services.graph import GraphHolder
from app.services.ingest import IngestService
from app.services.known import KnownGraphs
from app.services.snapshots import Snapshots
from app.store.clusters import join, part
from app.store.engine import make_engine, reading, writing
from app.store.migrating import migrate
from app.store.tables import evidence
from graph.network import GraphVersion, Window
from graph.ontology import COUNTED
from tests.network.naive import Loose, Naive, assert_same
from tests.services.fake import NOON
from tests.services.named import NamedCoder

_WHO = ("RUS", "UKR", "SYR", "IRN", "NSA:ONE", "NSA:TWO")
_DEEDS = ("attacks", "meets_with", "supports", "will arms", "not attacks", "allegedly sanctions")
_FIRST = date(2019, 12, 20)


class Story:
    """A database, a server's graph that lives as long as it, and what happened."""

    def __init__(self, engine: Engine, folder: Path, chance: Random) -> None:
        self.engine, self.chance = engine, chance
        self.articles: list[str] = []
        self.service = IngestService(engine, NamedCoder(), coder_version="named-1")
        self.actors = ActorService(engine)
        self.snapshots = Snapshots(folder, least=chance.choice((1, 10**6)))
        self.holder = GraphHolder(engine, snapshots=self.snapshots)
        self.holder.refresh()
        self.now = NOON
        self.moments: list[datetime] = []

    def step(self) -> None:
        """One thing happens."""
        self.now += timedelta(minutes=10)
        self.moments.append(self.now + timedelta(minutes=5))
        what = self.chance.choice(("article", "article", "article", "retract", "copies", "alone", "merge", "undo", "tidy"))
        getattr(self, f"_{what}")()
        self.holder.refresh()

    def _article(self) -> None:
        lines = [f"note {self.chance.random()}"]
        for _ in range(self.chance.randrange(1, 5)):
            source, target = self.chance.choices(_WHO, k=2)
            day = f" on {self._day()}" if self.chance.random() < 0.5 else ""
            lines.append(f"{source} {self.chance.choice(_DEEDS)} {target}{day}")
        article = ArticleIn(
            text="\n".join(lines), published_at=self._day(), publisher=self.chance.choice((None, "Gazette", "Herald"))
        )
        self.articles.append(self.service.ingest(article, self.now).article_id)

    def _retract(self) -> None:
        if self.articles:
            self.service.retract(self.chance.choice(self.articles), self.now)

    def _copies(self) -> None:
        if self.articles:
            with writing(self.engine) as connection:
                join(connection, self.chance.choices(self.articles, k=2), self.chance.choice(self.articles))

    def _alone(self) -> None:
        if self.articles:
            with writing(self.engine) as connection:
                part(connection, self.chance.choice(self.articles))

    def _merge(self) -> None:
        known = sorted(self.holder.current().nodes)
        if len(known) > 1:
            old, new = self.chance.sample(known, 2)
            try:
                self.actors.merge(old, new, by="me", reason="one", now=self.now)
            except DecisionRefused:
                return

    def _undo(self) -> None:
        standing = [row.id for row in self.actors.decisions() if row.undone_at is None]
        if standing:
            self.actors.undo(self.chance.choice(standing), self.now)

    def _tidy(self) -> None:
        if self.chance.random() < 0.5:
            self.snapshots.make(self.engine)
        self.holder.tidy()

    def _day(self) -> date:
        return _FIRST + timedelta(days=self.chance.randrange(25))

    def window(self) -> Window:
        """As of a day, or from one day to another."""
        first, last = sorted((self._day(), self._day()))
        return self.chance.choice((Window(as_of=first), Window(start=first, end=last), Window()))


def counted(connection: Connection, known_at: datetime | None) -> Naive:
    """The evidence that counts, or counted at a moment, piece by piece."""
    naive = Naive()
    for row in connection.execute(select(evidence)):
        recorded, retracted = row.recorded_at, row.retracted_at
        stands = retracted is None if known_at is None else recorded <= known_at and not (retracted and retracted <= known_at)
        if stands and row.status in COUNTED:
            source, kind, target = row.relation_id.split("~")
            roles = (row.source_role, row.target_role)
            piece = Loose(row.day, round(row.weight * 10_000), row.report, row.publisher, *(roles[::-1] if row.turned else roles))
            naive.pieces.setdefault((source, kind, target), []).append(piece)
    return naive


def check(graph: GraphVersion, naive: Naive, window: Window) -> None:
    assert_same(graph.strongest(graph.rows(), window), naive.through(window))


def live(engine: Engine, seed: int, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(seed)  # noqa: S311 - drawn by hypothesis, not secret
    monkeypatch.setattr(graphs, "_SMALL", chance.choice((0, 3, 10**6)))
    with TemporaryDirectory() as folder:
        story = Story(engine, Path(folder), chance)
        known = KnownGraphs(engine, lambda: NOON + timedelta(days=9))
        for _ in range(steps):
            story.step()
            with reading(engine) as connection:
                now = counted(connection, None)
            check(story.holder.current(), now, story.window())
            check(story.holder.current(), now, Window())
        moment = chance.choice(story.moments)
        with reading(engine) as connection:
            check(known.at(moment), counted(connection, moment), story.window())


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_graph_is_what_the_evidence_gives(seed: int) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        engine = make_engine(f"sqlite:///{folder}/news.sqlite3")
        migrate(engine)
        live(engine, seed, 14, monkeypatch)
        engine.dispose()


def test_the_graph_is_what_the_evidence_gives_on_both(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    live(engine, 7, 40, monkeypatch)
