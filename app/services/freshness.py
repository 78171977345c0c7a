"""How far the graph in hand is behind its store, in plain words and in numbers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is known of the graph and its store at a moment; times are in seconds.

    ``version`` is that of the graph (None before it is loaded), ``store_version`` the newest seen in the store. ``behind``
    is for how long the store is known to be ahead, 0 where it is not; ``looked`` how long ago a look at the store last
    worked (None: never), ``looking`` how long the present one takes, 0 where there is none. ``error`` is why looks fail,
    for ``failing`` seconds; ``away`` says that the store itself does not answer. ``refreshes`` loads took
    ``refresh_seconds`` all together, the last one ``last_refresh``.
    """

    version: int | None
    store_version: int | None
    behind: float
    looked: float | None
    looking: float
    error: str | None
    away: bool
    failing: float
    refreshes: int
    refresh_seconds: float
    last_refresh: float

    @property
    def lag(self) -> int:
        """How many versions the graph is behind."""
        return max(0, (self.store_version or 0) - (self.version or 0))

    def reason(self, patience: float) -> str | None:
        """Why no fresh graph answers, in a sentence; None where one does. ``patience`` is for how many seconds the graph
        may be behind."""
        held = "no graph is loaded" if self.version is None else f"reads go on from version {self.version}"
        if self.error is not None:
            what = self.error if self.away else f"the graph cannot be refreshed: {self.error}"
            return f"{what} (for {self.failing:.0f} s); {held}"
        if self.version is None:
            return "the graph is not loaded yet; it is being read"
        if self.looking > patience and not self.behind:
            return f"the database has not answered for {self.looking:.0f} s; {held}"
        if self.behind > patience:
            return f"the graph is {self.lag} versions behind the database, for {self.behind:.0f} s"
        return None


class Ledger:
    """Keeps count of looks at the store for :class:`Freshness`. Safe between threads; ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._store: int | None = None
        self._behind_since: float | None = None
        self._looked: float | None = None
        self._looking_since: float | None = None
        self._error: str | None = None
        self._away = False
        self._failing_since = 0.0
        self._refreshes, self._seconds, self._last = 0, 0.0, 0.0

    @property
    def error(self) -> str | None:
        """Why the last look failed, None when it did not."""
        return self._error

    @contextmanager
    def looking(self) -> Iterator["Look"]:
        """A look at the store; one that loaded something counts as a refresh."""
        look = Look(self, self._clock())
        self._looking_since = look.began
        try:
            yield look
        finally:
            self._looking_since = None
        with self._lock:
            self._looked = self._clock()
            if look.loaded:
                self._last = self._looked - look.began
                self._refreshes, self._seconds = self._refreshes + 1, self._seconds + self._last

    def saw(self, version: int, held: int | None) -> None:
        """The store is at a version, and the graph at another."""
        with self._lock:
            self._store = version
            if version == held:
                self._behind_since = None
            elif self._behind_since is None:
                self._behind_since = self._clock()

    def loaded(self, version: int) -> None:
        """The graph is at a version."""
        with self._lock:
            if self._store is None or version >= self._store:
                self._store, self._behind_since = version, None

    def failed(self, error: str, *, known: bool) -> bool:
        """A look failed; whether it is the first that did. ``known`` says that the store itself does not answer."""
        with self._lock:
            first = self._error is None
            if first:
                self._failing_since = self._clock()
            self._error, self._away = error, known
            return first

    def worked(self) -> float | None:
        """A look worked; for how many seconds those before it did not, None where they did."""
        with self._lock:
            failing = None if self._error is None else self._clock() - self._failing_since
            self._error = None
            return failing

    def freshness(self, version: int | None) -> Freshness:
        """All of it, for the graph at a version."""
        with self._lock:
            now = self._clock()
            return Freshness(
                version=version,
                store_version=self._store,
                behind=0.0 if self._behind_since is None else now - self._behind_since,
                looked=None if self._looked is None else now - self._looked,
                looking=0.0 if (since := self._looking_since) is None else now - since,
                error=self._error,
                away=self._away,
                failing=0.0 if self._error is None else now - self._failing_since,
                refreshes=self._refreshes,
                refresh_seconds=self._seconds,
                last_refresh=self._last,
            )


class Look:
    """One look at the store."""

    def __init__(self, ledger: Ledger, began: float) -> None:
        self._ledger = ledger
        self.began = began
        self.loaded = False

    def saw(self, version: int, held: int | None) -> None:
        """The store is at a version, and the graph at another, so that it is going to be loaded."""
        self.loaded = version != held
        self._ledger.saw(version, held)
