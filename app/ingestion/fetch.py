"""Pages and feeds of others: asked for politely, checked at every hop, read up to a limit.

An address is asked for by a client that connects to no address that is refused (:mod:`app.outbound`). Redirects are
followed here, so that each is looked at as the first address was: its form, its host, the robots.txt there. Nothing else
is followed: no refresh, no frame, no link.
"""

import codecs
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import httpx2
from httpx2 import URL

from app.errors import FetchFailed, FetchRefused, RobotsRefused
from app.ingestion.robots import MOST_BYTES, Robots, Rules, Said
from app.outbound.addresses import Networks, Refused, checked_url
from app.outbound.client import Answer, NotReached, send

HTML = frozenset({"text/html", "application/xhtml+xml"})
TEXT = frozenset({"text/plain"})
FEEDS = frozenset(
    {
        "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml",
        "application/feed+json", "application/json",
    }
)  # fmt: skip
#: Statuses that lead elsewhere; of these, the permanent ones.
_MOVES, _MOVES_FOR_GOOD = (301, 302, 303, 307, 308), (301, 308)
#: The longest pause that a robots.txt is granted.
MOST_DELAY = 30.0
_MOST_LANES = 1_000
_ACCEPT = "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1"
_ENCODINGS = "gzip, deflate"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. ``url`` is where it came from in the end, ``kind`` its media type in lower case without
    parameters, ``headers`` have lower-case names. ``moved`` is where the address has gone for good, None where it has not."""

    url: str
    status: int
    kind: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    moved: str | None = None

    @property
    def charset(self) -> str | None:
        """The character encoding that the server names, where it is one that is known."""
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return _known(value.strip().strip("\"'"))
        return None

    @property
    def text(self) -> str | bytes:
        """The body as text where the server names its encoding (which wins over what a page says of itself), else its
        bytes."""
        if self.charset is None or self.body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return self.body
        return self.body.decode(self.charset, "replace")


class Fetcher:
    """Asks for addresses: one request a host at a time, ``pause`` seconds between two, as long as its robots.txt wants (up to
    30 s). ``client`` is a guarded one that follows no redirects, ``allowed`` its networks; ``clock`` gives seconds that never
    go back, ``wait`` waits for so many. ``agent`` is the name by which robots.txt calls it. Safe between threads."""

    def __init__(
        self,
        client: httpx2.Client,
        clock: Callable[[], float],
        wait: Callable[[float], object],
        *,
        allowed: Networks = (),
        agent: str = "entente",
        pause: float = 1.0,
        most_bytes: int = 5_000_000,
        redirects: int = 5,
    ) -> None:
        self._client = client
        self._allowed = allowed
        self._pause = pause
        self._most_bytes = most_bytes
        self._redirects = redirects
        self._lanes = _Lanes(clock, wait)
        self._robots = Robots(self._said, clock, agent)

    def fetch(self, url: str) -> Fetched:
        """A page or a text. Raises :class:`app.errors.FetchFailed`, :class:`app.errors.FetchRefused`."""
        found = self.ask(url)
        if not 200 <= found.status < 300:
            raise FetchFailed(f"{_shown(found.url)} answered {found.status}", answered=found.status)
        if found.kind in HTML or found.kind in TEXT:
            return found
        what = f"{_shown(found.url)} is {found.kind or 'of no known type'}"
        if found.kind in FEEDS:
            raise FetchFailed(f"{what}, which is no page; where it is a feed, add it as one (`feeds add`)")
        raise FetchFailed(f"{what}; only pages (HTML) and plain text are read")

    def ask(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """What an address gives, of any type and status; ``headers`` may make the request conditional. Raises
        :class:`app.errors.FetchFailed` where no whole answer comes, :class:`app.errors.FetchRefused`."""
        at = self._checked(url)
        moved: str | None = None
        for_good = True
        for _ in range(self._redirects + 1):
            rules = self._robots_of(at)
            answer = self._get(at, max(self._pause, min(rules.delay, MOST_DELAY)), {"Accept": _ACCEPT, **(headers or {})})
            target = _target(answer)
            if target is None:
                if answer.cut and answer.status < 300:
                    raise FetchFailed(f"{_shown(answer.url)} has more than {self._most_bytes} bytes, which is all that is read")
                return Fetched(answer.url, answer.status, _kind(answer), answer.headers, answer.body, moved)
            at = self._checked(target, by=at)
            for_good = for_good and answer.status in _MOVES_FOR_GOOD
            if for_good:
                moved = str(at)
        raise FetchFailed(f"{_shown(url)} redirects more than {self._redirects} times")

    def _checked(self, url: str, by: URL | None = None) -> URL:
        """An address that may be tried. Raises :class:`app.errors.FetchRefused`."""
        try:
            return checked_url(url, self._allowed).copy_with(fragment=None)
        except Refused as error:
            where = f"{_shown(str(by))} redirects to where nothing is asked" if by is not None else _shown(url)
            raise FetchRefused(f"{where}: {error}") from error

    def _robots_of(self, at: URL) -> Rules:
        rules = self._robots.of(at)
        if rules.failure is not None:
            raise FetchFailed(f"the robots.txt of {at.host} says nothing ({rules.failure}), so nothing is asked there for now")
        if not rules.allows(at):
            raise RobotsRefused(f"the robots.txt of {at.host} does not allow {_shown(str(at))}")
        return rules

    def _get(self, at: URL, pause: float, headers: Mapping[str, str], most_bytes: int | None = None) -> Answer:
        """One request, in its turn; no redirect is followed."""
        with self._lanes.turn(at.host, pause):
            try:
                request = self._client.build_request("GET", at, headers={"Accept-Encoding": _ENCODINGS, **headers})
                return send(self._client, request, most_bytes=most_bytes or self._most_bytes)
            except Refused as error:
                raise FetchRefused(f"{_shown(str(at))}: {error}") from error
            except NotReached as error:
                raise FetchFailed(f"{_shown(str(at))} was not reached: {error}") from error

    def _said(self, at: URL) -> Said:
        """What is said where a robots.txt should lie. An origin that may not be asked raises
        :class:`app.errors.FetchRefused`; whatever goes wrong behind it counts as no answer."""
        for hop in range(self._redirects + 1):
            try:
                answer = self._get(at, self._pause, {"Accept": "text/plain"}, MOST_BYTES)
            except FetchFailed:
                return Said(None)
            except FetchRefused:
                if not hop:
                    raise
                return Said(None)
            target = _target(answer)
            if target is None:
                return Said(answer.status, answer.body)
            try:
                at = self._checked(target, by=at)
            except FetchRefused:
                return Said(None)
        return Said(None)


@dataclass(slots=True)
class _Lane:
    lock: Lock = field(default_factory=Lock)
    users: int = 0
    ended: float | None = None
    pause: float = 0.0


class _Lanes:
    """Hosts, each of which is asked one thing at a time, with a pause after each."""

    def __init__(self, clock: Callable[[], float], wait: Callable[[float], object]) -> None:
        self._clock = clock
        self._wait = wait
        self._lanes: dict[str, _Lane] = {}
        self._lock = Lock()

    @contextmanager
    def turn(self, host: str, pause: float) -> Iterator[None]:
        """The host alone, ``pause`` seconds after whoever had it before."""
        with self._lock:
            if len(self._lanes) > _MOST_LANES:
                self._forget()
            lane = self._lanes.setdefault(host.lower(), _Lane())
            lane.users += 1
        try:
            with lane.lock:
                lane.pause = pause
                left = 0.0 if lane.ended is None else lane.ended + pause - self._clock()
                if left > 0:
                    self._wait(left)
                try:
                    yield
                finally:
                    lane.ended = self._clock()
        finally:
            with self._lock:
                lane.users -= 1

    def _forget(self) -> None:
        now = self._clock()
        for host, lane in list(self._lanes.items()):
            if not lane.users and (lane.ended is None or lane.ended + lane.pause <= now):
                del self._lanes[host]


def _target(answer: Answer) -> str | None:
    """Where an answer leads; None where it leads nowhere."""
    place = answer.headers.get("location")
    if answer.status not in _MOVES or not place:
        return None
    try:
        return str(URL(answer.url).join(place.strip()))
    except (httpx2.InvalidURL, ValueError):
        return place  # which is refused as what it is


def _kind(answer: Answer) -> str:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not kind:
        return "text/html" if answer.body.lstrip()[:1] == b"<" else ""
    return kind


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name)
        "".encode(found.name)  # some codecs are of bytes alone
    except (LookupError, ValueError, TypeError):
        return None
    return found.name


def _shown(url: str) -> str:
    """An address as it is shown: without a user and a password, on one line, not too long."""
    scheme, parted, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    kept = f"{scheme}{parted}{host.rpartition('@')[2]}{slash}{path}" if parted else url
    kept = "".join(c if c.isprintable() else "?" for c in kept)
    return kept if len(kept) <= 200 else f"{kept[:200]}…"
