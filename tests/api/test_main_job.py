"""The main job, end to end: an article in, the real coder, and the answers of a running server to the client."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.client import Article, Client
from app.container import Container
from app.main import create_app
from app.settings import Settings
from graph.coding import Coder
from tests.api.conftest import NOON
from tests.api.live import live

SHARING = "Russia, Iran, Iraq and Syria have agreed to share intelligence on the armed bands of the desert, a general said."
BACKING = "Russia and Iran support the Syrian government."
JETS = "Moscow has sent fighter jets to Syria."
TRAINING = "Russia and Iran hold joint military exercises in the hills above Latakia."
OBJECTION = "The United States opposes the Russian plan."
AIRSPACE = "Bulgaria closed its airspace to Russian planes at Washington's request."
ARTICLE: Article = {
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
def client(coder: Coder, tmp_path: Path) -> Iterator[Client]:
    """A client of a server over an empty database; its poller looks only when it is told to."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'news.sqlite3'}", home=tmp_path, poll_interval=60)
    with (
        Container.open(settings, coder=coder) as container,
        live(create_app(container=container, now=lambda: NOON)) as address,
        Client(address, retries=0, remembered=0) as client,
    ):
        yield client


def sentences(client: Client, relation: str) -> list[str]:
    return [piece["sentence"] for piece in client.evidence(relation)]


def test_each_relation_is_there_with_the_sentence_that_says_so(client: Client) -> None:
    taken = client.post(ARTICLE)
    assert taken["outcome"] == "created"
    stated = {edge["relation_id"] for edge in taken["edges"] if edge["counted"]}
    assert stated >= WHERE.keys()
    assert {edge["id"] for edge in client.relations()} == stated
    assert {relation: set(sentences(client, relation)) for relation in WHERE} == {key: {said} for key, said in WHERE.items()}
    assert {end for relation in stated for end in relation.split("~")[::2]} == {"RUS", "IRN", "IRQ", "SYR", "USA", "BGR"}
    (piece,) = client.evidence("BGR~sanctions~RUS")
    named = [piece["sentence"][slice(*(end["span"] or (0, 0)))] for end in (piece["source"], piece["target"])]
    assert named[0] == "Bulgaria"
    assert "Russian" in named[1]
    assert (piece["day"], piece["article"]["publisher"], piece["in_title"]) == ("2015-09-27", "Harbour Post", False)


def test_the_closest_allies_lead(client: Client) -> None:
    client.post(ARTICLE)
    allies = list(client.alliances("RUS", kind="country"))[:3]
    assert [ally["actor"]["id"] for ally in allies] == ["SYR", "IRN", "IRQ"]
    assert allies[0]["score"] > allies[1]["score"] > allies[2]["score"] > 0
    assert {ally["since"] for ally in allies} == {"2015-09-27"}
    assert [foe["actor"]["id"] for foe in client.rivals("RUS")] == ["BGR", "USA"]
    assert next(iter(client.alliances("RUS", as_of="2015-09-26", kind="country")))["score"] == 0


def test_the_pair_is_told_with_its_evidence(client: Client) -> None:
    client.post(ARTICLE)
    pair = client.check("RUS", "SYR")
    assert (pair["verdict"], pair["since"], pair["basis"]) == ("aligned", "2015-09-27", ["observed"])
    assert pair["publishers"] == ["Harbour Post"]
    assert {bond["id"] for bond in pair["relations"]} >= {
        "RUS~shares_intelligence_with~SYR", "RUS~supports~SYR", "RUS~arms~SYR",
    }  # fmt: skip
    for bond in pair["relations"]:
        assert set(sentences(client, bond["id"])) <= {SHARING, BACKING, JETS}
    assert client.check("Bulgaria", "Russia")["verdict"] == "opposed"


def test_deleting_the_article_takes_all_of_it_out(client: Client) -> None:
    taken = client.post(ARTICLE)
    gone = client.retract(taken["id"])
    assert (gone["changed"], gone["edges"]) == (True, len(taken["edges"]))
    assert client.relations().total == 0
    assert [ally for ally in client.alliances("RUS") if ally["basis"] != ["declared"]] == []
    assert client.check("RUS", "SYR")["verdict"] == "unknown"
    assert sentences(client, "RUS~shares_intelligence_with~SYR") == []
    status = client.status()
    assert (status["articles"], status["retracted"], status["evidence"], status["relations"]) == (0, 1, 0, 0)


def test_the_same_article_twice_changes_nothing(client: Client) -> None:
    def all_told() -> list[object]:
        return [client.relations().all(), client.status(), client.alliances("RUS").all()]

    first, before = client.post(ARTICLE), all_told()
    again = client.post({**ARTICLE, "title": "Four governments and their secrets", "publisher": "The Copyist"})
    assert again == {**first, "outcome": "known"}
    assert all_told() == before


def test_a_headline_states_relations_too(client: Client) -> None:
    headline = "Bulgaria bombs Serbia"
    client.post({"title": headline, "text": "Sofia said nothing of it on Monday. It rained in Belgrade."})
    (piece,) = client.evidence("BGR~attacks~SRB")
    assert (piece["sentence"], piece["sentence_index"], piece["in_title"]) == (headline, 0, True)
