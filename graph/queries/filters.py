"""Which relations a question is about: by type, class, sign, sources and time."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph.errors import QueryError
from graph.network import ALL_TIME, GraphVersion, Seen, Window
from graph.network.version import through
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

    def __post_init__(self) -> None:
        types = relation_types()
        classes = {kind.plover for kind in types.values()}
        for given, known, what in ((self.relations, set(types), "relation"), (self.plover, classes, "PLOVER class")):
            if wrong := sorted(given - known):
                raise QueryError(f"unknown {what} {wrong[0]!r}; known are {', '.join(sorted(known))}")

    def admits(self, view: Seen) -> bool:
        """Whether a relation, already seen through the window, passes."""
        kind = view.relation.type
        return (
            (not self.relations or kind.name in self.relations)
            and (not self.plover or kind.plover in self.plover)
            and (self.sign is None or kind.sign == self.sign)
            and max(1, view.publishers) >= self.min_sources
        )

    def pick(self, views: Iterable[Seen]) -> tuple[Seen, ...]:
        """The relations that pass, as the window shows them, strongest first."""
        return tuple(view for view in through(tuple(views), self.window) if self.admits(view))

    def at(self, version: GraphVersion, actor: str) -> tuple[Seen, ...]:
        """The relations at an actor that pass, strongest first."""
        return self.pick(version.ties.get(actor, ()))
