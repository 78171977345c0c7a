"""Room for labels: points moved until the labels at them do not overlap."""

from collections.abc import Iterator, Sequence

import numpy as np

from graph.network.columns import Array

#: A letter is so wide, about; a label so high, with the space that it wants.
_LETTER, _HIGH = 6.5, 28.0
_NARROWEST, _WIDEST = 72.0, 230.0
#: Turns after which labels that still overlap are put elsewhere one by one.
_TURNS = 60


def widths(names: Sequence[str]) -> Array:
    """How wide the label of each name is, with the space that it wants."""
    return np.array([min(_WIDEST, max(_NARROWEST, 18 + _LETTER * len(name))) for name in names], np.float32)


def apart(x: Array, y: Array, wide: Array, free: Array) -> tuple[Array, Array]:
    """The points, moved as little as it takes, so that no two labels overlap of which one is ``free``; others stay.

    Afterwards two such points lie :data:`_HIGH` apart in y, or half their widths together in x. A turn takes O(n k) for k
    labels of the same height.
    """
    x, y = x.astype(np.float64), y.astype(np.float64)
    weight = free.astype(np.float64)
    for _ in range(_TURNS):
        one, other = _overlapping(x, y, wide, free)
        if not len(one):
            return x, y
        dx, dy = x[one] - x[other], y[one] - y[other]
        lack_x, lack_y = (wide[one] + wide[other]) / 2 - abs(dx), _HIGH - abs(dy)
        upright = lack_y * 2 < lack_x
        share = 1 / (weight[one] + weight[other])
        # A little more than it takes, or rounding leaves some behind.
        step_x = np.where(upright, 0, (lack_x * 0.7 + 0.2) * share * _sign(dx, one, other))
        step_y = np.where(upright, (lack_y * 0.7 + 0.2) * share * _sign(dy, one, other), 0)
        x += (np.bincount(one, step_x, len(x)) - np.bincount(other, step_x, len(x))) * weight
        y += (np.bincount(one, step_y, len(x)) - np.bincount(other, step_y, len(x))) * weight
    return _one_by_one(x, y, wide, free)


def _overlapping(x: Array, y: Array, wide: Array, free: Array) -> tuple[Array, Array]:
    """The pairs of labels that overlap, of which one at least is free."""
    order = np.argsort(y, kind="stable")
    sorted_y, sorted_x, sorted_wide, sorted_free = y[order], x[order], wide[order], free[order]
    one, other = [], []
    for step in range(1, len(x)):
        near = sorted_y[step:] - sorted_y[:-step] < _HIGH
        if not near.any():
            break
        near &= abs(sorted_x[step:] - sorted_x[:-step]) < (sorted_wide[step:] + sorted_wide[:-step]) / 2
        near &= sorted_free[step:] | sorted_free[:-step]
        found = np.flatnonzero(near)
        one.append(order[found])
        other.append(order[found + step])
    nothing = np.zeros(0, np.int64)
    return np.concatenate([nothing, *one]), np.concatenate([nothing, *other])


def _sign(difference: Array, one: Array, other: Array) -> Array:
    """1 or −1, also where two lie on one another."""
    return np.where(difference == 0, np.where(one < other, -1.0, 1.0), np.sign(difference))


def _one_by_one(x: Array, y: Array, wide: Array, free: Array) -> tuple[Array, Array]:
    """Each label that overlaps another goes to the nearest room that a spiral of steps finds."""
    while True:
        one, other = _overlapping(x, y, wide, free)
        if not len(one):
            return x, y
        moved = int(other[0] if free[other[0]] else one[0])
        rest = np.arange(len(x)) != moved
        for to_x, to_y in _spiral(float(x[moved]), float(y[moved])):
            near = abs(x - to_x) < (wide + wide[moved]) / 2 + 0.2
            if not (rest & near & (abs(y - to_y) < _HIGH + 0.2)).any():
                x[moved], y[moved] = to_x, to_y
                break


def _spiral(x: float, y: float) -> Iterator[tuple[float, float]]:
    """Places around one, ring by ring."""
    ring = 0
    while True:
        ring += 1
        for across in range(-ring, ring + 1):
            for down in (-ring, ring) if abs(across) < ring else range(-ring, ring + 1):
                yield x + across * _NARROWEST / 2, y + down * _HIGH
