"""Poses: of hands drawn by rule, in any turn, size and mirrored, and of people's."""

import csv
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from live.air.pose import POSES, probabilities
from tests.handshapes import landmarks

MEANT = {
    "pointing": "pointing", "palm": "palm", "fist": "fist", "two": "other", "three": "other",
    "four": "other", "call": "other", "pinch": "pinch",
}  # fmt: skip


@pytest.mark.parametrize(
    ("turn", "mirror", "size"), [(0, False, 80), (35, True, 300), (180, True, 80), (250, False, 20)]
)
@pytest.mark.parametrize("shape", MEANT)
def test_any_turn_and_distance_and_either_hand(shape: str, turn: float, mirror: bool, size: float) -> None:
    share = probabilities(landmarks(shape, turn=turn, mirror=mirror, size=size))
    assert POSES[int(share.argmax())] == MEANT[shape]
    assert share.max() > 0.8
    assert share.sum() == pytest.approx(1, abs=1e-5)


def test_a_finger_that_folds_leaves_the_pose_evenly() -> None:
    """A share between the two is what hysteresis works on."""
    pointing, fist = landmarks("pointing"), landmarks("two")
    way = [float(probabilities(pointing + (fist - pointing) * np.float32(k / 20))[0]) for k in range(21)]
    assert way[0] > 0.9
    assert way[-1] < 0.1
    assert all(b <= a + 1e-3 for a, b in pairwise(way))


def test_peoples_hands(shared: Path) -> None:
    """A flat outline of a hand does not tell everything: some 95 % are told."""
    with (shared / "hands" / "landmarks_open_close_pointer.csv").open() as file:
        rows = np.array([[float(word) for word in row] for row in csv.reader(file)], np.float32)
    told = np.array(
        [POSES[int(probabilities(row[1:].reshape(21, 2)).argmax())] == "pointing" for row in rows[::3]]
    )
    meant = rows[::3, 0] == 2
    assert (told == meant).mean() >= 0.945
    assert told[~meant].mean() <= 0.01, "drawn where nobody points"
