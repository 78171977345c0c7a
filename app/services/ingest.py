"""Articles in: cleaned, coded, stored. One transaction an article, or a batch of them.

Coding, which is slow, happens outside the transaction, of many articles side by side; what is known already is looked up
before it and, under the writers' lock, again after it.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, Engine

from app.errors import ArticleNotFound
from app.ingestion.article import ArticleIn, CleanArticle
from app.services.coding import CodesArticles
from app.services.preparing import Preparer, Refused
from app.services.recording import SILENT, Recorder
from app.services.storing import Ingested, Storing
from app.store.articles import ArticleRepository
from app.store.engine import reading, writing
from app.store.ledger import Entry
from app.store.ledger import retract as retract_evidence
from app.store.versions import VersionRepository

log = logging.getLogger(__name__)
Result = Ingested | Refused
#: Writes more into the transaction of a batch, told what became of its articles; both are stored, or neither.
Receipt = Callable[[Connection, tuple[Result, ...]], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far many articles are; ``edges`` are those of the articles created, ``copies`` how many of those stored now tell a
    report that another article leads."""

    done: int = 0
    created: int = 0
    known: int = 0
    aside: int = 0
    failed: int = 0
    refused: int = 0
    edges: int = 0
    copies: int = 0

    def after(self, result: Result) -> "Progress":
        """The count with one more result."""
        if isinstance(result, Refused):
            return replace(self, done=self.done + 1, refused=self.refused + 1)
        more = {result.outcome: getattr(self, result.outcome) + 1}
        edges = self.edges + (result.edges if result.outcome == "created" else 0)
        copies = self.copies + (result.copy_of is not None and result.outcome == "created")
        return replace(self, done=self.done + 1, edges=edges, copies=copies, **more)


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of the articles of one transaction, in the order given, refused ones included, and of all so far."""

    results: tuple[Result, ...]
    progress: Progress


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The sum of :meth:`IngestService.ingest_many`, and a graph version that holds it all."""

    progress: Progress
    version: int


@dataclass(frozen=True, slots=True)
class Retracted:
    """What a retraction did: how many pieces of evidence it took back; ``changed`` is false where it was done
    before."""

    article_id: str
    changed: bool
    edges: int
    version: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A batch that is being coded: what is known of it, in order, and the entries to come, by content hash."""

    cleaned: tuple[CleanArticle | Refused, ...]
    entries: dict[str, "Future[Entry]"]


class IngestService:
    """Takes articles in and takes them back. Safe to call from several threads and processes at once.

    ``batch`` is the articles of a transaction. What it is made of can be used apart: ``preparer`` where there is no
    database, ``storing`` for what was prepared elsewhere.
    """

    def __init__(
        self,
        engine: Engine,
        coder: CodesArticles,
        *,
        coder_version: str,
        max_text_bytes: int = 1_000_000,
        batch: int = 50,
        recorder: Recorder = SILENT,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._engine = engine
        self._batch = batch
        self.preparer = Preparer(
            coder, coder_version=coder_version, max_text_bytes=max_text_bytes, recorder=recorder, clock=clock
        )
        self.storing = Storing(engine, recorder=recorder)

    def ingest(self, article: ArticleIn, now: datetime) -> Ingested:
        """Store one article. Raises :class:`app.errors.RefusedArticle` for one that cannot be read, and
        :class:`app.errors.Unavailable` where the coder or the database is not there; then nothing is stored."""
        cleaned = self.preparer.clean(article, now=now)
        key = cleaned.content_hash
        new = {} if self.storing.settled([key]) else {key: self.preparer.entry(cleaned, now)}
        return self.storing.store([key], new)[0]

    def ingest_many(
        self,
        articles: Iterable[ArticleIn],
        now: Callable[[], datetime],
        told: Callable[[Batch], None] | None = None,
        *,
        at_once: int = 1,
        receipt: Receipt | None = None,
    ) -> IngestReport:
        """Store many, a batch a transaction, in the order given; memory does not grow with their number.

        ``told`` hears of each batch when it is stored. ``at_once`` articles are coded side by side (as many threads: it
        helps where the coder has processes of its own), while more are read and others stored. ``receipt`` is part of each
        batch's transaction.
        """
        progress = Progress()
        reading_on = iter(articles)
        waiting: deque[_Waiting] = deque()
        pending: set[str] = set()
        seen = 0
        with ThreadPoolExecutor(at_once, thread_name_prefix="coding") as threads:
            try:
                # Ahead by what keeps every thread busy while a batch is read, and one is stored.
                ahead = 1 if at_once == 1 else 1 + -(-2 * at_once // self._batch)
                for batch in _batches(reading_on, self._batch):
                    waiting.append(self._begin(batch, seen, now(), threads, pending))
                    seen += len(batch)
                    if len(waiting) > ahead:
                        progress = self._finish(waiting.popleft(), pending, progress, told, receipt)
                while waiting:
                    progress = self._finish(waiting.popleft(), pending, progress, told, receipt)
            finally:
                threads.shutdown(wait=False, cancel_futures=True)
        with reading(self._engine) as connection:
            version = VersionRepository(connection).current()
        return IngestReport(progress, version)

    def retract(self, article_id: str, now: datetime) -> Retracted:
        """Take an article back: its evidence no longer counts, and relations that nothing else backs leave the graph.
        Raises :class:`app.errors.ArticleNotFound`."""
        with writing(self._engine) as connection:
            version = VersionRepository(connection).lock()
            article = ArticleRepository(connection).get(article_id)
            if article is None:
                raise ArticleNotFound(f"no article has the id {article_id!r}; its id is in the answer that took it in")
            if article.status == "retracted":
                return Retracted(article_id, False, 0, version)
            pieces, version = retract_evidence(connection, article_id, now)
        return Retracted(article_id, True, pieces, version)

    def _begin(
        self, batch: Sequence[ArticleIn], start: int, now: datetime, threads: ThreadPoolExecutor, pending: set[str]
    ) -> _Waiting:
        """Clean a batch and have coded what is neither stored nor being coded."""
        cleaned = tuple(self.preparer.cleaned(article, number, now) for number, article in enumerate(batch, start))
        fit = {article.content_hash: article for article in reversed(cleaned) if not isinstance(article, Refused)}
        settled = self.storing.settled(fit.keys() - pending) | pending
        entries = {
            article.content_hash: threads.submit(self.preparer.entry, article, now)
            for article in cleaned
            if not isinstance(article, Refused) and fit[article.content_hash] is article and article.content_hash not in settled
        }
        pending.update(entries)
        return _Waiting(cleaned, entries)

    def _finish(
        self,
        batch: _Waiting,
        pending: set[str],
        progress: Progress,
        told: Callable[[Batch], None] | None,
        receipt: Receipt | None,
    ) -> Progress:
        entries = {key: future.result() for key, future in batch.entries.items()}
        hashes = [article.content_hash for article in batch.cleaned if not isinstance(article, Refused)]

        def all_of(stored: Sequence[Ingested]) -> tuple[Result, ...]:
            those = iter(stored)
            return tuple(found if isinstance(found, Refused) else next(those) for found in batch.cleaned)

        also = None if receipt is None else lambda connection, stored: receipt(connection, all_of(stored))
        results = all_of(self.storing.store(hashes, entries, also))
        pending.difference_update(entries)
        for result in results:
            progress = progress.after(result)
        log.info("batch", extra={"articles": len(results), "edges": progress.edges})
        if told is not None:
            told(Batch(results, progress))
        return progress


def _batches(articles: Iterator[ArticleIn], size: int) -> Iterator[list[ArticleIn]]:
    while batch := list(islice(articles, size)):
        yield batch
