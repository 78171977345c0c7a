"""Alliances over HTTP: declared, observed, one by one, and who says so."""

from datetime import date
from typing import Any

import jsonschema
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.container import Container
from app.ingestion.article import ArticleIn
from tests.api.conftest import NOON

COALITION = "/v1/alliances/coalition:0-1.0-IRN"


def fits(app: FastAPI, route: str, answer: Any) -> None:
    """Validates an answer against its schema in the OpenAPI document."""
    document = app.openapi()
    shape = document["paths"][route]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator({**shape, "components": document["components"]}).validate(answer)


def tell(container: Container, text: str, day: str, publisher: str) -> None:
    """Takes an article in."""
    container.ingest.ingest(ArticleIn(text=text, publisher=publisher, published_at=date.fromisoformat(day)), NOON)
    container.graph.refresh()


# Declared ---------------------------------------------------------------------------------------------------------------


def test_the_register_s_alliances_by_name(reader: TestClient, read_only: FastAPI) -> None:
    first = reader.get("/v1/alliances?limit=50").json()
    fits(read_only, "/v1/alliances", first)
    assert (first["basis"], first["exact"], first["parameters"]) == ("declared", True, {"kind": ["alliance", "bloc"]})
    assert "register" in first["source"]
    names = [one["name"] for one in first["results"]]
    assert names == sorted(names)
    assert {one["kind"] for one in first["results"]} == {"alliance", "bloc"}
    assert all(one["stands"] for one in first["results"])
    assert len(reader.get(first["next_url"]).json()["results"]) == first["total"] - 50


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("member=Russia", {"IGO:CSTO"}, {"IGO:NATO"}),
        ("member=RUS&kind=club", {"IGO:BRICS"}, {"IGO:CSTO"}),
        ("member=POL&as_of=1985-01-01", {"IGO:WARSAW_PACT"}, {"IGO:NATO"}),
        ("member=POL&to=2000-01-01", {"IGO:NATO"}, {"IGO:WARSAW_PACT"}),
        ("member=POL", {"IGO:NATO"}, {"IGO:WARSAW_PACT"}),
    ],
)
def test_filters_of_declared_alliances(reader: TestClient, query: str, there: set[str], absent: set[str]) -> None:
    found = {one["id"] for one in reader.get(f"/v1/alliances?{query}&limit=50").json()["results"]}
    assert there <= found
    assert not absent & found


def test_one_alliance_with_its_entries(reader: TestClient, read_only: FastAPI) -> None:
    answer = reader.get("/v1/alliances/IGO:CSTO?as_of=2010-01-01").json()
    fits(read_only, "/v1/alliances/{alliance_id}", answer)
    assert (answer["founded"], answer["on"], answer["size"]) == ("1992", "2010-01-01", 7)
    entries = [(one["since"], one["until"], one["standing"]) for one in answer["members"] if one["actor"]["id"] == "UZB"]
    assert entries == [("1992-05-15", "1999-04-02", False), ("2006-08-16", "2012-12-19", True)]
    today = reader.get("/v1/alliances/IGO:CSTO").json()
    assert {one["actor"]["id"] for one in today["members"] if one["standing"] and one["suspended"]} == {"ARM"}
    gone = reader.get("/v1/alliances/IGO:WARSAW_PACT").json()
    assert (gone["stands"], gone["size"], gone["dissolved"]) == (False, 0, "1991")


def test_names_lead_to_ids_and_others_to_nothing(reader: TestClient) -> None:
    moved = reader.get("/v1/alliances/nato?as_of=2000-01-01")
    assert (moved.status_code, moved.headers["location"]) == (308, "/v1/alliances/IGO:NATO?as_of=2000-01-01")
    for path, says in (
        ("RUS", "no organisation of states"),
        ("Natto", "IGO:NATO"),
        ("coalition:0-1.0-GBR", "basis=observed"),
    ):
        answer = reader.get(f"/v1/alliances/{path}")
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/alliance-not-found")
        assert says in answer.json()["detail"]


def test_how_members_hold_together_with_the_sentences(client: TestClient, container: Container) -> None:
    tell(container, "Russia sends weapons to Belarus.", "2015-01-02", "Harbour Post")
    tell(container, "Today Belarus criticised Russia loudly.", "2016-01-02", "Harbour Post")
    early = client.get("/v1/alliances/IGO:CSTO?to=2015-12-31").json()
    assert (early["cohesion"]["bound"], early["cohesion"]["contested"]) == (1, 0)
    answer = client.get("/v1/alliances/IGO:CSTO?from=2015-01-01").json()
    assert answer["cohesion"] == {
        "pairs": 15, "bound": 1, "opposed": 0, "talk": 0, "silent": 14, "contested": 1,
        "bound_share": 0.0667, "opposed_share": 0.0, "at_odds": 1,
    }  # fmt: skip
    assert [one["id"] for one in answer["binding"]] == ["RUS~arms~BLR"]
    (pair,) = answer["odds"]["results"]
    assert (pair["a"]["id"], pair["b"]["id"], pair["sign"], pair["contested"]) == ("BLR", "RUS", "cooperation", True)
    link = pair["strongest"]["link"]
    assert link == "/v1/relations/RUS~arms~BLR/evidence?from=2015-01-01"
    assert client.get(link).json()["results"][0]["sentence"] == "Russia sends weapons to Belarus."
    assert client.get(pair["links"]["dyad"]).json()["contested"]


# Observed ---------------------------------------------------------------------------------------------------------------


def test_coalitions_with_what_they_share_with_the_declared(reader: TestClient, read_only: FastAPI) -> None:
    answer = reader.get("/v1/alliances?basis=observed").json()
    fits(read_only, "/v1/alliances", answer)
    assert (answer["exact"], answer["parameters"]) == (False, {"seed": 0, "resolution": 1.0, "runs": 4, "among": None})
    assert "Traag" in answer["source"]
    assert "Jaccard" in answer["source"]
    (one,) = answer["results"]
    assert (one["members"], one["kind"], one["strength"]) == (["IRN", "IRQ", "RUS", "SYR"], "coalition", 4.0559)
    assert 0 < one["stability"] <= 1
    csto = next(other for other in one["overlaps"] if other["id"] == "IGO:CSTO")
    assert (csto["shared"], csto["jaccard"]) == (1, 0.1111)  # 4 + 6 - 1
    assert one["links"]["self"] == COALITION
    alone = reader.get(one["links"]["self"]).json()
    fits(read_only, "/v1/alliances/{alliance_id}", alone)
    assert [member["actor"]["id"] for member in alone["members"]] == one["members"]
    assert {**alone, "members": one["members"]}.items() >= one.items()


def test_a_coalition_is_told_as_it_was_asked_for(reader: TestClient) -> None:
    query = "basis=observed&as_of=2016-01-01&min_sources=1&among=country&resolution=50&seed=4"
    answer = reader.get(f"/v1/alliances?{query}").json()
    assert answer["total"] == 4
    for one in answer["results"]:
        assert one["links"]["self"].startswith("/v1/alliances/coalition:4-50.0-")
        assert one["links"]["self"].endswith("?as_of=2016-01-01&among=country")
        assert reader.get(one["links"]["self"]).json()["id"] == one["id"]
    (sure,) = reader.get("/v1/alliances?basis=observed&min_confidence=0.9").json()["results"]
    assert sure["links"]["self"] == f"{COALITION}?min_confidence=0.9"
    assert reader.get(sure["links"]["self"]).json()["size"] == 4
    assert reader.get("/v1/alliances?basis=observed&min_confidence=0.95").json()["results"] == []
    assert reader.get("/v1/alliances?basis=observed&member=Syria").json()["total"] == 1
    assert reader.get("/v1/alliances?basis=observed&member=GBR").json()["total"] == 0
    assert reader.get("/v1/alliances?basis=observed&among=group").json()["results"] == []


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/v1/alliances?seed=1", "seed asks about observed"),
        ("/v1/alliances?basis=observed&kind=bloc", "kind asks about declared"),
        ("/v1/alliances/IGO:NATO?among=country", "among asks about observed"),
        ("/v1/alliances?kind=pact", "kind"),
        ("/v1/alliances?basis=observed&resolution=1000", "resolution"),
        ("/v1/alliances?basis=observed&runs=21", "runs"),
        ("/v1/alliances/coalition:0-1-IRN", "ids look like"),
        ("/v1/alliances/coalition:0-1000.0-IRN", "give one from 0.01 to 100"),
        ("/v1/alliances?basis=observed&time_limit=100", "time_limit"),
    ],
)
def test_what_cannot_be_asked(reader: TestClient, path: str, says: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


# Who says so ------------------------------------------------------------------------------------------------------------


def test_the_check_quotes_for_and_against(reader: TestClient, read_only: FastAPI) -> None:
    answer = reader.get("/v1/alliances/check?a=RUS&b=TUR").json()
    fits(read_only, "/v1/alliances/check", answer)
    assert [(one["relation_id"], one["publisher"], one["day"]) for one in answer["quotes"]] == [
        ("RUS~attacks~TUR", "Harbour Post", "2015-12-02"),
        ("TUR~accuses~RUS", "Harbour Post", "2015-12-02"),
    ]
    assert answer["quotes"][0]["sentence"] == "In the north Russia bombed Turkey, said nobody who was there."
    start, end = answer["quotes"][0]["trigger"]
    assert answer["quotes"][0]["sentence"][start:end] == "bombed"
    assert [one["relation_id"] for one in answer["quotes_against"]] == ["RUS~meets_with~TUR"]
    assert answer["publishers_against"] == ["The Evening Courier"]
    assert reader.get(answer["quotes"][0]["links"]["article"]).status_code == 200
    # What was denied is no evidence, and neither is what came later.
    early = reader.get("/v1/alliances/check?a=RUS&b=TUR&as_of=2016-01-01").json()
    assert (len(early["quotes"]), early["quotes_against"], early["publishers_against"]) == (2, [], [])
    assert early["quotes"][0]["links"]["evidence"] == "/v1/relations/RUS~attacks~TUR/evidence?as_of=2016-01-01"


def test_allies_by_declaration_lead_to_the_alliance(reader: TestClient) -> None:
    answer = reader.get("/v1/alliances/check?a=USA&b=GBR").json()
    assert (answer["verdict"], answer["quotes"]) == ("allied", [])
    nato = next(one for one in answer["declared"] if one["id"] == "IGO:NATO")
    assert reader.get(nato["link"]).json()["id"] == "IGO:NATO"
