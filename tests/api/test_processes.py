"""Several processes over one database: what one writes another answers, and what was answered outlives a kill."""

import json
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from app.cli import main
from app.commands import coder
from tests.api.phrases import PhraseCoder
from tests.api.serving import served

#: What the service promises, in seconds.
FRESH = 1.0


def ask(address: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    """Status and content of a GET, or of a POST where there is a body."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"{address}{path}", data, {"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def text(number: int) -> str:
    return f"This is report {number} of the day. Russia bombed Ukraine. France sanctioned Russia."


def test_what_another_process_ingests_is_seen_within_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The command is a process of its own to the server: all that they share is the file.
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    monkeypatch.setattr(coder, "lazy", lambda *_: PhraseCoder())
    delays: list[float] = []
    with served(url) as service:
        for number in range(3):
            (tmp_path / "news.txt").write_text(text(number), encoding="utf-8")
            assert main(["ingest", str(tmp_path / "news.txt"), "--database", url]) == 0
            stored = time.monotonic()
            deadline = stored + 30
            while True:
                asked = time.monotonic()
                status, relation = ask(service.address, "/v1/relations/RUS~attacks~UKR")
                if status == 200 and relation["reports"] == number + 1:
                    break
                assert asked < deadline, (status, relation)
            delays.append(asked - stored)
    # A busy machine may be late once, but not each time.
    assert min(delays) < FRESH, delays


def test_a_killed_server_has_every_article_that_it_answered(database_url: str) -> None:
    numbers, answered, enough = count(), dict[int, str](), Event()

    def post(address: str) -> None:
        """Post until the server is gone."""
        for number in numbers:
            try:
                status, taken = ask(address, "/v1/articles", {"text": text(number)})
            except (OSError, HTTPException, json.JSONDecodeError):
                return
            assert (status, len(taken["edges"])) == (201, 2)
            answered[number] = taken["id"]
            if len(answered) >= 12:
                enough.set()

    with served(database_url) as service, ThreadPoolExecutor(3) as pool:
        posting = [pool.submit(post, service.address) for _ in range(3)]
        assert enough.wait(60)
        service.process.kill()
        for one in posting:
            one.result(60)

    with served(database_url) as service:
        stored = ask(service.address, "/v1/status")[1]["articles"]
        assert len(answered) <= stored <= len(answered) + 3  # each poster may have one that was stored and not answered
        for number, article in answered.items():
            status, kept = ask(service.address, f"/v1/articles/{article}")
            assert (status, kept["status"], len(kept["edges"])) == (200, "coded", 2)
            assert kept["sentences"][0] == f"This is report {number} of the day."
            assert ask(service.address, "/v1/articles", {"text": text(number)})[0] == 200
        relation = ask(service.address, "/v1/relations/RUS~attacks~UKR")[1]
        assert (relation["evidence"], relation["reports"]) == (stored, stored)
        assert ask(service.address, "/v1/articles", {"text": text(next(numbers))})[0] == 201
