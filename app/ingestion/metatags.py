"""What a page says of its article in its head: Open Graph, Dublin Core, and the tags that news sites have grown."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.ingestion.schemaorg import tidy_names

_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "article.published", "publish-date", "publishdate", "publish_date", "publication_date", "pubdate",
    "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date",
    "citation_publication_date", "published_at", "date",
)  # fmt: skip
_CHANGES = ("article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "last-modified", "modified")
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")
_SITES = ("og:site_name", "parsely-site", "dc.publisher", "publisher", "application-name")
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "citation_author")


class Head:
    """The meta tags and links of a parsed page."""

    def __init__(self, tree: Any) -> None:
        tags: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            content = (element.get("content") or "").strip()
            for attribute in ("property", "name", "itemprop"):
                name = element.get(attribute)
                if name and content:
                    tags.setdefault(name.strip().lower(), []).append(content)
        self._tags: Mapping[str, list[str]] = tags
        self._tree = tree

    def titles(self) -> Iterator[str]:
        """Titles, the likeliest first."""
        return self._all(_TITLES)

    def dates(self) -> Iterator[str]:
        """Days or moments of publication as they are written, the likeliest first; never those of a change."""
        return self._all(_DATES)

    def changes(self) -> Iterator[str]:
        """When it was changed."""
        return self._all(_CHANGES)

    def site(self) -> str | None:
        """The name of the site."""
        return next(self._all(_SITES), None)

    def authors(self) -> tuple[str, ...]:
        """Who wrote it."""
        return next(filter(None, (tidy_names(self._tags.get(name, [])) for name in _AUTHORS)), ())

    def addresses(self) -> Iterator[str]:
        """The addresses by which the page says that it is kept, the likeliest first."""
        for link in self._tree.iter("link"):
            if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
                yield link.get("href").strip()
        yield from self._all(("og:url",))

    def language(self) -> str | None:
        """The language that the page says it is in."""
        return self._tree.get("lang") or next(self._all(("og:locale", "content-language", "dc.language")), None)

    def _all(self, names: tuple[str, ...]) -> Iterator[str]:
        return (content for name in names for content in self._tags.get(name, ()))
