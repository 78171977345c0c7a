"""Lists come in pages: nothing twice, nothing lost, and a cursor holds for its version and question alone."""

import pytest
from fastapi.testclient import TestClient

from app.container import Container
from tests.api.conftest import NOON, seed
from tests.api.phrases import ARTICLES

LISTS = [
    "/v1/countries?region=middle_east",
    "/v1/relations?as_of=2024-01-01",
    "/v1/countries/RUS/alliances?limit=2",
    "/v1/countries/RUS/rivals?min_sources=1",
]


@pytest.mark.parametrize("path", LISTS)
def test_the_pages_together_are_the_whole_list(reader: TestClient, path: str) -> None:
    whole = reader.get(path.replace("limit=2", "limit=50") if "limit" in path else f"{path}&limit=50").json()
    assert whole["next"] is None
    found, url = [], path
    while url:
        answer = reader.get(url)
        page = answer.json()
        assert page["total"] == whole["total"] == len(whole["results"])
        assert len(page["results"]) <= page["limit"]
        link = answer.headers.get("link")
        assert link == (f'<{page["next_url"]}>; rel="next"' if page["next"] else None)
        found += page["results"]
        url = page["next_url"]
    assert found == whole["results"]
    assert len(found) > 3


def test_evidence_is_paged_too(client: TestClient, container: Container) -> None:
    seed(container)
    for day in range(1, 6):
        body = {"text": f"On day {day} of it Russia bombed Ukraine.", "published_at": f"2024-05-0{day}"}
        assert client.post("/v1/articles", json=body).status_code == 201
    url, days = "/v1/relations/RUS~attacks~UKR/evidence?from=2024-01-01&limit=2", []
    while url:
        page = client.get(url).json()
        assert page["total"] == 5
        days += [piece["day"] for piece in page["results"]]
        url = page["next_url"]
    assert days == [f"2024-05-0{day}" for day in (5, 4, 3, 2, 1)]


def test_a_cursor_belongs_to_its_question(reader: TestClient) -> None:
    cursor = reader.get("/v1/relations?sign=conflict").json()["next"]
    assert reader.get(f"/v1/relations?sign=conflict&limit=1&cursor={cursor}").status_code == 200
    answer = reader.get(f"/v1/relations?sign=cooperation&cursor={cursor}")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-cursor")
    tampered = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
    assert reader.get(f"/v1/relations?sign=conflict&cursor={tampered}").status_code == 400


def test_a_cursor_is_gone_with_its_version(client: TestClient, container: Container) -> None:
    seed(container)
    cursor = client.get("/v1/relations").json()["next"]
    container.ingest.ingest(ARTICLES[0].__class__(text="Later on China trades with Egypt."), NOON)
    container.graph.refresh()
    answer = client.get(f"/v1/relations?cursor={cursor}")
    assert (answer.status_code, answer.json()["type"]) == (410, "/problems/cursor-expired")
    assert "start again" in answer.json()["detail"]
