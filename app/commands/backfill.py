"""`backfill`: whole archives into the database by many processes, going on where an earlier run stopped."""

import os
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from app.bulk import cluster
from app.bulk.book import Book, Stored, total
from app.bulk.flow import flow
from app.bulk.lots import chunks, lots
from app.bulk.tasks import EMBEDDED, Recipe
from app.coders import LazyCoder
from app.commands.console import Counter, counted, stderr
from app.commands.ingest import NAMED, summary
from app.container import coder_version, stocked
from app.edition import program
from app.errors import BadSettings
from app.ingestion.defaults import Defaults
from app.services.ingest import Progress
from app.settings import Settings
from app.store.engine import make_engine


def backfill(
    settings: Settings,
    paths: Sequence[str],
    defaults: Defaults,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    send: bool | None = None,
    again: bool = False,
    coder: str = EMBEDDED,
    console: Console | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Take everything in; the exit status is 1 where something could not be read or stored, 130 where it was interrupted.

    ``send`` has the articles sent along instead of read by the workers; unset, a cluster elsewhere is sent them. ``again``
    goes through what was done before, too. Raises :class:`app.errors.ClusterLost` and its kin.
    """
    console = console or stderr()
    if settings.coder == "llm":
        raise BadSettings("ENTENTE_CODER: backfill codes with the embedded coder; take articles in with `ingest` for the other")
    recipe = Recipe(
        program=program(),
        coder_version=coder_version(LazyCoder()) if coder == EMBEDDED else coder,
        coder=coder,
        least=settings.min_confidence,
        max_bytes=settings.max_text_bytes,
        seconds=settings.coder_seconds,
        publisher=defaults.publisher,
        published=defaults.published,
        begun=datetime.now(UTC),
    )

    def now() -> datetime:
        return datetime.now(UTC)

    def wait(seconds: float) -> None:
        console.print(f"entente: the database does not answer; trying again in {seconds:g} s", markup=False)
        sleep(seconds)

    def stalled() -> None:
        console.print("entente: no worker is left; waiting for one", markup=False)

    pools: AbstractContextManager[cluster.DaskPool]
    pools = cluster.remote(scheduler, stalled) if scheduler else cluster.local(workers or os.cpu_count() or 1, stalled)
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    try:
        stocked(engine)
        book = Book(engine, now, wait)
        before = Before(book.done, again=again)
        with pools as pool, Counter("backfill", time.monotonic, console=console) as counter:
            teller = Teller(counter, console)
            cut = chunks(lots(map(Path, paths), before, send=bool(scheduler) if send is None else send))
            try:
                for stored in flow(cut, pool, recipe, book, now):
                    teller.tell(stored)
            except KeyboardInterrupt:
                teller.end(counter.seconds, before.lots)
                console.print("entente: stopped; the same command goes on from here", markup=False)
                return 130
            seconds = counter.seconds
        return teller.end(seconds, before.lots)
    finally:
        engine.dispose()


class Before:
    """Which lots an earlier run has stored, and how many they were."""

    def __init__(self, done: Callable[[str], Collection[int]], *, again: bool) -> None:
        self._done = done
        self._again = again
        self.lots = 0

    def __call__(self, work: str) -> Collection[int]:
        found = set[int]() if self._again else self._done(work)
        self.lots += len(found)
        return found


class Teller:
    """Shows how far a backfill is, names the first problems at once, and says at the end what it came to."""

    def __init__(self, counter: Counter, console: Console) -> None:
        self._counter = counter
        self._console = console
        self._progress = Progress()
        self._unreadable = 0
        self._lots = 0
        self._bad = 0

    def tell(self, stored: Stored) -> None:
        """Take note of a chunk."""
        self._lots += stored.lots
        self._unreadable += stored.unreadable
        self._progress = progress = total(self._progress, stored.progress)
        for problem in stored.problems:
            self._bad += 1
            if self._bad <= NAMED:
                self._console.print(f"entente: {problem.place}: {problem.detail}", markup=False)
        rate = progress.done / self._counter.seconds
        failures = progress.failed + progress.refused + self._unreadable
        note = f"articles, {rate:.1f} a second, {progress.edges:,} edges, {progress.known:,} known, {failures:,} failed"
        self._counter.show(progress.done, f"{note}, {self._lots:,} shards")

    def end(self, seconds: float, before: int) -> int:
        """The last line, and the exit status."""
        if self._bad > NAMED:
            self._console.print(f"entente: and {self._bad - NAMED:,} more", markup=False)
        told = f"; {counted(self._lots, 'shard')}" + (f", {before:,} done before" if before else "")
        self._console.print(summary(self._progress, self._unreadable, seconds) + told, markup=False)
        return 1 if self._unreadable + self._progress.failed + self._progress.refused else 0
