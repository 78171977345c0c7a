"""Every error, whatever its source, is a problem document of the same shape."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Container
from app.http.problems import kinds
from app.main import create_app
from tests.api.conftest import NOON

ROUTE = "/v1/countries/RUS"
ARTICLE = "/v1/articles"

CASES: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/nowhere", {}, 404, "route-not-found"),
    ("GET", "/v1/countries/", {}, 404, "route-not-found"),
    ("POST", ROUTE, {}, 405, "method-not-allowed"),
    ("OPTIONS", ROUTE, {}, 405, "method-not-allowed"),
    ("GET", "/v1/countries/Rusia", {}, 404, "unknown-country"),
    ("GET", "/v1/countries/IGO:NATO", {}, 404, "unknown-country"),
    ("GET", "/v1/actors/NSA:NOBODY_AT_ALL", {}, 404, "actor-not-found"),
    ("GET", "/v1/relations?actor=Rusia", {}, 404, "actor-not-found"),
    ("GET", "/v1/relations/RUS~attacks~FRA", {}, 404, "relation-not-found"),
    ("GET", "/v1/relations/RUS~attacks~FRA/evidence", {}, 404, "relation-not-found"),
    ("GET", "/v1/relations/RUS~attacks~UKR?as_of=2001-01-01", {}, 404, "relation-not-found"),
    ("GET", "/v1/articles/none", {}, 404, "article-not-found"),
    ("DELETE", "/v1/articles/none", {}, 404, "article-not-found"),
    ("GET", f"{ROUTE}?asof=2015-01-01", {}, 400, "unknown-parameter"),
    ("GET", f"{ROUTE}?as_of=2015-01-01&as_of=2016-01-01", {}, 400, "unknown-parameter"),
    ("GET", "/healthz?x=1", {}, 400, "unknown-parameter"),
    ("GET", f"{ROUTE}?as_of=yesterday", {}, 400, "invalid-parameter"),
    ("GET", f"{ROUTE}?as_of=1443312000", {}, 400, "invalid-parameter"),
    ("GET", f"{ROUTE}?from=2016-01-01&to=2015-01-01", {}, 400, "invalid-parameter"),
    ("GET", f"{ROUTE}/subgraph?depth=4", {}, 400, "invalid-parameter"),
    ("GET", f"{ROUTE}/subgraph?limit_nodes=2001", {}, 400, "invalid-parameter"),
    ("GET", f"{ROUTE}/subgraph?relation=befriends", {}, 400, "invalid-parameter"),
    ("GET", "/v1/countries?limit=51", {}, 400, "invalid-parameter"),
    ("GET", "/v1/countries?limit=0", {}, 400, "invalid-parameter"),
    ("GET", "/v1/alliances/check?a=RUS", {}, 400, "invalid-parameter"),
    ("GET", "/v1/alliances/check?a=RUS&b=Russia", {}, 400, "invalid-parameter"),
    ("GET", "/v1/countries?cursor=gibberish", {}, 400, "bad-cursor"),
    ("POST", ARTICLE, {"content": b"x=1", "headers": {"content-type": "text/plain"}}, 415, "unsupported-media-type"),
    ("POST", ARTICLE, {"content": b"{}"}, 415, "unsupported-media-type"),
    ("POST", ARTICLE, {"content": b"{", "headers": {"content-type": "application/json"}}, 400, "malformed-body"),
    ("POST", ARTICLE, {"content": b'"\xff"', "headers": {"content-type": "application/json"}}, 400, "malformed-body"),
    ("POST", ARTICLE, {"json": []}, 422, "invalid-body"),
    ("POST", ARTICLE, {"json": {"text": "Russia bombed Ukraine.", "writer": "me"}}, 422, "invalid-body"),
    ("POST", ARTICLE, {"json": {"text": "Russia bombed Ukraine.", "published_at": 7}}, 422, "invalid-body"),
    ("POST", ARTICLE, {"json": {"url": "https://news.example/a"}}, 422, "url-not-fetched"),
    ("POST", ARTICLE, {"json": {}}, 422, "bad-article"),
    ("POST", ARTICLE, {"json": {"text": "a", "html": "<p>a</p>"}}, 422, "bad-article"),
    ("POST", ARTICLE, {"json": {"text": " \n "}}, 422, "empty-text"),
    ("POST", "/v1/extract", {"json": {"text": "..."}}, 422, "empty-text"),
    ("POST", "/v1/extract", {"json": {"text": "a" * 1_000_001}}, 413, "too-large"),
    ("POST", "/v1/extract", {"json": {"text": "a" * 4_000_001}}, 413, "body-too-large"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]} {case[4]}")
def test_the_error_is_a_problem_document(reader: TestClient, case: tuple[str, str, dict[str, Any], int, str]) -> None:
    method, path, sent, status, slug = case
    answer = reader.request(method, path, **sent)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (status, f"/problems/{slug}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == status
    assert problem["instance"] == path.partition("?")[0]
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert problem["title"]
    assert problem["detail"]
    assert "\n" not in problem["detail"]


def test_a_mistyped_country_is_answered_with_suggestions(reader: TestClient) -> None:
    problem = reader.get("/v1/countries/Rusia/alliances").json()
    assert problem["suggestions"][0] == {"id": "RUS", "name": "Russia", "kind": "country"}
    assert "Russia (RUS)" in problem["detail"]


def test_a_wrong_method_is_told_the_right_ones(reader: TestClient) -> None:
    assert reader.delete(ROUTE).headers["allow"] == "GET, HEAD"


def test_a_body_without_a_stated_length_is_cut_off_at_the_limit(reader: TestClient) -> None:
    chunks = (b" " * 1_000_000 for _ in range(5))
    answer = reader.post(ARTICLE, content=chunks, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body-too-large")


def test_the_values_sent_are_not_repeated(reader: TestClient) -> None:
    answer = reader.post(ARTICLE, json={"text": {"secret": "hunter2"}})
    assert "hunter2" not in answer.text


def test_an_unexpected_error_is_a_problem_too_and_says_nothing_of_its_cause(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr("app.api.countries.alliances", broken)
    answer = client.get(f"{ROUTE}/alliances")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["request_id"] in answer.json()["detail"]
    assert "hunter2" not in answer.text


def test_without_a_graph_the_service_says_that_it_is_not_ready(container: Container) -> None:
    from app.services.graph import GraphHolder  # noqa: PLC0415 - only here

    object.__setattr__(container, "graph", GraphHolder(container.engine, interval=60))
    client = TestClient(create_app(container=container, now=lambda: NOON))  # not entered: nothing loads the graph
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["reason"]
    answer = client.get(ROUTE)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/graph-not-loaded")
    assert answer.headers["retry-after"] == "1"


def test_slugs_are_distinct_and_plain() -> None:
    slugs = [kind.slug for kind in kinds()]
    assert len(slugs) == len(set(slugs))
    assert all(slug.replace("-", "").isalpha() and slug == slug.lower() for slug in slugs)
    assert all(400 <= kind.status < 600 for kind in kinds())
