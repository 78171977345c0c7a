"""Bodies: too deep, too many parts, too slow."""

import asyncio
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from app.container import Container
from app.http.bodies import MOST_LEVELS, MOST_PARTS, Bodies, Refused, check
from tests.api.guarded import guarded

JSON = {"content-type": "application/json"}
TRICKY = st.text(st.sampled_from('[]{}",\\ a\u00e9\u5b5d\n'), max_size=12)
VALUES = st.recursive(
    st.none() | TRICKY, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TRICKY, inner, max_size=3), max_leaves=20
)


def taken(body: bytes) -> bool:
    """Whether the body passes."""
    try:
        check(body)
    except Refused:
        return False
    return True


@given(VALUES, st.integers(MOST_LEVELS - 8, MOST_LEVELS + 2), st.booleans())
def test_levels_are_those_that_a_reader_finds(value: Any, more: int, escaped: bool) -> None:
    for _ in range(more):
        value = [value, '"[['] if more % 2 else {'"]\\ [': value}
    assert taken(json.dumps(value, ensure_ascii=escaped).encode()) == (levels(value) <= MOST_LEVELS)


def levels(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(levels, inner), default=0)


def test_parts_are_counted() -> None:
    assert taken(json.dumps({"text": "[,{" * MOST_PARTS}).encode())
    assert taken(json.dumps([1] * (MOST_PARTS - 1)).encode())
    assert not taken(json.dumps([1] * (MOST_PARTS + 2)).encode())
    assert not taken(b"[" + b"{}," * MOST_PARTS + b"{}]")
    assert not taken(b"[]" * 2 * MOST_PARTS)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_other_encodings_hide_nothing(encoding: str) -> None:
    assert not taken(json.dumps([1]).encode(encoding))


def test_a_deep_or_wide_body_is_a_problem_before_it_is_read(reader: TestClient) -> None:
    for body in (b"[" * 100_000, b'{"text":' * 65 + b"1" + b"}" * 65, b"[" + b"1," * 200_000 + b"1]"):
        answer = reader.post("/v1/articles", content=body, headers=JSON)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/body-too-complex")
    answer = reader.post("/v1/articles", content='{"text": "a"}'.encode("utf-16"), headers=JSON)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed-body")
    assert "UTF-8" in answer.json()["detail"]


def test_a_slow_body_is_a_problem_and_the_end_of_the_connection(read_only_container: Container) -> None:
    app = guarded(read_only_container, body_timeout=1e-9).app
    sent: list[Message] = []

    async def never() -> Message:
        if not sent:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/extract",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), (b"host", b"localhost")],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 5),
        "scheme": "http",
    }

    async def run() -> None:
        await app(scope, never, send)

    asyncio.run(run())
    start, body = sent[0], json.loads(sent[1]["body"])
    assert (start["status"], body["type"]) == (408, "/problems/body-too-slow")
    assert (b"connection", b"close") in start["headers"]


def test_the_time_is_that_of_the_whole_body_and_ends_with_it() -> None:
    parts = iter([(b"[1", True), (b",2", True), (b"]", False)])
    moments: list[float] = []

    class Until:
        def __init__(self, moment: float) -> None:
            moments.append(moment)

        async def __aenter__(self) -> None: ...

        async def __aexit__(self, *_: object) -> None: ...

    async def receive() -> Message:
        body, more = next(parts, (b"", False))
        return {"type": "http.request", "body": body, "more_body": more}

    async def handler(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(5):
            await receive()

    async def run() -> float:
        begun = asyncio.get_running_loop().time()
        await Bodies(handler, 30.0, Until)({"type": "http", "method": "POST", "path": "/"}, receive, receive)  # type: ignore[arg-type]
        return begun

    begun = asyncio.run(run())
    assert len(moments) == 3
    assert len(set(moments)) == 1
    assert moments[0] >= begun + 30
