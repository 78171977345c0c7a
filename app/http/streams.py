"""Open streams of server-sent events: each reads on at its own pace, all are woken together and end together.

Knows nothing of what is sent. A stream holds one position and asks for what comes after it; a client that takes nothing is
waited for, and then let go: it comes back with the last id that it had.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from anyio import CapacityLimiter, to_thread
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.errors import EntenteError, Unavailable
from app.http import problems

#: Streams read the database in so many threads at most, whatever their number: other requests go on.
_THREADS = 4
_RETRY_MS = 3_000
HEAD = "entente.head"


class TooManyStreams(Unavailable):
    """As many streams are open as may be."""

    slug = "too-many-streams"
    title = "As many streams are open as may be"


@dataclass(frozen=True, slots=True)
class Events:
    """What comes after a position: each event with its id and name; ``position`` is where to go on, ``complete`` says that
    there is nothing more for now, ``last`` that there never will be."""

    events: Sequence[tuple[str, str, bytes]]
    position: str
    complete: bool
    last: bool = False


Read = Callable[[str], Events]


class _Seat:
    """One open stream, as the others know it."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.task = asyncio.current_task()
        self.woken = asyncio.Event()
        self.gone = False
        self.stuck = False
        self.sending = False

    def leave(self, *_: object) -> None:
        self.gone = True
        self.woken.set()
        if self.sending and self.task is not None:
            self.task.cancel()


class Streams:
    """The streams of a process: ``most`` at once. A client that takes nothing for ``patience`` seconds is let go; after
    ``heartbeat`` seconds without news a comment is sent, so that nobody between takes the stream for dead."""

    def __init__(self, most: int, *, heartbeat: float = 15.0, patience: float = 30.0) -> None:
        self.most = most
        self.heartbeat = heartbeat
        self.patience = patience
        self.closed = False
        self._seats: set[_Seat] = set()
        self._limiter: CapacityLimiter | None = None

    @property
    def limiter(self) -> CapacityLimiter:
        """How many threads read for streams; to be asked for inside of the loop."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(_THREADS)
        return self._limiter

    def __len__(self) -> int:
        return len(self._seats)

    def ring(self) -> None:
        """Have every stream look for news. Callable from any thread."""
        self._tell(lambda seat: seat.woken.set())

    def close(self) -> None:
        """End every stream, and let none begin. Callable from any thread."""
        self.closed = True
        self._tell(_Seat.leave)

    def take(self) -> _Seat:
        """A place for a stream. Raises :class:`TooManyStreams`."""
        if self.closed or len(self._seats) >= self.most:
            why = "the service ends" if self.closed else f"{self.most} streams are open, which is all there may be"
            raise TooManyStreams(f"{why}; try again later, or ask /v1/changes from time to time")
        seat = _Seat()
        self._seats.add(seat)
        return seat

    def free(self, seat: _Seat) -> None:
        """Give a place back."""
        self._seats.discard(seat)

    def _tell(self, what: Callable[[_Seat], None]) -> None:
        for seat in tuple(self._seats):
            with suppress(RuntimeError):  # its loop is closed: nobody listens
                seat.loop.call_soon_threadsafe(what, seat)


class EventStream(Response):
    """An endless answer: what ``read`` gives after ``position``, and again whenever there is news; also after ``every``
    seconds, where not all news rings."""

    media_type = "text/event-stream"

    def __init__(self, streams: Streams, position: str, read: Read, *, every: float | None = None) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._streams = streams
        self._position = position
        self._read = read
        self._every = every

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the client goes or the streams are closed."""
        start: Message = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        if scope.get(HEAD):
            await send(start)
            await send({"type": "http.response.body", "body": b""})
            return
        try:
            seat = self._streams.take()
        except TooManyStreams as error:
            await problems.answer(error, scope, {"Retry-After": "5"})(scope, receive, send)
            return
        watching = asyncio.create_task(_until_gone(receive, seat))
        try:
            await send(start)
            await self._events(seat, send)
            await self._send(seat, send, b"", more=False)
        except asyncio.CancelledError:
            if not seat.gone:
                raise
        finally:
            self._streams.free(seat)
            watching.cancel()

    async def _events(self, seat: _Seat, send: Send) -> None:
        position, streams = self._position, self._streams
        await self._send(seat, send, f"retry: {_RETRY_MS}\nid: {position}\n\n".encode())
        heard = seat.loop.time()
        while not seat.gone:
            seat.woken.clear()
            try:
                found = await to_thread.run_sync(self._read, position, limiter=streams.limiter)
            except EntenteError:  # when it asks again, it is told what is wrong
                return
            if found.events:
                await self._send(seat, send, b"".join(map(_event, found.events)))
            position = found.position
            if found.last:
                return
            if not found.complete:
                continue
            if found.events:
                heard = seat.loop.time()
            rest = heard + streams.heartbeat - seat.loop.time()
            try:
                # wait_for would swallow a cancellation now and then
                async with asyncio.timeout(rest if self._every is None else min(rest, self._every)):
                    await seat.woken.wait()
            except TimeoutError:
                if seat.loop.time() < heard + streams.heartbeat:
                    continue
                heard = seat.loop.time()
                # An id without data moves the client's position on, and is no event.
                await self._send(seat, send, f": still here\nid: {position}\n\n".encode())

    async def _send(self, seat: _Seat, send: Send, body: bytes, *, more: bool = True) -> None:
        if seat.stuck or (more and seat.gone):
            return
        seat.sending = True
        try:
            async with asyncio.timeout(self._streams.patience):
                await send({"type": "http.response.body", "body": body, "more_body": more})
        except TimeoutError:
            seat.gone = seat.stuck = True
        finally:
            seat.sending = False


async def _until_gone(receive: Receive, seat: _Seat) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    seat.leave()


def _event(event: tuple[str, str, bytes]) -> bytes:
    position, name, data = event
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (position.encode(), name.encode(), data)
