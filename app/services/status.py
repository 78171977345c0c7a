"""How much is stored, how fresh it is, and how far the graph in hand is behind."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, func, select

from app.errors import GraphNotLoaded
from app.services.graph import GraphHolder
from app.store.engine import reading
from app.store.tables import actors, articles, evidence, relations
from app.store.versions import VersionRepository


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """Counts of what stands (retracted things left out, save in ``retracted``), and the newest dates.

    ``articles`` are those coded, ``aside`` those kept in another language than English; ``evidence`` has all statuses;
    ``relations`` are those in the graph.
    ``newest_article`` is the latest publication day, ``oldest_day`` and ``newest_day`` bound the evidence.
    ``graph_version`` is the version that answers come from (None before it is loaded), ``lag`` how many versions it
    is behind.
    """

    version: int
    articles: int
    aside: int
    failed: int
    retracted: int
    evidence: int
    relations: int
    actors: int
    newest_article: date | None
    newest_day: date | None
    oldest_day: date | None
    last_received_at: datetime | None
    graph_version: int | None
    lag: int | None


class StatusService:
    """Reads the store's own status."""

    def __init__(self, engine: Engine, graph: GraphHolder) -> None:
        self._engine = engine
        self._graph = graph

    def status(self) -> StoreStatus:
        """Counts and dates as of now, read in one transaction. Raises :class:`app.errors.StoreUnavailable`."""
        try:
            held: int | None = self._graph.current().version
        except GraphNotLoaded:
            held = None
        standing = relations.c.evidence > 0
        with reading(self._engine) as connection:
            version = VersionRepository(connection).current()
            by_status = select(articles.c.status, func.count()).group_by(articles.c.status)
            number = {row[0]: int(row[1]) for row in connection.execute(by_status)}
            coded = articles.c.status == "coded"
            newest = connection.scalar(select(func.max(articles.c.published_day)).where(coded))
            received = connection.scalar(select(func.max(articles.c.received_at)))
            span = select(func.count(), func.min(relations.c.first_day), func.max(relations.c.last_day)).where(standing)
            found = connection.execute(span).one()
            pieces = select(func.count()).select_from(evidence).where(evidence.c.retracted_at.is_(None))
            return StoreStatus(
                version=version,
                articles=number.get("coded", 0),
                aside=number.get("aside", 0),
                failed=number.get("failed", 0),
                retracted=number.get("retracted", 0),
                evidence=int(connection.scalar(pieces) or 0),
                relations=int(found[0]),
                actors=int(connection.scalar(select(func.count()).select_from(actors)) or 0),
                newest_article=newest,
                newest_day=found[2],
                oldest_day=found[1],
                last_received_at=received,
                graph_version=held,
                lag=None if held is None else max(0, version - held),
            )
