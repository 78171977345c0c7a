"""Into which two factions signed ties divide their actors best, and how much resists: the frustration of the graph."""

from dataclasses import dataclass
from math import inf

import numpy as np

from graph.analytics.method import Method
from graph.analytics.triads import Ties
from graph.deadline import NEVER, Deadline
from graph.network.columns import Array

METHOD = Method(
    "The ties that resist a division into two factions (positive ones between them, negative ones inside), by strength, in the "
    "best division that was found: from the forest of the strongest ties, from one faction and from random divisions, the actor "
    "whose change of side removes most is moved until nobody's does. There may be a better one, unless nothing resists.",
    "Harary, F. (1959). On the measurement of structural balance. Behavioral Science 4(4), 316-323.",
)
#: Random divisions that are improved, besides one that the strongest ties give and one without a second faction.
STARTS = 3
_STEPS = 256  # between two looks at the deadline


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Two factions: ``side`` [n] is 1 or −1 for each actor in a tie, 0 for the others; 1 is the larger faction.

    ``ties`` are frustrated (a positive one between the factions, a negative one inside), and ``weight`` is their strength
    together. Where nothing is frustrated the split is ``exact``; else there may be a better one.
    """

    side: Array
    ties: int
    weight: float

    @property
    def exact(self) -> bool:
        """Whether no split is better for certain."""
        return not self.weight


def split(ties: Ties, seed: int = 0, deadline: Deadline = NEVER) -> Split:
    """The best split that is found: an upper bound of the line index of balance (Harary 1959), weighted by strength.

    To find the least is NP-hard. From several first divisions, the actor whose change of faction removes most is moved
    until nobody's does (steepest descent by switching). One of the first divisions follows the strongest ties, as a
    spanning forest, and is without frustration where the graph is balanced (Cartwright and Harary 1956). The same for the
    same ties and seed. Raises :class:`graph.errors.TimeExceeded`.
    """
    there = np.zeros(ties.size, np.bool_)
    there[ties.first] = there[ties.second] = True
    weight = ties.strength * ties.sign
    chance = np.random.default_rng(seed % 2**64)
    firsts = [_along_the_strongest(ties, deadline), np.ones(ties.size)]
    for _ in range(STARTS):
        first = np.ones(ties.size)
        first[there] = chance.choice((-1.0, 1.0), int(there.sum()))  # whoever has no tie takes no part in chance
        firsts.append(first)
    around = _Around(ties, weight)
    best, least = firsts[0], inf
    for side in firsts:
        around.improve(side, deadline)
        frustrated = float(ties.strength[_resists(ties, side)].sum())
        if frustrated < least:
            best, least = side, frustrated
        if not least:
            break
    if best[there].sum() < 0 or (not best[there].sum() and len(ties) and best[np.argmax(there)] < 0):
        best = -best
    return Split((best * there).astype(np.int8), int(_resists(ties, best).sum()), least if len(ties) else 0.0)


def _resists(ties: Ties, side: Array) -> Array:
    resists: Array = side[ties.first] * side[ties.second] * ties.sign < 0
    return resists


class _Around:
    """The ties at each actor."""

    def __init__(self, ties: Ties, weight: Array) -> None:
        ends = np.concatenate((ties.first, ties.second))
        order = np.argsort(ends, kind="stable")
        self._others = np.concatenate((ties.second, ties.first))[order]
        self._weight = np.concatenate((weight, weight))[order]
        self._starts = np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=ties.size)))).tolist()
        self._ties, self._signed = ties, weight

    def improve(self, side: Array, deadline: Deadline) -> None:
        """Moves actors, in place, as long as that removes frustration."""
        ties, signed = self._ties, self._signed
        pull = np.bincount(ties.first, signed * side[ties.second], ties.size)
        pull += np.bincount(ties.second, signed * side[ties.first], ties.size)
        content = pull * side  # what an actor's ties gain by where it stands
        moves = 0
        while len(content) and content[actor := int(np.argmin(content))] < 0:
            if moves % _STEPS == 0:
                deadline.check()
            moves += 1
            side[actor] = -side[actor]
            content[actor] = -content[actor]
            low, high = self._starts[actor], self._starts[actor + 1]
            others = self._others[low:high]
            content[others] += 2 * self._weight[low:high] * side[actor] * side[others]


def _along_the_strongest(ties: Ties, deadline: Deadline) -> Array:
    """Sides by a spanning forest of the strongest ties (Kruskal 1956): none of its own is frustrated."""
    parent, turned = list(range(ties.size)), [1] * ties.size  # turned: the side against the parent's

    def root(actor: int) -> tuple[int, int]:
        trail, side = [], 1
        while parent[actor] != actor:
            trail.append(actor)
            actor = parent[actor]
        for step in reversed(trail):  # from the top down, so that each knows its side against the root
            side *= turned[step]
            parent[step], turned[step] = actor, side
        return actor, side

    order = np.argsort(-ties.strength, kind="stable")
    columns = (ties.first[order].tolist(), ties.second[order].tolist(), ties.sign[order].tolist())
    for place, (one, other, sign) in enumerate(zip(*columns, strict=True)):
        if place % (1 << 14) == 0:
            deadline.check()
        (first, here), (second, there) = root(one), root(other)
        if first != second:
            parent[second], turned[second] = first, here * there * sign
    return np.array([root(actor)[1] for actor in range(ties.size)], np.float64)
