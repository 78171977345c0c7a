"""Conditional requests: one weak ETag a (version, edition, path, canonical query), and what a client may keep how long."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b
from urllib.parse import urlencode

#: What the graph gives may be other at any moment: keep it, and ask each time.
ASK_AGAIN = "no-cache"
#: What had been recorded by a moment long past is what it is; and where a key opened it, is for nobody else.
SETTLED, OURS = "public, max-age=3600, immutable", "private, max-age=3600, immutable"
#: Parameters whose values mean another thing in another order.
_IN_ORDER = frozenset({"expand"})
#: Until then what was recorded by a moment may still be on its way into the store: no article takes longer.
_UNSETTLED = timedelta(days=1)


def canonical(items: Iterable[tuple[str, str]]) -> str:
    """A query that means the same, written the same: sorted by name, then by value where the order of values says nothing."""
    return urlencode(sorted(items, key=lambda item: (item[0], "" if item[0] in _IN_ORDER else item[1])))


def etag(version: int, edition: str, path: str, query: str, accept: str | None = None) -> str:
    """The weak ETag of an answer; another version, edition, path or query gives another, and so does another ``Accept`` where
    that chooses the answer's form (None where it does not).

    Nobody can make one up who does not know the edition: whoever sends it had an answer.
    """
    about = f"{edition}\n{path}?{query}" if accept is None else f"{edition}\n{path}?{query}\n{accept}"
    return f'W/"{version}-{blake2b(about.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()}"'


def content_etag(body: bytes) -> str:
    """The ETag of an answer that has nothing to do with the graph: of its bytes alone."""
    return f'W/"{blake2b(body, digest_size=8).hexdigest()}"'


def matches(tag: str, header: str | None) -> bool:
    """Whether an ``If-None-Match`` names the tag, compared weakly. ``*`` is left to the handler: it may be 404."""
    if not header:
        return False
    if header == tag:
        return True
    bare = tag.removeprefix("W/")
    return bare in header and any(item.strip().removeprefix("W/") == bare for item in header.split(","))


def keeping(known_at: datetime | None, now: datetime, *, keyed: bool = False) -> str:
    """The ``Cache-Control`` of an answer, as known at a moment where it is of one; ``keyed`` where reads need keys."""
    if known_at is None or now - known_at <= _UNSETTLED:
        return ASK_AGAIN
    return OURS if keyed else SETTLED
