"""From what is handed in to an article fit to be coded, or a refusal that says what to do."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime

from app.errors import BadArticle, EmptyText, NotEnglish, NotText, TooLarge
from app.ingestion.article import ArticleIn, CleanArticle, PublishedSource
from app.ingestion.html import read_html
from app.ingestion.language import foreign_language, is_english_code

#: A page may be so many times larger than the text in it.
_MARKUP = 8
#: More than this share of characters that no text holds means that it is none.
_JUNK = 0.05
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028]")
_BLANK = re.compile(r"\n{3,}")
_TITLE, _PUBLISHER, _URL = 500, 200, 2000


def clean(article: ArticleIn, *, max_bytes: int = 1_000_000, any_language: bool = False) -> CleanArticle:
    """Clean an article: control characters out, NFC, single spaces, paragraphs kept; HTML becomes text.

    ``max_bytes`` bounds the text as UTF-8. What the page itself says fills in a title, publisher and date that were not
    given. With ``any_language`` an article in another one than English is given back as such, not refused. Raises
    :class:`app.errors.RefusedArticle`.
    """
    if sum(body is not None for body in (article.text, article.html, article.sentences)) != 1:
        raise BadArticle("give the body once: as text, as html or as sentences")
    title, publisher, published, source = (
        article.title, article.publisher, article.published_at, article.published_source,
    )  # fmt: skip
    sentences: tuple[str, ...] | None = None
    if article.html is not None:
        _check_size(article.html, max_bytes * _MARKUP, "page")
        _check_text(article.html)
        page = read_html(article.html, clean_line(article.url))
        text = clean_text(page.text, max_bytes=max_bytes)
        title, publisher = title or _sane(page.title, _TITLE), publisher or _sane(page.publisher, _PUBLISHER)
        if published is None:
            published, source = page.published_at, "metadata"
    elif article.sentences is not None:
        sentences = clean_sentences(article.sentences, max_bytes=max_bytes)
        text = "\n".join(sentences)
    else:
        text = clean_text(article.text or "", max_bytes=max_bytes)
    title = clean_line(title)
    language, foreign = "en", None
    try:
        check_language(text, title, article.language)
    except NotEnglish as error:
        if not any_language:
            raise
        language, foreign = error.language, error.detail
    moment, day = _published(published)
    return CleanArticle(
        text=text,
        content_hash=content_hash(text),
        sentences=sentences,
        title=_short(title, _TITLE, "title"),
        publisher=_short(clean_line(publisher), _PUBLISHER, "publisher"),
        url=_short(clean_line(article.url), _URL, "url"),
        language=language,
        foreign=foreign,
        authors=article.authors,
        canonical=article.canonical,
        published_at=moment,
        published_day=day,
        published_source=_source(source, day),
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


def check_language(text: str, title: str | None, language: str | None) -> None:
    """Raise :class:`NotEnglish` where the article says that it is in another language, or plainly is."""
    if language is not None and not is_english_code(language):
        detail = f"the article is marked as {language[:20]!r}; only English is read, so send a translation"
        raise NotEnglish(detail, language=language[:16])
    found = foreign_language(f"{title}\n{text}" if title else text)
    if found is not None:
        raise NotEnglish(f"the text looks like {found!r}; only English is read, so send a translation", language=found)


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


def _check_text(body: str | bytes) -> None:
    if isinstance(body, bytes):
        junk, size = sum(body.count(bytes([c])) for c in (*range(1, 9), *range(14, 27))), len(body)
        null = b"\0" in body
    else:
        plain = body.replace("\n", "").isprintable() and "\ufffd" not in body
        junk = 0 if plain else sum(c == "\ufffd" or _unprintable(c) for c in body)
        null, size = "\0" in body, len(body)
    if null or junk > max(1, size * _JUNK):
        raise NotText("this is not text but binary data, or it was decoded wrongly; send UTF-8 text or html")


def _published(value: date | datetime | None) -> tuple[datetime | None, date | None]:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        try:
            return moment.astimezone(UTC), moment.date()
        except OverflowError as error:
            raise BadArticle(f"published_at {value.isoformat()} is out of range; give the day it was published") from error
    return None, value


def _source(source: PublishedSource, day: date | None) -> PublishedSource | None:
    return source if day is not None else None


def _sane(text: str | None, limit: int) -> str | None:
    """What a page says of itself, which nobody here can shorten: too long, it is left out."""
    return text if text is not None and len(text) <= limit else None


def _short(text: str | None, limit: int, what: str) -> str | None:
    if text is not None and len(text) > limit:
        raise BadArticle(f"the {what} has {len(text)} characters and the limit is {limit}; shorten it")
    return text
