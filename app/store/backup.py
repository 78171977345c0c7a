"""The database into an archive and back, on either kind of database, each in one transaction."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    func,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.types import TypeEngine

from app.errors import EntenteError
from app.store.archive import Archive, BadArchive, Manifest, Packed, Row, Writer
from app.store.bulk import insert_rows
from app.store.changes import ChangeRepository
from app.store.dialect import hold_still, lock_schema, place_counters, take_stock
from app.store.engine import reading, writing
from app.store.migrating import alembic_config
from app.store.partitions import Month, make_empty
from app.store.prints import PrintRepository
from app.store.relations import RelationRepository
from app.store.tables import Moment, metadata, version
from app.store.versions import VersionRepository

Shown = Callable[[str, int, int], None]
#: A restored database begins at the next multiple of this beyond its archive and what was in its place: whatever was
#: answered after the archive was made, by a database that is lost, is of another version.
STEP = 1_000_000_000
_LOT = 5_000
_REVISION = "alembic_version"
#: What a database that was never used has rows in: the version, the register's actors, and the log of their coming.
_GIVEN = {"version", "actors", "aliases", "changes"}
#: The special before the general.
_TYPES: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (BigInteger, "int8"), (Integer, "int4"), (Float, "float8"), (Boolean, "bool"), (Date, "date"), (DateTime, "moment"),
    (JSON, "json"), (LargeBinary, "bytes"), (String, "text"),
)  # fmt: skip
_MADE: dict[str, TypeEngine[Any]] = {
    "int8": BigInteger(), "int4": Integer(), "float8": Float(), "bool": Boolean(), "date": Date(), "moment": Moment(),
    "json": JSON(), "bytes": LargeBinary(), "text": Text(),
}  # fmt: skip


class NotRestored(EntenteError):  # noqa: N818 - reads as what happened
    """The archive cannot be put there; nothing was changed."""

    slug = "not-restored"
    title = "The database was not restored"


def backup(engine: Engine, path: Path, now: datetime, shown: Shown = lambda what, done, total: None) -> Manifest:
    """Write all that the database holds at one moment to an archive; writers go on meanwhile.

    ``shown`` is told what is being done, how many rows are done, and of how many. The database may be of an older schema.
    Raises :class:`OSError` where the file cannot be written, :class:`app.errors.StoreUnavailable`, and
    :class:`NotRestored` for a database that has no tables of ours.
    """
    with Writer(path) as writer, reading(engine) as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is None:
            raise NotRestored("there is nothing to back up: the database has no tables; run `migrate`")
        tables = _kept(_reflected(connection))
        counts = [int(connection.scalar(select(func.count()).select_from(table)) or 0) for table in tables]
        months: set[str] = set()
        packed: list[Packed] = []
        done = 0
        for table in tables:
            columns = [(column.name, _kind(column)) for column in table.columns]
            month = table.columns.keys().index("recorded_at") if table.name == "evidence" else None

            def rows(table: Table = table, month: int | None = month) -> Iterator[Row]:
                nonlocal done
                streamed = {"stream_results": True, "yield_per": _LOT}
                with connection.execute(select(table), execution_options=streamed) as found:
                    for row in found:
                        if month is not None:
                            months.add(f"{row[month]:%Y-%m}")
                        yield row
                        done += 1
                        if done % _LOT == 0:
                            shown("backing up", done, sum(counts))

            packed.append(writer.table(table.name, columns, rows()))
        held = VersionRepository(connection).current()
        made = now.astimezone(UTC).isoformat(timespec="seconds")
        manifest = Manifest(revision, held, made, tuple(sorted(months)), tuple(packed))
        writer.finish(manifest)
    return manifest


def restore(
    engine: Engine,
    archive: Archive,
    *,
    replace: bool = False,
    shown: Shown = lambda what, done, total: None,
    new_name: Callable[[], str] = lambda: secrets.token_hex(8),
) -> int:
    """Put what an archive holds into a database, all of it or nothing; the version that it then has.

    The archive is read and checked before the database is touched. The schema is that of the archive first, and is brought
    to the newest with its rows; relations must then be what their evidence gives. Whoever holds a graph of what was there
    loads anew: the database has another name (``new_name``), and a version beyond both.

    Raises :class:`app.store.archive.BadArchive`, :class:`NotRestored` where the database is in use and ``replace`` is not
    given, :class:`app.errors.StoreUnavailable`.
    """
    manifest = archive.manifest
    config = alembic_config()
    if manifest.revision not in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}:
        raise BadArchive(f"the backup is of schema {manifest.revision}, which this program does not know; take a newer one")
    archive.check(lambda rows: shown("checking", rows, manifest.rows))
    with writing(engine) as connection:
        lock_schema(connection)
        floor = max(manifest.version, _clear(connection, replace=replace))
        config.attributes["connection"] = connection
        command.upgrade(config, manifest.revision)
        made = {table.name: table for table in _kept(_reflected(connection))}
        if made.keys() != {table.name for table in manifest.tables}:
            raise BadArchive(f"the backup has not the tables of schema {manifest.revision}")
        for table in reversed(made.values()):
            connection.execute(table.delete())
        if "evidence" in made:
            make_empty(connection, [Month(*map(int, month.split("-"))) for month in manifest.months])
        done = 0
        for packed in manifest.tables:
            _fill(connection, archive, packed, partial(_told, shown, done, manifest.rows))
            done += packed.rows
        command.upgrade(config, "head")
        PrintRepository(connection).fill()
        place_counters(connection)
        take_stock(connection)
        shown("comparing relations with their evidence", done, manifest.rows)
        relations = RelationRepository(connection)
        if relations.all() != relations.recount():
            raise BadArchive("the relations of the backup are not what its evidence gives; nothing was restored")
        beyond = (floor // STEP + 1) * STEP
        connection.execute(update(version).values(version=beyond, rearranged=beyond, store=new_name()))
        ChangeRepository(connection).begin(beyond)  # positions in the log of what was there mean nothing now
    return beyond


def _told(shown: Shown, before: int, total: int, rows: int) -> None:
    shown("restoring", before + rows, total)


def _clear(connection: Connection, *, replace: bool) -> int:
    """Drop our tables; the version that was there. Refused where they are in use, unless ``replace``."""
    if not inspect(connection).has_table(version.name):
        return 0
    hold_still(connection, version)
    held = VersionRepository(connection).current()
    tables = _reflected(connection)
    for table in tables:
        if not replace and table.name not in _GIVEN and connection.execute(select(table).limit(1)).first():
            raise NotRestored("the database is not empty; --replace takes away what it holds, or name another with --into")
    for table in reversed(tables):
        table.drop(connection)
    connection.execute(text(f"drop table {_REVISION}"))
    return held


def _fill(connection: Connection, archive: Archive, packed: Packed, shown: Callable[[int], None]) -> None:
    table = Table(packed.name, MetaData(), *(Column(name, _MADE[kind]) for name, kind in packed.columns))

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, row in enumerate(archive.rows(packed)):
            if number % _LOT == 0:
                shown(number)
            yield row

    try:
        insert_rows(connection, table, [name for name, _ in packed.columns], rows())
    except (DataError, IntegrityError, ValueError, TypeError) as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        raise BadArchive(f"the rows of {packed.name} cannot be restored: {reason}") from error
    found = connection.scalar(select(func.count()).select_from(table))
    if found != packed.rows:
        raise BadArchive(f"{packed.name} has {found} rows where the backup has {packed.rows}; nothing was restored")


def _reflected(connection: Connection) -> list[Table]:
    """Our tables as they are, those first that others point to."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in metadata.tables, resolve_fks=False)
    return found.sorted_tables


def _kept(tables: Sequence[Table]) -> list[Table]:
    """Those that are not made from others."""
    return [table for table in tables if not metadata.tables[table.name].info.get("derived")]


def _kind(column: Column[Any]) -> str:
    return next(name for kind, name in _TYPES if isinstance(column.type, kind))
