"""The stream of changes: through a real server, and its bounds by hand."""

import asyncio
import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from app.http.streams import Events, EventStream, Streams
from app.services.keys import KeyService
from app.store.engine import make_engine
from app.store.migrating import migrate
from tests.api.serving import served
from tests.api.test_processes import ask, text


@contextmanager
def listening(address: str, path: str, **headers: str) -> Iterator[HTTPResponse]:
    """An open stream, its beginning read."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        assert response.status == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield response
    finally:
        connection.close()


def block(response: HTTPResponse) -> dict[str, str]:
    """The next block of a stream, as its fields."""
    fields: dict[str, str] = {}
    while (line := response.readline().decode().rstrip("\n")) != "":
        name, _, value = line.partition(": ")
        fields[name] = value
    return fields


def event(response: HTTPResponse) -> dict[str, Any]:
    """The next event, with its data read."""
    while "data" not in (fields := block(response)):
        pass
    data = json.loads(fields["data"])
    assert fields["event"] == data["type"]
    return {**data, "position": fields["id"]}


def test_what_is_stored_is_streamed_and_nothing_is_lost_by_a_kill(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    seen: list[dict[str, Any]] = []
    with served(url) as service, listening(service.address, "/v1/stream") as stream:
        assert block(stream) == {"retry": "3000", "id": "1"}  # from now on
        ask(service.address, "/v1/articles", {"text": text(0)})
        seen += [event(stream) for _ in range(2)]  # and of the third nothing is read
        service.process.kill()
        service.process.wait(60)
    with served(url) as service:
        taken = ask(service.address, "/v1/articles", {"text": text(1)})[1]
        with listening(service.address, "/v1/stream?since=0", Last_Event_ID=seen[-1]["position"]) as stream:
            ask(service.address, "/v1/articles", {"text": text(2)})
            seen += [event(stream) for _ in range(1 + 3 + 3)]
        asked = ask(service.address, "/v1/changes?since=1&limit=100")[1]["results"]
        assert [(one["version"], one["change"], one["id"]) for one in seen] == [
            (one["version"], one["change"], one["id"]) for one in asked
        ]
        assert [one["position"] for one in seen] == ["1.1", "1.2", "2", "2.1", "2.2", "3", "3.1", "3.2", "4"]
        with listening(service.address, "/v1/stream?since=1&type=article&actor=FRA") as stream:
            assert [event(stream)["version"] for _ in range(3)] == [2, 3, 4]
        with listening(service.address, "/v1/stream?since=3&actor=UKR") as stream:
            assert [event(stream)["id"].split("~")[-1] for _ in range(2)][1] == "UKR"
        assert taken["version"] == 3


def test_an_open_stream_ends_cleanly_when_the_server_does(tmp_path: Path) -> None:
    with served(f"sqlite:///{tmp_path / 'news.sqlite3'}") as service, listening(service.address, "/v1/stream") as stream:
        block(stream)
        service.process.send_signal(signal.SIGTERM)
        assert stream.read() == b""  # whole: a cancelled answer would break off here
        assert service.process.wait(60) == 0


def test_another_process_is_seen_in_the_stream(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    with served(url) as one, served(url) as other, listening(one.address, "/v1/stream") as stream:
        block(stream)
        ask(other.address, "/v1/articles", {"text": text(0)})
        assert [event(stream)["type"] for _ in range(3)] == ["article", "relation", "relation"]


def test_head_ends_at_once(reader: TestClient) -> None:
    answer = reader.head("/v1/stream")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"


class Client:
    """A client by hand: what it was sent, of which it takes so many messages and then no more."""

    def __init__(self, takes: int = 1_000_000) -> None:
        self.sent: list[Message] = []
        self.takes = takes
        self.stuck = asyncio.Event()
        self.gone = asyncio.Event()
        self.news = asyncio.Condition()

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if len(self.sent) == self.takes:
            self.stuck.set()
            await asyncio.Event().wait()
        async with self.news:
            self.sent.append(message)
            self.news.notify_all()

    @property
    def body(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent).decode()

    async def until(self, wanted: str) -> None:
        """Wait until this was sent."""
        async with self.news, asyncio.timeout(60):
            await self.news.wait_for(lambda: wanted in self.body)

    def listen(self, streams: Streams, read: Any = None) -> asyncio.Task[None]:
        stream = EventStream(streams, "7", read or (lambda position: Events((), position, True)))
        return asyncio.create_task(stream({"type": "http", "path": "/v1/stream"}, self.receive, self.send))


def test_a_stream_ends_with_the_key_that_opened_it(tmp_path: Path) -> None:
    url, moment = f"sqlite:///{tmp_path / 'news.sqlite3'}", datetime.now(UTC)
    engine = make_engine(url)
    migrate(engine)
    keys = KeyService(engine)
    one, other = (keys.add(name, "write", now=moment) for name in ("one", "other"))
    with (
        served(url, keys="all") as service,
        listening(service.address, "/v1/stream", Authorization=f"Bearer {one.key}") as stream,
    ):
        block(stream)
        keys.revoke(one.row.id, moment)
        connection = HTTPConnection(urlsplit(service.address).netloc, timeout=60)
        for _ in range(10_000):  # until the service knows
            connection.request("GET", "/v1/status", headers={"Authorization": f"Bearer {one.key}"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                break
        body = json.dumps({"text": text(0)})
        headers = {"Authorization": f"Bearer {other.key}", "Content-Type": "application/json"}
        connection.request("POST", "/v1/articles", body, headers)
        assert connection.getresponse().status == 201
        assert stream.read() == b""
        connection.close()
    engine.dispose()


def test_heartbeats_carry_the_position() -> None:
    async def run() -> None:
        client, streams = Client(), Streams(1, heartbeat=0.001)
        running = client.listen(streams, lambda position: Events((), "9", True))
        await client.until(": still here\nid: 9\n\n")
        client.gone.set()
        await running
        assert len(streams) == 0

    asyncio.run(run())


def test_news_wake_every_stream_and_each_reads_on_from_its_own_place() -> None:
    stored = ["8"]

    def read(position: str) -> Events:
        last = stored[-1]
        if position == last:
            return Events((), position, True)
        return Events([(last, "relation", b"{}")], last, position != "7")

    async def run() -> None:
        clients, streams = [Client(), Client()], Streams(2, heartbeat=60)
        running = [client.listen(streams, read) for client in clients]
        for client in clients:
            await client.until("id: 8\nevent: relation\ndata: {}\n\n")
        stored.append("9")
        await asyncio.to_thread(streams.ring)
        for client in clients:
            await client.until("id: 9\nevent: relation\ndata: {}\n\n")
            client.gone.set()
        await asyncio.gather(*running)

    asyncio.run(run())


def test_there_are_as_many_as_may_be() -> None:
    async def run() -> None:
        first, second, streams = Client(), Client(), Streams(1, heartbeat=60)
        running = first.listen(streams)
        await first.until("retry")
        await second.listen(streams)
        assert second.sent[0]["status"] == 503
        assert json.loads(second.body)["type"] == "/problems/too-many-streams"
        assert (b"retry-after", b"5") in second.sent[0]["headers"]
        first.gone.set()
        await running
        again = Client()
        running = again.listen(streams)
        await again.until("retry")
        streams.close()
        await running
        assert again.sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
        late = Client()
        await late.listen(streams)
        assert late.sent[0]["status"] == 503

    asyncio.run(run())


def test_a_client_that_takes_nothing_is_waited_for_and_let_go() -> None:
    reads = []

    def read(position: str) -> Events:
        reads.append(position)
        return Events([(f"{position}1", "relation", b"{}")], f"{position}1", False)

    async def run() -> None:
        client, streams = Client(takes=3), Streams(1, heartbeat=60, patience=0.001)
        await client.listen(streams, read)
        assert len(streams) == 0

    asyncio.run(run())
    assert reads == ["7", "71"]  # what it does not take is not read either


def test_a_client_that_takes_nothing_does_not_hold_the_end_up() -> None:
    async def run() -> None:
        client, streams = Client(takes=1), Streams(1, heartbeat=60, patience=3600)
        running = client.listen(streams)
        await client.stuck.wait()
        streams.close()
        await running
        assert len(streams) == 0

    asyncio.run(run())


def test_a_server_that_cancels_is_obeyed() -> None:
    async def run() -> None:
        client, streams = Client(), Streams(1, heartbeat=60)
        running = client.listen(streams)
        await client.until("retry")
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert len(streams) == 0

    asyncio.run(run())
