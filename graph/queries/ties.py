"""Allies and rivals of an actor, ranked: what binds a pair weighed against what sets it apart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from graph.actors import Register
from graph.network import GraphVersion, Seen
from graph.queries.declared import Shared, shared
from graph.queries.filters import EVERY, Filter
from graph.queries.sides import Side, side

Basis = Literal["declared", "observed"]


@dataclass(frozen=True, slots=True)
class Tie:
    """A pair, weighed.

    ``cooperation`` and ``conflict`` are sums of relation strengths; ``score`` is the first less the second. ``binding``
    and ``opposing`` are the relations behind each sum, strongest first; ``contested`` says that both are there.
    ``declared`` are the alliances and blocs in common; ``since``/``last`` bound the days of the relations that make the
    tie (and, for allies, of shared membership), None where nothing is dated.
    """

    actor: str
    partner: str
    cooperation: float
    conflict: float
    binding: tuple[Seen, ...]
    opposing: tuple[Seen, ...]
    declared: tuple[Shared, ...]

    @property
    def score(self) -> float:
        """Cooperation minus conflict."""
        return self.cooperation - self.conflict

    @property
    def contested(self) -> bool:
        """Whether both cooperation and conflict are in evidence."""
        return bool(self.binding and self.opposing)

    @property
    def formal(self) -> bool:
        """Whether the register knows a defence alliance of the two."""
        return any(bond.kind == "alliance" for bond in self.declared)

    @property
    def bound(self) -> bool:
        """Whether more than talk binds the two."""
        return any(_side(view) == "binds" for view in self.binding)

    @property
    def basis(self) -> tuple[Basis, ...]:
        """On what the alliance rests."""
        return (*(("declared",) if self.declared else ()), *(("observed",) if self.binding else ()))

    def since(self, *, friendly: bool) -> date | None:
        """The first day of what makes the pair allies, or rivals."""
        days = [view.first_day for view in (self.binding if friendly else self.opposing)]
        return min([*days, *(bond.since for bond in self.declared if friendly and bond.since)], default=None)

    def last(self, *, friendly: bool) -> date | None:
        """The last day on which that was seen."""
        return max((view.last_day for view in (self.binding if friendly else self.opposing)), default=None)


def alliances(version: GraphVersion, register: Register, actor: str, which: Filter = EVERY) -> tuple[Tie, ...]:
    """The actor's allies: pairs bound by more than talk with a score of at least 0, and partners in a defence alliance.

    Ranked by score, then identifier; an ally by declaration alone has score 0, one with whom conflict prevails a
    negative score at the end. Blocs in common are told but make no ally by themselves (rivals share blocs too).
    """
    ties = _all(version, register, actor, which)
    chosen = [pair for pair in ties if pair.formal or (pair.bound and pair.score >= 0)]
    return tuple(sorted(chosen, key=lambda pair: (-pair.score, not pair.formal, pair.partner)))


def rivals(version: GraphVersion, register: Register, actor: str, which: Filter = EVERY) -> tuple[Tie, ...]:
    """The actor's rivals: pairs in which conflict outweighs cooperation, the most hostile first."""
    ties = _all(version, register, actor, which)
    return tuple(sorted((pair for pair in ties if pair.score < 0), key=lambda pair: (pair.score, pair.partner)))


def tie(version: GraphVersion, register: Register, a: str, b: str, which: Filter = EVERY) -> Tie:
    """One pair, weighed; everything is empty where nothing is known."""
    views = which.views(version, version.rows_between(a, b))
    return _weigh(a, b, views, shared(register, a, which.window.last).get(b, ()))


def _all(version: GraphVersion, register: Register, actor: str, which: Filter) -> Iterable[Tie]:
    views: dict[str, list[Seen]] = defaultdict(list)
    for view in which.at(version, actor):
        views[view.other(actor)].append(view)
    views.pop(actor, None)
    bonds: Mapping[str, tuple[Shared, ...]] = shared(register, actor, which.window.last)
    for partner in sorted(views.keys() | bonds.keys()):
        yield _weigh(actor, partner, views.get(partner, ()), bonds.get(partner, ()))


def _weigh(actor: str, partner: str, views: Iterable[Seen], declared: tuple[Shared, ...]) -> Tie:
    ours = [(view, _side(view)) for view in views]
    binding = tuple(view for view, which in ours if which in ("talk", "binds"))
    opposing = tuple(view for view, which in ours if which == "opposes")
    return Tie(
        actor=actor,
        partner=partner,
        cooperation=sum((view.strength for view in binding), 0.0),
        conflict=sum((view.strength for view in opposing), 0.0),
        binding=binding,
        opposing=opposing,
        declared=declared,
    )


def _side(relation: Seen) -> Side | None:
    return side(relation.type, relation.source_role, relation.target_role)
