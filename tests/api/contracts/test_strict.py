"""Strict parameters: what an address does not take is refused, and the parameters that it takes are named."""

import pytest
from fastapi.testclient import TestClient

from tests.api.contracts.walking import EVERY, also


@pytest.mark.parametrize("path", EVERY)
def test_an_unknown_parameter_is_refused_and_the_known_are_named(reader: TestClient, path: str) -> None:
    answer = reader.get(also(path, "colour=blue"))
    assert answer.status_code == 400
    assert "'colour'" in answer.json()["detail"]
    assert "takes: " in answer.json()["detail"]
