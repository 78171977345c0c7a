"""Feeds: RSS 0.9x to 2.0, RDF, Atom and JSON Feed, from bytes to entries. Nothing is fetched, no entity is expanded.

A feed is read from its bytes alone (feedparser opens an address or a file where it is given one, so it is given neither).
https://www.rssboard.org/rss-specification, RFC 4287, https://www.jsonfeed.org/version/1.1/.
"""

import hashlib
import html
import io
import re
from calendar import timegm
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import islice
from json import loads
from typing import Any
from urllib.parse import urljoin, urlsplit

from app.errors import BadFeed
from app.ingestion.clean import clean_line
from app.ingestion.crowded import MOST_ATTRIBUTES, crowded
from app.ingestion.dates import parse_published

MOST_BYTES = 10_000_000
MOST_ENTRIES = 1_000
_TITLE, _URL, _AUTHORS = 500, 2_000, 20
_SPACES = re.compile(rb"\s*")
_TAG = re.compile(r"<[^<>]*>")
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_PAGE = re.compile(rb"<(html|head|body|meta|link)\b", re.IGNORECASE)
_ROOTS = frozenset({b"rss", b"rdf", b"feed", b"channel"})
_JSON_FEED = "https://jsonfeed.org/version/"
_LINKED = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
#: Of a page that lies where a feed should, so much is searched for the feeds that it names.
_SEARCHED, _NAMED = 200_000, 3


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry. ``key`` tells it from others of its feed (its id, else its address, else a digest); ``url`` is http or https,
    None where there is none; ``content_html`` is its full text where the feed gives one, ``summary`` plain text."""

    key: str
    url: str | None
    title: str | None
    published: date | datetime | None
    authors: tuple[str, ...]
    summary: str | None
    content_html: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read: ``left_out`` counts entries beyond the limit, ``damaged`` says what is wrong with a feed of which
    only a part may have been understood."""

    title: str | None
    entries: tuple[FeedEntry, ...] = field(repr=False)
    left_out: int = 0
    damaged: str | None = None


def parse_feed(body: bytes, url: str, charset: str | None = None) -> Feed:
    """Read a feed that lies at ``url``, against which its links are resolved; ``charset`` is the encoding that the server
    names. Raises :class:`app.errors.BadFeed`, which names the feeds that a page at this address points to."""
    if len(body) > MOST_BYTES:
        raise BadFeed(f"the feed has {len(body)} bytes, and {MOST_BYTES} is all that is read")
    if body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _json_feed(body, url)
    return _xml_feed(body, url, charset)


def _limited(title: str | None, entries: Iterable[FeedEntry], number: int, damaged: str | None = None) -> Feed:
    kept: dict[str, FeedEntry] = {}
    for entry in islice(entries, MOST_ENTRIES):
        kept.setdefault(entry.key, entry)
    return Feed(_short(title), tuple(kept.values()), max(0, number - MOST_ENTRIES), damaged)


# XML


def _xml_feed(body: bytes, url: str, charset: str | None) -> Feed:
    import feedparser  # type: ignore[import-untyped]  # noqa: PLC0415 - only feeds need it
    from feedparser.encodings import convert_to_utf8  # type: ignore[import-untyped]  # noqa: PLC0415

    # In UTF-8 first: what is forbidden can be written in any encoding.
    told: dict[str, Any] = {}
    kind = f"application/xml; charset={charset}" if charset else "application/xml"
    data: bytes = convert_to_utf8({"content-type": kind}, body, told)
    root = without_doctype(data)
    found = _ROOT.match(root)
    name = found[1].rpartition(b":")[2].lower() if found else b""
    if name not in _ROOTS and _PAGE.search(root[:2_000]):
        raise BadFeed(_instead(root, url))
    if name not in _ROOTS:
        what = f"begins with <{name.decode('ascii', 'replace')[:40]}>" if name else "is neither XML nor JSON"
        raise BadFeed(f"what lies at {url} {what}, which is no feed (RSS, RDF, Atom or JSON Feed)")
    if crowded(root.decode("latin-1")):
        raise BadFeed(f"the feed at {url} has a tag of more than {MOST_ATTRIBUTES} attributes")
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    parsed = feedparser.parse(io.BytesIO(root), response_headers=headers, sanitize_html=False)
    fault = parsed.get("bozo_exception")
    damaged = clean_line(f"broken XML: {fault.getMessage()}") if hasattr(fault, "getMessage") else None
    if damaged and not parsed.entries:
        raise BadFeed(f"the feed at {url} cannot be read: {damaged}")
    language = _line(parsed.feed.get("language"))
    entries = (_xml_entry(entry, url, language) for entry in parsed.entries)
    return _limited(_plain(parsed.feed.get("title")), entries, len(parsed.entries), damaged)


def without_doctype(data: bytes) -> bytes:
    """An XML document, in UTF-8, from its root element on, behind declarations and comments. A DOCTYPE that only names a
    standard (as RSS 0.91 and pages have it) is left out, and never looked up. Raises :class:`app.errors.BadFeed` for one that
    declares anything."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    at = 0
    while True:
        at = _SPACES.match(data, at).end()  # type: ignore[union-attr] # it matches nothing, too
        for begin, end in ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!DOCTYPE", b">")):
            if data[at : at + len(begin)].upper() == begin:
                close = data.find(end, at + len(begin))
                break
        else:
            return data[at:]
        if begin == b"<!DOCTYPE" and (close < 0 or b"[" in data[at:close] or b"<" in data[at + 1 : close]):
            raise BadFeed("the document declares entities (a DOCTYPE with more than a name), which are not read")
        if close < 0:
            return b""
        at = close + len(end)


def _xml_entry(entry: Any, url: str, language: str | None) -> FeedEntry:
    link = _link(url, entry.get("link"))
    title = _plain(entry.get("title"))
    content = next((_markup(one) for one in entry.get("content", ()) if str(one.get("value", "")).strip()), None)
    published = _xml_date(entry)
    authors = tuple(name for one in entry.get("authors", ()) if (name := _plain(one.get("name"))))[:_AUTHORS]
    summary = _plain(entry.get("summary"))
    own = next((_line(one.get("language")) for one in entry.get("content", ()) if one.get("language")), None)
    key = _key(_line(entry.get("id")), link, title, summary)
    return FeedEntry(key, link, _short(title), published, authors, summary, content, own or language)


def _xml_date(entry: Any) -> date | datetime | None:
    for name in ("published", "updated", "created"):
        # The dictionary's own get: feedparser's gives one for the other, and warns.
        written, parsed = dict.get(entry, name), dict.get(entry, f"{name}_parsed")
        if isinstance(written, str):
            try:
                return parse_published(written)
            except ValueError:
                pass
        if parsed is not None:
            try:
                return datetime.fromtimestamp(timegm(parsed), UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None


def _markup(content: Mapping[str, Any]) -> str:
    value = str(content.get("value", ""))
    return _paragraphs(value) if content.get("type") == "text/plain" else value


# JSON


def _json_feed(body: bytes, url: str) -> Feed:
    try:
        found = loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # ValueError also of a number of thousands of digits
        raise BadFeed(f"what lies at {url} is no JSON that can be read: {clean_line(str(error))}") from error
    if not isinstance(found, dict) or not str(found.get("version", "")).startswith(_JSON_FEED):
        raise BadFeed(f"what lies at {url} is JSON, and no JSON Feed; its `version` would begin with {_JSON_FEED}")
    items = found.get("items")
    if not isinstance(items, list):
        raise BadFeed(f"the JSON Feed at {url} has no list of `items`")
    language, authors = _line(found.get("language")), _names(found)
    kept = [item for item in items if isinstance(item, dict)]
    damaged = f"{len(items) - len(kept)} of its items are no objects" if len(kept) < len(items) else None
    entries = (_json_entry(item, url, language, authors) for item in kept)
    return _limited(_plain(found.get("title")), entries, len(kept), damaged)


def _json_entry(item: Mapping[str, Any], url: str, language: str | None, authors: tuple[str, ...]) -> FeedEntry:
    link, title = _link(url, item.get("url") or item.get("external_url")), _line(item.get("title"))
    markup, plain = item.get("content_html"), item.get("content_text")
    content = markup if isinstance(markup, str) and markup.strip() else _paragraphs(plain) if isinstance(plain, str) else None
    summary = _line(item.get("summary"))
    identifier = item.get("id")
    key = _key(_line(str(identifier)) if isinstance(identifier, str | int) else None, link, title, summary or content)
    published = None
    for written in (item.get("date_published"), item.get("date_modified")):
        try:
            published = published or (parse_published(written) if isinstance(written, str) else None)
        except ValueError:
            continue
    own = _line(item.get("language"))
    return FeedEntry(key, link, _short(title), published, _names(item) or authors, summary, content or None, own or language)


def _names(holder: Mapping[str, Any]) -> tuple[str, ...]:
    listed = holder.get("authors") or [holder.get("author")]
    named = (one.get("name") for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
    return tuple(name for one in named if (name := _line(one)))[:_AUTHORS]


# What all have


def _key(identifier: str | None, link: str | None, title: str | None, text: str | None) -> str:
    return identifier or link or hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()


def _link(base: str, link: object) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        found = urljoin(base, link.strip())
        fit = urlsplit(found).scheme in ("http", "https") and len(found) <= _URL and found.isprintable()
    except ValueError:
        return None
    return found if fit else None


def _line(value: object) -> str | None:
    return clean_line(value) if isinstance(value, str) else None


def _plain(value: object) -> str | None:
    """A title or summary, which may hold markup, as plain text."""
    return clean_line(html.unescape(_TAG.sub(" ", value) if "<" in value else value)) if isinstance(value, str) else None


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(part.strip())}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def _short(title: str | None) -> str | None:
    """A title that an article can have; one that is too long is none."""
    return title if title is not None and len(title) <= _TITLE else None


class _Links(HTMLParser):
    """The feeds that a page names."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        alternate = "alternate" in given.get("rel", "").lower().split()
        if tag == "link" and alternate and given.get("type", "").strip().lower() in _LINKED and given.get("href"):
            self.found.append(given["href"])


def _instead(page: bytes, url: str) -> str:
    links = _Links()
    links.feed(page[:_SEARCHED].decode("utf-8", "replace"))
    named = list(dict.fromkeys(link for one in links.found if (link := _link(url, one))))[:_NAMED]
    told = f"; it names {' and '.join(named)}: add that instead" if named else " and names none; give the address of the feed"
    return f"what lies at {url} is a web page, not a feed{told}"
