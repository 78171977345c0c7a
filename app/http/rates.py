"""How many requests somebody may send in a minute: sliding windows in this process's memory, by the library `limits`.

Two counters a client and kind: what the minute before counts fades as this one goes on (the sliding window counter of
`limits`). Its own memory storage holds any number of clients and starts a thread to forget them; :class:`Windows` holds
so many, forgets whoever came longest ago, and takes its clock as given.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import SlidingWindowCounterSupport, Storage
from limits.strategies import SlidingWindowCounterRateLimiter

#: Clients times kinds that are remembered; about 300 bytes each.
_MOST = 50_000
#: Seconds by which sums of moments may be off.
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether a request was within its rate: ``rest`` more may follow, and in ``seconds`` (at least 1) it is time for the
    next where none may, or the window turns."""

    within: bool
    rest: int
    seconds: int


class Rates:
    """Counts requests by kind and client against ``most`` requests a minute. For one event loop: nothing is locked."""

    def __init__(self, most: Mapping[str, int], seconds: Callable[[], float] = monotonic, clients: int = _MOST) -> None:
        self._windows = Windows(seconds, clients)
        self._limiter = SlidingWindowCounterRateLimiter(self._windows)
        self._items: dict[str, RateLimitItem] = {
            kind: RateLimitItemPerMinute(rate, namespace=kind) for kind, rate in most.items()
        }
        #: The ``RateLimit-Policy`` header of each kind.
        self.policies = {kind: f'"{kind}";q={rate};w=60' for kind, rate in most.items()}

    def take(self, kind: str, who: str) -> Taken | None:
        """Count a request; None where its kind is not limited."""
        item = self._items.get(kind)
        if item is None:
            return None
        within = self._limiter.hit(item, who)
        key = item.key_for(who)
        rest = self._windows.rest(key, item.amount, 60)
        return Taken(within, rest, self._windows.patience(key, item.amount, 60) if rest == 0 else self._windows.turn(60))


class Windows(Storage, SlidingWindowCounterSupport):
    """Two counters a key, of the window that runs and the one before. Holds ``most`` keys, of one length of window each."""

    STORAGE_SCHEME = None

    def __init__(self, seconds: Callable[[], float], most: int) -> None:
        super().__init__()
        self._seconds, self._most = seconds, most
        #: Number of the window, count in it, count in the one before; the key that was asked longest ago first.
        self._counts: OrderedDict[str, tuple[int, int, int]] = OrderedDict()

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count ``amount`` where that is within the limit."""
        now = self._seconds()
        number, current, before = self._at(key, expiry, now)
        if int(current + before * (1 - now / expiry % 1)) + amount > limit:
            return False
        counts = self._counts
        counts[key] = (number, current + amount, before)
        counts.move_to_end(key)
        if len(counts) > self._most:
            counts.popitem(last=False)
        return True

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """The count before, the seconds for which it counts, the count now, the seconds for which it will."""
        now = self._seconds()
        _, current, before = self._at(key, expiry, now)
        left = (1 - now / expiry % 1) * expiry
        return before, left, current, left + expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        """Forget a key."""
        self._counts.pop(key, None)

    def rest(self, key: str, limit: int, expiry: int) -> int:
        """How many more are within the limit now."""
        before, left, current, _ = self.get_sliding_window(key, expiry)
        return max(0, limit - int(current + before * left / expiry))

    def patience(self, key: str, limit: int, expiry: int) -> int:
        """Whole seconds after which one more is within the limit, where none is now."""
        before, left, current, _ = self.get_sliding_window(key, expiry)
        if current < limit:  # what is left of the window before has to fade
            return int(left - expiry * (limit - current) / max(before, 1) + _ROUNDING) + 1
        return int(left + expiry * (1 - limit / current) + _ROUNDING) + 1

    def turn(self, expiry: int) -> int:
        """Whole seconds to the end of the window that runs, at least 1."""
        return int(expiry - self._seconds() % expiry) or 1

    def _at(self, key: str, expiry: int, now: float) -> tuple[int, int, int]:
        number = int(now // expiry)
        known, current, before = self._counts.get(key, (number, 0, 0))
        if known == number:
            return number, current, before
        return number, 0, current if known == number - 1 else 0

    # What `limits` asks of every storage; only sliding windows are counted here.

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong in the storage: nothing does."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Not counted here."""
        raise NotImplementedError

    def get(self, key: str) -> int:
        """What was counted in the window in which the key was asked last."""
        return self._counts.get(key, (0, 0, 0))[1]

    def get_expiry(self, key: str) -> float:
        """Not counted here."""
        raise NotImplementedError

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget all; how many keys that were."""
        held = len(self._counts)
        self._counts.clear()
        return held

    def clear(self, key: str) -> None:
        """Forget a key."""
        self._counts.pop(key, None)
