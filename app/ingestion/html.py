"""The article in a web page: its text, and what the page says of it.

What is stated in schema.org's vocabulary goes before meta tags, these before what an extractor finds. A day is only taken
where the page or its address states one.
"""

import html as entities
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from app.ingestion.article import PublishedSource
from app.ingestion.crowded import crowded
from app.ingestion.dates import parse_stated
from app.ingestion.encoding import decode_page
from app.ingestion.metatags import Head
from app.ingestion.schemaorg import Stated, stated, tidy_names
from app.ingestion.urls import canonical_url, same_site

# It logs every page that it finds thin; the refusal of the article says so already.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

OLDEST = date(1900, 1, 1)
#: No page has a tree so deep, and the parser stops at 256.
_DEEPEST = 200
#: The extractor's time grows with the square of these.
_MOST_TAGS = 40_000
_LARGEST = 3_000_000
#: An ``articleBody`` with so many times the letters of the page's text is the better text.
_RICHER = 1.5
_PARTS = re.compile(r"(?i)</p>|<br\s*/?>|</div>|</li>|</h\d>")
_UNSEEN = re.compile(r"(?is)<(script|style|head|template|noscript|svg)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,1000}>")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAY_PATH = re.compile(
    r"/((?:19|20)\d\d)[/-](\d{1,2}|[a-z]{3})[/-](\d{1,2})(?=[/_.-]|$)|[/_-]((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?=[/_.-]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds; ``text`` is empty where no article is found, paragraphs are parted by blank lines."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published_at: date | datetime | None = None
    published_source: PublishedSource | None = None
    authors: tuple[str, ...] = ()
    canonical: str | None = None
    language: str | None = None


def read_html(html: str | bytes, url: str | None = None, latest: date | None = None) -> Page:
    """The article of a page, without navigation, comments and the headline that the title repeats.

    ``url`` is where the page was found. Days after ``latest`` or before 1900 are not taken. Never raises for what a page
    holds, whatever it is.
    """
    # Imported here: it takes a second, and only web pages need it.
    from trafilatura import html2txt, load_html  # noqa: PLC0415

    markup = decode_page(html) if isinstance(html, bytes) else html
    tree = None
    if len(markup) <= _LARGEST and not crowded(markup):
        try:
            tree = load_html(markup)
        except Exception:
            tree = None
    if tree is None or _depth(tree) > _DEEPEST:
        # No page, or one that no tree should be made of: all of it is article.
        return Page(_paragraphs(_stripped(markup), None))
    extracts = markup.count("<") <= _MOST_TAGS
    head = Head(tree)
    addresses = list(_addresses(head.addresses(), url))
    told = _told(tree, head, frozenset([*addresses, url or ""]))
    found = _extracted(tree, url, latest) if extracts else None
    publisher = told.publisher or head.site() or _text(found, "sitename")
    title = _title(filter(None, (told.headline, *head.titles(), _text(found, "title"))), publisher)
    found_day = _text(found, "date")
    if found_day in {change[:10] for change in (*head.changes(), told.changed or "")}:
        found_day = None  # the extractor takes the day of a change where it finds no other
    published, source = _published(told, head, (*addresses, url or ""), found_day, latest)
    text = _text(found, "text")
    if text is not None:
        text = _paragraphs(text, title)
    else:
        # Too short for the extractor, as a fragment pasted by hand, or too long: all of it is article.
        text = _paragraphs((html2txt(markup) or "") if extracts else _stripped(markup), None)
    return Page(
        text=_best(text, told.body),
        title=title,
        publisher=publisher,
        published_at=published,
        published_source=source,
        authors=told.authors or head.authors() or tidy_names((_text(found, "author") or "").split(";")),
        canonical=next(_addresses([*addresses, told.url or ""], url), None),
        language=told.language or head.language(),
    )


def _told(tree: Any, head: Head, addresses: frozenset[str]) -> Stated:
    titles = [*head.titles(), *("".join(element.itertext()) for element in tree.xpath("//title | //h1")[:3])]
    return stated(tree, frozenset(titles), addresses)


def _extracted(tree: Any, url: str | None, latest: date | None) -> object:
    from trafilatura import bare_extraction  # noqa: PLC0415

    dates: dict[str, object] = {
        # Only dates that the page states itself, not ones guessed from prose.
        "extensive_search": False, "original_date": True, "min_date": OLDEST.isoformat(),
        "max_date": (latest or date.max).isoformat(),
    }  # fmt: skip
    try:
        return bare_extraction(
            tree, url=url, with_metadata=True, include_comments=False, include_tables=False, date_extraction_params=dates
        )
    except Exception:
        return None


def _published(
    told: Stated, head: Head, addresses: Iterable[str], found: str | None, latest: date | None
) -> tuple[date | datetime | None, PublishedSource | None]:
    """The first day that is stated and may be, and by what."""
    sources: list[tuple[PublishedSource, Iterable[str | None]]] = [
        ("schema.org", [told.published]),
        ("meta", head.dates()),
        ("url", map(day_in, addresses)),
        ("metadata", [found]),
    ]
    for source, texts in sources:
        for text in texts:
            value = parse_stated(text) if text else None
            if value is not None and plausible(value, latest):
                return value, source
    return None, None


def plausible(value: date | datetime, latest: date | None) -> bool:
    """Whether an article may be of that day: from 1900 on, and no later than ``latest``, where that is known."""
    day = value.date() if isinstance(value, datetime) else value
    return day >= OLDEST and (latest is None or day <= latest)


def day_in(url: str) -> str | None:
    """The day in an address, as ``2015-09-27``: ``/2015/09/27/``, ``/2015/sep/27/``, ``/2015-09-27-``, ``-20150927.``

    >>> day_in("https://news.example/world/2015/sep/27/accord")
    '2015-09-27'
    """
    match = _DAY_PATH.search(urlsplit(url).path) if "://" in url else None
    if match is None:
        return None
    year, month, day = (one or other for one, other in zip(match.groups()[:3], match.groups()[3:], strict=True))
    number = _MONTHS.index(month.lower()) + 1 if month.lower() in _MONTHS else int(month) if month.isdigit() else 0
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None


def _addresses(given: Iterable[str], url: str | None) -> Iterator[str]:
    """Those of the addresses that may be the page's own, as :func:`app.ingestion.urls.canonical_url` writes them."""
    for address in given:
        try:
            found = canonical_url(urljoin(url or "", address)) if address else None
        except ValueError:
            continue
        # A front page is none of an article's, whatever a template says, and another site's is a claim about that.
        if found is not None and urlsplit(found).path != "/" and (not url or same_site(found, url)):
            yield found


def _title(titles: Iterable[str], publisher: str | None) -> str | None:
    title = next((" ".join(entities.unescape(title).split()) for title in titles if title.strip()), None)
    if title is None or not publisher:
        return title
    for mark in (" | ", " - ", " – ", " — ", " :: "):
        title = title.removesuffix(f"{mark}{publisher}").strip() or title
    return title


def _best(text: str, body: str | None) -> str:
    """The page's text, or that which schema.org's vocabulary gives, where the page has only a part of it."""
    if body is None or len(body) < _RICHER * len(text):
        return text
    body = _paragraphs(_stripped(body), None)
    return body if len(body) > _RICHER * len(text) else text


def _stripped(markup: str) -> str:
    """The text between tags, without a parser."""
    return entities.unescape(_TAG.sub(" ", _PARTS.sub("\n\n", _UNSEEN.sub(" ", markup))))


def _depth(tree: Any) -> int:
    depth = deepest = 0
    for event, _ in _events(tree):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _events(tree: Any) -> Iterator[tuple[str, Any]]:
    """Each element as it begins and as it ends; without a stack, since trees may be as deep as anyone likes."""
    element = tree
    while True:
        yield "start", element
        if len(element):
            element = element[0]
            continue
        yield "end", element
        while element is not tree and (following := element.getnext()) is None:
            element = element.getparent()
            yield "end", element
        if element is tree:
            return
        element = following


def _text(document: object, name: str) -> str | None:
    value = getattr(document, name, None)
    return value if isinstance(value, str) and value.strip() else None


def _paragraphs(text: str, title: str | None) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and title is not None and " ".join(lines[0].split()) == title:
        del lines[0]
    return "\n\n".join(lines)
