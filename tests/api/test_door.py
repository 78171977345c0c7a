"""What is turned away before anything is done for it: other hosts, other origins, too long, too many."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.container import Container
from app.http.door import MOST_ADDRESS, MOST_HEADERS, Door, Hosts
from tests.api.guarded import BEYOND, guarded

ROUTE = "/v1/countries/RUS"


@pytest.mark.parametrize(
    ("settings", "host", "taken"),
    [
        ({}, "localhost:8000", True),
        ({}, "LOCALHOST", True),
        ({}, "127.0.0.1:8000", True),
        ({}, "[::1]:8000", True),
        ({}, "localhost.", True),
        ({}, "app.localhost", True),
        ({}, "attacker.example", False),
        ({}, "attacker.example:8000", False),
        ({}, "localhost.attacker.example", False),
        ({}, "127.0.0.1.attacker.example", False),
        ({}, "attackerlocalhost", False),
        ({}, "localhost@attacker.example", False),
        ({}, "[::1", False),
        ({}, "caf\u00e9.example", False),
        ({"host": BEYOND}, "attacker.example", True),
        ({"host": BEYOND, "allowed_hosts": "news.example.org"}, "news.example.org:443", True),
        ({"host": BEYOND, "allowed_hosts": "news.example.org"}, "192.0.2.9", True),
        ({"host": BEYOND, "allowed_hosts": "news.example.org"}, "other.example.org", False),
        ({"allowed_hosts": "News.example.org, b.example"}, "news.example.org", True),
    ],
)
def test_the_server_answers_to_its_own_names(read_only_container: Container, settings: Any, host: str, taken: bool) -> None:
    client = guarded(read_only_container, **{"allowed_hosts": "", **settings})
    answer = client.get(ROUTE, headers={b"Host": host.encode("latin-1")})
    assert answer.status_code == (200 if taken else 421)
    if not taken:
        assert answer.json()["type"] == "/problems/wrong-host"


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ({}, True),  # no browser
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "http://testserver:81"}, False),
        ({"Origin": "http://attacker.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://attacker.example", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "https://app.example.org", "Sec-Fetch-Site": "cross-site"}, True),  # it is named
    ],
)
@pytest.mark.parametrize("host", ["127.0.0.1", BEYOND])
def test_pages_of_other_origins_send_nothing_that_changes_something(
    read_only_container: Container, sent: dict[str, str], taken: bool, host: str
) -> None:
    client = guarded(read_only_container, cors_origins="https://app.example.org", host=host)
    post = client.post("/v1/extract", json={"text": "Russia bombed Ukraine."}, headers=sent)
    assert (post.status_code, post.json().get("type")) == ((200, None) if taken else (403, "/problems/cross-origin"))
    assert client.get(ROUTE, headers=sent).status_code == 200  # browsers keep the answer from the page


def test_addresses_and_header_fields_have_a_length(read_only_container: Container) -> None:
    client = guarded(read_only_container)
    for path in ("/" + "a" * MOST_ADDRESS, f"{ROUTE}?a=" + "b" * MOST_ADDRESS):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (414, "/problems/address-too-long")
    answer = client.get(ROUTE, headers={"Cookie": "c" * MOST_HEADERS})
    assert (answer.status_code, answer.json()["type"]) == (431, "/problems/headers-too-large")
    assert answer.headers["x-request-id"] == answer.json()["request_id"]
    assert client.get(ROUTE, headers={"Cookie": "c" * (MOST_HEADERS - 1_000)}).status_code == 200


def test_so_many_are_answered_at_once_and_streams_do_not_count() -> None:
    entered: list[str] = []

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        entered.append(scope["path"])
        await release.wait()
        if scope["path"] == "/broken":
            raise RuntimeError

    async def ask(path: str) -> list[Message]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
        await door(scope, receive, send)
        return sent

    async def run() -> None:
        going = [asyncio.create_task(ask(path)) for path in ("/a", "/broken", "/v1/stream", "/v1/stream")]
        while len(entered) < 4:
            await asyncio.sleep(0)
        start, body = await ask("/v1/actors/stream")  # which only looks like one
        assert start["status"] == 503
        assert (b"retry-after", b"1") in start["headers"]
        assert b"/problems/overloaded" in body["body"]
        release.set()
        await asyncio.gather(*going, return_exceptions=True)
        assert [await ask(path) for path in "abc"] == [[], [], []]  # each gave its place back

    release = asyncio.Event()
    door = Door(slow, most=2, hosts=Hosts(local=False))
    asyncio.run(run())
