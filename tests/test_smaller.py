"""Pictures made smaller are what exact averages are, but for rounding."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from live.paper.smaller import halved, shrunk

ROUNDING = 1
"""Halving twice rounds twice."""


def grainy(width: int, height: int, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, channels), np.uint8).squeeze()


@pytest.mark.parametrize(("width", "height"), [(640, 480), (1280, 720), (64, 16)])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("times", [2, 3, 4, 8])
def test_whole_shares_are_averages(width: int, height: int, channels: int, times: int) -> None:
    image = grainy(width, height, channels)
    size = width // times, height // times
    image = image[: size[1] * times, : size[0] * times]
    exact = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    assert np.abs(shrunk(image, size).astype(int) - exact).max() <= (ROUNDING if times < 8 else 2)


@pytest.mark.parametrize(("width", "height"), [(2, 2), (3, 5), (641, 479)])
def test_an_odd_last_row_or_column_is_left_out(width: int, height: int) -> None:
    assert halved(grainy(width, height)).shape == (height // 2, width // 2, 3)


@pytest.mark.parametrize("size", [(183, 103), (213, 160), (1, 1), (160, 90)])
def test_what_is_even_stays_so(size: tuple[int, int]) -> None:
    assert (shrunk(np.full((720, 1280, 3), 93, np.uint8), size) == 93).all()
