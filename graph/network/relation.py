"""What goes into a graph and what comes out: actors, relations with their evidence, and relations as a window shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from graph.network.history import HEAD, KINDS, PIECE, ROLE_NAMES, UNIT, Histories
from graph.ontology import RelationType, relation_id, relation_type


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """An actor as the graph knows it: ``kind`` and ``region`` as in the register, ``country`` the home of a group."""

    id: str
    name: str
    kind: str
    country: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of counted evidence: its day, its weight (:func:`graph.network.strength.evidence_weight`, kept to four
    decimals), and numbers that tell which pieces share a report (a cluster of syndicated copies) or a publisher."""

    day: date
    weight: float
    report: int = 0
    publisher: int = 0


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation with all its counted evidence, in any order; for graphs made by hand."""

    source: str
    relation: str
    target: str
    pieces: tuple[Piece, ...]
    source_role: str | None = None
    target_role: str | None = None


class Seen(NamedTuple):
    """A relation with the numbers of its evidence inside a window; ``strength`` as in :mod:`graph.network.strength`.

    ``evidence`` counts pieces, ``reports`` independent reports (syndicated copies are one), ``publishers`` publishers,
    all unnamed ones as one; ``confidence`` is the greatest weight of any piece (0…1, four decimals). Roles are the most
    frequent ones over all time.
    """

    source: str
    relation: str
    target: str
    evidence: int
    reports: int
    publishers: int
    first_day: date
    last_day: date
    strength: float
    confidence: float
    source_role: str | None = None
    target_role: str | None = None

    @property
    def id(self) -> str:
        """The stable, readable id of the relation."""
        return f"{self.source}~{self.relation}~{self.target}"

    @property
    def type(self) -> RelationType:
        """The relation's row in the ontology."""
        return relation_type(self.relation)

    def other(self, actor: str) -> str:
        """The end that is not ``actor`` (``actor`` itself on a self-loop)."""
        return self.target if self.source == actor else self.source

    @property
    def order(self) -> tuple[float, str, str, int]:
        """Sort key, strongest first: a total order."""
        return (-self.strength, self.source, self.target, KINDS.index(self.relation))


def histories_of(number: dict[str, int], relations: Iterable[Relation]) -> Histories:
    """The histories of relations between numbered actors. Raises :class:`graph.errors.OntologyError` for a relation that
    the ontology lacks, ValueError for a role that it lacks, KeyError for an actor without a number."""
    heads, owner, pieces = [], [], []
    for index, relation in enumerate(relations):
        source, kind, target = relation_id(relation.source, relation.relation, relation.target).split("~")
        mine = (ROLE_NAMES.index(relation.source_role), ROLE_NAMES.index(relation.target_role))
        heads.append((number[source], number[target], KINDS.index(kind), 0, 0, 0))
        for one in relation.pieces:
            owner.append(index)
            pieces.append((one.day.toordinal(), one.report, one.publisher, 0, 0, round(one.weight * UNIT), *mine))
    return Histories.of(np.array(heads, HEAD), np.array(owner, np.int64), np.array(pieces, PIECE))
