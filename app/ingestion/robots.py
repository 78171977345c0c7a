"""What robots.txt allows: read once for each origin, kept for a while, asked for every address.

RFC 9309: where there is none (4xx), everything is allowed; where it cannot be had (5xx, no answer), nothing is for now.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from httpx2 import URL
from protego import Protego

#: Bytes of a robots.txt that are read; what follows is not looked at. The RFC asks for 500 KiB at least.
MOST_BYTES = 512 * 1024
#: Seconds for which rules hold; the RFC says a day at most. A file that could not be had is asked for again sooner.
AGE, AGE_FAILED = 3_600.0, 300.0
_MOST_ORIGINS = 1_000
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Rules:
    """What the robots.txt of an origin says to ``agent``. Without rules, ``failure`` says why nothing is allowed, or all
    is."""

    agent: str
    rules: Protego | None = None
    failure: str | None = None

    def allows(self, url: URL) -> bool:
        """Whether an address may be asked for."""
        return self.failure is None and (self.rules is None or self.rules.can_fetch(str(url), self.agent))

    @property
    def delay(self) -> float:
        """Seconds that it wants between two requests; 0 where it says none."""
        return (self.rules.crawl_delay(self.agent) or 0.0) if self.rules is not None else 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to a request for robots.txt: its status, None where there was none, and its body."""

    status: int | None
    body: bytes = b""


class Robots:
    """The rules of origins. ``read`` asks for the robots.txt at an address; ``clock`` gives seconds that never go back. Safe
    between threads."""

    def __init__(self, read: Callable[[URL], Said], clock: Callable[[], float], agent: str, *, age: float = AGE) -> None:
        self._read = read
        self._clock = clock
        self._agent = agent
        self._age = age
        self._known: OrderedDict[str, tuple[float, Rules]] = OrderedDict()
        self._lock = Lock()

    def of(self, url: URL) -> Rules:
        """The rules for an address. Raises what ``read`` raises."""
        place = url.copy_with(path="/robots.txt", query=None, fragment=None)
        origin = str(place)
        with self._lock:
            until, rules = self._known.get(origin, (None, None))
        if until is not None and rules is not None and self._clock() < until:
            return rules
        rules = self._rules(self._read(place))
        age = self._age if rules.failure is None else min(self._age, AGE_FAILED)
        with self._lock:
            self._known[origin] = self._clock() + age, rules
            self._known.move_to_end(origin)
            if len(self._known) > _MOST_ORIGINS:
                self._known.popitem(last=False)
        return rules

    def _rules(self, said: Said) -> Rules:
        if said.status is None:
            return Rules(self._agent, failure="it cannot be reached")
        if said.status >= 500 or said.status == _TOO_MANY:
            return Rules(self._agent, failure=f"it answered {said.status}")
        if not 200 <= said.status < 300:
            return Rules(self._agent)
        return Rules(self._agent, Protego.parse(said.body[:MOST_BYTES].decode("utf-8-sig", "replace")))
