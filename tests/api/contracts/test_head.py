"""HEAD is answered wherever GET is: the same headers, no body, be the answer new, remembered, compressed or a stream."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

from app.http.middleware import HeadAsGet
from tests.api.contracts.walking import EVERY, VERSIONED, also


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("path", EVERY)
def test_head_answers_as_get_without_a_body(reader: TestClient, path: str, encoding: str) -> None:
    wanted = {"Accept-Encoding": encoding}
    for _ in range(2):
        got, head = reader.get(path, headers=wanted), reader.head(path, headers=wanted)
        assert (head.status_code, head.content) == (200, b"")
        for name in ("content-type", "content-length", "content-encoding", "etag", "link", "cache-control", "vary"):
            assert head.headers.get(name) == got.headers.get(name)


@pytest.mark.parametrize("path", VERSIONED)
def test_head_first_is_as_get(reader: TestClient, path: str) -> None:
    given = reader.get(path).headers["etag"]
    assert reader.head(path, headers={"If-None-Match": given}).status_code == 304
    assert reader.head(also(path, "colour=blue")).status_code == 400


def test_the_head_of_a_stream_does_not_wait_for_its_end() -> None:
    app = FastAPI()
    sent = []

    @app.get("/")
    async def endless() -> StreamingResponse:
        async def lines() -> AsyncIterator[bytes]:
            for number in range(1_000):
                sent.append(number)
                yield b"line\n"

        return StreamingResponse(lines(), media_type="text/plain", headers={"X-Kind": "stream"})

    with TestClient(HeadAsGet(app)) as client:
        answer = client.head("/")
        assert (answer.status_code, answer.content, answer.headers["x-kind"]) == (200, b"", "stream")
        assert client.get("/").content == b"line\n" * 1_000
