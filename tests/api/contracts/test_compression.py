"""gzip: wherever the client takes it and the answer is of some length; what is unpacked is what others get."""

import gzip
import zlib
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app.http.compression import LEAST, Compress, takes_gzip
from tests.api.contracts.walking import EVERY, VERSIONED


@pytest.mark.parametrize("path", [*EVERY, "/", "/explorer/app.js"])
def test_who_takes_gzip_gets_the_same_bytes(reader: TestClient, path: str) -> None:
    """The first answer is made, the second may be remembered; both ways round."""
    for _ in range(2):
        packed = reader.get(path, headers={"Accept-Encoding": "gzip"})
        plain = reader.get(path, headers={"Accept-Encoding": "identity"})
        assert plain.content == packed.content
        assert "content-encoding" not in plain.headers
        assert ("content-encoding" in packed.headers) == (len(plain.content) >= LEAST)
        if "content-length" in plain.headers:  # else it is a stream
            assert int(plain.headers["content-length"]) == len(plain.content)
        assert "Accept-Encoding" in plain.headers["vary"]
        assert plain.headers["vary"] == packed.headers["vary"]
        assert packed.headers.get("etag", "").removeprefix("W/") == plain.headers.get("etag", "").removeprefix("W/")


@pytest.mark.parametrize("path", VERSIONED)
def test_what_is_remembered_plain_is_packed_for_the_next(reader: TestClient, path: str) -> None:
    tag = reader.get(path, headers={"Accept-Encoding": "identity"}).headers["etag"]
    for wanted in ("gzip", "identity, gzip;q=0", "identity"):
        assert reader.get(path, headers={"Accept-Encoding": wanted, "If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (b"", False), (b"gzip", True), (b"GZIP", True), (b"x-gzip", True), (b"br, gzip;q=0.5", True), (b"br", False),
        (b"*", True), (b"*;q=0", False), (b"gzip;q=0", False), (b"gzip;q=0, *", False), (b"gzip; q=0.0", False),
        (b"gzip;q=0.2, identity;q=0.8", False), (b"identity;q=0.2, gzip;q=0.8", True), (b"gzip, identity", True),
        (b"*;q=0.3, identity", False), (b"identity;q=0, *;q=0.1", True), (b"gzip;q=much", False), (b"gzip;q=7", False),
        (b"gzip;q=nan", False), (b"\xff,;;=,q", False),
    ],
)  # fmt: skip
def test_what_the_header_takes(header: bytes, wanted: bool) -> None:
    assert takes_gzip(header) is wanted


def streaming() -> FastAPI:
    """An application that streams."""
    app = FastAPI()

    async def parts(size: int) -> AsyncIterator[bytes]:
        for number in range(4):
            yield b"%d" % number * size

    @app.get("/long")
    async def long() -> StreamingResponse:
        return StreamingResponse(parts(2_000), media_type="application/x-ndjson")

    @app.get("/short")
    async def short() -> StreamingResponse:
        return StreamingResponse(parts(20), media_type="application/x-ndjson")

    @app.get("/events")
    async def events() -> StreamingResponse:
        return StreamingResponse(parts(2_000), media_type="text/event-stream")

    @app.get("/image")
    async def image() -> Response:
        return Response(b"x" * 2_000, media_type="image/png")

    @app.get("/packed")
    async def packed() -> Response:
        return Response(gzip.compress(b"x" * 9_000), media_type="text/plain", headers={"Content-Encoding": "gzip"})

    @app.get("/tagged")
    async def tagged() -> Response:
        return Response(b"x" * 2_000, media_type="text/plain", headers={"ETag": '"bytes"', "Vary": "Cookie"})

    return app


def test_streams_are_compressed_and_events_and_images_are_not() -> None:
    with TestClient(Compress(streaming()), headers={"Accept-Encoding": "gzip"}) as client:
        long = client.get("/long")
        assert long.content == b"".join(b"%d" % number * 2_000 for number in range(4))
        assert long.headers["content-encoding"] == "gzip"
        assert "content-length" not in long.headers
        for path, length in (("/short", 80), ("/events", 8_000), ("/image", 2_000)):
            answer = client.get(path)
            assert len(answer.content) == length
            assert "content-encoding" not in answer.headers
        assert "vary" not in client.get("/events").headers
        assert client.get("/packed").content == b"x" * 9_000
        tagged = client.get("/tagged")
        assert (tagged.headers["etag"], tagged.headers["vary"]) == ('W/"bytes"', "Cookie, Accept-Encoding")


def test_each_chunk_of_a_stream_can_be_read_when_it_comes() -> None:
    """No chunk waits inside the packer for the next one."""
    got: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/csv")]})
        reader, seen = zlib.decompressobj(wbits=31), b""
        for number in range(3):
            await send({"type": "http.response.body", "body": b"%d" % number * LEAST, "more_body": True})
            seen += reader.decompress(got[-1]["body"])
            assert seen.endswith(b"%d" % number * LEAST)
        await send({"type": "http.response.body", "body": b""})
        assert reader.decompress(got[-1]["body"]) == b""
        assert reader.eof

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        got.append(message)

    import asyncio  # noqa: PLC0415 - only here

    scope = {"type": "http", "method": "GET", "headers": [(b"accept-encoding", b"gzip")]}
    asyncio.run(Compress(app)(scope, receive, send))
    assert [message.get("more_body") for message in got[1:]] == [True, True, True, False]
