"""Pages of other origins: which may read the answers (CORS), exactly those that are named.

No wildcard and no credentials: keys travel in a header that the page itself sets.
"""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
_TAKEN = "Authorization, X-API-Key, Content-Type, If-None-Match, X-Request-ID, Last-Event-ID"
_SHOWN = "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-ID"
_HOUR = "3600"


class Cors:
    """Answers preflights of the origins that are named, and lets their pages read what is answered, errors too. Of others
    nothing is said, so that browsers keep the answers from them."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app, self._origins = app, frozenset(origin.lower() for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        origin = asked.get("origin", "")
        allowed = origin in self._origins
        preflight = allowed and scope["method"] == "OPTIONS" and "access-control-request-method" in asked

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                if allowed:
                    headers["Access-Control-Allow-Origin"] = origin
                    headers["Access-Control-Expose-Headers"] = _SHOWN
            await send(message)

        if not preflight:
            await self._app(scope, receive, sending)
            return
        headers = [
            (b"access-control-allow-methods", _METHODS.encode()),
            (b"access-control-allow-headers", _TAKEN.encode()),
            (b"access-control-max-age", _HOUR.encode()),
        ]
        await sending({"type": "http.response.start", "status": 204, "headers": headers})
        await sending({"type": "http.response.body", "body": b""})
