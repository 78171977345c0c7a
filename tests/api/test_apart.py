"""What waits for a coder or for evidence takes no threads from other requests."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from fastapi.testclient import TestClient

from app.container import Container
from app.main import create_app
from app.settings import Settings
from graph.model import Coding
from tests.api.conftest import NOON
from tests.api.phrases import PhraseCoder

#: More than the threads that requests have together.
MANY = 60


class SlowCoder(PhraseCoder):
    """Codes nothing before it is told to."""

    def __init__(self) -> None:
        self.asked, self.go = Event(), Event()

    def code(self, text: str, day: date | None = None) -> Coding:
        self.asked.set()
        self.go.wait(60)
        return super().code(text, day)


def test_reads_go_on_while_many_wait_for_the_coder(tmp_path: Path) -> None:
    coder = SlowCoder()
    given = Settings(database_url=f"sqlite:///{tmp_path / 'entente.sqlite3'}", home=tmp_path, poll_interval=60)
    with (
        Container.open(given, coder=coder) as container,
        TestClient(create_app(container=container, now=lambda: NOON)) as client,
        ThreadPoolExecutor(MANY + 1) as pool,
    ):
        paths = ("/v1/extract", "/v1/articles")
        try:
            sent = [
                pool.submit(client.post, paths[number % 2], json={"text": f"Russia bombed Ukraine {number} times."})
                for number in range(MANY)
            ]
            assert coder.asked.wait(60)
            assert pool.submit(client.get, "/v1/status").result(30).status_code == 200
            assert not any(one.done() for one in sent)
        finally:
            coder.go.set()
        assert {one.result().status_code for one in sent} == {200, 201}


def test_reads_go_on_while_many_wait_for_what_was_known(
    client: TestClient, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go, current = Event(), Event(), container.graph.current()

    def at(moment: object, origin: object) -> object:
        asked.set()
        go.wait(60)
        return current

    monkeypatch.setattr(container.known, "at", at)
    with ThreadPoolExecutor(MANY + 1) as pool:
        try:
            sent = [pool.submit(client.get, f"/v1/relations?known_at=2025-01-01T00:{number:02}:00Z") for number in range(MANY)]
            assert asked.wait(60)
            assert pool.submit(client.get, "/v1/status").result(30).status_code == 200
            assert not any(one.done() for one in sent)
        finally:
            go.set()
        assert {one.result().status_code for one in sent} == {200}
