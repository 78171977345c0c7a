"""The migrations make what the code expects, from any working directory, once however often they run."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select

from app.errors import StoreUnavailable
from app.services.ingest import IngestService
from app.store.engine import make_engine, reading, writing
from app.store.migrating import FOLDER, alembic_config, is_migrated, migrate, newest
from app.store.partitions import is_partition
from app.store.tables import evidence, metadata, version
from tests.services.fake import FakeCoder, give


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
    for step, go in (("0001", command.downgrade), ("head", command.upgrade)):
        config = alembic_config()
        with writing(engine) as connection:
            config.attributes["connection"] = connection
            go(config, step)
    with reading(engine) as connection:
        found = connection.execute(select(evidence.c.relation_id, evidence.c.publisher))
        assert {tuple(row) for row in found} == {("RUS~attacks~UKR", "Gazette"), ("IRN~arms~RUS", None)}
    engine.dispose()


def test_the_third_step_keeps_the_days_that_sentences_told(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine)
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")
    give(service, "RUS attacks UKR on 2024-04-20", "IRN arms RUS")
    for step, go in (("0002", command.downgrade), ("head", command.upgrade)):
        config = alembic_config()
        with writing(engine) as connection:
            config.attributes["connection"] = connection
            go(config, step)
    with reading(engine) as connection:
        found = connection.execute(select(evidence.c.relation_id, evidence.c.event_day, evidence.c.event_precision))
        told = ("RUS~attacks~UKR", date(2024, 4, 20), "day")
        assert {tuple(row) for row in found} == {told, ("IRN~arms~RUS", None, None)}
    engine.dispose()


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
