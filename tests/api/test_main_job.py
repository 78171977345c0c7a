"""The main job, end to end: an article in, the real coder, and the answers over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Container
from app.main import create_app
from app.settings import Settings
from graph.coding import Coder
from tests.api.conftest import NOON

SHARING = "Russia, Iran, Iraq and Syria have agreed to share intelligence on the armed bands of the desert, a general said."
BACKING = "Russia and Iran support the Syrian government."
JETS = "Moscow has sent fighter jets to Syria."
TRAINING = "Russia and Iran hold joint military exercises in the hills above Latakia."
OBJECTION = "The United States opposes the Russian plan."
AIRSPACE = "Bulgaria closed its airspace to Russian planes at Washington's request."
ARTICLE = {
    "title": "Four capitals pool their secrets",
    "text": f"{SHARING} {BACKING}\n\n{JETS} {TRAINING}\n\n{OBJECTION} {AIRSPACE}",
    "publisher": "Harbour Post",
    "published_at": "2015-09-27",
}
WHERE = {
    "IRN~shares_intelligence_with~IRQ": SHARING,
    "IRN~shares_intelligence_with~RUS": SHARING,
    "IRN~shares_intelligence_with~SYR": SHARING,
    "IRQ~shares_intelligence_with~RUS": SHARING,
    "IRQ~shares_intelligence_with~SYR": SHARING,
    "RUS~shares_intelligence_with~SYR": SHARING,
    "RUS~supports~SYR": BACKING,
    "IRN~supports~SYR": BACKING,
    "RUS~arms~SYR": JETS,
    "IRN~cooperates_militarily_with~RUS": TRAINING,
    "USA~opposes~RUS": OBJECTION,
    "BGR~sanctions~RUS": AIRSPACE,
    "USA~requests~BGR": AIRSPACE,
}


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load()


@pytest.fixture
def client(coder: Coder, tmp_path: Path) -> Iterator[TestClient]:
    """A client of the service over an empty database; its poller looks only when it is told to."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'news.sqlite3'}", home=tmp_path, poll_interval=60)
    with (
        Container.open(settings, coder=coder) as container,
        TestClient(create_app(container=container, now=lambda: NOON)) as client,
    ):
        yield client


def get(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sentences(client: TestClient, relation: str) -> list[str]:
    return [piece["sentence"] for piece in get(client, f"/v1/relations/{relation}/evidence")["results"]]


def test_each_relation_is_there_with_the_sentence_that_says_so(client: TestClient) -> None:
    taken = client.post("/v1/articles", json=ARTICLE)
    assert taken.status_code == 201
    stated = {edge["relation_id"] for edge in taken.json()["edges"] if edge["counted"]}
    assert stated >= WHERE.keys()
    assert {edge["id"] for edge in get(client, "/v1/relations?limit=100")["results"]} == stated
    assert {relation: set(sentences(client, relation)) for relation in WHERE} == {key: {said} for key, said in WHERE.items()}
    assert {end for relation in stated for end in relation.split("~")[::2]} == {"RUS", "IRN", "IRQ", "SYR", "USA", "BGR"}
    (piece,) = get(client, "/v1/relations/BGR~sanctions~RUS/evidence")["results"]
    named = [piece["sentence"][slice(*piece[end]["span"])] for end in ("source", "target")]
    assert named[0] == "Bulgaria"
    assert "Russian" in named[1]
    assert (piece["day"], piece["article"]["publisher"], piece["in_title"]) == ("2015-09-27", "Harbour Post", False)


def test_the_closest_allies_lead(client: TestClient) -> None:
    client.post("/v1/articles", json=ARTICLE)
    allies = get(client, "/v1/countries/RUS/alliances?kind=country&limit=3")["results"]
    assert [ally["actor"]["id"] for ally in allies] == ["SYR", "IRN", "IRQ"]
    assert allies[0]["score"] > allies[1]["score"] > allies[2]["score"] > 0
    assert {ally["since"] for ally in allies} == {"2015-09-27"}
    assert [foe["actor"]["id"] for foe in get(client, "/v1/countries/RUS/rivals")["results"]] == ["BGR", "USA"]
    assert get(client, "/v1/countries/RUS/alliances?as_of=2015-09-26&kind=country")["results"][0]["score"] == 0


def test_the_pair_is_told_with_its_evidence(client: TestClient) -> None:
    client.post("/v1/articles", json=ARTICLE)
    pair = get(client, "/v1/alliances/check?a=RUS&b=SYR")
    assert (pair["verdict"], pair["since"], pair["basis"]) == ("aligned", "2015-09-27", ["observed"])
    assert pair["publishers"] == ["Harbour Post"]
    assert {bond["id"] for bond in pair["relations"]} >= {
        "RUS~shares_intelligence_with~SYR", "RUS~supports~SYR", "RUS~arms~SYR",
    }  # fmt: skip
    for bond in pair["relations"]:
        assert {piece["sentence"] for piece in get(client, bond["link"])["results"]} <= {SHARING, BACKING, JETS}
    assert get(client, "/v1/alliances/check?a=Bulgaria&b=Russia")["verdict"] == "opposed"


def test_deleting_the_article_takes_all_of_it_out(client: TestClient) -> None:
    taken = client.post("/v1/articles", json=ARTICLE).json()
    gone = client.delete(f"/v1/articles/{taken['id']}").json()
    assert (gone["changed"], gone["edges"]) == (True, len(taken["edges"]))
    assert get(client, "/v1/relations")["total"] == 0
    assert [ally for ally in get(client, "/v1/countries/RUS/alliances")["results"] if ally["basis"] != ["declared"]] == []
    assert get(client, "/v1/alliances/check?a=RUS&b=SYR")["verdict"] == "unknown"
    assert sentences(client, "RUS~shares_intelligence_with~SYR") == []
    status = get(client, "/v1/status")
    assert (status["articles"], status["retracted"], status["evidence"], status["relations"]) == (0, 1, 0, 0)


def test_the_same_article_twice_changes_nothing(client: TestClient) -> None:
    first = client.post("/v1/articles", json=ARTICLE).json()
    before = {path: client.get(path).content for path in ("/v1/relations?limit=100", "/v1/status", "/v1/countries/RUS/alliances")}
    again = client.post(
        "/v1/articles", json={**ARTICLE, "title": "Four governments and their secrets", "publisher": "The Copyist"}
    )
    assert (again.status_code, again.json()) == (200, {**first, "outcome": "known"})
    assert {path: client.get(path).content for path in before} == before


def test_a_headline_states_relations_too(client: TestClient) -> None:
    headline = "Bulgaria bombs Serbia"
    client.post("/v1/articles", json={"title": headline, "text": "Sofia said nothing of it on Monday. It rained in Belgrade."})
    (piece,) = get(client, "/v1/relations/BGR~attacks~SRB/evidence")["results"]
    assert (piece["sentence"], piece["sentence_index"], piece["in_title"]) == (headline, 0, True)
