"""In front of the framework: what is remembered goes out from here, and 304 for what has not changed.

A remembered answer costs a look into a dictionary; the framework alone would cost a fifth of what the server itself does.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import GraphNotLoaded
from app.http.compression import takes_gzip
from app.http.conditional import matches
from app.http.remembered import Answer, AnswerCache, Headers, question
from app.services.graph import GraphHolder

#: The headers of a request that :meth:`Front.find` reads.
READ = frozenset({b"if-none-match", b"accept-encoding", b"accept"})


class Reply(NamedTuple):
    """What goes out for a request."""

    answer: Answer
    status: int
    headers: Headers
    body: bytes


class Front:
    """Finds what :class:`app.http.routes.VersionedRoute` remembered of the graph in hand, once it is told which
    ``graph`` that is.

    Only addresses that were answered with 200 in this edition are known here, so that 304 never goes to one that is not
    there or asks wrongly.
    """

    def __init__(self, answers: AnswerCache) -> None:
        self._answers = answers
        self.graph: GraphHolder | None = None

    def find(self, scope: Scope, given: Mapping[bytes, bytes]) -> Reply | None:
        """What to answer to GET or HEAD, by the headers that were ``given`` of those in :data:`READ`; None where that has to be
        made. Where :meth:`packed` has to be awaited first the status is 0."""
        if self.graph is None:
            return None
        try:
            edition = self.graph.in_hand().edition
        except GraphNotLoaded:
            return None
        answer = self._answers.get(edition, question(scope), given)
        if answer is None:
            return None
        if b"if-none-match" in given and matches(answer.tag, given[b"if-none-match"].decode("latin-1")):
            return Reply(answer, 304, answer.unchanged, b"")
        if answer.body is None:
            return None
        if answer.worth and b"accept-encoding" in given and takes_gzip(given[b"accept-encoding"]):
            return Reply(answer, 200 if answer.packed else 0, answer.packed_headers, answer.packed or b"")
        return Reply(answer, 200, answer.headers, answer.body)

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
            if (reply := self._front.find(scope, given)) is not None:
                reply = reply if reply.status else await self._front.packed(scope, given, reply.answer)
                scope["route"] = reply.answer.route
                await give(send, scope["method"], reply.status, reply.headers, reply.body)
                return
        await self._app(scope, receive, send)


async def give(send: Send, method: str, status: int, headers: Any, body: bytes) -> None:
    """Sends a whole answer."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body if method == "GET" else b""})
