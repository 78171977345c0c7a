"""Matrices in int8, with numbers that can be reckoned by hand."""

import numpy as np
import pytest

from training.int8 import Plan, fitted, plan


def floats(*rows: list[float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array(rows, np.float32)


def made(step: float = 0.5) -> Plan:
    matrix = np.array([[1, 0], [0, 2]], np.int8)
    return Plan(np.array([1, 2], np.float32), np.float32(step), matrix, np.array([2, 3], np.float32), 0.0)


def test_a_plan_divides_rounds_multiplies_and_scales() -> None:
    # [1, 2] -> [1, 1] -> two steps each -> [2, 4] -> times 0.5 · [2, 3]
    assert made().apply(floats([1, 2], [1.2, -2.4])).tolist() == [[2, 6], [2, -6]]


def test_inputs_beyond_a_byte_are_cut_off() -> None:
    assert made(1).apply(floats([1000, -1000])).tolist() == [[127 * 2, -128 * 2 * 3]]


def test_rows_do_not_depend_on_their_company() -> None:
    rows = np.random.default_rng(1).normal(size=(9, 2)).astype(np.float32)
    assert np.array_equal(made().apply(rows)[3], made().apply(rows[3:4])[0])


def test_what_lies_on_the_grid_is_exact() -> None:
    found = plan(floats([1.0], [-1.0]), floats([1.0, -1.0], [64 / 127, 1 / 127]), 0.5, 1.0)
    assert found.divide.tolist() == [1, 1]
    assert found.step == pytest.approx(1 / 127)
    assert found.matrix.tolist() == [[63], [-63]]
    assert found.scales.tolist() == pytest.approx([1 / 63])
    assert found.error < 1e-6


def test_a_share_of_a_channel_s_reach_goes_into_the_weights() -> None:
    weight, seen = floats([1.0], [1.0]), floats([16.0, 0.5], [-4.0, 1.0])
    assert plan(weight, seen, 0.5, 1.0).divide.tolist() == [4, 1]
    assert plan(weight, seen, 0.75, 1.0).divide.tolist() == [8, 1]
    whole = plan(weight, seen, 1.0, 1.0)
    assert whole.divide.tolist() == [16, 1]  # every channel reaches one
    assert whole.step == pytest.approx(1 / 127)
    assert whole.matrix.tolist() == [[63], [4]]  # 16 and 1 in steps of 16/63


def test_outputs_have_scales_of_their_own_within_seven_bits() -> None:
    found = plan(floats([63.0, 0.63]), floats([1.0]), 1.0, 1.0)
    assert found.matrix.tolist() == [[63, 63]]
    assert found.scales.tolist() == pytest.approx([1, 0.01])
    assert found.matrix.dtype == np.int8


def test_the_largest_inputs_may_be_cut_off() -> None:
    seen = np.concatenate([np.linspace(-1, 1, 999), [50]]).astype(np.float32)[:, None]
    whole, cut = (plan(floats([1.0]), seen, 0.5, c) for c in (1.0, 0.99))
    assert whole.step == pytest.approx(np.abs(seen / whole.divide).max() / 127)
    assert cut.step < whole.step / 40


def test_the_error_is_relative() -> None:
    rng = np.random.default_rng(2)
    weight, seen = rng.normal(size=(8, 4)).astype(np.float32), rng.normal(size=(50, 8)).astype(np.float32)
    found = plan(weight, seen, 0.5, 1.0)
    exact = seen @ weight
    assert found.error == pytest.approx(np.sqrt(((found.apply(seen) - exact) ** 2).sum() / (exact**2).sum()), rel=1e-4)
    assert 0 < found.error < 0.05


def test_channels_that_nothing_passes_are_no_trouble() -> None:
    found = fitted(floats([0.0, 1.0], [0.0, 0.0]), floats([1.0, 0.0], [0.5, 0.0]))
    assert np.isfinite(found.apply(floats([1.0, 3.0]))).all()
    assert found.apply(floats([1.0, 0.0])).tolist() == [pytest.approx([0, 1], abs=0.01)]


def test_the_fit_is_no_worse_than_any_share_and_levels_outliers() -> None:
    rng = np.random.default_rng(3)
    weight, seen = rng.normal(size=(16, 8)).astype(np.float32), rng.normal(size=(200, 16)).astype(np.float32)
    seen[:, 5] *= 200
    weight[5] /= 200
    found = fitted(weight, seen)
    assert all(found.error <= plan(weight, seen, share, 1.0).error for share in (0.5, 0.75, 1.0))
    step = np.abs(seen).max() / 127  # one step for all channels as they are
    flat = np.rint(seen / step) * step @ weight - seen @ weight
    assert found.error < np.sqrt((flat**2).mean() / ((seen @ weight) ** 2).mean()) / 5
