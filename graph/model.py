"""What the coder reads and writes: articles in, edges out. Frozen, so that a result can be shared between threads."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from graph.interval import Interval, Precision
from graph.ontology import COUNTED, Status, relation_id

Span = tuple[int, int]  # character offsets into a sentence, end exclusive
#: How the day of an edge is known: its sentence tells it, or it is the article's.
DayKnown = Literal["text", "article"]
#: Statuses of what lies ahead of whoever says it, if it comes at all.
AHEAD: Final[frozenset[Status]] = frozenset({"planned", "hypothetical"})


@dataclass(frozen=True, slots=True)
class Party:
    """One end of an edge: the actor, the role it acts in, and the words that name it.

    ``actor`` is an identifier as in the register (``RUS``, ``IGO:NATO``, ``NSA:ISIS``, ``ORG:GAZPROM``); ``role`` one of
    :data:`graph.ontology.ROLES` or None; ``country`` the home country of a group or organisation, where known; ``span``
    the words in the edge's sentence that stand for the actor, None where the sentence leaves that end implied.
    """

    actor: str
    name: str
    role: str | None = None
    country: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation that one sentence states, with the words that state it.

    ``sentence`` is the 0-based index of the sentence in its article; ``char_start``/``char_end`` bound the evidence
    inside that sentence; ``trigger`` bounds the word or phrase that carries the relation; ``confidence`` is in 0…1;
    ``why`` names the rule (or the model and its score) that coded the edge; ``alternatives`` are other relations that were
    weighed for the same two in the same direction, each with its confidence, the likeliest first.

    ``day`` is when it happened, or is to happen: the first day of the day, week, month, … (``precision``) that its words
    name (``day_known`` is ``text``), else the article's own day (``article``). None where neither tells.
    """

    source: Party
    relation: str
    target: Party
    status: Status
    sentence: int
    char_start: int
    char_end: int
    trigger: Span
    confidence: float
    why: str
    day: date | None = None
    precision: Precision | None = None
    day_known: DayKnown | None = None

    @property
    def told(self) -> Interval | None:
        """When it happened by its sentence's own words; None where they do not tell."""
        if self.day is None or self.precision is None or self.day_known != "text":
            return None
        return Interval(self.day, self.precision)

    def since(self, said: date | None) -> date | None:
        """The day from which it counts, where it was said on the day ``said``: that of the event, but never one after
        ``said``; a plan counts from when it was said. None where neither is known."""
        told = self.told
        if told is None or said is None:
            return said if told is None else told.first
        return said if self.status in AHEAD else min(told.first, said)

    alternatives: tuple[tuple[str, float], ...] = ()

    @property
    def id(self) -> str:
        """Id of the relation that this edge is evidence for."""
        return relation_id(self.source.actor, self.relation, self.target.actor)

    @property
    def counted(self) -> bool:
        """Whether the edge enters aggregates (occurred, planned or alleged)."""
        return self.status in COUNTED


@dataclass(frozen=True, slots=True)
class Coding:
    """The result of coding one article: its sentences, as the coder split them, and its edges in reading order."""

    sentences: tuple[str, ...]
    edges: tuple[Edge, ...]
