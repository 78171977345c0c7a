"""A text in, its relations out; nothing is stored."""

from datetime import date

from app.ingestion.clean import clean_text
from app.services.coding import CodesArticles
from graph.model import Coding


class ExtractService:
    """Codes a text without storing it."""

    def __init__(self, coder: CodesArticles, *, max_text_bytes: int = 1_000_000) -> None:
        self._coder = coder
        self._max_text_bytes = max_text_bytes

    def extract(self, text: str, day: date | None = None) -> Coding:
        """Code ``text``; its offsets count in ``Coding.sentences``. Raises :class:`app.errors.RefusedArticle`."""
        return self._coder.code(clean_text(text, max_bytes=self._max_text_bytes), day)
