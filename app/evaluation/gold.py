"""Gold files: what they hold, what they demand, and what a score is.

Records are dictionaries as in the coder's JSON lines. A gold edge may name other relations that are accepted (``or``), or
be neither demanded nor punished (``optional``); names in the gold's ``aliases`` stand for their actor.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from graph.ontology import COUNTED

Record = Mapping[str, Any]
Kind = Literal["edges", "events", "pairs"]


@dataclass(frozen=True, slots=True)
class Score:
    """One level's result. Of ``said`` predicted items ``right`` were right, of ``demanded`` gold items ``found``."""

    level: str
    right: int
    said: int
    found: int
    demanded: int

    @property
    def precision(self) -> float:
        """0…1; 0 where nothing was said."""
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """0…1; 0 where nothing was demanded."""
        return self.found / self.demanded if self.demanded else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return harmonic(self.precision, self.recall)


@dataclass(slots=True)
class Gold:
    """A gold file: its records by id in file order, and the names that stand for actors."""

    kind: Kind
    records: dict[str, Record] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)


def gold_of(records: Iterable[Record]) -> Gold:
    """Sort the lines of a gold file. Raises ValueError where they are no gold."""
    gold: Gold | None = None
    aliases: dict[str, str] = {}
    for record in records:
        if "aliases" in record:
            for actor, names in record["aliases"].items():
                for name in (actor, _local(actor), *names):
                    aliases[_plain(name)] = actor
        elif "id" in record:
            kind = _kind(record)
            gold = gold or Gold(kind)
            if kind != gold.kind:
                raise ValueError(f"{record['id']} has {kind}, the lines before it have {gold.kind}")
            gold.records[record["id"]] = record
    if gold is None:
        raise ValueError("no line has an id")
    gold.aliases = aliases
    return gold


def _kind(record: Record) -> Kind:
    if "edges" in record:
        return "edges"
    if "events" in record:
        return "events"
    if "plover" in record and "source" in record:
        return "pairs"
    raise ValueError(f"{record['id']} has neither edges nor events nor source, target and plover")


def actor_of(edge: Record, end: str, aliases: Mapping[str, str]) -> str:
    """The actor at an end of an edge (``source`` or ``target``), by the gold's aliases where one fits."""
    actor: str = edge[end]
    for name in (actor, edge.get(f"{end}_name") or "", _local(actor)):
        if (plain := _plain(name)) in aliases:
            return aliases[plain]
    return actor


def counted(edges: Iterable[Record]) -> list[Record]:
    """The edges that count: occurred, planned or alleged; a missing status is occurred."""
    return [edge for edge in edges if edge.get("status", "occurred") in COUNTED]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


def _local(actor: str) -> str:
    return actor.split(":", 1)[-1]


def harmonic(one: float, other: float) -> float:
    """The harmonic mean; 0 where both are 0."""
    return 2 * one * other / (one + other) if one + other else 0.0
