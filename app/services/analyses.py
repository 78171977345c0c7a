"""Questions to the whole graph, which take seconds: worked out in threads of their own, once, within a limit of time."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from threading import RLock
from time import monotonic
from typing import Any, TypeVar

from app.errors import AnalysisTooLong, Busy
from graph.deadline import Deadline
from graph.errors import TimeExceeded
from graph.network import GraphVersion
from graph.origins import Origin

T = TypeVar("T")
#: The graph that was asked, and what.
_Key = tuple[Origin, int, datetime | None, Hashable]


class NobodyWaits(Exception):  # noqa: N818 - reads as what happened
    """Whoever asked has gone before the answer was there."""


class _Run:
    """A question that is being worked out, or waits for its turn: ``asking`` counts those who wait for the answer."""

    __slots__ = ("asking", "begun", "deadline", "future")

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        self.future: Future[Any]
        self.asking = 0
        self.begun = False


class Analyses:
    """Works out long questions in ``workers`` threads, so that they take none from other requests.

    Answers are remembered by graph and question: the last ``kept``, of the newest version of each origin that was asked (and
    of the moments of knowledge that were). The same question asked twice at once is worked out once. No more than ``waiting``
    questions wait for a thread. ``seconds`` is the longest that anybody waits, in the queue too; ``clock`` gives seconds.
    """

    def __init__(
        self,
        *,
        seconds: float = 20.0,
        workers: int = 2,
        waiting: int = 8,
        kept: int = 32,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.seconds = seconds
        self._most, self._kept, self._clock = workers + waiting, kept, clock
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="analysis")
        self._lock = RLock()  # to cancel a future is to call what it calls at its end
        self._versions: dict[Origin, int] = {}
        self._answers: OrderedDict[_Key, Any] = OrderedDict()
        self._runs: dict[_Key, _Run] = {}
        self._busy: set[_Run] = set()

    async def ask(
        self,
        graph: GraphVersion,
        question: Hashable,
        work: Callable[[Deadline], T],
        *,
        seconds: float | None = None,
        gone: Callable[[], Awaitable[object]] | None = None,
    ) -> T:
        """The answer to a question about a graph, which ``work`` finds; it looks at its deadline between its steps.

        ``question`` names all that the answer depends on besides the graph; the answer is shared, and must not change.
        Nobody waits longer than ``seconds``. What ``gone`` gives is awaited meanwhile: when it ends first, whoever asked
        has gone. A question that nobody waits for any more is given up. Raises :class:`app.errors.AnalysisTooLong`,
        :class:`app.errors.Busy`, :class:`NobodyWaits`, and whatever ``work`` raises.
        """
        seconds = self.seconds if seconds is None else seconds
        key = graph.origin, graph.version, graph.known_at, question
        with self._lock:
            self._forget(graph)
            if key in self._answers:
                self._answers.move_to_end(key)
                found: T = self._answers[key]
                return found
            run = self._runs.get(key)
            if run is None or run.deadline.passed:
                run = self._start(key, work, seconds)
            else:
                run.deadline.extend(seconds)
            run.asking += 1
        try:
            left = await _ended(run.future, seconds, gone)
            if run.future.done():
                answer: T = run.future.result()
                return answer
        except (TimeExceeded, CancelledError):
            left = False
        finally:
            with self._lock:
                run.asking -= 1
                if not run.asking:
                    run.deadline.cancel()
                    run.future.cancel()
        if left:
            raise NobodyWaits
        if not run.begun:
            raise Busy("other analyses take all the time there is; try again soon")
        raise AnalysisTooLong(
            f"this takes longer than {seconds:g} s; narrow the question by a window (from, to), relation, plover or "
            "min_sources, or ask for less (limit, samples, runs)"
        )

    @property
    def load(self) -> tuple[int, int]:
        """How many questions are being worked out, and how many wait for their turn."""
        with self._lock:
            begun = sum(run.begun for run in self._busy)
            return begun, len(self._busy) - begun

    @property
    def remembered(self) -> int:
        """How many answers are remembered."""
        return len(self._answers)

    def close(self) -> None:
        """Give up all questions."""
        with self._lock:
            for run in self._busy:
                run.deadline.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _start(self, key: _Key, work: Callable[[Deadline], T], seconds: float) -> _Run:
        if len(self._busy) >= self._most:
            raise Busy(f"{len(self._busy)} other analyses are being worked out or waiting; try again soon")
        run = _Run(Deadline.after(seconds, self._clock))

        def working() -> T:
            run.begun = True
            run.deadline.check()
            found = work(run.deadline)
            with self._lock:
                self._keep(key, found)
            return found

        def ended(_: "Future[T]") -> None:
            with self._lock:
                self._busy.discard(run)
                if self._runs.get(key) is run:
                    del self._runs[key]

        self._busy.add(run)
        self._runs[key] = run
        run.future = self._pool.submit(working)
        run.future.add_done_callback(ended)
        return run

    def _keep(self, key: _Key, found: object) -> None:
        origin, version, known_at, _ = key
        if known_at is None and version != self._versions.get(origin):
            return
        self._answers[key] = found
        while len(self._answers) > self._kept:
            self._answers.popitem(last=False)

    def _forget(self, graph: GraphVersion) -> None:
        """Drops what is of another version than the one that is asked now; a restored backup's is lower. What was known at
        a moment is of the version at which it was read, and goes when its turn comes."""
        if graph.known_at is None and graph.version != self._versions.get(graph.origin):
            self._versions[graph.origin] = graph.version
            for key in [key for key in self._answers if key[0] == graph.origin and key[2] is None]:
                del self._answers[key]


async def _ended(future: "Future[Any]", seconds: float, gone: Callable[[], Awaitable[object]] | None) -> bool:
    """Waits for a future, at most so long, and no longer than until ``gone`` ends; whether that ended first."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()

    def wake(_: "Future[Any]") -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(done.set)

    async def leaving() -> None:
        if gone is not None:
            await gone()

    future.add_done_callback(wake)
    waiting = asyncio.ensure_future(done.wait())
    watching = [asyncio.ensure_future(leaving())] if gone is not None else []
    try:
        await asyncio.wait([waiting, *watching], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return any(task.done() for task in watching) and not future.done()
    finally:
        for task in (waiting, *watching):
            task.cancel()
        await asyncio.gather(waiting, *watching, return_exceptions=True)
