"""Actors by place: a table of texts in one block, so that a process can share it with others, and what changed since."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from graph.network.columns import Array, fix
from graph.network.relation import NodeInfo

_FIELDS = ("id", "name", "kind", "country", "region")


@dataclass(frozen=True, slots=True, eq=False)
class NodeTable:
    """N actors, sorted by id. ``text`` holds their fields as UTF-8 one after another, the field f of actor i at
    ``offsets[5 i + f]:offsets[5 i + f + 1]`` (an empty country or region is none); ``index_of[number]`` is the place of
    the actor that the store numbers so, −1 for nobody."""

    text: Array
    offsets: Array
    index_of: Array

    def __post_init__(self) -> None:
        fix(self)

    @classmethod
    def build(cls, nodes: Iterable[tuple[int, NodeInfo]]) -> "NodeTable":
        """The table of numbered actors."""
        ordered = sorted(nodes, key=lambda pair: pair[1].id)
        texts = [(getattr(info, name) or "").encode() for _, info in ordered for name in _FIELDS]
        offsets = np.concatenate(([0], np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))))
        index_of = np.full(max((number for number, _ in ordered), default=-1) + 1, -1, np.int32)
        index_of[[number for number, _ in ordered]] = np.arange(len(ordered))
        return cls(np.frombuffer(b"".join(texts), np.uint8), offsets.astype(np.uint32), index_of)

    def __len__(self) -> int:
        return len(self.offsets) // len(_FIELDS)

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        return self.text.nbytes + self.offsets.nbytes + self.index_of.nbytes

    def field(self, index: int, which: int) -> str:
        """A field's text."""
        low, high = self.offsets[5 * index + which : 5 * index + which + 2].tolist()
        return self.text[low:high].tobytes().decode()

    def info(self, index: int) -> NodeInfo:
        """The actor at a place."""
        identifier, name, kind, country, region = (self.field(index, which) for which in range(len(_FIELDS)))
        return NodeInfo(identifier, name, kind, country or None, region or None)

    def find(self, identifier: str) -> int | None:
        """The place of an actor, by bisection."""
        index = self.before(identifier)
        return index if index < len(self) and self.field(index, 0) == identifier else None

    def having(self, which: int, text: str) -> Array:
        """Whether a field is this text, for each actor."""
        wanted = text.encode()
        begins, ends = (self.offsets[which + end :: len(_FIELDS)][: len(self)].astype(np.int64) for end in (0, 1))
        found: Array = ends - begins == len(wanted)
        places = np.flatnonzero(found)
        for step, byte in enumerate(wanted):
            places = places[self.text[begins[places] + step] == byte]
        found[:] = False
        found[places] = True
        return found

    def before(self, identifier: str) -> int:
        """How many of the actors have a smaller id."""
        return bisect_left(range(len(self)), identifier, key=lambda place: self.field(place, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Nodes(Mapping[str, NodeInfo]):
    """All actors of a version by id, in order of id, and by place: those of ``table`` first, then ``added``; ``changed``
    has those whose texts are not the table's any more. ``numbers`` are the store's numbers of the added ones."""

    table: NodeTable
    added: tuple[NodeInfo, ...] = ()
    numbers: tuple[int, ...] = ()
    changed: Mapping[int, NodeInfo] = field(default_factory=dict)
    _new: dict[str, int] = field(init=False, default_factory=dict)
    _seen: dict[int, NodeInfo] = field(init=False, default_factory=dict)  # a memory; losing a race costs nothing
    _ids: dict[int, str] = field(init=False, default_factory=dict)
    _found: dict[str, int] = field(init=False, default_factory=dict)
    _ranks: list[Array] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._new.update((info.id, len(self.table) + place) for place, info in enumerate(self.added))
        self._seen.update(self.changed)
        self._seen.update((len(self.table) + place, info) for place, info in enumerate(self.added))

    def __len__(self) -> int:
        return len(self.table) + len(self.added)

    def __iter__(self) -> Iterator[str]:
        table = (self.table.field(index, 0) for index in range(len(self.table)))
        if not self.added:
            return table
        return iter(sorted([*table, *self._new]))

    def __getitem__(self, identifier: str) -> NodeInfo:
        index = self.index(identifier) if isinstance(identifier, str) else None  # NetworkX asks for anything
        if index is None:
            raise KeyError(identifier)
        return self.at(index)

    def __contains__(self, identifier: object) -> bool:
        return isinstance(identifier, str) and self.index(identifier) is not None

    def index(self, identifier: str) -> int | None:
        """The place of an actor, None for one that is not there."""
        found = self._new.get(identifier)
        if found is None:
            found = self._found.get(identifier)
        if found is None:
            found = self.table.find(identifier)
            if found is not None:
                self._found[identifier] = found
        return found

    def at(self, index: int) -> NodeInfo:
        """The actor at a place."""
        info = self._seen.get(index)
        if info is None:
            info = self._seen[index] = self.table.info(index)
        return info

    def ids(self, indexes: Array) -> list[str]:
        """The ids of the actors at these places."""
        places, known = indexes.tolist(), self._ids
        for place in places:
            if place not in known:
                known[place] = self.at(place).id
        return [known[place] for place in places]

    def of_kind(self, kind: str) -> Array:
        """Whether an actor is of a kind, for each, by place."""
        found = np.concatenate((self.table.having(_FIELDS.index("kind"), kind), [info.kind == kind for info in self.added]))
        for place, info in self.changed.items():
            found[place] = info.kind == kind
        return found.astype(np.bool_)

    def ranks(self, indexes: Array) -> Array:
        """Numbers in the order of the ids, for actors at these places: those of the table by place, others between."""
        if not self.added:
            return indexes
        if not self._ranks:
            self._ranks.append(np.concatenate((np.arange(len(self.table), dtype=np.float64), self._added_ranks())))
        ranks: Array = self._ranks[0][indexes]
        return ranks

    def _added_ranks(self) -> Array:
        ranks = np.zeros(len(self.added))
        order = sorted(range(len(self.added)), key=lambda place: self.added[place].id)
        for step, place in enumerate(order, 1):
            ranks[place] = self.table.before(self.added[place].id) - 1 + step / (len(order) + 1)
        return ranks

    def index_of(self) -> Array:
        """``[number]`` to place, −1 for nobody."""
        most = max(len(self.table.index_of), max(self.numbers, default=-1) + 1)
        places = np.full(most, -1, np.int32)
        places[: len(self.table.index_of)] = self.table.index_of
        places[list(self.numbers)] = np.arange(len(self.table), len(self))
        return places

    def with_changes(self, rows: Sequence[tuple[int, NodeInfo]]) -> "Nodes":
        """These actors with some added or changed: (number, actor)."""
        changed, added, numbers = dict(self.changed), list(self.added), list(self.numbers)
        for number, info in {info.id: (number, info) for number, info in rows}.values():  # the last word on each
            index = self.index(info.id)
            if index is None:
                added.append(info)
                numbers.append(number)
            elif index < len(self.table):
                changed[index] = info
            else:
                added[index - len(self.table)] = info
        return Nodes(self.table, tuple(added), tuple(numbers), changed)
