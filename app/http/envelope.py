"""Around every request: its id, the security headers, the log line, the meter; and remembered answers, before anything else."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from random import getrandbits
from time import perf_counter
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import logs
from app.http.front import READ, Front, given_of
from app.http.metrics import Meter
from app.http.remembered import complete
from app.masking import masked

_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_ASKED, _HOST = b"x-request-id", b"host"
_READ = READ | {_ASKED, _HOST}


def ids() -> Callable[[], bytes]:
    """Makes 32 hex digits, never the same: half of them by chance for this process, the rest by counting."""
    mine, numbers = b"%016x" % getrandbits(64), count(1)
    return lambda: b"%s%016x" % (mine, next(numbers))


def _is_key(given: bytes) -> bool:
    """Whether what was sent as an id would be a key in the log."""
    return b"_" in given and masked(given.decode("ascii")) != given.decode("ascii")


class Envelope:
    """Gives every request an id (its own ``X-Request-ID`` where that is sane), every answer the id and the security
    headers, the log one line a request, and the meter what it took. What ``front`` remembers is answered at once, to those
    whose ``Host`` is ``known``.
    """

    def __init__(
        self,
        app: ASGIApp,
        meter: Meter,
        front: Front | None = None,
        known: Callable[[bytes], bool] = lambda _: True,
        new_id: Callable[[], bytes] | None = None,
        seconds: Callable[[], float] = perf_counter,
    ) -> None:
        self._app, self._meter, self._front, self._known = app, meter, front, known
        self._new_id, self._seconds = new_id or ids(), seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or passes it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = self._seconds()
        given = given_of(scope, _READ)
        if _ASKED not in given or not _ID.fullmatch(request_id := given[_ASKED]) or _is_key(request_id):
            request_id = self._new_id()
        front = self._front
        if front is None or scope["method"] not in ("GET", "HEAD") or not self._known(given.get(_HOST, b"")):
            await self._pass_on(scope, receive, send, request_id, begun)
            return
        reply = front.find(scope, given)
        if reply is None:
            reply = await front.made(scope, given, partial(self._pass_on, scope, receive, send, request_id, begun))
            if reply is None:
                return
        method, meter = scope["method"], self._meter
        meter.in_flight += 1
        try:
            if not reply.status:
                reply = await front.packed(scope, given, reply.answer)
            _, status, headers, body = reply
            await send({"type": "http.response.start", "status": status, "headers": [*headers, (_ASKED, request_id)]})
            await send({"type": "http.response.body", "body": body if method == "GET" else b""})
        finally:
            seconds = self._seconds() - begun
            meter.in_flight -= 1
            meter.observe(reply.answer.template, method, reply.status, seconds)
            logs.request(method, reply.answer.about, reply.status, seconds, request_id)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, request_id: bytes, begun: float) -> None:
        scope.setdefault("state", {})["request_id"] = request_id.decode("ascii")
        status = 0

        def sending(message: Message) -> Awaitable[None]:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = (header for header in message.get("headers", ()) if header[0] != _ASKED)
                message = {**message, "headers": [*complete(headers), (_ASKED, request_id)]}
            return send(message)

        self._meter.in_flight += 1
        try:
            await self._app(scope, receive, sending)
        finally:
            seconds = self._seconds() - begun
            self._meter.in_flight -= 1
            route = getattr(scope.get("route"), "path", None)
            self._meter.observe(route, scope["method"], status, seconds)
            logs.request(scope["method"], logs.about(scope["path"], route), status, seconds, request_id)


class Enveloped(FastAPI):
    """An application with its envelope, which is outside of all that the framework does about a request by itself."""

    def __init__(
        self, *, meter: Meter, front: Front | None = None, known: Callable[[bytes], bool] = lambda _: True, **given: Any
    ) -> None:
        super().__init__(**given)
        self.envelope = Envelope(super().__call__, meter, front, known)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers whatever the server asks."""
        await self.envelope(scope, receive, send)
