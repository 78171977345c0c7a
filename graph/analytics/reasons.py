"""The relations behind a pair's sign."""

from dataclasses import dataclass

from graph.network import GraphVersion, Seen
from graph.ontology import Sign
from graph.queries import Filter
from graph.queries.sides import side


@dataclass(frozen=True, slots=True)
class Stance:
    """Two actors, ``a`` before ``b`` by id, weighed as in :class:`graph.queries.Tie`.

    ``binding`` and ``opposing`` are the relations on either side, strongest first, talk among the first; ``bound`` where
    something is more than talk.
    """

    a: str
    b: str
    cooperation: float
    conflict: float
    binding: tuple[Seen, ...]
    opposing: tuple[Seen, ...]
    bound: bool

    @property
    def score(self) -> float:
        """Cooperation less conflict."""
        return self.cooperation - self.conflict

    @property
    def sign(self) -> Sign | None:
        """Conflict where the score is below 0, else cooperation where the two are bound; None where they only talk."""
        if self.score < 0:
            return "conflict"
        return "cooperation" if self.bound else None

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
    views = which.views(version, version.rows_between(a, b))
    on = [side(view.type, view.source_role, view.target_role) for view in views]
    binding = tuple(view for view, its in zip(views, on, strict=True) if its in ("talk", "binds"))
    opposing = tuple(view for view, its in zip(views, on, strict=True) if its == "opposes")
    bound = any(its == "binds" and view.strength for view, its in zip(views, on, strict=True))
    return Stance(a, b, cooperation, conflict, binding, opposing, bound)
