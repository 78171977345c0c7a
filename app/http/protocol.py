"""Requests as they come off the wire: uvicorn's protocol, with bounds where it has none.

uvicorn over httptools keeps header fields of any size, waits for them for any time once a connection is open, and answers
what is no HTTP in plain text. Here a head has so many bytes and seconds, and every refusal is a problem document.
"""

from asyncio import TimerHandle, Transport
from typing import Any
from uuid import uuid4

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.errors import BadRequest, EntenteError
from app.http.answers import dump
from app.http.door import HeadersTooLarge
from app.http.problems import document

#: Bytes and seconds that the head of a request may take.
MOST_HEAD, HEAD_SECONDS = 32_768, 10.0
_LOG = structlog.get_logger("app.http")
_LINES = {400: b"Bad Request", 408: b"Request Timeout", 431: b"Request Header Fields Too Large"}

_HEAD = (
    b"HTTP/1.1 %d %s\r\ncontent-type: application/problem+json\r\nx-content-type-options: nosniff\r\nx-request-id: %s\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n"
)


class MalformedRequest(BadRequest):
    """What came is no HTTP."""

    slug = "malformed-request"
    title = "This is not HTTP"


class HeadTooSlow(EntenteError):  # noqa: N818 - reads as what happened
    """The head of the request was not there in time."""

    slug = "head-too-slow"
    title = "The request took too long to begin"
    status = 408


class Protocol(HttpToolsProtocol):
    """One connection."""

    _patience: TimerHandle | None = None
    _head = 0
    _in_body = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """The wait for a first request begins."""
        super().connection_made(transport)
        self._begin_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits any more."""
        self._end_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feeds the parser; a head that grows too long ends the connection."""
        self._head += 0 if self._in_body else len(data)
        super().data_received(data)
        if self._in_body or not self._head:
            return
        if self._head > MOST_HEAD:
            self._refuse(HeadersTooLarge(f"the head of the request is over {MOST_HEAD} bytes; send less"))
        elif self._patience is None and not self.transport.is_closing():
            self._begin_waiting()  # a piece of a head, after another request

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._end_waiting()
        self._head, self._in_body = 0, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there; what follows is the head of another."""
        self._in_body = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is told so in a problem document."""
        self._refuse(MalformedRequest("what was sent is no HTTP/1.1 request; send one"))

    def _begin_waiting(self) -> None:
        self._patience = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _end_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _too_slow(self) -> None:
        self._patience = None
        if not self._head:  # opened ahead of a request that did not come: nothing is asked, nothing is answered
            self.transport.close()
            return
        self._refuse(HeadTooSlow(f"the request did not begin within {HEAD_SECONDS:g} s"))

    def _refuse(self, problem: EntenteError) -> None:
        self._end_waiting()
        if self.transport.is_closing():
            return
        cycle: Any = self.cycle
        request_id = uuid4().hex
        _LOG.info("refused", problem=problem.slug, request_id=request_id)
        # Nothing may be written into an answer that has begun, nor for a request while another waits for its answer.
        if cycle is None or cycle.response_complete or (self._in_body and not cycle.response_started):
            body = dump(document(problem, "", request_id))
            self.transport.write(_HEAD % (problem.status, _LINES[problem.status], request_id.encode(), len(body)) + body)
            if cycle is not None:
                cycle.disconnected = True
        self.transport.close()
