"""How divided actors are, year by year: triads in balance, and whether conflict runs between the two largest coalitions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from graph.analytics.leiden import Leiden
from graph.analytics.method import Method
from graph.analytics.projection import LOT, Pairs, Projection, bits_of, counted, in_order, keyed, runs, weighed
from graph.analytics.triads import Ties, census
from graph.deadline import NEVER, Deadline
from graph.errors import QueryError
from graph.network import GraphVersion
from graph.network.columns import EPOCH, Array, strengths
from graph.queries import Filter
from graph.queries.timelines import StepName, beginning

METHOD = Method(
    "Each step by the evidence inside it alone. Camps are the two largest coalitions (Leiden) of the whole window. Conflict: "
    "what runs between the camps as a share of what runs between and inside them. Cooperation, the E-I index: what runs between "
    "the camps less what runs inside them, as a share of both; -1 where all stays inside, 1 where all crosses.",
    "Krackhardt, D. and Stern, R. N. (1988). Informal networks and organizational crises: an experimental simulation. Social "
    "Psychology Quarterly 51(2), 123-140. Camps: Traag, V. A., Waltman, L. and van Eck, N. J. (2019). From Louvain to Leiden: "
    "guaranteeing well-connected communities. Scientific Reports 9, 5233.",
)
#: So many steps of the calendar are told at most.
MOST_STEPS = 240
#: So many pairs of one step are looked at, the strongest.
MOST_PAIRS = 200_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """A step of the calendar, by the evidence inside it alone.

    ``positive`` and ``negative`` count pairs, ``left`` those with a sign that were too weak to be looked at, ``counts`` and
    ``weights`` the triads as :class:`graph.analytics.triads.Census`. ``conflict_between`` and ``conflict_inside`` are the
    strength of conflict of pairs between the two coalitions, and of pairs inside either; ``cooperation_…`` likewise.
    """

    start: date
    positive: int
    negative: int
    left: int
    counts: tuple[int, ...]
    weights: tuple[float, ...]
    conflict_between: float
    conflict_inside: float
    cooperation_between: float
    cooperation_inside: float


@dataclass(frozen=True, slots=True)
class Polarisation:
    """``camps`` are the members of the two largest coalitions over the whole window, fewer where there are not two."""

    camps: tuple[tuple[str, ...], ...]
    stretches: tuple[Stretch, ...]


def polarisation(
    version: GraphVersion,
    which: Filter = Filter(),
    step: StepName = "year",
    *,
    kind: str | None = None,
    seed: int = 0,
    resolution: float = 1.0,
    deadline: Deadline = NEVER,
) -> Polarisation:
    """The steps that have evidence, in order; relations pass by the whole window, and count in each step by what lies in it.

    Camps are those of :func:`graph.analytics.coalitions` over the whole window, with the same seed and resolution, so that
    steps are compared on one division. Nothing fades. Raises :class:`graph.errors.QueryError` for more than
    :data:`MOST_STEPS` steps, :class:`graph.errors.TimeExceeded`.
    """
    pairs = Pairs.of(version, which, deadline=deadline).among(version, kind)
    camp = _camps(version, pairs, seed, resolution)
    there = np.zeros(len(pairs.places), np.bool_)
    there[pairs.first] = there[pairs.second] = True
    steps = _by_step(version, which, step, deadline)
    stretches = []
    for start, found in steps:
        deadline.check()
        # Only pairs that the whole window has, so that actors of another kind stay out.
        stretches.append(_stretch(start, found.take(there[found.first] & there[found.second]), camp, deadline))
    members = (np.flatnonzero(camp == number) for number in range(int(camp.max(initial=-1)) + 1))
    return Polarisation(
        camps=tuple(tuple(pairs.ids(version, some)) for some in members),
        stretches=tuple(one for one in stretches if one is not None),
    )


def _camps(version: GraphVersion, pairs: Pairs, seed: int, resolution: float) -> Array:
    """By an actor's number: 0 or 1 in the two largest coalitions, else −1."""
    projection = Projection.signed(pairs)
    camp = np.full(len(pairs.places), -1)
    number = np.full(len(version.nodes), -1)
    number[pairs.places] = np.arange(len(pairs.places))
    labels = Leiden(projection).divide(seed, resolution)
    camp[number[projection.places]] = np.where(labels < 2, labels, -1)
    return camp


def _by_step(version: GraphVersion, which: Filter, step: StepName, deadline: Deadline) -> Iterator[tuple[date, Pairs]]:
    """The sums of all pairs in each step: of the strengths that relations have by their evidence inside it."""
    rows, side = counted(version, version.rows(), which)
    by_id, number = in_order(version)
    bits, lots = bits_of(by_id), []
    for low in range(0, max(1, len(rows)), LOT):
        deadline.check()
        some, sides = rows[low : low + LOT], side[low : low + LOT]
        pieces = version.pieces(some, which.window)
        begin = beginning(pieces.day, step)
        # The pieces of a row lie together, by day.
        change = np.ones(len(begin), np.bool_)
        change[1:] = (begin[1:] != begin[:-1]) | (pieces.owner[1:] != pieces.owner[:-1])
        starts = np.flatnonzero(change)
        total = np.add.reduceat(pieces.weight, starts) if len(starts) else np.zeros(0, np.int64)
        owner = pieces.owner[starts]
        strength = strengths(version.kind(some)[owner], total).astype(np.float32)
        ends = version.source(some), version.target(some)
        key = keyed(*(ends if number is None else (number[ends[0]], number[ends[1]])), bits)
        lots.append((begin[starts], key[owner], *weighed(np.arange(len(owner)), len(owner), sides[owner], strength)))
    begin, key, binds, cooperation, conflict = (np.concatenate(column) for column in zip(*lots, strict=True))
    order = np.argsort(begin, kind="stable")
    firsts, _ = runs(begin[order])
    if len(firsts) > MOST_STEPS:
        raise QueryError(
            f"there are {len(firsts)} steps, and at most {MOST_STEPS} are told; take a longer step or a shorter window"
        )
    for low, high in pairwise([*firsts.tolist(), len(order)]):
        mine = order[low:high]
        sums = Pairs.summed(by_id, key[mine], binds[mine], cooperation[mine], conflict[mine])
        yield date.fromordinal(EPOCH + int(begin[mine[0]])), sums


def _stretch(start: date, pairs: Pairs, camp: Array, deadline: Deadline) -> Stretch | None:
    if not len(pairs):
        return None
    ties = Ties.of(pairs, MOST_PAIRS)
    found = census(ties, deadline=deadline)
    one, other = camp[pairs.first], camp[pairs.second]
    inside, between = (one >= 0) & (one == other), (one >= 0) & (other >= 0) & (one != other)
    sign = pairs.sign
    return Stretch(
        start=start,
        positive=int((sign > 0).sum()),
        negative=int((sign < 0).sum()),
        left=ties.left,
        counts=found.counts,
        weights=found.weights,
        conflict_between=float(pairs.conflict[between].sum()),
        conflict_inside=float(pairs.conflict[inside].sum()),
        cooperation_between=float(pairs.cooperation[between].sum()),
        cooperation_inside=float(pairs.cooperation[inside].sum()),
    )
