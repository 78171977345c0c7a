"""What a row of a data set becomes: a relation between two actors of the register, or a refusal that says why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

from graph.model import Party, Span
from graph.ontology import Status, relation_type

#: What a data set is called in ids, on the command line and in the column `origin`.
DataSet = Literal["gdelt", "polecat", "icews", "cow", "atop"]
DATA_SETS: Final[tuple[DataSet, ...]] = get_args(DataSet)
#: An article's id is the data set's name, a hyphen and the key, in 40 characters.
LONGEST_KEY: Final = 32

Reason = Literal[
    "malformed",
    "impossible-date",
    "unknown-code",
    "no-relation",
    "no-actor",
    "unknown-actor",
    "region",
    "out-of-time",
    "self-dyad",
    "historical",
    "no-obligation",
    "no-partner",
    "event-refused",
    "no-event",
]
#: Why rows are refused, and what each reason means.
REASONS: Final[dict[Reason, str]] = {
    "malformed": "the row has not the columns of its layout, or a value that cannot be read",
    "impossible-date": "its day is no day, or lies after the day of its report or long before it",
    "unknown-code": "its kind of event is none of the codebook",
    "no-relation": "its kind of event is none of our relations",
    "no-actor": "one of its ends is not named, or by a role alone",
    "unknown-actor": "one of its ends is nobody whom the register knows",
    "region": "one of its ends is a region, which is no actor",
    "out-of-time": "one of its ends was not there on that day",
    "self-dyad": "both of its ends are the same actor",
    "historical": "it tells history as background",
    "no-obligation": "the treaty binds to nothing",
    "no-partner": "no other member of the treaty could be taken",
    "event-refused": "a mention of an event that was refused",
    "no-event": "a mention of an event that is in none of the files",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """A relation that a row states.

    ``key`` is stable within the data set and has at most :data:`LONGEST_KEY` characters of letters, digits and ``-``;
    ``event`` is the key of the first report of the same event, its own where it is that: however many reports share it,
    they are one. ``first`` and ``last`` are the days between which it held, the same for an event. ``confidence`` is in
    0…1; each parser says what it is made of. ``publisher`` is who told it, ``article_day`` when; ``text`` is one line in
    our own words in which the spans of ``source`` and ``target`` and ``trigger`` count characters.
    ``rows`` is how many rows of the files went into it; 0 where another one of the same row has counted it.
    """

    key: str
    event: str
    first: date
    last: date
    source: Party
    relation: str
    target: Party
    status: Status
    confidence: float
    publisher: str | None
    url: str | None
    article_day: date | None
    text: str
    trigger: Span
    line: int
    rows: int = 1


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken: the file and the line (from 1) where it stands, why, and what in it was the trouble.

    ``rows`` is 0 where only a part of a row was refused, such as one of several recipients.
    """

    file: str
    line: int
    reason: Reason
    detail: str
    rows: int = 1


Outcome = Imported | RefusedRow


@dataclass(slots=True)
class Tally:
    """How many rows became what. ``mapped`` + ``refused`` is all that was read; ``parts`` are refusals inside rows that were
    taken otherwise."""

    mapped: int = 0
    relations: int = 0
    reasons: dict[Reason, int] = field(default_factory=dict)
    parts: dict[Reason, int] = field(default_factory=dict)

    @property
    def refused(self) -> int:
        """Rows refused, for whatever reason."""
        return sum(self.reasons.values())

    @property
    def read(self) -> int:
        """Rows that became something."""
        return self.mapped + self.refused

    def count(self, outcome: Outcome) -> None:
        """Count one outcome."""
        if isinstance(outcome, Imported):
            self.relations += 1
            self.mapped += outcome.rows
            return
        counts = self.reasons if outcome.rows else self.parts
        counts[outcome.reason] = counts.get(outcome.reason, 0) + 1

    def over(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The same outcomes, counted as they pass."""
        for outcome in outcomes:
            self.count(outcome)
            yield outcome


def self_dyad(source: Party, target: Party) -> bool:
    """Whether an event is one actor's with itself: a state's government against its rebels is not."""
    if source.actor != target.actor:
        return False
    return source.role is None or target.role is None or source.role == target.role


def named(party: Party) -> str:
    """A party as a line names it, with its role: ``Syria (rebels)``."""
    return f"{party.name} ({_ROLES[party.role]})" if party.role else party.name


def told(head: str, source: Party, says: str, target: Party, tail: str) -> tuple[str, Party, Party, Span]:
    """A line ``head source says target tail``, both parties with their spans in it, and the span of what it says."""
    first, second = named(source), named(target)
    at = len(head)
    said = at + len(first) + 1
    to = said + len(says) + 1
    return (
        f"{head}{first} {says} {second}{tail}",
        Party(source.actor, source.name, source.role, source.country, (at, at + len(first))),
        Party(target.actor, target.name, target.role, target.country, (to, to + len(second))),
        (said, to - 1),
    )


def ordered(source: Party, relation: str, target: Party) -> tuple[Party, Party]:
    """The ends of a relation as it is stored: those of a symmetric one by identifier."""
    if relation_type(relation).symmetric and target.actor < source.actor:
        return target, source
    return source, target


_ROLES = {
    "GOV": "government",
    "MIL": "military",
    "SPY": "intelligence",
    "COP": "police",
    "JUD": "courts",
    "LEG": "parliament",
    "OPP": "opposition",
    "REB": "rebels",
    "CVL": "civilians",
    "BUS": "business",
    "MED": "media",
    "REF": "refugees",
}
