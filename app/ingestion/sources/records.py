"""An article from a record: a JSON object, or a row of a table with named columns."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from app.ingestion.article import ArticleIn
from app.ingestion.dates import parse_published

#: The names by which records give what we keep, the first that is there and not empty counts. Case, spaces and hyphens
#: aside.
NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article_text", "full_text", "maintext", "articlebody"),
    "html": ("html", "raw_html"),
    "sentences": ("sentences",),
    "title": ("title", "headline"),
    "publisher": ("publisher", "source", "outlet", "source_name", "publication", "newspaper", "site_name", "sitename"),
    "url": ("url", "link", "source_url", "article_url", "web_url", "weburl"),
    "canonical": ("canonical", "canonical_url"),
    "authors": ("authors", "author", "byline"),
    "language": ("language", "lang", "inlanguage"),
    "published_at": (
        "published_at", "date", "published", "publish_date", "publishedat", "date_publish", "date_published",
        "publication_date", "datepublished", "pub_date", "pubdate", "datetime",
    ),
}  # fmt: skip
#: Every name of :data:`NAMES`, and what it is a name of.
FIELDS: Mapping[str, str] = {name: field for field, names in NAMES.items() for name in names}
#: A table must have one of these.
BODIES = (*NAMES["text"], *NAMES["html"], *NAMES["sentences"])


def field_name(name: str) -> str:
    """A column's or member's name as :data:`NAMES` writes it.

    >>> field_name(" Published-At ")
    'published_at'
    """
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def parse_record(record: object, place: str | None = None) -> ArticleIn:
    """An article from one record with ``text``, ``sentences`` or ``html``, and if known ``title``, ``published_at``,
    ``publisher``, ``url``, ``canonical``, ``authors`` and ``language``, under any of their :data:`NAMES`. Raises ValueError
    saying what is wrong."""
    if not isinstance(record, dict):
        raise ValueError('expected a JSON object such as {"text": "…", "date": "2015-09-27"}')
    given: dict[str, tuple[str, object]] = {}
    for field, names in _found(record).items():
        given[field] = min(names, key=lambda pair: NAMES[field].index(field_name(pair[0])))
    text, html = _string(given, "text"), _body(given)
    sentences = given.get("sentences", ("", None))[1]
    if sentences is not None and not (isinstance(sentences, list) and all(isinstance(s, str) for s in sentences)):
        raise ValueError("`sentences` must be a list of strings")
    if sentences:
        text = html = None  # a record often carries both; sentences are the same text, split
    elif text:
        html = None
    if not (text or html or sentences):
        raise ValueError("no `text`, `body`, `sentences` or `html` in this record")
    return ArticleIn(
        text=text,
        html=html,
        sentences=tuple(sentences) if isinstance(sentences, list) and sentences else None,
        title=_string(given, "title"),
        publisher=_publisher(given),
        url=_string(given, "url"),
        canonical=_string(given, "canonical"),
        authors=_authors(given),
        language=_string(given, "language"),
        published_at=_published(given),
        place=place,
    )


def _found(record: dict[str, object]) -> dict[str, list[tuple[str, object]]]:
    found: dict[str, list[tuple[str, object]]] = {}
    for name, value in record.items():
        field = FIELDS.get(name) or FIELDS.get(field_name(name))
        if field is not None and value is not None and value != "":
            found.setdefault(field, []).append((name, value))
    return found


def _string(given: Mapping[str, tuple[str, object]], field: str) -> str | None:
    if field not in given:
        return None
    name, value = given[field]
    if not isinstance(value, str):
        raise ValueError(f"`{name}` must be a string")
    return value


def _body(given: Mapping[str, tuple[str, object]]) -> str | bytes | None:
    value = given["html"][1] if "html" in given else None
    return value if isinstance(value, bytes) else _string(given, "html")


def _publisher(given: Mapping[str, tuple[str, object]]) -> str | None:
    value = given["publisher"][1] if "publisher" in given else None
    if isinstance(value, dict):  # {"id": …, "name": …}, as services that list news write it
        name = value.get("name")
        return name if isinstance(name, str) and name else None
    return _string(given, "publisher")


def _authors(given: Mapping[str, tuple[str, object]]) -> tuple[str, ...]:
    value = given["authors"][1] if "authors" in given else ()
    if isinstance(value, str):
        return (value,)
    # Who wrote it matters less than what was written: a list of something else costs the authors alone.
    return tuple(name for name in value if isinstance(name, str) and name) if isinstance(value, Sequence) else ()


def _published(given: Mapping[str, tuple[str, object]]) -> date | datetime | None:
    value = given["published_at"][1] if "published_at" in given else None
    if isinstance(value, date):  # a table with types
        return value
    text = _string(given, "published_at")
    return parse_published(text) if text else None
