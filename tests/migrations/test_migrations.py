"""The migrations make what the code expects, from any working directory, once however often they run."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Engine, delete, inspect, select, text

from app.errors import StoreUnavailable
from app.services.actors import ActorService
from app.services.ingest import IngestService
from app.services.keys import KeyService
from app.store.actors import ActorRepository
from app.store.engine import make_engine, reading, writing
from app.store.migrating import FOLDER, alembic_config, is_migrated, migrate, newest
from app.store.partitions import Month, is_partition, make, partitioned
from app.store.relations import RelationRepository
from app.store.tables import articles, evidence, metadata, publishers, version
from graph.network.history import joined
from tests.services.fake import NOON, FakeCoder, give
from tests.services.test_origins import put


def test_from_empty_to_newest(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    engine = make_engine(empty_url)
    assert not is_migrated(engine)
    migrate(engine)
    assert is_migrated(engine)
    with reading(engine) as connection:
        found = {name for name in inspect(connection).get_table_names() if not is_partition(name)}
        assert found == {*metadata.tables, "alembic_version"}
        assert connection.execute(select(version.c.id, version.c.version)).all() == [(1, 0)]
    migrate(engine)
    with reading(engine) as connection:
        assert connection.execute(select(version.c.id, version.c.version)).all() == [(1, 0)]
    engine.dispose()


def test_tables_are_those_of_the_code(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    with reading(engine) as connection:
        own = {"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or not is_partition(name)}
        context = MigrationContext.configure(connection, opts=own)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_indexes_and_checks_are_those_of_the_code(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    with reading(engine) as connection:
        inspector = inspect(connection)
        for table in metadata.tables.values():
            indexes = {index["name"] for index in inspector.get_indexes(table.name)}
            assert {index.name for index in table.indexes} <= indexes
            checks = {check["name"] for check in inspector.get_check_constraints(table.name)}
            assert checks == {c.name for c in table.constraints if str(c.name).startswith("ck_")}
    engine.dispose()


def test_down_and_up_again(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    config = alembic_config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with reading(engine) as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    migrate(engine)
    assert is_migrated(engine)
    engine.dispose()


def test_the_second_step_fills_in_publishers(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")
    give(service, "RUS attacks UKR", publisher="Gazette")
    give(service, "IRN arms RUS")
    move(engine, ("0001", command.downgrade), ("head", command.upgrade))
    with reading(engine) as connection:
        named = select(evidence.c.relation_id, publishers.c.name)
        found = connection.execute(named.outerjoin(publishers, publishers.c.number == evidence.c.publisher))
        assert {tuple(row) for row in found} == {("RUS~attacks~UKR", "Gazette"), ("IRN~arms~RUS", None)}
    engine.dispose()


def test_the_third_step_keeps_the_days_that_sentences_told(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")
    give(service, "RUS attacks UKR on 2024-04-20", "IRN arms RUS")
    move(engine, ("0002", command.downgrade), ("head", command.upgrade))
    with reading(engine) as connection:
        found = connection.execute(select(evidence.c.relation_id, evidence.c.event_day, evidence.c.event_precision))
        told = ("RUS~attacks~UKR", date(2024, 4, 20), "day")
        assert {tuple(row) for row in found} == {told, ("IRN~arms~RUS", None, None)}
    engine.dispose()


def test_the_fourth_step_numbers_and_folds_what_is_there(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")
    may_1 = date(2024, 5, 1)
    give(service, "RUS/MIL attacks UKR", "RUS allegedly attacks UKR/CVL on 2024-04-01", day=may_1, publisher="Herald")
    give(service, "RUS/GOV will attacks UKR", "SYR/SPY shares_intelligence_with IRN", publisher="Gazette", minutes=1)
    give(service, "RUS attacks UKR", "RUS not attacks UKR", "IRN arms IRN", day=may_1, minutes=2)
    gone = give(service, "USA opposes RUS", "RUS attacks UKR", "again", publisher="Herald", minutes=3)
    service.retract(gone, NOON)
    give(service, "raises", publisher="Nobody's", minutes=4)
    give(service, "RUS maybe attacks UKR", "USA sanctions RUS", minutes=5)
    before = contents(engine)
    move(engine, ("0003", command.downgrade))
    with reading(engine) as connection:
        old = connection.execute(text("select id, evidence, confidence from relations order by id")).all()
    assert [tuple(row) for row in old] == [(row.id, row.evidence, row.confidence) for row in before["relations"]]
    assert old[0].confidence == 0.9
    move(engine, ("head", command.upgrade))
    after = contents(engine)
    assert after["recount"] == after["relations"]  # the migration folds as the program does, byte for byte
    for name in ("articles", "evidence", "known"):
        assert after[name] == before[name]
    # Actors are numbered anew, by id; nothing else about them and their relations changes.
    assert [row.number for row in after["actors"]] == [1, 2, 3, 4, 5]
    assert [replace(row, number=0) for row in after["actors"]] == [replace(row, number=0) for row in before["actors"]]
    assert [replace(row, history=None) for row in after["relations"]] == [
        replace(row, history=None) for row in before["relations"]
    ]
    move(engine, ("0003", command.downgrade), ("head", command.upgrade))
    assert contents(engine) == after
    give(service, "RUS attacks UKR", "NSA:NEW attacks UKR", publisher="New", minutes=9)
    with reading(engine) as connection:
        relations = RelationRepository(connection)
        assert relations.all() == relations.recount()
    engine.dispose()


def test_the_fifth_step_is_not_taken_back_while_a_decision_stands(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    give(IngestService(engine, FakeCoder(), coder_version="fake-1"), "RUS attacks UKR")
    actors = ActorService(engine)
    actors.merge("UKR", "RUS", by="me", reason="for once", now=NOON)
    with pytest.raises(CommandError, match="1 decisions about actors stand: undo them first"):
        move(engine, ("0004", command.downgrade))
    actors.undo(1, NOON)
    before = contents(engine)
    move(engine, ("0004", command.downgrade), ("head", command.upgrade))
    assert contents(engine) == before
    engine.dispose()


def test_the_sixth_step_moves_nothing_and_back_brings_it_together(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")
    for day in range(3):
        give(service, "RUS attacks UKR", f"IRN arms A{day}", minutes=day * 30 * 24 * 60)
    before = contents(engine)
    if partitioned(engine):
        assert [make(engine, month) for month in (Month(2024, 5), Month(2024, 6))] == [2, 2]
    move(engine, ("0005", command.downgrade))
    with reading(engine) as connection:
        assert not [name for name in inspect(connection).get_table_names() if is_partition(name)]
        assert inspect(connection).get_pk_constraint("evidence")["constrained_columns"] == ["id"]
        assert connection.execute(text("select count(*) from evidence")).scalar() == len(before["evidence"])
    move(engine, ("head", command.upgrade))
    with reading(engine) as connection:
        parts = {name for name in inspect(connection).get_table_names() if is_partition(name)}
        key = inspect(connection).get_pk_constraint("evidence")["constrained_columns"]
    assert (parts, key) == (({"evidence_default"}, ["id", "recorded_at"]) if partitioned(engine) else (set(), ["id"]))
    assert contents(engine) == before
    give(service, "RUS attacks UKR", "later", minutes=9)
    with reading(engine) as connection:
        relations = RelationRepository(connection)
        assert relations.all() == relations.recount()
    engine.dispose()


def test_the_ninth_step_is_not_taken_back_while_a_key_stands(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    give(IngestService(engine, FakeCoder(), coder_version="fake-1"), "RUS attacks UKR")
    service = KeyService(engine)
    made = service.add("desk", "write", now=NOON)
    with pytest.raises(CommandError, match="1 keys stand: revoke them first"):
        move(engine, ("0008", command.downgrade))
    service.revoke(made.row.id, NOON)
    before = contents(engine)
    move(engine, ("0008", command.downgrade), ("head", command.upgrade))
    assert contents(engine) == before
    assert service.all() == []
    engine.dispose()


def test_publishers_of_articles_without_evidence_are_numbered(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")
    give(service, "RUS attacks UKR", publisher="Herald")
    give(service, "Nothing was said.", publisher="Gazette")
    with writing(engine) as connection:
        connection.execute(delete(publishers).where(publishers.c.name == "Gazette"))
    move(engine, ("0013", command.downgrade), ("head", command.upgrade))
    with reading(engine) as connection:
        found = connection.execute(select(publishers.c.number, publishers.c.name))
        assert sorted(tuple(row) for row in found) == [(1, "Herald"), (2, "Gazette")]
    engine.dispose()


#: What articles have had from the beginning.
FIRST_ARTICLES = [column for column in articles.columns if column.name not in ("authors", "canonical", "credited")]


def test_the_sixteenth_step_is_not_taken_back_while_anything_imported_is_there(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    give(IngestService(engine, FakeCoder(), coder_version="fake-1"), "RUS attacks UKR")
    before = contents(engine)
    move(engine, ("0015", command.downgrade), ("head", command.upgrade))
    assert contents(engine) == before
    put(engine, "gdelt", "RUS attacks UKR")
    with pytest.raises(CommandError, match="1 rows of articles were imported"):
        move(engine, ("0015", command.downgrade))
    assert is_migrated(engine)
    engine.dispose()


def contents(engine: Engine) -> dict[str, Any]:
    """All that is stored, and what is known of relations by the ends' names."""
    with reading(engine) as connection:
        actors = ActorRepository(connection)
        names = {number: name for number, name, *_ in actors.numbered()}
        relations = RelationRepository(connection)
        histories = joined(relations.histories())
        known = {
            (names[head["source"]], names[head["target"]], int(head["kind"])): histories.pieces[low:high].tobytes()
            for head, low, high in zip(histories.heads, histories.starts, histories.starts[1:], strict=False)
        }
        named = select(evidence, publishers.c.name).outerjoin(publishers, publishers.c.number == evidence.c.publisher)
        cited = connection.execute(named.order_by(evidence.c.id)).all()
        return {
            "articles": connection.execute(select(*FIRST_ARTICLES).order_by(articles.c.id)).all(),
            "evidence": [{**row._mapping, "publisher": None} for row in cited],
            "relations": relations.all(),
            "recount": relations.recount(),
            "actors": actors.all(),
            "known": known,
        }


def move(engine: Engine, *steps: tuple[str, Callable[[Config, str], None]]) -> None:
    """Go to one step after the other."""
    for step, go in steps:
        config = alembic_config()
        with writing(engine) as connection:
            config.attributes["connection"] = connection
            go(config, step)


def test_several_at_once(empty_url: str) -> None:
    engines = [make_engine(empty_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, engines))
    assert is_migrated(engines[0])
    for engine in engines:
        engine.dispose()


def test_alembics_own_command_uses_the_settings(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_DATABASE_URL", empty_url)
    config = Config(toml_file=str(FOLDER.parent / "pyproject.toml"))
    assert config.get_alembic_option("script_location") == str(FOLDER)
    command.upgrade(config, "head")
    engine = make_engine(empty_url)
    assert is_migrated(engine)
    engine.dispose()


def test_one_file_a_step_in_one_line() -> None:
    names = sorted(path.name for path in (FOLDER / "versions").glob("*.py"))
    assert [name.split("_")[0] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    assert newest() == names[-1].split("_")[0]


def test_a_database_without_tables_says_what_to_do(empty_url: str) -> None:
    engine = make_engine(empty_url)
    with pytest.raises(StoreUnavailable, match="migrate"), reading(engine) as connection:
        connection.execute(select(version.c.version))
    engine.dispose()
