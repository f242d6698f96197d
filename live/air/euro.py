"""The 1 euro filter: still while the hand rests, quick while it moves."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from live.values import Floats

Reals = npt.NDArray[np.float64]


class OneEuro:
    """Smooths points that come at any times, s.

    cutoff: Hz, of a point at rest; lower is stiller. beta: how much the cutoff grows with speed, Hz for each
    unit a second; higher lags less. slow: Hz, the cutoff of the speed itself. Casiez, Roussel and Vogel,
    "1 euro filter", CHI 2012; here over the length of the speed, so that no direction is preferred.
    """

    def __init__(self, cutoff: float = 1.0, beta: float = 0.0, slow: float = 1.0) -> None:
        self._cutoff, self._beta, self._slow = cutoff, beta, slow
        self._point: Reals | None = None
        self._speed: Reals | None = None
        self._time = -math.inf

    def __call__(self, point: npt.ArrayLike, time: float) -> Floats:
        """The smoothed point for one at a time, s; a time that does not go on gives the last one again.

        point: (D,) numbers of any unit. Returns (D,) float32.
        """
        new = np.asarray(point, np.float64)
        if self._point is None or self._speed is None:
            self._point, self._speed, self._time = new, np.zeros_like(new), time
        elif time > self._time:
            step, self._time = time - self._time, time
            self._speed = _mix((new - self._point) / step, self._speed, _share(self._slow, step))
            cutoff = self._cutoff + self._beta * float(np.linalg.norm(self._speed))
            self._point = _mix(new, self._point, _share(cutoff, step))
        return self._point.astype(np.float32)


def _share(cutoff: float, step: float) -> float:
    """The weight of a new value after a time step, s, in a low pass of a cutoff, Hz."""
    return 1 / (1 + 1 / (2 * math.pi * cutoff * step))


def _mix(new: Reals, old: Reals, share: float) -> Reals:
    return np.asarray(share * new + (1 - share) * old)
