"""kill -9 in the middle of everything that writes: what was told as done is there, the rest is as if it had never begun.

Servers under load are killed in ``tests/api/test_processes.py`` and ``bench/soak.py``, writers at random moments in
``tests/store/test_concurrency.py``.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, func, inspect, select

from app.cli import main
from app.commands import coder
from app.container import Container, snapshots
from app.services.graph import GraphHolder
from app.services.ingest import IngestService
from app.settings import Settings
from app.store.archive import Archive
from app.store.backup import backup, restore
from app.store.engine import make_engine, reading, writing
from app.store.migrating import alembic_config, is_migrated, migrate
from app.store.relations import RelationRepository
from app.store.tables import articles
from tests.api.phrases import PhraseCoder
from tests.faults.stalled import killed_at
from tests.services.fake import NOON, FakeCoder
from tests.store import writer

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def fill(engine: Engine, number: int = 6) -> None:
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")
    for one in range(number):
        service.ingest(writer.article(one), NOON)


def stored(engine: Engine) -> int:
    """How many articles there are; everything is checked against everything."""
    with reading(engine) as connection:
        relations = RelationRepository(connection)
        assert relations.all() == relations.recount()
        return int(connection.scalar(select(func.count()).select_from(articles)) or 0)


@pytest.mark.parametrize("where", ["app.services.storing.record", "app.services.storing.Storing._store"])
def test_an_ingest_command(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Before its second batch is committed, and after."""
    lines = [{"text": f"This is report {number} of the day. Russia bombed Ukraine."} for number in range(12)]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    killed_at(where, 2, "ingest", str(path), "--database", database_url, BATCH_ARTICLES=3)
    engine = make_engine(database_url)
    assert stored(engine) == (3 if where.endswith("record") else 6)
    monkeypatch.setattr(coder, "storing", lambda *_: PhraseCoder())
    assert main(["ingest", str(path), "--database", database_url]) == 0
    assert stored(engine) == 12
    engine.dispose()


@pytest.mark.parametrize("statements", [1, 15, 60])
def test_a_migration(database_url: str, statements: int) -> None:
    engine = make_engine(database_url)
    fill(engine)
    with reading(engine) as connection:
        before = RelationRepository(connection).all()
    config = alembic_config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
    with reading(engine) as connection:
        tables = sorted(inspect(connection).get_table_names())
    execute = "sqlalchemy.engine.default.DefaultDialect.do_execute"
    killed_at(execute, statements, "migrate", "--database", database_url)
    assert not is_migrated(engine)
    with reading(engine) as connection:
        assert sorted(inspect(connection).get_table_names()) == tables
    migrate(engine)
    assert is_migrated(engine)
    assert stored(engine) == 6
    with reading(engine) as connection:
        assert [row.id for row in RelationRepository(connection).all()] == [row.id for row in before]
    engine.dispose()


@pytest.mark.parametrize("where", ["app.store.archive.Writer.table", "os.fsync"])
def test_a_backup(database_url: str, tmp_path: Path, where: str) -> None:
    engine = make_engine(database_url)
    fill(engine)
    path = tmp_path / "b"
    killed_at(where, 1 if where == "os.fsync" else 3, "backup", str(path), "--database", database_url)
    assert not path.exists()
    assert stored(engine) == 6
    fill(engine, 7)
    backup(engine, path, NOW)
    assert [*tmp_path.glob(".*.part")] == []
    with Archive(path) as archive:
        restore(engine, archive, replace=True)
    assert stored(engine) == 7
    engine.dispose()


@pytest.mark.parametrize("where", ["app.store.backup._clear", "app.store.backup.insert_rows", "app.store.backup.place_counters"])
def test_a_restore(database_url: str, tmp_path: Path, where: str) -> None:
    """When what was there is gone, when there is a part of what is to be there, and when there is all of it."""
    engine = make_engine(database_url)
    fill(engine, 3)
    backup(engine, tmp_path / "b", NOW)
    fill(engine, 5)
    killed_at(where, 1, "restore", str(tmp_path / "b"), "--replace", "--into", database_url)
    assert stored(engine) == 5
    assert main(["restore", str(tmp_path / "b"), "--replace", "--into", database_url]) == 0
    assert stored(engine) == 3
    engine.dispose()


def test_the_process_that_makes_a_snapshot(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    settings = Settings(database_url=url, home=tmp_path, snapshot_relations=0, poll_interval=60)
    with Container.open(settings, coder=FakeCoder()) as container:
        fill(container.engine)
        killed_at("os.fsync", 1, "snapshot", DATABASE_URL=url, HOME=tmp_path)
        folder = tmp_path / "var" / "snapshots"
        assert [*folder.glob("*.part")]
        assert not [*folder.glob("*.graph")]
        made = snapshots(settings)
        assert made.make(container.engine)
        assert not [*folder.glob("*.part")]
        holder = GraphHolder(container.engine, snapshots=made)
        holder.refresh()
        container.graph.refresh()
        assert list(holder.current()) == list(container.graph.current())
