"""The same tools over HTTP at /mcp, and over stdin and stdout of a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from app.main import create_app
from app.services.keys import KeyService
from tests.api.conftest import NOON, make_container, seed
from tests.api.live import live
from tests.mcp.conftest import said

ROOT = Path(__file__).resolve().parents[2]
CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "search", "arguments": {"q": "rus"}},
}
HEADERS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}


@pytest.fixture(scope="module")
def mounted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application with its tools at /mcp."""
    with make_container(tmp_path_factory.mktemp("mounted")) as container:
        seed(container)
        yield create_app(container.settings.model_copy(update={"mcp": True}), container, now=lambda: NOON)


@pytest.fixture
def local(mounted: FastAPI) -> Iterator[TestClient]:
    """A client of it on this machine."""
    with TestClient(mounted, base_url="http://127.0.0.1:8000") as client:
        yield client


def test_a_client_of_the_package_talks_to_a_running_service(mounted: FastAPI) -> None:
    async def talk(address: str) -> None:
        async with Client(f"{address}/mcp") as client:
            assert "alliances" in {tool.name for tool in (await client.list_tools()).tools}
            answer = await client.call_tool("check_alliance", {"a": "Russia", "b": "Syria"})
            assert answer.structured_content is not None
            assert answer.structured_content["verdict"] == "allied"
            assert (await client.call_tool("check_alliance", {"a": "Rusia", "b": "Syria"})).is_error

    with live(mounted) as address:
        anyio.run(talk, address)


def test_the_application_may_start_again(mounted: FastAPI) -> None:
    for _ in range(2):
        with TestClient(mounted, base_url="http://127.0.0.1:8000") as client:
            assert client.post("/mcp", json=CALL, headers=HEADERS).status_code == 200


def test_it_stands_behind_the_same_middleware(local: TestClient) -> None:
    answer = local.post("/mcp", json=CALL, headers={**HEADERS, "X-Request-ID": "mine-7"})
    assert answer.status_code == 200
    assert answer.headers["x-request-id"] == "mine-7"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["result"]["structuredContent"]["results"][0]["id"] == "RUS"
    other = local.get("/mcp")
    assert (other.status_code, other.headers["allow"], other.json()["type"]) == (405, "POST", "/problems/method-not-allowed")
    large = local.post("/mcp", content=b"x" * 5_000_000, headers={**HEADERS, "Content-Type": "application/json"})
    assert (large.status_code, large.json()["type"]) == (413, "/problems/body-too-large")


def test_the_request_has_one_id_down_to_the_question_inside(local: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    local.post("/mcp", json=CALL, headers={**HEADERS, "X-Request-ID": "mine-8"})
    lines = [line for line in capsys.readouterr().out.splitlines() if "request_id=mine-8" in line]
    assert ["path=/v1/suggest" in lines[0], "path=/mcp" in lines[1]] == [True, True]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Host": "localhost:9000", "Origin": "http://localhost:9000"}, 200),
    ],
)
def test_a_page_elsewhere_does_not_reach_it(local: TestClient, headers: dict[str, str], status: int) -> None:
    assert local.post("/mcp", json=CALL, headers={**HEADERS, **headers}).status_code == status


def test_keys_are_asked_for_and_rates_counted_once_a_call(mounted: FastAPI) -> None:
    held = mounted.state.container
    key = KeyService(held.engine).add("reader", "read", now=NOON).key
    held.keys.refresh()
    settings = held.settings.model_copy(update={"mcp": True, "keys": "all", "rate_analyses": "5", "rate_reads": "1"})
    with TestClient(create_app(settings, held), base_url="http://127.0.0.1:8000") as client:
        refused = client.post("/mcp", json=CALL, headers=HEADERS)
        assert (refused.status_code, refused.json()["type"]) == (401, "/problems/key-required")
        for rest in (4, 3, 2):
            answer = client.post("/mcp", json=CALL, headers={**HEADERS, "Authorization": f"Bearer {key}"})
            assert answer.status_code == 200
            assert answer.json()["result"]["structuredContent"]["results"]
            assert f";r={rest};" in answer.headers["ratelimit"]


def test_unless_set_there_is_nothing(tmp_path: Path) -> None:
    with make_container(tmp_path) as container, TestClient(create_app(container=container)) as client:
        assert client.post("/mcp", json=CALL, headers=HEADERS).status_code == 404


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The three articles in a file."""
    with make_container(tmp_path) as container:
        seed(container)
        return container.settings.database_url


def environment(database: str) -> dict[str, str]:
    """Of a process over that file."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "ENTENTE_NO_VENV": "1", "ENTENTE_DATABASE_URL": database}


def test_over_stdio(database: str, tmp_path: Path) -> None:
    async def talk() -> None:
        command = StdioServerParameters(command=sys.executable, args=["-m", "app", "mcp"], env=environment(database), cwd=ROOT)
        with (tmp_path / "errors").open("w") as errors:
            async with Client(stdio_client(command, errlog=errors)) as client:
                await client.list_tools()
                answer = await client.call_tool("alliances", {"code": "Russia"})
                assert answer.structured_content is not None
                assert answer.structured_content["results"][0]["actor"]["id"] == "SYR"
                refused = await client.call_tool("alliances", {"code": "Rusia"})
                assert "did you mean Russia (RUS)?" in said(refused)

    anyio.run(talk)
    assert '"path":"/v1/countries/RUS/alliances"' in (tmp_path / "errors").read_text()


def test_stdout_holds_nothing_but_the_protocol_and_the_end_of_stdin_ends_it(database: str) -> None:
    hello = {
        "jsonrpc": "2.0",
        "id": 0,
        "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
    }
    lines = [hello, {"jsonrpc": "2.0", "method": "notifications/initialized"}, CALL]
    done = subprocess.run(
        [sys.executable, "-m", "app", "mcp", "--database", database],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True, text=True, cwd=ROOT, env=environment("sqlite://"), timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert {answer["jsonrpc"] for answer in answers} == {"2.0"}
    assert answers[0]["result"]["instructions"].startswith("Entente reads news")
