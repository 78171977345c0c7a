"""Coalitions that the news show, with names that can be asked for again, beside the alliances that are declared."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.actors import Register
from graph.analytics.coalitions import Coalition, coalitions
from graph.analytics.method import Method
from graph.deadline import NEVER, Deadline
from graph.errors import QueryError
from graph.network import GraphVersion
from graph.queries import Bloc, Entry, Filter, blocs

#: How a coalition is set beside declared alliances.
OVERLAP = Method(
    "Overlap with a declared alliance or bloc: members of both as a share of the members of either, on the day asked about.",
    "Jaccard, P. (1901). Étude comparative de la distribution florale dans une portion des Alpes et des Jura. Bulletin de la "
    "Société Vaudoise des Sciences Naturelles 37, 547-579.",
)
PREFIX = "coalition:"
#: Resolutions that can be asked for; beyond them all are together, or each alone.
LOWEST, HIGHEST = 0.01, 100.0
#: So many declared alliances and blocs are compared with each coalition.
COMPARED = 5


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a coalition shares with a declared alliance or bloc: ``shared`` members, and ``jaccard``, the members of both as
    a share of the members of either (Jaccard 1901)."""

    bloc: Bloc
    shared: int
    jaccard: float


@dataclass(frozen=True, slots=True)
class Observed:
    """A coalition. Its ``id`` names it among the coalitions of one version, window and set of actors: the seed and the
    resolution of the division, and the first of its members by id, who is in no other coalition of it."""

    id: str
    coalition: Coalition
    overlaps: tuple[Overlap, ...]

    @property
    def members(self) -> tuple[str, ...]:
        """Its members, by id."""
        return self.coalition.members

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Its members, as those of a declared alliance are told."""
        return tuple(Entry(member, None, None, "observed", True) for member in self.members)


@dataclass(frozen=True, slots=True)
class Division:
    """All coalitions, the largest first; ``modularity`` as in :class:`graph.analytics.Coalitions`."""

    observed: tuple[Observed, ...]
    actors: int
    modularity: float


def name_of(seed: int, resolution: float, coalition: Coalition) -> str:
    """The id of a coalition, such as ``coalition:0-1.0-BLR``."""
    return f"{PREFIX}{seed}-{resolution!r}-{coalition.members[0]}"


def parameters_of(identifier: str) -> tuple[int, float]:
    """The seed and the resolution that an id names. Raises :class:`QueryError` for what is no such id."""
    try:
        seed, resolution, member = identifier.removeprefix(PREFIX).split("-", 2)
        found = int(seed), float(resolution)
        if identifier.startswith(PREFIX) and identifier == f"{PREFIX}{found[0]}-{found[1]!r}-{member}":
            return found
    except ValueError:
        pass
    raise QueryError(f"{identifier!r} names no coalition; ids look like coalition:0-1.0-BLR (seed, resolution, first member)")


def observed(
    version: GraphVersion,
    register: Register,
    which: Filter = Filter(),
    *,
    kind: str | None = None,
    seed: int = 0,
    resolution: float = 1.0,
    runs: int = 0,
    deadline: Deadline = NEVER,
) -> Division:
    """The coalitions of :func:`graph.analytics.coalitions`, each beside the alliances and blocs that stand on the window's
    last day. Raises :class:`QueryError` for a resolution out of range."""
    if not LOWEST <= resolution <= HIGHEST:
        raise QueryError(f"resolution is {resolution:g}; give one from {LOWEST:g} to {HIGHEST:g}, 1 as a rule")
    found = coalitions(version, which, kind=kind, seed=seed, resolution=resolution, runs=runs, deadline=deadline)
    declared = blocs(register, which.window.last)
    return Division(
        observed=tuple(
            Observed(name_of(seed, resolution, one), one, overlaps(one.members, declared)) for one in found.coalitions
        ),
        actors=found.actors,
        modularity=found.modularity,
    )


def overlaps(members: Sequence[str], declared: Sequence[Bloc]) -> tuple[Overlap, ...]:
    """The declared alliances and blocs with which a group shares most, the closest first; none that shares nobody."""
    mine = set(members)
    found = []
    for bloc in declared:
        theirs = set(bloc.members)
        if shared := len(mine & theirs):
            found.append(Overlap(bloc, shared, shared / len(mine | theirs)))
    return tuple(sorted(found, key=lambda one: (-one.jaccard, one.bloc.actor.id))[:COMPARED])
