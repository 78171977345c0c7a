"""When the graph is another: one maker an answer, and what was right a moment ago while another is being made."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Route
from starlette.types import Scope

from app.container import Container
from app.http.front import Front
from app.http.remembered import Answer, AnswerCache
from app.http.working import aside, first, here, light, worked
from app.main import create_app
from app.services.graph import GraphHolder, InHand
from tests.api.conftest import NOON, seed

ROUTE = Route("/a", lambda _: None)
#: The edition that was in hand until the tenth second, and the one that is.
HELD = InHand(cast(Any, None), "new", {"old": 10.0})
NOBODY: dict[bytes, bytes] = {}


def scope(path: str) -> Scope:
    return {"type": "http", "method": "GET", "path": path, "query_string": b""}


def answer(text: str) -> Answer:
    return Answer.of(ROUTE, "/a", f'W/"{text}"', ((b"content-type", b"text/plain"),), text.encode())


class Stage:
    """A front whose answers of the old edition are there for /a and /b, in the second ``now``."""

    def __init__(self, behind: float = 1.0) -> None:
        self.now = 10.5
        self.answers = AnswerCache()
        self.front = Front(self.answers, behind, lambda: self.now)
        self.front.graph = cast(GraphHolder, SimpleNamespace(in_hand=lambda: HELD))
        for path in ("/a", "/b"):
            self.answers.put("old", f"{path}?".encode(), answer(f"old {path}"))
        self.made: list[str] = []
        self.go = asyncio.Event()

    def maker(self, path: str) -> Callable[[], Awaitable[None]]:
        async def make() -> None:
            self.made.append(path)
            await self.go.wait()
            self.answers.put("new", f"{path}?".encode(), answer(f"new {path}"))

        return make

    async def ask(self, path: str, given: dict[bytes, bytes] = NOBODY) -> str | None:
        """What goes out; None to whoever had it made."""
        reply = self.front.find(scope(path), given) or await self.front.made(scope(path), given, self.maker(path))
        return None if reply is None else f"{reply.status} {reply.body.decode()}".strip()


async def turns(times: int = 5) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


def test_whoever_asks_what_is_being_made_waits_for_it() -> None:
    async def run() -> None:
        stage = Stage(behind=0)
        asked = [asyncio.create_task(stage.ask("/a")) for _ in range(3)]
        await turns()
        assert stage.made == ["/a"]
        stage.go.set()
        assert await asyncio.gather(*asked) == [None, "200 new /a", "200 new /a"]
        assert stage.made == ["/a"]

    asyncio.run(run())


def test_where_the_maker_fails_the_next_one_makes_it() -> None:
    async def run() -> None:
        stage = Stage(behind=0)
        asked = [asyncio.create_task(stage.ask("/a")) for _ in range(3)]
        await turns()
        asked[0].cancel()
        await turns()
        assert stage.made == ["/a", "/a"]
        stage.go.set()
        assert await asyncio.gather(*asked[1:]) == [None, "200 new /a"]

    asyncio.run(run())


def test_while_one_is_made_anew_others_are_given_as_they_were_a_moment_ago() -> None:
    async def run() -> None:
        stage = Stage()
        maker = asyncio.create_task(stage.ask("/a"))
        await turns()
        assert [await stage.ask(path) for path in ("/a", "/b")] == ["200 old /a", "200 old /b"]
        assert await stage.ask("/b", {b"if-none-match": b'W/"old /b"'}) == "304"
        assert await stage.ask("/b", {b"if-none-match": b'W/"new /b"'}) == "200 old /b"
        assert stage.made == ["/a"]
        stage.go.set()
        assert await maker is None
        assert await stage.ask("/a") == "200 new /a"
        assert await stage.ask("/b") is None, "nobody else is waiting: it is made anew"

    asyncio.run(run())


@pytest.mark.parametrize(("now", "given"), [(11.0, {}), (10.5, {b"cache-control": b"No-Cache"})])
def test_what_is_longer_past_and_to_those_who_want_the_newest_is_not(now: float, given: dict[bytes, bytes]) -> None:
    async def run() -> None:
        stage = Stage()
        asked = [asyncio.create_task(stage.ask("/a"))]
        await turns()
        stage.now = now
        asked.append(asyncio.create_task(stage.ask("/b", given)))
        await turns()
        assert stage.made == ["/a", "/b"]
        stage.go.set()
        assert await asyncio.gather(*asked) == [None, None]

    asyncio.run(run())


def test_what_was_never_answered_is_waited_for_by_nobody() -> None:
    """It may be a stream."""

    async def run() -> None:
        stage = Stage()
        asked = [asyncio.create_task(stage.ask("/stream")) for _ in range(2)]
        await turns()
        assert stage.made == ["/stream"] * 2
        stage.go.set()
        assert await asyncio.gather(*asked) == [None, None]

    asyncio.run(run())


def test_who_asks_alone_after_writing_reads_what_was_written(container: Container) -> None:
    assert container.settings.answers_behind > 0
    with TestClient(create_app(container=container, now=lambda: NOON)) as client:
        before = client.get("/v1/countries/RUS/subgraph").json()
        seed(container)
        after = client.get("/v1/countries/RUS/subgraph").json()
        assert after != before
        assert container.graph.in_hand().ended


def test_light_work_is_done_on_the_loop_in_turn_and_others_come_between() -> None:
    done: list[str] = []

    async def work(name: str, *, wanted: bool = False) -> None:
        if wanted:
            with first():
                await here(lambda: done.append(name))
        else:
            await here(lambda: done.append(name))

    async def run() -> None:
        working = [asyncio.create_task(work(name)) for name in ("one", "two", "three")]
        await asyncio.sleep(0)
        assert done == ["one"]
        await work("wanted", wanted=True)
        assert done == ["one", "wanted"], "what many ask for does not wait for what few do"
        await asyncio.gather(*working)
        assert done == ["one", "wanted", "two", "three"]
        with pytest.raises(ZeroDivisionError):
            await here(lambda: 1 // 0)
        assert await here(lambda: 1) == 1

    asyncio.run(run())


def test_a_handler_says_when_it_is_light() -> None:
    from threading import get_ident  # noqa: PLC0415 - only here

    @light(lambda size: size < 10)
    def handler(size: int) -> int:
        return get_ident()

    def heavy() -> int:
        return get_ident()

    async def run() -> None:
        made = worked(handler)
        assert worked(made) is made
        assert await made(size=1) == get_ident() != await made(size=10)
        assert await worked(heavy)() != get_ident() != await aside(get_ident)

    asyncio.run(run())
