"""The id of an actor that was merged leads to the one that it was merged into."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.container import Container
from app.services.actors import ActorService
from tests.api.conftest import NOON, seed

OLD, NEW = "NSA:HEZBOLLAH", "IGO:NATO"


@pytest.fixture
def merged(client: TestClient, container: Container) -> TestClient:
    """A client of the seeded application, in which Belarus is Russia and its next neighbour a chain behind it."""
    seed(container)
    actors = ActorService(container.engine)
    for old, new in (("BLR", "RUS"), ("UKR", "BLR"), (OLD, NEW)):
        actors.merge(old, new, by="me", reason="for once", now=NOON)
    container.graph.refresh()
    return client


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/v1/countries/BLR", "/v1/countries/RUS"),
        ("/v1/countries/BY/alliances?limit=2", "/v1/countries/RUS/alliances?limit=2"),
        ("/v1/countries/Ukraine/subgraph", "/v1/countries/RUS/subgraph"),
        (f"/v1/actors/{OLD}", f"/v1/actors/{NEW}"),
        ("/v1/dyads/BLR/SYR?step=year", "/v1/dyads/RUS/SYR?step=year"),
        ("/v1/relations/BLR~attacks~FRA", "/v1/relations/RUS~attacks~FRA"),
        ("/v1/relations/SYR~meets_with~UKR/evidence?limit=1", "/v1/relations/RUS~meets_with~SYR/evidence?limit=1"),
    ],
)
def test_paths_answer_308(merged: TestClient, path: str, to: str) -> None:
    answer = merged.get(path)
    assert (answer.status_code, answer.headers["location"]) == (308, to)
    assert answer.headers["cache-control"] == "no-store"  # a merge may be undone


def test_parameters_are_followed_silently(merged: TestClient) -> None:
    def results(query: str) -> object:
        return merged.get(f"/v1/relations?{query}").json()["results"]

    assert results("actor=UKR") == results("actor=RUS") != []
    assert results("source=Belarus") == results("source=RUS") != []
    old, new = (merged.get(f"/v1/alliances/check?a={a}&b=SYR") for a in ("BLR", "RUS"))
    assert old.status_code == 200
    assert {**old.json(), "request_id": 0} == {**new.json(), "request_id": 0}
    assert merged.get("/v1/alliances/check?a=BLR&b=RUS").status_code == 400  # one and the same


def test_the_actor_tells_its_former_ids(merged: TestClient) -> None:
    assert merged.get("/v1/countries/RUS").json()["former_ids"] == ["BLR", "UKR"]
    assert merged.get(f"/v1/actors/{quote(NEW)}").json()["former_ids"] == [OLD]
    assert merged.get("/v1/countries/SYR").json()["former_ids"] == []


def test_a_merged_country_is_no_longer_listed(merged: TestClient) -> None:
    listed, cursor = set(), ""
    while True:
        page = merged.get(f"/v1/countries?limit=50&region=europe{cursor}").json()
        listed |= {row["id"] for row in page["results"]}
        if page["next"] is None:
            break
        cursor = f"&cursor={quote(page['next'])}"
    assert "RUS" in listed
    assert listed.isdisjoint({"BLR", "UKR"})


def test_an_undone_merge_gives_the_id_back(merged: TestClient, container: Container) -> None:
    ActorService(container.engine).undo(1, NOON)
    container.graph.refresh()
    assert merged.get("/v1/countries/BLR").status_code == 200
    assert merged.get("/v1/countries/UKR").headers["location"] == "/v1/countries/BLR"
    assert merged.get("/v1/countries/RUS").json()["former_ids"] == []


def test_other_relation_ids_are_left_alone(merged: TestClient) -> None:
    for path in ("BLR~befriends~FRA", "BLR~attacks", "FRA~attacks~DEU", "BLR"):
        assert merged.get(f"/v1/relations/{path}").status_code == 404
