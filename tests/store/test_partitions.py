"""Evidence by month on PostgreSQL: what is made, what moves, who waits for whom, and what queries read."""

import io
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import Engine, event, func, select, text, update

from app.commands.partitions import make_ahead, partitions
from app.commands.serve import make_ready
from app.errors import StoreUnavailable
from app.ingestion.article import ArticleIn
from app.services.actors import ActorService
from app.services.ingest import IngestService
from app.settings import Settings
from app.store import partitions as store
from app.store.engine import make_engine, reading, writing
from app.store.evidence import EvidenceRepository
from app.store.partitions import Month, is_partition, make, missing, missing_ahead, sizes
from app.store.relations import RelationRepository
from app.store.tables import evidence
from app.store.versions import VersionRepository
from tests.services.fake import NOON, FakeCoder
from tests.store.writer import article

postgres = pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
NOW = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
#: Articles are recorded in these moments; the month of the last begins an hour later in Moscow.
MOMENTS = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 3, 31, 23, 59, 59, 999_999, tzinfo=UTC), NOON, NOW
PLACES = {"evidence_2024_03": 8, "evidence_2024_05": 4, "evidence_2024_06": 4}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Four articles with four pieces of evidence each, from March to June."""
    for number, moment in enumerate(MOMENTS):
        ingest(engine, number, moment)
    return engine


def ingest(engine: Engine, number: int, moment: datetime) -> None:
    IngestService(engine, FakeCoder(), coder_version="fake-1").ingest(article(number), moment)


def places(engine: Engine) -> dict[str, int]:
    """How many pieces of evidence lie in each partition that has any."""
    with reading(engine) as connection:
        table = text("select tableoid::regclass::text, count(*) from evidence group by 1 order by 1")
        return {row[0]: row[1] for row in connection.execute(table)}


def contents(engine: Engine) -> tuple[Any, ...]:
    """All evidence, and the relations folded from it, which must be those of a recount."""
    with reading(engine) as connection:
        relations = RelationRepository(connection)
        assert relations.all() == relations.recount()
        return connection.execute(select(evidence).order_by(evidence.c.id)).all(), relations.all()


def arrange(engine: Engine, now: datetime = NOW) -> list[str]:
    """What the command says."""
    console = noted()
    settings = Settings(database_url=engine.url.render_as_string(hide_password=False))
    assert partitions(settings, now, console) == 0
    return console.export_text().splitlines()


def noted() -> Console:
    """A console whose text can be asked for."""
    return Console(record=True, width=200, file=io.StringIO())


def test_months() -> None:
    assert Month(2024, 11).after(3) == Month(2025, 2)
    assert Month(2024, 12).after() == Month(2025, 1)
    assert (Month(2024, 2).table, Month(2024, 2).start) == ("evidence_2024_02", "2024-02-01 00:00:00+00")
    assert Month.of(datetime.fromisoformat("2024-07-01T01:00+03:00")) == Month(2024, 6)
    names = "evidence_default", "evidence_2024_05", "evidence", "evidence_2024", "relations"
    assert [is_partition(name) for name in names] == [True, True, False, False, False]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_has_none(filled: Engine) -> None:
    before = contents(filled)
    assert arrange(filled) == ["there are no partitions: SQLite keeps evidence in one table"]
    assert contents(filled) == before


@postgres
def test_months_are_made_and_evidence_moves_there(filled: Engine) -> None:
    assert places(filled) == {"evidence_default": 16}
    before = contents(filled)
    said = arrange(filled)
    assert said == [
        "evidence_2024_03: made, 8 rows moved into it",
        "evidence_2024_04: made, 0 rows moved into it",
        "evidence_2024_05: made, 4 rows moved into it",
        "evidence_2024_06: made, 4 rows moved into it",
        "evidence_2024_07: made, 0 rows moved into it",
        "evidence_2024_08: made, 0 rows moved into it",
        "evidence_2024_09: made, 0 rows moved into it",
        "16 rows of evidence = 16 in 7 months + 0 in the default partition",
    ]
    assert places(filled) == PLACES
    assert contents(filled) == before
    assert arrange(filled) == said[-1:]
    assert arrange(filled, datetime(2024, 8, 1, tzinfo=UTC))[:2] == [
        "evidence_2024_10: made, 0 rows moved into it",
        "evidence_2024_11: made, 0 rows moved into it",
    ]


@postgres
def test_what_has_no_month_lies_in_the_default_partition(filled: Engine) -> None:
    arrange(filled)
    for number, moment in enumerate((datetime(2031, 1, 1, tzinfo=UTC), datetime(2024, 2, 29, tzinfo=UTC)), 10):
        ingest(filled, number, moment)
    assert places(filled) == PLACES | {"evidence_default": 8}
    assert arrange(filled) == [
        "evidence_2024_02: made, 4 rows moved into it",
        "24 rows of evidence = 20 in 8 months + 4 in the default partition",
    ]


@postgres
def test_everything_works_on_partitions_as_it_does_on_one_table(filled: Engine) -> None:
    arrange(filled)
    ingest(filled, 7, datetime(2024, 7, 4, tzinfo=UTC))
    before = contents(filled)
    actors = ActorService(filled)
    moved = actors.merge("USA", "RUS", by="me", reason="for once", now=NOW)
    assert moved.pieces == 5
    contents(filled)
    with reading(filled) as connection:
        articles = connection.scalars(select(evidence.c.article_id).distinct()).all()
        total, cited = EvidenceRepository(connection).page("RUS~attacks~UKR", 3)
        assert (total, len(cited)) == (5, 3)
        assert EvidenceRepository(connection).known_at(datetime(2024, 4, 1, tzinfo=UTC)).pieces.size == 8
    actors.undo(1, NOW)
    rows = contents(filled)[0]
    assert rows == before[0]
    IngestService(filled, FakeCoder(), coder_version="fake-1").retract(articles[0], NOW)
    contents(filled)


@postgres
def test_it_waits_for_a_writer_who_came_first(filled: Engine) -> None:
    month = Month(2024, 5)
    with ThreadPoolExecutor(1) as pool:
        with writing(filled) as writer:
            VersionRepository(writer).bump()
            writer.execute(update(evidence).values(why="rewritten"))
            made = pool.submit(make, filled, month)
            wait_until_it_waits(filled, made)
            assert month in missing(filled, NOW)
        assert made.result() == 4
    assert places(filled) == {"evidence_2024_05": 4, "evidence_default": 12}
    with reading(filled) as connection:
        assert connection.scalars(select(evidence.c.why).distinct()).all() == ["rewritten"]


@postgres
def test_a_reader_who_stays_makes_it_give_up(filled: Engine) -> None:
    before = contents(filled)
    with reading(filled) as reader:
        reader.execute(select(func.count()).select_from(evidence)).scalar_one()
        with pytest.raises(StoreUnavailable, match=r"evidence_2024_05 was not made: .* over 0\.05 s; run `partitions` again"):
            make(filled, Month(2024, 5), patience=0.05)
        console = noted()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("app.commands.partitions._PATIENCE", 0.05)
            make_ahead(filled, NOW, console)
        assert "evidence_2024_06 was not made" in console.export_text()
    assert places(filled) == {"evidence_default": 16}
    assert contents(filled) == before
    assert make(filled, Month(2024, 5)) == 4


@postgres
def test_a_reader_keeps_the_snapshot_that_it_began_with(filled: Engine) -> None:
    with reading(filled) as reader:
        VersionRepository(reader).current()  # the snapshot, and no lock on evidence
        arrange(filled)
        assert reader.execute(select(func.count()).select_from(evidence)).scalar_one() == 16
        months = "select count(*) from evidence where recorded_at < '2024-06-01+00'"
        assert reader.execute(text(months)).scalar_one() == 12


@postgres
def test_writers_and_several_of_it_at_once(filled: Engine, database_url: str) -> None:
    engines = [make_engine(database_url) for _ in range(3)]

    def write() -> None:
        for number in range(20, 40):
            ingest(engines[0], number, MOMENTS[number % 4])

    with ThreadPoolExecutor(3) as pool:
        done: list[Future[Any]] = [pool.submit(write), *(pool.submit(arrange, engine) for engine in engines[1:])]
        assert [future.exception() for future in done] == [None] * 3
    arrange(filled)
    assert places(filled) == {"evidence_2024_03": 48, "evidence_2024_05": 24, "evidence_2024_06": 24}
    assert sizes(filled) == store.Sizes(7, 96, 0)
    contents(filled)
    for engine in engines:
        engine.dispose()


@postgres
def test_months_ahead_are_made_by_the_way_while_that_is_cheap(
    filled: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert missing_ahead(filled, NOW) == [Month(2024, month) for month in (6, 7, 8, 9)]
    with monkeypatch.context() as patch:
        patch.setattr(store, "CHEAP", 0)
        assert missing_ahead(filled, NOW) == []
    make_ahead(filled, NOW, Console(quiet=True))
    assert missing_ahead(filled, NOW) == []
    assert places(filled) == {"evidence_2024_06": 4, "evidence_default": 12}
    make_ready(Settings(database_url=database_url), Console(quiet=True))
    assert missing_ahead(filled, datetime.now(UTC)) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_made_ahead_on_sqlite(filled: Engine) -> None:
    console = noted()
    make_ahead(filled, NOW, console)
    assert console.export_text() == ""


@postgres
def test_queries_read_indexes_and_the_months_that_they_need(engine: Engine) -> None:
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")
    for number in range(18):
        lines = [f"note-{number}", *(f"A{one} attacks B{one % 7}" for one in range(200))]
        service.ingest(ArticleIn(text="\n".join(lines), published_at=date(2024, 1, 1)), MOMENTS[1 + number % 3])
    arrange(engine)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("vacuum analyze"))
    with reading(engine) as connection:
        repository = EvidenceRepository(connection)
        for plan in plans(engine, lambda: repository.page("A3~attacks~B3", 5, (date(2024, 1, 1), "z"))):
            for month in PLACES:
                assert f"Seq Scan on {month}" not in plan, plan
            assert plan.count("evidence_2024_05_relation_id_day_idx") == 1, plan
        [plan, *_] = plans(engine, lambda: repository.known_at(datetime(2024, 4, 15, tzinfo=UTC)))
        assert "evidence_2024_03" in plan
        assert "evidence_2024_05" not in plan
        assert "evidence_2024_06" not in plan


def plans(engine: Engine, act: Any) -> list[str]:
    """How PostgreSQL goes about each statement of an act that reads evidence."""
    said: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if "evidence" in statement:
            said.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    act()
    event.remove(engine, "before_cursor_execute", note)
    assert said
    with reading(engine) as connection:
        explained = [connection.exec_driver_sql(f"explain {statement}", parameters) for statement, parameters in said]
        return ["\n".join(row[0] for row in rows) for rows in explained]


def wait_until_it_waits(engine: Engine, done: Future[Any]) -> None:
    """Until somebody waits for a lock."""
    waiting = text("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
    while True:
        with reading(engine) as connection:
            if connection.execute(waiting).scalar_one():
                return
        assert not done.done()
