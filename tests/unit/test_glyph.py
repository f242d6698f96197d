"""The crop rule: golden files for its every pixel, tables for what it promises."""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
import pytest

from live.values import Floats, Image
from models.glyph import normalise
from tests.golden import make
from tests.golden.make import ELL, FIVE, ONE, RING, drawn
from tests.writing import mnist_test

ROUNDING = 2
"""Grey levels by which another processor's arithmetic may differ."""

SHAPES = {"one": ONE, "L": ELL, "ring": RING, "five": FIVE}

INKS = make.inks()


def mass(glyph: Floats) -> tuple[float, float]:
    """Centre of mass, x and y, counted from the first pixel's centre."""
    rows, columns = np.mgrid[0:28, 0:28]
    return float((glyph * columns).sum() / glyph.sum()), float((glyph * rows).sum() / glyph.sum())


def longer_side(glyph: Floats) -> float:
    """Of the box around what is at least half ink, edges placed between pixels; px."""
    sides = []
    for profile in (glyph.max(0), glyph.max(1)):
        inside = np.flatnonzero(profile >= 0.5)
        first, last = inside[0], inside[-1]
        before = (profile[first] - 0.5) / (profile[first] - profile[first - 1])
        after = (profile[last] - 0.5) / (profile[last] - profile[last + 1])
        sides.append(last - first + before + after)
    return float(max(sides))


def stroke_width(glyph: Floats) -> float:
    """Mean width of the strokes, px: four times the mean distance to the edge, measured finely."""
    fine = 8
    large = cv2.resize(glyph, None, fx=fine, fy=fine, interpolation=cv2.INTER_CUBIC)
    inside = (large >= 0.5).astype(np.uint8)
    # The transform counts to the next pixel's centre, half a pixel past the edge.
    return float(4 * (cv2.mean(cv2.distanceTransform(inside, cv2.DIST_L2, 5), inside)[0] - 0.5) / fine)


def likeness(a: Floats, b: Floats) -> float:
    """Correlation of two glyphs, 1 for the same."""
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


@cache
def mnist_widths() -> tuple[float, float]:
    """What is thin and what is thick among MNIST's own digits: 2nd and 98th percentile, px."""
    widths = [stroke_width(image / np.float32(255)) for image in mnist_test()[0][:1000]]
    return float(np.quantile(widths, 0.02)), float(np.quantile(widths, 0.98))


def golden() -> dict[str, Image]:
    with np.load(make.FILE) as file:
        return {name: np.asarray(file[name], np.uint8) for name in file.files}


def test_golden() -> None:
    assert list(golden()) == list(INKS)
    for name, ink in INKS.items():
        off = np.abs(make.quantised(normalise(ink)).astype(int) - golden()[name].astype(int))
        assert off.max() <= ROUNDING, f"{name}: {(off > ROUNDING).sum()} pixels differ, by up to {off.max()}"


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (1, 1), (28, 28), (3, 900)])
def test_no_ink_gives_zeros(shape: tuple[int, int]) -> None:
    glyph = normalise(np.zeros(shape, np.uint8))
    assert glyph.shape == (28, 28)
    assert glyph.dtype == np.float32
    assert not glyph.any()


@pytest.mark.parametrize(
    "ink",
    [
        np.zeros((28, 28, 1), np.uint8),
        np.zeros(784, np.uint8),
        np.zeros((28, 28), np.float32),
        np.zeros((28, 28), bool),
    ],
    ids=["three dimensions", "one", "float", "bool"],
)
def test_another_shape_or_type_is_refused(ink: Any) -> None:
    with pytest.raises(ValueError, match="uint8"):
        normalise(ink)


@pytest.mark.parametrize("shape", [(1, 1), (1, 60), (60, 1), (2, 2), (5, 400), (300, 300)])
def test_any_full_rectangle_gives_a_glyph(shape: tuple[int, int]) -> None:
    glyph = normalise(np.full(shape, 255, np.uint8))
    assert np.isfinite(glyph).all()
    assert 0 <= glyph.min() <= glyph.max() <= 1
    assert glyph.sum() > 10


def test_the_glyph_is_ink_on_black_centred() -> None:
    for name, ink in INKS.items():
        glyph = normalise(ink)
        assert (glyph.shape, glyph.dtype) == ((28, 28), np.float32), name
        assert glyph.min() >= 0, name
        assert 0.9 <= glyph.max() <= 1, name
        assert mass(glyph) == pytest.approx((14, 14), abs=0.05), name


def test_the_longer_side_is_twenty_pixels() -> None:
    # The ends of a thin stroke are rounded off as it is widened.
    for name in INKS.keys() - {"dot"}:
        assert longer_side(normalise(INKS[name])) == pytest.approx(20, abs=1.25), name


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("share", [0.016, 0.05, 0.25])
def test_pens_of_any_width_come_to_mnists(shape: str, share: float) -> None:
    glyph = normalise(drawn(SHAPES[shape], 200, share * 160))
    thin, thick = mnist_widths()
    assert thin <= stroke_width(glyph) <= thick


@pytest.mark.parametrize("shape", SHAPES)
def test_thin_and_thick_pens_give_nearly_the_same_glyph(shape: str) -> None:
    # A pen of 1.5 % of the height against one of 15 %, which is ten times as wide.
    thin, thick = (normalise(drawn(SHAPES[shape], 300, share * 240)) for share in (0.015, 0.15))
    assert likeness(thin, thick) > 0.8
    assert 0.6 < thin.sum() / thick.sum() < 1


@pytest.mark.parametrize("side", [24, 75, 1200])
@pytest.mark.parametrize("shape", ["one", "five"])
def test_any_size_gives_nearly_the_same_glyph(shape: str, side: int) -> None:
    # The strokes fill four fifths of the canvas: they are 19 to 960 px tall.
    large, other = (normalise(drawn(SHAPES[shape], s, 0.1 * s)) for s in (600, side))
    assert likeness(large, other) > (0.97 if side >= 40 else 0.9)


@pytest.mark.parametrize(("side", "pen"), [(400, 1), (1200, 3)])
def test_a_hairline_on_a_large_canvas_is_not_lost(side: int, pen: float) -> None:
    fine, usual = normalise(drawn(FIVE, side, pen)), normalise(drawn(FIVE, side, 0.05 * side))
    assert fine.any()
    assert likeness(fine, usual) > 0.8


def test_where_the_ink_lies_does_not_matter() -> None:
    for name, ink in INKS.items():
        around = np.pad(ink, ((3, 50), (17, 5)))
        assert np.allclose(normalise(around), normalise(ink), atol=1e-6), name


@pytest.mark.parametrize("shape", ["one", "five"])
@pytest.mark.parametrize("grey", [40, 128])
def test_how_dark_the_ink_is_does_not_matter(shape: str, grey: int) -> None:
    full, faint = (drawn(SHAPES[shape], 120, 9, grey=level) for level in (255, grey))
    assert likeness(normalise(full), normalise(faint)) > 0.98


def test_no_side_is_favoured() -> None:
    """A mirrored ink gives the mirrored glyph: half a pixel of drift anywhere would show."""
    for name, ink in INKS.items():
        glyph = normalise(ink)
        # Pixel 14 is the centre, so a mirrored glyph's pixel i is the glyph's 28 - i.
        across, down = (normalise(np.ascontiguousarray(np.flip(ink, axis))) for axis in (1, 0))
        assert np.allclose(across[:, 1:], glyph[:, :0:-1], atol=0.02), name
        assert np.allclose(down[1:], glyph[:0:-1], atol=0.02), name
        assert np.allclose(normalise(np.ascontiguousarray(ink.T)), glyph.T, atol=0.02), name


def test_mnists_own_digits_hardly_change() -> None:
    images = mnist_test()[0][:1000]
    alike = np.array([likeness(normalise(image), image / np.float32(255)) for image in images])
    # What is left are very thin and very thick ones, and those that MNIST itself centred otherwise.
    assert np.median(alike) > 0.95
    assert np.quantile(alike, 0.05) > 0.85


def test_the_ink_given_is_left_alone() -> None:
    ink = INKS["L"].copy()
    normalise(ink)
    assert np.array_equal(ink, INKS["L"])
