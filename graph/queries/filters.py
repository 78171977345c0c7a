"""Which relations a question is about: by type, class, sign, sources and time."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from graph.errors import QueryError
from graph.network import ALL_TIME, GraphVersion, Measures, Seen, Window
from graph.network.columns import Array, Rows
from graph.network.history import KINDS
from graph.ontology import Sign, relation_types


class Picked(NamedTuple):
    """Rows that pass, strongest first, with their numbers inside the window; ``total`` counts all that pass."""

    rows: Rows
    measures: Measures
    total: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A conjunction; an empty set admits every value.

    ``min_sources`` is the least number of publishers inside the window; evidence without a named publisher counts as
    one source. ``min_confidence`` is the least confidence (:meth:`graph.network.GraphVersion.confidence`) there. Raises
    :class:`QueryError` for a relation or PLOVER class that the ontology does not have.
    """

    relations: frozenset[str] = frozenset()
    plover: frozenset[str] = frozenset()
    sign: Sign | None = None
    min_sources: int = 1
    min_confidence: float = 0.0
    window: Window = ALL_TIME
    _allowed: Array = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_allowed", _allowed(self.relations, self.plover, self.sign))

    @property
    def open(self) -> bool:
        """Whether every relation passes as it is."""
        every = self.min_sources <= 1 and self.min_confidence <= 0
        return self.window.open and every and bool(self._allowed.all())

    def on(self, version: GraphVersion) -> "tuple[GraphVersion, Filter]":
        """The version and the filter to ask instead, which give the same: a window that is asked about often is a version
        of its own. Rows of the one are not rows of the other; actors are at the same places."""
        through = version.through(self.window)
        return (version, self) if through is None else (through, replace(self, window=ALL_TIME))

    def passing(self, version: GraphVersion, rows: Rows) -> Rows:
        """Those of some rows that pass, in their order."""
        if not self._allowed.all():
            rows = rows[self._allowed[version.kind(rows)]]
        if not self.window.open:
            rows = rows[version.present(rows, self.window)]
        if self.min_sources > 1:
            publishers = version.publishers(rows) if self.window.open else version.measure(rows, self.window).publishers
            rows = rows[publishers >= self.min_sources]
        if self.min_confidence > 0:
            rows = rows[version.confidence(rows, self.window) >= self.min_confidence]
        return rows

    def pick(self, version: GraphVersion, rows: Rows, most: int | None = None) -> Picked:
        """The ``most`` strongest of some rows that pass, strongest first inside the window.

        No relation is stronger inside a window than over all time, so that the strongest are looked at first, and no
        more of them than it takes.
        """
        rows = self.passing(version, rows)
        total = len(rows)
        whole = version.strength(rows)
        if not most or self.window.open or most >= total:
            if self.window.open:
                order = version.ordered(rows, whole, most)
                return Picked(rows[order], version.measure(rows[order]), total)
            return self._top(version, rows, most, total)
        looked = 2 * most
        while looked < total:
            part = np.argpartition(-whole, looked)
            found = self._top(version, rows[part[:looked]], most, total)
            # Whoever equals the best of the rest might have to stand behind one of them.
            if float(found.measures.strength[-1]) > float(whole[part[looked]]):
                return found
            looked *= 4
        return self._top(version, rows, most, total)

    def at(self, version: GraphVersion, actor: str) -> tuple[Seen, ...]:
        """The relations at an actor that pass, strongest first; none for an actor that is not there."""
        index = version.nodes.index(actor)
        if index is None:
            return ()
        version, which = self.on(version)
        return which.views(version, version.at(np.array([index])))

    def views(self, version: GraphVersion, rows: Rows) -> tuple[Seen, ...]:
        """Those of some rows that pass, strongest first, as relations."""
        found = self.pick(version, rows)
        return version.views(found.rows, found.measures)

    def _top(self, version: GraphVersion, rows: Rows, most: int | None, total: int) -> Picked:
        measures = version.measure(rows, self.window)
        order = version.ordered(rows, measures.strength, most)
        return Picked(rows[order], measures.take(order), total)


@lru_cache(maxsize=1024)  # the same few, question after question
def _allowed(relations: frozenset[str], plover: frozenset[str], sign: Sign | None) -> Array:
    """Which relations pass, by their places in KINDS. Raises :class:`QueryError`."""
    types = relation_types()
    classes = {kind.plover for kind in types.values()}
    for given, known, what in ((relations, set(types), "relation"), (plover, classes, "PLOVER class")):
        if wrong := sorted(given - known):
            raise QueryError(f"unknown {what} {wrong[0]!r}; known are {', '.join(sorted(known))}")
    allowed = np.array([
        (not relations or kind in relations)
        and (not plover or types[kind].plover in plover)
        and sign in (None, types[kind].sign)
        for kind in KINDS
    ])  # fmt: skip
    allowed.setflags(write=False)
    return allowed


#: Every relation passes.
EVERY = Filter()
