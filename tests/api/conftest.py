"""The application over a fresh SQLite database, the real register and the phrase coder."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.container import Container
from app.http.envelope import Enveloped
from app.main import create_app
from app.settings import Settings
from tests.api.phrases import ARTICLES, PhraseCoder

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def make_container(folder: Path) -> Container:
    """A container over an empty database in a folder; nothing polls on its own within a test's time."""
    url = f"sqlite:///{folder / 'entente.sqlite3'}"
    given = Settings(database_url=url, home=folder, poll_interval=60, page_limit=3, page_limit_max=50)
    return Container.open(given, coder=PhraseCoder())


def seed(container: Container) -> None:
    """The three articles."""
    for article in ARTICLES:
        container.ingest.ingest(article, NOON)
    container.graph.refresh()


@pytest.fixture(scope="package")
def read_only_container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    """A seeded container for tests that only read."""
    with make_container(tmp_path_factory.mktemp("api")) as container:
        seed(container)
        yield container


@pytest.fixture(scope="package")
def read_only(read_only_container: Container) -> Enveloped:
    """The application over it."""
    return create_app(container=read_only_container, now=lambda: NOON)


@pytest.fixture(scope="package")
def reader(read_only: Enveloped) -> Iterator[TestClient]:
    """A client of the seeded application."""
    with TestClient(read_only, follow_redirects=False) as client:
        yield client


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """An empty container of the test's own."""
    with make_container(tmp_path) as container:
        yield container


@pytest.fixture
def client(container: Container) -> Iterator[TestClient]:
    """A client of an application with an empty store."""
    app = create_app(container=container, now=lambda: NOON)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client
