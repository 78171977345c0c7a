"""Conditional requests and remembered answers: one weak ETag a (version, path, canonical query)."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from threading import Lock
from urllib.parse import urlencode

Answer = tuple[bytes, Mapping[str, str]]


def canonical(items: Iterable[tuple[str, str]]) -> str:
    """A query that means the same, written the same: sorted by name, then value."""
    return urlencode(sorted(items))


def etag(version: int, path: str, query: str) -> str:
    """The weak ETag of an answer; another version, path or query gives another."""
    digest = blake2b(f"{path}?{query}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f'W/"{version}-{digest}"'


def content_etag(body: bytes) -> str:
    """The ETag of an answer that has nothing to do with the graph: of its bytes alone."""
    return f'W/"{blake2b(body, digest_size=8).hexdigest()}"'


def matches(tag: str, header: str | None) -> bool:
    """Whether an ``If-None-Match`` names the tag, compared weakly. ``*`` is left to the handler: it may be 404."""
    if not header:
        return False
    bare = tag.removeprefix("W/")
    return any(item.strip().removeprefix("W/") == bare for item in header.split(","))


class AnswerCache:
    """Bytes of recent answers of the newest version, the least recently asked dropped first; questions count too. Safe
    between threads."""

    def __init__(self, most_bytes: int = 32_000_000) -> None:
        self._most = most_bytes
        self._held = 0
        self._version = -1
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, version: int, key: str) -> Answer | None:
        """The remembered answer, or None."""
        with self._lock:
            found = self._answers.get(key) if version == self._version else None
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, version: int, key: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Remembers an answer; a newer version drops all older ones, an older one is not kept."""
        with self._lock:
            size = len(key) + len(body)
            if version < self._version or size > self._most // 8:
                return
            if version > self._version:
                self._answers.clear()
                self._held, self._version = 0, version
            if (old := self._answers.pop(key, None)) is not None:
                self._held -= len(key) + len(old[0])
            self._answers[key] = (body, headers)
            self._held += size
            while self._held > self._most:
                question, (dropped, _) = self._answers.popitem(last=False)
                self._held -= len(question) + len(dropped)
