"""A synthetic world of any size, the same for the same seed: actors, relations, articles, and every piece of evidence.

Who is an end of a relation falls with the rank of the actor to the power of −0.85, and the strongest are countries. A relation
has five pieces of evidence on average and a few have thousands. Days run from 1990 and thicken towards the end. Some articles
are copies of one report, and part of what is told of a relation is told by such copies. Everything counts: nothing is negated,
hypothetical or retracted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph.actors import Register
from graph.network.history import HEAD, KINDS, PIECE, ROLE_NAMES, Histories, Pieces
from graph.network.strength import STATUS_WEIGHT
from graph.ontology import Status, relation_type

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2026, 11, 20)
COUNTRIES = 200
PUBLISHERS = 300
#: Statuses of evidence by their number in :attr:`World.status`, and how often each occurs.
STATUSES: tuple[Status, ...] = ("occurred", "planned", "alleged")
_STATUS_SHARE = (0.8, 0.08, 0.12)
_KINDS = 25  # of the ontology's relations, the first
_EXPONENT = -0.85  # of an actor's rank
_ACTORS = 6.3  # times the root of the relations: the largest degree is 22,000 at a million
_KINDS_A_PAIR = 2.1  # drawn; 1.86 are left where the ends of symmetric relations have been put in order
_PIECES = 5.0  # of evidence, a relation
_TAIL = 1.15  # of how many pieces a relation has, Lomax
_MOST = 150  # and no relation has more than the relations divided by this
_ARTICLES = 0.25  # a piece of evidence
_COPIES = 0.4  # articles that repeat the report before
_SAME_NEWS = 0.25  # pieces from an article right after that of the piece before
_UNNAMED = 0.02  # articles without a publisher
_ROLES_NAMED = 0.5
_LOT = 1 << 18

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BenchActor:
    """An actor; its number is its place in :attr:`World.actors` and one."""

    id: str
    name: str
    kind: str
    country: str | None
    region: str | None


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """``source``, ``kind``, ``target`` [n]: the relations, ends as places in ``actors``, kinds as in ``KINDS``.

    ``owner`` [p] is the relation of each piece of evidence, ascending, ``article`` [p] the place of its article; ``pieces`` [p]
    are packed as in a history, not sorted by day; ``confidence`` [p] is in ten-thousandths, ``status`` [p] a place in STATUSES.
    ``day`` [a] of each article is an ordinal, ascending; ``publisher`` [a] is 0 or a place in ``publishers`` and one;
    ``report`` [a] is the number of the article that leads the cluster. Articles are numbered from 1 in their order.
    """

    seed: int
    actors: tuple[BenchActor, ...]
    publishers: tuple[str, ...]
    source: Ints
    kind: Ints
    target: Ints
    owner: Ints
    article: Ints
    pieces: Pieces
    confidence: Ints
    status: Ints
    day: Ints
    publisher: Ints
    report: Ints

    def __len__(self) -> int:
        return len(self.source)

    @property
    def countries(self) -> tuple[str, ...]:
        """The ids of the countries, strongest first."""
        return tuple(actor.id for actor in self.actors if actor.kind == "country")

    def ids(self) -> list[str]:
        """The id of each relation, ascending."""
        names = [actor.id for actor in self.actors]
        ends = zip(self.source.tolist(), self.kind.tolist(), self.target.tolist(), strict=True)
        return [f"{names[source]}~{KINDS[kind]}~{names[target]}" for source, kind, target in ends]

    def histories(self) -> Histories:
        """Every relation with its evidence, as SQL keeps it; in the order of the relations."""
        heads = np.zeros(len(self), HEAD)
        heads["source"], heads["kind"], heads["target"] = self.source + 1, self.kind, self.target + 1
        return Histories.of(heads, self.owner, self.pieces)

    def degrees(self) -> Ints:
        """How many relations each actor has, a self-loop counted once."""
        ends = np.bincount(self.source, minlength=len(self.actors)) + np.bincount(self.target, minlength=len(self.actors))
        return ends.astype(np.int64)

    def told(self) -> str:
        """What came out, in a line."""
        pairs = len(np.unique(self.source * len(self.actors) + self.target))
        most = np.bincount(self.owner).max(initial=0)
        return (
            f"{len(self):,} relations between {len(self.actors):,} actors, {len(self) / max(1, pairs):.2f} an ordered pair, "
            f"largest degree {self.degrees().max(initial=0):,}; {len(self.owner):,} pieces of evidence, at most {most:,} "
            f"of a relation, from {len(self.day):,} articles of {len(np.unique(self.report)):,} reports"
        )


def make_world(relations: int, seed: int = 0) -> World:
    """A world of that many relations (10,000 or more keep the proportions). O(n log n) of time, about 500 bytes a relation."""
    dice = np.random.default_rng(seed)
    actors = _actors(max(COUNTRIES + 50, round(_ACTORS * relations**0.5)), dice)
    source, kind, target = _relations(relations, actors, dice)
    owner = np.repeat(np.arange(relations), _pieces_a_relation(source, target, dice))
    day, publisher, report = _articles(max(1, round(len(owner) * _ARTICLES)), dice)
    article = _told_by(owner, len(day), dice)
    status = dice.choice(len(STATUSES), len(owner), p=_STATUS_SHARE)
    confidence = dice.integers(300, 1001, len(owner)) * 10
    pieces = np.zeros(len(owner), PIECE)
    pieces["day"], pieces["report"], pieces["publisher"] = day[article], report[article], publisher[article]
    tenths = np.array([round(STATUS_WEIGHT[name] * 10) for name in STATUSES])
    pieces["weight"] = confidence // 10 * tenths[status]
    for name in ("source_role", "target_role"):
        named = dice.random(len(owner)) < _ROLES_NAMED
        pieces[name] = np.where(named, 1 + dice.binomial(len(ROLE_NAMES) - 2, 0.3, len(owner)), 0)
    names = tuple(f"Publisher {number:03}" for number in range(1, PUBLISHERS + 1))
    return World(
        seed, actors, names, source, kind, target, owner, article, pieces, confidence, status, day, publisher, report
    )  # fmt: skip


def _actors(count: int, dice: np.random.Generator) -> tuple[BenchActor, ...]:
    """Countries of the register in random order, then made-up groups and organisations."""
    known = sorted((actor for actor in Register.load().actors.values() if actor.kind == "country"), key=lambda actor: actor.id)
    countries = [known[place] for place in dice.permutation(len(known))[:COUNTRIES]]
    made = [BenchActor(actor.id, actor.name, "country", actor.id, actor.region) for actor in countries]
    homes = dice.integers(0, COUNTRIES, count - COUNTRIES)
    for number, (home, is_group) in enumerate(zip(homes.tolist(), (homes % 2).tolist(), strict=True), 1):
        at = countries[home]
        prefix, kind, word = ("NSA", "group", "Group") if is_group else ("ORG", "org", "Organisation")
        made.append(BenchActor(f"{prefix}:BENCH_{number:06}", f"{word} {number}", kind, at.id, at.region))
    return tuple(made)


def _relations(count: int, actors: tuple[BenchActor, ...], dice: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Distinct relations in the order of their ids; ends of symmetric ones in the order of identifiers."""
    size = len(actors)
    place = _places([actor.id for actor in actors])
    symmetric = np.array([relation_type(name).symmetric for name in KINDS[:_KINDS]])
    chance = np.cumsum(np.arange(1, size + 1) ** _EXPONENT)
    found = np.zeros(0, np.int64)
    pairs = np.zeros(0, np.int64)
    while len(found) < count:
        wanted = int((count - len(found)) / _KINDS_A_PAIR * 1.1) + 16
        ends = np.searchsorted(chance, dice.random((2, wanted)) * chance[-1])
        fresh = np.setdiff1d((ends[0] * size + ends[1])[ends[0] != ends[1]], pairs)
        pairs = np.union1d(pairs, fresh)
        pair, kind = _kinds(fresh, dice)
        source, target = pair // size, pair % size
        swap = symmetric[kind] & (place[target] < place[source])
        source, target = np.where(swap, target, source), np.where(swap, source, target)
        found = np.union1d(found, (source * size + target) * _KINDS + kind)
    kept = np.sort(dice.permutation(found)[:count])
    pair, kind = kept // _KINDS, kept % _KINDS
    source, target = pair // size, pair % size
    names = _places([name + "~" for name in KINDS[:_KINDS]])
    order = np.lexsort((place[target], names[kind], _places([actor.id + "~" for actor in actors])[source]))
    return source[order], kind[order], target[order]


def _places(names: Sequence[str]) -> Ints:
    """The place of each name when they are sorted."""
    places = np.empty(len(names), np.int64)
    places[np.argsort(np.array(names))] = np.arange(len(names))
    return places


def _kinds(pairs: Ints, dice: np.random.Generator) -> tuple[Ints, Ints]:
    """For each pair a few relations, the first of the ontology more often; none twice."""
    rarity = (np.arange(1, _KINDS + 1) ** 0.6).astype(np.float32)
    owners, kinds = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for start in range(0, len(pairs), _LOT):
        some = pairs[start : start + _LOT]
        number = np.minimum(dice.geometric(1 / _KINDS_A_PAIR, len(some)), _KINDS)
        # The smallest of exponential times are a draw without replacement by the shares.
        ranked = np.argsort(dice.standard_exponential((len(some), _KINDS), np.float32) * rarity, axis=1)
        taken = np.arange(_KINDS) < number[:, None]
        owners.append(np.repeat(some, number))
        kinds.append(ranked[taken].astype(np.int64))
    return np.concatenate(owners), np.concatenate(kinds)


def _pieces_a_relation(source: Ints, target: Ints, dice: np.random.Generator) -> Ints:
    """How many pieces of evidence each relation has: heavy-tailed, and more between strong actors."""
    size = len(source)
    tail = np.sort(dice.random(size) ** (-1 / _TAIL) - 1)
    most = max(20.0, size / _MOST)
    low, high = 0.0, 64.0
    for _ in range(60):  # the scale that gives the mean
        scale = (low + high) / 2
        extra = np.floor(tail * scale / (1 + tail * scale / most))
        low, high = (scale, high) if extra.mean() < _PIECES - 1 else (low, scale)
    counts = np.empty(size, np.int64)
    weakness = np.log1p(source) + np.log1p(target) + dice.normal(0, 4, size)
    counts[np.argsort(-weakness)] = 1 + extra.astype(np.int64)
    return counts


def _articles(count: int, dice: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Day, publisher and report of each article, by day; twice the time since the first day has four times the articles."""
    first, last = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
    day = np.sort(first + np.floor((last + 1 - first) * np.sqrt(dice.random(count))).astype(np.int64))
    rank = np.cumsum(1 / np.arange(1, PUBLISHERS + 1))
    publisher = 1 + np.searchsorted(rank, dice.random(count) * rank[-1])
    publisher[dice.random(count) < _UNNAMED] = 0
    leads = dice.random(count) >= _COPIES
    leads[0] = True
    report = 1 + np.maximum.accumulate(np.where(leads, np.arange(count), 0))
    return day, publisher, report


def _told_by(owner: Ints, articles: int, dice: np.random.Generator) -> Ints:
    """The article of each piece: any, or the next one or two after that of the piece before in the same relation."""
    size = len(owner)
    follows = np.zeros(size, np.bool_)
    follows[1:] = (owner[1:] == owner[:-1]) & (dice.random(size - 1) < _SAME_NEWS)
    at = np.maximum.accumulate(np.where(follows, 0, np.arange(size)))
    steps = np.cumsum(np.where(follows, dice.integers(1, 3, size), 0))
    told: Ints = (dice.integers(0, articles, size)[at] + steps - steps[at]) % articles
    return told
