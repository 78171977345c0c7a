"""Structural balance: are the friends of friends friends, and the foes of foes?

Heider (1946) holds that three actors are in balance where an even number of the three ties between them is negative;
Cartwright and Harary (1956) that a graph in which all are divides into two factions; Davis (1967) that, where three foes
may stand each for itself, into any number.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from graph.analytics.factions import Split, split
from graph.analytics.method import Method
from graph.analytics.projection import Pairs
from graph.analytics.reasons import Stance, stance
from graph.analytics.triads import PATTERNS, Ties, actors_of, census
from graph.deadline import NEVER, Deadline
from graph.network import GraphVersion
from graph.network.columns import Array
from graph.queries import Filter

METHOD = Method(
    "A tie is positive between two who are bound by more than talk with a score of at least 0, negative where the score is "
    "below 0, and as strong as the size of the score (strength of cooperation less that of conflict). A triad is three actors "
    "of whom each two have a tie; it weighs as much as its weakest tie. In strong balance the number of its negative ties is "
    "even (+++ and +--), in weak balance it is not one (--- too).",
    "Heider, F. (1946). Attitudes and cognitive organization. The Journal of Psychology 21, 107-112. Cartwright, D. and Harary, "
    "F. (1956). Structural balance: a generalization of Heider's theory. Psychological Review 63(5), 277-293. Davis, J. A. "
    "(1967). Clustering and structural balance in graphs. Human Relations 20(2), 181-187.",
)
Theory = Literal["strong", "weak"]
#: What is out of balance, as numbers of negative ties: by Heider, Cartwright and Harary, and by Davis.
UNBALANCED: dict[Theory, frozenset[int]] = {"strong": frozenset({1, 3}), "weak": frozenset({1})}
#: So many members of a faction are named.
NAMED = 50


@dataclass(frozen=True, slots=True)
class Triad:
    """Three actors, in order, with the ties of the first and second, first and third, second and third; ``weakest`` is the
    strength of the weakest, which says how sure the triad is."""

    actors: tuple[str, str, str]
    pattern: str
    weakest: float
    ties: tuple[Stance, Stance, Stance]


@dataclass(frozen=True, slots=True)
class Share:
    """A share of triads in balance, each counted once, and each by its weakest tie; None of no triads."""

    share: float | None
    weighted: float | None


@dataclass(frozen=True, slots=True)
class Faction:
    """One side of the best split: its size, and those of its members whose ties weigh most."""

    size: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frustration:
    """What resists the best split in two that was found; ``share`` is of the strength of all ties, None of nothing."""

    ties: int
    weight: float
    share: float | None
    exact: bool
    factions: tuple[Faction, Faction]


@dataclass(frozen=True, slots=True)
class Balance:
    """The triads of a version.

    ``positive``, ``negative`` and ``talk`` count pairs: with either sign, and without one. Of those with a sign ``left`` were
    left out, the weakest; no tie that was looked at is weaker than ``weakest``. ``counts`` and ``weights`` go by
    :data:`graph.analytics.triads.PATTERNS`. ``unstable`` are the weightiest of ``out_of_balance`` triads.
    """

    positive: int
    negative: int
    talk: int
    left: int
    weakest: float | None
    counts: tuple[int, ...]
    weights: tuple[float, ...]
    unstable: tuple[Triad, ...]
    out_of_balance: int
    frustration: Frustration

    @property
    def triads(self) -> int:
        """How many triads there are."""
        return sum(self.counts)

    def balanced(self, theory: Theory) -> Share:
        """The share in balance."""
        return shares(self.counts, self.weights, theory)


def shares(counts: tuple[int, ...], weights: tuple[float, ...], theory: Theory) -> Share:
    """The share in balance, from what a census counted."""
    even = [place for place in range(len(PATTERNS)) if place not in UNBALANCED[theory]]

    def of(numbers: tuple[float, ...]) -> float | None:
        return sum(numbers[place] for place in even) / sum(numbers) if sum(numbers) else None

    return Share(of(counts), of(weights))


def balance(
    version: GraphVersion,
    which: Filter = Filter(),
    *,
    kind: str | None = None,
    theory: Theory = "strong",
    limit: int = 20,
    most: int = 1_000_000,
    seed: int = 0,
    deadline: Deadline = NEVER,
) -> Balance:
    """Balance of the signed projection (:class:`graph.analytics.projection.Pairs`) of the relations that pass, among actors
    of one ``kind`` where it is given.

    ``limit`` unstable triads are told, by ``theory``; the ``most`` strongest pairs are looked at. The same for the same
    relations and parameters, whatever layers the version has. Raises :class:`graph.errors.TimeExceeded`.
    """
    pairs = Pairs.of(version, which, deadline=deadline).among(version, kind)
    sign = pairs.sign
    ties = Ties.of(pairs, most)
    unbalanced = UNBALANCED[theory]
    found = census(ties, unbalanced, limit, deadline)
    return Balance(
        positive=int((sign > 0).sum()),
        negative=int((sign < 0).sum()),
        talk=int((sign == 0).sum()),
        left=ties.left,
        weakest=float(ties.strength.min()) if len(ties) else None,
        counts=found.counts,
        weights=found.weights,
        unstable=_told(version, which, pairs, ties, found.strongest),
        out_of_balance=sum(found.counts[place] for place in unbalanced),
        frustration=_frustration(version, pairs, ties, split(ties, seed, deadline)),
    )


def _told(version: GraphVersion, which: Filter, pairs: Pairs, ties: Ties, found: Array) -> tuple[Triad, ...]:
    key = pairs.first * len(pairs.places) + pairs.second
    known: dict[int, Stance] = {}

    def tie(one: int, other: int) -> Stance:
        wanted = one * len(pairs.places) + other
        if wanted not in known:
            place = int(key.searchsorted(wanted))
            sums = float(pairs.cooperation[place]), float(pairs.conflict[place])
            a, b = pairs.ids(version, np.array([one, other]))
            known[wanted] = stance(version, which, a, b, *sums)
        return known[wanted]

    triads = []
    for actors, places in zip(actors_of(ties, found), found, strict=True):
        one, two, three = actors.tolist()
        names = pairs.ids(version, actors)
        triads.append(
            Triad(
                actors=(names[0], names[1], names[2]),
                pattern=PATTERNS[int((ties.sign[places] < 0).sum())],
                weakest=float(ties.strength[places].min()),
                ties=(tie(one, two), tie(one, three), tie(two, three)),
            )
        )
    return tuple(triads)


def _frustration(version: GraphVersion, pairs: Pairs, ties: Ties, best: Split) -> Frustration:
    total = float(ties.strength.sum())
    at = np.bincount(ties.first, ties.strength, ties.size) + np.bincount(ties.second, ties.strength, ties.size)

    def faction(side: int) -> Faction:
        members = np.flatnonzero(best.side == side)
        heaviest = members[np.argsort(-at[members], kind="stable")[:NAMED]]
        return Faction(len(members), tuple(pairs.ids(version, heaviest)))

    share = best.weight / total if total else None
    return Frustration(best.ties, best.weight, share, best.exact, (faction(1), faction(-1)))
