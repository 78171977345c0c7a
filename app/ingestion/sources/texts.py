"""An article from plain text or Markdown, and whole files that hold one article."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from app.ingestion.article import ArticleIn
from app.ingestion.dates import parse_published
from app.ingestion.sources import items
from app.ingestion.sources.items import Item, Source

_DATE_LINE = re.compile(r"(?:date|published)?\s*:?\s*(\d{4}-\d{2}-\d{2}(?:[T ]\S+)?)\s*", re.IGNORECASE)
_TITLE = 160


def read_text(source: Source) -> Iterator[Item]:
    """The one article of a text."""
    body = _whole(source)
    if isinstance(body, bytes):
        try:
            yield parse_text(body.decode("utf-8-sig"), source.place())
        except UnicodeDecodeError as error:
            yield source.problem(f"not UTF-8 at byte {error.start}; save it as UTF-8")
    else:
        yield body


def read_page(source: Source) -> Iterator[Item]:
    """The one article of a web page, left to cleaning."""
    body = _whole(source)
    yield ArticleIn(html=body, place=source.place()) if isinstance(body, bytes) else body


def parse_text(text: str, place: str | None = None) -> ArticleIn:
    """An article from plain text or Markdown: a date line and a short title line may come first, in either order.

    A title is a first line of at most 160 characters with a blank line and more text behind it.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    published: date | datetime | None = None
    title: str | None = None
    while lines:
        if not lines[0].strip():
            del lines[0]
        elif published is None and (day := _day_line(lines[0])) is not None:
            published = day
            del lines[0]
        elif title is None and _is_title(lines):
            title = lines.pop(0).lstrip("# ").strip()
        else:
            break
    return ArticleIn(text="\n".join(lines), title=title, published_at=published, published_source="text", place=place)


def _whole(source: Source) -> bytes | Item:
    body = source.stream.read(items.MOST + 1)
    if len(body) > items.MOST:
        return source.problem(f"larger than {items.MOST} bytes; split it into articles")
    return body


def _is_title(lines: list[str]) -> bool:
    rest = lines[1:]
    if rest and (_day_line(rest[0]) is not None):
        rest = rest[1:]
    first_blank = not rest or not rest[0].strip() or len(rest) < len(lines) - 1
    return len(lines[0]) <= _TITLE and first_blank and any(line.strip() for line in rest)


def _day_line(line: str) -> date | datetime | None:
    match = _DATE_LINE.fullmatch(line.strip().lstrip("# ").strip("*_"))
    if match is None:
        return None
    try:
        return parse_published(match.group(1))
    except ValueError:
        return None
