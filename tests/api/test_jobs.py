"""Jobs over HTTP: what is sent is kept, told of, and done."""

import gzip
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.commands.worker import executor
from app.container import Container
from app.jobs.executor import Executor
from app.main import create_app
from app.settings import Settings
from tests.api.live import live
from tests.api.phrases import PhraseCoder
from tests.faults.processes import until

NDJSON = {"Content-Type": "application/x-ndjson"}
TEXTS = [
    "It was said on Monday. Russia bombed Ukraine again.",
    "The ministry told reporters. Turkey accused Russia of it.",
    "In the morning it rained. Britain criticised Russia.",
]
BODY = "\n".join(json.dumps({"text": text}) for text in TEXTS).encode()


@pytest.fixture
def does(container: Container) -> Iterator[Executor]:
    made = executor(container.settings, container.engine, container.coder)
    yield made
    made.stop()
    made._stand_down()


def ended(client: TestClient, does: Executor, address: str) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        does.look()
        job: dict[str, Any] = client.get(address).json()
        return job if job["state"] not in ("queued", "running") else None

    job = until(found)
    assert job is not None
    return job


def problem(response: Response) -> tuple[int, str]:
    return response.status_code, response.json()["type"].rpartition("/")[2]


def files(container: Container) -> list[str]:
    folder = container.settings.var / "uploads"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_batch(client: TestClient, container: Container, does: Executor) -> None:
    sent = client.post("/v1/articles/batch?publisher=Herald", content=BODY + b"\nnonsense\n", headers=NDJSON)
    assert sent.status_code == 202
    job = sent.json()
    assert (job["state"], job["kind"], job["total"], sent.headers["retry-after"]) == ("queued", "batch", 4, "1")
    assert sent.headers["location"] == job["links"]["self"]
    done = ended(client, does, job["links"]["self"])
    assert (done["state"], done["counts"]["stored"], done["counts"]["unreadable"], done["counts"]["edges"]) == ("done", 3, 1, 3)
    (found,) = client.get(job["links"]["problems"]).json()["results"]
    assert (found["place"], found["reason"], found["article"]) == ("batch:4", "unreadable", None)
    assert {row.publisher for row in container.evidence.articles(limit=9).results} == {"Herald"}
    assert client.get("/v1/jobs?state=done").json()["total"] == 1
    assert client.get("/v1/jobs?state=failed&kind=batch").json()["results"] == []


def test_what_is_packed_has_no_lines_to_count(client: TestClient, does: Executor) -> None:
    packed = {**NDJSON, "Content-Encoding": "gzip"}
    job = client.post("/v1/articles/batch", content=gzip.compress(BODY), headers=packed).json()
    assert job["total"] is None
    assert ended(client, does, job["links"]["self"])["counts"]["stored"] == 3


def test_a_file_by_its_name_and_by_its_type(client: TestClient, does: Executor) -> None:
    by_name = client.post("/v1/jobs?name=..%2F..%2Fetc%2Fnews.jsonl", content=BODY).json()
    assert by_name["name"] == "../../etc/news.jsonl"  # a name, never a path
    assert ended(client, does, by_name["links"]["self"])["counts"]["stored"] == 3
    page = b"<html><head><title>On the strikes</title></head><body><p>The day began badly. Russia met Turkey.</p></body></html>"
    by_type = client.post("/v1/jobs", content=page, headers={"Content-Type": "text/html; charset=utf-8"}).json()
    assert ended(client, does, by_type["links"]["self"])["counts"]["read"] == 1


@pytest.mark.parametrize(
    ("address", "body", "headers", "what"),
    [
        ("/v1/articles/batch", BODY, {"Content-Type": "application/json"}, (415, "unsupported-media-type")),
        ("/v1/articles/batch", b"", NDJSON, (400, "malformed-body")),
        ("/v1/articles/batch", BODY, {**NDJSON, "Content-Encoding": "br"}, (415, "unsupported-media-type")),
        ("/v1/jobs", BODY, {"Content-Type": "application/octet-stream"}, (415, "unsupported-media-type")),
        ("/v1/jobs?name=news.exe", BODY, {}, (415, "unsupported-media-type")),
        ("/v1/jobs?name=a.txt&published=soon", BODY, {}, (400, "invalid-parameter")),
        ("/v1/jobs?name=a.txt&what=1", BODY, {}, (400, "unknown-parameter")),
        ("/v1/jobs?name=a.txt", BODY, {"Idempotency-Key": "a\x01b"}, (400, "invalid-parameter")),
    ],
)
def test_what_is_not_taken_leaves_nothing(
    client: TestClient, container: Container, address: str, body: bytes, headers: dict[str, str], what: tuple[int, str]
) -> None:
    assert problem(client.post(address, content=body, headers=headers)) == what
    assert files(container) == []
    assert client.get("/v1/jobs").json()["total"] == 0


def test_sent_again_under_one_key(client: TestClient, container: Container) -> None:
    headers = {**NDJSON, "Idempotency-Key": "monday-7"}
    first = client.post("/v1/articles/batch", content=BODY, headers=headers)
    again = client.post("/v1/articles/batch", content=BODY, headers=headers)
    assert (first.status_code, again.status_code, again.json()["id"]) == (202, 200, first.json()["id"])
    other = client.post("/v1/articles/batch", content=BODY + b"\n{}", headers=headers)
    assert problem(other) == (422, "idempotency-reused")
    assert len(files(container)) == 1


def test_cancelled_and_tried_again(client: TestClient, does: Executor) -> None:
    job = client.post("/v1/articles/batch", content=BODY, headers=NDJSON).json()
    home = job["links"]["self"]
    assert problem(client.post(f"{home}/retry")) == (409, "job-not-retried")
    assert client.post(f"{home}/cancel").json()["state"] == "cancelled"
    assert client.post(f"{home}/cancel").json()["state"] == "cancelled"
    assert client.post(f"{home}/retry").json()["attempt"] == 2
    assert ended(client, does, home)["counts"]["stored"] == 3
    assert problem(client.post(f"{home}/retry")) == (409, "job-not-retried")
    for what in ("", "/problems", "/events"):
        assert problem(client.get(f"/v1/jobs/job-none{what}")) == (404, "job-not-found")


def test_events_until_the_end(client: TestClient, does: Executor) -> None:
    job = client.post("/v1/articles/batch", content=BODY, headers=NDJSON).json()
    ended(client, does, job["links"]["self"])
    answer = client.get(job["links"]["events"])
    *_, last = answer.text.strip().split("\n\n")
    fields = dict(line.split(": ", 1) for line in last.splitlines())
    assert (fields["event"], json.loads(fields["data"])["counts"]["read"]) == ("end", 3)
    assert client.get(job["links"]["events"], headers={"Last-Event-ID": fields["id"]}).status_code == 204


def test_pages_of_jobs_and_of_problems(client: TestClient, does: Executor) -> None:
    bad = b"\n".join(b"bad %d" % number for number in range(7))
    job = client.post("/v1/articles/batch", content=bad, headers=NDJSON).json()
    assert ended(client, does, job["links"]["self"])["counts"]["unreadable"] == 7
    places, url = [], f"{job['links']['problems']}?limit=3"
    while url:
        page = client.get(url).json()
        places += [one["place"] for one in page["results"]]
        url = page["next_url"]
    assert places == [f"batch:{number}" for number in range(1, 8)]
    for _ in range(4):
        client.post("/v1/articles/batch", content=BODY, headers=NDJSON)
    seen, url = [], "/v1/jobs?limit=2"
    while url:
        page = client.get(url).json()
        seen += [one["id"] for one in page["results"]]
        url = page["next_url"]
    assert len(set(seen)) == len(seen) == 5


def test_no_room(client: TestClient, container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int, piece: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.services.uploads.os.write", full)
    assert problem(client.post("/v1/articles/batch", content=BODY, headers=NDJSON)) == (507, "uploads-full")
    assert files(container) == []


def test_who_hangs_up_leaves_nothing(container: Container) -> None:
    with live(create_app(container=container)) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as line:
            head = "POST /v1/jobs?name=a.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n"
            line.sendall(head.encode() + b"half of it" * 200_000)
            until(lambda: files(container))
            assert all(name.endswith(".part") for name in files(container))
        until(lambda: files(container) == [])
    assert container.jobs.numbers()["queued"] == 0


def test_a_large_file_is_bounded_by_its_own_limit(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    settings = Settings(database_url=url, home=tmp_path, max_body_bytes=1_000, max_upload_bytes=100_000)
    with Container.open(settings, coder=PhraseCoder()) as container, TestClient(create_app(container=container)) as client:
        line = json.dumps({"text": "word " * 1_000}).encode() + b"\n"
        assert client.post("/v1/articles/batch", content=line * 15, headers=NDJSON).status_code == 202

        def pieces() -> Iterator[bytes]:
            for _ in range(30):
                yield line

        for body in (line * 30, pieces()):
            assert problem(client.post("/v1/articles/batch", content=body, headers=NDJSON)) == (413, "body-too-large")
        assert problem(client.post("/v1/articles", content=b" " * 2_000)) == (413, "body-too-large")
        assert len(files(container)) == 1
