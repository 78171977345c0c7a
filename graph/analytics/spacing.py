"""Room for labels: points moved until the labels at them do not overlap."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from graph.network.columns import Array

#: A letter is so wide, about; a label so high, with the space that it wants.
_LETTER, _HIGH = 6.5, 28.0
_NARROWEST, _WIDEST = 72.0, 230.0
#: Turns after which labels that still overlap are put elsewhere one by one.
_TURNS = 100
#: Where more labels overlap than this part of them, and none is held but at (0, 0), the whole drawing grows so, up to
#: so many times the room that the labels take.
_CROWDED, _STRETCH, _EMPTY = 0.3, 1.08, 5.0
#: How long the steps are that a label without room is moved by, and how many of them to each side are looked at first.
_ACROSS, _DOWN, _REACH = _NARROWEST / 2, _HIGH / 2, 40


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
    fixed = x[~free].any() or y[~free].any()
    least = _EMPTY * _HIGH * wide.sum()
    for _ in range(_TURNS):
        one, other = _overlapping(x, y, wide, free)
        if not len(one):
            return x, y
        if len(one) > len(x) * _CROWDED and not fixed and 0 < np.ptp(x) * np.ptp(y) < least:
            x *= _STRETCH
            y *= _STRETCH
            continue
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
    """Labels that overlap others go, one after another, to the nearest room that a grid of steps has."""
    one, other = _overlapping(x, y, wide, free)
    homeless: set[int] = set()
    for pair in sorted(zip(np.minimum(one, other).tolist(), np.maximum(one, other).tolist(), strict=True)):
        if homeless.isdisjoint(pair):
            homeless.add(pair[1] if free[pair[1]] else pair[0])
    placed = np.ones(len(x), np.bool_)
    placed[list(homeless)] = False
    for moved in sorted(homeless):
        x[moved], y[moved] = _room(x, y, wide, np.flatnonzero(placed), moved)
        placed[moved] = True
    return x, y


def _room(x: Array, y: Array, wide: Array, placed: Array, moved: int) -> tuple[float, float]:
    """The nearest place for a label that is free of the others, among those that a grid of steps reaches; where the grid is
    full it is looked for in one twice as wide. O(n and the steps)."""
    reach = _REACH
    while True:
        room = np.flatnonzero(~_taken(x, y, wide, placed, moved, reach).ravel()[_nearest(reach)])
        if len(room):
            down, across = divmod(int(_nearest(reach)[room[0]]), 2 * reach + 1)
            return float(x[moved] + (across - reach) * _ACROSS), float(y[moved] + (down - reach) * _DOWN)
        reach *= 2


def _taken(x: Array, y: Array, wide: Array, placed: Array, moved: int, reach: int) -> Array:
    """At which steps down and across a label would overlap one that is placed."""
    side = 2 * reach + 1
    left, right = _blocked(x[placed] - x[moved], (wide[placed] + wide[moved]) / 2 + 0.2, _ACROSS, reach)
    top, bottom = _blocked(y[placed] - y[moved], np.full(len(placed), _HIGH + 0.2), _DOWN, reach)
    some = (left < right) & (top < bottom)
    left, right, top, bottom = left[some], right[some], top[some], bottom[some]
    # Each blocks a rectangle: 1 more from its first corner on, 1 less beyond the others, then sums both ways.
    corners = np.zeros((side + 1) * (side + 1), np.int64)
    for row, column, sign in ((top, left, 1), (top, right, -1), (bottom, left, -1), (bottom, right, 1)):
        corners += sign * np.bincount(row * (side + 1) + column, minlength=len(corners))
    taken: Array = corners.reshape(side + 1, side + 1).cumsum(axis=0).cumsum(axis=1)[:side, :side] > 0
    return taken


def _blocked(far: Array, room: Array, step: float, reach: int) -> tuple[Array, Array]:
    """The first step that is nearer to each than it has ``room``, and the one after the last; within reach."""
    first, last = np.floor((far - room) / step) + 1, np.ceil((far + room) / step)
    first, last = (np.clip(at + reach, 0, 2 * reach + 1).astype(np.int64) for at in (first, last))
    return first, last


@cache
def _nearest(reach: int) -> Array:
    """The steps of a grid, the nearest first; to go up or down counts twice, as a drawing is wide."""
    side = np.arange(-reach, reach + 1)
    across, down = (axis.ravel() for axis in np.meshgrid(side * _ACROSS, side * _DOWN))
    return np.argsort(across * across + 4 * down * down, kind="stable")
