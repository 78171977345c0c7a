"""Articles in: clean, code, store. One transaction an article, or a batch of them.

Coding, which is slow, happens outside the transaction; what is known already is looked up before it and, under the
writers' lock, again after it.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Literal

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.errors import ArticleNotFound, CodingFailed, EntenteError, RefusedArticle
from app.ingestion.article import ArticleIn, CleanArticle
from app.ingestion.clean import clean, clean_line
from app.ingestion.headline import headed
from app.services.coding import CodesArticles
from app.services.recording import SILENT, Recorder
from app.store.articles import ArticleRepository
from app.store.engine import reading, writing
from app.store.evidence import EvidenceRepository
from app.store.ledger import Entry, record
from app.store.ledger import retract as retract_evidence
from app.store.rows import ArticleRow, ArticleStatus
from app.store.versions import VersionRepository

log = logging.getLogger(__name__)
Outcome = Literal["created", "known", "failed"]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of an article.

    ``outcome`` is created (stored now, or a failed one now coded), known (this text is stored already; nothing
    changed, and a retracted article stays so) or failed (stored with its error and no edges; tried again when it
    comes again). ``status`` is the article's own, ``edges`` the number of its standing pieces of evidence,
    ``version`` a graph version that holds it.
    """

    article_id: str
    outcome: Outcome
    status: ArticleStatus
    edges: int
    version: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """An article of a batch that was refused: its 0-based place, and the slug and detail of the
    :class:`app.errors.RefusedArticle`. Nothing of it was stored."""

    index: int
    title: str | None
    slug: str
    error: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is; ``edges`` are those of the articles created by it."""

    done: int = 0
    created: int = 0
    known: int = 0
    failed: int = 0
    refused: int = 0
    edges: int = 0

    def after(self, result: Ingested | Refused) -> "Progress":
        """The count with one more result."""
        if isinstance(result, Refused):
            return replace(self, done=self.done + 1, refused=self.refused + 1)
        more = {result.outcome: getattr(self, result.outcome) + 1}
        edges = self.edges + (result.edges if result.outcome == "created" else 0)
        return replace(self, done=self.done + 1, edges=edges, **more)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The sum of :meth:`IngestService.ingest_many`; ``results`` in the order given, refused ones included."""

    progress: Progress
    results: tuple[Ingested | Refused, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Retracted:
    """What a retraction did: how many pieces of evidence it took back; ``changed`` is false where it was done
    before."""

    article_id: str
    changed: bool
    edges: int
    version: int


class IngestService:
    """Takes articles in and takes them back. Safe to call from several threads and processes at once.

    ``coder_version`` is stored with each article, so that one can tell what coded it. ``recorder`` is told of each article,
    the log too, though never its text; ``clock`` gives seconds that never go back.
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
        self._coder = coder
        self._coder_version = coder_version
        self._max_text_bytes = max_text_bytes
        self._batch = batch
        self._recorder = recorder
        self._clock = clock

    def ingest(self, article: ArticleIn, now: datetime) -> Ingested:
        """Store one article. Raises :class:`app.errors.RefusedArticle` for one that cannot be read, and
        :class:`app.errors.Unavailable` where the coder or the database is not there; then nothing is stored."""
        return self._take([self._cleaned(article)], now)[0]

    def ingest_many(
        self,
        articles: Iterable[ArticleIn],
        now: Callable[[], datetime],
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Store many, a batch a transaction; ``progress`` is called after each batch.

        A batch that the database refuses is stored article by article, so that one bad article costs itself alone.
        """
        results: list[Ingested | Refused] = []
        state = Progress()
        for batch in _batches(articles, self._batch):
            for result in self._take_batch(batch, len(results), now()):
                results.append(result)
                state = state.after(result)
            if progress is not None:
                progress(state)
        with reading(self._engine) as connection:
            version = VersionRepository(connection).current()
        return IngestReport(state, tuple(results), version)

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

    def _take_batch(self, batch: Sequence[ArticleIn], start: int, now: datetime) -> list[Ingested | Refused]:
        ready: list[CleanArticle] = []
        results: list[Ingested | Refused | None] = []
        for offset, article in enumerate(batch):
            try:
                ready.append(self._cleaned(article))
                results.append(None)
            except RefusedArticle as error:
                title = clean_line(article.title)
                results.append(Refused(start + offset, title, error.slug, error.detail))
        taken = iter(self._take(ready, now))
        return [next(taken) if result is None else result for result in results]

    def _cleaned(self, article: ArticleIn) -> CleanArticle:
        try:
            return clean(article, max_bytes=self._max_text_bytes)
        except RefusedArticle as error:
            self._recorder.refused(error.slug)
            log.info("article refused", extra={"reason": error.slug})
            raise

    def _take(self, articles: Sequence[CleanArticle], now: datetime) -> list[Ingested]:
        begun = self._clock()
        results = self._taken(articles, now)
        for result in results:
            self._recorder.taken(result.outcome, result.edges)
            told = {"article": result.article_id, "outcome": result.outcome, "edges": result.edges, "version": result.version}
            # The reason may quote the article.
            log.info("article", extra=told)
        if len(results) > 1:
            log.info("batch", extra={"articles": len(results), "seconds": round(self._clock() - begun, 2)})
        return results

    def _taken(self, articles: Sequence[CleanArticle], now: datetime) -> list[Ingested]:
        """Code what is new and store it, all in one transaction, or one by one where that is refused."""
        settled = self._settled(articles)
        entries: dict[str, Entry] = {}
        for article in articles:
            if article.content_hash not in settled and article.content_hash not in entries:
                entries[article.content_hash] = self._code(article, now)
        hashes = [article.content_hash for article in articles]
        try:
            return self._store(hashes, entries)
        except (SQLAlchemyError, ValueError) as error:
            if len(hashes) == 1:
                return self._store(hashes, {key: _failed(entry, error) for key, entry in entries.items()})
        results: list[Ingested] = []
        for key in hashes:
            own = {key: entries[key]} if key in entries else {}
            try:
                results += self._store([key], own)
            except (SQLAlchemyError, ValueError) as error:
                results += self._store([key], {key: _failed(entries[key], error)})
        return results

    def _settled(self, articles: Sequence[CleanArticle]) -> set[str]:
        with reading(self._engine) as connection:
            found = ArticleRepository(connection).by_hash([article.content_hash for article in articles])
        return {key for key, (_, status) in found.items() if status != "failed"}

    def _code(self, article: CleanArticle, now: datetime) -> Entry:
        row = ArticleRow(
            id=article_id(article.content_hash),
            content_hash=article.content_hash,
            title=article.title,
            text=article.text,
            url=article.url,
            publisher=article.publisher,
            language=article.language,
            published_at=article.published_at,
            published_day=article.published_day,
            published_source=article.published_source,
            received_at=now,
            status="coded",
            error=None,
            sentences=article.sentences or (),
            coder=self._coder_version,
            version=0,
        )
        begun = self._clock()
        try:
            with self._recorder.span("coding"):
                if article.sentences is None:
                    coding = self._coder.code(headed(article.title, article.text), article.published_day)
                else:
                    coding = self._coder.code_sentences(article.sentences, article.published_day)
            self._recorder.coded(self._clock() - begun, len(coding.sentences))
            return Entry.of(replace(row, sentences=coding.sentences), coding.edges)
        except CodingFailed as error:  # of this article; the next may go
            return _failed(Entry(row, (), ()), error)
        except EntenteError:  # the coder is not there: no fault of the article
            raise
        except Exception as error:  # whatever it is, the article is kept with it
            return _failed(Entry(row, (), ()), error)

    def _store(self, hashes: Sequence[str], entries: dict[str, Entry]) -> list[Ingested]:
        if not entries:
            with reading(self._engine) as connection:
                return _answers(connection, hashes, {}, VersionRepository(connection).current())
        with self._recorder.span("storing"), writing(self._engine) as connection:
            version = VersionRepository(connection).lock()
            found = ArticleRepository(connection).by_hash(list(entries))
            new = {key: entry for key, entry in entries.items() if key not in found or found[key][1] == "failed"}
            if new:
                version = record(connection, list(new.values()))
            return _answers(connection, hashes, new, version)


def article_id(content_hash: str) -> str:
    """The id of the article with this content hash: readable, stable, the same on every machine."""
    return f"art-{content_hash[:16]}"


def _answers(connection: Connection, hashes: Sequence[str], new: dict[str, Entry], version: int) -> list[Ingested]:
    stored = ArticleRepository(connection).by_hash(hashes)
    evidence = EvidenceRepository(connection)
    answers: list[Ingested] = []
    fresh = dict(new)
    for key in hashes:
        identifier, status = stored[key]
        entry = fresh.pop(key, None)  # a second copy in the same batch is known
        if entry is None:
            answers.append(Ingested(identifier, "known", status, evidence.standing(identifier), version))
        else:
            outcome: Outcome = "failed" if status == "failed" else "created"
            answers.append(Ingested(identifier, outcome, status, len(entry.evidence), version, entry.article.error))
    return answers


def _failed(entry: Entry, error: Exception) -> Entry:
    message = str(getattr(error, "orig", None) or error)
    reason = clean_line(f"{type(error).__name__}: {message}") or type(error).__name__
    return Entry(replace(entry.article, status="failed", error=reason[:500]), (), ())


def _batches(articles: Iterable[ArticleIn], size: int) -> Iterator[list[ArticleIn]]:
    iterator = iter(articles)
    while batch := list(islice(iterator, size)):
        yield batch
