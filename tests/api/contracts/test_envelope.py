"""Every answer carries the request's id and the security headers."""

import pytest
from fastapi.testclient import TestClient

from tests.api.contracts.walking import EVERY


@pytest.mark.parametrize("path", [*EVERY, "/", "/explorer/app.js"])
def test_every_answer_has_an_id_and_the_security_headers(reader: TestClient, path: str) -> None:
    headers = reader.get(path, headers={"X-Request-ID": "mine-1"}).headers
    assert headers["x-request-id"] == "mine-1"
    assert reader.get(path, headers={"X-Request-ID": "not sane"}).headers["x-request-id"] != "not sane"
    policy = headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert headers["x-content-type-options"] == "nosniff"
