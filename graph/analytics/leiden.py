"""Communities of a projection by the Leiden algorithm (Traag, Waltman and van Eck 2019), for modularity."""

import graspologic_native
import numpy as np

from graph.analytics.projection import UNIT, Projection
from graph.network.columns import Array

#: Unless told otherwise, the algorithm runs over what it found as often as it takes to look at so many pairs, once at
#: least and ten times at most: each iteration gains less than the one before it.
EFFORT, MOST = 500_000, 10


class Leiden:
    """Divides one projection, as often as one likes; ``iterations`` are chosen by the effort where None."""

    def __init__(self, projection: Projection, iterations: int | None = None) -> None:
        pairs = (projection.first, projection.second)
        self._size = size = len(projection)
        self._first, self._second, self._weight = *pairs, projection.weight
        self._iterations = iterations or max(1, min(MOST, EFFORT // max(1, len(projection.weight))))
        start = np.concatenate(pairs).astype(np.uint16 if size < 2**16 else np.int32)
        order = np.argsort(start, kind="stable")
        self._starts = np.concatenate(([0], np.cumsum(np.bincount(start, minlength=size)))).astype(np.int64)
        self._ends = np.concatenate(pairs[::-1])[order].astype(np.int32)
        self._weights = np.concatenate((projection.weight, projection.weight))[order]

    def divide(self, seed: int, resolution: float) -> Array:
        """The number of each actor's community [n]: from the largest on, those of equal size by their first actor.

        The same for the same projection, seed and resolution.
        """
        if not self._size:
            return np.zeros(0, np.int64)
        _, found = graspologic_native.leiden_csr(
            self._starts,
            self._ends,
            self._weights,
            self._size,
            resolution=resolution,
            iterations=self._iterations,
            seed=seed % 2**64,
        )
        return _by_size(np.fromiter(map(found.__getitem__, range(self._size)), np.int64, self._size))

    def sums(self, labels: Array) -> tuple[Array, Array]:
        """For each community the weight of the pairs inside, and of all ends of pairs at its actors."""
        one, other = labels[self._first], labels[self._second]
        size = int(labels.max(initial=-1)) + 1
        inside = np.bincount(one, self._weight * (one == other), size)
        return inside, np.bincount(one, self._weight, size) + np.bincount(other, self._weight, size)


def modularity(inside: Array, ends: Array, resolution: float) -> float:
    """Newman's modularity by the sums of a division, with what is expected times the resolution; 0 of nothing."""
    whole = max(float(ends.sum()) / 2, UNIT)
    return float((inside / whole - resolution * (ends / (2 * whole)) ** 2).sum())


def _by_size(labels: Array) -> Array:
    """Communities numbered from the largest on, those of equal size by their first actor."""
    _, first, numbered, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(sizes), np.int64)
    place[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    ordered: Array = place[numbered]
    return ordered
