"""Pages of a list that one graph version gives: opaque cursors, bound to the version and to the question."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request

from app.errors import BadCursor
from app.http.answers import Json
from app.http.conditional import canonical
from app.http.problems import CursorExpired

T = TypeVar("T")
_SIZE = 8


def write_cursor(version: int, offset: int, question: str) -> str:
    """An opaque cursor."""
    body = f"{version}.{offset}".encode()
    return urlsafe_b64encode(_digest(body, question) + body).decode().rstrip("=")


def read_cursor(cursor: str, version: int, question: str) -> int:
    """The offset that a cursor continues at.

    Raises :class:`BadCursor` where no answer to this question gave it, :class:`CursorExpired` where the graph moved on.
    """
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        digest, body = raw[:_SIZE], raw[_SIZE:]
        theirs, offset = (int(part) for part in body.decode("ascii").split("."))
    except (ValueError, UnicodeError):
        raise BadCursor("this cursor cannot be read; take it from `next` of an earlier answer") from None
    if digest != _digest(body, question):
        raise BadCursor("this cursor belongs to another question; keep the other parameters as they were")
    if theirs != version:
        raise CursorExpired(f"this cursor is of version {theirs} and the graph is now at {version}; start again without a cursor")
    return offset


def page(
    request: Request, items: Sequence[T], show: Callable[[T], Any], *, version: int, limit: int, cursor: str | None
) -> dict[str, Any]:
    """One page of a list: ``results``, ``total``, ``limit``, ``next`` and ``next_url``."""
    others = [(name, value) for name, value in request.query_params.multi_items() if name not in ("cursor", "limit")]
    question = f"{request.url.path}?{canonical(others)}"
    offset = read_cursor(cursor, version, question) if cursor else 0
    more = offset + limit < len(items)
    following = write_cursor(version, offset + limit, question) if more else None
    return {
        "results": [show(item) for item in items[offset : offset + limit]],
        "total": len(items),
        "limit": limit,
        "next": following,
        "next_url": next_url(request, following),
    }


def next_url(request: Request, cursor: str | None) -> str | None:
    """Path and query of the next page; None where there is none."""
    if cursor is None:
        return None
    items = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.url.path}?{urlencode([*items, ('cursor', cursor)])}"


def listed(content: dict[str, Any]) -> Json:
    """A list's answer, with ``Link: rel="next"`` where there is a next page."""
    url = content["next_url"]
    return Json(content, headers={"Link": f'<{url}>; rel="next"'} if url else None)


def _digest(body: bytes, question: str) -> bytes:
    return blake2b(body + b"?" + question.encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()
