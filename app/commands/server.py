"""The server process: it says where it can be reached, and it stops without cutting anybody off.

The first SIGTERM or SIGINT begins the stop: `/readyz` says so; after the time to drain no connection is
taken any more, streams are ended, requests that were begun are finished, and idle connections closed. The second ends the
process at once: the database takes back what was not committed.
"""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from rich.console import Console

from app.settings import Settings
from app.stopping import Stopping

if TYPE_CHECKING:
    from fastapi import FastAPI

BACKLOG = 2048
log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """A server that says where it can be reached once it can, and that stops as the module says. ``end`` ends the process
    where it stands."""

    def __init__(
        self,
        config: uvicorn.Config,
        stopping: Stopping,
        *,
        drain: float,
        ready: Callable[[], None],
        ending: Callable[[], None],
        end: Callable[[int], object] = os._exit,
    ) -> None:
        super().__init__(config)
        self._stopping = stopping
        self._drain = drain
        self._ready = ready
        self._ending = ending
        self._end = end
        self._until: float | None = None
        self.cut_off = 0  # requests that were not waited for

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        # What is there by now stays: looking through all of it for garbage would stop everybody for a quarter of a second.
        gc.collect()
        gc.freeze()
        await super().startup(sockets)
        if self.started:
            self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; the second time, end."""
        if self._until is not None:
            self._end(128 + sig)
            return
        self._until = time.monotonic() + self._drain
        self._stopping.begin()
        self.should_exit = self._drain <= 0

    async def on_tick(self, counter: int) -> bool:
        """Whether it is time to take no more connections."""
        if self._until is not None and time.monotonic() >= self._until:
            self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, end what would go on for ever, wait for requests that were begun, and close."""
        self._ending()
        log.info("stopping", extra={"requests": len(self.server_state.tasks)})
        await super().shutdown(sockets)
        if self.cut_off:
            log.error("requests were cut off", extra={"requests": self.cut_off})
            with suppress(OSError, ValueError):
                sys.stderr.flush()
            # Their handlers may go on in threads, which a process that ends by itself would wait for.
            self._end(1)

    async def _wait_tasks_to_complete(self) -> None:
        try:
            await super()._wait_tasks_to_complete()
        except asyncio.CancelledError:  # the time is up
            self.cut_off = len(self.server_state.tasks)
            raise

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take both signals while it runs; unlike the parent's, does not raise them again once they were obeyed."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(app: "FastAPI", settings: Settings, taken: socket.socket, where: str, console: Console) -> int:
    """Serve an application on a socket until a signal; the exit status: 0, or 1 where it did not start or cut requests
    off."""
    from app.http.protocol import Protocol  # noqa: PLC0415 - the framework takes a moment, a taken port is told before

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        http=Protocol,
        ws="none",
        proxy_headers=False,  # ENTENTE_TRUSTED_PROXIES says whose hold
        server_header=False,
        backlog=BACKLOG,
        # None would mean for ever.
        timeout_graceful_shutdown=settings.stop_seconds,  # type: ignore[arg-type]  # it is only passed on to asyncio
    )

    def end(status: int) -> None:
        app.state.container.graph.abandon()
        os._exit(status)

    def ending() -> None:
        app.state.streams.close()
        app.state.jobs_stop()

    server = Server(
        config,
        app.state.stopping,
        drain=settings.drain_seconds,
        ready=lambda: console.print(where, markup=False),
        ending=ending,
        end=end,
    )
    server.run(sockets=[taken])
    return 0 if server.started and not server.cut_off else 1
