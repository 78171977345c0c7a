"""Keys over the wire: made and revoked while a service runs, which never tells one."""

import json
import runpy
import socket
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rich.console import Console

import app.asgi
from app.cli import main
from app.commands.serve import hint_at_keys
from app.container import Container
from tests.api.guarded import bearer, key
from tests.api.serving import served

BODY = json.dumps({"text": "Russia bombed Ukraine. France sanctioned Russia."})


def post(address: str, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
    """Status and header fields of an article sent."""
    connection = HTTPConnection(address.removeprefix("http://"), timeout=30)
    connection.request("POST", "/v1/articles", BODY, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def until(address: str, headers: dict[str, str], wanted: set[int]) -> float:
    """Seconds until the answer is as it should be."""
    begun = time.monotonic()
    while post(address, headers)[0] not in wanted:
        assert time.monotonic() < begun + 30
    return time.monotonic() - begun


def test_a_service_takes_a_key_and_drops_it_while_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    monkeypatch.setenv("ENTENTE_KEYS", "always")
    monkeypatch.setenv("ENTENTE_RATE_WRITES", "0")
    with served(url) as service:
        status, headers = post(service.address, {})
        assert status == 401
        assert "server" not in headers
        # Address and proxies are not taken from whoever asks, though he asks from this machine.
        assert post(service.address, {"X-Forwarded-For": "127.0.0.1"})[0] == 401
        assert main(["keys", "add", "desk", "--scope", "write", "--database", url]) == 0
        shown = capsys.readouterr().out.strip()
        until(service.address, bearer(shown), {200, 201})
        assert main(["keys", "revoke", shown.split("_")[1], "--database", url]) == 0
        until(service.address, bearer(shown), {401, 429})
        host, port = service.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as wire:
            wire.sendall(b"junk\r\n\r\n")
            answer = b"".join(iter(lambda: wire.recv(4096), b""))
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"/problems/malformed-request" in answer
        service.process.terminate()
        assert service.process.stderr is not None
        assert shown[13:30] not in service.process.stderr.read()
    capsys.readouterr()
    assert main(["keys", "list", "--database", url]) == 0
    assert "never" not in capsys.readouterr().out.splitlines()[1].split("  revoked")[0].rsplit("  ", 1)[-1]  # its use was noted


def test_an_application_that_is_not_told_where_it_listens_asks_for_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ENTENTE_HOME", str(tmp_path))
    path = str(app.asgi.__file__)
    for host, status in ((None, 401), ("0.0.0.0", 401), ("127.0.0.1", 415)):  # noqa: S104 - nothing is bound
        monkeypatch.setenv("ENTENTE_HOST", host) if host else monkeypatch.delenv("ENTENTE_HOST", raising=False)
        client = TestClient(runpy.run_path(path)["app"])
        assert client.post("/v1/articles", content=BODY, headers={"Content-Type": "text/plain"}).status_code == status


def test_who_has_no_key_is_told_how_to_make_one(container: Container, capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(stderr=True, soft_wrap=True)
    hint_at_keys(container.keys, console)
    assert "python3 -m app keys add NAME --scope write makes one" in capsys.readouterr().err
    key(container, "read")
    hint_at_keys(container.keys, console)
    assert capsys.readouterr().err == ""
