"""The relations behind a pair's sign."""

from dataclasses import dataclass

from graph.network import GraphVersion, Seen
from graph.ontology import Sign
from graph.queries import Filter
from graph.queries.sides import side


@dataclass(frozen=True, slots=True)
class Stance:
    """Two actors, ``a`` before ``b`` by id, weighed as in :class:`graph.queries.Tie`.

    ``binding`` and ``opposing`` are the relations on either side, strongest first, talk among the first.
    """

    a: str
    b: str
    cooperation: float
    conflict: float
    binding: tuple[Seen, ...]
    opposing: tuple[Seen, ...]

    @property
    def score(self) -> float:
        """Cooperation less conflict."""
        return self.cooperation - self.conflict

    @property
    def sign(self) -> Sign:
        """The sign of a pair that has one: conflict where the score is below 0."""
        return "conflict" if self.score < 0 else "cooperation"

    @property
    def contested(self) -> bool:
        """Whether both cooperation and conflict weigh something."""
        return self.cooperation > 0 and self.conflict > 0

    @property
    def strongest(self) -> Seen | None:
        """The strongest relation on the side that prevails; None where nothing is on either."""
        mine, others = (self.opposing, self.binding) if self.score < 0 else (self.binding, self.opposing)
        return next(iter(mine or others), None)


def stance(version: GraphVersion, which: Filter, a: str, b: str, cooperation: float, conflict: float) -> Stance:
    """The relations that pass between two actors, under sums that are known."""
    a, b = sorted((a, b))
    views = [(view, side(view.type, *_roles(view))) for view in which.views(version, version.rows_between(a, b))]
    binding = tuple(view for view, which_side in views if which_side in ("talk", "binds"))
    return Stance(a, b, cooperation, conflict, binding, tuple(view for view, which_side in views if which_side == "opposes"))


def _roles(view: Seen) -> tuple[str | None, str | None]:
    return view.source_role, view.target_role
