"""The pairs of a projection by actor: each actor's partners side by side."""

from dataclasses import dataclass

import numpy as np

from graph.analytics.projection import Projection
from graph.network.columns import Array


@dataclass(frozen=True, slots=True, eq=False)
class Adjacency:
    """n actors with 2 m partners: those of actor a are ``ends[starts[a]:starts[a + 1]]``, bound by ``weights``; those with
    a greater number come first, in order.

    ``starts`` is int64 [n + 1], ``ends`` int32 [2 m], ``weights`` float64 [2 m]. Every actor has a partner.
    """

    starts: Array
    ends: Array
    weights: Array

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, projection: Projection) -> "Adjacency":
        """Either direction of every pair. O(m)."""
        pairs, size = (projection.first, projection.second), len(projection)
        start = np.concatenate(pairs).astype(np.uint16 if size < 2**16 else np.int32)
        order = np.argsort(start, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(start, minlength=size)))).astype(np.int64)
        ends = np.concatenate(pairs[::-1], dtype=np.int32, casting="same_kind")[order]
        return cls(starts, ends, np.concatenate((projection.weight, projection.weight))[order])

    @property
    def degree(self) -> Array:
        """How many partners each actor has [n]."""
        degree: Array = np.diff(self.starts)
        return degree

    @property
    def strength(self) -> Array:
        """How strongly each actor is bound, all partners together [n]."""
        return self.sums(self.weights)

    def sums(self, values: Array) -> Array:
        """Sums of values [2 m] by actor [n]."""
        return np.add.reduceat(values, self.starts[:-1]) if len(self) else np.zeros(0)
