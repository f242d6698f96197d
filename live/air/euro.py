"""The 1 euro filter: a low pass that is still while the hand rests and quick while it moves."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from live.values import Floats

Reals = npt.NDArray[np.float64]


class OneEuro:
    """Smooths points that come at any times, s.

    min_cutoff: frequency, Hz, for a point at rest; lower is stiller. beta: how much the cut-off frequency
    grows with speed, Hz for each unit a second; higher lags less. speed_cutoff: Hz, for the speed itself.
    Casiez, Roussel and Vogel, "1 euro filter", CHI 2012; here over the length of the speed, so that no
    direction is preferred.
    """

    def __init__(self, min_cutoff: float = 1.0, beta: float = 0.0, speed_cutoff: float = 1.0) -> None:
        self._min_cutoff, self._beta, self._speed_cutoff = min_cutoff, beta, speed_cutoff
        self._point: Reals | None = None
        self._speed: Reals = np.zeros(1)
        self._time = -math.inf

    def __call__(self, point: npt.ArrayLike, time: float) -> Floats:
        """Return the smoothed point, (D,) float32; at a time, s, that does not go on the last one again.

        point: (D,) numbers of any unit.
        """
        new = np.asarray(point, np.float64)
        if self._point is None:
            self._point, self._speed, self._time = new, np.zeros_like(new), time
        elif time > self._time:
            step, self._time = time - self._time, time
            speed = (new - self._point) / step
            self._speed = self._speed + _alpha(self._speed_cutoff, step) * (speed - self._speed)
            cutoff = self._min_cutoff + self._beta * float(np.linalg.norm(self._speed))
            self._point = self._point + _alpha(cutoff, step) * (new - self._point)
        return self._point.astype(np.float32)


def _alpha(cutoff: float, step: float) -> float:
    """Return the weight of a new value after a time step, s, in a low pass of a cut-off frequency, Hz."""
    return 1 / (1 + 1 / (2 * math.pi * cutoff * step))
