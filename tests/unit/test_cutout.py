"""Patches of a mark and what is around it, at several reaches."""

import numpy as np
import pytest

from live.paper.cutout import KNOBS, cutouts
from live.values import Floats

MIDDLE = (KNOBS.side - 1) / 2


def patches(grey: np.ndarray, *box: float, margin: float = 1.0) -> Floats:
    return cutouts(grey.astype(np.uint8), np.array([box], np.float64), margin)[0]


@pytest.mark.parametrize("margin", [1.0, 1.2])
def test_a_ramp_is_seen_at_the_scale_of_each_reach_around_the_middle_of_the_box(margin: float) -> None:
    across = np.tile(np.arange(250.0), (250, 1))
    for ramp, axis in ((across, 1), (across.T, 0)):
        seen = patches(ramp, 110, 115, 130, 125, margin=margin)
        assert seen.shape == (round(KNOBS.side * margin),) * 2 + (len(KNOBS.reaches),)
        for r, reach in enumerate(KNOBS.reaches):
            line = seen[..., r].mean(1 - axis)
            assert line[:: len(line) - 1].mean() == pytest.approx(119.5, abs=0.6)
            assert np.diff(line).mean() == pytest.approx(20 * reach / KNOBS.side, rel=0.02)


def test_fine_print_far_away_is_averaged_and_beyond_the_edge_the_picture_goes_on() -> None:
    checks = 255 * (np.indices((400, 400)).sum(0) % 2)
    far = patches(checks, 150, 150, 250, 250)[..., -1]
    assert np.abs(far - 127.5).max() < 8
    seen = patches(np.full((30, 30), 90), -5, 20, 5, 40)
    assert (seen == 90).all()


def test_a_point_is_seen_with_what_is_beside_it() -> None:
    page = np.full((60, 60), 200)
    page[:, 32:] = 20
    near = patches(page, 29, 29, 31, 31)[..., 0]
    assert near.min() < 60
    assert near[round(MIDDLE), round(MIDDLE)] == pytest.approx(200)
