"""What the repositories read and write: one frozen dataclass a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from graph.interval import Precision
from graph.model import Span
from graph.network.history import UNIT
from graph.ontology import Status
from graph.origins import CODER, Origin

#: ``aside``: kept, not coded, since it is not in English.
ArticleStatus = Literal["coded", "aside", "failed", "retracted"]
#: How the day of a piece of evidence is known: the sentence says it, the article's date, that of the article whose report
#: this one copies, or only when it was received.
DaySource = Literal["text", "article", "report", "received"]
#: An entry is to be taken in, was, or is not tried again.
FeedEntryState = Literal["waiting", "taken", "refused"]
DecisionKind = Literal["merge", "split"]
#: What a key opens; each includes those before it.
Scope = Literal["read", "write", "admin"]
JobKind = Literal["file", "batch", "feed"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as stored. ``sentences`` are what evidence offsets count in; all moments are UTC.

    ``number`` counts articles in order of insertion; ``report`` is the number of the article that leads its cluster of
    syndicated copies, its own where it stands alone. Both are 0 until it is stored. ``canonical`` is the one address of the
    story, where it is known; ``credited`` the agency whose report it says that it is, other than ``publisher``: the voice
    that its evidence counts for. ``origin`` says whose graph its evidence is of.
    """

    id: str
    content_hash: str
    title: str | None
    text: str
    url: str | None
    publisher: str | None
    language: str
    published_at: datetime | None
    published_day: date | None
    published_source: str | None
    received_at: datetime
    status: ArticleStatus
    error: str | None
    sentences: tuple[str, ...]
    coder: str
    version: int
    number: int = 0
    report: int = 0
    authors: tuple[str, ...] = ()
    canonical: str | None = None
    credited: str | None = None
    origin: Origin = CODER


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """What an article is, without its text."""

    id: str
    title: str | None
    publisher: str | None
    published_day: date | None
    url: str | None
    received_at: datetime
    status: ArticleStatus
    error: str | None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One statement of a relation in one sentence. Offsets count characters of ``sentence``, end exclusive.

    Actors are as they were coded; ``relation_id`` is the relation that it counts for by the decisions that stand, and
    ``turned`` says that this has the ends the other way round.
    ``day`` is the day from which it counts (:meth:`graph.model.Edge.since`); ``event_day`` and ``event_precision`` are
    what the sentence itself tells of when it happened or is to happen: the first day of that day, week, month, …
    ``weight`` is the confidence scaled by the status (:func:`graph.network.evidence_weight`), 0…1. ``publisher`` and
    ``report`` are numbers, as the article's are (0 where nobody is named); both are 0 until it is stored. ``origin`` is
    the article's.
    """

    id: str
    article_id: str
    relation_id: str
    source: str
    relation: str
    target: str
    source_role: str | None
    target_role: str | None
    source_name: str
    target_name: str
    status: Status
    day: date
    day_source: DaySource
    event_day: date | None
    event_precision: Precision | None
    sentence_index: int
    sentence: str
    char_start: int
    char_end: int
    trigger: Span
    source_span: Span | None
    target_span: Span | None
    confidence: float
    weight: float
    why: str
    recorded_at: datetime
    retracted_at: datetime | None
    publisher: int = 0
    report: int = 0
    turned: bool = False
    origin: Origin = CODER


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation folded from its evidence, all of one origin; only counted statuses enter, save in ``negated`` and
    ``hypothetical``.

    ``reports`` takes syndicated copies as one, ``publishers`` all articles without one; ``weight`` is the sum over the
    evidence, ``confidence_sum`` too, in ten-thousandths. A relation that nothing backs any more has counts 0 and no days.
    ``history`` is what :mod:`graph.network.history` packs; None where it was not asked for.
    """

    id: str
    source: str
    relation: str
    target: str
    evidence: int
    articles: int
    reports: int
    publishers: int
    first_day: date | None
    last_day: date | None
    confidence_sum: int
    weight: float
    negated: int
    hypothetical: int
    source_role: str | None
    target_role: str | None
    version: int
    history: bytes | None = field(default=None, repr=False)
    origin: Origin = CODER

    @property
    def confidence(self) -> float:
        """The mean confidence of the evidence, 0 where there is none."""
        return round(self.confidence_sum / UNIT / self.evidence, 6) if self.evidence else 0.0


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor: one of the register, or one that only evidence names (``registered`` is false).

    ``number`` counts actors in order of insertion; 0 until it is stored.
    """

    id: str
    name: str
    kind: str
    country: str | None
    region: str | None
    registered: bool
    version: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class AliasRow:
    """A name that an actor goes by."""

    alias: str
    actor: str
    kind: str


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key of the service without the key itself: ``hash`` is its SHA-256 in hex. ``expires_at`` is exclusive; all moments
    are UTC."""

    id: str
    name: str
    scope: Scope
    hash: str = field(repr=False)
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided about an actor: that it is ``into`` (a merge), or that ``name`` in texts, where it was taken for
    the actor, means ``into`` (a split). It stands until ``undone_at``."""

    id: int
    kind: DecisionKind
    actor: str
    name: str | None
    into: str
    decided_by: str
    reason: str
    decided_at: datetime
    undone_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """An address that changes are delivered to. ``version`` and ``given`` are the position up to which they were (see
    :class:`app.services.changes.Position`), the pending ones where the batch ends that is on its way."""

    id: str
    url: str
    secret: str = field(repr=False)
    description: str | None
    types: tuple[str, ...]
    actor: str | None
    country: str | None
    created_at: datetime
    version: int
    given: int = 0
    pending_version: int | None = None
    pending_given: int | None = None
    failures: int = 0
    failing_since: datetime | None = None
    next_try: datetime | None = None
    disabled_at: datetime | None = None
    disabled_reason: str | None = None
    lease: str | None = None
    lease_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """An attempt to deliver ``changes`` changes, up to ``version``, to a webhook: its answer's status, or why there was
    none. ``id`` is 0 until it is stored."""

    webhook: str
    message: str
    attempt: int
    at: datetime
    changes: int
    version: int
    status: int | None
    ms: int
    error: str | None
    id: int = 0

    @property
    def arrived(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300 and self.error is None


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job: what is read (``source``: an upload where ``spooled``, else a path of the operator's, or a feed's id), how it is
    called, and what became of it. ``attempt`` counts the tries that were asked for, ``starts`` those of processes, ``stuck``
    those since its last lot. ``lots`` are done, up to the item ``position``; ``counts`` say what became of those (see
    :data:`app.services.jobs.COUNTS`). ``total`` is how many items it has, where that is known."""

    id: str
    kind: JobKind
    name: str
    source: str
    spooled: bool
    created_at: datetime
    media: str | None = None
    publisher: str | None = None
    published: date | None = None
    size: int | None = None
    digest: str | None = None
    total: int | None = None
    idempotency: str | None = None
    state: JobState = "queued"
    stop: bool = False
    attempt: int = 1
    starts: int = 0
    stuck: int = 0
    lots: int = 0
    position: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    error: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more becomes of it by itself."""
        return self.state not in ("queued", "running")


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed. ``interval`` is the seconds between two polls while all is well; ``failures`` are those since the last poll that
    was none."""

    id: str
    url: str
    title: str | None
    publisher: str | None
    added_at: datetime
    next_poll: datetime
    interval: int
    etag: str | None = None
    modified: str | None = None
    polled_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    error: str | None = None
    disabled_at: datetime | None = None
    disabled_reason: str | None = None
    lease: str | None = None
    lease_until: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Whether it is to be polled by now, and nobody does."""
        free = self.lease_until is None or self.lease_until <= now
        return self.disabled_at is None and self.next_poll <= now and free


@dataclass(frozen=True, slots=True)
class FeedEntryRow:
    """An entry of a feed, under the digest of its key. ``body`` is what the feed says of it, while it waits; ``slug`` and
    ``reason`` tell why the last attempt to take it in failed; ``number`` is its place among the entries of the feed."""

    feed: str
    key: str
    state: FeedEntryState
    number: int
    url: str | None
    title: str | None
    body: Mapping[str, Any] | None
    seen_at: datetime
    attempts: int = 0
    next_try: datetime | None = None
    article: str | None = None
    slug: str | None = None
    reason: str | None = None
