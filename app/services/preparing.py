"""An article until it can be stored: cleaned and coded. Knows no database, so that any process can do it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.errors import CodingFailed, EntenteError, RefusedArticle
from app.ingestion.article import ArticleIn, CleanArticle
from app.ingestion.clean import clean, clean_line
from app.ingestion.headline import headed
from app.services.coding import CodesArticles
from app.services.recording import SILENT, Recorder
from app.store.ledger import Entry
from app.store.rows import ArticleRow

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refused:
    """An article that was refused: its 0-based place among those given, where it lies if that is known, and the slug and
    detail of the :class:`app.errors.RefusedArticle`. Nothing of it was stored."""

    index: int
    title: str | None
    slug: str
    error: str
    place: str | None = None


class Preparer:
    """Cleans and codes. Safe to call from several threads at once.

    ``coder_version`` is noted with each article, so that one can tell what coded it. ``max_text_bytes`` bounds a text as
    UTF-8. ``recorder`` is told of each article, the log too, though never its text; ``clock`` gives seconds that never go
    back.
    """

    def __init__(
        self,
        coder: CodesArticles,
        *,
        coder_version: str,
        max_text_bytes: int = 1_000_000,
        recorder: Recorder = SILENT,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._coder = coder
        self._coder_version = coder_version
        self._max_text_bytes = max_text_bytes
        self._recorder = recorder
        self._clock = clock

    def clean(self, article: ArticleIn, *, any_language: bool = False) -> CleanArticle:
        """The article fit to be coded, or, with ``any_language``, to be kept aside. Raises
        :class:`app.errors.RefusedArticle`."""
        try:
            return clean(article, max_bytes=self._max_text_bytes, any_language=any_language)
        except RefusedArticle as error:
            self._recorder.refused(error.slug)
            log.info("article refused", extra={"reason": error.slug})
            raise

    def cleaned(self, article: ArticleIn, index: int) -> CleanArticle | Refused:
        """The same for one of many, whatever its language, with the refusal as an answer."""
        try:
            return self.clean(article, any_language=True)
        except RefusedArticle as error:
            return Refused(index, clean_line(article.title), error.slug, error.detail, article.place)

    def entry(self, article: CleanArticle, now: datetime) -> Entry:
        """The article coded, as it is stored: with its edges; with its error where the coder failed on it; aside where it is
        not in English. Raises :class:`app.errors.EntenteError` where the coder is not there."""
        row = ArticleRow(
            id=article_id(article.content_hash),
            content_hash=article.content_hash,
            title=article.title,
            text=article.text,
            url=article.url,
            canonical=article.canonical,
            publisher=article.publisher,
            authors=article.authors,
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
        if article.foreign is not None:
            return Entry(replace(row, status="aside", error=article.foreign), (), ())
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
            return failed(Entry(row, (), ()), error)
        except EntenteError:  # the coder is not there: no fault of the article
            raise
        except Exception as error:  # whatever it is, the article is kept with it
            return failed(Entry(row, (), ()), error)


def article_id(content_hash: str) -> str:
    """The id of the article with this content hash: readable, stable, the same on every machine."""
    return f"art-{content_hash[:16]}"


def failed(entry: Entry, error: Exception) -> Entry:
    """The entry as it is kept where something went wrong with it: no edges, and the error on one line."""
    message = str(getattr(error, "orig", None) or error)
    reason = clean_line(f"{type(error).__name__}: {message}") or type(error).__name__
    return Entry(replace(entry.article, status="failed", error=reason[:500]), (), ())
