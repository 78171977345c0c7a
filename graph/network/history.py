"""The history of a relation as bytes: every counted piece of its evidence, packed, sorted, ready to become columns.

A history is one HEAD (12 bytes) and then one PIECE (24 bytes) for each piece of evidence that counts, little-endian,
sorted by (day, report, publisher, weight, roles). SQL keeps one beside each relation, as a fold of its evidence, so that
a graph is loaded by reading one column of one table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.ontology import ROLES, relation_types

#: ``source`` and ``target`` are the store's numbers of the two actors, ``kind`` the place of the relation in
#: :data:`KINDS`, roles the place in :data:`ROLE_NAMES`: the most frequent over the pieces, the first by letter where two
#: are as frequent.
HEAD = np.dtype([
    ("source", "<u4"), ("target", "<u4"), ("kind", "u1"), ("source_role", "u1"), ("target_role", "u1"), ("spare", "u1"),
])  # fmt: skip
#: ``day`` is a proleptic Gregorian ordinal (``date.toordinal``); ``report`` numbers the cluster of syndicated copies that
#: the article belongs to, ``publisher`` the publisher (0: unnamed); ``prior_…`` say how many pieces earlier in this
#: history the same report or publisher was last seen, 0 for never; ``weight`` is in ten-thousandths.
PIECE = np.dtype([
    ("day", "<i4"), ("report", "<u4"), ("publisher", "<u4"), ("prior_report", "<u4"), ("prior_publisher", "<u4"),
    ("weight", "<u2"), ("source_role", "u1"), ("target_role", "u1"),
])  # fmt: skip
#: Weights are whole numbers of this part, so that sums over them are exact.
UNIT = 10_000
#: Relations by their number in a history, in the ontology's order; a new one goes to the end.
KINDS = tuple(relation_types())
#: Roles by their number in a history: 0 is none, then by letter.
ROLE_NAMES: tuple[str | None, ...] = (None, *sorted(ROLES))
_STEP = HEAD.itemsize

Heads = NDArray[np.void]
Pieces = NDArray[np.void]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """Many histories side by side: ``heads`` [n], ``pieces`` [p], and the pieces of history i are
    ``pieces[starts[i]:starts[i + 1]]`` (``starts`` [n + 1])."""

    heads: Heads
    starts: Ints
    pieces: Pieces

    def __len__(self) -> int:
        return len(self.heads)

    @classmethod
    def of(cls, heads: Heads, owner: Ints, pieces: Pieces) -> "Histories":
        """Histories from loose pieces: ``owner[j]`` is the place in ``heads`` of the relation that piece j belongs to.

        Sorts the pieces, works out what each repeats, and the most frequent roles. O(p log p).
        """
        order = np.lexsort((
            pieces["target_role"], pieces["source_role"], pieces["weight"], pieces["publisher"], pieces["report"], pieces["day"],
            owner,
        ))  # fmt: skip
        owner, pieces = owner[order], pieces[order]  # a copy: the caller's stay as they are
        pieces["prior_report"] = _prior(owner, pieces["report"])
        pieces["prior_publisher"] = _prior(owner, pieces["publisher"])
        heads = heads.copy()
        for role in ("source_role", "target_role"):
            heads[role] = _most_frequent(owner, pieces[role], len(heads))
        starts = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=len(heads)))))
        return cls(heads, starts.astype(np.int64), pieces)

    @classmethod
    def parse(cls, packed: Sequence[bytes]) -> "Histories":
        """Histories as they were packed by :meth:`pack`. Raises ValueError for bytes that cannot be that: of any other
        length, of no relation or role or day that there is, pieces out of order, or that repeat what is not there."""
        sizes = np.fromiter(map(len, packed), np.int64, len(packed))
        if len(sizes) and (sizes.min() < _STEP or ((sizes - _STEP) % PIECE.itemsize).any()):
            raise ValueError("a history is damaged: it is no head and a whole number of pieces")
        units = np.frombuffer(b"".join(packed), np.dtype((np.void, _STEP)))
        at = (np.cumsum(sizes) - sizes) // _STEP
        is_head = np.zeros(len(units), np.bool_)
        is_head[at] = True
        counts = (sizes - _STEP) // PIECE.itemsize
        starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        found = cls(units[at].view(HEAD), starts, units[~is_head].view(PIECE))
        if not found._sound():
            raise ValueError("a history is damaged: what it says cannot be")
        return found

    def _sound(self) -> bool:
        heads, pieces, day = self.heads, self.pieces, self.pieces["day"]
        place = np.arange(len(pieces)) - np.repeat(self.starts[:-1], np.diff(self.starts))  # in its history
        roles = (lot[end] < len(ROLE_NAMES) for lot in (heads, pieces) for end in ("source_role", "target_role"))
        return bool(
            (heads["kind"] < len(KINDS)).all()
            and all(known.all() for known in roles)
            and ((day >= 1) & (day <= date.max.toordinal())).all()
            and ((day[1:] >= day[:-1]) | (place[1:] == 0)).all()
            and (pieces["prior_report"] <= place).all()
            and (pieces["prior_publisher"] <= place).all()
        )

    def pack(self) -> list[bytes]:
        """Each history's bytes."""
        heads, pieces = self.heads.tobytes(), self.pieces.tobytes()
        edges = (self.starts * PIECE.itemsize).tolist()
        return [
            heads[index * _STEP : (index + 1) * _STEP] + pieces[low:high] for index, (low, high) in enumerate(pairwise(edges))
        ]

    def owners(self) -> Ints:
        """The place of its relation, for each piece."""
        return np.repeat(np.arange(len(self.heads)), np.diff(self.starts))

    def with_pieces(self, owner: Ints, pieces: Pieces) -> "Histories":
        """These histories with more pieces, each owned by a place in ``heads``."""
        return Histories.of(self.heads, np.concatenate((self.owners(), owner)), np.concatenate((self.pieces, pieces)))


def joined(parts: Iterable[Histories]) -> Histories:
    """Several lots of histories as one."""
    lots = list(parts)
    if len(lots) == 1:
        return lots[0]
    heads = np.concatenate([np.zeros(0, HEAD), *(lot.heads for lot in lots)])
    pieces = np.concatenate([np.zeros(0, PIECE), *(lot.pieces for lot in lots)])
    counts = np.concatenate([np.zeros(0, np.int64), *(np.diff(lot.starts) for lot in lots)])
    return Histories(heads, np.concatenate(([0], np.cumsum(counts))).astype(np.int64), pieces)


def _prior(owner: Ints, identity: NDArray[Any]) -> NDArray[np.uint32]:
    """For each piece, how many pieces back the same identity stands in the same history; 0 for nowhere."""
    if not len(owner):
        return np.zeros(0, np.uint32)
    key = owner.astype(np.uint64) << np.uint64(32) | identity.astype(np.uint64)
    order = np.argsort(key, kind="stable")
    again = key[order][1:] == key[order][:-1]
    back = np.zeros(len(owner), np.uint32)
    back[order[1:][again]] = (order[1:] - order[:-1])[again]
    return back


def _most_frequent(owner: Ints, role: NDArray[Any], relations: int) -> NDArray[np.uint8]:
    """For each relation the role that most of its pieces name, the first by letter where two are as frequent."""
    size = len(ROLE_NAMES)
    counts = np.bincount(owner * size + role, minlength=relations * size).reshape(relations, size)
    counts[:, 0] = 0  # where none is named, role 0 is the first of equals
    best: NDArray[np.uint8] = counts.argmax(axis=1).astype(np.uint8)
    return best
