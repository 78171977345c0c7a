"""Webhooks, over HTTP."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert

from app.commands.worker import beside
from app.container import Container
from app.http.problems import kinds
from app.schemas.webhooks import DeliveryList, WebhookAdded, WebhookList
from app.settings import Settings
from app.store.changes import ChangeRepository
from app.store.engine import make_engine, writing
from app.store.tables import deliveries
from tests.api.conftest import NOON
from tests.api.serving import served
from tests.api.test_processes import ask, text
from tests.services.receiving import SECRET, receiving

BODY = {"url": "https://receiver.example/hook", "type": ["relation"], "actor": "Russia", "country": "Syria", "description": "x"}


def test_a_webhook_is_added_shown_and_removed(client: TestClient) -> None:
    added = client.post("/v1/webhooks", json=BODY)
    assert added.status_code == 201
    hook = added.json()
    WebhookAdded.model_validate(hook)
    assert added.headers["location"] == hook["links"]["self"]
    assert added.headers["cache-control"] == "no-store"
    assert (hook["url"], hook["type"], hook["actor"], hook["country"]) == (BODY["url"], ["relation"], "RUS", "SYR")
    assert (hook["position"], hook["created_at"], hook["disabled_at"]) == ("1", "2026-01-05T12:00:00Z", None)
    assert hook["secret"].startswith("whsec_")
    without = {name: value for name, value in hook.items() if name != "secret"}
    assert client.get("/v1/webhooks").json() == {"results": [without], "total": 1}
    assert client.get(hook["links"]["self"]).json() == without
    other = client.post("/v1/webhooks", json={"url": "http://93.184.216.34:8080/", "secret": SECRET, "since": 0}).json()
    assert (other["secret"], other["position"]) == (SECRET, "0")
    assert {one["id"] for one in client.get("/v1/webhooks").json()["results"]} == {hook["id"], other["id"]}
    WebhookList.model_validate(client.get("/v1/webhooks").json())
    assert client.delete(hook["links"]["self"]).json() == {"id": hook["id"], "removed": True}
    for answer in (
        client.delete(hook["links"]["self"]),
        client.get(hook["links"]["self"]),
        client.get(hook["links"]["deliveries"]),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/webhook-not-found")


def test_none_begins_before_the_log(client: TestClient, container: Container) -> None:
    with writing(container.engine) as connection:
        ChangeRepository(connection).begin(1)
    answer = client.post("/v1/webhooks", json={**BODY, "since": 0})
    assert (answer.status_code, answer.json()["type"], answer.json()["oldest"]) == (410, "/problems/changes-expired", 1)
    assert client.get("/v1/webhooks").json()["total"] == 0


def test_attempts_are_paged_the_latest_first(client: TestClient, container: Container) -> None:
    hook = client.post("/v1/webhooks", json=BODY).json()
    rows = [
        {
            "webhook": hook["id"], "message": f"msg-{number}", "attempt": 1, "at": NOON + timedelta(minutes=number), "changes": 1,
            "version": 1, "status": 200 if number % 2 else None, "ms": 5, "error": None if number % 2 else "no answer in time",
        }
        for number in range(5)
    ]  # fmt: skip
    with writing(container.engine) as connection:
        connection.execute(insert(deliveries), rows)
    found = client.get(hook["links"]["deliveries"]).json()
    DeliveryList.model_validate(found)
    assert ([one["message"] for one in found["results"]], found["total"]) == (["msg-4", "msg-3", "msg-2"], 5)
    assert [one["arrived"] for one in found["results"]] == [False, True, False]
    rest = client.get(found["next_url"]).json()
    assert ([one["message"] for one in rest["results"]], rest["next"]) == (["msg-1", "msg-0"], None)
    other = client.post("/v1/webhooks", json=BODY).json()
    wrong = client.get(f"{other['links']['deliveries']}?cursor={found['next']}")
    assert (wrong.status_code, wrong.json()["type"]) == (400, "/problems/bad-cursor")


@pytest.mark.parametrize(
    ("change", "status", "slug"),
    [
        ({"url": "http://127.0.0.1/"}, 422, "bad-webhook"),
        ({"url": "http://[::ffff:169.254.169.254]/"}, 422, "bad-webhook"),
        ({"url": "ftp://receiver.example/"}, 422, "bad-webhook"),
        ({"url": "https://u:p@receiver.example/"}, 422, "bad-webhook"),
        ({"secret": "hunter2"}, 422, "bad-webhook"),
        ({"type": ["everything"]}, 422, "invalid-body"),
        ({"colour": "blue"}, 422, "invalid-body"),
        ({"actor": "Nobodyland"}, 404, "actor-not-found"),
        ({"country": "IGO:NATO"}, 404, "unknown-country"),
        ({"since": 99}, 400, "bad-cursor"),
    ],
)
def test_what_cannot_be_added(client: TestClient, change: dict[str, Any], status: int, slug: str) -> None:
    answer = client.post("/v1/webhooks", json={**BODY, **change})
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert "hunter2" not in answer.text
    assert client.get("/v1/webhooks").json()["total"] == 0
    assert {kind.slug for kind in kinds()} >= {slug}


def test_a_server_delivers_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_OUTBOUND_ALLOW", "127.0.0.0/8")
    with receiving() as receiver, served(f"sqlite:///{tmp_path / 'news.sqlite3'}") as service:
        hook = ask(service.address, "/v1/webhooks", {"url": receiver.url, "secret": SECRET, "actor": "UKR"})[1]
        ask(service.address, "/v1/articles", {"text": text(0)})
        receiver.wait(1)
        assert [one.split()[-1] for one in receiver.came[0].ids][1:] == ["RUS~attacks~UKR"]
        assert receiver.came[0].verified()
        assert receiver.came[0].content["webhook"] == hook["id"]


def test_a_server_may_leave_that_to_a_worker(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'a.sqlite3'}", worker="off")
    engine = make_engine(settings.database_url)
    with beside(settings, engine) as worker:
        assert worker is None
    engine.dispose()
