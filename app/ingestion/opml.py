"""Lists of feeds as OPML, which readers of feeds write and take: http://opml.org/spec2.opml."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError, fromstring
from xml.sax.saxutils import quoteattr

from app.errors import BadFeed
from app.ingestion.clean import clean_line
from app.ingestion.feed import without_doctype


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed of a list."""

    url: str
    title: str | None = None


def read_opml(data: bytes) -> list[Listed]:
    """The feeds of a list, each once, in its order. Raises :class:`app.errors.BadFeed`."""
    root = without_doctype(data)
    try:
        outlines = list(fromstring(root).iter("outline"))  # noqa: S314 - what declares anything was refused
    except ParseError as error:
        raise BadFeed(f"the list is no OPML that can be read: {error}") from error
    found: dict[str, Listed] = {}
    for outline in outlines:
        url = clean_line(outline.get("xmlUrl"))
        if url:
            found.setdefault(url, Listed(url, clean_line(outline.get("title") or outline.get("text"))))
    if not found:
        raise BadFeed("the list names no feed; an OPML file has them as <outline xmlUrl=…>")
    return list(found.values())


def write_opml(feeds: Iterable[Listed]) -> str:
    """A list of feeds."""
    lines = (f'<outline type="rss" text={quoteattr(one.title or one.url)} xmlUrl={quoteattr(one.url)}/>\n' for one in feeds)
    head = "<head><title>Feeds</title></head>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">{head}<body>\n{"".join(lines)}</body></opml>\n'
