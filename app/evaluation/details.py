"""What lies behind a score: the statuses of right edges, and whether both ends of a demanded edge were found at all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.evaluation.edges import Item, Said, accepted_items, item_of
from app.evaluation.gold import Gold, Record, actor_of, counted
from graph.ontology import STATUSES

#: By article id, for each sentence the actors that its words stand for, as records with ``actor``, ``name`` and ``role``.
Named = Mapping[str, Sequence[Sequence[Record]]]


@dataclass(frozen=True, slots=True)
class StatusScore:
    """The statuses of the edges that are right in source, relation, target and sentence, whatever their status.

    ``confusion`` counts them by (gold status, said status), without zeros.
    """

    edges: int
    right: int
    confusion: Mapping[tuple[str, str], int]

    @property
    def accuracy(self) -> float:
        """0…1; 0 where no edge was right."""
        return self.right / self.edges if self.edges else 0.0


@dataclass(frozen=True, slots=True)
class EndScore:
    """Of the demanded edges with a sentence, of how many both ends, one end or no end is among the actors found there."""

    demanded: int
    both: int
    one: int

    @property
    def share(self) -> float:
        """The share with both ends, 0…1; 0 where nothing was demanded."""
        return self.both / self.demanded if self.demanded else 0.0


def score_statuses(golds: Iterable[tuple[Gold, Said]]) -> StatusScore:
    """Score the statuses of right edges. Negated and hypothetical gold edges take part; optional ones do not.

    An edge that the gold has with several statuses may have any of them; a missing status is occurred.
    """
    confusion: Counter[tuple[str, str]] = Counter()
    for gold, said in golds:
        for identifier, article in gold.records.items():
            statuses: dict[Item, list[str]] = {}
            for edge in article["edges"]:
                if not edge.get("optional"):
                    for item in accepted_items(edge, gold.aliases, "sentence"):
                        statuses.setdefault(item, []).append(edge.get("status", "occurred"))
            spoken = {
                (item_of(edge, edge["relation"], gold.aliases, "sentence"), edge.get("status", "occurred"))
                for edge in said.get(identifier, ())
            }
            for item, status in spoken:
                if known := statuses.get(item):
                    confusion[status if status in known else known[0], status] += 1
    order: dict[str, int] = {name: place for place, name in enumerate(STATUSES)}
    counts = dict(sorted(confusion.items(), key=lambda entry: tuple(order.get(name, len(order)) for name in entry[0])))
    return StatusScore(sum(counts.values()), sum(n for (gold_one, said_one), n in counts.items() if gold_one == said_one), counts)


def score_ends(golds: Iterable[tuple[Gold, Named]]) -> EndScore:
    """Score how often both ends of a demanded edge are found, given its sentence.

    An edge between two roles of one actor (a state and its rebels) needs that actor there in two roles.
    """
    both = one = demanded = 0
    for gold, named in golds:
        for identifier, article in gold.records.items():
            sentences = named.get(identifier, ())
            for source, target, place in sorted(_wanted(article["edges"], gold.aliases)):
                there = sentences[place] if place < len(sentences) else ()
                found = {(actor_of(_ended(party), "source", gold.aliases), party.get("role")) for party in there}
                if source == target:
                    ends = min(2, sum(1 for actor, _ in found if actor == source))
                else:
                    ends = len({actor for actor, _ in found} & {source, target})
                demanded, both, one = demanded + 1, both + (ends == 2), one + (ends == 1)
    return EndScore(demanded, both, one)


def _wanted(edges: Iterable[Record], aliases: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """The ends and the sentence of every distinct demanded edge that names its sentence."""
    listed: dict[frozenset[Item], tuple[str, str, int]] = {}
    for edge in counted(edges):
        if not edge.get("optional") and edge.get("sentence") is not None:
            items = accepted_items(edge, aliases, "sentence")
            listed.setdefault(frozenset(items), (items[0][0], items[0][1], items[0][3]))
    return list(listed.values())


def _ended(party: Record) -> Record:
    return {"source": party["actor"], "source_name": party.get("name")}
