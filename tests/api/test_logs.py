"""Logs: one JSON line an event; requests are told with their id."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from fastapi.testclient import TestClient

from app import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the log goes; everything is put back afterwards."""
    root, kept = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    loggers = [logging.getLogger(name) for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "alembic", "sqlalchemy")]
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
    reader.get("/v1/countries/RUS?as_of=2015-01-01", headers={"X-Request-ID": "mine-7"})
    (line,) = [found for found in map(json.loads, stream.getvalue().splitlines()) if found["event"] == "request"]
    assert (line["method"], line["path"], line["status"], line["request_id"]) == (
        "GET",
        "/v1/countries/RUS",
        200,
        "mine-7",
    )
    assert line["level"] == "info"
    assert line["ms"] >= 0


def test_other_loggers_speak_the_same_way_and_the_level_holds(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("port %s is taken", 8000)
    logging.getLogger("app.services").debug("not told")
    (line,) = map(json.loads, stream.getvalue().splitlines())
    assert (line["event"], line["level"], line["logger"]) == ("port 8000 is taken", "warning", "uvicorn.error")


def test_an_exception_is_told_with_its_trace(stream: io.StringIO) -> None:
    try:
        raise ValueError("no")
    except ValueError:
        structlog.get_logger("app").exception("failed")
    (line,) = map(json.loads, stream.getvalue().splitlines())
    assert "ValueError: no" in line["exception"]
