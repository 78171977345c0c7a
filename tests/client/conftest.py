"""A running server over the three articles."""

from collections.abc import Iterator

import pytest

from app.main import create_app
from tests.api.conftest import NOON, make_container, seed
from tests.api.live import live


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where it answers."""
    with make_container(tmp_path_factory.mktemp("client")) as container:
        seed(container)
        with live(create_app(container=container, now=lambda: NOON)) as address:
            yield address
