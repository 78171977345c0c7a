"""HEAD is answered wherever GET is: the same headers, no body."""

import pytest
from fastapi.testclient import TestClient

from tests.api.contracts.walking import EVERY


@pytest.mark.parametrize("path", EVERY)
def test_head_answers_as_get_without_a_body(reader: TestClient, path: str) -> None:
    got, head = reader.get(path), reader.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "etag", "link"):
        assert head.headers.get(name) == got.headers.get(name)
