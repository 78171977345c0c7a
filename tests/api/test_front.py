"""In front of the framework: who is answered there, what else goes by, and a server that is asked many things at once."""

import socket
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.middleware import Middleware
from starlette.types import Message, Receive, Scope, Send

from app.container import Container
from app.http.envelope import Envelope, Enveloped, ids
from app.http.front import Front, Inside
from app.http.metrics import Meter
from app.main import create_app
from tests.api.conftest import NOON, seed
from tests.api.serving import served

PATH = "/v1/countries/RUS/subgraph?depth=2"


def unasked(read_only: Enveloped, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the framework may not be asked."""

    async def refused(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError(f"{scope['path']} was passed on")

    monkeypatch.setattr(read_only.envelope, "_app", refused)


def test_what_is_remembered_never_reaches_the_framework(
    reader: TestClient, read_only: Enveloped, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = reader.get(PATH)
    unasked(read_only, monkeypatch)
    again = reader.get(PATH, headers={"X-Request-ID": "mine"})
    assert (again.status_code, again.content, again.headers["x-request-id"]) == (200, first.content, "mine")
    assert {name for name, _ in first.headers.items()} == {name for name, _ in again.headers.items()}
    assert reader.get(PATH, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert reader.head(PATH).headers["content-length"] == again.headers["content-length"]
    for _ in range(2):
        assert reader.get(PATH, headers={"Accept-Encoding": "gzip"}).content == first.content
    with pytest.raises(AssertionError, match="passed on"):
        reader.post(PATH)


def test_what_sql_gives_is_made_each_time_and_may_be_304(
    reader: TestClient, read_only: Enveloped, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/v1/relations/RUS~attacks~UKR/evidence"
    tag = reader.get(path).headers["etag"]
    unasked(read_only, monkeypatch)
    assert reader.get(path, headers={"If-None-Match": tag}).status_code == 304
    with pytest.raises(AssertionError, match="passed on"):
        reader.get(path)


def test_it_can_stand_behind_something_that_is_asked_first(container: Container) -> None:
    """A key, for instance: then the front is a middleware, and the envelope has none."""
    seed(container)
    app = create_app(container=container, now=lambda: NOON)
    front = Front(app.state.answers)
    front.graph = container.graph
    refusing = False

    class Gate:
        def __init__(self, app: Any) -> None:
            self._app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            if refusing:
                await send({"type": "http.response.start", "status": 403, "headers": []})
                await send({"type": "http.response.body", "body": b""})
            else:
                await self._app(scope, receive, send)

    app.user_middleware[1:1] = [Middleware(Gate), Middleware(Inside, front=front)]
    app.envelope._front = None
    with TestClient(app) as client:
        first = client.get(PATH)
        front_only = [client.get(PATH, headers={"Accept-Encoding": encoding}) for encoding in ("identity", "gzip")]
        assert [answer.content for answer in front_only] == [first.content] * 2
        assert client.get(PATH, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
        assert len(front_only[0].headers.get_list("content-security-policy")) == 1
        refusing = True
        assert client.get(PATH).status_code == 403


def test_ids_are_new_each_time_and_of_this_process() -> None:
    one, other = ids(), ids()
    made = [one() for _ in range(1_000)] + [other() for _ in range(1_000)]
    assert len(set(made)) == 2_000
    assert all(len(identifier) == 32 and int(identifier, 16) for identifier in made)


def test_a_request_that_breaks_off_is_counted_and_passed_up() -> None:
    meter = Meter()

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ConnectionResetError

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError("nothing is to be sent")

    import asyncio  # noqa: PLC0415 - only here

    scope = {"type": "http", "method": "GET", "path": "/a", "headers": []}
    with pytest.raises(ConnectionResetError):
        asyncio.run(Envelope(broken, meter)(scope, receive, send))
    assert meter.in_flight == 0
    assert [sum(counts) for counts in meter._counts.values()] == [1]


def _read(connection: socket.socket, answers: int) -> list[bytes]:
    """So many answers, heads and bodies, off one connection."""
    got = b""
    found: list[bytes] = []
    while len(found) < answers:
        while b"\r\n\r\n" not in got:
            got += connection.recv(65_536)
        head, _, rest = got.partition(b"\r\n\r\n")
        fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(fields.get(b"content-length", b"0"))
        while len(rest) < length:
            rest += connection.recv(65_536)
        found.append(head + b"\r\n\r\n" + rest[:length])
        got = rest[length:]
    return found


def test_pipelined_requests_are_answered_in_order_and_a_client_that_leaves_is_no_trouble(tmp_path: Any) -> None:
    with served(f"sqlite:///{tmp_path / 'news.sqlite3'}") as service:
        host, port = service.address.removeprefix("http://").split(":")
        wanted = [
            "/v1/countries/RUS",
            "/nowhere",
            "/v1/countries/FRA",
            "/v1/countries/RUS?x=1",
            "/v1/countries/RUS",
            "/v1/ontology",
        ]
        asked = "".join(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: r{n}\r\n\r\n" for n, path in enumerate(wanted * 3)
        )
        with socket.create_connection((host, int(port)), timeout=30) as leaving:
            leaving.sendall(asked.encode())  # and is gone before it has read anything
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall(asked.encode())
            answers = _read(connection, len(wanted) * 3)
        for n, answer in enumerate(answers):
            assert f"x-request-id: r{n}\r\n".encode() in answer
            assert answer.split(b" ")[1] == [b"200", b"404", b"200", b"400", b"200", b"200"][n % 6]
        bodies = [answer.partition(b"\r\n\r\n")[2] for answer in answers]
        assert bodies[0] == bodies[4] == bodies[6] != bodies[2]
        assert bodies[5] == bodies[11] == bodies[17]
