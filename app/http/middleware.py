"""Pure ASGI middleware, outermost first: the last catch, HEAD, the body's limit. Around all of it is the envelope.

No ``BaseHTTPMiddleware``: it halves what a worker serves and breaks cancellation.
"""

from collections.abc import Awaitable, MutableMapping
from typing import Any

import structlog
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import EntenteError
from app.http import problems
from app.http.streams import HEAD
from app.http.uploads import is_upload

_LOG = structlog.get_logger("app.http")


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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b""})

        # What has no end is told that nobody reads it.
        asked: MutableMapping[str, Any] = {**scope, "method": "GET", HEAD: True}
        try:
            await self._app(asked, receive, sending)
        finally:
            if "route" in asked:
                scope["route"] = asked["route"]  # for whoever tells what was asked


class BodyLimit:
    """Refuses a body over the limit: by its ``Content-Length`` before reading, else as soon as it grows too long. A file may
    have ``upload_bytes``."""

    def __init__(self, app: ASGIApp, most_bytes: int, upload_bytes: int | None = None) -> None:
        self._app, self._most = app, most_bytes
        self._upload = most_bytes if upload_bytes is None else upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._upload if is_upload(scope) else self._most
        detail = f"the body is over {most} bytes; send less, or several requests"
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > most:
            answer = problems.answer(problems.BodyTooLarge(detail), scope, {"Connection": "close"})
            await answer(scope, receive, send)
            return
        got = 0

        async def receiving() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > most:
                raise HTTPException(413, detail)
            return message

        await self._app(scope, receiving, send)
