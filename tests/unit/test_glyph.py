"""The crop rule: golden files for its every pixel, tables for what it promises."""

import numpy as np
import pytest

from live.values import Floats
from models.glyph import normalise
from tests.golden import make
from tests.golden.make import FIVE, drawn

ROUNDING = 2
"""Grey levels by which another processor's arithmetic may differ."""

INKS = make.inks()


def mass(glyph: Floats) -> tuple[float, float]:
    """Centre of mass, x and y, counted from the first pixel's centre."""
    rows, columns = np.mgrid[0:28, 0:28]
    return float((glyph * columns).sum() / glyph.sum()), float((glyph * rows).sum() / glyph.sum())


def likeness(a: Floats, b: Floats) -> float:
    """Correlation of two glyphs, 1 for the same."""
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def test_golden() -> None:
    with np.load(make.FILE) as file:
        assert file.files == list(INKS)
        for name, ink in INKS.items():
            off = np.abs(make.quantised(normalise(ink)).astype(int) - file[name].astype(int))
            assert off.max() <= ROUNDING, f"{name}: {(off > ROUNDING).sum()} pixels, by up to {off.max()}"


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (1, 1), (1, 60), (60, 1), (28, 28), (3, 900), (300, 300)])
def test_any_rectangle_gives_a_glyph_and_no_ink_an_empty_one(shape: tuple[int, int], level: int) -> None:
    glyph = normalise(np.full(shape, level, np.uint8))
    assert (glyph.shape, glyph.dtype) == ((28, 28), np.float32)
    assert np.isfinite(glyph).all()
    assert (glyph.sum() > 10) if level and all(shape) else not glyph.any()


@pytest.mark.parametrize("name", INKS)
def test_the_glyph_is_centred_ink_of_twenty_pixels_wherever_it_was_or_mirrored(
    name: str,
) -> None:
    ink, before = INKS[name], INKS[name].copy()
    glyph = normalise(ink)
    assert 0 <= glyph.min() < 0.9 <= glyph.max() <= 1
    assert mass(glyph) == pytest.approx((14, 14), abs=0.05)
    # The ends of a thin stroke are rounded off as it is widened.
    longer = max(np.ptp(np.flatnonzero(glyph.max(axis) >= 0.5)) + 1 for axis in (0, 1))
    assert name == "dot" or 18 <= longer <= 21
    assert np.allclose(normalise(np.pad(ink, ((3, 50), (17, 5)))), glyph, atol=1e-6)
    # Pixel 14 is the centre, so a mirrored glyph's pixel i is the glyph's 28 - i.
    across, down = (normalise(np.ascontiguousarray(np.flip(ink, axis))) for axis in (1, 0))
    assert np.allclose(across[:, 1:], glyph[:, :0:-1], atol=0.02)
    assert np.allclose(down[1:], glyph[:0:-1], atol=0.02)
    assert np.array_equal(ink, before), "the ink given is left alone"


@pytest.mark.parametrize(
    ("side", "pen", "grey", "least"),
    [
        (24, 0.1, 255, 0.9), (75, 0.1, 255, 0.97), (1200, 0.1, 255, 0.97),
        (400, 1 / 400, 255, 0.8), (1200, 3 / 1200, 255, 0.8), (120, 0.1, 40, 0.97), (120, 0.1, 128, 0.97),
    ],
    ids=["tiny", "small", "huge", "a hairline", "a hairline on a large canvas", "faint", "grey"],
)  # fmt: skip
def test_any_size_pen_and_ink_give_one_glyph(side: int, pen: float, grey: int, least: float) -> None:
    usual, other = normalise(drawn(FIVE, 600, 60)), normalise(drawn(FIVE, side, pen * side, grey=grey))
    assert likeness(usual, other) > least
