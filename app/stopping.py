"""Whether the service is being stopped: told once, by whoever gets the signal, to whoever would else go on for long."""

import asyncio
from threading import Lock


class Stopping:
    """Begins once and never ends. Safe between threads, and inside a signal handler of the main thread.

    A long answer waits for what comes next and for :meth:`wait` at once, and says good-bye when the latter returns.
    """

    def __init__(self) -> None:
        self._begun = False
        self._lock = Lock()
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def begun(self) -> bool:
        """Whether the service is being stopped."""
        return self._begun

    def begin(self) -> None:
        """Tell everyone; a second time does nothing."""
        # Without the lock: a signal may come while this very thread holds it.
        if self._begun:
            return
        self._begun = True
        for future in tuple(self._waiting):
            future.get_loop().call_soon_threadsafe(_finish, future)

    async def wait(self) -> None:
        """Return when the service is being stopped."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiting.add(future)
        try:
            if not self._begun:  # after it was added, so that no beginning falls between
                await future
        finally:
            with self._lock:
                self._waiting.discard(future)


def _finish(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
