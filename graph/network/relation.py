"""What a graph version is built from: actors as nodes, folded relations as edges."""

from dataclasses import dataclass
from datetime import date

from graph.ontology import RelationType, relation_type


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """An actor as the graph knows it: ``kind`` and ``region`` as in the register, ``country`` the home of a group."""

    id: str
    name: str
    kind: str
    country: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """All counted evidence for one (source, relation, target), folded.

    ``days`` and ``weights`` are parallel, one entry a piece of evidence, sorted by day; a weight is
    :func:`graph.network.strength.evidence_weight`. ``article_of`` and ``publisher_of`` are parallel too and number the
    article and the publisher of each piece (any integers), so that a window of time counts them exactly. Roles are the
    most frequent ones.
    """

    id: str
    source: str
    relation: str
    target: str
    evidence: int
    articles: int
    publishers: int
    first_day: date
    last_day: date
    days: tuple[date, ...]
    weights: tuple[float, ...]
    article_of: tuple[int, ...]
    publisher_of: tuple[int, ...]
    source_role: str | None = None
    target_role: str | None = None

    @property
    def type(self) -> RelationType:
        """The relation's row in the ontology."""
        return relation_type(self.relation)

    def other(self, actor: str) -> str:
        """The end that is not ``actor`` (``actor`` itself on a self-loop)."""
        return self.target if self.source == actor else self.source
