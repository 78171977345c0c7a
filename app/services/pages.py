"""Pages of a list, continued by an opaque cursor made of the last result's stable keys."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from app.errors import BadCursor

T = TypeVar("T")
_DIGITS = 18  # of a number that a database can hold


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page; ``next`` is the cursor of the page after it, None at the end; ``total`` counts all pages."""

    results: tuple[T, ...]
    total: int
    next: str | None


def page_of(found: Sequence[T], total: int, limit: int, cursor: Callable[[T], str]) -> Page[T]:
    """A page of ``limit`` from ``limit + 1`` rows asked for: the row too many says that there is a next page."""
    results = tuple(found[:limit])
    return Page(results, total, cursor(results[-1]) if len(found) > limit else None)


def encode_cursor(name: str, *keys: str) -> str:
    """A cursor of the list ``name`` behind the row with these keys, safe in a URL.

    >>> decode_cursor(encode_cursor("articles", "2024-05-01", "art-1"), "articles", 2)
    ['2024-05-01', 'art-1']
    """
    packed = json.dumps([name, *keys], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode_cursor(cursor: str, name: str, number: int) -> list[str]:
    """The ``number`` keys of a cursor. Raises :class:`BadCursor` for one that the list ``name`` did not give."""
    try:
        packed = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        given = json.loads(packed)
    except (ValueError, binascii.Error, RecursionError):
        given = None
    if (
        not isinstance(given, list)
        or len(given) != number + 1
        or not all(isinstance(part, str) and "\0" not in part for part in given)
    ):
        raise BadCursor("this is no cursor; take the one that the page before gave as `next`, or leave it out")
    if given[0] != name:
        raise BadCursor("this cursor belongs to another list; leave it out to begin at the first page")
    return [str(part) for part in given[1:]]


def number_key(cursor: str | None, name: str) -> int:
    """The number that a cursor stands for; 0 where there is none."""
    if cursor is None:
        return 0
    (number,) = decode_cursor(cursor, name, 1)
    if not (number.isascii() and number.isdigit()) or len(number) > _DIGITS:
        raise BadCursor("this cursor is damaged; leave it out to begin at the first page")
    return int(number)


def day_key(cursor: str | None, name: str) -> tuple[date, str] | None:
    """The (day, id) that a cursor stands for."""
    if cursor is None:
        return None
    day, identifier = decode_cursor(cursor, name, 2)
    try:
        return date.fromisoformat(day), identifier
    except ValueError as error:
        raise BadCursor("this cursor is damaged; leave it out to begin at the first page") from error


def moment_key(cursor: str | None, name: str) -> tuple[datetime, str] | None:
    """The (moment, id) that a cursor stands for."""
    if cursor is None:
        return None
    moment, identifier = decode_cursor(cursor, name, 2)
    try:
        found = datetime.fromisoformat(moment)
    except ValueError as error:
        raise BadCursor("this cursor is damaged; leave it out to begin at the first page") from error
    if found.tzinfo is None:
        raise BadCursor("this cursor is damaged; leave it out to begin at the first page")
    return found, identifier
