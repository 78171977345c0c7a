"""What changed between two states of the graph: relations that came, went, grew or faded; pairs that changed sides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from graph.analytics.method import Method
from graph.analytics.projection import Pairs
from graph.analytics.reasons import Stance, stance
from graph.deadline import NEVER, Deadline
from graph.errors import QueryError
from graph.network import GraphVersion, Measures, Seen, Window
from graph.network.columns import Array, Rows
from graph.network.history import KINDS
from graph.queries import Filter

METHOD = Method(
    "A state is what the evidence of so many days up to a day shows. new: seen in the later state alone (returned where the "
    "earlier one has evidence up to its day all the same, from before its look-back or by too few publishers); ended: in the "
    "earlier alone; strengthened, weakened: in both, by strength; flipped: a pair whose tie is positive in one and negative "
    "in the other; contested: a pair with both cooperation and conflict in the later, and not in the earlier.",
    "Strengths: Goldstein, J. S. (1992). A conflict-cooperation scale for WEIS events data. Journal of Conflict Resolution "
    "36(2), 369-385. Signs: Heider, F. (1946). Attitudes and cognitive organization. The Journal of Psychology 21, 107-112.",
)
Change = Literal["new", "ended", "strengthened", "weakened"]
Turn = Literal["flipped", "contested"]
CHANGES: tuple[Change, ...] = ("new", "ended", "strengthened", "weakened")
TURNS: tuple[Turn, ...] = ("flipped", "contested")


@dataclass(frozen=True, slots=True)
class State:
    """A version as of a day: evidence of the ``days`` up to it counts, the day itself the last; of all time where None."""

    version: GraphVersion
    day: date
    days: int | None = None

    @property
    def window(self) -> Window:
        """What counts."""
        if self.days is None or self.days > self.day.toordinal():
            return Window(as_of=self.day)
        return Window(start=self.day - timedelta(days=self.days - 1), as_of=self.day)


@dataclass(frozen=True, slots=True)
class Changed:
    """A relation in both states, None where a state does not show it; ``first_ever`` is the first day of all its evidence in
    the later state's version (the earlier's where that has none), whatever the look-back. One that is new has ``returned``
    where the earlier version has evidence of it up to its day all the same: before the look-back, or too little."""

    before: Seen | None
    after: Seen | None
    first_ever: date
    returned: bool = False

    @property
    def by(self) -> float:
        """How much stronger it is; below 0 where it is weaker."""
        return (self.after.strength if self.after else 0.0) - (self.before.strength if self.before else 0.0)


@dataclass(frozen=True, slots=True)
class Turned:
    """A pair in both states."""

    before: Stance
    after: Stance


@dataclass(frozen=True, slots=True)
class Found:
    """The largest ``changed`` or ``turned`` of ``total``."""

    total: int
    changed: tuple[Changed, ...] = ()
    turned: tuple[Turned, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """What was found, by kind of change; ``relations`` is how many relations either state shows."""

    found: dict[Change | Turn, Found]
    relations: tuple[int, int]


def diff(
    before: State,
    after: State,
    which: Filter = Filter(),
    *,
    actor: str | None = None,
    kind: str | None = None,
    least: float = 0.0,
    limit: int = 50,
    deadline: Deadline = NEVER,
) -> Diff:
    """What changed from one state to another, which may be of one version or of two (two moments of knowledge).

    A relation is seen in a state where it passes ``which`` (whose own window is not used) by the evidence that counts there:
    ``new`` where the later state alone sees it, ``ended`` where the earlier alone, ``strengthened`` and ``weakened`` by its
    strength in each. A pair has ``flipped`` where its sign (:attr:`graph.analytics.projection.Pairs.sign`) is positive in one
    and negative in the other, and is newly ``contested`` where both cooperation and conflict weigh something in the later
    state, but not in the earlier. ``actor`` is an end of all that is told, ``kind`` the kind of both ends. Changes of a
    relation's strength, of a pair's score, by less than ``least`` are left out. The ``limit`` largest of each kind are told,
    the largest first, then by ids. Raises :class:`graph.errors.QueryError` where the later day comes before the earlier, and
    :class:`graph.errors.TimeExceeded`.
    """
    if before.day > after.day:
        raise QueryError(f"before is {before.day} and after is {after.day}; turn them round")
    sides = []
    for state in (before, after):
        sides.append(_Side(state, which, actor, kind))
        deadline.check()
    old, new = sides
    number = _numbered(old, new)
    relations = _relations(old, new, number, least, limit)
    deadline.check()
    pairs = _pairs(old, new, number, least, limit)
    return Diff({**relations, **pairs}, (len(old.rows), len(new.rows)))


class _Side:
    """What a state shows: rows that pass, with their numbers, and the sums of pairs."""

    def __init__(self, state: State, which: Filter, actor: str | None, kind: str | None) -> None:
        self.version = version = state.version
        self.which = replace(which, window=state.window)
        rows = version.rows()
        if actor is not None:
            place = version.nodes.index(actor)
            rows = np.zeros(0, np.int64) if place is None else version.at(np.array([place]))
        rows = self.which.passing(version, rows)
        if kind is not None:
            there = version.nodes.of_kind(kind)
            rows = rows[there[version.source(rows)] & there[version.target(rows)]]
        self.rows: Rows = rows
        self.measures: Measures = version.measure(self.rows, self.which.window)
        self.pairs = Pairs.of(version, self.which, self.rows)

    def seen(self, places: Array) -> Iterator[Seen | None]:
        """Rows at some places, None for −1."""
        there = places[places >= 0]
        views = iter(self.version.views(self.rows[there], self.measures.take(there)))
        return (next(views) if place >= 0 else None for place in places.tolist())

    def stances(self, a: list[str], b: list[str], places: Array) -> Iterator[Stance]:
        """Pairs at some places, −1 for one that nothing is between."""
        for one, other, place in zip(a, b, places.tolist(), strict=True):
            known = place >= 0
            sums = (float(column[place]) if known else 0.0 for column in (self.pairs.cooperation, self.pairs.conflict))
            yield stance(self.version, self.which, one, other, *sums)


@dataclass(frozen=True, slots=True, eq=False)
class _Numbers:
    """Actors of both sides, numbered alike in the order of their ids: the number by place in either, and the ids."""

    size: int
    old: Array
    new: Array
    ids: Callable[[Array], list[str]]


def _numbered(old: _Side, new: _Side) -> _Numbers:
    if old.version is new.version:
        places = new.pairs.places
        number = np.empty(len(places), np.int64)
        number[places] = np.arange(len(places))
        return _Numbers(len(places), number, number, lambda numbers: new.version.nodes.ids(places[numbers]))
    names = [side.version.nodes.ids(np.arange(len(side.version.nodes))) for side in (old, new)]
    ids = sorted({*names[0], *names[1]})
    at = {name: place for place, name in enumerate(ids)}
    mine, theirs = (np.array([at[name] for name in some], np.int64) for some in names)
    return _Numbers(len(ids), mine, theirs, lambda numbers: [ids[number] for number in numbers.tolist()])


def _relations(old: _Side, new: _Side, number: _Numbers, least: float, limit: int) -> dict[Change | Turn, Found]:
    keys = []
    for side, mine in ((old, number.old), (new, number.new)):
        version = side.version
        ends = mine[version.source(side.rows)] * number.size + mine[version.target(side.rows)]
        keys.append(ends * len(KINDS) + version.kind(side.rows))
    key, was, is_ = _matched(*keys)
    strength = [
        # In double precision, as the difference is shown: in single, unlike ones come out alike.
        np.where(places >= 0, side.measures.strength[places].astype(np.float64), 0.0) if len(side.rows) else np.zeros(len(key))
        for side, places in ((old, was), (new, is_))
    ]
    by = strength[1] - strength[0]
    enough = np.abs(by) >= least
    chosen: dict[Change, Array] = {
        "new": (was < 0) & enough,
        "ended": (is_ < 0) & enough,
        "strengthened": (was >= 0) & (is_ >= 0) & (by > 0) & enough,
        "weakened": (was >= 0) & (is_ >= 0) & (by < 0) & enough,
    }
    found: dict[Change | Turn, Found] = {}
    for change, mask in chosen.items():
        some = np.flatnonzero(mask)
        # Ids of actors, then the relation's place in the ontology: the key's own order.
        best = some[np.argsort(-np.abs(by[some]), kind="stable")[:limit]]
        views = zip(old.seen(was[best]), new.seen(is_[best]), strict=True)
        found[change] = Found(int(mask.sum()), tuple(_changed(old, new, *two) for two in views))
    return found


def _changed(old: _Side, new: _Side, before: Seen | None, after: Seen | None) -> Changed:
    view = after or before
    assert view is not None  # noqa: S101 - one of the two shows it
    ever, then = new.version.relation(view.id), old.version.relation(view.id)
    first = ever or then or view
    day = old.which.window.last
    known = then is not None and day is not None and then.first_day <= day
    return Changed(before, after, first.first_day, before is None and known)


def _pairs(old: _Side, new: _Side, number: _Numbers, least: float, limit: int) -> dict[Change | Turn, Found]:
    keys = []
    for side, mine in ((old, number.old), (new, number.new)):
        pairs = side.pairs
        first, second = mine[pairs.places[pairs.first]], mine[pairs.places[pairs.second]]
        keys.append(first * number.size + second)  # in order in both, since both numberings go by id
    key, was, is_ = _matched(*keys)

    def both(places: Array, column: Array) -> Array:
        return np.where(places >= 0, column[places], 0) if len(column) else np.zeros(len(places))

    signs = both(was, old.pairs.sign), both(is_, new.pairs.sign)
    by = both(is_, new.pairs.score).astype(np.float64) - both(was, old.pairs.score)
    enough = np.abs(by) >= least
    contested = both(was, old.pairs.contested), both(is_, new.pairs.contested)
    chosen: dict[Turn, Array] = {
        "flipped": (signs[0] * signs[1] < 0) & enough,
        "contested": (contested[0] == 0) & (contested[1] == 1) & enough,
    }
    found: dict[Change | Turn, Found] = {}
    for turn, mask in chosen.items():
        some = np.flatnonzero(mask)
        best = some[np.argsort(-np.abs(by[some]), kind="stable")[:limit]]
        a, b = (number.ids(part) for part in np.divmod(key[best], max(1, number.size)))
        stances = zip(old.stances(a, b, was[best]), new.stances(a, b, is_[best]), strict=True)
        found[turn] = Found(int(mask.sum()), turned=tuple(Turned(one, other) for one, other in stances))
    return found


def _matched(old: Array, new: Array) -> tuple[Array, Array, Array]:
    """All keys of two lists of different ones, in order, and the place of each in either list, −1 where it is not there."""
    key = np.union1d(old, new)

    def places(keys: Array) -> Array:
        place = np.full(len(key), -1, np.int64)
        place[key.searchsorted(keys)] = np.arange(len(keys))
        return place

    return key, places(old), places(new)
