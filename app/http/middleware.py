"""Pure ASGI middleware, outermost first: headers and the log line, the last catch, HEAD, the body's limit.

No ``BaseHTTPMiddleware``: it halves what a worker serves and breaks cancellation.
"""

import re
from collections.abc import Callable, MutableMapping
from time import perf_counter
from typing import Any
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import EntenteError
from app.http import problems
from app.http.streams import HEAD

_LOG = structlog.get_logger("app.http")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
#: The page brings its own script and style and talks to this host alone.
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Envelope:
    """Gives every request an id (its own ``X-Request-ID`` where that is sane), every answer the id and the security
    headers, and the log one line a request."""

    def __init__(
        self,
        app: ASGIApp,
        new_id: Callable[[], str] = lambda: uuid4().hex,
        seconds: Callable[[], float] = perf_counter,
    ) -> None:
        self._app, self._new_id, self._seconds = app, new_id, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else self._new_id()
        scope.setdefault("state", {})["request_id"] = request_id
        begun, status = self._seconds(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            _LOG.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                ms=round((self._seconds() - begun) * 1000, 1),
                request_id=request_id,
            )


class LastCatch:
    """Makes an exception that nobody expected a problem document, and logs it with its trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            _LOG.exception("unexpected error", path=scope["path"], error=repr(error))
            request_id = scope.get("state", {}).get("request_id")
            problem = EntenteError(f"an unexpected error; the log has it under request {request_id}")
            await problems.answer(problem, scope)(scope, receive, send)


class HeadAsGet:
    """Answers HEAD wherever GET is answered: the same headers, no body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # What has no end is told that nobody reads it.
        asked: MutableMapping[str, Any] = {**scope, "method": "GET", HEAD: True}
        await self._app(asked, receive, sending)


class BodyLimit:
    """Refuses a body over the limit: by its ``Content-Length`` before reading, else as soon as it grows too long."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app, self._most = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        detail = f"the body is over {self._most} bytes; send less, or several requests"
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > self._most:
            answer = problems.answer(problems.BodyTooLarge(detail), scope, {"Connection": "close"})
            await answer(scope, receive, send)
            return
        got = 0

        async def receiving() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self._most:
                raise HTTPException(413, detail)
            return message

        await self._app(scope, receiving, send)
