"""All that is known between two actors: what they do to each other, what contradicts what, and how it came about."""

from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Literal

import numpy as np

from graph.actors import Register
from graph.network import GraphVersion, Seen, Window
from graph.network.columns import EPOCH, Rows
from graph.ontology import Sign
from graph.queries.check import Check, check
from graph.queries.filters import EVERY, Filter
from graph.queries.timelines import CONFLICT, TENTHS, Period, StepName, beginning, timeline_of

#: So many contradictions are listed.
MOST_CONTRADICTIONS = 20


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A cooperative and a conflictual relation of one pair, both in evidence."""

    cooperation: Seen
    conflict: Seen

    @property
    def weaker(self) -> float:
        """Strength of the weaker of the two."""
        return min(self.cooperation.strength, self.conflict.strength)

    @property
    def latest(self) -> Sign | None:
        """Which of the two was seen last; None where on one day."""
        if self.cooperation.last_day == self.conflict.last_day:
            return None
        return "cooperation" if self.cooperation.last_day > self.conflict.last_day else "conflict"


@dataclass(frozen=True, slots=True)
class Run:
    """What prevails between two actors at the end of a window, and since when without interruption; see :func:`dyad`."""

    prevails: Sign | Literal["balance"]
    since: date
    last: date


@dataclass(frozen=True, slots=True)
class Dyad:
    """Two actors. ``relations`` are all between them that pass, either way, strongest first; ``check`` the verdict, with
    the sums, what binds and what opposes, and the alliances and blocs in common; ``contradictions`` the weightiest of
    ``contradicting`` (each that binds against each that opposes); ``run`` None where nothing is in evidence."""

    a: str
    b: str
    relations: tuple[Seen, ...]
    check: Check
    contradictions: tuple[Contradiction, ...]
    contradicting: int
    timeline: tuple[Period, ...]
    run: Run | None

    @property
    def contested(self) -> bool:
        """Whether both cooperation and conflict are in evidence."""
        return self.check.tie.contested


def dyad(version: GraphVersion, register: Register, a: str, b: str, which: Filter = EVERY, *, step: StepName = "month") -> Dyad:
    """All between two actors inside a window; everything is empty where nothing is known.

    Contradictions are ordered by the strength of the weaker of the two, then by ids. The **run**: of every calendar year
    with evidence of relations that count (those of :class:`graph.queries.Tie`), the sum of weight times Goldstein score
    tells which side prevailed in it. The years from the latest back to the last in which another side did are the run,
    years without evidence between them included; it is ``since`` the first day on which, in the run's first year, the
    prevailing side was seen (anything, where the two were in balance), and ``last`` seen on its last such day.
    """
    found = which.pick(version, version.rows_between(a, b))
    views = version.views(found.rows, found.measures)
    verdict = check(version, register, a, b, which)
    pair = verdict.tie
    against = [Contradiction(*two) for two in product(pair.binding, pair.opposing)]
    against.sort(key=lambda two: (-two.weaker, two.cooperation.order, two.conflict.order))
    counted = {view.id for view in (*pair.binding, *pair.opposing)}
    rows = found.rows[np.array([view.id in counted for view in views], np.bool_)]
    return Dyad(
        a=a,
        b=b,
        relations=views,
        check=verdict,
        contradictions=tuple(against[:MOST_CONTRADICTIONS]),
        contradicting=len(against),
        timeline=timeline_of(version, found.rows, which, step),
        run=_run(version, rows, which.window),
    )


def _run(version: GraphVersion, rows: Rows, window: Window) -> Run | None:
    pieces = version.pieces(rows, window)
    if not len(pieces.day):
        return None
    kind = version.kind(rows)[pieces.owner]
    years, year = np.unique(beginning(pieces.day, "year"), return_inverse=True)
    sums = np.zeros(len(years), np.int64)
    np.add.at(sums, year, pieces.weight * TENTHS[kind])
    sides = np.sign(sums)
    other = np.flatnonzero(sides != sides[-1])
    first = int(other[-1]) + 1 if len(other) else 0
    prevailing = np.ones(len(kind), np.bool_) if not sides[-1] else CONFLICT[kind] == (sides[-1] < 0)
    begin = pieces.day[prevailing & (year == first)].min()
    last = pieces.day[prevailing].max()
    named: dict[int, Sign | Literal["balance"]] = {-1: "conflict", 0: "balance", 1: "cooperation"}
    return Run(named[int(sides[-1])], date.fromordinal(EPOCH + int(begin)), date.fromordinal(EPOCH + int(last)))
