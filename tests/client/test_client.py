"""How the client asks: again where that helps, not again where nothing changed, and what it says where it is refused."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import httpx2
import pytest

from app.client import Client, EntenteProblem, GraphMoved

Handler = Callable[[httpx2.Request], httpx2.Response]
PROBLEM = {
    "type": "/problems/unknown-country",
    "title": "No country has this code or name",
    "status": 404,
    "detail": "no country is called 'Rusia'; did you mean Russia (RUS)?",
    "request_id": "r-1",
    "suggestions": [{"id": "RUS", "name": "Russia", "kind": "country"}],
}


class Played:
    """A service that answers as it is told, one answer after the other, and notes what was asked; the last stays."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self._answers = list(answers)
        self.asked: list[httpx2.Request] = []
        self.slept: list[float] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, **given: Any) -> Client:
        transport = httpx2.MockTransport(self)
        return Client("http://news.example/base/", transport=transport, sleep=self.slept.append, now=lambda: 1e9, **given)


def answer(status: int = 200, body: object = None, **headers: str) -> httpx2.Response:
    return httpx2.Response(status, json={"ok": True} if body is None else body, headers=headers)


def busy(status: int = 503, after: str | None = None) -> httpx2.Response:
    headers = {"Retry-After": after} if after else {}
    return httpx2.Response(status, json={"type": "/problems/unavailable", "status": status, "detail": "later"}, headers=headers)


@pytest.mark.parametrize(
    ("before", "slept"),
    [
        ([busy(503)], [0.5]),
        ([busy(429, "7"), busy(503)], [7.0, 1.0]),
        ([busy(429, "Sun, 09 Sep 2001 01:46:52 GMT")], [12.0]),
        ([busy(503, "soon")], [0.5]),
        ([httpx2.ConnectError("refused"), httpx2.ReadTimeout("slow")], [0.5, 1.0]),
        ([httpx2.RemoteProtocolError("gone")], [0.5]),
    ],
)
def test_what_passes_is_waited_for(before: list[httpx2.Response | Exception], slept: list[float]) -> None:
    played = Played(*before, answer())
    with played.client() as client:
        assert client.status() == {"ok": True}
    assert played.slept == slept
    assert len(played.asked) == len(slept) + 1


def test_posting_is_tried_again_too_with_the_same_body() -> None:
    played = Played(httpx2.ReadError("cut"), busy(503), answer(201))
    with played.client(key="ent_key") as client:
        client.post({"text": "Russia met Turkey.", "published_at": date(2020, 1, 2)})
    assert len({request.content for request in played.asked}) == 1
    assert json.loads(played.asked[0].content) == {"text": "Russia met Turkey.", "published_at": "2020-01-02"}
    assert played.asked[-1].headers["authorization"] == "Bearer ent_key"
    assert str(played.asked[-1].url) == "http://news.example/base/v1/articles"


def test_it_gives_up_after_its_tries() -> None:
    played = Played(busy(503))
    with played.client(retries=2) as client, pytest.raises(EntenteProblem, match="later"):
        client.status()
    assert played.slept == [0.5, 1.0]
    played = Played(httpx2.ConnectError("refused"))
    with played.client(retries=1) as client, pytest.raises(httpx2.ConnectError):
        client.status()
    assert played.slept == [0.5]


def test_it_does_not_wait_longer_than_its_patience() -> None:
    played = Played(busy(429, "3600"))
    with played.client() as client, pytest.raises(EntenteProblem) as raised:
        client.status()
    assert (raised.value.status, played.slept) == (429, [])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 500])
def test_what_does_not_pass_is_not_tried_again(status: int) -> None:
    played = Played(httpx2.Response(status, json={**PROBLEM, "status": status}))
    with played.client() as client, pytest.raises(EntenteProblem):
        client.alliances("Rusia").all()
    assert (len(played.asked), played.slept) == (1, [])


def test_a_problem_has_its_parts() -> None:
    with Played(answer(404, PROBLEM)).client() as client, pytest.raises(EntenteProblem, match="did you mean Russia") as raised:
        client.country("Rusia")
    problem = raised.value
    assert (problem.type, problem.title, problem.status) == (PROBLEM["type"], PROBLEM["title"], 404)
    assert [one["id"] for one in problem.suggestions] == ["RUS"]
    assert (problem.errors, problem.request_id) == ([], "r-1")


@pytest.mark.parametrize("body", [b"<h1>Bad gateway</h1>", b"", b"[1]", b'{"error": "x"}'])
def test_an_answer_of_something_else_is_a_problem_too(body: bytes) -> None:
    with Played(httpx2.Response(502, content=body)).client() as client, pytest.raises(EntenteProblem) as raised:
        client.status()
    assert (raised.value.type, raised.value.status, raised.value.title) == ("about:blank", 502, "Bad Gateway")
    assert raised.value.detail


def test_what_has_not_changed_is_not_sent_again() -> None:
    first = answer(body={"results": [1]}, etag='W/"12-a"')
    played = Played(first, httpx2.Response(304), answer(body={"results": [2]}, etag='W/"13-a"'), httpx2.Response(304))
    with played.client() as client:
        found: list[Any] = [client.suggest("rus") for _ in range(4)]
    assert found == [[1], [1], [2], [2]]
    tags = [request.headers.get("if-none-match") for request in played.asked]
    assert tags == [None, 'W/"12-a"', 'W/"12-a"', 'W/"13-a"']


def test_an_answer_that_is_changed_by_its_reader_stays_as_it_was() -> None:
    played = Played(answer(body={"results": [1]}, etag='"a"'), httpx2.Response(304))
    with played.client() as client:
        client.suggest("rus").clear()
        again: list[Any] = client.suggest("rus")
        assert again == [1]


def test_only_so_much_is_remembered() -> None:
    played = Played(answer(body={"results": []}, etag='"a"'))
    with played.client(remembered=2) as client:
        for q in ("a", "b", "c", "a"):
            client.suggest(q)
    assert all("if-none-match" not in request.headers for request in played.asked)


def pages(*numbers: int) -> list[httpx2.Response]:
    """Pages of one result each, each leading to the next."""
    return [
        answer(
            body={"results": [n], "total": len(numbers), "next_url": f"/v1/relations?cursor={n}" if n != numbers[-1] else None}
        )
        for n in numbers
    ]


def test_pages_are_asked_for_as_they_are_read() -> None:
    played = Played(*pages(1, 2, 3))
    with played.client() as client:
        found: Iterator[Any] = iter(client.relations(actor="Russia", relation=["attacks", "arms"], from_=date(2020, 1, 1)))
        assert (next(found), len(played.asked)) == (1, 1)
        assert [*found] == [2, 3]
    asked = [request.url.raw_path.decode() for request in played.asked]
    assert asked == [
        "/base/v1/relations?actor=Russia&relation=attacks&relation=arms&from=2020-01-01",
        "/base/v1/relations?cursor=1",
        "/base/v1/relations?cursor=2",
    ]


MOVED = httpx2.Response(410, json={"type": "/problems/cursor-expired", "status": 410, "title": "t", "detail": "d"})


def test_a_list_whose_version_is_gone_says_so() -> None:
    with Played(pages(1, 2)[0], MOVED).client() as client, pytest.raises(GraphMoved, match="after 1 results were read") as raised:
        list(client.relations())
    assert raised.value.type == "/problems/cursor-expired"


def test_all_of_a_list_is_of_one_version() -> None:
    played = Played(pages(1, 2)[0], MOVED, *pages(5, 6, 7))
    with played.client() as client:
        found: list[Any] = client.relations().all()
        assert found == [5, 6, 7]
    with Played(MOVED).client() as client, pytest.raises(GraphMoved):
        client.relations().all(restarts=2)


def test_names_and_moments_are_written_so_that_they_arrive() -> None:
    played = Played(answer(body={"results": [], "total": 0, "next_url": None}))
    with played.client() as client:
        list(client.evidence("IGO:A/B~attacks~RUS", known_at=datetime(2026, 1, 1, tzinfo=UTC), status=["planned"]))
        client.country("Côte d’Ivoire")
    assert played.asked[0].url.path == "/base/v1/relations/IGO:A/B~attacks~RUS/evidence"
    assert b"IGO:A%2FB~attacks~RUS" in played.asked[0].url.raw_path
    assert dict(played.asked[0].url.params) == {"status": "planned", "known_at": "2026-01-01T00:00:00+00:00"}
    assert played.asked[1].url.path == "/base/v1/countries/Côte d’Ivoire"


def test_one_refused_article_does_not_end_a_batch() -> None:
    refused = httpx2.Response(422, json={"type": "/problems/not-english", "status": 422, "title": "t", "detail": "d"})
    with Played(answer(201, {"id": "art-1"}), refused, answer(200, {"id": "art-3"})).client() as client:
        results: list[Any] = [*client.post_all([{"text": "a"}, {"text": "b"}, {"text": "c"}])]
    one, two, three = results
    assert isinstance(two, EntenteProblem)
    assert (one, two.type, three) == ({"id": "art-1"}, "/problems/not-english", {"id": "art-3"})
    locked = httpx2.Response(401, json={"type": "/problems/key-required", "status": 401, "title": "t", "detail": "d"})
    with Played(locked).client() as client, pytest.raises(EntenteProblem):
        list(client.post_all([{"text": "a"}, {"text": "b"}]))


def lot(since: str, following: str, *, complete: bool) -> httpx2.Response:
    """A page of one change, named by where it began."""
    return answer(body={"results": [{"id": f"after-{since}"}], "since": since, "next": following, "complete": complete})


def test_changes_are_read_to_the_end_and_tell_where_to_go_on() -> None:
    played = Played(lot("4", "6.2", complete=False), lot("6.2", "9", complete=True))
    with played.client() as client:
        changes = client.changes(4, type=["relation"], country="RUS")
        reading = iter(changes)
        assert (next(reading)["id"], changes.position) == ("after-4", "4")  # not yet dealt with
        assert [one["id"] for one in reading] == ["after-6.2"]
        assert changes.position == "9"
    asked = [dict(request.url.params) for request in played.asked]
    assert asked == [{"since": since, "type": "relation", "country": "RUS"} for since in ("4", "6.2")]


class Cut(httpx2.SyncByteStream):
    """A stream that ends in the middle."""

    def __init__(self, *parts: bytes) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts
        raise httpx2.ReadError("cut")


def test_a_stream_that_is_cut_goes_on_where_it_stopped() -> None:
    played = Played(
        busy(503),
        httpx2.Response(200, stream=Cut(b"retry: 3000\nid: 4\n\nid: 5\nevent: relation\nda", b'ta: {"id": "one"}\n\nid: 6\nda')),
        httpx2.Response(200, content=b': still here\nid: 7\n\nid: 8\nevent: actor\ndata: {"id":\ndata: "two"}\n\n'),
        httpx2.Response(410, json={"type": "/problems/changes-expired", "status": 410, "title": "t", "detail": "d"}),
    )
    with played.client() as client:
        changes = client.stream(actor="RUS")
        reading = iter(changes)
        assert next(reading)["id"] == "one"
        assert next(reading)["id"] == "two"
        assert changes.position == "7"
        with pytest.raises(EntenteProblem, match="410"):
            next(reading)
        assert changes.position == "8"
    assert [request.headers.get("last-event-id") for request in played.asked] == [None, None, "5", "8"]
    assert played.slept == [0.5, 0.5, 0.5]


def test_frames_without_pandas_say_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        Client.frame([])
