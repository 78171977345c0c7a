"""Scores of coded articles against gold: precision, recall and F1 at five levels, for edges, for events, and for pairs.

*Edges* (a gold article has ``edges``): micro scores over the distinct items of each article. An edge counts where its
status is occurred, planned or alleged; a predicted one of another status is left out. Symmetric relations match either
way round. A gold edge may name other relations that are accepted (``or``), or be neither demanded nor punished
(``optional``); names in the gold's ``aliases`` stand for their actor.

*Events* (a gold sentence has ``events``): the records of the PLOVER gold standard; actors by the first three letters of
their code, one class an event. *Pairs* (a gold line has ``source``, ``target`` and ``plover``): the class of two given
actors, macro F1. Records are dictionaries as in the coder's JSON lines.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from graph.ontology import CONFLICT_CLASSES, COUNTED, relation_type

Record = Mapping[str, Any]
Kind = Literal["edges", "events", "pairs"]

EDGE_LEVELS = ("pair", "sign", "class", "relation", "sentence")
EVENT_LEVELS = ("undirected pair", "directed pair", "directed quad", "directed class", "sentence class")

#: PLOVER's four corners for events; its manual puts REQUEST into verbal conflict.
_QUADS = {
    "verbal cooperation": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    "material cooperation": ("COOPERATE", "AID", "RETREAT"),
    "verbal conflict": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "material conflict": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
QUAD_OF = {name: quad for quad, names in _QUADS.items() for name in names}
#: Codes that older records use, by today's.
_TODAY = {
    **dict.fromkeys(("NGO", "INT", "NGM"), "IGO"),
    **dict.fromkeys(("SCG", "YUG"), "SRB"),
    **dict.fromkeys(("DDR", "GMW", "GME"), "DEU"),
    **{"TMP": "TLS", "ANG": "AGO", "ROM": "ROU", "ZAR": "COD", "CSK": "CZE", "SUN": "RUS", "BUR": "MMR", "PAL": "PSE"},
    **{"JAP": "JPN", "ITL": "ITA", "VTN": "VNM", "KSV": "XKX"},
}


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
        return _harmonic(self.precision, self.recall)


@dataclass(frozen=True, slots=True)
class PairScore:
    """Classification of given pairs: F1 by class, its mean, accuracy, and the mean F1 of cooperation and conflict."""

    by_class: dict[str, float]
    macro_f1: float
    accuracy: float
    binary_macro_f1: float
    pairs: int


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


def score_edges(gold: Gold, said: Mapping[str, Sequence[Record]]) -> tuple[Score, ...]:
    """Score predicted edges, by article id, at :data:`EDGE_LEVELS`. Raises OntologyError for an unknown relation."""
    return tuple(_edge_score(gold, said, level) for level in EDGE_LEVELS)


def _edge_score(gold: Gold, said: Mapping[str, Sequence[Record]], level: str) -> Score:
    right = wrong = found = demanded = 0
    for identifier, article in gold.records.items():
        wanted, allowed = _demands(article["edges"], gold.aliases, level)
        items = {_item(edge, edge["relation"], gold.aliases, level) for edge in _counted(said.get(identifier, ()))}
        satisfying = frozenset().union(*wanted)
        right += len(items & satisfying)
        wrong += len(items - allowed)
        found += sum(1 for accepted in wanted if accepted & items)
        demanded += len(wanted)
    return Score(level, right, right + wrong, found, demanded)


@dataclass(frozen=True, slots=True, order=True)
class Miss:
    """An edge at the relation level that was demanded and not found, or said and not wanted."""

    article: str
    what: Literal["missed", "wrong"]
    source: str
    relation: str
    target: str


def misses(gold: Gold, said: Mapping[str, Sequence[Record]]) -> list[Miss]:
    """Every missed and every wrong edge at the relation level, in the gold's order."""
    listed: list[Miss] = []
    for identifier, article in gold.records.items():
        wanted, allowed = _demands(article["edges"], gold.aliases, "relation")
        items = {_item(edge, edge["relation"], gold.aliases, "relation") for edge in _counted(said.get(identifier, ()))}
        for source, target, relation, _ in sorted(min(accepted) for accepted in wanted if not accepted & items):
            listed.append(Miss(identifier, "missed", source, relation, target))
        for source, target, relation, _ in sorted(items - allowed):
            listed.append(Miss(identifier, "wrong", source, relation, target))
    return listed


Item = tuple[str, str, str, int]  # source, target, label, sentence (-1 where the level does not ask for it)


def _demands(edges: Iterable[Record], aliases: Mapping[str, str], level: str) -> tuple[set[frozenset[Item]], frozenset[Item]]:
    """The demanded edges, each as the items that satisfy it, and every item that is not punished."""
    demanded: set[frozenset[Item]] = set()
    allowed: frozenset[Item] = frozenset()
    for edge in _counted(edges):
        accepted = frozenset(_item(edge, name, aliases, level) for name in (edge["relation"], *edge.get("or", ())))
        allowed |= accepted
        if not edge.get("optional"):
            demanded.add(accepted)
    return demanded, allowed


def _item(edge: Record, relation: str, aliases: Mapping[str, str], level: str) -> Item:
    """What an edge says at a level, under the relation given."""
    kind = relation_type(relation)
    source, target = _actor(edge, "source", aliases), _actor(edge, "target", aliases)
    if level in ("pair", "sign") or kind.symmetric:
        source, target = sorted((source, target))
    label = {"pair": "", "sign": kind.sign, "class": kind.plover}.get(level, relation)
    place = edge.get("sentence") if level == "sentence" else None
    return source, target, label, -1 if place is None else place


def _actor(edge: Record, end: str, aliases: Mapping[str, str]) -> str:
    actor: str = edge[end]
    for name in (actor, edge.get(f"{end}_name") or "", _local(actor)):
        if (plain := _plain(name)) in aliases:
            return aliases[plain]
    return actor


def _counted(edges: Iterable[Record]) -> list[Record]:
    return [edge for edge in edges if edge.get("status", "occurred") in COUNTED]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


def _local(actor: str) -> str:
    return actor.split(":", 1)[-1]


def events_of(edges: Iterable[Record]) -> list[dict[str, str]]:
    """Edges as events: organisations become IGO, groups their home country (else IMG), symmetric ones go both ways."""
    events = []
    for edge in _counted(edges):
        kind = relation_type(edge["relation"])
        source, target = _code(edge, "source"), _code(edge, "target")
        events.append({"source": source, "target": target, "plover": kind.plover})
        if kind.symmetric:
            events.append({"source": target, "target": source, "plover": kind.plover})
    return events


def _code(edge: Record, end: str) -> str:
    actor: str = edge[end]
    if ":" not in actor:
        return actor
    return (edge.get(f"{end}_country") or "IMG") if actor.startswith("NSA:") else "IGO"


def score_events(gold: Gold, said: Mapping[str, Sequence[Record]]) -> tuple[Score, ...]:
    """Score predicted events, by sentence id, at :data:`EVENT_LEVELS`.

    A gold sentence whose events all lack an end counts at the last level alone; one that has no events counts
    everywhere (what is said of it is wrong), unless ``dropped_01x`` says that its event is of a kind outside PLOVER.
    """
    right: Counter[int] = Counter()
    predicted: Counter[int] = Counter()
    demanded: Counter[int] = Counter()
    for identifier, sentence in gold.records.items():
        events = sentence["events"]
        if not events and sentence.get("dropped_01x"):
            continue
        dyadic = not events or any(event.get("source") and event.get("target") for event in events)
        wanted, items = _event_items(events), _event_items(said.get(identifier, ()))
        for place in range(0 if dyadic else len(EVENT_LEVELS) - 1, len(EVENT_LEVELS)):
            right[place] += len(wanted[place] & items[place])
            predicted[place] += len(items[place])
            demanded[place] += len(wanted[place])
    return tuple(
        Score(level, right[place], predicted[place], right[place], demanded[place]) for place, level in enumerate(EVENT_LEVELS)
    )


def _event_items(events: Iterable[Record]) -> tuple[set[tuple[str, ...]], ...]:
    items: tuple[set[tuple[str, ...]], ...] = tuple(set() for _ in EVENT_LEVELS)
    for event in events:
        plover = event.get("plover")
        if plover not in QUAD_OF:
            continue
        items[4].add((plover,))
        source, target = _country(event.get("source")), _country(event.get("target"))
        if source and target:
            items[0].add((min(source, target), max(source, target)))
            items[1].add((source, target))
            items[2].add((source, target, QUAD_OF[plover]))
            items[3].add((source, target, plover))
    return items


def _country(code: str | None) -> str:
    short = (code or "").upper()[:3]
    return _TODAY.get(short, short)


def score_pairs(gold: Gold, said: Mapping[str, str | None]) -> PairScore:
    """Score predicted classes, by pair id; CONCEDE and RETREAT are one class, YIELD. A pair left out is a miss."""
    wanted = _apply(_merged, {identifier: record["plover"] for identifier, record in gold.records.items()})
    given = _apply(_merged, {identifier: label for identifier, label in said.items() if label})
    by_class = _class_f1(wanted, given)
    sides = _class_f1(_apply(_side, wanted), _apply(_side, given))
    correct = sum(given.get(identifier) == label for identifier, label in wanted.items())
    return PairScore(
        by_class=dict(sorted(by_class.items())),
        macro_f1=_mean(by_class.values()),
        accuracy=correct / len(wanted),
        binary_macro_f1=_mean(sides.values()),
        pairs=len(wanted),
    )


def _class_f1(wanted: Mapping[str, str], given: Mapping[str, str]) -> dict[str, float]:
    right: defaultdict[str, int] = defaultdict(int)
    for identifier, label in wanted.items():
        right[label] += given.get(identifier) == label
    demanded = Counter(wanted.values())
    said = Counter(given[identifier] for identifier in wanted if identifier in given)
    return {label: 2 * right[label] / (demanded[label] + said[label]) for label in demanded}


def _merged(plover: str) -> str:
    return "YIELD" if plover in ("CONCEDE", "RETREAT") else plover


def _side(plover: str) -> str:
    return "conflict" if plover in CONFLICT_CLASSES or plover == "REQUEST" else "cooperation"


def _apply(change: Callable[[str], str], labels: Mapping[str, str]) -> dict[str, str]:
    return {identifier: change(label) for identifier, label in labels.items()}


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0
