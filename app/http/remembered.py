"""Remembered answers: whole, as they go out, each with the edition of the graph that it is of."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from threading import Lock

from starlette.routing import Route
from starlette.types import Scope

from app import logs
from app.http.compression import LEAST, compressible, gzipped

Headers = tuple[tuple[bytes, bytes], ...]

#: The page brings its own script and style and talks to this host alone.
SECURITY: Headers = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        b"base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    # Neither keeps a page from reading answers by CORS: only from embedding them unread.
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)

#: Headers that speak of the body; 304 has none.
_OF_BODY = {b"content-type", b"content-length", b"content-encoding"}
#: What an answer holds besides its bodies and its question, about: headers, twice or three times.
_OVERHEAD = 1_500


@dataclass(frozen=True, slots=True)
class Answer:
    """A 200 answer of a route, whose path ``template`` repeats; ``about`` is what the log tells of it.

    ``unchanged`` are the headers of the 304 in its place. Without a ``body`` it is known to be there, and made again each
    time; ``packed`` is the body by gzip where somebody asked for that, which is ``worth`` it.
    """

    route: Route
    template: str
    about: str
    tag: str
    headers: Headers
    unchanged: Headers
    body: bytes | None
    worth: bool
    packed_headers: Headers = ()
    packed: bytes | None = None

    @classmethod
    def of(cls, route: Route, path: str, tag: str, headers: Iterable[tuple[bytes, bytes]], body: bytes | None) -> "Answer":
        """An answer to a path, with the headers that the route gave it."""
        whole = complete(headers)
        kind = next((value for name, value in whole if name == b"content-type"), b"")
        plain = not any(name == b"content-encoding" for name, _ in whole)
        worth = body is not None and plain and len(body) >= LEAST and compressible(kind)
        unchanged = tuple(header for header in whole if header[0] not in _OF_BODY)
        return cls(route, route.path, logs.about(path, route.path), tag, whole, unchanged, body, worth)

    def pack(self) -> "Answer":
        """The same with its body by gzip; takes milliseconds where it is large."""
        if not self.worth or self.body is None or self.packed is not None:
            return self
        packed = gzipped(self.body)
        kept = (header for header in self.headers if header[0] != b"content-length")
        added = ((b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(packed)))
        return replace(self, packed=packed, packed_headers=(*kept, *added))

    @property
    def size(self) -> int:
        """Bytes that it holds, about."""
        return len(self.body or b"") + len(self.packed or b"") + _OVERHEAD


#: An answer and its edition. Without one it depends on ``Accept``, and stands under the question with that.
Remembered = tuple[str, Answer | None]


def complete(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """An answer's headers and those of security, as far as it does not set these itself."""
    own = tuple(headers)
    names = {name for name, _ in own}
    return (*own, *(header for header in SECURITY if header[0] not in names))


def question(scope: Scope) -> bytes:
    """What is asked, as it came: path and query. Others may mean the same; they are remembered on their own."""
    path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass")
    query: bytes = scope["query_string"]
    return path + b"?" + query


class AnswerCache:
    """The last answer to each question, the least recently asked dropped first; questions count too. Safe between threads."""

    def __init__(self, most_bytes: int = 32_000_000) -> None:
        self._most = most_bytes
        self._held = 0
        self._answers: OrderedDict[bytes, Remembered] = OrderedDict()
        self._lock = Lock()
        self._hits = self._misses = 0

    def figures(self) -> tuple[int, int, int, int]:
        """Bytes held, about; answers held; and how often one was asked for that was there, and that was not."""
        return self._held, len(self._answers), self._hits, self._misses

    def get(self, edition: str, asked: bytes, given: Mapping[bytes, bytes]) -> Answer | None:
        """The remembered answer of this edition, or None; ``given`` are the request's headers."""
        answers, key = self._answers, asked
        found = answers.get(key)
        if found is not None and found[1] is None:
            key = _varied(asked, given.get(b"accept", b""))
            found = answers.get(key)
        if found is None or found[0] != edition:
            self._misses += 1
            return None
        self._hits += 1
        try:
            answers.move_to_end(key)
            if key is not asked:  # nobody finds the one without the other
                answers.move_to_end(asked)
        except KeyError:  # another thread dropped it meanwhile
            pass
        return found[1]

    def last(self, asked: bytes, given: Mapping[bytes, bytes]) -> tuple[bytes, str, Answer] | None:
        """The last answer, of whatever edition: what it is kept under, its edition and itself."""
        found = self._find(asked, given)
        return None if found is None or found[1][1] is None else (found[0], found[1][0], found[1][1])

    def _find(self, asked: bytes, given: Mapping[bytes, bytes]) -> tuple[bytes, Remembered] | None:
        found = self._answers.get(asked)
        if found is not None and found[1] is None:
            asked = _varied(asked, given.get(b"accept", b""))
            found = self._answers.get(asked)
        return None if found is None else (asked, found)

    def put(self, edition: str, asked: bytes, answer: Answer, accept: bytes | None = None) -> None:
        """Remembers an answer; ``accept`` is the request's where the answer depends on it."""
        with self._lock:
            if len(asked) + len(accept or b"") + answer.size > self._most // 8:
                return
            if accept is None:
                self._keep(asked, (edition, answer))
            else:
                self._keep(asked, (edition, None))
                self._keep(_varied(asked, accept), (edition, answer))
            self._shrink()

    def replace(self, asked: bytes, given: Mapping[bytes, bytes], answer: Answer) -> None:
        """Puts an answer with its packed body in the place of the one without; does nothing where that is gone."""
        with self._lock:
            found = self._find(asked, given)
            if found is not None and found[1][1] is not None and found[1][1].tag == answer.tag:
                self._keep(found[0], (found[1][0], answer))
                self._shrink()

    def _shrink(self) -> None:
        while self._held > self._most:
            key, (_, answer) = self._answers.popitem(last=False)
            self._held -= _weight(key, answer)

    def _keep(self, key: bytes, remembered: Remembered) -> None:
        if key in self._answers:
            self._held -= _weight(key, self._answers.pop(key)[1])
        self._answers[key] = remembered
        self._held += _weight(key, remembered[1])


def _varied(asked: bytes, accept: bytes) -> bytes:
    return asked + b"\n" + accept


def _weight(key: bytes, answer: Answer | None) -> int:
    return len(key) + (answer.size if answer is not None else 0)
