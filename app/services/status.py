"""How much is stored of each origin, how fresh it is, and how far the graph in hand is behind."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from app.errors import GraphNotLoaded
from app.services.graph import GraphHolder
from app.store.engine import reading
from app.store.tables import actors, articles, evidence, relations
from app.store.versions import VersionRepository
from graph.origins import CODER, ORIGINS, Origin


@dataclass(frozen=True, slots=True)
class Stored:
    """Counts of what stands of an origin (retracted things left out, save in ``retracted``), and the newest dates.

    ``articles`` are those coded, ``aside`` those kept in another language than English; ``evidence`` has all statuses;
    ``relations`` are those in the graph.
    ``newest_article`` is the latest publication day, ``oldest_day`` and ``newest_day`` bound the evidence.
    """

    origin: Origin
    articles: int
    aside: int
    failed: int
    retracted: int
    evidence: int
    relations: int
    newest_article: date | None
    newest_day: date | None
    oldest_day: date | None
    last_received_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoreStatus(Stored):
    """What is stored of the coder's, and in ``others`` of each other origin of which there is anything.

    ``graph_version`` is the version that answers come from (None before it is loaded), ``lag`` how many versions it
    is behind.
    """

    version: int
    others: tuple[Stored, ...]
    actors: int
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
        with reading(self._engine) as connection:
            version = VersionRepository(connection).current()
            return StoreStatus(
                **_stored(connection, CODER),
                version=version,
                others=tuple(
                    Stored(**_stored(connection, origin)) for origin in ORIGINS if origin != CODER and _any(connection, origin)
                ),
                actors=int(connection.scalar(select(func.count()).select_from(actors)) or 0),
                graph_version=held,
                lag=None if held is None else max(0, version - held),
            )


def _any(connection: Connection, origin: Origin) -> bool:
    return connection.execute(select(articles.c.origin).where(articles.c.origin == origin).limit(1)).first() is not None


def _stored(connection: Connection, origin: Origin) -> dict[str, Any]:
    mine = articles.c.origin == origin
    by_status = select(articles.c.status, func.count()).where(mine).group_by(articles.c.status)
    number = {row[0]: int(row[1]) for row in connection.execute(by_status)}
    newest = select(func.max(articles.c.published_day)).where(mine, articles.c.status == "coded")
    standing = relations.c.origin == origin, relations.c.evidence > 0
    span = select(func.count(), func.min(relations.c.first_day), func.max(relations.c.last_day)).where(*standing)
    found = connection.execute(span).one()
    pieces = select(func.count()).select_from(evidence).where(evidence.c.origin == origin, evidence.c.retracted_at.is_(None))
    return {
        "origin": origin,
        "articles": number.get("coded", 0),
        "aside": number.get("aside", 0),
        "failed": number.get("failed", 0),
        "retracted": number.get("retracted", 0),
        "evidence": int(connection.scalar(pieces) or 0),
        "relations": int(found[0]),
        "newest_article": connection.scalar(newest),
        "newest_day": found[2],
        "oldest_day": found[1],
        "last_received_at": connection.scalar(select(func.max(articles.c.received_at)).where(mine)),
    }
