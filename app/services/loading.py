"""Graph versions out of SQL: all of one, what changed since one, and one as it was known at a moment.

Each takes a connection in a reading transaction, so that everything is of one version.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from app.store.actors import ActorRepository
from app.store.decisions import DecisionRepository
from app.store.evidence import EvidenceRepository
from app.store.memory import give_back
from app.store.relations import RelationRepository
from app.store.versions import VersionRepository
from graph.network import GraphVersion, NodeInfo, NodeTable, changed
from graph.origins import CODER, Origin


def whole(connection: Connection, origin: Origin = CODER) -> GraphVersion:
    """The graph of an origin as it stands."""
    version = VersionRepository(connection).current()
    histories = RelationRepository(connection).histories(origin=origin)
    graph = GraphVersion.of(version, _table(connection), histories, _merged(connection), origin)
    give_back()
    return graph


def since(connection: Connection, graph: GraphVersion) -> GraphVersion:
    """The graph as it stands, from an earlier version of the same database and origin, and what changed after it."""
    version = VersionRepository(connection).current()
    histories = RelationRepository(connection).histories(graph.version, origin=graph.origin)
    return changed(graph, version, _actors(connection, graph.version), histories, _merged(connection))


def known_at(connection: Connection, moment: datetime, origin: Origin = CODER) -> GraphVersion:
    """The graph of what had been recorded of an origin and not taken back at a moment; who is who is as we know it today."""
    version = VersionRepository(connection).current()
    histories = EvidenceRepository(connection).known_at(moment, origin)
    graph = GraphVersion.of(version, _table(connection), [histories], _merged(connection), origin)
    give_back()
    return replace(graph, known_at=moment)


def _table(connection: Connection) -> NodeTable:
    return NodeTable.build(_actors(connection, None))


def _actors(connection: Connection, since_version: int | None) -> list[tuple[int, NodeInfo]]:
    rows = ActorRepository(connection).numbered(since_version)
    return [(row[0], NodeInfo(*row[1:])) for row in rows]


def _merged(connection: Connection) -> dict[str, str]:
    return DecisionRepository(connection).standing_merges()
