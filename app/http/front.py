"""In front of the framework: what is remembered goes out from here, and 304 for what has not changed.

A remembered answer costs a look into a dictionary; the framework alone would cost a fifth of what the server itself does.

When the graph is another, all who ask would have to wait at once. So whoever asks what somebody else is having made already
waits for that, and while an answer is being made anew the others may be given as they were a moment ago.
"""

import time
from asyncio import Event
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import GraphNotLoaded
from app.http.compression import takes_gzip
from app.http.conditional import matches
from app.http.remembered import Answer, AnswerCache, Headers, question
from app.http.working import first
from app.services.graph import GraphHolder, InHand

#: The headers of a request that :meth:`Front.find` reads.
READ = frozenset({b"if-none-match", b"accept-encoding", b"accept", b"cache-control"})


class Reply(NamedTuple):
    """What goes out for a request."""

    answer: Answer
    status: int
    headers: Headers
    body: bytes


class Front:
    """Finds what :class:`app.http.routes.VersionedRoute` remembered of the graph in hand, once it is told which
    ``graph`` that is.

    Only addresses that were answered with 200 in an edition are known here for it, so that 304 never goes to one that is not
    there or asks wrongly. ``behind`` is how many seconds an answer's edition may be past (by ``clock``, which is the graph
    holder's) for it to be given while another is being made anew; 0: never.
    """

    def __init__(self, answers: AnswerCache, behind: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._answers = answers
        self._behind, self._clock = behind, clock
        self._making: dict[bytes, Event] = {}
        self.graph: GraphHolder | None = None

    def find(self, scope: Scope, given: Mapping[bytes, bytes]) -> Reply | None:
        """What to answer to GET or HEAD, by the headers that were ``given`` of those in :data:`READ`; None where that has to be
        made. Where :meth:`packed` has to be awaited first the status is 0."""
        if self.graph is None:
            return None
        try:
            held = self.graph.in_hand()
        except GraphNotLoaded:
            return None
        answer = self._answers.get(held.edition, question(scope), given)
        if answer is None and self._making:
            answer = self._lately(held, scope, given)
        if answer is None:
            return None
        if b"if-none-match" in given and matches(answer.tag, given[b"if-none-match"].decode("latin-1")):
            return Reply(answer, 304, answer.unchanged, b"")
        if answer.body is None:
            return None
        if answer.worth and b"accept-encoding" in given and takes_gzip(given[b"accept-encoding"]):
            return Reply(answer, 200 if answer.packed else 0, answer.packed_headers, answer.packed or b"")
        return Reply(answer, 200, answer.headers, answer.body)

    def _lately(self, held: InHand, scope: Scope, given: Mapping[bytes, bytes]) -> Answer | None:
        """The answer that was right a moment ago, for those who do not say ``Cache-Control: no-cache``."""
        last = self._answers.last(question(scope), given)
        if last is None or last[2].body is None or b"no-cache" in given.get(b"cache-control", b"").lower():
            return None
        ended = held.ended.get(last[1])
        return last[2] if ended is not None and self._clock() - ended < self._behind else None

    async def made(self, scope: Scope, given: Mapping[bytes, bytes], make: Callable[[], Awaitable[None]]) -> Reply | None:
        """Has an answer made and sent by ``make``, and None; or what to answer, where somebody else had it made meanwhile."""
        last = self._answers.last(question(scope), given)
        if last is None or last[2].body is None:  # nothing is known of it: it may be a stream, or be made each time
            await make()
            return None
        asked = last[0]
        while (other := self._making.get(asked)) is not None:
            await other.wait()
            if (reply := self.find(scope, given)) is not None:
                return reply
        self._making[asked] = done = Event()
        try:
            with first():
                await make()
        finally:
            del self._making[asked]
            done.set()
        return None

    async def packed(self, scope: Scope, given: Mapping[bytes, bytes], answer: Answer) -> Reply:
        """The first who wants gzip waits for it; it is kept beside the plain body."""
        answer = await run_in_threadpool(answer.pack)
        self._answers.replace(question(scope), given, answer)
        return Reply(answer, 200, answer.packed_headers, answer.packed or b"")


def given_of(scope: Scope, names: frozenset[bytes]) -> dict[bytes, bytes]:
    """These headers of a request; what came in several lines is one."""
    given: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in names:
            given[name] = given[name] + b", " + value if name in given else value
    return given


class Inside:
    """The same as a middleware, for where something has to be asked of a request first, such as its key."""

    def __init__(self, app: ASGIApp, front: Front) -> None:
        self._app, self._front = app, front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or passes it on."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            given = given_of(scope, READ)
            reply = self._front.find(scope, given)
            if reply is None:
                reply = await self._front.made(scope, given, partial(self._app, scope, receive, send))
            if reply is not None:
                reply = reply if reply.status else await self._front.packed(scope, given, reply.answer)
                scope["route"] = reply.answer.route
                await give(send, scope["method"], reply.status, reply.headers, reply.body)
            return
        await self._app(scope, receive, send)


async def give(send: Send, method: str, status: int, headers: Any, body: bytes) -> None:
    """Sends a whole answer."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body if method == "GET" else b""})
