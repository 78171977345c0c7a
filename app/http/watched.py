"""Pure ASGI middleware that ties what is logged to the request that it is logged for, warns of slow requests, and answers
those that a stop cuts off."""

import asyncio
from collections.abc import Callable
from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import ShuttingDown
from app.http import problems
from app.logs import serving
from app.stopping import Stopping

_LOG = structlog.get_logger("app.http")


class Watched:
    """Binds the request's id, which :class:`app.http.middleware.Envelope` gave it, to the log's lines.

    A request whose answer begins ``slow`` seconds after it came, or later, is logged as a warning: a stream is not slow
    because it goes on. A request that is cancelled while the service is being stopped is answered 503.
    """

    def __init__(self, app: ASGIApp, slow: float, stopping: Stopping, seconds: Callable[[], float] = perf_counter) -> None:
        self._app, self._slow, self._stopping, self._seconds = app, slow, stopping, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, started = self._seconds(), False

        async def sending(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            if message["type"] == "http.response.start" and (took := self._seconds() - begun) >= self._slow:
                asked = {"method": scope["method"], "path": scope["path"], "status": message["status"]}
                _LOG.warning("slow request", seconds=round(took, 2), **asked)
            await send(message)

        with serving(scope.get("state", {}).get("request_id")):
            try:
                await self._app(scope, receive, sending)
            except asyncio.CancelledError:
                if started or not self._stopping.begun:
                    raise
                problem = ShuttingDown("the service is being stopped, and this took too long; send it again")
                headers = {"Retry-After": str(problem.retry_after), "Connection": "close"}
                await problems.answer(problem, scope, headers)(scope, receive, send)
