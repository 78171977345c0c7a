"""The register of the queries' tests."""

import pytest

from graph.actors import Register
from tests.queries.conftest import small_register


@pytest.fixture
def register() -> Register:
    """Six countries, a pact and a club."""
    return small_register()
