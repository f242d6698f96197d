"""Paths at equal distances along them, as the pen's networks see them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def lengths_along(path: Array) -> Array:
    """Return how far along a path each of its points lies, (N,), from 0. path: (N, 2+), x and y first."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path[:, :2], axis=0).T))])


def resampled(path: Array, along: Array, count: int) -> Array:
    """Return so many points at equal distances, both ends among them, (count, columns of the path) float64.

    along: of the path's points, as `lengths_along` returns it.
    """
    at = np.linspace(0, along[-1], count)
    return np.stack([np.interp(at, along, column) for column in path.T], 1)
