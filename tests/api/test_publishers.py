"""Publishers over HTTP: listed, shown, and beside what they said."""

from datetime import date

import pytest
from fastapi.testclient import TestClient

from app.container import Container
from app.ingestion.article import ArticleIn
from tests.api.conftest import NOON

ATTACK = "RUS~attacks~UKR"
BBC = {"id": "bbc", "name": "BBC", "country": "GBR", "ownership": "public", "kind": "broadcaster"}
TASS = {"id": "tass", "name": "TASS", "country": "RUS", "ownership": "state", "kind": "agency"}


@pytest.fixture
def told(container: Container) -> None:
    """An attack, told by the BBC, by TASS itself and in the BBC, and by somebody unknown."""
    for publisher, head in (("BBC News", ""), ("tass.ru", ""), ("bbc.com", "MOSCOW, May 1 (TASS) - "), ("Example Courier", "")):
        text = f"{head}Russia bombed Ukraine.\nSo said {publisher}."
        container.ingest.ingest(ArticleIn(text=text, publisher=publisher, published_at=date(2024, 5, 1)), NOON)
    container.graph.refresh()


@pytest.mark.usefixtures("told")
def test_a_relation_says_whose_voices_state_it(client: TestClient) -> None:
    assert client.get(f"/v1/relations/{ATTACK}").json()["publishers"] == 3
    told = client.get(f"/v1/relations/{ATTACK}/evidence").json()
    assert told["voices"] == {
        "ownership": {"public": 1, "state": 1, "unknown": 1},
        "country": {"GBR": 1, "RUS": 1, "unknown": 1},
    }
    for query in ("known_at=2026-01-05T12:00:00Z&to=2024-05-01", "ownership=state&limit=1", "status=planned"):
        assert client.get(f"/v1/relations/{ATTACK}/evidence?{query}").json()["voices"] == told["voices"]
    assert client.get(f"/v1/relations/{ATTACK}/evidence?to=2024-04-30").json()["voices"]["ownership"] == {}


@pytest.mark.usefixtures("told")
def test_evidence_is_kept_by_whose_voice_it_is(client: TestClient) -> None:
    path = f"/v1/relations/{ATTACK}/evidence"
    state = client.get(path, params={"ownership": "state"}).json()["results"]
    assert sorted(
        (one["article"]["publisher"], one["article"]["credited"]) for one in state if one["article"]["outlet"] == TASS
    ) == [("TASS", None)]
    (printed,) = (one["article"] for one in state if one["article"]["outlet"] == BBC)
    assert (printed["publisher"], printed["credited"]) == ("BBC", TASS)
    assert client.get(path, params={"publisher_country": "Russia"}).json()["total"] == 2
    assert client.get(path, params={"publisher_country": "GBR", "ownership": "state"}).json()["total"] == 0
    (unknown,) = client.get(path, params={"ownership": "unknown"}).json()["results"]
    assert unknown["article"]["outlet"] is None
    assert client.get(path, params={"publisher_country": "Rusia"}).status_code == 404
    assert client.get(path, params={"ownership": "mixed"}).status_code == 400
    first = client.get(path, params={"ownership": "state", "limit": 1}).json()
    second = client.get(first["next_url"]).json()
    assert {one["id"] for one in (*first["results"], *second["results"])} == {one["id"] for one in state}


@pytest.mark.usefixtures("told")
def test_quotes_and_articles_tell_whose_they_are(client: TestClient) -> None:
    (edge,) = client.get("/v1/relations?evidence=5").json()["results"]
    assert [(one["publisher"], one["outlet"], one["credited"]) for one in edge["quotes"] if one["credited"]] == [
        ("BBC", BBC, TASS)
    ]
    (one,) = (quote for quote in edge["quotes"] if quote["credited"])
    article = client.get(f"/v1/articles/{one['article']}").json()
    assert (article["publisher"], article["outlet"], article["credited"]) == ("BBC", BBC, TASS)


@pytest.mark.usefixtures("told")
def test_publishers_are_listed_and_shown(client: TestClient) -> None:
    listed = client.get("/v1/publishers").json()
    assert [(one["id"], one["articles"], one["credits"], one["evidence"]) for one in listed["results"]] == [
        ("bbc", 2, 0, 1),
        ("tass", 1, 1, 2),
        ("pub-3", 1, 0, 1),
    ]
    for one in listed["results"]:
        shown = client.get(one["link"]).json()
        assert {name: shown[name] for name in one} == one
    assert client.get("/v1/publishers/tass").json()["domains"] == ["tass.com", "tass.ru"]
    assert client.get("/v1/publishers/pub-3").json()["name"] == "Example Courier"
    assert client.get("/v1/publishers/pub-2").json()["id"] == "tass"
    known = client.get("/v1/publishers?known=true&ownership=state&country=RUS&kind=agency&limit=2").json()
    assert known["results"][0]["id"] == "tass"
    assert known["total"] > 2
    assert client.get(known["next_url"]).json()["results"][0]["articles"] == 0
    assert client.get("/v1/publishers?q=%20").json()["total"] == 3


def test_what_is_not_there_is_said(client: TestClient) -> None:
    assert client.get("/v1/publishers").json()["results"] == []
    problem = client.get("/v1/publishers/nobody")
    assert problem.status_code == 404
    assert problem.json()["type"] == "/problems/publisher-not-found"
    assert client.get("/v1/publishers?country=Rusia").json()["type"] == "/problems/unknown-country"
    assert client.get("/v1/publishers?kind=blog").status_code == 400
