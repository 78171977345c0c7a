"""The graph that answers: loaded from SQL, swapped by one reference when the version row moves."""

import logging
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from threading import Condition, Event, Lock, Thread

from sqlalchemy import Connection, Engine

from app.errors import GraphNotLoaded
from app.store.actors import ActorRepository
from app.store.decisions import DecisionRepository
from app.store.engine import reading
from app.store.evidence import EvidenceRepository
from app.store.relations import RelationRepository
from app.store.rows import RelationRow
from app.store.versions import VersionRepository
from graph.network import GraphVersion, NodeInfo, Relation

log = logging.getLogger(__name__)


class GraphHolder:
    """Holds the current graph version; a request keeps the one that it began with.

    Only what changed since the version in hand is read again. ``wait`` is called with ``interval`` (seconds) between
    two looks and returns True when the holder is to stop; by default it waits for :meth:`stop` or :meth:`follow`.
    """

    def __init__(self, engine: Engine, *, interval: float = 0.25, wait: Callable[[float], bool] | None = None) -> None:
        self._engine = engine
        self._interval = interval
        self._stopping = Event()
        self._nudged = Event()
        self._wait = wait or self._rest
        self._refreshing = Lock()
        self._swapped = Condition()
        self._graph: GraphVersion | None = None
        self._nodes: dict[str, NodeInfo] = {}
        self._relations: dict[str, Relation] = {}
        #: Each actor that was merged into another, with the one that answers for it.
        self.merged: Mapping[str, str] = {}
        self._error: str | None = None
        self._thread: Thread | None = None

    def current(self) -> GraphVersion:
        """The version in hand; never touches SQL. Raises :class:`app.errors.GraphNotLoaded` before the first
        refresh."""
        graph = self._graph
        if graph is None:
            raise GraphNotLoaded(f"the graph is not loaded yet ({self._error or 'it is being read'}); try again soon")
        return graph

    @property
    def error(self) -> str | None:
        """Why the last look failed, None when it did not."""
        return self._error

    def refresh(self) -> bool:
        """Look at the version row and load what changed; True when the reference was swapped.

        Call it after a write to have this process read what it wrote. Raises :class:`app.errors.StoreUnavailable`.
        """
        with self._refreshing:
            with reading(self._engine) as connection:
                version = VersionRepository(connection).current()
                held = self._graph.version if self._graph is not None else None
                if version == held:
                    return False
                if held is None or version < held:  # the first look, or another database under the same address
                    held, nodes, relations = None, {}, {}
                else:
                    nodes, relations = dict(self._nodes), dict(self._relations)
                nodes |= _nodes(connection, held)
                merged = DecisionRepository(connection).standing_merges()
                for row, relation in _relations(connection, held):
                    if relation is None:
                        relations.pop(row.id, None)
                    else:
                        relations[row.id] = relation
            graph = GraphVersion.build(version, nodes.values(), (relations[key] for key in sorted(relations)))
            with self._swapped:
                # First: an answer remembered for the new version must not rest on the old merges.
                self.merged = merged
                self._nodes, self._relations, self._graph = nodes, relations, graph
                self._swapped.notify_all()
            return True

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

    def _poll(self) -> None:
        while not self._wait(self._interval) and not self._stopping.is_set():
            self._look()

    def _rest(self, interval: float) -> bool:
        self._nudged.wait(interval)
        self._nudged.clear()
        return self._stopping.is_set()

    def _holds(self, version: int) -> bool:
        return self._graph is not None and self._graph.version >= version

    def _look(self) -> None:
        try:
            self.refresh()
            self._error = None
        except Exception as error:  # the poller outlives whatever the database does; readers keep what they have
            if self._error is None:
                log.exception("the graph cannot be refreshed")
            self._error = f"{type(error).__name__}: {error}"


def _nodes(connection: Connection, since: int | None) -> dict[str, NodeInfo]:
    rows = ActorRepository(connection).all(since)
    return {row.id: NodeInfo(row.id, row.name, row.kind, row.country, row.region) for row in rows}


def _relations(connection: Connection, since: int | None) -> Iterable[tuple[RelationRow, Relation | None]]:
    """Each relation that changed, None in the place of one that nothing backs any more."""
    pieces = EvidenceRepository(connection).counted(since)
    grouped = {key: list(group) for key, group in groupby(pieces, key=lambda piece: piece[0])}
    for row in RelationRepository(connection).all(since):
        found = grouped.get(row.id)
        if found is None or row.first_day is None or row.last_day is None:
            yield row, None
            continue
        # Numbered within the relation: all that a window needs is which pieces share a report or a publisher.
        reports = {key: number for number, key in enumerate(dict.fromkeys(piece[3] for piece in found))}
        publishers = {key: number for number, key in enumerate(dict.fromkeys(piece[4] for piece in found))}
        yield (
            row,
            Relation(
                id=row.id,
                source=row.source,
                relation=row.relation,
                target=row.target,
                evidence=row.evidence,
                articles=row.reports,
                publishers=row.publishers,
                first_day=row.first_day,
                last_day=row.last_day,
                days=tuple(piece[1] for piece in found),
                weights=tuple(piece[2] for piece in found),
                source_role=row.source_role,
                target_role=row.target_role,
                article_of=tuple(reports[piece[3]] for piece in found),
                publisher_of=tuple(publishers[piece[4]] for piece in found),
            ),
        )
