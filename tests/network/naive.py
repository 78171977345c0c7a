"""The graph once more in dictionaries and lists: every number counted anew from loose pieces, nothing shared with the
columns but the answers' type. Slow, and short enough to be believed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from math import log2

import networkx as nx
import numpy as np

from graph.network import ALL_TIME, Histories, NodeInfo, NodeTable, Seen, Window
from graph.network.history import HEAD, KINDS, PIECE, ROLE_NAMES
from graph.ontology import relation_type

#: Source, relation, target.
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Loose:
    """One piece of evidence; ``weight`` in ten-thousandths."""

    day: date
    weight: int
    report: int
    publisher: int
    source_role: str | None = None
    target_role: str | None = None


@dataclass
class Naive:
    """Actors by id, their numbers in the store, and the pieces of every relation."""

    nodes: dict[str, NodeInfo] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    pieces: dict[Key, list[Loose]] = field(default_factory=dict)

    def copy(self) -> "Naive":
        """A graph that later changes of this one leave alone."""
        return replace(
            self,
            nodes=dict(self.nodes),
            numbers=dict(self.numbers),
            pieces={key: list(pieces) for key, pieces in self.pieces.items()},
        )

    def put(self, info: NodeInfo) -> tuple[int, NodeInfo]:
        """Adds or renames an actor; the row that the columns are told."""
        self.nodes[info.id] = info
        return self.numbers.setdefault(info.id, 3 * len(self.numbers) + 1), info  # numbers have gaps in a store

    def known(self) -> list[Key]:
        """Relations that have evidence."""
        return [key for key, pieces in self.pieces.items() if pieces]

    # What the columns are made of ------------------------------------------------------------------------------------

    def table(self) -> NodeTable:
        """The actors, packed."""
        return NodeTable.build((self.numbers[identifier], info) for identifier, info in self.nodes.items())

    def histories(self, keys: Iterable[Key] | None = None) -> Histories:
        """Some relations, packed; all by default."""
        chosen = list(self.pieces if keys is None else keys)
        heads = [(self.numbers[source], self.numbers[target], KINDS.index(kind), 0, 0, 0) for source, kind, target in chosen]
        owner = [place for place, key in enumerate(chosen) for _ in self.pieces[key]]
        pieces = [packed(piece) for key in chosen for piece in self.pieces[key]]
        return Histories.of(np.array(heads, HEAD), np.array(owner, np.int64), np.array(pieces, PIECE))

    # What is asked ---------------------------------------------------------------------------------------------------

    def seen(self, key: Key, window: Window) -> Seen | None:
        """A relation through a window, None where the window shows nothing of it."""
        whole = self.pieces.get(key, [])
        days = [day for day in (window.end, window.as_of) if day is not None]
        last = min(days) if days else None
        inside = [
            piece
            for piece in whole
            if (window.start is None or piece.day >= window.start) and (last is None or piece.day <= last)
        ]
        if not inside:
            return None
        told: dict[tuple[date, int], int] = {}  # what one report tells of one day counts once
        for piece in inside:
            told[piece.day, piece.report] = max(piece.weight, told.get((piece.day, piece.report), 0))
        total = 0.0
        for (day, _), weight in told.items():
            age = (last - day).days if last is not None else 0
            total += weight / 10_000 * (1.0 if window.half_life is None else 0.5 ** (age / window.half_life))
        source, kind, target = key
        return Seen(
            source=source,
            relation=kind,
            target=target,
            evidence=len(inside),
            reports=len({piece.report for piece in inside}),
            publishers=len({piece.publisher for piece in inside}),
            first_day=min(piece.day for piece in inside),
            last_day=max(piece.day for piece in inside),
            strength=abs(relation_type(kind).goldstein) / 10 * log2(1 + total),
            confidence=max(piece.weight for piece in inside) / 10_000,
            source_role=most_frequent(piece.source_role for piece in whole),
            target_role=most_frequent(piece.target_role for piece in whole),
        )

    def through(self, window: Window, keys: Iterable[Key] | None = None) -> list[Seen]:
        """Relations as a window shows them, strongest first, then by source, target and kind."""
        found = [self.seen(key, window) for key in (self.pieces if keys is None else keys)]
        return in_order(seen for seen in found if seen is not None)

    def at(self, *actors: str) -> list[Key]:
        """Relations at any of these actors."""
        return [key for key in self.known() if key[0] in actors or key[2] in actors]

    def between(self, a: str, b: str) -> list[Key]:
        """Relations between two actors, both directions."""
        return [key for key in self.known() if (key[0], key[2]) in {(a, b), (b, a)}]

    def among(self, actors: Iterable[str]) -> list[Key]:
        """Relations with both ends among these actors."""
        chosen = set(actors)
        return [key for key in self.known() if key[0] in chosen and key[2] in chosen]


def in_order(found: Iterable[Seen]) -> list[Seen]:
    """The one order of relations. Strengths are compared as they are kept, in four bytes."""
    return sorted(
        found, key=lambda seen: (-np.float32(seen.strength), seen.source, seen.target, list(KINDS).index(seen.relation))
    )


def most_frequent(roles: Iterable[str | None]) -> str | None:
    """The role that is named most often, the first by letter of equals."""
    counts = Counter(role for role in roles if role is not None)
    return min(counts, key=lambda role: (-counts[role], role), default=None)


def packed(piece: Loose) -> tuple[int, ...]:
    """A row of PIECE."""
    roles = ROLE_NAMES.index(piece.source_role), ROLE_NAMES.index(piece.target_role)
    return (piece.day.toordinal(), piece.report, piece.publisher, 0, 0, piece.weight, *roles)


def assert_same(found: Iterable[Seen], wanted: list[Seen]) -> None:
    """The same relations with the same numbers in the same order; strengths to the six digits that four bytes hold.

    Relations that differ in strength by less than that may stand in either order, but only in the order of what they show.
    """
    found = list(found)
    assert found == in_order(found)
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert abs(one.strength - other.strength) <= 2e-6 * (1 + other.strength)
    assert {exact(seen) for seen in found} == {exact(seen) for seen in wanted}


def exact(seen: Seen) -> tuple[object, ...]:
    """Everything of a relation but its strength."""
    return tuple(value for name, value in zip(Seen._fields, seen, strict=True) if name != "strength")


def plain_graph(naive: Naive, version: int = 1) -> "nx.MultiDiGraph[str]":
    """The graph of NetworkX's own dictionaries that a view of the same has to be equal to, in the same order."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(version=version)
    for identifier, info in sorted(naive.nodes.items()):
        graph.add_node(identifier, name=info.name, kind=info.kind, country=info.country, region=info.region)
    for seen in sorted(naive.through(ALL_TIME), key=lambda seen: (seen.source, seen.target, seen.relation)):
        kind = relation_type(seen.relation)
        data = seen._asdict() | {"strength": float(np.float32(seen.strength))}
        more = {"id": f"{seen.source}~{seen.relation}~{seen.target}", "sign": kind.sign, "plover": kind.plover}
        graph.add_edge(seen.source, seen.target, seen.relation, **data, **more, goldstein=kind.goldstein)
    return graph
