"""The graph that answers: loaded from SQL, swapped by one reference when the version row moves.

There is one of each origin. The coder's is always in hand; another is loaded when it is first asked for, follows the store
together with it, in one transaction, so that all in hand are of one version, and is let go when nobody asks for it any more.
"""

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
from app.store.memory import give_back
from app.store.versions import VersionRepository
from graph.network import GraphVersion, settled
from graph.origins import CODER, Origin

log = logging.getLogger(__name__)

#: The second layer is merged into the first when it has more relations than this, and than this part of the first: it
#: is made anew at each change, and every query looks into both.
_SMALL, _PART = 2_000, 50
#: Seconds that two versions lie apart at least.
_APART = 0.25
#: Seconds for which it is known of an edition that it was in hand.
_KNOWN = 60.0
#: Seconds after the last question to another origin's graph until it is let go.
_IDLE = 900.0


@dataclass(frozen=True, slots=True)
class InHand:
    """A graph version, and the ``edition`` that answers from it are of: a short digest of the number, of the store and its past,
    of the program and of what else answers depend on. The same number of another edition is another version.

    ``ended`` are the editions that were in hand in the last minute, with the moment of the holder's clock at which each was
    not any more. ``graph`` is the coder's, ``others`` are those of the same version of other origins, as far as somebody
    asked for them.
    """

    graph: GraphVersion
    edition: str
    ended: Mapping[str, float] = field(default_factory=dict)
    others: Mapping[Origin, GraphVersion] = field(default_factory=dict)

    def all(self) -> dict[Origin, GraphVersion]:
        """The graphs by origin."""
        return {CODER: self.graph, **self.others}


@dataclass(slots=True)
class _Beneath:
    """What lies beneath a graph: its snapshots, the version that its first layer is of, and whether that lies in a file."""

    snapshots: Snapshots | None
    built: int = -1
    mapped: bool = False


class GraphHolder:
    """Holds the current graph version; a request keeps the one that it began with.

    Only what changed since the version in hand is read again, and laid over it; the poller merges the layers: by itself
    where the graph is small, else by taking up a newer snapshot, which a child process makes. ``wait`` is called with
    ``interval`` (seconds) between two looks and returns True when the holder is to stop; by default it waits for
    :meth:`stop` or :meth:`follow`, and lets a version last a quarter of a second. ``program``
    goes into the edition; ``clock`` gives seconds that never go back. ``snapshots`` are the coder's, ``others`` gives those of
    another origin.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        interval: float = 0.25,
        wait: Callable[[float], bool] | None = None,
        snapshots: Snapshots | None = None,
        others: Callable[[Origin], Snapshots] | None = None,
        program: str = "",
        clock: Callable[[], float] = time.monotonic,
        recorder: Recorder = SILENT,
    ) -> None:
        self._engine = engine
        self._ledger = Ledger(clock)
        self._clock = clock
        self._recorder = recorder
        self._interval = interval
        self._beneath = {CODER: _Beneath(snapshots)}
        self._others = others
        self._asked: dict[Origin, float] = {}  # when each other origin was asked for last
        self._joining = Lock()
        self._program = program
        self._store = ""  # the database that the graph is of
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

    def holding(self, origin: Origin) -> InHand:
        """The same with the graph of an origin among the others; one that is not in hand yet is loaded first, while the
        coder's goes on. Raises :class:`app.errors.GraphNotLoaded` and :class:`app.errors.StoreUnavailable`."""
        with self._joining:
            while (held := self.at_hand(origin)) is None:
                if not self._join(origin):
                    self.refresh()
        return held

    def at_hand(self, origin: Origin) -> InHand | None:
        """The same where nothing has to be loaded for it, else None. Raises :class:`app.errors.GraphNotLoaded`."""
        held = self.in_hand()
        if origin == CODER:
            return held
        self._asked[origin] = self._clock()
        return held if origin in held.others else None

    def _join(self, origin: Origin) -> bool:
        """Load another origin's graph, while the coder's goes on, and put it beside those in hand; False where the database
        was replaced meanwhile."""
        beneath = _Beneath(self._others(origin) if self._others is not None else None)
        with self._recorder.span("graph load"), reading(self._engine) as connection:
            versions = VersionRepository(connection)
            store, graph = versions.store(), self._whole(connection, versions, origin, beneath)
        with self._refreshing, reading(self._engine) as connection:
            versions, held = VersionRepository(connection), self._held
            ours = versions.store() == store == self._store
            if held is None or not ours or versions.current() < max(graph.version, held.graph.version):
                return False
            self._beneath[origin] = beneath
            self._bring(connection, versions, {**held.all(), origin: graph})
            return True

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
        if self._held is not None and held is not None and version > held.version and store == self._store:
            self._bring(connection, versions, self._held.all())
            return
        # The first look, or another database under the same address, perhaps an older copy of the same.
        self._store = store
        self._swap({CODER: self._whole(connection, versions, CODER, self._beneath[CODER])}, self._edition(versions))

    def _whole(self, connection: Connection, versions: VersionRepository, origin: Origin, beneath: _Beneath) -> GraphVersion:
        """The graph of an origin out of nothing, or out of its newest snapshot."""
        store, version, base = versions.store(), versions.current(), None
        if beneath.snapshots is not None:
            beneath.snapshots.forget(store, version)
            base = beneath.snapshots.newest(store, version)
        graph = loading.whole(connection, origin) if base is None else loading.since(connection, base)
        beneath.built, beneath.mapped = graph.version if base is None else base.version, base is not None
        return graph

    def _bring(self, connection: Connection, versions: VersionRepository, graphs: Mapping[Origin, GraphVersion]) -> None:
        """Have graphs of this database in hand as they are at its version."""
        version = versions.current()
        now = {
            origin: graph if graph.version == version else loading.since(connection, graph) for origin, graph in graphs.items()
        }
        self._swap(now, self._edition(versions))

    def tidy(self) -> bool:
        """Merge the second layer of a graph into its first where it is time, and let go of graphs that nobody asks for any
        more; True when the reference was swapped.

        A large graph takes up a newer snapshot of the store, or has one made; where none can be, it merges them by itself. Raises
        :class:`app.errors.StoreUnavailable`.
        """
        with self._refreshing:
            if self._held is None:
                return False
            swapped = self._let_go(self._held)
            return any([swapped, *(self._tidy(origin) for origin in self._held.all())])

    def _tidy(self, origin: Origin) -> bool:
        assert self._held is not None  # noqa: S101 - its caller looked
        graph, beneath = self._held.all()[origin], self._beneath[origin]
        snapshots = beneath.snapshots
        outgrown = len(graph.delta) + int(graph.gone.sum()) > max(_SMALL, len(graph.base) // _PART)
        if snapshots is None or not snapshots.worthwhile(graph):
            return outgrown and self._settle(graph)
        if beneath.mapped and not outgrown:
            return False
        with reading(self._engine) as connection:
            versions = VersionRepository(connection)
            if versions.store() != self._store:
                return False  # the next look loads all of it anew
            base = snapshots.newest(self._store, versions.current(), after=beneath.built - (not beneath.mapped))
            if base is not None:
                beneath.built, beneath.mapped = base.version, True
                self._bring(connection, versions, {**self._held.all(), origin: base})
        if base is None:
            snapshots.want()
            return outgrown and snapshots.failing and self._settle(graph)
        return True

    def _settle(self, graph: GraphVersion) -> bool:
        assert self._held is not None  # noqa: S101 - the graph is of it
        beneath = self._beneath[graph.origin]
        beneath.built, beneath.mapped = graph.version, False
        self._swap({**self._held.all(), graph.origin: settled(graph)}, self._held.edition)
        return True

    def _let_go(self, held: InHand) -> bool:
        now = self._clock()
        idle = {origin for origin in held.others if now - self._asked.get(origin, now) > _IDLE}
        if idle:
            self._swap({origin: graph for origin, graph in held.all().items() if origin not in idle}, held.edition)
            for origin in idle:
                self._close(self._beneath.pop(origin))
            give_back()
        return bool(idle)

    @staticmethod
    def _close(beneath: _Beneath) -> None:
        if beneath.snapshots is not None:
            beneath.snapshots.close()

    def _edition(self, versions: VersionRepository) -> str:
        parts = "\n".join((str(versions.current()), self._store, versions.mark(), self._program))
        return blake2b(parts.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    def _swap(self, graphs: Mapping[Origin, GraphVersion], edition: str) -> None:
        graph = graphs[CODER]
        others = {origin: other for origin, other in graphs.items() if origin != CODER}
        with self._swapped:
            self._held = InHand(graph, edition, self._ended(edition), others)
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
        self.abandon()

    def abandon(self) -> None:
        """End what would outlive the process, without waiting for anything."""
        for beneath in list(self._beneath.values()):
            self._close(beneath)

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
