"""Logs: one JSON line an event; requests are told with their id."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient

from app import logs
from app.container import Container
from app.main import create_app


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the log goes; everything is put back afterwards."""
    root, kept = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    loggers = [
        logging.getLogger(name)
        for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "alembic", "sqlalchemy", "httpx2", "httpcore2")
    ]
    before = [(one.handlers[:], one.level, one.propagate, one.disabled) for one in loggers]
    logging.getLogger("uvicorn.error").setLevel("ERROR")  # what a server that ran in this process leaves behind
    written = io.StringIO()
    logs.configure("info", written)
    yield written
    root.handlers, root.level = handlers, level
    for one, (handlers, level, propagate, disabled) in zip(loggers, before, strict=True):
        one.handlers, one.propagate, one.disabled = handlers, propagate, disabled
        one.setLevel(level)
    structlog.configure(**kept)


def test_a_request_is_one_line_with_its_id(reader: TestClient, stream: io.StringIO) -> None:
    for _ in range(2):  # made, and remembered
        stream.truncate(0)
        stream.seek(0)
        reader.get("/v1/countries/RUS?as_of=2015-01-01", headers={"X-Request-ID": "mine-7"})
    (line,) = [found for found in map(json.loads, stream.getvalue().splitlines()) if found["event"] == "request"]
    assert (line["method"], line["path"], line["status"], line["request_id"]) == (
        "GET",
        "/v1/countries/RUS",
        200,
        "mine-7",
    )
    assert (line["level"], line["logger"], line["route"]) == ("info", "app.http", "/v1/countries/{code}")
    assert line["ms"] >= 0
    assert abs(datetime.fromisoformat(line["timestamp"]) - datetime.now(UTC)) < timedelta(hours=1)
    assert "2015-01-01" not in json.dumps(line)


def test_the_line_is_that_of_structlog_and_any_path_can_be_told(stream: io.StringIO) -> None:
    for path in ("/plain", '/"\\\n', "/\u2028é\ud800"):
        about = logs.about(path, None)
        logs.request("GET", about, 404, 0.00123, b"id-1")
        logs._direct, kept = None, logs._direct
        logs.request("GET", about, 404, 0.00123, b"id-1")
        logs._direct = kept
    told = [json.loads(line) for line in stream.getvalue().strip().split("\n")]
    assert len(told) == 6
    for line in told:
        line["timestamp"] = line["timestamp"][:14]
    assert told[::2] == told[1::2]
    assert told[2]["path"] == '/"\\\n'


def test_lines_are_gathered_and_a_failure_takes_them_along(stream: io.StringIO) -> None:
    logs.configure("info", stream, gathered=1e-6)

    def statuses() -> list[int]:
        return [json.loads(line)["status"] for line in stream.getvalue().splitlines()]

    async def requests() -> None:
        for status in (200, 304):
            logs.request("GET", logs.about("/a", None), status, 0.1, b"x")
        assert statuses() == []
        logs.request("GET", logs.about("/a", None), 500, 0.1, b"x")
        assert statuses() == [200, 304, 500]
        logs.request("GET", logs.about("/a", None), 201, 0.1, b"x")
        while len(statuses()) < 4:
            await asyncio.sleep(0)

    asyncio.run(requests())
    asyncio.run(_one_more())
    logs.configure("warning", stream)  # what is gathered still goes out
    logs.request("GET", logs.about("/a", None), 200, 0.1, b"x")
    assert statuses() == [200, 304, 500, 201, 202]


async def _one_more() -> None:
    logs.request("GET", logs.about("/a", None), 202, 0.1, b"x")


def test_other_loggers_speak_the_same_way_and_the_level_holds(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("port %s is taken", 8000)
    logging.getLogger("app.services").debug("not told")
    (line,) = map(json.loads, stream.getvalue().splitlines())
    assert (line["event"], line["level"], line["logger"]) == ("port 8000 is taken", "warning", "uvicorn.error")


def test_where_requests_of_ours_go_is_not_told(stream: io.StringIO) -> None:
    logs.configure("debug", stream)
    for name in ("httpx2", "httpcore2.connection"):
        logging.getLogger(name).info("HTTP Request: POST https://receiver.example/hook?token=T")
    assert stream.getvalue() == ""


def test_an_exception_is_told_with_its_trace(stream: io.StringIO) -> None:
    try:
        raise ValueError("no")
    except ValueError:
        structlog.get_logger("app").exception("failed")
    (line,) = map(json.loads, stream.getvalue().splitlines())
    assert "ValueError: no" in line["exception"]


def lines(stream: io.StringIO, event: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, stream.getvalue().splitlines()) if line["event"] == event]


def test_what_is_logged_in_a_thread_carries_the_requests_id(client: TestClient, stream: io.StringIO) -> None:
    text = "Russia bombed Ukraine. Nobody said why it had come to this."
    for number in (1, 2):
        client.post("/v1/articles", json={"text": text}, headers={"X-Request-ID": f"mine-{number}"})
    created, known = lines(stream, "article")
    assert (created["outcome"], created["edges"], created["request_id"]) == ("created", 1, "mine-1")
    assert (known["outcome"], known["request_id"]) == ("known", "mine-2")
    assert created["article"] == known["article"]
    assert "bombed" not in stream.getvalue()
    client.post("/v1/articles", json={"text": " "}, headers={"X-Request-ID": "mine-3"})
    (refused,) = lines(stream, "article refused")
    assert (refused["reason"], refused["request_id"]) == ("empty-text", "mine-3")


def test_outside_of_a_request_no_id_is_left(client: TestClient, stream: io.StringIO) -> None:
    client.get("/healthz", headers={"X-Request-ID": "mine-4"})
    logging.getLogger("app").info("later")
    assert "request_id" not in lines(stream, "later")[0]


def test_start_and_stop_are_told(container: Container, stream: io.StringIO) -> None:
    with TestClient(create_app(container=container)):
        pass
    version = container.graph.current().version
    assert lines(stream, "started")[0]["graph_version"] == version
    assert lines(stream, "started")[0]["database"].startswith("sqlite:///")
    assert lines(stream, "stopped")[0]["graph_version"] == version


def test_a_slow_request_is_a_warning(container: Container, stream: io.StringIO) -> None:
    object.__setattr__(container, "settings", container.settings.model_copy(update={"slow_seconds": 1e-9}))
    TestClient(create_app(container=container)).get("/v1/countries/RUS?as_of=2015-01-01", headers={"X-Request-ID": "mine-5"})
    (line,) = lines(stream, "slow request")
    assert (line["path"], line["status"], line["level"], line["request_id"]) == ("/v1/countries/RUS", 200, "warning", "mine-5")
    assert line["seconds"] >= 0


def test_a_request_that_is_not_slow_is_none(client: TestClient, stream: io.StringIO) -> None:
    client.get("/v1/countries/RUS")
    assert lines(stream, "slow request") == []
