"""Engines and transactions: what a reader sees, what a writer leaves."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from app.errors import BadSettings, StoreUnavailable
from app.store.engine import make_engine, reading, writing
from app.store.tables import actors, aliases, articles, version
from app.store.versions import VersionRepository


def test_a_reader_sees_one_snapshot(engine: Engine) -> None:
    with reading(engine) as reader:
        assert VersionRepository(reader).current() == 0
        with writing(engine) as writer:
            assert VersionRepository(writer).bump() == 1
        assert VersionRepository(reader).current() == 0
    with reading(engine) as reader:
        assert VersionRepository(reader).current() == 1


def test_a_writer_that_raises_leaves_nothing(engine: Engine) -> None:
    def fail() -> None:
        with writing(engine) as connection:
            VersionRepository(connection).bump()
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        fail()
    with reading(engine) as connection:
        assert VersionRepository(connection).current() == 0


def test_foreign_keys_hold(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(aliases).values(alias="Nowhere", actor="NOW", kind="name"))


def test_there_is_one_version_row(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(version).values(id=2, version=5))


def test_moments_keep_their_zone(engine: Engine) -> None:
    moscow = datetime(2024, 5, 1, 1, 30, 0, 123456, timezone(timedelta(hours=3)))
    row = {
        "id": "art-1", "content_hash": "1", "text": "x", "language": "en", "received_at": moscow, "status": "coded",
        "sentences": ["“x”"], "coder": "c", "version": 1, "number": 1, "report": 1,
        "authors": [],
    }  # fmt: skip
    with writing(engine) as connection:
        connection.execute(insert(articles).values(row))
    with reading(engine) as connection:
        got = connection.execute(select(articles)).one()
    assert got.received_at == moscow
    assert got.received_at.tzinfo is UTC
    assert got.sentences == ["“x”"]
    with pytest.raises(StatementError, match="time zone"), writing(engine) as connection:
        connection.execute(update(articles).values(received_at=datetime(2024, 5, 1)))


def test_ids_are_ordered_by_code_point(engine: Engine) -> None:
    ids = ["b", "B", "a~b", "a", "a.1", "IGO:UN", "a-2"]
    rows = [{"id": i, "name": i, "kind": "org", "registered": False, "version": 1, "number": n} for n, i in enumerate(ids)]
    with writing(engine) as connection:
        connection.execute(insert(actors), rows)
    with reading(engine) as connection:
        assert list(connection.scalars(select(actors.c.id).order_by(actors.c.id))) == sorted(ids)


@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_reader_cannot_write_on_postgres(engine: Engine) -> None:
    with pytest.raises(Exception, match="read-only"), reading(engine) as connection:
        VersionRepository(connection).bump()


def test_sqlite_is_set_up(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'new' / 'folder' / 'x.sqlite3'}", busy_timeout=1.5)
    with reading(engine) as connection:
        found = {name: connection.scalar(text(f"pragma {name}")) for name in ("journal_mode", "foreign_keys", "busy_timeout")}
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 1500}
    engine.dispose()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(BadSettings, match="name a file"):
        make_engine(url)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSettings, match="cannot be made"):
        make_engine(f"sqlite:///{tmp_path / 'file' / 'x.sqlite3'}")


def test_a_server_that_is_not_there_is_said_on_one_line() -> None:
    engine = make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2")
    with pytest.raises(StoreUnavailable) as caught, reading(engine):
        pass
    assert "\n" not in caught.value.detail
    engine.dispose()
