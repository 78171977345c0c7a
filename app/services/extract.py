"""A text in, its relations out; nothing is stored."""

from datetime import date

from app.ingestion.article import ArticleIn
from app.ingestion.clean import check_language, clean, clean_text
from app.ingestion.headline import headed
from app.services.coding import CodesArticles
from graph.model import Coding


class ExtractService:
    """Codes a text without storing it."""

    def __init__(self, coder: CodesArticles, *, max_text_bytes: int = 1_000_000) -> None:
        self._coder = coder
        self._max_text_bytes = max_text_bytes

    def extract(self, text: str, day: date | None = None) -> Coding:
        """Code ``text``, cleaned as an article would be; offsets count in ``Coding.sentences``.

        Raises :class:`app.errors.RefusedArticle`, :class:`app.errors.CoderUnavailable`, :class:`app.errors.CodingFailed`.
        """
        cleaned = clean_text(text, max_bytes=self._max_text_bytes)
        check_language(cleaned, None, None)
        return self._coder.code(cleaned, day)

    def article(self, article: ArticleIn) -> tuple[Coding, date | None]:
        """Code an article as taking it in would, its title as the first sentence; what was coded, and the day that it was
        coded by. Raises as :meth:`extract`."""
        found = clean(article, max_bytes=self._max_text_bytes)
        return self._coder.code(headed(found.title, found.text), found.published_day), found.published_day
