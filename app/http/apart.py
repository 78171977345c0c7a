"""Threads apart for work that waits long for something else, so that it takes none from other requests."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

T = TypeVar("T")


class Apart:
    """So many ``threads``; work beyond them waits for its turn, and holds up nothing else meanwhile."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._limiter: CapacityLimiter | None = None

    async def run(self, work: Callable[[], T]) -> T:
        """What ``work`` gives, in one of the threads. Raises what it raises."""
        if self._limiter is None:  # which belongs to a loop
            self._limiter = CapacityLimiter(self._threads)
        return await to_thread.run_sync(work, limiter=self._limiter)
