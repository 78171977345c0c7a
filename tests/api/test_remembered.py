"""Remembered answers: the newest version's only, within a number of bytes; and who is asked for them."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Container
from app.http.conditional import AnswerCache, canonical, etag, matches
from graph.queries import alliances
from tests.api.conftest import seed


def test_a_newer_version_drops_the_older_answers() -> None:
    cache = AnswerCache()
    cache.put(1, "/a?", b"one", {})
    assert cache.get(1, "/a?") == (b"one", {})
    cache.put(2, "/b?", b"two", {})
    assert cache.get(1, "/a?") is None
    cache.put(1, "/a?", b"late", {})
    assert cache.get(1, "/a?") is None
    assert cache.get(2, "/b?") == (b"two", {})


def test_the_least_recently_asked_goes_first_and_the_huge_is_not_kept() -> None:
    cache = AnswerCache(most_bytes=88)
    for name in "abcdefgh":
        cache.put(1, name, b"x" * 10, {})
    cache.get(1, "a")
    cache.put(1, "i", b"x" * 10, {})
    assert cache.get(1, "a") is not None
    assert cache.get(1, "b") is None
    cache.put(1, "j", b"x" * 11, {})
    assert cache.get(1, "j") is None


def test_long_questions_count() -> None:
    cache = AnswerCache(most_bytes=100)
    for name in "abcdefghijkl":
        cache.put(1, name * 9, b"x", {})
    kept = [name for name in "abcdefghijkl" if cache.get(1, name * 9)]
    assert kept == list("cdefghijkl")
    cache.put(1, "z" * 20, b"x", {})
    assert cache.get(1, "z" * 20) is None


def test_a_tag_names_version_path_and_query() -> None:
    assert canonical([("b", "2"), ("a", "1")]) == canonical([("a", "1"), ("b", "2")])
    tags = {etag(1, "/a", ""), etag(2, "/a", ""), etag(1, "/b", ""), etag(1, "/a", "x=1")}
    assert len(tags) == 4
    tag = etag(1, "/a", "")
    assert matches(tag, tag)
    assert matches(tag, f'"x", {tag}')
    assert not matches(tag, '"x"')
    assert not matches(tag, None)


def test_a_hot_answer_is_made_once_a_version(client: TestClient, container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def watched(*given: Any) -> Any:
        asked.append(given)
        return alliances(*given)

    monkeypatch.setattr("app.api.countries.alliances", watched)
    answers = [client.get("/v1/countries/RUS/alliances") for _ in range(3)]
    assert len(asked) == 1
    assert answers[0].content == answers[2].content
    assert answers[0].headers["link"] == answers[2].headers["link"]
    seed(container)
    assert client.get("/v1/countries/RUS/alliances").content != answers[0].content
    assert len(asked) == 2


def test_hot_answers_never_touch_sql(client: TestClient, container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    seed(container)

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("SQL was asked")

    monkeypatch.setattr(type(container.engine), "connect", refused)
    for path in (
        "/v1/countries",
        "/v1/countries/RUS",
        "/v1/countries/RUS/subgraph?depth=3",
        "/v1/countries/RUS/alliances",
        "/v1/countries/RUS/rivals",
        "/v1/actors/RUS/subgraph",
        "/v1/actors/RUS/relations",
        "/v1/actors/RUS/neighbors",
        "/v1/actors/RUS/timeline",
        "/v1/dyads/RUS/UKR",
        "/v1/paths?source=SYR&target=UKR",
        "/v1/relations",
        "/v1/relations/RUS~attacks~UKR",
        "/v1/analytics/coalitions",
        "/v1/analytics/centrality",
        "/v1/analytics/trends?actor=RUS",
        "/v1/suggest?q=r",
        "/v1/ontology",
    ):
        assert client.get(path).status_code == 200
    assert client.get("/v1/relations/RUS~attacks~UKR/evidence").status_code in (500, 503)
