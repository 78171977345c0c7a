"""Articles in: clean, code, store. One transaction an article, or a batch of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Engine

from app.ingestion.article import ArticleIn
from app.services.coding import CodesArticles
from app.store.rows import ArticleStatus

Outcome = Literal["created", "known", "failed"]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of an article.

    ``outcome`` is created (stored now, or a failed one now coded), known (this text is stored already; nothing changed) or
    failed (stored with its error and no edges). ``status`` is the article's own, ``edges`` the number of its standing
    pieces of evidence, ``version`` the graph version that holds it.
    """

    article_id: str
    outcome: Outcome
    status: ArticleStatus
    edges: int
    version: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """An article of a batch that was refused (``error`` is a :class:`app.errors.RefusedArticle`); nothing was stored."""

    index: int
    title: str | None
    slug: str
    error: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is."""

    done: int
    created: int
    known: int
    failed: int
    refused: int
    edges: int


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The sum of :meth:`IngestService.ingest_many`; ``results`` in the order given, refused ones included."""

    progress: Progress
    results: tuple[Ingested | Refused, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Retracted:
    """What a retraction did; ``changed`` is false where the article was retracted before."""

    article_id: str
    changed: bool
    edges: int
    version: int


class IngestService:
    """Takes articles in and takes them back."""

    def __init__(self, engine: Engine, coder: CodesArticles, *, coder_version: str, max_text_bytes: int = 1_000_000,
                 batch: int = 50) -> None: ...

    def ingest(self, article: ArticleIn, now: datetime) -> Ingested:
        """Store one article. Raises :class:`app.errors.RefusedArticle` for one that cannot be read."""
        raise NotImplementedError

    def ingest_many(self, articles: Iterable[ArticleIn], now: Callable[[], datetime],
                    progress: Callable[[Progress], None] | None = None) -> IngestReport:
        """Store many, some fifty a transaction; ``progress`` is called after each transaction."""
        raise NotImplementedError

    def retract(self, article_id: str, now: datetime) -> Retracted:
        """Take an article back. Raises :class:`app.errors.ArticleNotFound`."""
        raise NotImplementedError
