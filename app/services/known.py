"""The graph as it was known at a moment: read from evidence, and the last few kept."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

from sqlalchemy import Engine

from app.services import loading
from app.store.articles import ArticleRepository
from app.store.engine import reading
from app.store.versions import VersionRepository
from graph.errors import QueryError
from graph.network import GraphVersion
from graph.origins import CODER, Origin

#: What was recorded less than this ago may still be on its way into the database.
_UNSETTLED = timedelta(minutes=1)
#: No article takes longer to be coded and stored, nor does a batch of them.
_LATEST = timedelta(days=1)
_FIRST = datetime.min.replace(tzinfo=UTC)


class KnownGraphs:
    """Answers from the evidence that had been recorded, and not taken back, at a moment; ``now`` is the clock."""

    def __init__(self, engine: Engine, now: Callable[[], datetime], *, size: int = 2) -> None:
        self._engine = engine
        self._now = now
        self._size = size
        self._kept: OrderedDict[tuple[Origin, datetime, int, int], GraphVersion] = OrderedDict()
        self._building = Lock()  # one at a time: each takes seconds and much memory where there is much evidence

    def past(self, moment: datetime) -> datetime:
        """The moment that it is. Raises :class:`graph.errors.QueryError` where the one given lies ahead of it."""
        now = self._now()
        if moment > now:
            raise QueryError(f"known_at is {moment.isoformat()}, which lies ahead; give a moment that is past")
        return now

    def at(self, moment: datetime, origin: Origin = CODER) -> GraphVersion:
        """The graph of an origin as known at a moment (with its zone). Raises :class:`graph.errors.QueryError` for one ahead
        and :class:`app.errors.StoreUnavailable`."""
        now = self.past(moment)
        with self._building, reading(self._engine) as connection:
            # What was known then stays known, but who is who and which copies are one report may be decided later.
            # And what was recorded by then may be stored much later: an article's moment is that before it was coded.
            late = ArticleRepository(connection).latest(moment - min(_LATEST, moment - _FIRST), moment, origin)
            key = origin, moment, VersionRepository(connection).rearranged(), late
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return kept
            graph = loading.known_at(connection, moment, origin)
            if moment <= now - _UNSETTLED:
                self._kept[key] = graph
                while len(self._kept) > self._size:
                    self._kept.popitem(last=False)
            return graph
