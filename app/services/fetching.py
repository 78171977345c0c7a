"""Articles given by their address alone: one way to fetch them for the service, its commands, feeds and jobs."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from threading import Lock

from app.errors import UrlNotFetched
from app.ingestion.article import ArticleIn
from app.ingestion.fetch import TEXT, Fetched, Fetcher

#: Makes a fetcher when it is first needed; the stack closes what it holds.
Making = Callable[[ExitStack], Fetcher]


class Fetching:
    """Fetches what articles lack. ``make`` is None where nothing is to be fetched; else it is called on first use. Close it
    with :meth:`close`. Safe between threads."""

    def __init__(self, make: Making | None) -> None:
        self._make = make
        self._stack = ExitStack()
        self._fetcher: Fetcher | None = None
        self._lock = Lock()

    @property
    def fetcher(self) -> Fetcher:
        """What fetches. Raises :class:`app.errors.UrlNotFetched` where nothing does."""
        make = self._making()
        with self._lock:
            if self._fetcher is None:
                self._fetcher = make(self._stack)
            return self._fetcher

    def check(self) -> None:
        """Raise :class:`app.errors.UrlNotFetched` where nothing is fetched."""
        self._making()

    def article(self, article: ArticleIn) -> ArticleIn:
        """The article with its body: as it is where it has one or names no address, else with what its address gives. What it
        says itself wins over what the page says; its ``url`` becomes the one where the page was found in the end. Raises
        :class:`app.errors.FetchFailed`, :class:`app.errors.FetchRefused`, :class:`app.errors.UrlNotFetched`."""
        if article.url is None or any(body is not None for body in (article.text, article.html, article.sentences)):
            return article
        return with_page(article, self.fetcher.fetch(article.url))

    def _making(self) -> Making:
        if self._make is None:
            raise UrlNotFetched("this service fetches nothing (ENTENTE_FETCH=off); send an article's text or html along")
        return self._make

    def close(self) -> None:
        """Close the connections' client."""
        with self._lock:
            self._stack.close()
            self._fetcher = None


def with_page(article: ArticleIn, page: Fetched) -> ArticleIn:
    """The article with a page or a text as its body."""
    if page.kind in TEXT:
        text = page.text if isinstance(page.text, str) else page.body.decode("utf-8", "replace")
        return replace(article, text=text, url=page.url)
    return replace(article, html=page.text, url=page.url)
