"""Event data of others into SQL: thousands of rows a transaction, each an article of one line with the relation that it
states."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256

from sqlalchemy import Engine

from app.ingestion.importers.imported import DataSet, Imported, Outcome, RefusedRow, Tally
from app.ingestion.outlets import Outlets
from app.services.recording import SILENT, Recorder
from app.store.articles import ArticleRepository
from app.store.engine import writing
from app.store.ledger import Entry, record
from app.store.rows import ArticleRow
from app.store.versions import VersionRepository
from graph.interval import Precision
from graph.model import Edge

log = logging.getLogger(__name__)
#: Relations a transaction; more gains nothing.
BATCH = 5_000


@dataclass(slots=True)
class ImportReport:
    """What became of a data set's rows (``tally``), and of their relations: ``stored`` now or ``known`` before, under this
    key; ``version`` is the graph version that holds them, None where nothing was asked of the database."""

    tally: Tally = field(default_factory=Tally)
    stored: int = 0
    known: int = 0
    version: int | None = None


class ImportService:
    """Stores what the importers of :mod:`app.ingestion.importers` give."""

    def __init__(self, engine: Engine, *, batch: int = BATCH, recorder: Recorder = SILENT) -> None:
        self._engine = engine
        self._batch = batch
        self._recorder = recorder

    def take(
        self,
        origin: DataSet,
        outcomes: Iterable[Outcome],
        now: Callable[[], datetime],
        *,
        refused: Callable[[RefusedRow], None] = lambda row: None,
        progress: Callable[[ImportReport], None] = lambda report: None,
    ) -> ImportReport:
        """Store all of it. ``refused`` is told each refusal, ``progress`` how far it is after each transaction.

        What is stored under the same key already is left as it is, retracted or not, so that the same files can be given
        again, also after a run that was cut off: whole transactions are kept. Raises
        :class:`app.errors.StoreUnavailable`, and what reading the files raises.
        """
        report = ImportReport()
        waiting: list[Imported] = []
        for outcome in report.tally.over(outcomes):
            if isinstance(outcome, RefusedRow):
                refused(outcome)
                continue
            waiting.append(outcome)
            if len(waiting) == self._batch:
                self._store(origin, waiting, now(), report)
                waiting = []
                progress(report)
        if waiting:
            self._store(origin, waiting, now(), report)
        progress(report)
        return report

    def _store(self, origin: DataSet, batch: Sequence[Imported], now: datetime, report: ImportReport) -> None:
        found = {f"{origin}-{one.key}": one for one in reversed(batch)}
        leads = {key: f"{origin}-{one.event}" for key, one in found.items() if one.event != one.key}
        with self._recorder.span("storing"), writing(self._engine) as connection:
            version = VersionRepository(connection).lock()
            known = ArticleRepository(connection).heads(found)
            new = [_entry(origin, key, one, now) for key, one in reversed(found.items()) if key not in known]
            if new:
                version = record(
                    connection, new, {entry.article.id: leads[entry.article.id] for entry in new if entry.article.id in leads}
                )
        report.stored += len(new)
        report.known += len(batch) - len(new)
        report.version = version
        log.info("imported", extra={"origin": origin, "relations": len(new), "version": version})


@lru_cache(maxsize=10_000)
def _name_of(site: str | None) -> str | None:
    """The name by which an outlet counts, of the site that a data set names."""
    outlet = Outlets.load().by_url(f"https://{site}/") if site else None
    return outlet.name if outlet else site


def _entry(origin: DataSet, key: str, one: Imported, now: datetime) -> Entry:
    row = ArticleRow(
        id=key,
        # Of the key, not of the words: two papers tell the same event in the same words.
        content_hash=sha256(key.encode()).hexdigest(),
        title=None,
        text=one.text,
        url=one.url,
        publisher=_name_of(one.publisher),
        language="en",
        published_at=None,
        published_day=one.article_day,
        published_source="given" if one.article_day else None,
        received_at=now,
        status="coded",
        error=None,
        sentences=(one.text,),
        coder=f"import-{origin}",
        version=0,
        origin=origin,
    )
    spans = [span for span in (one.source.span, one.target.span, one.trigger) if span is not None]
    edge = Edge(
        source=one.source,
        relation=one.relation,
        target=one.target,
        status=one.status,
        sentence=0,
        char_start=min(start for start, _ in spans),
        char_end=max(end for _, end in spans),
        trigger=one.trigger,
        confidence=one.confidence,
        why=f"imported from {origin}",
        day=one.first,
        precision=_precision(one.first, one.last),
        day_known="text",
    )
    return Entry.of(row, [edge])


def _precision(first: date, last: date) -> Precision:
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
    return "year" if whole else "day"
