"""The one writer: chunks into SQL, each with the receipts of its lots in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Self

from sqlalchemy import Engine

from app.bulk.lots import Lot
from app.bulk.tasks import Coded, Ready, Turned
from app.services.ingest import article_id
from app.store.articles import ArticleRepository
from app.store.engine import reading, writing
from app.store.ledger import Entry, record
from app.store.rows import ArticleRow
from app.store.versions import VersionRepository
from app.ingestion.article import CleanArticle


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of articles; ``edges`` are those of the stored ones."""

    lots: int = 0
    read: int = 0
    stored: int = 0
    known: int = 0
    failed: int = 0
    refused: int = 0
    unreadable: int = 0
    edges: int = 0

    def __add__(self, other: Self) -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


class Book:
    """TEMPORARY: until receipts are in SQL."""

    def __init__(self, engine: Engine, coder_version: str, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._coder_version = coder_version
        self._now = now
        self._done: dict[str, set[int]] = {}

    def done(self, work: str) -> set[int]:
        return self._done.get(work, set())

    def known(self, hashes: Sequence[str]) -> set[str]:
        with reading(self._engine) as connection:
            found = ArticleRepository(connection).by_hash(hashes)
        return {key for key, (_, status) in found.items() if status != "failed"}

    def store(self, lots: Sequence[Lot], ready: Sequence[Sequence[Ready]], coded: dict[str, Coded]) -> Counts:
        now = self._now()
        entries: dict[str, Entry] = {}
        articles = [a for lot in ready for a in lot if isinstance(a, CleanArticle)]
        for a in articles:
            if a.content_hash in coded and a.content_hash not in entries:
                entries[a.content_hash] = self._entry(a, coded[a.content_hash], now)
        with writing(self._engine) as connection:
            VersionRepository(connection).lock()
            found = ArticleRepository(connection).by_hash(list(entries))
            new = {k: e for k, e in entries.items() if k not in found or found[k][1] == "failed"}
            if new:
                record(connection, list(new.values()))
        counts = Counts(lots=len(lots))
        fresh = dict(new)
        for lot in ready:
            for a in lot:
                counts += Counts(read=1)
                if isinstance(a, Turned):
                    counts += Counts(unreadable=1) if a.slug == "unreadable" else Counts(refused=1)
                elif (entry := fresh.pop(a.content_hash, None)) is None:
                    counts += Counts(known=1)
                elif entry.article.status == "failed":
                    counts += Counts(failed=1)
                else:
                    counts += Counts(stored=1, edges=len(entry.evidence))
        for lot in lots:
            self._done.setdefault(lot.work, set()).add(lot.number)
        return counts

    def _entry(self, a: CleanArticle, coded: Coded, now: datetime) -> Entry:
        row = ArticleRow(
            id=article_id(a.content_hash), content_hash=a.content_hash, title=a.title, text=a.text, url=a.url,
            publisher=a.publisher, language=a.language, published_at=a.published_at, published_day=a.published_day,
            published_source=a.published_source, received_at=now, status="coded", error=None, sentences=a.sentences or (),
            coder=self._coder_version, version=0,
        )
        if isinstance(coded, str):
            return Entry(replace(row, status="failed", error=coded[:500]), (), ())
        return Entry.of(replace(row, sentences=coded.sentences), coded.edges)
