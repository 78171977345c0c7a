"""The graph that answers: loaded from SQL, swapped by one reference when the version row moves."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Condition, Event, Lock, Thread

from sqlalchemy import Connection, Engine

from app.errors import GraphNotLoaded, Unavailable
from app.services import loading
from app.services.freshness import Freshness, Ledger
from app.services.recording import SILENT, Recorder
from app.services.snapshots import Snapshots
from app.store.engine import reading
from app.store.versions import VersionRepository
from graph.network import GraphVersion, settled

log = logging.getLogger(__name__)

#: The second layer is merged into the first when it has more relations than this, and than this part of the first: it
#: is made anew at each change, and every query looks into both.
_SMALL, _PART = 2_000, 50
#: Seconds that two versions lie apart at least.
_APART = 0.25
#: Seconds for which it is known of an edition that it was in hand.
_KNOWN = 60.0


@dataclass(frozen=True, slots=True)
class InHand:
    """A graph version, and the ``edition`` that answers from it are of: a short digest of the number, of the store and its past,
    of the program and of what else answers depend on. The same number of another edition is another version.

    ``ended`` are the editions that were in hand in the last minute, with the moment of the holder's clock at which each was
    not any more.
    """

    graph: GraphVersion
    edition: str
    ended: Mapping[str, float] = field(default_factory=dict)


class GraphHolder:
    """Holds the current graph version; a request keeps the one that it began with.

    Only what changed since the version in hand is read again, and laid over it; the poller merges the layers: by itself
    where the graph is small, else by taking up a newer snapshot, which a child process makes. ``wait`` is called with
    ``interval`` (seconds) between two looks and returns True when the holder is to stop; by default it waits for
    :meth:`stop` or :meth:`follow`, and lets a version last a quarter of a second. ``program``
    goes into the edition; ``clock`` gives seconds that never go back.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        interval: float = 0.25,
        wait: Callable[[float], bool] | None = None,
        snapshots: Snapshots | None = None,
        program: str = "",
        clock: Callable[[], float] = time.monotonic,
        recorder: Recorder = SILENT,
    ) -> None:
        self._engine = engine
        self._ledger = Ledger(clock)
        self._clock = clock
        self._recorder = recorder
        self._interval = interval
        self._snapshots = snapshots
        self._program = program
        self._store = ""  # the database that the graph is of
        self._built = -1  # the version that the first layer is of
        self._mapped = False  # whether that lies in a file
        self._stopping = Event()
        self._nudged = Event()
        self._wait = wait or self._rest
        self._refreshing = Lock()
        self._swapped = Condition()
        self._swapped_at = 0.0
        self._held: InHand | None = None
        self._watchers: tuple[Callable[[], None], ...] = ()
        self._thread: Thread | None = None

    def current(self) -> GraphVersion:
        """The version in hand; never touches SQL. Raises :class:`app.errors.GraphNotLoaded` before the first
        refresh."""
        return self.in_hand().graph

    def in_hand(self) -> InHand:
        """The same with its edition."""
        held = self._held
        if held is None:
            raise GraphNotLoaded(f"the graph is not loaded yet ({self.error or 'it is being read'}); try again soon")
        return held

    @property
    def error(self) -> str | None:
        """Why the last look failed, None when it did not."""
        return self._ledger.error

    def freshness(self) -> Freshness:
        """How far the graph in hand is behind the store, and how the last looks went."""
        held = self._held
        return self._ledger.freshness(None if held is None else held.graph.version)

    def refresh(self) -> bool:
        """Look at the version row and load what changed; True when the reference was swapped.

        Call it after a write to have this process read what it wrote. Raises :class:`app.errors.StoreUnavailable`.
        """
        with self._refreshing, self._ledger.looking() as look, reading(self._engine) as connection:
            versions = VersionRepository(connection)
            version, held = versions.current(), self._held.graph if self._held else None
            look.saw(version, None if held is None else held.version)
            if held is not None and version == held.version:
                return False
            with self._recorder.span("graph refresh"):
                self._load(connection, versions, version, held)
            return True

    def _load(self, connection: Connection, versions: VersionRepository, version: int, held: GraphVersion | None) -> None:
        store = versions.store()
        if held is not None and version > held.version and store == self._store:
            self._swap(loading.since(connection, held), self._edition(versions))
            return
        # The first look, or another database under the same address, perhaps an older copy of the same.
        base = None
        if self._snapshots is not None:
            self._snapshots.forget(store, version)
            base = self._snapshots.newest(store, version)
        self._store, self._mapped = store, base is not None
        graph = loading.whole(connection) if base is None else loading.since(connection, base)
        self._built = graph.version if base is None else base.version
        self._swap(graph, self._edition(versions))

    def tidy(self) -> bool:
        """Merge the second layer into the first where it is time; True when the reference was swapped.

        A large graph takes up a newer snapshot of the store, or has one made; where none can be, it merges them by itself. Raises
        :class:`app.errors.StoreUnavailable`.
        """
        with self._refreshing:
            held, snapshots = self._held, self._snapshots
            if held is None:
                return False
            graph = held.graph
            outgrown = len(graph.delta) + int(graph.gone.sum()) > max(_SMALL, len(graph.base) // _PART)
            if snapshots is None or not snapshots.worthwhile(graph):
                return outgrown and self._settle(held)
            if self._mapped and not outgrown:
                return False
            with reading(self._engine) as connection:
                versions = VersionRepository(connection)
                base = snapshots.newest(versions.store(), versions.current(), after=self._built - (not self._mapped))
                if base is not None:
                    self._built, self._mapped = base.version, True
                    self._swap(loading.since(connection, base), self._edition(versions))
            if base is None:
                snapshots.want()
                return outgrown and snapshots.failing and self._settle(held)
            return True

    def _settle(self, held: InHand) -> bool:
        self._built, self._mapped = held.graph.version, False
        self._swap(settled(held.graph), held.edition)
        return True

    def _edition(self, versions: VersionRepository) -> str:
        parts = "\n".join((str(versions.current()), self._store, versions.mark(), self._program))
        return blake2b(parts.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    def _swap(self, graph: GraphVersion, edition: str) -> None:
        with self._swapped:
            self._held = InHand(graph, edition, self._ended(edition))
            self._swapped_at = time.monotonic()
            self._ledger.loaded(graph.version)
            self._swapped.notify_all()
        for told in self._watchers:
            told()

    def _ended(self, edition: str) -> dict[str, float]:
        """The editions that are past when this one is in hand."""
        if self._held is None:
            return {}
        now = self._clock()
        ended = {one: at for one, at in self._held.ended.items() if now - at < _KNOWN}
        ended[self._held.edition] = now
        ended.pop(edition, None)  # merging the layers makes no other edition
        return ended

    def watch(self, told: Callable[[], None]) -> Callable[[], None]:
        """Have ``told`` called, in whatever thread, whenever the graph in hand is another one; what ends that. It must be
        quick, and raise nothing."""
        with self._swapped:
            self._watchers = (*self._watchers, told)

        def end() -> None:
            with self._swapped:
                self._watchers = tuple(one for one in self._watchers if one is not told)

        return end

    def follow(self, version: int, timeout: float = 1.0) -> bool:
        """Have the poller look now, and wait up to ``timeout`` seconds until the graph holds ``version``; whether it does.

        For writers who read next: it never raises, since what they wrote is stored whatever becomes of the graph.
        """
        with self._swapped:
            if self._thread is not None:
                self._nudged.set()
                self._swapped.wait_for(lambda: self._holds(version), timeout)
            return self._holds(version)

    def start(self) -> None:
        """Refresh once, then poll in a daemon thread."""
        self._look()
        self._stopping.clear()
        self._thread = Thread(target=self._poll, name="graph-poller", daemon=True)
        self._thread.start()

    def request_stop(self) -> None:
        """Have the poller end after the wait or look that it is in."""
        self._stopping.set()
        self._nudged.set()

    def stop(self) -> None:
        """Stop polling and wait for the thread to end."""
        self.request_stop()
        if self._thread is not None:
            self._thread.join(timeout=5)
            self._thread = None
        if self._snapshots is not None:
            self._snapshots.close()

    def abandon(self) -> None:
        """End what would outlive the process, without waiting for anything."""
        if self._snapshots is not None:
            self._snapshots.close()

    def _poll(self) -> None:
        while not self._wait(self._interval) and not self._stopping.is_set():
            self._look()

    def _rest(self, interval: float) -> bool:
        self._nudged.wait(interval)
        # Where much is written, a version serves readers for a while before the next, and so does what is remembered of it.
        self._stopping.wait(self._swapped_at + min(interval, _APART) - time.monotonic())
        self._nudged.clear()
        return self._stopping.is_set()

    def _holds(self, version: int) -> bool:
        return self._held is not None and self._held.graph.version >= version

    def _look(self) -> None:
        try:
            self.refresh()
            self.tidy()
            away = self._ledger.worked()
        except Exception as error:  # the poller outlives whatever the database does; readers keep what they have
            known = isinstance(error, Unavailable)
            if self._ledger.failed(str(error) if known else f"{type(error).__name__}: {error}", known=known):
                held = None if self._held is None else self._held.graph.version
                # A trace tells nothing where the database is gone.
                log.error("the graph cannot be refreshed", exc_info=not known, extra={"error": str(error), "version": held})
        else:
            if away is not None:
                log.warning("the graph can be refreshed again", extra={"seconds": round(away, 1)})
