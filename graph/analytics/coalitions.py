"""Observed coalitions: who belongs together by what they do for one another, whatever they have declared."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from graph.analytics.leiden import Leiden, modularity
from graph.analytics.method import Method
from graph.analytics.projection import BINDS, Projection, counted, strengths
from graph.deadline import NEVER, Deadline
from graph.errors import QueryError
from graph.network import GraphVersion, Seen
from graph.network.columns import Array
from graph.queries import Filter

METHOD = Method(
    "Communities of the network in which two actors are linked where more than talk binds them and conflict does not outweigh "
    "cooperation: the division found that has the most modularity, every community in one piece. What it finds depends on the "
    "seed; stability is the share of pairs of members that stay together under other seeds and resolutions.",
    "Traag, V. A., Waltman, L. and van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing well-connected communities. "
    "Scientific Reports 9, 5233; modularity after Newman, M. E. J. and Girvan, M. (2004). Physical Review E 69, 026113.",
)
#: Resolutions of the runs that tell how stable coalitions are, as multiples of the one asked for, in turn.
NEARBY = (1.0, 0.8, 1.25)


@dataclass(frozen=True, slots=True)
class Coalition:
    """Actors that belong together.

    ``members`` are in the order of their ids, ``ties`` how strongly each is bound to the others, ``binding`` the strongest
    relations that bind two of them, ``inside`` the strength of all of these, ``outside`` of those that bind a member to
    somebody else. ``stability`` is the share of the
    pairs of members that stay together in other runs, on average; 1 where none were asked for, or for a member alone.
    """

    members: tuple[str, ...]
    ties: tuple[float, ...]
    binding: tuple[Seen, ...]
    inside: float
    outside: float
    stability: float

    def __len__(self) -> int:
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Coalitions:
    """A division of all bound actors: the largest coalitions first, those of equal size by their first member.

    ``total`` and ``actors`` count all coalitions and their members, over a limit too. ``modularity`` is Newman's, of the
    whole division, with the resolution asked for.
    """

    coalitions: tuple[Coalition, ...]
    total: int
    actors: int
    modularity: float


def coalitions(
    version: GraphVersion,
    which: Filter = Filter(),
    *,
    seed: int = 0,
    resolution: float = 1.0,
    iterations: int | None = None,
    runs: int = 0,
    limit: int | None = None,
    relations: int = 5,
    kind: str | None = None,
    deadline: Deadline = NEVER,
) -> Coalitions:
    """The communities of the positive projection (:class:`graph.analytics.projection.Projection`) of the relations that
    pass, by the Leiden algorithm for modularity.

    The same for the same relations, seed and parameters, whatever layers the version has. A higher ``resolution`` makes
    more and smaller coalitions. ``iterations`` of the algorithm: as :class:`graph.analytics.leiden.Leiden` sees fit
    where None. Stability takes ``runs`` further divisions, with seeds ``seed + 1``, ``seed + 2``, … and resolutions by
    :data:`NEARBY`. ``limit`` is the most coalitions to tell of, ``relations`` the most relations to tell of each;
    ``kind`` leaves actors of other kinds out.
    Raises :class:`QueryError` for a resolution that is not from a millionth to a million, and for less than one iteration.
    """
    if not 1e-6 <= resolution <= 1e6:
        raise QueryError(f"a resolution of {resolution} is of no use; give one from 0.000001 to 1000000, 1 as a rule")
    if iterations is not None and iterations < 1:
        raise QueryError(f"{iterations} iterations find nothing; give 1 or more")
    projection = Projection.of(version, which, kind=kind, deadline=deadline)
    leiden = Leiden(projection, iterations)
    labels = leiden.divide(seed, resolution)
    sizes = np.bincount(labels)
    shown = len(sizes) if limit is None else max(0, min(limit, len(sizes)))
    together = []
    for run in range(1, runs + 1):
        deadline.check()
        together.append(_together(labels, leiden.divide(seed + run, resolution * NEARBY[run % len(NEARBY)])))
    deadline.check()
    stability = np.mean(together, axis=0) if together else np.ones(len(sizes))
    within = leiden.within(labels)
    inside, ends = leiden.sums(labels, within)
    columns = (
        *_members(version, projection, labels, within, shown),
        _binding(version, which, projection, labels, shown, relations),
        inside[:shown].tolist(),
        (ends - 2 * inside)[:shown].tolist(),
        stability[:shown].tolist(),
    )
    return Coalitions(
        coalitions=tuple(map(Coalition, *columns)),
        total=len(sizes),
        actors=len(projection),
        modularity=modularity(inside, ends, resolution),
    )


def _members(
    version: GraphVersion, projection: Projection, labels: Array, within: Array, shown: int
) -> tuple[list[tuple[str, ...]], list[tuple[float, ...]]]:
    order = np.argsort(labels, kind="stable")
    bounds = labels[order].searchsorted(np.arange(shown + 1)).tolist()
    order = order[: bounds[-1]]
    ids, ties = version.nodes.ids(projection.places[order]), within[order].tolist()
    ranges = list(pairwise(bounds))
    return [tuple(ids[low:high]) for low, high in ranges], [tuple(ties[low:high]) for low, high in ranges]


def _binding(
    version: GraphVersion, which: Filter, projection: Projection, labels: Array, shown: int, most: int
) -> list[tuple[Seen, ...]]:
    """The strongest relations that bind two members, for each of the first coalitions."""
    if most <= 0 or not shown:
        return [()] * shown
    rows, side = counted(version, version.rows(), which)
    rows = rows[side == BINDS]
    number = np.full(len(version.nodes), -1)
    number[projection.places] = np.arange(len(projection))
    one, other = number[version.source(rows)], number[version.target(rows)]
    label = np.where((one >= 0) & (other >= 0) & (labels[one] == labels[other]), labels[one], shown)
    inside = np.flatnonzero((label < shown) & projection.has(one, other))
    rows, label = rows[inside], label[inside]
    strength = strengths(version, rows, which)
    order = np.argsort(label, kind="stable")
    bounds = label[order].searchsorted(np.arange(shown + 1)).tolist()
    mine = [order[low:high] for low, high in pairwise(bounds)]
    best = [some[version.ordered(rows[some], strength[some], most)] for some in mine]
    chosen = rows[np.concatenate(best)]
    views = version.views(chosen, version.measure(chosen, which.window))
    ends = np.cumsum([0, *map(len, best)]).tolist()
    return [views[low:high] for low, high in pairwise(ends)]


def _together(labels: Array, other: Array) -> Array:
    """The share of pairs of each community that are in one community of another division too; 1 of no pairs."""
    most = int(other.max(initial=0)) + 1
    cells, counts = np.unique(labels * most + other, return_counts=True)
    sizes = np.bincount(labels)
    kept = np.bincount(cells // most, counts * (counts - 1), len(sizes))
    pairs = sizes * (sizes - 1)
    share: Array = np.where(pairs > 0, kept / np.maximum(pairs, 1), 1.0)
    return share
