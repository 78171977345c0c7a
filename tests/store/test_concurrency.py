"""Several writers at once, and writers that die in the middle: nothing is lost, nothing is half there."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from app.ingestion.article import ArticleIn
from app.services.graph import GraphHolder
from app.services.ingest import IngestService
from app.store.engine import make_engine, reading
from app.store.relations import RelationRepository
from app.store.tables import articles, evidence
from app.store.versions import VersionRepository
from tests.services.fake import NOON, FakeCoder
from tests.store import writer

ROOT = Path(__file__).resolve().parent.parent.parent


def service(engine: Engine, batch: int = 3) -> IngestService:
    return IngestService(engine, FakeCoder(), coder_version="fake-1", batch=batch)


def is_sound(engine: Engine) -> int:
    """Check that every article is whole and relations equal a recount; how many articles there are."""
    with reading(engine) as connection:
        pieces = select(func.count()).where(evidence.c.article_id == articles.c.id).scalar_subquery()
        found = connection.execute(select(articles.c.status, articles.c.sentences, pieces)).all()
        for status, sentences, number in found:
            assert status == "coded"
            assert number == sum(" " in sentence for sentence in sentences) == writer.EDGES
        relations = RelationRepository(connection)
        assert relations.all() == relations.recount()
        assert max((row.version for row in relations.all()), default=0) <= VersionRepository(connection).current()
    return len(found)


def test_writers_at_once_lose_nothing(database_url: str) -> None:
    engines = [make_engine(database_url) for _ in range(4)]

    def write(number: int) -> list[int]:
        own = service(engines[number])
        return [own.ingest(writer.article(number * 100 + n), NOON).version for n in range(8)]

    with ThreadPoolExecutor(4) as pool:
        versions = [v for got in pool.map(write, range(4)) for v in got]
    assert sorted(versions) == list(range(1, 33))  # each commit its own version, none lost, none twice
    assert is_sound(engines[0]) == 32
    with reading(engines[0]) as connection:
        row = RelationRepository(connection).get("RUS~attacks~UKR")
    assert row is not None
    assert (row.evidence, row.articles) == (32, 32)
    for engine in engines:
        engine.dispose()


def test_the_same_article_from_all_sides_is_stored_once(database_url: str) -> None:
    engines = [make_engine(database_url) for _ in range(4)]
    batch = [writer.article(n) for n in range(7)]

    def write(engine: Engine) -> int:
        return service(engine).ingest_many(batch, lambda: NOON).progress.created

    with ThreadPoolExecutor(4) as pool:
        created = sum(pool.map(write, engines))
    assert created == 7
    assert is_sound(engines[0]) == 7
    for engine in engines:
        engine.dispose()


def test_a_reader_that_follows_meets_only_whole_versions(engine: Engine) -> None:
    holder = GraphHolder(engine)
    own = service(engine)
    holder.refresh()
    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(lambda: [own.ingest(writer.article(n), NOON) for n in range(15)])
        while not writing.done():
            holder.refresh()
            graph = holder.current()
            if graph.version:
                relation = graph.relation("RUS~attacks~UKR")
                # Each article brings one attack and moves the version by one.
                assert relation is not None
                assert relation.evidence == relation.reports == graph.version
        writing.result()
    holder.refresh()
    assert holder.current().version == 15


@pytest.mark.parametrize("batch", [1, 5])
def test_a_killed_writer_leaves_whole_articles(database_url: str, batch: int) -> None:
    command = [sys.executable, "-m", "tests.store.writer", database_url, str(batch)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    answered = 0
    for line in process.stdout:
        answered = int(line)
        if answered >= 12:
            break
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()

    engine = make_engine(database_url)
    stored = is_sound(engine)
    assert stored >= answered  # what was answered is there
    first = GraphHolder(engine)
    first.refresh()
    engine.dispose()

    again = make_engine(database_url)
    second = GraphHolder(again)
    second.refresh()
    assert second.current().version == first.current().version
    assert list(second.current()) == list(first.current())
    assert dict(second.current().nodes) == dict(first.current().nodes)

    report = service(again).ingest_many([writer.article(n) for n in range(stored + 3)], lambda: NOON)
    assert (report.progress.known, report.progress.created) == (stored, 3)
    assert is_sound(again) == stored + 3
    again.dispose()


def test_recount_notices_a_wrong_count(engine: Engine) -> None:
    service(engine).ingest(ArticleIn(text="RUS attacks UKR", published_at=date(2024, 5, 1)), NOON)
    with engine.begin() as connection:
        connection.exec_driver_sql("update relations set evidence = 2")
    with reading(engine) as connection:
        relations = RelationRepository(connection)
        assert relations.all() != relations.recount()
