"""An article as it is handed in, before and after cleaning."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

#: How the day of an article is known: somebody gave it, its text begins with it, its page says it by schema.org's
#: vocabulary, by a meta tag, in its address or somewhere else (metadata), or the feed said it that named the page.
PublishedSource = Literal["given", "text", "schema.org", "meta", "url", "metadata", "feed"]


@dataclass(frozen=True, slots=True)
class ArticleIn:
    """An article as someone gives it.

    Exactly one of ``text``, ``html`` and ``sentences`` holds the body; ``sentences`` are kept as they are split.
    ``url`` is stored; nothing that takes an article fetches it. ``published_at`` is a day or a moment (with a time zone; one
    without is taken as UTC), None where it is not known. ``language`` other than English is refused; None has the text
    judged. ``canonical`` is the one address of the story, where it is known; ``fetched_at`` is when a page was fetched, and no
    page is of a later day; ``place`` says where it was found (``news.jsonl:12``).
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
    fetched_at: datetime | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """An article fit to be coded: clean text, its content hash, and the day it was published with how that is known.

    One that is not in English, where that was asked for, has the reason in ``foreign`` and its ``language``; it is kept, not
    coded. ``publisher`` is the name of the register of outlets where it is known there, ``credited`` the agency, other than
    that, whose report the article says that it is (docs/outlets.md). ``canonical`` is the address by which copies of one page
    are known.
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
    credited: str | None = None
