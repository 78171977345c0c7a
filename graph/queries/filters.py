"""Which relations a question is about: by type, class, sign, sources and time."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.errors import QueryError
from graph.network import ALL_TIME, GraphVersion, Seen, Window
from graph.ontology import Sign, relation_types


@dataclass(frozen=True, slots=True)
class Filter:
    """A conjunction; an empty set admits every value.

    ``min_sources`` is the least number of publishers inside the window; evidence without a named publisher counts as
    one source. Raises :class:`QueryError` for a relation or PLOVER class that the ontology does not have.
    """

    relations: frozenset[str] = frozenset()
    plover: frozenset[str] = frozenset()
    sign: Sign | None = None
    min_sources: int = 1
    window: Window = ALL_TIME
    allowed: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        types = relation_types()
        classes = {kind.plover for kind in types.values()}
        for given, known, what in ((self.relations, set(types), "relation"), (self.plover, classes, "PLOVER class")):
            if wrong := sorted(given - known):
                raise QueryError(f"unknown {what} {wrong[0]!r}; known are {', '.join(sorted(known))}")
        allowed = frozenset(
            kind.name
            for kind in types.values()
            if (not self.relations or kind.name in self.relations)
            and (not self.plover or kind.plover in self.plover)
            and self.sign in (None, kind.sign)
        )
        object.__setattr__(self, "allowed", allowed)

    @property
    def open(self) -> bool:
        """Whether every relation passes as it is."""
        return self.window.open and self.min_sources <= 1 and len(self.allowed) == len(relation_types())

    def view(self, view: Seen) -> Seen | None:
        """A relation of a graph version as the window shows it; None where it does not pass."""
        if view.relation.relation not in self.allowed:
            return None
        seen = view if self.window.open else self.window.again(view)
        return seen if seen is not None and max(1, seen.publishers) >= self.min_sources else None

    def pick(self, views: Iterable[Seen]) -> tuple[Seen, ...]:
        """Those of a version's relations, given strongest first, that pass, strongest first inside the window."""
        if self.open:
            return tuple(views)
        kept = (seen for view in views if (seen := self.view(view)) is not None)
        return tuple(kept) if self.window.open else tuple(sorted(kept, key=lambda view: view.order))

    def at(self, version: GraphVersion, actor: str) -> tuple[Seen, ...]:
        """The relations at an actor that pass, strongest first."""
        return self.pick(version.ties.get(actor, ()))
