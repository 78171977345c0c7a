"""Betweenness by Brandes (2001), level by level in arrays, from all actors or from some drawn by chance."""

from typing import NamedTuple

import numpy as np

from graph.analytics.adjacency import Adjacency
from graph.deadline import NEVER, Deadline
from graph.network.columns import Array, ragged

#: Unless told otherwise, ways are followed from so many actors that no more than this many links are walked, an actor
#: counting as several, but from so many at least; from all where that is less. It takes a second or two.
EFFORT, AN_ACTOR, LEAST = 300_000_000, 8, 64


class Betweenness(NamedTuple):
    """Of each actor [n]: the share of pairs of others that it lies between; whether all ``samples`` actors were asked."""

    values: Array
    exact: bool
    samples: int


def betweenness(links: Adjacency, *, samples: int | None = None, seed: int = 0, deadline: Deadline = NEVER) -> Betweenness:
    """The betweenness of each actor on the shortest ways, by number of links, of an undirected network.

    Ways are followed from ``samples`` actors, drawn without repeating by ``seed``, and what they show is scaled to all n
    (Brandes and Pich 2007, random pivots); as :data:`EFFORT` says where None. O(m) an actor, O(n + m) memory.
    """
    size = len(links)
    wanted = max(LEAST, EFFORT // max(1, len(links.ends) + AN_ACTOR * size)) if samples is None else samples
    count = min(wanted, size)
    pivots = np.arange(size)
    if count < size:
        pivots = np.sort(np.random.default_rng(seed).choice(size, count, replace=False))
    total = np.zeros(size)
    for pivot in pivots.tolist():
        total += _dependencies(links, pivot, deadline)
    pairs = (size - 1) * (size - 2)
    scale = size / count / pairs if pairs > 0 and count else 0.0
    return Betweenness(total * scale, count == size, count)


def _dependencies(links: Adjacency, source: int, deadline: Deadline) -> Array:
    """How much the ways from one actor to all others lead through each [n]; nothing through itself."""
    size, degree = len(links), links.degree
    ways = np.zeros(size)  # how many shortest ways lead there
    level = np.full(size, -1, np.int32)
    ways[source], level[source] = 1.0, 0
    front, rest = np.array([source]), np.delete(np.arange(size), source)
    steps: list[tuple[Array, Array]] = []
    while len(front) and len(rest):
        deadline.check()
        here = len(steps)
        # Links are walked from whichever side of the border has fewer.
        if degree[front].sum() <= degree[rest].sum():
            heads = links.ends[ragged(links.starts[front], degree[front])]
            tails = np.repeat(front, degree[front])
            new = level[heads] < 0
        else:
            tails = links.ends[ragged(links.starts[rest], degree[rest])]
            heads = np.repeat(rest, degree[rest])
            new = level[tails] == here
        tails, heads = tails[new], heads[new]
        reached = np.bincount(heads, ways[tails], size)
        front = np.flatnonzero(reached)
        ways[front], level[front] = reached[front], here + 1
        rest = rest[level[rest] < 0]
        steps.append((tails, heads))
    through = np.zeros(size)
    for tails, heads in reversed(steps):
        deadline.check()
        through += np.bincount(tails, ways[tails] * ((1 + through) / np.maximum(ways, 1))[heads], size)
    through[source] = 0.0
    return through
