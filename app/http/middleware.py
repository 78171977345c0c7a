"""Pure ASGI middleware, outermost first: headers and the log line, the last catch, HEAD, the body's limit.

No ``BaseHTTPMiddleware``: it halves what a worker serves and breaks cancellation. What every request passes is kept
cheap: plain functions that give what is to be awaited, headers made once.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from random import getrandbits
from time import perf_counter
from typing import Any

import structlog
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import logs
from app.errors import EntenteError
from app.http import problems
from app.http.metrics import Meter

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


_SECURITY = tuple((name.lower().encode(), value.encode()) for name, value in SECURITY.items())
_OURS = frozenset({b"x-request-id", *(name for name, _ in _SECURITY)})


def new_id() -> str:
    """32 hex digits; to tell requests apart, not to keep a secret."""
    return f"{getrandbits(128):032x}"


class Envelope:
    """Gives every request an id (its own ``X-Request-ID`` where that is sane), every answer the id and the security
    headers, the log one line a request, and the meter what it took."""

    def __init__(
        self,
        app: ASGIApp,
        meter: Meter | None = None,
        new_id: Callable[[], str] = new_id,
        seconds: Callable[[], float] = perf_counter,
    ) -> None:
        self._app, self._meter, self._new_id, self._seconds = app, meter or Meter(), new_id, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method, request_id = scope["method"], ""
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                given = value.decode("latin-1")
                request_id = given if _ID.fullmatch(given) else ""
                break
        request_id = request_id or self._new_id()
        scope.setdefault("state", {})["request_id"] = request_id
        added = ((b"x-request-id", request_id.encode("ascii")), *_SECURITY)
        status = 0

        def sending(message: Message) -> Awaitable[None]:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": _with(message.get("headers", ()), added)}
            return send(message)

        meter = self._meter
        meter.in_flight += 1
        begun = self._seconds()
        try:
            await self._app(scope, receive, sending)
        finally:
            seconds = self._seconds() - begun
            meter.in_flight -= 1
            route = getattr(scope.get("route"), "path", None)
            meter.observe(route, method, status, seconds)
            # Without the query, which may hold what a client would rather not see in a log.
            logs.told(
                method=method,
                path=scope["path"],
                route=route,
                status=status,
                ms=round(seconds * 1000, 2),
                request_id=request_id,
            )


_Headers = tuple[tuple[bytes, bytes], ...]


def _with(headers: _Headers, added: _Headers) -> list[tuple[bytes, bytes]]:
    """The answer's headers and ours; what it says of security itself is left."""
    for name, _ in headers:
        if name in _OURS:
            own = {name for name, _ in headers if name != b"x-request-id"}
            kept = (header for header in headers if header[0] != b"x-request-id")
            return [*kept, *(header for header in added if header[0] not in own)]
    return [*headers, *added]


class LastCatch:
    """Makes an exception that nobody expected a problem document, and logs it with its trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        started = False

        def sending(message: Message) -> Awaitable[None]:
            nonlocal started
            started = True
            return send(message)

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
    """Answers HEAD wherever GET is answered: the same headers, no body. The answer ends with its headers, so that nobody
    waits for a stream that he does not want."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Passes a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return self._app(scope, receive, send)
        return self._head(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b""})

        asked: MutableMapping[str, Any] = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive, sending)
        finally:
            if "route" in asked:
                scope["route"] = asked["route"]  # for whoever tells what was asked


class BodyLimit:
    """Refuses a body over the limit: by its ``Content-Length`` before reading, else as soon as it grows too long."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app, self._most = app, most_bytes

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Passes a request on."""
        if scope["type"] != "http":
            return self._app(scope, receive, send)
        return self._limited(scope, receive, send)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
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
