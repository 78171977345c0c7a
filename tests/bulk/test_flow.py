"""Chunks through a pool: whatever order results come in, the same is stored; nothing is coded twice; deaths cost little."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from app.bulk import flow as flowing
from app.bulk.book import Book, Stored
from app.bulk.flow import AHEAD, PART, flow
from app.bulk.lots import Chunk, chunks, identity, lots
from app.bulk.tasks import Recipe
from app.edition import program
from app.errors import ClusterUnfit, StoreFull, StoreUnavailable
from app.ingestion.sources import ReadProblem, read_path
from app.services.ingest import IngestService
from app.services.storing import Storing
from app.store.engine import reading
from app.store.lots import LotRepository
from app.store.relations import RelationRepository
from app.store.tables import articles, evidence, relations
from tests.api.phrases import PhraseCoder
from tests.bulk.pools import PoolOfChance

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
RECIPE = Recipe(program(), "phrases-1", coder="tests.bulk.coders:made")
_TELLING = "Russia bombed Ukraine", "France sanctioned Russia", "Iran met Syria", "Turkey accused Israel"


def now() -> datetime:
    return NOW


def never(seconds: float) -> None:
    pytest.fail("nobody was to wait")


def news(folder: Path, files: int = 4, each: int = 60, word: str = "") -> list[Path]:
    """Files in which every fifth text was in an earlier one, a line is broken and one text is Danish."""
    numbers = count()
    paths = []
    for name in range(files):
        lines = []
        for place in range(each):
            number = next(numbers)
            told = _TELLING[number % len(_TELLING)]
            text = f"This is report {number % 17 if place % 5 == 0 else number} of the day{word}. {told}. It was raining."
            lines.append(json.dumps({"text": text, "publisher": f"Paper {number % 3}", "date": "2024-05-01"}))
        danish = "Det regnede hele dagen i byen, og ministeren sagde, at man ikke ville vente længere på et svar."
        paths.append(folder / f"{name}.jsonl")
        paths[-1].write_text("\n".join([*lines, "broken", json.dumps({"text": danish * 3})]) + "\n", encoding="utf-8")
    return paths


def take(engine: Engine, paths: list[Path], pool: PoolOfChance, recipe: Recipe = RECIPE) -> list[Stored]:
    book = Book(engine, now, never)
    return list(flow(chunks(lots(paths, book.done, send=False)), pool, recipe, book, now))


def stored(engine: Engine) -> list[Any]:
    """Everything that was made of articles."""
    with reading(engine) as connection:
        repository = RelationRepository(connection)
        assert repository.all() == repository.recount()
        ordered = [
            select(articles.c.id, articles.c.number, articles.c.report, articles.c.status, articles.c.publisher).order_by(
                "number"
            ),
            select(evidence.c.id, evidence.c.relation_id, evidence.c.publisher, evidence.c.report).order_by(evidence.c.id),
            select(relations.c.id, relations.c.evidence, relations.c.history).order_by(relations.c.id),
        ]
        return [[tuple(row) for row in connection.execute(query)] for query in ordered]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards of a few articles, so that there are many."""
    monkeypatch.setattr("app.bulk.lots.SHARD", 1500)
    monkeypatch.setattr("app.bulk.lots.CHUNK", 12)


@pytest.mark.usefixtures("small")
def test_every_order_gives_what_ingest_gives(engine: Engine, tmp_path: Path) -> None:
    paths = news(tmp_path)
    service = IngestService(engine, PhraseCoder(), coder_version="phrases-1")
    given = [item for path in paths for item in read_path(path) if not isinstance(item, ReadProblem)]
    report = service.ingest_many(given, now)
    expected = stored(engine)
    for seed in range(6):
        _emptied(engine)
        told = take(engine, paths, PoolOfChance(seed))
        assert stored(engine) == expected
        assert sum(one.progress.created for one in told) == report.progress.created
        assert sum(one.progress.aside for one in told) == report.progress.aside == 1
        assert sum(one.progress.done for one in told) == len(given)
        assert sum(one.unreadable for one in told) == len(paths)


@pytest.mark.usefixtures("small")
def test_a_text_is_coded_once_wherever_it_stands(engine: Engine, tmp_path: Path) -> None:
    pool = PoolOfChance(1)
    take(engine, news(tmp_path), pool)
    assert len(pool.coded) == len(set(pool.coded))


@pytest.mark.usefixtures("small")
def test_so_many_chunks_are_under_way_and_no_more(engine: Engine, tmp_path: Path) -> None:
    read = 0

    def counted(source: Iterator[Chunk]) -> Iterator[Chunk]:
        nonlocal read
        for chunk in source:
            read += 1
            yield chunk

    book = Book(engine, now, never)
    done = 0
    pool = PoolOfChance(3, workers=2)
    for _ in flow(counted(chunks(lots(news(tmp_path, 12), book.done, send=False))), pool, RECIPE, book, now):
        done += 1
        assert read - done < AHEAD * 2 + 2
    assert read == done > AHEAD * 2 + 2


@pytest.mark.usefixtures("small")
def test_a_second_run_goes_on_where_the_first_stopped(engine: Engine, tmp_path: Path) -> None:
    paths = news(tmp_path)
    whole = take(engine, paths, PoolOfChance(0))
    expected = stored(engine)
    _emptied(engine)
    book = Book(engine, now, never)
    going = flow(chunks(lots(paths, book.done, send=False)), PoolOfChance(4), RECIPE, book, now)
    first = [next(going), next(going)]
    del going
    second = take(engine, paths, PoolOfChance(5))
    assert stored(engine) == expected
    assert sum(one.lots for one in first + second) == sum(one.lots for one in whole)
    assert sum(one.progress.done for one in first + second) == sum(one.progress.done for one in whole)
    assert take(engine, paths, PoolOfChance(6)) == []


def test_receipts_say_what_became_of_each_lot(engine: Engine, tmp_path: Path) -> None:
    (path,) = news(tmp_path, 1, 30)
    (told,) = take(engine, [path], PoolOfChance(0))
    with reading(engine) as connection:
        repository = LotRepository(connection)
        (lot,) = repository.done(identity(path))
        total, problems = repository.problems(identity(path), 10)
    assert lot.counts["created"] == told.progress.created
    assert lot.counts["unreadable"] == 1
    assert lot.done_at == NOW
    assert total == 2
    assert [problem.slug for _, problem in problems] == ["unreadable", "not-english"]
    assert problems[1][1].article is not None


def test_a_task_whose_workers_died_by_accident_is_done_again(engine: Engine, tmp_path: Path) -> None:
    died = iter([True, True])
    pool = PoolOfChance(2, kills=lambda _: next(died, False))
    take(engine, news(tmp_path, 2), pool)
    before = stored(engine)
    _emptied(engine)
    take(engine, news(tmp_path, 2), PoolOfChance(2))
    assert stored(engine) == before


def test_an_article_that_kills_is_set_aside_alone(engine: Engine, tmp_path: Path) -> None:
    (path,) = news(tmp_path, 1, 30)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"text": "This is poison. Russia bombed Ukraine."}) + "\n")

    def kills(arguments: tuple[Any, ...]) -> bool:
        return any("poison" in getattr(article, "text", "") for article in arguments[1])

    (told,) = take(engine, [path], PoolOfChance(0, kills=kills))
    assert told.progress.failed == 1
    (problem,) = (one for one in told.problems if one.slug == "coding-failed")
    assert "signal 9" in problem.detail
    assert told.progress.created + told.progress.known == 30


def test_a_file_that_kills_whoever_reads_it_is_a_problem(engine: Engine, tmp_path: Path) -> None:
    good, other = news(tmp_path, 2, 30)
    bad = tmp_path / "deadly.jsonl"
    bad.write_bytes(other.read_bytes())

    def kills(arguments: tuple[Any, ...]) -> bool:
        return any("deadly" in getattr(lot, "place", "") for lot in arguments[1])

    told = take(engine, [good, bad, other], PoolOfChance(0, kills=kills))
    assert sum(one.unreadable for one in told) == 3
    assert sum(one.progress.done for one in told) == 2 * 31
    assert any("dies (signal 9)" in problem.detail for one in told for problem in one.problems)


def test_another_program_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(ClusterUnfit, match="another version"):
        take(engine, news(tmp_path, 1), PoolOfChance(0), Recipe("other", "phrases-1", coder=RECIPE.coder))


def test_a_database_that_is_away_is_waited_for(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    works = Storing.store

    def away(self: Storing, *arguments: Any) -> Any:
        if len(waited) < 2:
            raise StoreUnavailable("it is away")
        return works(self, *arguments)

    monkeypatch.setattr(Storing, "store", away)
    book = Book(engine, now, waited.append, pauses=(1, 2, 3))
    told = list(flow(chunks(lots(news(tmp_path, 1), book.done, send=False)), PoolOfChance(0), RECIPE, book, now))
    assert waited == [1, 2]
    assert len(told) == 1


@pytest.mark.parametrize(("error", "waits"), [(StoreUnavailable, 2), (StoreFull, 0)])
def test_it_gives_up_at_last_and_at_once_where_there_is_no_room(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[StoreUnavailable], waits: int
) -> None:
    waited: list[float] = []

    def away(*_: Any) -> Any:
        raise error("it is away")

    monkeypatch.setattr(Storing, "store", away)
    book = Book(engine, now, waited.append, pauses=(1, 2))
    with pytest.raises(error):
        list(flow(chunks(lots(news(tmp_path, 1), book.done, send=False)), PoolOfChance(0), RECIPE, book, now))
    assert len(waited) == waits


def test_tasks_are_small_beside_chunks(engine: Engine, tmp_path: Path) -> None:
    sizes: list[int] = []

    class Watching(PoolOfChance):
        def submit(self, ticket: object, function: Any, *arguments: Any, urgent: bool = False) -> None:
            if function.__name__ == "code":
                sizes.append(len(arguments[1]))
            super().submit(ticket, function, *arguments, urgent=urgent)

    take(engine, news(tmp_path, 1), Watching(0))
    assert max(sizes) == PART == flowing.PART


def _emptied(engine: Engine) -> None:
    from app.store.tables import metadata  # noqa: PLC0415

    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name not in ("version", "alembic_version"):
                connection.execute(table.delete())
