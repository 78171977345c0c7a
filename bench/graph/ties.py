"""Which relations answer a question about an actor: defined once, worked out by brute force, and asked of SQLite.

The strongest k at an actor are those of its relations, either end, with the highest strength (as in
:mod:`graph.network.strength`). One hop is the strongest k at the root; two hops are these and the strongest k at each of their
other ends, none twice. Where strengths, in four bytes, are equal, the order is by source, target and place in ``KINDS``.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.graph.measure import Differs
from bench.graph.world import Ints, World
from graph.network.history import KINDS, UNIT, Histories
from graph.ontology import relation_type

#: (id of the source, relation, id of the target, strength)
Tie = tuple[str, str, str, float]
_COLUMNS = "source, relation, target, strength, kind, evidence, reports, publishers, first_day, last_day"
_ORDER = "strength desc, source, target, kind"
_AT = f"select * from (select {_COLUMNS} from tie where {{0}} = ?1 order by {_ORDER} limit ?2)"  # noqa: S608 - our own
_STRONGEST = f"{_AT.format('source')} union all {_AT.format('target')} order by {_ORDER} limit ?2"
_PLACE = {name: place for place, name in enumerate(KINDS)}
_EQUAL = 1e-5  # of strengths, which some keep in four bytes


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """The relations of a world as columns [n], without those that have no evidence; ``source`` and ``target`` are places in
    ``actors``, roles places in ``ROLE_NAMES``, days are ordinals."""

    actors: tuple[str, ...]
    source: Ints
    kind: Ints
    target: Ints
    source_role: Ints
    target_role: Ints
    strength: NDArray[np.float32]
    evidence: Ints
    reports: Ints
    publishers: Ints
    first_day: Ints
    last_day: Ints

    @classmethod
    def of(cls, world: World, histories: Histories, as_of: date | None = None) -> "Ties":
        """The relations as their evidence up to a day makes them."""
        counted = np.ones(len(histories.pieces), np.bool_) if as_of is None else histories.pieces["day"] <= as_of.toordinal()
        owner, pieces = histories.owners()[counted], histories.pieces[counted]
        evidence = np.bincount(owner, minlength=len(histories))
        there = evidence > 0
        heads, evidence = histories.heads[there], evidence[there]
        first = np.cumsum(evidence) - evidence

        def total(values: NDArray[Any]) -> Ints:
            return np.add.reduceat(values.astype(np.int64), first)

        # What one report tells of one day counts once, with its largest weight.
        told = np.stack((owner, pieces["day"], pieces["report"]))
        fresh = np.flatnonzero(np.concatenate(([True], (told[:, 1:] != told[:, :-1]).any(axis=0))))
        once = np.maximum.reduceat(pieces["weight"].astype(np.int64), fresh)
        weight = np.bincount(owner[fresh], once, len(histories))[there]

        goldstein = np.array([abs(relation_type(name).goldstein) for name in KINDS])
        kind = heads["kind"].astype(np.int64)
        return cls(
            actors=tuple(actor.id for actor in world.actors),
            source=heads["source"].astype(np.int64) - 1,
            kind=kind,
            target=heads["target"].astype(np.int64) - 1,
            source_role=heads["source_role"].astype(np.int64),
            target_role=heads["target_role"].astype(np.int64),
            strength=(goldstein[kind] / 10 * np.log2(1 + weight / UNIT)).astype(np.float32),
            evidence=evidence,
            # A window takes the pieces from the first on, so that whatever repeats one repeats one inside.
            reports=total(pieces["prior_report"] == 0),
            publishers=total(pieces["prior_publisher"] == 0),
            first_day=pieces["day"][first].astype(np.int64),
            last_day=pieces["day"][first + evidence - 1].astype(np.int64),
        )

    def strongest(self, actor: int, k: int) -> list[Tie]:
        """One hop from the actor at that place."""
        at = np.flatnonzero((self.source == actor) | (self.target == actor))
        return sorted(self.some(at), key=_order)[:k]

    def two_hops(self, actor: int, k: int) -> list[Tie]:
        """Two hops."""
        place = {identifier: number for number, identifier in enumerate(self.actors)}
        found = dict.fromkeys(self.strongest(actor, k))
        for other in sorted({place[end] for tie in found for end in (tie[0], tie[2])} - {actor}):
            found.update(dict.fromkeys(self.strongest(other, k)))
        return list(found)

    def some(self, at: Ints) -> Iterator[Tie]:
        """The ties at these places."""
        columns = (self.source, self.kind, self.target, self.strength)
        for source, kind, target, strength in zip(*(column[at].tolist() for column in columns), strict=True):
            yield self.actors[source], KINDS[kind], self.actors[target], strength


class SqliteTies:
    """The same in a SQLite file of its own, whose rows are found by end and strength."""

    def __init__(self, ties: Ties, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        run = self._connection.execute
        run("pragma journal_mode = off")
        run("pragma mmap_size = 4294967296")
        run(f"create table tie ({_COLUMNS})")
        run("begin")
        actors, kinds = np.array(ties.actors, dtype=object), np.array(KINDS, dtype=object)
        columns = (
            actors[ties.source], kinds[ties.kind], actors[ties.target], ties.strength, ties.kind, ties.evidence, ties.reports,
            ties.publishers, ties.first_day, ties.last_day,
        )  # fmt: skip
        values = ", ".join("?" * len(columns))
        rows = zip(*(column.tolist() for column in columns), strict=True)
        self._connection.executemany(f"insert into tie values ({values})", rows)  # noqa: S608 - our own names
        run("create index by_source on tie (source, strength desc, target, kind)")
        run("create index by_target on tie (target, strength desc, source, kind)")
        run("commit")
        run("analyze")

    def strongest(self, actor: str, k: int) -> list[Any]:
        """One hop, strongest first, all columns."""
        return self._connection.execute(_STRONGEST, (actor, k)).fetchall()

    def two_hops(self, actor: str, k: int) -> list[Any]:
        """Two hops, in any order. A query an actor of the ring, which is faster than one for all of them."""
        first = self.strongest(actor, k)
        found = dict.fromkeys(first)
        for other in {row[2] if row[0] == actor else row[0] for row in first}:
            found.update(dict.fromkeys(self.strongest(other, k)))
        return list(found)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _order(tie: Tie) -> tuple[float, str, str, int]:
    source, relation, target, strength = tie
    return -strength, source, target, _PLACE[relation]


def same(one: Iterable[Any], other: Iterable[Any], what: str) -> None:
    """Raises :class:`Differs` unless both hold the same ties, in any order; of equally weak last ones either may be there."""
    left, right = ({tuple(tie[:3]): float(tie[3]) for tie in ties} for ties in (one, other))
    if len(left) != len(right) or not np.allclose(sorted(left.values()), sorted(right.values()), rtol=_EQUAL, atol=_EQUAL):
        raise Differs(f"{what}: {len(left)} relations here, {len(right)} there, or of other strengths")
    floor = min(left.values(), default=0.0) + _EQUAL
    if any((tie in left) != (tie in right) and max(left.get(tie, 0), right.get(tie, 0)) > floor for tie in left.keys() | right):
        raise Differs(f"{what}: other relations")
