"""Remembered answers: of the edition in hand only, within a number of bytes; and who is asked for them."""

import gzip
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Route

from app.container import Container
from app.http.conditional import canonical, etag, matches
from app.http.remembered import Answer, AnswerCache
from graph.queries import alliances
from tests.api.conftest import seed

ROUTE = Route("/a", lambda _: None)
EMPTY = Answer.of(ROUTE, "/a", "", (), b"").size


def answer(body: bytes, kind: bytes = b"application/json") -> Answer:
    return Answer.of(ROUTE, "/a", 'W/"1-0"', ((b"content-type", kind), (b"content-length", b"%d" % len(body))), body)


def test_an_answer_is_of_one_edition_and_the_next_one_takes_its_place() -> None:
    cache, one, two = AnswerCache(), answer(b"one"), answer(b"two")
    cache.put("new", b"/a?", one)
    assert cache.get("new", b"/a?", {}) is one
    cache.put("restored", b"/b?", two)
    assert cache.get("restored", b"/a?", {}) is None
    assert cache.last(b"/a?", {}) == (b"/a?", "new", one)
    assert cache.get("restored", b"/b?", {}) is two
    cache.put("restored", b"/a?", two)
    assert cache.get("new", b"/a?", {}) is None
    assert cache.last(b"/a?", {}) == (b"/a?", "restored", two)
    assert cache.last(b"/c?", {}) is None


def test_what_is_asked_often_stays_whatever_else_is_asked_once() -> None:
    """Also where Accept chooses it, which takes two places."""
    cache, often = AnswerCache(most_bytes=20 * EMPTY), answer(b"often")
    cache.put("x", b"/a?", often, b"text/csv")
    for number in range(100):
        cache.put("x", b"/%d?" % number, answer(b"once"), b"")
        assert cache.get("x", b"/a?", {b"accept": b"text/csv"}) is often


def test_the_least_recently_asked_goes_first_and_the_huge_is_not_kept() -> None:
    cache = AnswerCache(most_bytes=8 * (EMPTY + 11))
    for name in (b"a", b"b", b"c", b"d", b"e", b"f", b"g", b"h"):
        cache.put("x", name, answer(b"x" * 10))
    cache.get("x", b"a", {})
    cache.put("x", b"i", answer(b"x" * 10))
    assert cache.get("x", b"a", {}) is not None
    assert cache.get("x", b"b", {}) is None
    cache.put("x", b"j", answer(b"x" * 11))
    assert cache.get("x", b"j", {}) is None


def test_long_questions_count() -> None:
    cache = AnswerCache(most_bytes=10 * (EMPTY + 10))
    names = [bytes([letter]) * 9 for letter in b"abcdefghijkl"]
    for name in names:
        cache.put("x", name, answer(b"x"))
    assert [name for name in names if cache.get("x", name, {})] == names[2:]
    cache.put("x", b"z" * (EMPTY + 30), answer(b"x"))
    assert cache.get("x", b"z" * (EMPTY + 30), {}) is None


def test_a_packed_body_counts_and_stands_beside_the_plain_one() -> None:
    body = bytes(range(256)) * 4
    cache = AnswerCache(most_bytes=20 * (EMPTY + len(body)))
    plain = answer(body)
    for name in (b"a", b"b"):
        cache.put("x", name, plain)
    packed = plain.pack()
    assert packed.packed is not None
    assert gzip.decompress(packed.packed) == packed.body == body
    assert dict(packed.packed_headers)[b"content-length"] == b"%d" % len(packed.packed)
    assert packed.size == plain.size + len(packed.packed)
    cache.replace(b"a", {}, packed)
    assert cache.get("x", b"a", {}) is packed
    cache.replace(b"gone", {}, packed)
    cache.put("other", b"b", other := Answer.of(ROUTE, "/b", 'W/"2-0"', (), body))
    cache.replace(b"b", {}, packed)
    assert cache.get("other", b"gone", {}) is None
    assert cache.get("other", b"b", {}) is other
    assert answer(body, b"image/png").pack().packed is None
    assert answer(b"short").pack().packed is None


def test_an_answer_that_accept_chooses_is_given_to_those_alone_who_ask_so() -> None:
    cache, table, tree = AnswerCache(), answer(b"table"), answer(b"tree")
    cache.put("x", b"/a?", table, b"text/csv")
    cache.put("x", b"/a?", tree, b"")
    assert cache.get("x", b"/a?", {b"accept": b"text/csv"}) is table
    assert cache.get("x", b"/a?", {}) is tree
    assert cache.get("x", b"/a?", {b"accept": b"text/html"}) is None


def test_a_tag_names_version_edition_path_query_and_form() -> None:
    assert canonical([("b", "2"), ("a", "1")]) == canonical([("a", "1"), ("b", "2")])
    tag = etag(1, "e", "/a", "")
    others = {etag(2, "e", "/a", ""), etag(1, "f", "/a", ""), etag(1, "e", "/b", ""), etag(1, "e", "/a", "x=1")}
    assert len({tag, *others, etag(1, "e", "/a", "", ""), etag(1, "e", "/a", "", "text/csv")}) == 7
    assert matches(tag, tag)
    assert matches(tag, f'"x", {tag}')
    assert matches(tag, tag.removeprefix("W/"))
    assert not matches(tag, '"x"')
    assert not matches(tag, tag[3:-1])
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
        "/v1/timeline",
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
