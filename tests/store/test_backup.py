"""A backup has all that the database held at one moment, and gives it back on either kind of database, or nothing."""

import random
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import orjson
import pytest
from alembic import command
from sqlalchemy import Engine, inspect, select

from app.services import loading
from app.services.actors import ActorService
from app.services.graph import GraphHolder
from app.services.ingest import IngestService
from app.services.known import KnownGraphs
from app.store.archive import Archive, BadArchive, Writer
from app.store.backup import STEP, NotRestored, backup, restore
from app.store.changes import ChangeRepository
from app.store.engine import make_engine, reading, writing
from app.store.migrating import alembic_config, is_migrated, migrate
from app.store.partitions import partitioned, sizes
from app.store.relations import RelationRepository
from app.store.tables import metadata, version
from app.store.versions import VersionRepository
from tests.services.fake import NOON, FakeCoder, give
from tests.store import writer

LATER = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.fixture
def target(empty_url: str) -> Iterator[Engine]:
    """A database without any table, of either kind: the other, or another of the same."""
    engine = make_engine(empty_url)
    yield engine
    engine.dispose()


def fill(engine: Engine) -> str:
    """Something of everything; the id of an article that was taken back."""
    coder = FakeCoder()
    service = IngestService(engine, coder, coder_version="fake-1")
    for number in range(9):
        service.ingest(writer.article(number), NOON + timedelta(days=20 * number, microseconds=number))
    give(service, "raises, and what then\N{HORIZONTAL ELLIPSIS} \N{SNOWMAN}")
    given_up = give(service, "USA/GOV not attacks NSA:REBELS", "IRN arms A1 on 2020-02-29", minutes=7)
    service.retract(given_up, NOON + timedelta(days=1))
    actors = ActorService(engine)
    actors.merge("A2", "A1", by="me", reason="the same", now=NOON)
    actors.undo(1, NOON + timedelta(hours=1))
    actors.merge("B2", "B1", by="me", reason="the same", now=NOON)
    return given_up


def contents(engine: Engine) -> dict[str, Any]:
    """Every row, and the graph; the version row apart, and the log of changes, whose positions are of one database."""
    with reading(engine) as connection:
        rows: dict[str, Any] = {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
            if table.name not in ("version", "changes")
        }
        graph = loading.whole(connection)
        relations = RelationRepository(connection)
        assert relations.all() == relations.recount()
        return {**rows, "seen": list(graph), "nodes": dict(graph.nodes), "merged": dict(graph.merged)}


def version_row(engine: Engine) -> tuple[int, int, str, str | None]:
    with reading(engine) as connection:
        found = connection.execute(select(version.c.version, version.c.rearranged, version.c.store, version.c.register)).one()
        return found[0], found[1], found[2], found[3]


def test_what_is_restored_is_what_was_there(engine: Engine, target: Engine, tmp_path: Path) -> None:
    fill(engine)
    path = tmp_path / "news.backup"
    manifest = backup(engine, path, LATER)
    with Archive(path) as archive:
        assert archive.manifest == manifest
        beyond = restore(target, archive)
    assert contents(target) == contents(engine)
    old, new = version_row(engine), version_row(target)
    assert new[:2] == (beyond, beyond) == (STEP, STEP)
    with reading(target) as connection:
        assert ChangeRepository(connection).oldest() == beyond
        assert list(ChangeRepository(connection).since(beyond, beyond)) == []
    assert old[2] != new[2]
    assert old[3] == new[3]
    assert manifest.made_at == "2026-11-22T03:00:00+00:00"
    assert (path.stat().st_mode & 0o777, [*tmp_path.glob(".*")]) == (0o600, [])
    if partitioned(target):
        assert (sizes(target).months, sizes(target).left) == (6, 0)
    # It is a database like any other: it takes articles, decisions, and migrations.
    migrate(target)
    give(IngestService(target, FakeCoder(), coder_version="fake-1"), "RUS attacks UKR", "FRA sanctions RUS")
    ActorService(target).undo(2, LATER)
    contents(target)


def test_what_was_known_then_is_known_again(engine: Engine, target: Engine, tmp_path: Path) -> None:
    fill(engine)
    backup(engine, tmp_path / "b", LATER)
    with Archive(tmp_path / "b") as archive:
        restore(target, archive)
    for moment in (NOON, NOON + timedelta(hours=2), NOON + timedelta(days=50)):
        graphs = [KnownGraphs(one, lambda: LATER).at(moment) for one in (engine, target)]
        assert list(graphs[0]) == list(graphs[1])


def test_it_is_of_one_moment_while_others_write(engine: Engine, target: Engine, tmp_path: Path) -> None:
    numbers, done, some = count(), Event(), Event()
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")

    def write() -> None:
        while not done.is_set():
            service.ingest(writer.article(next(numbers)), NOON)
            some.set()

    begun: list[int] = []

    def shown(what: str, rows: int, total: int) -> None:
        """Between two tables somebody wrote."""
        begun.append(next(numbers))
        service.ingest(writer.article(begun[-1]), NOON)

    for number in range(30):
        service.ingest(writer.article(1000 + number), NOON)
    with ThreadPoolExecutor(2) as pool:
        writing_ = [pool.submit(write) for _ in range(2)]
        assert some.wait(60)
        manifest = backup(engine, tmp_path / "b", LATER, shown)
        done.set()
        for one in writing_:
            one.result()
    with Archive(tmp_path / "b") as archive:
        restore(target, archive)
    contents(target)
    with reading(target) as connection:
        stored = len(connection.execute(select(metadata.tables["articles"].c.id)).all())
    assert 30 < stored <= manifest.version  # each article moved the version by one, the register not at all


def test_a_service_that_runs_takes_up_what_was_restored(engine: Engine, tmp_path: Path) -> None:
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")
    give(service, "RUS attacks UKR")
    backup(engine, tmp_path / "b", LATER)
    give(service, "IRN arms SYR")
    holder = GraphHolder(engine)
    holder.refresh()
    before = holder.current()
    assert before.relation("IRN~arms~SYR")
    with Archive(tmp_path / "b") as archive:
        restore(engine, archive, replace=True)
    assert holder.refresh()
    assert holder.current().relation("IRN~arms~SYR") is None
    assert holder.current().relation("RUS~attacks~UKR")
    assert holder.current().version > before.version
    give(service, "IRN arms SYR")
    holder.refresh()
    assert holder.current().relation("IRN~arms~SYR")


def test_each_restored_state_is_beyond_the_one_before(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    versions, names = [], set()
    for number in range(3):
        backup(engine, tmp_path / f"{number}", LATER)
        with Archive(tmp_path / f"{number}") as archive:
            versions.append(restore(engine, archive, replace=True))
        with reading(engine) as connection:
            names.add(VersionRepository(connection).store())
    assert versions == [STEP, 2 * STEP, 3 * STEP]
    assert len(names) == 3


def test_a_database_in_use_is_left_alone(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    backup(engine, tmp_path / "b", LATER)
    before, row = contents(engine), version_row(engine)
    with Archive(tmp_path / "b") as archive, pytest.raises(NotRestored, match="--replace"):
        restore(engine, archive)
    assert (contents(engine), version_row(engine)) == (before, row)


class Interrupted(Exception):  # noqa: N818 - reads as what happened
    """In the middle."""


@pytest.mark.parametrize("at", ["restoring", "comparing"])
def test_an_interrupted_restore_leaves_what_was_there(engine: Engine, target: Engine, tmp_path: Path, at: str) -> None:
    fill(engine)
    backup(engine, tmp_path / "b", LATER)
    give(IngestService(engine, FakeCoder(), coder_version="fake-1"), "IRN arms SYR")
    before, row = contents(engine), version_row(engine)

    def shown(what: str, rows: int, total: int) -> None:
        if what.startswith(at) and rows > 0:
            raise Interrupted

    with Archive(tmp_path / "b") as archive:
        for into, replace in ((engine, True), (target, False)):
            with pytest.raises(Interrupted):
                restore(into, archive, replace=replace, shown=shown)
    assert (contents(engine), version_row(engine)) == (before, row)
    with reading(target) as connection:
        assert inspect(connection).get_table_names() == []


@pytest.mark.parametrize("revision", ["0007", "0005", "0004"])
def test_a_backup_of_an_older_schema_is_brought_to_the_newest(
    engine: Engine, target: Engine, tmp_path: Path, revision: str
) -> None:
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")
    for number in range(6):
        service.ingest(writer.article(number), NOON)
    before = contents(engine)
    config = alembic_config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    assert backup(engine, tmp_path / "b", LATER).revision == revision
    with Archive(tmp_path / "b") as archive:
        restore(target, archive)
    assert is_migrated(target)
    after = contents(target)
    for name in ("seen", "nodes", "articles", "relations"):
        assert after[name] == before[name]


def test_a_newer_schema_is_refused(engine: Engine, tmp_path: Path) -> None:
    with Writer(tmp_path / "b") as made:
        from app.store.archive import Manifest  # noqa: PLC0415 - only here

        made.finish(Manifest("9999", 1, "", (), ()))
    with Archive(tmp_path / "b") as archive, pytest.raises(BadArchive, match=r"9999.*newer"):
        restore(engine, archive, replace=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup to be damaged."""
    folder = tmp_path_factory.mktemp("whole")
    engine = make_engine(f"sqlite:///{folder / 'x.sqlite3'}")
    migrate(engine)
    fill(engine)
    backup(engine, folder / "b", LATER)
    engine.dispose()
    return folder / "b"


def rows_of(path: Path) -> list[list[tuple[Any, ...]]]:
    with Archive(path) as archive:
        archive.check()
        return [list(archive.rows(table)) for table in archive.manifest.tables]


def test_no_bit_of_it_can_be_changed_unnoticed(whole: Path, tmp_path: Path) -> None:
    chance, body, kept = random.Random(1), whole.read_bytes(), rows_of(whole)  # noqa: S311 - chance, not secrets
    refused = 0
    for _ in range(300):
        place = chance.randrange(len(body))
        damaged = bytearray(body)
        damaged[place] ^= 1 << chance.randrange(8)
        (tmp_path / "b").write_bytes(damaged)
        try:
            assert rows_of(tmp_path / "b") == kept  # what zip itself does not need, such as a time
        except BadArchive:
            refused += 1
    assert refused > 225  # the more tables, the more of such bytes


@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 0.99])
def test_half_a_file_is_refused(whole: Path, tmp_path: Path, part: float) -> None:
    body = whole.read_bytes()
    (tmp_path / "b").write_bytes(body[: int(len(body) * part)])
    with pytest.raises(BadArchive):
        Archive(tmp_path / "b")


def test_a_row_that_was_taken_out_with_its_digest_is_noticed_by_the_count(whole: Path, tmp_path: Path, engine: Engine) -> None:
    """Whoever makes the manifest anew gets past the digests, and not past the relations."""
    with Archive(whole) as archive, Writer(tmp_path / "b") as made:
        tables = []
        for table in archive.manifest.tables:
            rows = list(archive.rows(table))
            tables.append(made.table(table.name, table.columns, rows[1:] if table.name == "evidence" else rows))
        old = archive.manifest
        made.finish(type(old)(old.revision, old.version, old.made_at, old.months, tuple(tables)))
    with Archive(tmp_path / "b") as archive, pytest.raises(BadArchive, match="not what its evidence gives"):
        restore(engine, archive)
    assert contents(engine)["articles"] == []


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b", "w") as other:
        other.writestr("readme.txt", "hello")
    with pytest.raises(BadArchive, match="is no backup"):
        Archive(tmp_path / "b")
    with pytest.raises(BadArchive, match="cannot be read"):
        Archive(tmp_path / "absent")


def test_a_file_that_is_there_is_not_overwritten(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(FileExistsError, match="name another"):
        backup(engine, tmp_path / "b", LATER)
    assert (tmp_path / "b").read_text() == "mine"


def test_a_backup_that_fails_leaves_no_file(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("drop table aliases")
        connection.exec_driver_sql("alter table version rename to lost")
    with pytest.raises(Exception, match="version"):
        backup(engine, tmp_path / "b", LATER)
    assert [*tmp_path.glob("*b*part"), *tmp_path.glob("b")] == []


def test_there_is_nothing_to_back_up_without_tables(target: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotRestored, match="migrate"):
        backup(target, tmp_path / "b", LATER)


def test_the_archive_is_what_the_documentation_says(whole: Path) -> None:
    with zipfile.ZipFile(whole) as archive:
        manifest = orjson.loads(archive.read("manifest.json"))
        articles = next(table for table in manifest["tables"] if table["name"] == "articles")
        first = orjson.loads(archive.read("tables/articles.jsonl").splitlines()[0])
        row = dict(zip((name for name, _ in articles["columns"]), first, strict=True))
    assert row["received_at"] == "2024-05-10T12:00:00+00:00"
    assert row["published_day"] == "2024-01-01"
    assert manifest["months"][0] == "2024-05"
