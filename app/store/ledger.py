"""The write path: articles and their evidence in, relations folded anew, all stamped with one version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import Connection

from app.store.actors import ActorRepository
from app.store.articles import ArticleRepository
from app.store.changes import ChangeRepository, Shift, ends
from app.store.copies import Print
from app.store.decisions import DecisionRepository, Standing
from app.store.evidence import EvidenceRepository
from app.store.folding import Loose
from app.store.ids import MARKS, stored_id
from app.store.publishers import PublisherRepository
from app.store.relations import Key, RelationRepository
from app.store.rows import ArticleRow, DaySource, EvidenceRow
from app.store.versions import VersionRepository
from graph.errors import OntologyError
from graph.model import Edge
from graph.network import evidence_weight
from graph.ontology import ROLES, relation_type
from graph.origins import CODER


@dataclass(frozen=True, slots=True)
class Entry:
    """An article to be stored, with what was coded from it (no edges where coding failed), and its print, which is made
    in storing where it was not before."""

    article: ArticleRow
    edges: tuple[Edge, ...]
    evidence: tuple[EvidenceRow, ...]
    print: Print | None = field(default=None, repr=False)

    @classmethod
    def of(cls, article: ArticleRow, edges: Sequence[Edge]) -> "Entry":
        """An entry whose edges are in the order of storage. Raises :class:`graph.errors.OntologyError` for a
        relation or role that the ontology lacks, IndexError for an edge of a sentence that the article lacks, ValueError
        for an actor whose id ends as the ids of another origin's relations do."""
        ordered = tuple(canonical(edge) for edge in edges)
        if unknown := {end.role for edge in ordered for end in (edge.source, edge.target)} - {None, *ROLES}:
            raise OntologyError(f"unknown role {next(iter(unknown))!r}; known are {', '.join(ROLES)}")
        rows = tuple(_evidence(article, edge, number) for number, edge in enumerate(ordered))
        if marked := [row.target for row in rows if row.target.endswith(MARKS)]:
            raise ValueError(f"no actor can be called {marked[0]!r}: its relations would be taken for another origin's")
        return cls(article, ordered, rows, Print.of(article.text) if article.origin == CODER else None)


def record(connection: Connection, entries: Sequence[Entry], leads: Mapping[str, str] = MappingProxyType({})) -> int:
    """Store articles with their evidence, of whatever origin; the new version. The caller holds the version row's lock and
    has left out what is stored already. ``leads`` are as in :meth:`app.store.articles.ArticleRepository.put`."""
    version = VersionRepository(connection).bump()
    rows = [row for entry in entries for row in entry.evidence]
    reports = ArticleRepository(connection).put([entry.article for entry in entries], version, _prints(entries), leads)
    rows = _as_copies(rows, ArticleRepository(connection).copied(reports))
    named = {entry.article.id: entry.article.credited or entry.article.publisher or "" for entry in entries}
    printed = {entry.article.publisher or "" for entry in entries}
    publishers = PublisherRepository(connection).ensure({*named.values(), *printed} - {""})
    if not rows:
        _note(connection, version, entries, {}, [], [])
        return version
    marks = {key: (reports[key], publishers.get(name, 0)) for key, name in named.items()}
    parties = (party for entry in entries for edge in entry.edges for party in (edge.source, edge.target))
    repository = ActorRepository(connection)
    actors = repository.ensure(parties, version)
    rows, keys = _placed(DecisionRepository(connection).standing(), rows)
    elsewhere = {end for _, source, _, target, _ in keys for end in (source, target)} - actors.keys()
    if elsewhere:
        actors |= repository.numbers(elsewhere)
    shifts = RelationRepository(connection).grow(keys, actors, _loose(rows, keys, marks), version)
    EvidenceRepository(connection).add(rows, marks)
    both = {key: (source, target) for key, source, _, target, _ in keys}
    about: dict[str, set[str]] = {}
    for row in rows:
        about.setdefault(row.article_id, set()).update(both[row.relation_id])
    _note(connection, version, entries, about, repository.added, shifts)
    return version


def retract(connection: Connection, article_id: str, now: datetime) -> tuple[int, int]:
    """Take an article's evidence back and fold what it touched anew; the number of pieces and the new version."""
    version = VersionRepository(connection).bump()
    origin = ArticleRepository(connection).retract(article_id, version)
    pieces, touched = EvidenceRepository(connection).retract(article_id, now)
    shifts = RelationRepository(connection).refold(touched, version)
    about = {end for relation in touched for end in ends(relation)}
    articles = [(article_id, "retracted", about)] if origin == CODER else []
    ChangeRepository(connection).note(version, now, articles=articles, relations=shifts)
    return pieces, version


def canonical(edge: Edge) -> Edge:
    """The edge as stored: the ends of a symmetric relation in identifier order."""
    if relation_type(edge.relation).symmetric and edge.target.actor < edge.source.actor:
        return replace(edge, source=edge.target, target=edge.source)
    return edge


def _as_copies(rows: list[EvidenceRow], days: Mapping[str, date]) -> list[EvidenceRow]:
    """The evidence of copies counts from the day of the report that they copy: told on more days, it is told once."""
    return [
        replace(row, day=days[row.article_id], day_source="report")
        if row.day_source != "text" and row.article_id in days
        else row
        for row in rows
    ]


def _prints(entries: Sequence[Entry]) -> dict[str, Print]:
    """The prints of articles. What is imported has none: its lines are of one pattern, and its reports are told by its source."""
    own = (entry for entry in entries if entry.article.origin == CODER)
    return {entry.article.id: entry.print or Print.of(entry.article.text) for entry in own}


def _note(
    connection: Connection,
    version: int,
    entries: Sequence[Entry],
    about: Mapping[str, set[str]],
    added: Sequence[str],
    shifts: Sequence[Shift],
) -> None:
    """Log what recording entries changed."""
    stored = [
        (entry.article.id, "stored" if entry.article.status == "coded" else entry.article.status, about.get(entry.article.id, ()))
        for entry in entries
        if entry.article.origin == CODER
    ]
    at = max((entry.article.received_at for entry in entries), default=None)
    actors = [(actor, "added") for actor in added]
    ChangeRepository(connection).note(version, at, articles=stored, actors=actors, relations=shifts)


def _placed(standing: Standing, rows: list[EvidenceRow]) -> tuple[list[EvidenceRow], list[Key]]:
    """The rows with the relations that they count for by the decisions that stand, and those relations."""
    if not standing:
        return rows, sorted({(row.relation_id, row.source, row.relation, row.target, row.origin) for row in rows})
    places = [standing.place(row) for row in rows]
    placed = [replace(row, relation_id=place.id, turned=place.turned) for row, place in zip(rows, places, strict=True)]
    return placed, sorted({place.key for place in places})


def _loose(rows: Sequence[EvidenceRow], keys: Sequence[Key], marks: Mapping[str, tuple[int, int]]) -> Loose:
    """The rows as they are folded, owned by the places of their relations in ``keys``."""
    place = {key[0]: number for number, key in enumerate(keys)}
    article = {key: number for number, key in enumerate(marks)}
    return Loose.of(
        owner=[place[row.relation_id] for row in rows],
        article=[article[row.article_id] for row in rows],
        status=[row.status for row in rows],
        day=[row.day for row in rows],
        report=[marks[row.article_id][0] for row in rows],
        publisher=[marks[row.article_id][1] for row in rows],
        confidence=[row.confidence for row in rows],
        weight=[row.weight for row in rows],
        source_role=[row.target_role if row.turned else row.source_role for row in rows],
        target_role=[row.source_role if row.turned else row.target_role for row in rows],
    )


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
        relation_id=stored_id(edge.id, article.origin),
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
        origin=article.origin,
    )
