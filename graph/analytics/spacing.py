"""Room for labels: points moved until the labels at them do not overlap."""

from collections.abc import Sequence

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
    """The nearest place for a label that is free of the others; to the right of them all where there is none near."""
    for start in range(0, len(_STEPS_X), _AT_ONCE):
        to_x, to_y = (steps[start : start + _AT_ONCE] for steps in (_STEPS_X, _STEPS_Y))
        near = placed[abs(x[placed] - x[moved]) < abs(to_x).max() + _WIDEST + 1]
        near = near[abs(y[near] - y[moved]) < abs(to_y).max() + _HIGH + 1]
        taken = abs(to_x[:, None] - (x[near] - x[moved])) < (wide[near] + wide[moved]) / 2 + 0.2
        taken &= abs(to_y[:, None] - (y[near] - y[moved])) < _HIGH + 0.2
        room = np.flatnonzero(~taken.any(axis=1))
        if len(room):
            return float(x[moved] + to_x[room[0]]), float(y[moved] + to_y[room[0]])
    return float(x[placed].max() + _WIDEST + 1), float(y[moved])


def _steps() -> tuple[Array, Array]:
    """Steps away from a place, the nearest first; to go up or down counts twice, as a drawing is wide."""
    side = np.arange(-40, 41)
    across, down = (axis.ravel() for axis in np.meshgrid(side * _NARROWEST / 2, side * _HIGH / 2))
    order = np.argsort(across * across + 4 * down * down, kind="stable")
    return across[order], down[order]


#: So many steps are looked at together.
_AT_ONCE = 200
_STEPS_X, _STEPS_Y = _steps()
