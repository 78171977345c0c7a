"""What changed, over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.changes import Shared, _reader
from app.container import Container
from app.errors import BadCursor
from app.schemas.changes import ChangeList
from app.services.actors import ActorService
from app.services.changes import ChangeFilter
from app.services.graph import InHand
from tests.api.conftest import NOON

TEXT = "The day began. Russia bombed Ukraine. France sanctioned Russia."


def get(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_kind_of_change_looks_as_documented(client: TestClient, container: Container) -> None:
    begin = get(client, "/v1/status")["version"]
    taken = client.post("/v1/articles", json={"text": TEXT, "title": "The day"}).json()
    ActorService(container.engine).merge("UKR", "BLR", by="me", reason="for once", now=NOON)
    ActorService(container.engine).undo(1, NOON)
    client.delete(f"/v1/articles/{taken['id']}")
    found = get(client, f"/v1/changes?since={begin}&limit=50")
    assert [(one["version"] - begin, one["type"], one["change"], one["id"]) for one in found["results"]] == [
        (1, "article", "stored", taken["id"]),
        (1, "relation", "new", "FRA~sanctions~RUS"),
        (1, "relation", "new", "RUS~attacks~UKR"),
        (2, "decision", "merged", "1"),
        (2, "relation", "new", "RUS~attacks~BLR"),
        (2, "relation", "ended", "RUS~attacks~UKR"),
        (3, "decision", "merge_undone", "1"),
        (3, "relation", "ended", "RUS~attacks~BLR"),
        (3, "relation", "new", "RUS~attacks~UKR"),
        (4, "article", "retracted", taken["id"]),
        (4, "relation", "ended", "FRA~sanctions~RUS"),
        (4, "relation", "ended", "RUS~attacks~UKR"),
    ]
    assert (found["complete"], found["next"], found["next_url"], found["version"]) == (True, str(begin + 4), None, begin + 4)
    ChangeList.model_validate(found)
    ended = found["results"][-1]
    assert (ended["before"], ended["after"], ended["now"]["evidence"], ended["target_name"]) == (1, 0, 0, "Ukraine")
    assert found["results"][0]["actors"] == ["FRA", "RUS", "UKR"]
    assert found["results"][0]["status"] == "retracted"
    assert get(client, found["results"][0]["links"]["self"])["status"] == "retracted"
    assert get(client, f"/v1/changes?since={begin + 4}")["results"] == []
    register = get(client, "/v1/changes?since=0&limit=1")["results"][0]
    assert (register["type"], register["change"], register["at"]) == ("actor", "added", None)


def test_pages_lead_on_and_filters_go_along(client: TestClient) -> None:
    begin = get(client, "/v1/status")["version"]
    client.post("/v1/articles", json={"text": TEXT})
    path = f"/v1/changes?since={begin}&limit=1&type=relation&type=article&actor=Russia&country=France"
    found, ids = get(client, path), []
    while True:
        ids += [one["id"] for one in found["results"]]
        if found["complete"]:
            break
        answer = client.get(found["next_url"])
        found = answer.json()
        assert ("link" in answer.headers) == (not found["complete"])
    assert ids[1:] == ["FRA~sanctions~RUS"]
    assert len(ids) == 2


def test_answers_are_conditional(client: TestClient) -> None:
    begin = get(client, "/v1/status")["version"]
    tag = client.get(f"/v1/changes?since={begin}").headers["etag"]
    assert client.get(f"/v1/changes?since={begin}", headers={"If-None-Match": tag}).status_code == 304
    client.post("/v1/articles", json={"text": TEXT})
    again = client.get(f"/v1/changes?since={begin}", headers={"If-None-Match": tag})
    assert (again.status_code, len(again.json()["results"])) == (200, 3)


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("", 400, "invalid-parameter"),
        ("since=", 400, "invalid-parameter"),
        ("since=now", 400, "invalid-parameter"),
        ("since=1.2.3", 400, "bad-cursor"),
        ("since=999", 400, "bad-cursor"),
        ("since=0&limit=51", 400, "invalid-parameter"),
        ("since=0&type=everything", 400, "invalid-parameter"),
        ("since=0&actor=Nobodyland", 404, "actor-not-found"),
        ("since=0&country=IGO:NATO", 404, "unknown-country"),
        ("since=0&cursor=x", 400, "unknown-parameter"),
    ],
)
def test_what_cannot_be_asked(reader: TestClient, query: str, status: int, slug: str) -> None:
    for path in ("changes", "stream"):
        if path == "stream" and "since=" not in query.replace("since=0&limit=51", "").replace("since=0&cursor=x", ""):
            continue
        answer = reader.get(f"/v1/{path}?{query}")
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")


def test_what_is_dropped_is_gone(client: TestClient, container: Container) -> None:
    for number in range(3):
        client.post("/v1/articles", json={"text": f"Report {number}. Russia bombed Ukraine."})
    with container.engine.begin() as connection:
        connection.exec_driver_sql("delete from changes where version < 3")
    for path in ("/v1/changes?since=2", "/v1/stream?since=2"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (410, "/problems/changes-expired")
        assert (answer.json()["oldest"], answer.json()["version"]) == (3, 4)
    assert client.get("/v1/changes?since=3").status_code == 200


def test_a_stream_ends_where_an_older_copy_of_the_database_was_put_back(container: Container) -> None:
    held = container.graph.in_hand()
    read = _reader(container.changes, ChangeFilter(), lambda: held, Shared())
    assert read(str(held.graph.version)).complete
    with pytest.raises(BadCursor, match="ahead of the store"):
        read(str(held.graph.version + 1))


def test_what_streams_share_is_of_one_database(container: Container) -> None:
    hand = [InHand(container.graph.current(), "one")]
    shared, service = Shared(), container.changes
    first = _reader(service, ChangeFilter(), lambda: hand[0], shared)("0")
    assert _reader(service, ChangeFilter(), lambda: hand[0], shared)("0") is first
    hand[0] = InHand(container.graph.current(), "another")  # of the same number
    assert _reader(service, ChangeFilter(), lambda: hand[0], shared)("0") is not first
