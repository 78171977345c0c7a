"""The client and a running server: every question it can ask is answered, in the shapes that it declares."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints, is_typeddict

import networkx as nx
import pytest
from pydantic import BaseModel

from app import client as module
from app.client import Client, EntenteProblem
from app.schemas.actors import ActorBrief
from app.schemas.articles import ArticleBody, ArticleTaken
from app.schemas.common import Suggestion
from app.schemas.dyads import Period
from app.schemas.graph import CitedArticle, Evidence, Mention, RelationEdge
from app.schemas.publishers import OutletBrief, PublisherBrief
from app.schemas.ties import Beside, Bond, CheckAnswer, Ranked

SHAPES: dict[str, type[BaseModel]] = {
    "Article": ArticleBody, "Named": Suggestion, "Country": ActorBrief, "Bond": Bond, "Relation": RelationEdge, "Tie": Ranked,
    "Verdict": CheckAnswer, "Source": CitedArticle, "Mention": Mention, "Evidence": Evidence, "Period": Period,
    "Taken": ArticleTaken, "Outlet": OutletBrief, "Beside": Beside, "Publisher": PublisherBrief,
}  # fmt: skip


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(address, retries=0) as client:
        yield client


@pytest.mark.parametrize("name", SHAPES)
def test_declared_shapes_are_those_of_the_service(name: str) -> None:
    declared, served = get_type_hints(getattr(module, name)), SHAPES[name]
    assert declared.keys() <= served.model_fields.keys()


def test_every_declared_shape_is_held_to_the_service() -> None:
    shown = {name for name, value in vars(module).items() if is_typeddict(value)}
    asked = {"Window", "Sourced", "Which", "About"}
    assert shown - asked - {"Weighed", "Change"} == set(SHAPES)


def test_every_question_is_answered(client: Client) -> None:
    assert client.countries(region="europe").total == len(client.countries(region="europe").all()) > 3
    assert client.country("Russia")["id"] == client.actor("RUS")["id"] == "RUS"
    assert client.suggest("rus", limit=2)[0]["name"] == "Russia"
    assert [one["origin"] for one in client.origins() if one["relations"]] == ["coder"]
    assert client.subgraph("RUS", origin="gdelt")["edges"] == []
    brought = client.subgraph("Syria", limit_nodes=1, expand=["Syria"], expand_nodes=1, layout="signed")
    assert [(one["id"], one["hops"], one["x"] < 1) for one in brought["nodes"]] == [("SYR", 0, True), ("RUS", 1, True)]
    assert client.overview(sign="conflict", limit_nodes=2)["edges"][0]["sign"] == "conflict"
    assert client.countries(region="europe", origin="gdelt").all()[0]["relations"] == 0
    assert [one["actor"]["id"] for one in client.alliances("Russia", kind="country")][:3] == ["SYR", "IRN", "IRQ"]
    assert {one["actor"]["id"] for one in client.rivals("RUS")} == {"TUR", "GBR", "UKR", "FRA"}
    ally, rival = next(iter(client.alliances("RUS", timeline="year"))), next(iter(client.rivals("RUS", min_confidence=0.9)))
    assert [one["start"] for one in ally["timeline"]] == ["2015-01-01"]
    assert (rival["relations"][0]["confidence"], "timeline" in rival) == (0.9, False)
    assert client.check("Russia", "Syria")["verdict"] == "allied"
    assert client.dyad("Syria", "Russia", step="year")["timeline"][0]["start"] == "2015-01-01"
    assert client.paths("SYR", "TUR", sign="cooperation")["results"][0]["length"] == 2
    assert [one["id"] for one in client.relations(relation=["attacks"], to="2016-01-01")] == ["RUS~attacks~TUR"]
    (piece,) = client.evidence("RUS~attacks~TUR", status=["negated"])
    assert piece["sentence"].startswith("Russia never bombed Turkey")
    assert client.article(piece["article"]["id"])["title"] == "Into the new year"
    assert client.evidence("RUS~attacks~TUR", ownership="state").total == 0
    assert client.evidence("RUS~attacks~TUR", ownership="unknown").total == client.evidence("RUS~attacks~TUR").total
    assert client.relation("RUS~attacks~TUR")["publishers"] == 1
    assert client.ask("/v1/relations/RUS~attacks~TUR/evidence")["voices"]["ownership"] == {"unknown": 1}
    assert [one["name"] for one in client.publishers()] == ["The Evening Courier", "Harbour Post"]
    assert [one["id"] for one in client.publishers(country="Italy", kind="agency", q="ansa", known=True)] == ["ansa"]
    assert client.publisher("reuters.com")["name"] == "Reuters"
    assert list(client.copies(piece["article"]["id"])) == []
    assert [one["start"] for one in client.timeline("RUS", step="year")] == ["2015-01-01", "2023-01-01"]
    assert [one["evidence"] for one in client.timeline(step="year")] == [9, 4]
    assert client.extract("Russia bombed Ukraine.")["edges"][0]["relation_id"] == "RUS~attacks~UKR"
    assert client.status()["articles"] == 3
    assert client.ontology()["relations"]


def test_pages_of_a_running_service(client: Client) -> None:
    relations = client.relations()
    found = list(relations)
    assert len(found) == relations.total == 13  # the service gives three a page
    assert len({one["id"] for one in found}) == 13


def test_pages_may_be_larger(address: str) -> None:
    with Client(address, page=5) as client:
        asked: list[str] = []
        client._http.event_hooks["request"].append(lambda request: asked.append(str(request.url)))
        assert len(client.relations().all()) == 13
        assert len(asked) == 3


def test_a_graph_of_networkx(client: Client) -> None:
    graph = client.graph("Russia", depth=2)
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.edges["RUS", "SYR", "allied_with"]["strength"] > 0
    assert graph.nodes["SYR"]["name"] == "Syria"
    assert (graph.graph["root"], graph.graph["omitted"]["nodes"]) == ("RUS", 0)


def test_frames(client: Client) -> None:
    allies = client.frame(client.alliances("RUS", kind="country"))
    assert list(allies["actor.id"][:3]) == ["SYR", "IRN", "IRQ"]
    edges = client.frame(client.subgraph("RUS"))
    assert set(edges["relation"]) >= {"attacks", "allied_with"}


def test_what_is_refused(client: Client) -> None:
    with pytest.raises(EntenteProblem) as raised:
        client.alliances("Rusia").all()
    assert raised.value.suggestions[0]["id"] == "RUS"
    with pytest.raises(EntenteProblem) as raised:
        client.relations(sign="friendly").all()  # type: ignore[arg-type]
    assert raised.value.errors[0]["where"] == "query.sign"


def test_a_second_question_is_answered_by_304(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses: list[int] = []
    client._http.event_hooks["response"].append(lambda answer: statuses.append(answer.status_code))
    assert client.country("Russia") == client.country("Russia")
    assert statuses == [308, 200, 308, 304]


def test_it_is_one_file_of_its_own() -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    names: list[str] = []
    for part in ast.walk(tree):
        if isinstance(part, ast.Import):
            names += [alias.name for alias in part.names]
        elif isinstance(part, ast.ImportFrom):
            names.append(part.module or "")
    assert not [name for name in names if name.split(".")[0] in ("app", "graph")]


def test_any_address_and_any_list_can_be_asked_for(client: Client) -> None:
    assert client.ask("/v1/analytics/centrality", measure="degree", limit=1)["total"] > 1
    blocs = client.pages("/v1/alliances", kind="alliance")
    assert len(blocs.all()) == blocs.total > 1


def test_nothing_is_asked_that_is_unused(client: Client) -> None:
    """Each method of the client is used above, in the main job or with feeds."""
    tests = Path(__file__).parents[1]
    text = "".join(
        (tests / name).read_text()
        for name in ("client/test_live.py", "client/test_client.py", "api/test_main_job.py", "api/test_feeds.py")
    )
    public: list[Any] = [name for name in vars(Client) if not name.startswith("_") and name != "close"]
    assert [name for name in public if f"lient.{name}(" not in text] == []


def test_jobs(client: Client, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text('{"text": "Russia met Turkey."}\n', encoding="utf-8")
    sent = client.send(news, key="monday", publisher="Herald")
    assert (sent["name"], sent["state"], sent["size"]) == ("news.jsonl", "queued", news.stat().st_size)
    assert client.send(news, key="monday", publisher="Herald")["id"] == sent["id"]
    assert client.cancel(sent["id"])["state"] == client.job(sent["id"])["state"] == "cancelled"
    assert client.retry(sent["id"])["attempt"] == 2
    assert client.problems(sent["id"]).all() == []
    assert client.send_all([{"text": "Russia met Turkey."}, {"text": "Russia met Iran."}])["total"] == 2
    assert {job["kind"] for job in client.jobs(state="queued")} == {"batch", "file"}
