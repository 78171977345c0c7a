"""Matrices in int8 with constant scales, fitted to what the matrix sees of a calibration text.

Outliers of single input channels are moved into the weights first (Xiao et al., SmoothQuant, ICML 2023); how far, and how
much of the largest inputs is cut off, is what gives the smallest error on the calibration text. Weights have 7 bits:
processors without VNNI add pairs of products in 16 bits, which 8 bits would overflow.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS, WEIGHT_STEPS = 127, 63
_SHARES = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
_CUTS = (1.0, 0.99999, 0.9999, 0.9997)
_SMALL = np.float32(1e-5)
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Plan:
    """x @ w ≈ (round(x / divide / step) @ matrix) · step · scales."""

    divide: Array  # [in]
    step: np.float32
    matrix: NDArray[np.int8]  # [in, out]
    scales: Array  # [out]
    error: float  # relative, root mean square

    def apply(self, x: Array) -> Array:
        """What the integers give."""
        whole = np.clip(np.rint(x / self.divide / self.step), -STEPS - 1, STEPS)
        return np.asarray(whole @ self.matrix.astype(np.float32) * (self.scales * self.step), np.float32)


def plan(weight: Array, seen: Array, share: float, cut: float) -> Plan:
    """``weight`` [in, out], ``seen`` [rows, in]; ``share`` of each channel's reach goes into the weights."""
    reach, row = np.maximum(np.abs(seen).max(0), _SMALL), np.maximum(np.abs(weight).max(1), _SMALL)
    divide = (reach**share / row ** (1 - share)).astype(np.float32)
    even, moved = np.abs(seen / divide), weight * divide[:, None]
    step = np.float32((even.max() if cut >= 1 else np.quantile(even, cut)) / STEPS)
    scales = (np.maximum(np.abs(moved).max(0), 1e-8) / WEIGHT_STEPS).astype(np.float32)
    matrix = np.clip(np.rint(moved / scales), -WEIGHT_STEPS, WEIGHT_STEPS).astype(np.int8)
    first = Plan(divide, step, matrix, scales, 0.0)
    exact = seen @ weight
    error = float(np.sqrt(((first.apply(seen) - exact) ** 2).mean() / (exact**2).mean()))
    return Plan(divide, step, matrix, scales, error)


def fitted(weight: Array, seen: Array) -> Plan:
    """The plan with the smallest error."""
    share = min(_SHARES, key=lambda s: plan(weight, seen, s, 1.0).error)
    return min((plan(weight, seen, share, cut) for cut in _CUTS), key=lambda p: p.error)
