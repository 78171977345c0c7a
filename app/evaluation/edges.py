"""Edges of articles against gold, at five levels: every said edge judged right or wrong, every demanded one found or not.

Micro scores over the distinct items of each article. An edge counts where its status is occurred, planned or alleged; a
predicted one of another status is left out. Symmetric relations match either way round.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.evaluation.gold import Gold, Record, Score, actor_of, counted
from graph.ontology import relation_type

EDGE_LEVELS = ("pair", "sign", "class", "relation", "sentence")

Item = tuple[str, str, str, int]  # source, target, label, sentence (-1 where the level does not ask for it)
Said = Mapping[str, Sequence[Record]]  # predicted edges by article id


@dataclass(frozen=True, slots=True)
class Claim:
    """An item that was said and is either wanted or wrong: its label at the level, the highest confidence (0…1) of the
    edges that say it (1 where they give none), and whether it is right."""

    label: str
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Demand:
    """An item that was demanded: its label, and the highest confidence with which it was said; None where it was not."""

    label: str
    found: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of all that was said and demanded, at one level. Verdicts of several files add up."""

    level: str
    claims: tuple[Claim, ...]
    demands: tuple[Demand, ...]

    def __add__(self, other: "Verdict") -> "Verdict":
        """Both files as one. Raises ValueError where the levels differ."""
        if other.level != self.level:
            raise ValueError(f"a verdict at level {self.level} and one at level {other.level} do not add up")
        return Verdict(self.level, self.claims + other.claims, self.demands + other.demands)

    def score(self, least: float = 0.0, label: str | None = None) -> Score:
        """The score of what was said with a confidence of at least ``least``; of one label alone where one is given."""
        said = [c for c in self.claims if c.confidence >= least and label in (None, c.label)]
        wanted = [d for d in self.demands if label in (None, d.label)]
        found = sum(1 for d in wanted if d.found is not None and d.found >= least)
        return Score(self.level, sum(c.right for c in said), len(said), found, len(wanted))

    def labels(self) -> tuple[str, ...]:
        """Every label that was said or demanded, sorted."""
        return tuple(sorted({c.label for c in self.claims} | {d.label for d in self.demands}))


def judge(gold: Gold, said: Said, level: str) -> Verdict:
    """Judge predicted edges, by article id, at one of :data:`EDGE_LEVELS`.

    What the gold only accepts is neither a claim nor a demand. A demand's label is that of the gold's own relation, also
    where another was accepted. Raises OntologyError for an unknown relation.
    """
    claims: list[Claim] = []
    demands: list[Demand] = []
    for identifier, article in gold.records.items():
        wanted, allowed = _demands(article["edges"], gold.aliases, level)
        items = _items(said.get(identifier, ()), gold.aliases, level)
        satisfying = frozenset().union(*wanted)
        claims += [Claim(i[2], c, i in satisfying) for i, c in sorted(items.items()) if i in satisfying or i not in allowed]
        for accepted, label in wanted.items():
            demands.append(Demand(label, max((items[i] for i in accepted if i in items), default=None)))
    return Verdict(level, tuple(claims), tuple(demands))


def score_edges(gold: Gold, said: Said) -> tuple[Score, ...]:
    """Score predicted edges, by article id, at :data:`EDGE_LEVELS`. Raises OntologyError for an unknown relation."""
    return tuple(judge(gold, said, level).score() for level in EDGE_LEVELS)


@dataclass(frozen=True, slots=True, order=True)
class Miss:
    """An edge at the relation level that was demanded and not found, or said and not wanted."""

    article: str
    what: Literal["missed", "wrong"]
    source: str
    relation: str
    target: str


def misses(gold: Gold, said: Said) -> list[Miss]:
    """Every missed and every wrong edge at the relation level, in the gold's order."""
    listed: list[Miss] = []
    for identifier, article in gold.records.items():
        wanted, allowed = _demands(article["edges"], gold.aliases, "relation")
        items = _items(said.get(identifier, ()), gold.aliases, "relation").keys()
        for source, target, relation, _ in sorted(min(accepted) for accepted in wanted if not accepted & items):
            listed.append(Miss(identifier, "missed", source, relation, target))
        for source, target, relation, _ in sorted(items - allowed):
            listed.append(Miss(identifier, "wrong", source, relation, target))
    return listed


def item_of(edge: Record, relation: str, aliases: Mapping[str, str], level: str) -> Item:
    """What an edge says at a level, under the relation given."""
    kind = relation_type(relation)
    source, target = actor_of(edge, "source", aliases), actor_of(edge, "target", aliases)
    if level in ("pair", "sign") or kind.symmetric:
        source, target = sorted((source, target))
    label = {"pair": "", "sign": kind.sign, "class": kind.plover}.get(level, relation)
    place = edge.get("sentence") if level == "sentence" else None
    return source, target, label, -1 if place is None else place


def accepted_items(edge: Record, aliases: Mapping[str, str], level: str) -> tuple[Item, ...]:
    """The items that satisfy a gold edge: its own first, then those of the other relations that are accepted."""
    return tuple(item_of(edge, name, aliases, level) for name in (edge["relation"], *edge.get("or", ())))


def _items(edges: Iterable[Record], aliases: Mapping[str, str], level: str) -> dict[Item, float]:
    """The distinct items that predicted edges say, each with its highest confidence."""
    items: dict[Item, float] = {}
    for edge in counted(edges):
        item, sure = item_of(edge, edge["relation"], aliases, level), float(edge.get("confidence", 1.0))
        items[item] = max(sure, items.get(item, sure))
    return items


def _demands(
    edges: Iterable[Record], aliases: Mapping[str, str], level: str
) -> tuple[dict[frozenset[Item], str], frozenset[Item]]:
    """The demanded edges, each as the items that satisfy it with its own label, and every item that is not punished."""
    demanded: dict[frozenset[Item], str] = {}
    allowed: frozenset[Item] = frozenset()
    for edge in counted(edges):
        listed = accepted_items(edge, aliases, level)
        accepted = frozenset(listed)
        allowed |= accepted
        if not edge.get("optional"):
            demanded.setdefault(accepted, listed[0][2])
    return demanded, allowed
