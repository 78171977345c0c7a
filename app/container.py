"""What one process holds: settings, engine, coder, graph holder and the services over them."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import Engine

from app.services.coding import CodesArticles
from app.services.evidence import EvidenceService
from app.services.extract import ExtractService
from app.services.graph import GraphHolder
from app.services.ingest import IngestService
from app.services.status import StatusService
from app.settings import Settings
from graph.actors import Register


@dataclass(frozen=True, slots=True)
class Container:
    """Open with :meth:`open`, close with :meth:`close` (or use as a context manager)."""

    settings: Settings
    engine: Engine
    coder: CodesArticles
    register: Register
    graph: GraphHolder
    ingest: IngestService
    extract: ExtractService
    evidence: EvidenceService
    status: StatusService

    @classmethod
    def open(cls, settings: Settings, *, coder: CodesArticles | None = None, register: Register | None = None) -> Self:
        """Make the engine, migrate, sync the register's actors and load the graph; start polling with ``graph.start()``.

        ``coder`` and ``register`` replace the real ones, which are loaded on first use.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Stop polling and close the database."""
        raise NotImplementedError
