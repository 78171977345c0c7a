"""How well a group of actors holds together by what the news tell of its members."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.analytics.method import Method
from graph.analytics.projection import BINDS, Pairs, counted
from graph.analytics.reasons import Stance, stance
from graph.network import GraphVersion, Seen
from graph.queries import Filter

METHOD = Method(
    "Of all pairs of members on the day, those bound by more than talk with a score of at least 0, and those with a score "
    "below 0: strength of cooperation less strength of conflict, by the evidence inside the window.",
    "Organisations and memberships: the register of actors (graph/data/actors/organisations.csv, memberships.csv). Scores: "
    "Goldstein, J. S. (1992). A conflict-cooperation scale for WEIS events data. Journal of Conflict Resolution 36(2), 369-385.",
)


@dataclass(frozen=True, slots=True)
class Cohesion:
    """Of all ``pairs`` of members: how many are ``bound`` and how many ``opposed``, by the sign of
    :class:`graph.analytics.projection.Pairs`, how many nothing but ``talk`` links, and how many are ``contested`` (both
    cooperation and conflict weigh something; they are among the others).

    ``binding`` are the strongest relations between members that bind by more than talk, ``odds`` the opposed or contested
    pairs with the most conflict, of ``at_odds``.
    """

    members: int
    pairs: int
    bound: int
    opposed: int
    talk: int
    contested: int
    binding: tuple[Seen, ...]
    odds: tuple[Stance, ...]
    at_odds: int

    @property
    def silent(self) -> int:
        """Pairs of whom nothing that counts is told."""
        return self.pairs - self.bound - self.opposed - self.talk


def cohesion(version: GraphVersion, which: Filter, members: Sequence[str], *, relations: int = 5, odds: int = 20) -> Cohesion:
    """The cohesion of a group by the relations that pass between two of its members; ``relations`` and ``odds`` are the most
    to tell of. Whoever no news named is in its pairs all the same. O(k² log d) for k members."""
    size = len(set(members))
    places = np.array(sorted({place for one in members if (place := version.nodes.index(one)) is not None}), np.int64)
    rows = version.among(places) if len(places) else np.zeros(0, np.int64)
    found = Pairs.of(version, which, rows)
    sign, contested = found.sign, found.contested
    against = np.flatnonzero((sign < 0) | contested)
    worst = against[np.argsort(-found.conflict[against], kind="stable")[:odds]]
    sums = zip(found.cooperation[worst].tolist(), found.conflict[worst].tolist(), strict=True)
    ends = zip(found.ids(version, found.first[worst]), found.ids(version, found.second[worst]), strict=True)
    binding: tuple[Seen, ...] = ()
    if relations > 0:
        counting, side = counted(version, rows, which)
        best = which.pick(version, counting[side == BINDS], relations)
        binding = version.views(best.rows, best.measures)
    return Cohesion(
        members=size,
        pairs=size * (size - 1) // 2,
        bound=int((sign > 0).sum()),
        opposed=int((sign < 0).sum()),
        talk=int((sign == 0).sum()),
        contested=int(contested.sum()),
        binding=binding,
        odds=tuple(stance(version, which, *two, *weights) for two, weights in zip(ends, sums, strict=True)),
        at_odds=len(against),
    )
