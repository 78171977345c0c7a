"""The wire: heads that are too long or too slow, and what is no HTTP."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from app.http.protocol import HEAD_SECONDS, MOST_HEAD, Protocol

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n"


class Wire:
    """A connection without a network: what was written, whether it is closed."""

    def __init__(self) -> None:
        self.written, self.closed = b"", False

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def get_extra_info(self, name: str) -> Any:
        return None

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def problem(self) -> str:
        """The problem that was answered."""
        head, _, body = self.written.partition(b"\r\n\r\n")
        assert b"content-type: application/problem+json" in head
        assert b"connection: close" in head
        found = json.loads(body)
        assert head.startswith(f"HTTP/1.1 {found['status']} ".encode())
        assert f"x-request-id: {found['request_id']}".encode() in head
        return str(found["type"])


class Loop:
    """Timers that fire when they are told to, tasks that never run."""

    def __init__(self) -> None:
        self.timers: list[list[Any]] = []

    def call_later(self, seconds: float, act: Callable[[], None]) -> Any:
        timer = [seconds, act]
        self.timers.append(timer)
        timer_loop = self

        class Handle:
            def cancel(self) -> None:
                timer_loop.timers = [one for one in timer_loop.timers if one is not timer]

        return Handle()

    def create_task(self, work: Any) -> Any:
        work.close()

        class Task:
            def add_done_callback(self, act: object) -> None: ...

        return Task()


@pytest.fixture
def connected() -> tuple[Protocol, Wire, Loop]:
    async def app(scope: object, receive: object, send: object) -> None: ...

    wire, loop = Wire(), Loop()
    config = Config(app, log_config=None, ws="none")
    config.load()
    protocol = Protocol(config, ServerState(), {}, loop)  # type: ignore[arg-type]
    protocol.connection_made(wire)  # type: ignore[arg-type]
    return protocol, wire, loop


Connected = tuple[Protocol, Wire, Loop]


def test_a_head_has_so_many_seconds_from_the_start_of_the_connection(connected: Connected) -> None:
    protocol, wire, loop = connected
    protocol.data_received(b"GET / HT")
    protocol.data_received(b"TP/1.1\r\nA: b\r\n")
    ((seconds, fire),) = loop.timers  # one for all of it, not one for each piece
    assert seconds == HEAD_SECONDS
    fire()
    assert wire.problem() == "/problems/head-too-slow"
    assert wire.closed


def test_a_connection_on_which_nothing_is_asked_ends_without_a_word(connected: Connected) -> None:
    _, wire, loop = connected
    ((_, fire),) = loop.timers
    fire()
    assert (wire.written, wire.closed) == (b"", True)


def test_the_wait_ends_with_the_head_and_begins_with_the_next(connected: Connected) -> None:
    protocol, wire, loop = connected
    protocol.data_received(HEAD + b"he")
    assert not loop.timers  # a body is the application's business
    protocol.data_received(b"llo")
    protocol.cycle.response_complete = True
    protocol.data_received(b"\r\n")
    ((_, fire),) = loop.timers
    fire()
    assert wire.problem() == "/problems/head-too-slow"
    assert wire.closed


def test_nothing_is_written_into_an_answer(connected: Connected) -> None:
    protocol, wire, loop = connected
    protocol.data_received(HEAD + b"hello" + b"GET /next")
    protocol.data_received(b"junk")
    ((_, fire),) = loop.timers
    fire()
    assert wire.written == b""
    assert wire.closed


def test_a_head_has_so_many_bytes(connected: Connected) -> None:
    protocol, wire, _ = connected
    protocol.data_received(b"GET / HTTP/1.1\r\n")
    while not wire.closed:
        protocol.data_received(b"A: " + b"b" * 1_000 + b"\r\n")
        assert protocol._head < MOST_HEAD + 2_000
    assert wire.problem() == "/problems/headers-too-large"


def test_a_body_of_any_size_is_no_head(connected: Connected) -> None:
    protocol, wire, _ = connected
    protocol.data_received(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + b"a" * 50_000)
    protocol.data_received(b"a" * 50_000)
    assert not wire.closed


@pytest.mark.parametrize("sent", [b"junk\r\n\r\n", b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", b"\x16\x03\x01\x00\xa5"])
def test_what_is_no_http_is_a_problem(connected: Connected, sent: bytes) -> None:
    protocol, wire, loop = connected
    protocol.data_received(sent)
    assert wire.problem() == "/problems/malformed-request"
    assert wire.closed
    assert not loop.timers


def test_what_is_found_wrong_behind_the_head_is_answered_before_the_application_does(connected: Connected) -> None:
    protocol, wire, _ = connected
    protocol.data_received(b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n")
    assert protocol.cycle is not None
    assert wire.problem() == "/problems/malformed-request"
    assert protocol.cycle.disconnected  # what the application says later goes nowhere


def test_a_lost_connection_is_not_waited_for(connected: Connected) -> None:
    protocol, _, loop = connected
    protocol.connection_lost(None)
    assert not loop.timers


def test_it_is_what_uvicorn_takes() -> None:
    async def app(scope: object, receive: object, send: object) -> None: ...

    config = Config(app, http=Protocol, ws="none", log_config=None)
    config.load()
    assert config.http_protocol_class is Protocol
