"""Engines and transactions: SQLite in WAL, PostgreSQL by psycopg 3, the same promises on both.

A reader sees one snapshot for the whole of its transaction. A writer takes its lock at once (BEGIN IMMEDIATE on SQLite;
on PostgreSQL the version row, which every writer bumps before it reads what it folds).
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DataError, DBAPIError, IntegrityError, InterfaceError
from sqlalchemy.exc import TimeoutError as NoConnection

from app.errors import BadSettings, StoreFull, StoreUnavailable

#: Execution option of a query whose rows PostgreSQL is to send in binary.
BINARY = "entente_binary"
_MODE = "entente_begin"
#: KiB of pages that a SQLite connection holds: while it writes, and otherwise, as SQLite has it. Pages that many rows
#: change again and again would else be written to the log and read back.
_WRITING, _RESTING = 65_536, 2_000
_WIDE = "entente_wide"
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PAUSE = 0.02  # seconds between two tries to put a new SQLite file into WAL
#: A PostgreSQL server that vanished without a word is given up after some seconds, not after the quarter of an hour that
#: the system would wait. What the URL says wins.
_PATIENCE = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
#: What is wrong with the rows that were given, not with the database.
_OF_THE_ROWS = (DataError, IntegrityError)
_FULL = "53100"  # what PostgreSQL calls a full disk


def make_engine(url: str, *, busy_timeout: float = 30.0) -> Engine:
    """An engine for a SQLite file (its folder is made) or a PostgreSQL database.

    ``busy_timeout`` is how many seconds a SQLite writer waits for another. Raises :class:`BadSettings` for an in-memory
    SQLite database, which the service's threads could not share.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        patience = {name: value for name, value in _PATIENCE.items() if name not in parsed.query}
        # A pooled connection may have died with its server; asking first costs a fraction of a millisecond.
        server = create_engine(parsed, pool_pre_ping=True, connect_args=patience)
        event.listen(server, "before_cursor_execute", _in_binary)
        return server
    if not parsed.database or parsed.database == ":memory:":
        raise BadSettings("ENTENTE_DATABASE_URL: an in-memory SQLite database cannot be shared; name a file")
    try:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(f"ENTENTE_DATABASE_URL: the folder of {parsed.database} cannot be made: {error}") from error
    engine = create_engine(parsed, connect_args={"timeout": busy_timeout})
    event.listen(engine, "connect", lambda connection, _: _prepare_sqlite(connection, busy_timeout))
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkin", _rest_sqlite)
    return engine


def _in_binary(connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
    if context is not None and context.execution_options.get(BINARY):
        cursor.format = 1


def _prepare_sqlite(connection: Any, patience: float) -> None:
    # The driver's own transaction handling would begin late and commit early; `_begin_sqlite` begins instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    _into_wal(cursor, patience)
    # What was answered as stored survives a power cut, too.
    cursor.execute("pragma synchronous = full")
    cursor.execute("pragma foreign_keys = on")
    cursor.close()


def _into_wal(cursor: Any, patience: float) -> None:
    """Where several open a new file at once, SQLite refuses all but one of them at once, whatever the busy timeout."""
    until = time.monotonic() + patience
    while True:
        try:
            cursor.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get(_MODE, "deferred")
    if mode == "immediate":
        connection.info[_WIDE] = True
        connection.exec_driver_sql(f"pragma cache_size = -{_WRITING}")
    connection.exec_driver_sql(f"begin {mode}")


def _rest_sqlite(connection: Any, record: Any) -> None:
    if connection is not None and record.info.pop(_WIDE, False):
        connection.execute(f"pragma cache_size = -{_RESTING}").close()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A read transaction that sees one snapshot. :class:`StoreUnavailable` when the database does not answer."""
    postgres = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with _transaction(engine, **(postgres if engine.dialect.name == "postgresql" else {})) as connection:
        yield connection


def reached(engine: Engine) -> None:
    """Return where the database answers. :class:`StoreUnavailable` where it does not."""
    with _transaction(engine):
        pass


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A write transaction: all of it or nothing. :class:`StoreUnavailable` when the database does not answer."""
    # On PostgreSQL, what follows the lock on the version row must see what the writer before committed.
    options = {"isolation_level": "READ COMMITTED"} if engine.dialect.name == "postgresql" else {_MODE: "immediate"}
    with _transaction(engine, **options) as connection:
        yield connection


@contextmanager
def _transaction(engine: Engine, **options: Any) -> Iterator[Connection]:
    try:
        with engine.connect() as connection, connection.execution_options(**options).begin():
            yield connection
    except _OF_THE_ROWS:
        raise
    except (DatabaseError, InterfaceError) as error:
        if _is_full(error):
            raise StoreFull(f"there is no room left for the database: {one_line(error)}; nothing more was stored") from error
        raise StoreUnavailable(f"the database cannot be used: {one_line(error)}; check it, or run `migrate`") from error
    except NoConnection as error:
        raise StoreUnavailable("every connection to the database is in use; try again soon") from error


def _is_full(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        code: int = getattr(error.orig, "sqlite_errorcode", 0)
        return code & 0xFF == sqlite3.SQLITE_FULL
    return getattr(error.orig, "sqlstate", None) == _FULL


def one_line(error: DBAPIError) -> str:
    """The driver's own message, on one line, without the statement (which may hold an article)."""
    return " ".join(str(error.orig).split())
