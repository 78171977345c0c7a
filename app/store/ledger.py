"""The write path: articles and their evidence in, relations folded anew, all stamped with one version."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from app.store.actors import ActorRepository
from app.store.articles import ArticleRepository
from app.store.decisions import DecisionRepository
from app.store.evidence import EvidenceRepository
from app.store.relations import RelationRepository
from app.store.rows import ArticleRow, DaySource, EvidenceRow
from app.store.versions import VersionRepository
from graph.model import Edge
from graph.network import evidence_weight
from graph.ontology import relation_type


@dataclass(frozen=True, slots=True)
class Entry:
    """An article to be stored, with what was coded from it (no edges where coding failed)."""

    article: ArticleRow
    edges: tuple[Edge, ...]
    evidence: tuple[EvidenceRow, ...]

    @classmethod
    def of(cls, article: ArticleRow, edges: Sequence[Edge]) -> "Entry":
        """An entry whose edges are in the order of storage. Raises :class:`graph.errors.OntologyError` for a
        relation that the ontology lacks, IndexError for an edge of a sentence that the article lacks."""
        ordered = tuple(canonical(edge) for edge in edges)
        rows = tuple(_evidence(article, edge, number) for number, edge in enumerate(ordered))
        return cls(article, ordered, rows)


def record(connection: Connection, entries: Sequence[Entry]) -> int:
    """Store articles with their evidence; the new version. The caller holds the version row's lock and has left out
    what is stored already."""
    version = VersionRepository(connection).bump()
    standing = DecisionRepository(connection).standing()
    rows = [row for entry in entries for row in entry.evidence]
    places = [standing.place(row) for row in rows]
    if standing:
        rows = [replace(row, relation_id=place.id, turned=place.turned) for row, place in zip(rows, places, strict=True)]
    relations = RelationRepository(connection)
    ArticleRepository(connection).put([replace(entry.article, version=version) for entry in entries])
    parties = [party for entry in entries for edge in entry.edges for party in (edge.source, edge.target)]
    ActorRepository(connection).ensure(parties, version)
    relations.ensure({(place.id, place.source, place.relation, place.target) for place in places}, version)
    EvidenceRepository(connection).add(rows)
    relations.refold({row.relation_id for row in rows}, version)
    return version


def retract(connection: Connection, article_id: str, now: datetime) -> tuple[int, int]:
    """Take an article's evidence back and fold what it touched anew; the number of pieces and the new version."""
    version = VersionRepository(connection).bump()
    ArticleRepository(connection).retract(article_id, version)
    pieces, touched = EvidenceRepository(connection).retract(article_id, now)
    RelationRepository(connection).refold(touched, version)
    return pieces, version


def canonical(edge: Edge) -> Edge:
    """The edge as stored: the ends of a symmetric relation in identifier order."""
    if relation_type(edge.relation).symmetric and edge.target.actor < edge.source.actor:
        return replace(edge, source=edge.target, target=edge.source)
    return edge


def _evidence(article: ArticleRow, edge: Edge, number: int) -> EvidenceRow:
    received = article.received_at.date()
    day = edge.since(article.published_day) or received
    if article.published_day is None:
        day = min(day, received)  # whatever is told to come, was told by then
    told = edge.told
    source: DaySource = "received" if article.published_day is None else "article"
    if told is not None and day == told.first:
        source = "text"
    # Four decimals, so that sums over them are exact as integers.
    confidence = round(edge.confidence, 4)
    return EvidenceRow(
        id=f"{article.id}.{number}",
        article_id=article.id,
        relation_id=edge.id,
        source=edge.source.actor,
        relation=edge.relation,
        target=edge.target.actor,
        source_role=edge.source.role,
        target_role=edge.target.role,
        source_name=edge.source.name,
        target_name=edge.target.name,
        status=edge.status,
        day=day,
        day_source=source,
        event_day=told.first if told else None,
        event_precision=told.precision if told else None,
        sentence_index=edge.sentence,
        sentence=article.sentences[edge.sentence],
        char_start=edge.char_start,
        char_end=edge.char_end,
        trigger=edge.trigger,
        source_span=edge.source.span,
        target_span=edge.target.span,
        confidence=confidence,
        weight=round(evidence_weight(confidence, edge.status), 4),
        why=edge.why,
        recorded_at=article.received_at,
        retracted_at=None,
        publisher=article.publisher,
    )
