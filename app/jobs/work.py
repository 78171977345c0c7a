"""What is done for a job: read on from where its lots end, clean, code, store, a lot a transaction with its receipt.

Knows nothing of DBOS. Several of these may be at one job, where a process was held up until others took it for dead: a lot is
stored by whoever is first, and the other one leaves off.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from threading import Condition, Event
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine

from app.errors import FeedBusy, FeedNotFound, StoreUnavailable
from app.ingestion.article import ArticleIn
from app.ingestion.defaults import Defaults
from app.ingestion.sources import Item, ReadProblem, read_path
from app.services.coding import CodesArticles
from app.services.ingest import Batch, IngestReport, IngestService, Progress, Receipt, Result
from app.services.jobs import JobService, counts_of
from app.services.polling import Hand, Polled
from app.services.problems import not_taken, unreadable
from app.store.engine import reading, writing
from app.store.jobs import JobRepository
from app.store.lots import Lot, LotRepository
from app.store.rows import JobRow
from app.store.versions import VersionRepository
from graph.model import Coding

log = logging.getLogger(__name__)
#: Items of a stretch at most, and what could not be read between two articles that are stored.
STRETCH, _UNREADABLE = 1_000, 1_000
#: So many processes may die at one place of a job before it is given up.
DEATHS = 5
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 15.0
T = TypeVar("T")


class JobFailed(RuntimeError):  # noqa: N818 - reads as what happened
    """The job cannot go on; the message is what it is told to have failed of."""


class Interrupted(BaseException):
    """This process is to do no more for a job, which stays as it is. No ``Exception``: it must pass everything that makes the
    best of one."""


class PollsFeeds(Protocol):
    """What a job of kind feed does: :class:`app.services.feeds.FeedService`."""

    def poll(
        self, key: str, now: Callable[[], datetime], told: Callable[[int, int], None] | None = None, hand: Hand | None = None
    ) -> Polled:
        """Poll a feed, and give what is new to ``hand``."""


class Work:
    """Does jobs until :meth:`stop`. ``ingest`` makes a service around the coder that it is given; ``at_once`` articles are
    coded side by side."""

    def __init__(
        self,
        engine: Engine,
        jobs: JobService,
        coder: CodesArticles,
        ingest: Callable[[CodesArticles], IngestService],
        now: Callable[[], datetime],
        *,
        at_once: int = 1,
        feeds: PollsFeeds | None = None,
        read: Callable[[Path], Iterator[Item]] = read_path,
        rest: Callable[[Event, float], object] = Event.wait,
    ) -> None:
        self._engine = engine
        self._jobs = jobs
        self._coder = coder
        self._ingest = ingest
        self._now = now
        self._at_once = at_once
        self._feeds = feeds
        self._read = read
        self._rest = rest
        self._stopped = Event()
        self._cancelled: set[str] = set()
        self._going: dict[str, str] = {}
        self._quiet = Condition()
        self._open: dict[str, _Source] = {}

    def stop(self) -> None:
        """Do no more than the articles at hand. Callable from any thread."""
        self._stopped.set()

    def cancel(self, workflow: str) -> None:
        """Do no more of one workflow than the article at hand."""
        self._cancelled.add(workflow)

    def busy(self, workflow: str) -> bool:
        """Whether a stretch of it is under way."""
        return workflow in self._going

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is under way, for so long at most; whether it is so."""
        with self._quiet:
            return self._quiet.wait_for(lambda: not self._going, seconds)

    def begin(self, workflow: str, job: str) -> bool:
        """Take a job up; whether there is anything to do for it in this workflow. Raises :class:`JobFailed` where the
        processes that took it up died again and again at one place."""

        def taken() -> JobRow | None:
            with writing(self._engine) as connection:
                row = JobRepository(connection).get(job)
                store = VersionRepository(connection).store()
                if row is None or row.state != "running" or workflow_of(row, store) != workflow:
                    return None  # of another try, or of a database that was restored
                JobRepository(connection).change(row, starts=row.starts + 1, stuck=row.stuck + 1)
                return row

        row = self._patiently(workflow, taken)
        if row is None:
            return False
        if row.stuck >= DEATHS:
            where = f"behind item {row.position:,}"
            raise JobFailed(f"{row.stuck} processes died of it {where}; send what comes there apart, or try it again")
        return True

    def leave(self, job: str) -> None:
        """The process stops in good order, which is no death."""
        with writing(self._engine) as connection:
            jobs = JobRepository(connection)
            row = jobs.get(job)
            if row is not None and row.stuck:
                jobs.change(row, stuck=row.stuck - 1)

    def stretch(self, workflow: str, job: str) -> bool:
        """Do a few lots from where the job stands; whether it is at its end."""
        with self._quiet:
            self._going[workflow] = job
        try:
            return self._patiently(workflow, lambda: self._stretch(workflow, job))
        finally:
            with self._quiet:
                del self._going[workflow]
                self._quiet.notify_all()

    def _stretch(self, workflow: str, job: str) -> bool:
        self._check(workflow)
        with reading(self._engine) as connection:
            row = JobRepository(connection).get(job)
        if row is None:
            return True
        lots = _Lots(self._engine, row, self._now)
        if row.kind == "feed":
            return self._poll(workflow, row, lots)
        source = self._open.pop(workflow, None)
        if source is None or source.position != row.position:
            source = _Source(self._items(row), row.position, lambda: self._check(workflow))
        self._take(workflow, row, source.some(lots), lots)
        if not source.ended:
            self._open[workflow] = source  # only now: what is stored is what was read
        return source.ended

    def _poll(self, workflow: str, row: JobRow, lots: "_Lots") -> bool:
        """Poll a feed. A site that is down is a problem of a job that is done: the feed's own back-off sees to it, and a job
        that failed is to mean that somebody has to look."""
        if self._feeds is None:
            raise JobFailed("this process polls no feeds; see the settings")

        def take(
            items: Iterable[Item], now: Callable[[], datetime], told: Callable[[Batch], None], receipt: Receipt
        ) -> IngestReport:
            return self._take(workflow, row, lots.noted(self._checked(workflow, items)), lots, told, receipt)

        try:
            self._feeds.poll(row.source, self._now, hand=Hand(f"{row.id}.{row.starts}", f"{row.id}.", take))
        except FeedNotFound:
            return True  # it is followed no more
        except FeedBusy:
            with reading(self._engine) as connection:
                later = JobRepository(connection).get(row.id)
            if later is None or later.starts != row.starts:
                raise Interrupted from None  # this process was taken for dead, and another one goes on
            raise
        return True

    def _checked(self, workflow: str, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            self._check(workflow)
            yield item

    def _take(
        self,
        workflow: str,
        row: JobRow,
        items: Iterator[ArticleIn],
        lots: "_Lots",
        told: Callable[[Batch], None] | None = None,
        also: Receipt | None = None,
    ) -> IngestReport:
        """Take articles in; ``also`` is written with each receipt of the job."""
        service = self._ingest(_Watched(self._coder, lambda: self._check(workflow)))
        filled = map(Defaults(row.publisher, row.published).fill, items)

        def write(connection: Connection, results: tuple[Result, ...]) -> None:
            lots.write(connection, results)
            if also is not None:
                also(connection, results)

        def stored(batch: Batch) -> None:
            lots.stored(batch)
            if told is not None:
                told(batch)

        report = service.ingest_many(filled, self._now, stored, at_once=self._at_once, receipt=write)
        lots.rest(write)
        return report

    def _items(self, row: JobRow) -> Iterator[Item]:
        path = self._jobs.uploads.path(row.source) if row.spooled else Path(row.source)
        if not path.exists():
            what = "what was sent is not here any more; send it again" if row.spooled else f"there is no {path} any more"
            raise JobFailed(what)
        found = self._read(path)
        return (_called(item, str(path), row.name) for item in found) if row.spooled else found

    def _check(self, workflow: str) -> None:
        if self._stopped.is_set() or workflow in self._cancelled:
            raise Interrupted

    def _patiently(self, workflow: str, do: Callable[[], T]) -> T:
        """Do something as soon as the database is there."""
        wait = _FIRST_WAIT
        while True:
            try:
                return do()
            except StoreUnavailable as error:
                self._open.pop(workflow, None)
                if wait == _FIRST_WAIT:
                    log.warning("a job waits for the database: %s", error.detail)
                self._rest(self._stopped, wait)
                self._check(workflow)
                wait = min(2 * wait, _LONGEST_WAIT)


class _Watched:
    """A coder that is asked for nothing more once a job is to stop."""

    def __init__(self, coder: CodesArticles, check: Callable[[], None]) -> None:
        self._coder = coder
        self._check = check

    def code(self, text: str, day: date | None = None) -> Coding:
        """As the coder does."""
        return self._unless_stopped(lambda: self._coder.code(text, day))

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        """As the coder does."""
        return self._unless_stopped(lambda: self._coder.code_sentences(sentences, day))

    def _unless_stopped(self, code: Callable[[], Coding]) -> Coding:
        self._check()
        try:
            return code()
        except Exception:
            self._check()  # what ended with the coder, which ends with the process, is no fault of the article
            raise


class _Source:
    """What a job reads, open between two stretches. ``position`` counts the items that were read."""

    def __init__(self, items: Iterator[Item], position: int, check: Callable[[], None]) -> None:
        self._items = items
        self.position = position
        self.ended = False
        for _ in islice(items, position):  # they are stored; to read costs little beside coding
            check()

    def some(self, lots: "_Lots") -> Iterator[ArticleIn]:
        """The articles of a stretch; what lies between them is noted."""
        for _ in range(STRETCH):
            if lots.unreadable >= _UNREADABLE:
                return
            item = next(self._items, None)
            if item is None:
                self.ended = True
                return
            self.position += 1
            yield from lots.noted([item])


class _Lots:
    """The receipts of a stretch. Items are noted as they are read, and written with the articles that they lie between."""

    def __init__(self, engine: Engine, row: JobRow, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._row = row
        self._now = now
        self._read = row.position
        self._articles: deque[tuple[int, ArticleIn]] = deque()
        self._problems: deque[tuple[int, ReadProblem]] = deque()
        self._next = row

    @property
    def unreadable(self) -> int:
        """What could not be read and is not written yet."""
        return len(self._problems)

    def noted(self, items: Iterable[Item]) -> Iterator[ArticleIn]:
        """The articles among items; all are noted."""
        for item in items:
            self._read += 1
            if isinstance(item, ReadProblem):
                self._problems.append((self._read, item))
            else:
                self._articles.append((self._read, item))
                yield item

    def write(self, connection: Connection, results: Sequence[Result]) -> None:
        """The receipt of a lot, in the transaction of its articles. It counts once that is committed: :meth:`stored`."""
        noted = list(islice(self._articles, len(results)))
        upto = noted[-1][0] if noted else self._read
        unread = [(place, problem) for place, problem in self._problems if place < upto or not noted]
        found = [(place, unreadable(one)) for place, one in unread]
        progress = Progress()
        for (place, article), result in zip(noted, results, strict=True):
            progress = progress.after(result)
            problem = not_taken(result, article.place or f"item {place}", article.title)
            if problem is not None:
                found.append((place, problem))
        counts = counts_of(progress, len(unread))
        found.sort(key=lambda one: one[0])
        row, now = self._row, self._now()
        sums = {name: row.counts.get(name, 0) + number for name, number in counts.items()}
        self._next = replace(row, lots=row.lots + 1, position=upto, counts=sums, stuck=0)
        lot = Lot(self._next.lots, str(upto), counts, now)
        if not JobRepository(connection).advance(row, self._next) or not LotRepository(connection).add(
            row.id, lot, [problem for _, problem in found]
        ):
            raise Interrupted  # another process was first, or the job has ended

    def stored(self, batch: Batch) -> None:
        """A lot is committed."""
        self._forget(len(batch.results))

    def rest(self, write: Receipt) -> None:
        """What could not be read behind the last article; ``write`` is given no results."""
        if self._problems:
            with writing(self._engine) as connection:
                write(connection, ())
            self._forget(0)

    def _forget(self, number: int) -> None:
        self._row = self._next
        for _ in range(number):
            self._articles.popleft()
        while self._problems and self._problems[0][0] <= self._row.position:
            self._problems.popleft()


def workflow_of(row: JobRow, store: str) -> str:
    """What a try at a job is called in DBOS: by its database too, so that what a backup or a copy brings along begins anew."""
    return f"{row.id}.{row.attempt}.{store}"


def _called(item: Item, path: str, name: str) -> Item:
    """An item of an upload, which lies where its sender says, not where it was put."""
    if isinstance(item, ReadProblem):
        return replace(item, path=item.path.replace(path, name, 1))
    return item if item.place is None else replace(item, place=item.place.replace(path, name, 1))
