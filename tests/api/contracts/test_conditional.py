"""Conditional requests: answers from the graph carry an ETag, and 304 where it still holds."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.api.contracts.walking import VERSIONED, also


@pytest.mark.parametrize("path", VERSIONED)
def test_an_etag_that_still_holds_is_304_before_any_work(reader: TestClient, path: str) -> None:
    first = reader.get(path)
    tag = first.headers["etag"]
    assert re.fullmatch(r'W/"\d+-[0-9a-f]{16}"', tag)
    again = reader.get(path, headers={"If-None-Match": f'"other", {tag.removeprefix("W/")}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert reader.get(path, headers={"If-None-Match": '"other"'}).content == first.content
    assert reader.get(path, headers={"If-None-Match": "*"}).status_code == 200


@pytest.mark.parametrize("path", [path for path in VERSIONED if "RUS" in path])
def test_another_query_has_another_etag_and_the_order_of_parameters_none(reader: TestClient, path: str) -> None:
    one = reader.get(also(path, "from=2014-01-01&as_of=2024-01-01")).headers["etag"]
    two = reader.get(also(path, "as_of=2024-01-01&from=2014-01-01")).headers["etag"]
    assert one == two != reader.get(path).headers["etag"]
