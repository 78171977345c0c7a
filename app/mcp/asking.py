"""Asks the service's own addresses in this process, without a socket: its ASGI application is called.

So a tool has the parameters, limits, remembered answers and problems of the address behind it, and none is written twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

import anyio
import orjson
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Scope

from app.http.inside import INSIDE

_MOST_MOVES = 3


class Refused(Exception):  # noqa: N818 - reads as what happened
    """The service answered with a problem document."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        self.problem = problem
        super().__init__(str(problem.get("detail")))


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf is asked: the request that came in, where one did, gives its id, its state and its client."""

    request_id: str | None = None
    client: tuple[str, int] | None = None
    state: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Any) -> "Asker":
        """Of a request over HTTP; of nobody in particular over stdio."""
        if not isinstance(request, Request):
            return cls()
        state = dict(request.scope.get("state", {}))
        return cls(state.get("request_id"), request.scope.get("client"), state)


class Service:
    """The service, asked by GET."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def ask(self, path: str, query: Sequence[tuple[str, str]] = (), asker: Asker | None = None) -> dict[str, Any]:
        """The content of the answer at a path (not quoted); another address that it leads to is asked instead.

        Raises :class:`Refused` with the problem document where there is no such answer.
        """
        asker = asker or Asker()
        for _ in range(_MOST_MOVES):
            status, headers, body = await self._get(path, urlencode(query), asker)
            if status != 308:
                break
            place = urlsplit(headers[b"location"].decode("ascii"))
            path = unquote(place.path)
        content: dict[str, Any] = orjson.loads(body)
        if status != 200:
            raise Refused(content)
        return content

    async def _get(self, path: str, query: str, asker: Asker) -> tuple[int, dict[bytes, bytes], bytes]:
        """Status, headers and body of one request."""
        headers = [(b"host", b"localhost"), (b"accept", b"application/json")]
        if asker.request_id:
            headers.append((b"x-request-id", asker.request_id.encode("ascii")))
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "server": ("localhost", 80),
            "client": asker.client,
            "root_path": "",
            "path": path,
            "raw_path": quote(path).encode("ascii"),
            "query_string": query.encode("ascii"),
            "headers": headers,
            "state": dict(asker.state),
            INSIDE: True,
        }
        asked, done = False, anyio.Event()
        started: list[Message] = []
        body = bytearray()

        async def receive() -> Message:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await done.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    done.set()

        await self._app(scope, receive, send)
        (start,) = started
        return start["status"], {name.lower(): value for name, value in start["headers"]}, bytes(body)
