"""gzip where the client takes it: negotiated by RFC 9110, for whole answers and for streams, never for server-sent events."""

import gzip
import zlib
from collections.abc import Awaitable
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes below which gzip saves no packet.
LEAST = 1_000
#: About as small as 9, at half the time.
_LEVEL = 5
#: Bytes from which compressing would hold up others on the event loop.
_MUCH = 20_000
_KINDS = ("application/json", "application/javascript", "application/xml", "application/x-ndjson", "application/yaml")
_ENDS = ("+json", "+xml", "+yaml")


def gzipped(body: bytes) -> bytes:
    """The body by gzip, the same bytes each time."""
    return gzip.compress(body, _LEVEL, mtime=0)


@lru_cache(maxsize=64)
def compressible(kind: bytes) -> bool:
    """Whether a content type is text of some sort; events are not, since each has to go out by itself."""
    plain = kind.split(b";")[0].strip().lower().decode("latin-1")
    return plain != "text/event-stream" and (plain.startswith("text/") or plain in _KINDS or plain.endswith(_ENDS))


@lru_cache(maxsize=256)
def takes_gzip(header: bytes) -> bool:
    """Whether an ``Accept-Encoding`` takes gzip, and would not rather have the bytes as they are. RFC 9110, 12.5.3."""
    weights: dict[str, float] = {}
    for item in header.decode("latin-1").lower().split(","):
        coding, *rest = (part.strip() for part in item.split(";"))
        weights[coding] = _weight(rest)
    other = weights.get("*", 0.0)
    ours = max(weights[coding] for coding in ("gzip", "x-gzip") if coding in weights) if _named(weights) else other
    return ours > 0 and ours >= weights.get("identity", 0.0)


def _named(weights: dict[str, float]) -> bool:
    return "gzip" in weights or "x-gzip" in weights


def _weight(parameters: list[str]) -> float:
    """1 where there is none; 0, a refusal, where it cannot be read."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0


def encodings(scope: Scope) -> bytes:
    """A request's ``Accept-Encoding``."""
    return b", ".join(value for name, value in scope["headers"] if name == b"accept-encoding")


class Compress:
    """Compresses answers of some length, streams chunk by chunk, and says that the encoding was chosen.

    What is encoded already, or is a part of a file, is left as it is.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Sending(send, takes_gzip(encodings(scope))))


class _Sending:
    """One answer on its way out."""

    def __init__(self, send: Send, wanted: bool) -> None:
        self._send, self._wanted = send, wanted
        self._start: Message | None = None  # held back until it is known how long the body is at least
        self._gathered = b""
        self._packing: zlib._Compress | None = None

    def __call__(self, message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            return self._begin(message)
        if message["type"] == "http.response.body" and (self._start is not None or self._packing is not None):
            return self._go_on(message)
        return self._send(message)

    async def _begin(self, message: Message) -> None:
        headers = dict(message.get("headers", ()))
        if (
            not compressible(headers.get(b"content-type", b""))
            or {b"content-encoding", b"content-range"} & headers.keys()
            or message["status"] in (204, 206, 304)
        ):
            await self._send(message)
            return
        message = {**message, "headers": _varying(message["headers"])}
        if not self._wanted or int(headers.get(b"content-length", LEAST)) < LEAST:
            await self._send(message)
            return
        self._start = message

    async def _go_on(self, message: Message) -> None:
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._packing is not None:
            await self._pack(self._packing, body, more=more)
            return
        assert self._start is not None  # noqa: S101 - see __call__
        self._gathered += body
        if more and len(self._gathered) < LEAST:
            return
        start, body, self._start, self._gathered = self._start, self._gathered, None, b""
        if len(body) < LEAST:
            await self._send(start)
            await self._send({**message, "body": body})
        elif more:
            self._packing = zlib.compressobj(_LEVEL, wbits=31)
            await self._send({**start, "headers": _encoded(start["headers"], None)})
            await self._pack(self._packing, body, more=True)
        else:
            packed = await run_in_threadpool(gzipped, body) if len(body) > _MUCH else gzipped(body)
            await self._send({**start, "headers": _encoded(start["headers"], len(packed))})
            await self._send({**message, "body": packed})

    async def _pack(self, packing: "zlib._Compress", body: bytes, *, more: bool) -> None:
        """A chunk goes out as it comes: whoever reads a stream is not to wait for the next one."""

        def chunk() -> bytes:
            return packing.compress(body) + packing.flush(zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH)

        packed = await run_in_threadpool(chunk) if len(body) > _MUCH else chunk()
        await self._send({"type": "http.response.body", "body": packed, "more_body": more})


def _varying(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """With ``Vary: Accept-Encoding``, once."""
    named = b", ".join(value for name, value in headers if name == b"vary")
    if b"accept-encoding" in named.lower() or named.strip() == b"*":
        return list(headers)
    others = [header for header in headers if header[0] != b"vary"]
    return [*others, (b"vary", b", ".join(filter(None, (named, b"Accept-Encoding"))))]


def _encoded(headers: list[tuple[bytes, bytes]], length: int | None) -> list[tuple[bytes, bytes]]:
    """As gzip, of a length where that is known; a strong ETag, which names the bytes, becomes a weak one."""
    kept = [
        (name, b"W/" + value if name == b"etag" and not value.startswith(b"W/") else value)
        for name, value in headers
        if name not in (b"content-length", b"accept-ranges")
    ]
    kept.append((b"content-encoding", b"gzip"))
    return kept if length is None else [*kept, (b"content-length", b"%d" % length)]
