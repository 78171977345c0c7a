"""A window of time, and a relation as seen through it: two bisections over the days of its evidence."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date

from graph.errors import QueryError
from graph.network.relation import Relation
from graph.network.strength import strength


@dataclass(frozen=True, slots=True)
class Seen:
    """A relation with the numbers of its evidence inside a window; ``strength`` as in :mod:`graph.network.strength`."""

    relation: Relation
    evidence: int
    articles: int
    publishers: int
    first_day: date
    last_day: date
    strength: float

    @property
    def order(self) -> tuple[float, str]:
        """Sort key, strongest first: a total order, since ids are unique."""
        return (-self.strength, self.relation.id)


@dataclass(frozen=True, slots=True)
class Window:
    """Which evidence counts: days from ``start`` to ``end``, both included, and none after ``as_of``.

    ``half_life`` in days lets older evidence fade, counted back from the last day that counts; else nothing fades.
    Raises :class:`QueryError` when the window is empty by construction.
    """

    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    half_life: float | None = None

    def __post_init__(self) -> None:
        if self.start and self.last and self.start > self.last:
            raise QueryError(f"the window is empty: it starts on {self.start} and ends on {self.last}")
        if self.half_life is not None and not (self.half_life > 0 and self.last):
            raise QueryError("half_life needs a positive number of days and an as_of (or to) to count back from")

    @property
    def last(self) -> date | None:
        """The last day that counts."""
        return min((day for day in (self.end, self.as_of) if day), default=None)

    @property
    def open(self) -> bool:
        """Whether everything counts."""
        return self.start is None and self.last is None

    def see(self, relation: Relation) -> Seen | None:
        """The relation through this window; None when none of its evidence lies inside."""
        days, last = relation.days, self.last
        low = bisect_left(days, self.start) if self.start else 0
        high = bisect_right(days, last) if last else len(days)
        if low >= high:
            return None
        whole = low == 0 and high == len(days)
        count = high - low
        return Seen(
            relation=relation,
            evidence=count,
            articles=relation.articles if whole else len(set(relation.article_of[low:high])),
            publishers=relation.publishers if whole else len(set(relation.publisher_of[low:high])),
            first_day=days[low],
            last_day=days[high - 1],
            strength=strength(relation.type, relation.weights[low:high], days[low:high], last, self.half_life),
        )

    def again(self, view: Seen) -> Seen | None:
        """A relation that was seen through :data:`ALL_TIME`, through this window: the same view where all of it is inside."""
        if self.half_life is None:
            first, last = self.start or date.min, self.last or date.max
            if first <= view.first_day and view.last_day <= last:
                return view
            if view.last_day < first or view.first_day > last:
                return None
        return self.see(view.relation)


#: Everything counts.
ALL_TIME = Window()
