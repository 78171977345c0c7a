"""The layer in front of the framework: what is remembered goes out from here, and 304 for what has not changed.

A remembered answer costs a look into a dictionary; the framework would cost several times what the server itself does.
"""

from collections.abc import Awaitable

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import GraphNotLoaded
from app.http.compression import takes_gzip
from app.http.conditional import matches
from app.http.remembered import Answer, AnswerCache, Headers, question


class Front:
    """Answers GET from what :class:`app.http.routes.VersionedRoute` remembered of the graph in hand, and passes on the rest.

    Only addresses that were answered with 200 in this edition are known here, so that 304 never goes to one that is not
    there or asks wrongly.
    """

    def __init__(self, app: ASGIApp, answers: AnswerCache) -> None:
        self._app, self._answers = app, answers

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answers a request, or passes it on."""
        if scope["type"] != "http" or scope["method"] != "GET" or (container := scope["app"].state.container) is None:
            return self._app(scope, receive, send)
        try:
            edition = container.graph.in_hand().edition
        except GraphNotLoaded:
            return self._app(scope, receive, send)
        accept = encoding = unless = b""
        for name, value in scope["headers"]:
            if name == b"if-none-match":
                unless = unless + b", " + value if unless else value
            elif name == b"accept-encoding":
                encoding = encoding + b", " + value if encoding else value
            elif name == b"accept":
                accept = accept + b", " + value if accept else value
        asked = question(scope)
        answer = self._answers.get(edition, asked, accept)
        if answer is None:
            return self._app(scope, receive, send)
        if unless and matches(answer.tag, unless.decode("latin-1")):
            scope["route"] = answer.route
            return _send(send, 304, answer.unchanged, b"")
        if answer.body is None:
            return self._app(scope, receive, send)
        scope["route"] = answer.route
        if not (answer.worth and encoding and takes_gzip(encoding)):
            return _send(send, 200, answer.headers, answer.body)
        if answer.packed is not None:
            return _send(send, 200, answer.packed_headers, answer.packed)
        return self._pack(send, edition, asked, answer, accept)

    async def _pack(self, send: Send, edition: str, asked: bytes, answer: Answer, accept: bytes) -> None:
        """The first who wants gzip waits for it; it is kept beside the plain body."""
        answer = await run_in_threadpool(answer.pack)
        self._answers.replace(edition, asked, answer, accept)
        assert answer.packed is not None  # noqa: S101 - it is worth it
        await _send(send, 200, answer.packed_headers, answer.packed)


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
