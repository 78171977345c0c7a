"""The article in a web page: its text, title, publisher and day."""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from app.ingestion.dates import parse_published

# It logs every page that it finds thin; the refusal of the article says so already.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds; ``text`` is empty where no article is found, paragraphs are parted by blank lines."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published_at: date | datetime | None = None


def read_html(html: str | bytes, url: str | None = None) -> Page:
    """The article of a page, without navigation, comments and the headline that the title repeats."""
    # Imported here: it takes a second, and only web pages need it.
    import trafilatura  # noqa: PLC0415

    document = trafilatura.bare_extraction(
        html,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        # Only dates that the page states itself, not ones guessed from prose.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = _text(document, "text")
    if text is None:
        # Too short for the extractor: a fragment pasted by hand is all article.
        return Page(_paragraphs(trafilatura.html2txt(html) or "", None), _text(document, "title"))
    title = _text(document, "title")
    day = _text(document, "date")
    try:
        published = parse_published(day) if day else None
    except ValueError:
        published = None
    return Page(_paragraphs(text, title), title, _text(document, "sitename"), published)


def _text(document: object, name: str) -> str | None:
    value = getattr(document, name, None)
    return value if isinstance(value, str) and value.strip() else None


def _paragraphs(text: str, title: str | None) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and title is not None and lines[0] == title.strip():
        del lines[0]
    return "\n\n".join(lines)
