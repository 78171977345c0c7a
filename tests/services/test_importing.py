"""Rows of data sets in SQL: known again by their key, one report an event, whatever the size of a transaction."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, func, select

from app.errors import StoreUnavailable
from app.ingestion.importers.data_sets import Reading
from app.ingestion.importers.imported import Outcome
from app.services.importing import ImportReport, ImportService
from app.store.articles import ArticleRepository
from app.store.clusters import join
from app.store.engine import make_engine, reading, writing
from app.store.ledger import retract
from app.store.relations import RelationRepository
from app.store.tables import articles, evidence, relations
from tests.ingestion.importers.files import DYAD, commas, event, mention, named, parties, tabs
from tests.services.fake import NOON

PAPERS = ("first.example", "b.example", "c.example")


@pytest.fixture
def events(tmp_path: Path) -> Path:
    return tabs(tmp_path / "a.export.CSV", [event(1), event(2, "051", "USA", "FRA"), event(3, "010"), event(4, _12="MIL")])


@pytest.fixture
def mentions(tmp_path: Path) -> Path:
    return tabs(tmp_path / "a.mentions.CSV", [mention(number, paper) for number in (1, 2, 3, 9) for paper in PAPERS])


def take(engine: Engine, file: Path, mentions: Path | None = None, batch: int = 2) -> ImportReport:
    found = Reading("gdelt", parties(), [file], [mentions] if mentions else [])
    return ImportService(engine, batch=batch).take("gdelt", found, lambda: NOON)


def counted(engine: Engine) -> list[int]:
    """Articles and pieces of evidence."""
    with reading(engine) as connection:
        return [connection.scalar(select(func.count()).select_from(table)) or 0 for table in (articles, evidence)]


def assert_folded(connection: Connection) -> None:
    repository = RelationRepository(connection)
    assert repository.all() == repository.recount()


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_an_event_of_many_papers_is_one_report(engine: Engine, events: Path, mentions: Path, batch: int) -> None:
    report = take(engine, events, mentions, batch)
    assert (report.stored, report.known, report.tally.relations) == (7, 0, 7)
    assert report.tally.mapped + report.tally.refused == 4 + 12
    with reading(engine) as connection:
        rows = {row.relation: row for row in connection.execute(select(relations))}
        assert (rows["attacks"].evidence, rows["attacks"].reports, rows["attacks"].publishers) == (4, 2, 3)
        assert (rows["supports"].evidence, rows["supports"].reports, rows["supports"].publishers) == (3, 1, 3)
        assert_folded(connection)


def test_what_is_stored_is_known_again(engine: Engine, events: Path, mentions: Path) -> None:
    take(engine, events)
    before = counted(engine)
    again = take(engine, events)
    assert (again.stored, again.known) == (0, 3)
    assert counted(engine) == before == [3, 3]
    more = take(engine, events, mentions)
    assert (more.stored, more.known) == (4, 3)
    with reading(engine) as connection:
        attacks = connection.execute(select(relations).where(relations.c.relation == "attacks")).one()
    assert (attacks.evidence, attacks.reports) == (4, 2)


def test_what_was_retracted_stays_so(engine: Engine, events: Path) -> None:
    take(engine, events)
    with writing(engine) as connection:
        retract(connection, "gdelt-1", NOON)
    assert take(engine, events).stored == 0
    with reading(engine) as connection:
        found = ArticleRepository(connection).get("gdelt-1")
    assert found is not None
    assert found.status == "retracted"


def test_a_lead_that_was_put_elsewhere_takes_its_mentions_with_it(engine: Engine, events: Path, mentions: Path) -> None:
    take(engine, events)
    with writing(engine) as connection:
        join(connection, {"gdelt-1"}, "gdelt-4")
    take(engine, events, mentions)
    with reading(engine) as connection:
        attacks = connection.execute(select(relations).where(relations.c.relation == "attacks")).one()
        assert (attacks.evidence, attacks.reports) == (4, 1)
        assert_folded(connection)


def test_a_row_is_an_article_of_one_line(engine: Engine, events: Path) -> None:
    take(engine, events)
    with reading(engine) as connection:
        found = ArticleRepository(connection).get("gdelt-4")
        piece = connection.execute(select(evidence).where(evidence.c.article_id == "gdelt-4")).one()
    assert found is not None
    assert found.sentences == (found.text,)
    assert (found.publisher, found.url) == ("first.example", "http://www.first.example/news/1.html")
    assert (found.published_day, found.coder, found.received_at) == (date(2015, 2, 18), "import-gdelt", NOON)
    assert (
        piece.sentence[piece.char_start : piece.char_end] == "Russia (military) uses conventional military force against Ukraine"
    )
    assert piece.sentence[piece.source_start : piece.source_end] == "Russia (military)"
    assert (piece.source_role, piece.day, piece.event_day, piece.event_precision) == (
        "MIL",
        date(2015, 2, 18),
        date(2015, 2, 18),
        "day",
    )


def test_a_treaty_has_the_days_of_its_years(engine: Engine, tmp_path: Path) -> None:
    row = named(
        DYAD, version4id=9, ccode1=2, ccode2=20, dyad_st_day=7, dyad_st_month=8, dyad_st_year=1958, dyad_end_year=1960, defense=1
    )
    file = commas(tmp_path / "a.csv", [DYAD, row])
    report = ImportService(engine).take("cow", Reading("cow", parties(), [file]), lambda: NOON)
    assert (report.stored, report.tally.mapped) == (3, 1)
    with reading(engine) as connection:
        kept = connection.execute(select(evidence.c.day, evidence.c.event_precision).order_by(evidence.c.day)).all()
        relation = connection.execute(select(relations)).one()
    assert [tuple(row) for row in kept] == [(date(1958, 8, 7), "day"), (date(1959, 1, 1), "year"), (date(1960, 1, 1), "year")]
    assert (relation.first_day, relation.last_day, relation.reports) == (date(1958, 8, 7), date(1960, 1, 1), 3)


def test_whole_transactions_of_a_run_that_was_cut_off_are_kept(engine: Engine, events: Path, mentions: Path) -> None:
    def cut() -> Iterator[Outcome]:
        for number, outcome in enumerate(Reading("gdelt", parties(), [events], [mentions])):
            if number == 6:
                raise KeyboardInterrupt
            yield outcome

    with pytest.raises(KeyboardInterrupt):
        ImportService(engine, batch=2).take("gdelt", cut(), lambda: NOON)
    before = counted(engine)[0]
    assert 0 < before < 7
    report = take(engine, events, mentions)
    assert (report.known, report.stored) == (before, 7 - before)
    with reading(engine) as connection:
        assert_folded(connection)


def test_progress_and_refusals_are_told(engine: Engine, events: Path) -> None:
    seen: list[int] = []
    refused: list[str] = []
    found = Reading("gdelt", parties(), [events])
    report = ImportService(engine, batch=1).take(
        "gdelt",
        found,
        lambda: NOON,
        refused=lambda row: refused.append(row.reason),
        progress=lambda so_far: seen.append(so_far.stored),
    )
    assert (seen, refused) == ([1, 2, 3, 3], ["no-relation"])
    assert report.version is not None


def test_nothing_to_store_is_no_version(engine: Engine, tmp_path: Path) -> None:
    report = take(engine, tabs(tmp_path / "b.CSV", [event(1, "010")]))
    assert (report.stored, report.known, report.version, report.tally.refused) == (0, 0, None, 1)


def test_a_database_that_is_not_there(events: Path, tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    with pytest.raises(StoreUnavailable):
        take(engine, events)
    engine.dispose()
