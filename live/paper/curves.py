"""Parabolas y = a + b t + c t²: what a straight line on a sheet that is bent or turned looks like."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.intp]
Reals = npt.NDArray[np.floating]


def curve_at(curves: Reals, t: Reals) -> Reals:
    """y px of curves (..., 3), the coefficients of a parabola, at t."""
    return np.asarray((curves[..., 2] * t + curves[..., 1]) * t + curves[..., 0])


def fit_curves(
    t: Reals, y: Reals, number: Ints, count: int, stiff: tuple[float, float, float] = (1e-6, 1e-6, 0.1)
) -> Reals:
    """Least-squares parabolas, (count, 3), through the ridges of each number; number -1 is left out.

    stiff: how many ridges it takes to move each coefficient, since the bend of a short chain is its noise.
    """
    kept = number >= 0
    number, t, y = number[kept], t[kept], y[kept]
    square = t * t
    powers = [None, t, square, square * t, square * square]
    sums = np.stack([np.bincount(number, power, count) for power in powers], -1)
    matrix = sums[:, [[0, 1, 2], [1, 2, 3], [2, 3, 4]]] + np.diag(stiff)  # whole numbers if there is no ridge
    right = np.stack([np.bincount(number, power, count) for power in (y, t * y, square * y)], -1)
    return np.asarray(np.linalg.solve(matrix, right[..., None])[..., 0], np.float64)


def nearest(key: Reals, want: Reals) -> tuple[Ints, Reals]:
    """Which of the sorted keys is nearest to each that is wanted, and how far beyond it."""
    place = np.minimum(np.searchsorted(key[1:-1], want) + 1, len(key) - 1)
    place -= want - key[place - 1] < key[place] - want
    return place, key[place] - want
