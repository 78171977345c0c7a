"""Conditional requests: answers from the graph carry an ETag, and 304 where it still holds."""

import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.container import Container
from app.http.conditional import canonical, etag
from app.main import create_app
from tests.api.conftest import NOON, seed
from tests.api.contracts.walking import VERSIONED, also


@pytest.mark.parametrize("path", VERSIONED)
def test_an_etag_that_still_holds_is_304_before_any_work(reader: TestClient, path: str) -> None:
    first = reader.get(path)
    tag = first.headers["etag"]
    assert re.fullmatch(r'W/"\d+-[0-9a-f]{16}"', tag)
    again = reader.get(path, headers={"If-None-Match": f'"other", {tag.removeprefix("W/")}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    for name in ("cache-control", "vary"):
        assert again.headers[name] == first.headers[name]
    assert not {"content-type", "content-length", "content-encoding"} & set(again.headers)
    assert reader.get(path, headers={"If-None-Match": '"other"'}).content == first.content
    assert reader.get(path, headers={"If-None-Match": "*"}).status_code == 200


@pytest.mark.parametrize("path", VERSIONED)
def test_what_is_not_remembered_is_304_all_the_same_and_nothing_is_made(
    reader: TestClient, read_only: FastAPI, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    tag = reader.get(path).headers["etag"]
    other = TestClient(create_app(container=read_only.state.container, now=lambda: NOON))  # it has answered nothing yet

    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("a handler was asked")

    for asks in ("fastapi.routing.run_endpoint_function", "app.http.solving.asked"):
        monkeypatch.setattr(asks, refused)
    again = other.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["etag"]) == (304, tag)
    assert other.get(path).status_code == 500


@pytest.mark.parametrize("path", VERSIONED)
def test_what_is_asked_wrongly_or_is_not_there_is_never_304(reader: TestClient, read_only: FastAPI, path: str) -> None:
    held = read_only.state.container.graph.in_hand()
    tag = reader.get(path).headers["etag"]
    wrong = also(path, "colour=blue")
    where, _, query = wrong.partition("?")
    # As somebody would make it who knows the edition, which nobody is told.
    forged = etag(held.graph.version, held.edition, where, canonical(parse_qsl(query)))
    for given in (tag, forged):
        assert reader.get(wrong, headers={"If-None-Match": given}).status_code == 400
    assert reader.get(f"{where}/nowhere", headers={"If-None-Match": tag}).status_code == 404


@pytest.mark.parametrize("path", [path for path in VERSIONED if "RUS" in path])
def test_another_query_has_another_etag_and_the_order_of_parameters_none(reader: TestClient, path: str) -> None:
    one = reader.get(also(path, "from=2014-01-01&as_of=2024-01-01")).headers["etag"]
    two = reader.get(also(path, "as_of=2024-01-01&from=2014-01-01")).headers["etag"]
    assert one == two != reader.get(path).headers["etag"]


def test_the_order_of_values_counts_where_it_says_something(reader: TestClient) -> None:
    path = "/v1/countries/SYR/subgraph?limit_nodes=1&expand_nodes=1"
    one, two = (reader.get(f"{path}&expand={first}&expand={last}") for first, last in (("SYR", "RUS"), ("RUS", "SYR")))
    assert one.json()["nodes"] != two.json()["nodes"]
    assert one.headers["etag"] != two.headers["etag"]
    either = [
        reader.get(f"/v1/relations?relation={one}&relation={two}") for one, two in (("arms", "attacks"), ("attacks", "arms"))
    ]
    assert either[0].headers["etag"] == either[1].headers["etag"]


def test_what_changes_has_another_etag(client: TestClient, container: Container) -> None:
    before = client.get("/v1/countries/RUS")
    assert client.get("/v1/countries/RUS", headers={"If-None-Match": before.headers["etag"]}).status_code == 304
    seed(container)
    after = client.get("/v1/countries/RUS", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.content != before.content
