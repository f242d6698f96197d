"""The pictures of the steps from frame to reading."""

from __future__ import annotations

import numpy as np
import pytest

from live.screen import stages
from live.values import Sight


def test_the_eyes_heat_and_proposals_are_shown_where_they_lie() -> None:
    heat = np.zeros((18, 32), np.float32)
    heat[4:6, 20:24] = 1
    image = np.full((180, 320, 3), 200, np.uint8)
    plain = stages.eye(image, Sight(np.zeros((18, 32), np.uint8)), 1.0)
    hot = stages.eye(image, Sight(np.zeros((18, 32), np.uint8), heat), 1.0)
    rows, columns = np.nonzero((hot != plain).any(axis=2))
    assert (rows.mean(), columns.mean()) == pytest.approx((50, 220), abs=4)
    boxed = stages.eye(image, Sight(np.zeros((18, 32), np.uint8), None, (((60, 40, 20, 30), 0.8),)), 0.5)
    rows, columns = np.nonzero((boxed != plain).any(axis=2))
    assert (rows.min(), columns.min(), rows.max(), columns.max()) == (20, 30, 34, 39)


@pytest.mark.parametrize("mode", ["paper", "air", "mouse"])
def test_the_eye_is_a_stage_of_paper_alone(mode: str) -> None:
    assert stages.of(mode)[0] == "frame"
    assert stages.of(mode)[-3:] == ("ink", "boxes", "glyphs")
    assert ("eye" in stages.of(mode)) == (mode == "paper")
