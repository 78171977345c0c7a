"""The server at ``/mcp``: streamable HTTP, an answer a POST and no session, so that any worker may answer any request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.mcp.asking import Service
from app.mcp.server import make_server

PATH = "/mcp"


class Mounted:
    """An endpoint that answers while :meth:`running`."""

    def __init__(self, app: ASGIApp, *, version: str, most_bytes: int) -> None:
        self._service = Service(app)
        self._version, self._most = version, most_bytes
        self._manager: StreamableHTTPSessionManager | None = None

    def route(self) -> Route:
        """The route; other methods than POST are 405, as the protocol allows where nothing is streamed."""
        return Route(PATH, self, methods=["POST"])

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """A server for as long as the application runs; a new one each time, since each runs once."""
        server = make_server(self._service, self._version)
        server.streamable_http_app(
            json_response=True,
            stateless_http=True,
            max_request_body_size=self._most,
            # Hosts and origins are checked before any request comes here, by app.http.door.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        self._manager = server.session_manager
        try:
            async with self._manager.run():
                yield
        finally:
            self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        assert self._manager is not None, "asked before the application started"  # noqa: S101 - as starlette has it
        await self._manager.handle_request(scope, receive, send)
