"""Labels find room, wherever they begin, and push nobody who is held."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analytics.spacing import apart, widths

seeds = st.integers(0, 2**32 - 1)


def overlapping(x: np.ndarray, y: np.ndarray, wide: np.ndarray, free: np.ndarray) -> int:
    """How many pairs overlap of which one is free, by looking at all."""
    near = (abs(x[:, None] - x) < (wide[:, None] + wide) / 2) & (abs(y[:, None] - y) < 28)
    return int(np.triu(near & (free[:, None] | free), 1).sum())


def test_labels_are_as_wide_as_their_names_within_bounds() -> None:
    short, usual, long = widths(["US", "North Macedonia", "x" * 500]).tolist()
    assert short < usual < long
    assert (short, long) == (72.0, 230.0)


def test_who_has_room_stays() -> None:
    x, y, free = np.array([0.0, 100.0, 0.0]), np.array([0.0, 0.0, 30.0]), np.ones(3, np.bool_)
    to_x, to_y = apart(x, y, np.full(3, 72.0), free)
    assert (to_x.tolist(), to_y.tolist()) == (x.tolist(), y.tolist())


@pytest.mark.parametrize("count", [2, 5, 60])
def test_those_on_one_spot_part(count: int) -> None:
    wide, free = np.full(count, 100.0), np.ones(count, np.bool_)
    x, y = apart(np.zeros(count), np.zeros(count), wide, free)
    assert overlapping(x, y, wide, free) == 0


@settings(max_examples=100, deadline=None)
@given(seed=seeds, count=st.integers(2, 80), held=st.floats(0, 1), spread=st.sampled_from([1.0, 60.0, 400.0]))
def test_all_find_room_and_the_held_stay(seed: int, count: int, held: float, spread: float) -> None:
    chance = np.random.default_rng(seed)
    x, y = chance.normal(0, spread, (2, count))
    wide, free = chance.uniform(72, 230, count), chance.random(count) >= held
    to_x, to_y = apart(x.copy(), y.copy(), wide, free)
    assert overlapping(to_x, to_y, wide, free) == 0
    assert (to_x[~free] == x[~free]).all()
    assert (to_y[~free] == y[~free]).all()


def test_in_a_crowd_of_held_ones_room_is_found_outside() -> None:
    side = np.arange(-30, 31)
    x, y = (axis.ravel().astype(float) for axis in np.meshgrid(side * 72.0, side * 28.0))
    x, y = (np.append(axis, np.zeros(200)) for axis in (x, y))
    wide, free = np.full(len(x), 72.0), np.zeros(len(x), np.bool_)
    free[-200:] = True
    to_x, to_y = apart(x, y, wide, free)
    assert overlapping(to_x, to_y, wide, free) == 0
    assert np.ptp(to_x) < 1.2 * np.ptp(x)  # about the crowd, not in a row
