"""An article as it is handed in, before and after cleaning."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

PublishedSource = Literal["given", "text", "metadata"]


@dataclass(frozen=True, slots=True)
class ArticleIn:
    """An article as someone gives it.

    Exactly one of ``text``, ``html`` and ``sentences`` holds the body; ``sentences`` are kept as they are split.
    ``url`` is stored, never fetched. ``published_at`` is a day or a moment (with a time zone; one without is taken
    as UTC), None where it is not known. ``language`` other than English is refused; None has the text judged.
    ``canonical`` is the one address of the story, where it is known; ``place`` says where it was found (``news.jsonl:12``).
    """

    text: str | None = None
    html: str | bytes | None = None
    sentences: tuple[str, ...] | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    published_at: date | datetime | None = None
    published_source: PublishedSource = "given"
    authors: tuple[str, ...] = ()
    canonical: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """An article fit to be coded: clean text, its content hash, and the day it was published with how that is known.

    One that is not in English, where that was asked for, has the reason in ``foreign`` and its ``language``; it is kept, not
    coded.
    """

    text: str
    content_hash: str
    sentences: tuple[str, ...] | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str = "en"
    published_at: datetime | None = None
    published_day: date | None = None
    published_source: PublishedSource | None = None
    authors: tuple[str, ...] = ()
    canonical: str | None = None
    foreign: str | None = None
