"""An immutable version of the graph: columns, what changed since they were built, and the actors."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

import networkx as nx
import numpy as np

from graph.errors import UnknownActor
from graph.network.columns import EPOCH, Array, Columns, Rows, degrees
from graph.network.cuts import Cuts, cut
from graph.network.history import KINDS, ROLE_NAMES, UNIT, Histories
from graph.network.nodes import Nodes, NodeTable
from graph.network.relation import NodeInfo, Relation, Seen, histories_of
from graph.network.view import NetworkView
from graph.network.window import ALL_TIME, Inside, Measures, Window, measure, present, surest, within
from graph.origins import CODER, Origin


@dataclass(frozen=True, slots=True, eq=False)
class GraphVersion:
    """Actors and relations as of one version of the store; share it freely between threads, it never changes.

    ``base`` has the relations as they were when it was built; those of its rows that changed since are ``gone``, and lie
    in ``delta`` as they are now. Rows are numbered through: those of ``base`` first, then those of ``delta``. Both know
    actors by their place in ``nodes``. A symmetric relation is one row, ends in identifier order.
    ``origin`` says where its relations come from, ``merged`` gives the actor that an id was merged into, ``cuts`` the base's
    windows that are asked about often,
    ``known_at`` the moment as of whose knowledge it is (None: what is known now),
    ``degrees`` the number of relations of each actor by place;
    ``settled`` says that nothing changed since the base.
    """

    version: int
    nodes: Nodes
    base: Columns
    delta: Columns
    gone: Array
    merged: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    cuts: Cuts = field(default_factory=Cuts)
    known_at: datetime | None = None
    origin: Origin = CODER
    degrees: Array = field(init=False)
    settled: bool = field(init=False)
    _through: dict[Window, "GraphVersion"] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        gone = np.flatnonzero(self.gone)
        object.__setattr__(self, "settled", not len(gone) and not len(self.delta))
        counts = self.base.degree
        if not self.settled or self.nodes.added:
            counts = np.concatenate((counts, np.zeros(len(self.nodes) - len(counts), np.int32)))
            counts[: self.base.actors] -= degrees(self.base.source[gone], self.base.target[gone], self.base.actors)
            counts[: self.delta.actors] += self.delta.degree
        object.__setattr__(self, "degrees", counts)

    @classmethod
    def build(cls, version: int, nodes: Iterable[NodeInfo], relations: Iterable[Relation]) -> "GraphVersion":
        """A version made by hand; relations without evidence are left out, an end that is no node raises
        :class:`UnknownActor`."""
        infos = sorted(nodes, key=lambda node: node.id)
        number = {info.id: place for place, info in enumerate(infos)}
        try:
            histories = histories_of(number, relations)
        except KeyError as error:
            raise UnknownActor(f"a relation names {error.args[0]!r}, which is no node of version {version}") from None
        return cls.of(version, NodeTable.build(enumerate(infos)), [histories])

    @classmethod
    def of(
        cls,
        version: int,
        table: NodeTable,
        lots: Iterable[Histories],
        merged: Mapping[str, str] | None = None,
        origin: Origin = CODER,
    ) -> "GraphVersion":
        """A version from packed histories, read lot by lot; their heads name actors by the table's numbers."""
        return cls.on(version, table, Columns.build(lots, table.index_of, len(table)), merged, origin)

    @classmethod
    def on(
        cls,
        version: int,
        table: NodeTable,
        base: Columns,
        merged: Mapping[str, str] | None = None,
        origin: Origin = CODER,
    ) -> "GraphVersion":
        """A version of nothing but a base."""
        nothing, none = Columns.build((), table.index_of, len(table)), np.zeros(len(base), np.bool_)
        return cls(version, Nodes(table), base, nothing, none, MappingProxyType(dict(merged or {})), origin=origin)

    @classmethod
    def empty(cls) -> "GraphVersion":
        """Version 0: nothing known."""
        return cls.build(0, (), ())

    def through(self, window: Window) -> "GraphVersion | None":
        """The version of nothing but the evidence inside a window, to be asked without one, with the same actors at the
        same places; None where that is not at hand: see :mod:`graph.network.cuts`."""
        if window.open or window.half_life is not None:
            return None
        if (found := self.cuts.of(self.base, window)) is None:
            return None
        base, rows = found
        if (known := self._through.get(window)) is not None and known.base is base:
            return known
        delta = cut(self.delta, window)[0] if len(self.delta) else self.delta
        gone = self.gone[rows]
        made = GraphVersion(self.version, self.nodes, base, delta, gone, self.merged, known_at=self.known_at, origin=self.origin)
        self._through[window] = made
        for other in tuple(self._through):  # what is cut no longer is held no longer
            if other not in self.cuts:
                self._through.pop(other, None)
        return made

    def __len__(self) -> int:
        """How many relations there are."""
        return len(self.base) - int(self.gone.sum()) + len(self.delta)

    @property
    def graph(self) -> "nx.MultiDiGraph[str]":
        """The version as a ``networkx.MultiDiGraph`` that nobody can change; see :mod:`graph.network.view`. Each call
        gives a new one, which remembers what was touched: keep it while you work with it."""
        return NetworkView.of(self)

    @property
    def first_day(self) -> date | None:
        """The first day of any evidence."""
        return self._extreme(min, 0)

    @property
    def last_day(self) -> date | None:
        """The last day of any evidence."""
        return self._extreme(max, -1)

    def index(self, actor: str) -> int:
        """The place of an actor. Raises :class:`UnknownActor`."""
        index = self.nodes.index(actor)
        if index is None:
            raise UnknownActor(f"no actor {actor!r} in version {self.version} of the graph")
        return index

    def node(self, actor: str) -> NodeInfo:
        """The node of that id. Raises :class:`UnknownActor`."""
        return self.nodes.at(self.index(actor))

    def degree(self, actor: str) -> int:
        """How many relations an actor has; 0 for one that is not there."""
        index = self.nodes.index(actor)
        return 0 if index is None else int(self.degrees[index])

    # Rows -----------------------------------------------------------------------------------------------------------

    def rows(self) -> Rows:
        """All rows."""
        return self._layered(lambda columns: np.arange(len(columns), dtype=np.int64))

    def at(self, actors: Array, *, once: bool = True) -> Rows:
        """Rows at any of the actors at these places, each once, or as often as it has ends there; those of one actor in
        a settled version are strongest first, as :meth:`ordered` has them."""
        return self._layered(lambda columns: columns.at(actors, once=once))

    def out_rows(self, actor: int) -> Rows:
        """Rows whose source is the actor at this place."""
        return self._layered(lambda columns: columns.out_rows(actor))

    def in_rows(self, actor: int) -> Rows:
        """Rows whose target is the actor at this place."""
        return self._layered(lambda columns: columns.in_rows(actor))

    def leaving(self, actors: Array) -> Rows:
        """Rows whose source is any of the actors at these places."""
        return self._layered(lambda columns: columns.leaving(actors))

    def entering(self, actors: Array) -> Rows:
        """Rows whose target is any of the actors at these places."""
        return self._layered(lambda columns: columns.entering(actors))

    def linking(self, sources: Array, targets: Array) -> Rows:
        """Rows from any of the sources to any of the targets (places, both sorted, each once)."""
        return self._layered(lambda columns: columns.linking(sources, targets))

    def among(self, actors: Array) -> Rows:
        """Rows with both ends among the actors at these places (sorted, each once)."""
        return self._layered(lambda columns: columns.among(actors))

    def across(self, source: int, target: int) -> Rows:
        """Rows from the actor at one place to that at the other."""
        return self._layered(lambda columns: columns.between(source, target))

    def tops(self, actors: Array, most: int) -> tuple[Rows, float]:
        """Some of the strongest rows at these actors, up to ``most`` at each, direction and layer; and the strength that
        none of the rest exceeds, −1 where there is no rest."""
        bounds = []

        def some(columns: Columns) -> Rows:
            rows, bound = columns.tops(actors, most)
            bounds.append(bound)
            return rows

        return self._layered(some), max(bounds)

    def source(self, rows: Rows) -> Array:
        """Places of the sources of some rows."""
        return self._take(lambda columns, part: columns.source[part], rows)

    def target(self, rows: Rows) -> Array:
        """Places of the targets of some rows."""
        return self._take(lambda columns, part: columns.target[part], rows)

    def kind(self, rows: Rows) -> Array:
        """Relations of some rows, as places in :data:`graph.network.history.KINDS`."""
        return self._take(lambda columns, part: columns.kind[part], rows)

    def roles(self, rows: Rows) -> Array:
        """Roles of the ends of some rows: the source's times 16 plus the target's, places in
        :data:`graph.network.history.ROLE_NAMES`."""
        return self._take(lambda columns, part: columns.roles[part], rows)

    def strength(self, rows: Rows) -> Array:
        """Strength of some rows over all time."""
        return self._take(lambda columns, part: columns.strength[part], rows)

    def publishers(self, rows: Rows) -> Array:
        """Number of publishers of some rows over all time."""
        return self._take(lambda columns, part: columns.publishers[part], rows)

    def present(self, rows: Rows, window: Window) -> Array:
        """Whether a window shows anything of some rows."""
        return self._take(lambda columns, part: present(columns, part, window), rows)

    def measure(self, rows: Rows, window: Window = ALL_TIME) -> Measures:
        """The numbers of some rows inside a window."""
        if not len(self.delta):
            return measure(self.base, rows, window)
        new = rows >= len(self.base)
        old = measure(self.base, rows[~new], window)
        fresh = measure(self.delta, rows[new] - len(self.base), window)
        both = Measures(window, *(np.empty(len(rows), column.dtype) for column in old.numbers))
        for column, base, delta in zip(both.numbers, old.numbers, fresh.numbers, strict=True):
            column[~new], column[new] = base, delta
        return both

    def confidence(self, rows: Rows, window: Window = ALL_TIME) -> Array:
        """How well the best piece of evidence inside a window speaks for some rows: the greatest
        :func:`graph.network.strength.evidence_weight`, 0…1 to four decimals; 0 where none is inside."""
        return self._take(lambda columns, part: surest(columns, part, window), rows) / UNIT

    def pieces(self, rows: Rows, window: Window = ALL_TIME) -> Inside:
        """The pieces of evidence of some rows inside a window."""
        if not len(self.delta):
            return within(self.base, rows, window)
        new = rows >= len(self.base)
        old, fresh = within(self.base, rows[~new], window), within(self.delta, rows[new] - len(self.base), window)
        owner = np.concatenate((np.flatnonzero(~new)[old.owner], np.flatnonzero(new)[fresh.owner]))
        return Inside(owner, np.concatenate((old.day, fresh.day)), np.concatenate((old.weight, fresh.weight)))

    def ordered(self, rows: Rows, strength: Array, most: int | None = None) -> Array:
        """Places in ``rows`` of the ``most`` strongest, strongest first, then by source, target and kind."""
        if most is not None and 0 < most < len(rows):
            least = np.partition(strength, len(rows) - most)[len(rows) - most]
            chosen = np.flatnonzero(strength >= least)
        else:
            chosen = np.arange(len(rows))
        some = rows[chosen]
        keys = self.kind(some), self.nodes.ranks(self.target(some)), self.nodes.ranks(self.source(some)), -strength[chosen]
        places: Array = chosen[np.lexsort(keys)][:most]
        return places

    # Relations ------------------------------------------------------------------------------------------------------

    def views(self, rows: Rows, measures: Measures) -> tuple[Seen, ...]:
        """Rows with their numbers, as relations."""
        roles = self.roles(rows)
        columns = (
            self.nodes.ids(self.source(rows)),
            map(KINDS.__getitem__, self.kind(rows).tolist()),
            self.nodes.ids(self.target(rows)),
            measures.evidence.tolist(),
            measures.reports.tolist(),
            measures.publishers.tolist(),
            map(date.fromordinal, (measures.first + EPOCH).tolist()),
            map(date.fromordinal, (measures.last + EPOCH).tolist()),
            measures.strength.tolist(),
            self.confidence(rows, measures.window).tolist(),
            map(ROLE_NAMES.__getitem__, (roles >> 4).tolist()),
            map(ROLE_NAMES.__getitem__, (roles & 15).tolist()),
        )
        return tuple(map(Seen._make, zip(*columns, strict=True)))

    def strongest(self, rows: Rows, window: Window = ALL_TIME) -> tuple[Seen, ...]:
        """Rows as a window shows them, strongest first there; those with no evidence inside drop out."""
        rows = rows[self.present(rows, window)]
        measures = self.measure(rows, window)
        order = self.ordered(rows, measures.strength)
        return self.views(rows[order], measures.take(order))

    def relations_at(self, actor: str, window: Window = ALL_TIME) -> tuple[Seen, ...]:
        """The relations at an actor through a window, strongest first; empty for an actor without any."""
        index = self.nodes.index(actor)
        return () if index is None else self.strongest(self.at(np.array([index])), window)

    def between(self, a: str, b: str, window: Window = ALL_TIME) -> tuple[Seen, ...]:
        """The relations between two actors, both directions, strongest first."""
        return self.strongest(self.rows_between(a, b), window)

    def rows_between(self, a: str, b: str) -> Rows:
        """The rows between two actors, both directions; none where one of them is not there."""
        one, other = self.nodes.index(a), self.nodes.index(b)
        if one is None or other is None:
            return np.zeros(0, np.int64)
        there = self.across(one, other)
        return there if one == other else np.concatenate((there, self.across(other, one)))

    def relation(self, identity: str, window: Window = ALL_TIME) -> Seen | None:
        """The relation with that id, as a window shows it; None where it shows none."""
        source, _, rest = identity.partition("~")
        kind, _, target = rest.partition("~")
        one, other = self.nodes.index(source), self.nodes.index(target)
        if one is None or other is None or kind not in KINDS:
            return None
        rows = self.across(one, other)
        return next(iter(self.strongest(rows[self.kind(rows) == KINDS.index(kind)], window)), None)

    def __iter__(self) -> Iterator[Seen]:
        """Every relation over all time, by source, target and kind within each layer."""
        rows = self.rows()
        for start in range(0, len(rows), 10_000):
            some = rows[start : start + 10_000]
            yield from self.views(some, self.measure(some))

    # Layers ---------------------------------------------------------------------------------------------------------

    def _layered(self, ask: Callable[[Columns], Rows]) -> Rows:
        """What both layers answer, numbered through."""
        rows = ask(self.base)
        if self.settled:
            return rows
        return np.concatenate((rows[~self.gone[rows]], ask(self.delta) + len(self.base)))

    def _take(self, get: Callable[[Columns, Rows], Array], rows: Rows) -> Array:
        if not len(self.delta):
            return get(self.base, rows)
        new = rows >= len(self.base)
        if not new.any():
            return get(self.base, rows)
        old, fresh = get(self.base, rows[~new]), get(self.delta, rows[new] - len(self.base))
        both = np.empty(len(rows), np.promote_types(old.dtype, fresh.dtype))
        both[~new], both[new] = old, fresh
        return both

    def _extreme(self, choose: Callable[[Iterable[int]], int], end: int) -> date | None:
        days = []
        for columns, rows in ((self.base, np.flatnonzero(~self.gone)), (self.delta, np.arange(len(self.delta)))):
            if len(rows):
                pieces = columns.starts[rows] if end == 0 else columns.starts[rows + 1] - 1
                found = columns.day[pieces]
                days.append(int(found.min() if end == 0 else found.max()))
        return date.fromordinal(EPOCH + choose(days)) if days else None
