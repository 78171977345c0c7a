"""From what is handed in to an article fit to be coded, or a refusal that says what to do."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from app.errors import BadArticle, EmptyText, NotEnglish, NotText, TooLarge
from app.ingestion.article import ArticleIn, CleanArticle, PublishedSource
from app.ingestion.encoding import decode_page
from app.ingestion.html import read_html
from app.ingestion.language import ENOUGH, foreign_language, is_english_code
from app.ingestion.outlets import Outlets
from app.ingestion.urls import canonical_url

#: A page may be so many times larger than the text in it.
_MARKUP = 8
#: More than this share of characters that no text holds means that it is none.
_JUNK = 0.05
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028]")
_BLANK = re.compile(r"\n{3,}")
_TITLE, _PUBLISHER, _URL, _AUTHORS = 500, 200, 2000, 20
#: A page may be dated a day ahead of us by its zone, and another by its haste.
_AHEAD = timedelta(days=2)


def clean(
    article: ArticleIn, *, max_bytes: int = 1_000_000, any_language: bool = False, now: datetime | None = None
) -> CleanArticle:
    """Clean an article: control characters out, NFC, single spaces, paragraphs kept; HTML becomes text.

    ``max_bytes`` bounds the text as UTF-8. What the page itself says fills in a title, publisher, authors, address and date
    that were not given; no page is dated more than two days after it was fetched, or after ``now``. With
    ``any_language`` an article in another one than English is given back as such, not refused. Raises
    :class:`app.errors.RefusedArticle`.
    """
    if sum(body is not None for body in (article.text, article.html, article.sentences)) != 1:
        raise BadArticle("give the body once: as text, as html or as sentences")
    title, publisher, published, source = (
        article.title, article.publisher, article.published_at, article.published_source,
    )  # fmt: skip
    sentences: tuple[str, ...] | None = None
    authors, canonical = article.authors, article.canonical or article.url
    declared: str | None = None
    if article.html is not None:
        _check_size(article.html, max_bytes * _MARKUP, "page")
        html = decode_page(article.html) if isinstance(article.html, bytes) else article.html
        _check_text(html)
        seen = article.fetched_at or now
        page = read_html(html, clean_line(article.url), seen.date() + _AHEAD if seen is not None else None)
        text = clean_text(page.text, max_bytes=max_bytes)
        title, publisher = title or _sane(page.title, _TITLE), publisher or _sane(page.publisher, _PUBLISHER)
        if page.published_at is not None and (published is None or source == "feed"):  # the page knows better than its feed
            published, source = page.published_at, page.published_source or source
        authors = authors or page.authors
        canonical = article.canonical or page.canonical or article.url
        declared = page.language
    elif article.sentences is not None:
        sentences = clean_sentences(article.sentences, max_bytes=max_bytes)
        text = "\n".join(sentences)
    else:
        text = clean_text(article.text or "", max_bytes=max_bytes)
    title = clean_line(title)
    language, foreign = "en", None
    try:
        check_language(text, title, article.language, declared)
    except NotEnglish as error:
        if not any_language:
            raise
        language, foreign = error.language, error.detail
    moment, day = _published(published)
    voice = Outlets.load().resolve(_short(clean_line(publisher), _PUBLISHER, "publisher"), clean_line(article.url), text)
    return CleanArticle(
        text=text,
        content_hash=content_hash(text),
        sentences=sentences,
        title=_short(title, _TITLE, "title"),
        publisher=voice.publisher,
        credited=voice.credit,
        url=_short(clean_line(article.url), _URL, "url"),
        language=language,
        foreign=foreign,
        published_at=moment,
        published_day=day,
        published_source=_source(source, day),
        authors=_clean_authors(authors),
        canonical=canonical_url(clean_line(canonical) or ""),
    )


def clean_text(text: str, *, max_bytes: int = 1_000_000) -> str:
    """A text without control characters, in NFC, lines and paragraphs kept.

    Raises :class:`TooLarge`, :class:`NotText` or :class:`EmptyText`.
    """
    _check_size(text, max_bytes, "text")
    _check_text(text)
    lines = [" ".join(line.split()) for line in _printable(_BREAKS.sub("\n", text)).replace("\u2029", "\n\n").split("\n")]
    cleaned = _BLANK.sub("\n\n", "\n".join(lines)).strip()
    if not any(c.isalpha() for c in cleaned):
        raise EmptyText("there are no words in this article; give its full text, as text or as html")
    return cleaned


def clean_sentences(sentences: Sequence[str], *, max_bytes: int = 1_000_000) -> tuple[str, ...]:
    """Sentences that are split already, each on one line; those without a letter or digit are left out. Raises as
    :func:`clean_text`."""
    clean_text("\n".join(sentences), max_bytes=max_bytes)
    lines = (" ".join(_printable(sentence).split()) for sentence in sentences)
    return tuple(line for line in lines if any(c.isalnum() for c in line))


def clean_line(text: str | None) -> str | None:
    """A text on one line without control characters, None where nothing is left."""
    return (" ".join(_printable(text).split()) or None) if text is not None else None


def check_language(text: str, title: str | None, language: str | None, declared: str | None = None) -> None:
    """Raise :class:`NotEnglish` where the article says that it is in another language, or plainly is.

    ``declared`` is what its page says of itself, which often is its template's: it counts for a text too short to tell.
    """
    if language is not None and not is_english_code(language):
        detail = f"the article is marked as {language[:20]!r}; only English is read, so send a translation"
        raise NotEnglish(detail, language=language[:16])
    whole = f"{title}\n{text}" if title else text
    found = foreign_language(whole)
    if found is not None:
        raise NotEnglish(f"the text looks like {found!r}; only English is read, so send a translation", language=found)
    if declared is not None and not is_english_code(declared) and sum(map(str.isalpha, whole)) < ENOUGH:
        told = declared[:16]
        raise NotEnglish(f"the page says that it is in {told!r}; only English is read, so send a translation", language=told)


def content_hash(text: str) -> str:
    """SHA-256 of the text with all whitespace made single spaces: the same words are the same article."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def _printable(text: str) -> str:
    """Tabs and other spaces become spaces; control, format, private and unpaired characters go."""
    if text.replace("\n", "").isprintable():  # by far the most common, and a hundred times faster
        return unicodedata.normalize("NFC", text)
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")
    # After the removal, which may bring a letter and its accent together.
    return unicodedata.normalize("NFC", "".join(kept))


def _unprintable(c: str) -> bool:
    return unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") and not c.isspace()


def _check_size(body: str | bytes, limit: int, what: str) -> None:
    size = len(body) if isinstance(body, bytes) else len(body.encode(errors="surrogatepass"))
    if size > limit:
        raise TooLarge(f"the {what} has {size} bytes and the limit is {limit}; send the articles one by one", limit=limit)


def _check_text(body: str) -> None:
    plain = body.replace("\n", "").isprintable() and "\ufffd" not in body
    junk = 0 if plain else sum(c == "\ufffd" or _unprintable(c) for c in body)
    if "\0" in body or junk > max(1, len(body) * _JUNK):
        raise NotText("this is not text but binary data, or it was decoded wrongly; send UTF-8 text or html")


def _published(value: date | datetime | None) -> tuple[datetime | None, date | None]:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        try:
            return moment.astimezone(UTC), moment.date()
        except OverflowError as error:
            raise BadArticle(f"published_at {value.isoformat()} is out of range; give the day it was published") from error
    return None, value


def _clean_authors(authors: tuple[str, ...]) -> tuple[str, ...]:
    """Names on one line each; too many or too long, those are left out that are."""
    lines = (clean_line(name) for name in authors)
    return tuple(dict.fromkeys(line for line in lines if line and len(line) <= _PUBLISHER))[:_AUTHORS]


def _source(source: PublishedSource, day: date | None) -> PublishedSource | None:
    return source if day is not None else None


def _sane(text: str | None, limit: int) -> str | None:
    """What a page says of itself, which nobody here can shorten: too long, it is left out."""
    return text if text is not None and len(text) <= limit else None


def _short(text: str | None, limit: int, what: str) -> str | None:
    if text is not None and len(text) > limit:
        raise BadArticle(f"the {what} has {len(text)} characters and the limit is {limit}; shorten it")
    return text
