"""Analytics over HTTP: what each answer tells of itself, limits, who may be asked about, and when it takes too long."""

import asyncio
from threading import Event
from typing import Any

import jsonschema
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.container import Container
from app.ingestion.article import ArticleIn
from app.main import create_app
from app.services.analyses import Analyses
from graph.deadline import Deadline
from tests.api.conftest import NOON, seed

ROUTES = ("/v1/analytics/coalitions", "/v1/analytics/centrality", "/v1/analytics/trends?actor=RUS")


def ask(client: TestClient, path: str, **query: Any) -> Any:
    answer = client.get(f"/v1/analytics/{path}", params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(client: TestClient, path: str, **query: Any) -> tuple[int, str]:
    answer = client.get(f"/v1/analytics/{path}", params=query or None)
    return answer.status_code, answer.json()["detail"]


@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_says_what_it_is_and_fits_its_schema(reader: TestClient, read_only: FastAPI, path: str) -> None:
    answer = reader.get(path).json()
    document = read_only.openapi()
    route = document["paths"][path.split("?", maxsplit=1)[0]]["get"]
    name = route["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
    shape = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    jsonschema.Draft202012Validator(shape).validate(answer)
    assert answer["definition"].endswith(".")
    assert "(" in answer["source"]
    assert isinstance(answer["exact"], bool)
    assert answer["graph"] == reader.get("/v1/relations").json()["graph"]
    assert (answer["total"], answer["truncated"]) == (len(answer["results"]), False) or answer["truncated"]


def test_coalitions_with_what_binds_them(reader: TestClient) -> None:
    found = ask(reader, "coalitions", seed=3, resolution=0.5)
    assert (found["total"], found["actors"], found["exact"]) == (1, 4, False)
    assert found["parameters"] == {
        "seed": 3, "resolution": 0.5, "runs": 5, "kind": None, "relation": [], "plover": [], "sign": None,
        "min_sources": 1, "min_confidence": 0.0,
    }  # fmt: skip
    one = found["results"][0]
    assert [member["id"] for member in one["members"]] == ["RUS", "SYR", "IRN", "IRQ"]  # by what binds them
    assert one["members"][0]["strength"] == one["inside"] == 4.0559
    assert one["members"][0]["link"] == "/v1/countries/RUS"
    assert one["relations"][0]["id"] == "RUS~allied_with~SYR"
    assert reader.get(one["relations"][0]["link"]).json()["total"] == 1
    assert (one["size"], one["truncated"], len(one["relations"])) == (4, False, 5)
    cut = ask(reader, "coalitions", seed=3, resolution=0.5, members=2, binding=0)["results"][0]
    assert [member["id"] for member in cut["members"]] == ["RUS", "SYR"]
    assert (cut["size"], cut["truncated"], cut["relations"]) == (4, True, [])


def test_coalitions_of_what_a_filter_leaves(reader: TestClient) -> None:
    def actors(**query: Any) -> int:
        return int(ask(reader, "coalitions", **query)["actors"])

    assert actors(relation="cooperates_militarily_with") == 3
    assert actors(relation=["cooperates_militarily_with", "shares_intelligence_with"]) == 4
    assert actors(sign="conflict") == actors(min_sources=2) == actors(to="2000-01-01") == actors(kind="igo") == 0
    assert actors(plover="AID") == 0


def test_coalitions_are_cut_at_a_limit_that_they_tell(reader: TestClient) -> None:
    found = ask(reader, "coalitions", resolution=1000, limit=2)
    assert (len(found["results"]), found["total"], found["limit"], found["truncated"]) == (2, 4, 2, True)


def test_the_most_central_first(reader: TestClient) -> None:
    found = ask(reader, "centrality", measure="degree", limit=1)
    assert found["results"] == [
        {
            "actor": {"id": "RUS", "name": "Russia", "kind": "country"},
            "rank": 1,
            "value": 3,
            "degree": 3,
            "strength": 4.0559,
            "link": "/v1/countries/RUS",
        }
    ]
    assert (found["total"], found["actors"], found["pairs"], found["truncated"]) == (4, 4, 3, True)
    assert found["parameters"]["sign"] == "cooperation"
    ranks = ask(reader, "centrality", damping=0.5)
    assert ranks["parameters"]["damping"] == 0.5
    assert ranks["steps"] > 1
    assert sum(one["value"] for one in ask(reader, "centrality", limit=50)["results"]) == pytest.approx(1)


def test_central_in_conflict(reader: TestClient) -> None:
    found = ask(reader, "centrality", measure="betweenness", sign="conflict", limit=50)
    assert [one["actor"]["id"] for one in found["results"]] == ["RUS", "FRA", "GBR", "TUR", "UKR"]
    assert [one["value"] for one in found["results"]] == [1, 0, 0, 0, 0]
    assert (found["exact"], found["samples"], found["parameters"]["sign"]) == (True, 5, "conflict")
    some = ask(reader, "centrality", measure="betweenness", sign="conflict", samples=2, seed=7)
    assert (some["exact"], some["samples"], some["parameters"]["seed"]) == (False, 2, 7)


def test_a_sign_chooses_the_network_after_both_were_weighed(client: TestClient, container: Container) -> None:
    text = "At first Russia stands by Ukraine, or so it says. In the night Russia bombed Ukraine. Russia stands by Syria."
    container.ingest.ingest(ArticleIn(text=text), NOON)
    container.graph.refresh()
    for sign, linked in (("cooperation", ["RUS", "SYR"]), ("conflict", ["RUS", "UKR"])):
        found = ask(client, "centrality", measure="degree", sign=sign)
        assert [one["actor"]["id"] for one in found["results"]] == linked


def test_parameters_of_another_measure_are_refused(reader: TestClient) -> None:
    for name in ("samples", "seed"):
        assert refused(reader, "centrality", **{name: 1})[0] == 400
    status, detail = refused(reader, "centrality", measure="degree", damping=0.5)
    assert (status, detail) == (400, "damping has no meaning for degree; leave it out, or ask for measure=pagerank")


def test_trends_of_an_actor_and_of_two(reader: TestClient) -> None:
    of_one = ask(reader, "trends", actor="Russia", step="year")
    assert [info["id"] for info in of_one["of"]] == ["RUS"]
    periods = reader.get("/v1/countries/RUS/timeline?step=year").json()["periods"]
    assert [{name: one[name] for name in periods[0]} for one in of_one["results"]] == periods
    of_two = ask(reader, "trends", a="TUR", b="Russia", step="year", fill=True, average=2)
    assert [info["id"] for info in of_two["of"]] == ["RUS", "TUR"]
    assert of_two["links"]["relations"] == "/v1/dyads/RUS/TUR"
    assert [(one["start"][:4], one["net"], one["moving"], one["goldstein"]) for one in of_two["results"]][:2] == [
        ("2015", -10.8, -10.8, -6.0),
        ("2016", 0.0, -5.4, None),
    ]
    assert of_two["total"] == 9
    assert of_two["changes"][0] == {"start": "2016-01-01", "before": -10.8, "after": 0.0, "change": 10.8}
    cut = ask(reader, "trends", a="TUR", b="Russia", step="year", fill=True, limit=2)
    assert ([one["start"][:4] for one in cut["results"]], cut["total"], cut["truncated"]) == (["2022", "2023"], 9, True)


def test_of_whom_no_news_told_there_is_no_trend(reader: TestClient) -> None:
    for query in ({"actor": "Chile"}, {"a": "Chile", "b": "RUS"}):
        found = ask(reader, "trends", **query)
        assert (found["results"], found["total"], found["changes"], found["change_point"]) == ([], 0, [], None)


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({}, 400, "name one actor"),
        ({"a": "RUS"}, 400, "name one actor"),
        ({"actor": "RUS", "a": "UKR"}, 400, "name one actor"),
        ({"actor": "RUS", "a": "UKR", "b": "SYR"}, 400, "name one actor"),
        ({"a": "RUS", "b": "Russia"}, 400, "both RUS"),
        ({"actor": "Rusia"}, 404, "did you mean Russia"),
        ({"actor": "RUS", "average": 0}, 400, "average"),
        ({"actor": "RUS", "limit": 10_001}, 400, "limit"),
    ],
)
def test_trends_that_mean_nothing(reader: TestClient, query: dict[str, Any], status: int, said: str) -> None:
    assert refused(reader, "trends", **query)[0] == status
    assert said in refused(reader, "trends", **query)[1]


def test_a_moment_of_knowledge(client: TestClient, container: Container) -> None:
    seed(container)
    before, after = "2026-01-05T11:00:00Z", "2026-01-05T12:30:00Z"
    for path in ("coalitions", "centrality", "trends?actor=RUS"):
        mark = "&" if "?" in path else "?"
        assert ask(client, f"{path}{mark}known_at={before}")["total"] == 0
        known = ask(client, f"{path}{mark}known_at={after}")
        assert known["graph"]["known_at"] == after
        now = ask(client, path)
        assert known["results"] == now["results"]


def test_the_same_question_is_worked_out_once(client: TestClient, container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    from graph.analytics import centrality  # noqa: PLC0415

    asked: list[Any] = []

    def counted(*given: Any, **named: Any) -> Any:
        asked.append(named)
        return centrality(*given, **named)

    monkeypatch.setattr("app.api.analytics.central", counted)
    seed(container)
    for limit in (1, 2, 2, 3):
        assert len(ask(client, "centrality", limit=limit)["results"]) == limit
    assert len(asked) == 1
    seed(container)
    ask(client, "centrality", limit=1, measure="degree")
    assert len(asked) == 2


def test_what_takes_too_long_is_503_and_says_what_to_narrow(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: Any, deadline: Deadline, **__: Any) -> None:
        while not Event().wait(0.001):
            deadline.check()

    monkeypatch.setattr("app.api.analytics.coalesced", endless)
    answer = client.get("/v1/analytics/coalitions?time_limit=0.05")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/analysis-too-long")
    assert answer.headers["retry-after"] == "60"
    assert "narrow the question by a window (from, to)" in answer.json()["detail"]
    # The others are not held up by it.
    assert client.get("/v1/analytics/centrality").status_code == 200


@pytest.mark.parametrize("time_limit", ["0", "-1", "nan", "inf", "21", "soon"])
def test_limits_of_time_that_nobody_has(reader: TestClient, time_limit: str) -> None:
    assert refused(reader, "centrality", time_limit=time_limit)[0] == 400


def test_more_than_fit_are_503_and_may_come_back(container: Container) -> None:
    begun, may_end = Event(), Event()

    def work(_: Deadline) -> None:
        begun.set()
        may_end.wait(60)

    app = create_app(container=container, now=lambda: NOON)
    small = Analyses(workers=1, waiting=0)
    object.__setattr__(container, "analyses", small)
    with TestClient(app) as client:
        assert client.portal is not None
        running = client.portal.start_task_soon(small.ask, container.graph.current(), "long", work)
        assert begun.wait(60)
        answer = client.get("/v1/analytics/centrality")
        may_end.set()
        running.result(60)
        assert (answer.status_code, answer.json()["type"], answer.headers["retry-after"]) == (503, "/problems/busy", "5")
        assert client.get("/v1/analytics/centrality").status_code == 200


def test_a_question_is_given_up_when_its_client_has_gone(container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, given_up = Event(), Event()

    def endless(*_: Any, deadline: Deadline, **__: Any) -> None:
        begun.set()
        try:
            while not Event().wait(0.001):
                deadline.check()
        finally:
            given_up.set()

    monkeypatch.setattr("app.api.analytics.coalesced", endless)
    app = create_app(container=container, now=lambda: NOON)
    said: list[Any] = []
    messages = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Any:
        if (message := next(messages, None)) is not None:
            return message
        assert await asyncio.to_thread(begun.wait, 60)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        said.append(message)

    scope = {
        "type": "http", "method": "GET", "path": "/v1/analytics/coalitions", "raw_path": b"/v1/analytics/coalitions",
        "query_string": b"", "headers": [], "http_version": "1.1", "scheme": "http", "root_path": "",
        "server": ("test", 80), "client": ("test", 1),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    assert given_up.wait(60)
    assert said[0]["status"] == 499
    assert container.analyses.load[1] == 0
