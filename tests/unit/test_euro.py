"""The 1 euro filter against its authors' own, and how still and how quick it is on a fingertip."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from live.air.euro import OneEuro
from live.air.fingertip import KNOBS

RATE, NOISE, HEIGHT = 30, 1.5, 150
"""Frames a second; px of noise; px of a digit written in the air."""


def test_the_authors_own_filter_at_uneven_times() -> None:
    golden = np.loadtxt(Path(__file__).parent.parent / "golden" / "euro.csv", delimiter=",")
    smooth = OneEuro(1.0, 0.05, 1.0)
    assert np.allclose([smooth([x], t)[0] for t, x, _ in golden], golden[:, 2], atol=1e-4)


def test_no_direction_is_preferred() -> None:
    along = np.random.default_rng(0).normal(0, 10, 50).cumsum()
    a, b = OneEuro(1, 0.05), OneEuro(1, 0.05)
    for k, x in enumerate(along):
        straight, slanted = a([x, 0.0], k / RATE), b([0.6 * x, 0.8 * x], k / RATE)
        assert np.allclose(slanted, (0.6 * straight[0], 0.8 * straight[0]), atol=1e-3)


@pytest.mark.parametrize("time", [1.0, 0.5])
def test_a_time_that_does_not_go_on_changes_nothing(time: float) -> None:
    smooth = OneEuro()
    first = smooth([3.0, 4.0], 1.0)
    assert np.array_equal(smooth([90.0, 90.0], time), first)


def test_a_resting_tip_is_still() -> None:
    rng, smooth = np.random.default_rng(0), OneEuro(KNOBS.min_cutoff, KNOBS.beta)
    seen = np.array([smooth(rng.normal(0, NOISE, 2), k / RATE) for k in range(40 * RATE)])
    assert seen[RATE:].std() <= 0.6


def test_a_moving_tip_hardly_lags(shared: Path) -> None:
    rng, delays = np.random.default_rng(0), np.arange(0, 0.05, 0.002)
    off = np.zeros(len(delays))
    with gzip.open(shared / "air" / "leap_A-E.jsonl.gz", "rt") as file:
        trails = [np.array(json.loads(line)["trail_xyz"])[:, :2] for line in file]
    for trail in trails[::6]:
        path, clock = trail * HEIGHT / np.ptp(trail, axis=0).max(), np.arange(len(trail)) / 110
        times, smooth = np.arange(0, clock[-1], 1 / RATE), OneEuro(KNOBS.min_cutoff, KNOBS.beta)
        seen = np.array([smooth(_at(path, clock, t) + rng.normal(0, NOISE, 2), t) for t in times])
        for k, delay in enumerate(delays):
            was = np.stack([_at(path, clock, t - delay) for t in times])
            off[k] += ((seen - was)[times > 0.15] ** 2).sum()
    assert delays[off.argmin()] <= 0.012


def _at(path: np.ndarray, clock: np.ndarray, time: float) -> np.ndarray:
    return np.array([np.interp(time, clock, path[:, 0]), np.interp(time, clock, path[:, 1])])
