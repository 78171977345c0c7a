"""Communities of a projection by the Leiden algorithm (Traag, Waltman and van Eck 2019), for modularity."""

import graspologic_native
import numpy as np

from graph.analytics.adjacency import Adjacency
from graph.analytics.projection import UNIT, Projection
from graph.network.columns import Array

#: Unless told otherwise, the algorithm runs over what it found as often as it takes to look at so many pairs, once at
#: least and ten times at most: each iteration gains less than the one before it.
EFFORT, MOST = 500_000, 10


class Leiden:
    """Divides one projection, as often as one likes; ``iterations`` are chosen by the effort where None."""

    def __init__(self, projection: Projection, iterations: int | None = None) -> None:
        self._first, self._second, self._weight = projection.first, projection.second, projection.weight
        self._iterations = iterations or max(1, min(MOST, EFFORT // max(1, len(projection.weight))))
        self._adjacency = Adjacency.of(projection)

    def divide(self, seed: int, resolution: float) -> Array:
        """The number of each actor's community [n]: from the largest on, those of equal size by their first actor.

        The same for the same projection, seed and resolution.
        """
        adjacency, size = self._adjacency, len(self._adjacency)
        if not size:
            return np.zeros(0, np.int64)
        _, found = graspologic_native.leiden_csr(
            adjacency.starts,
            adjacency.ends,
            adjacency.weights,
            size,
            resolution=resolution,
            iterations=self._iterations,
            seed=seed % 2**64,
        )
        return _by_size(np.fromiter(map(found.__getitem__, range(size)), np.int64, size))

    def within(self, labels: Array) -> Array:
        """How strongly each actor [n] is bound to others of its community."""
        weight, size = self._weight * (labels[self._first] == labels[self._second]), len(labels)
        return np.bincount(self._first, weight, size) + np.bincount(self._second, weight, size)

    def sums(self, labels: Array, within: Array | None = None) -> tuple[Array, Array]:
        """For each community the weight of the pairs inside, and of all ends of pairs at its actors; ``within`` is what
        :meth:`within` gave, if it was asked already."""
        size = int(labels.max(initial=-1)) + 1
        inside = np.bincount(labels, self.within(labels) if within is None else within, size) / 2
        return inside, np.bincount(labels, self._adjacency.strength, size)


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
