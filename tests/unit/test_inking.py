"""Strokes to ink: smooth, true to the points, and the same however the canvas came to them."""

from __future__ import annotations

import numpy as np
import pytest

from live.strokes.inking import Canvas, rasterise, smooth
from live.values import Floats, Stroke


def stroke(*points: tuple[float, float], width: float = 0.0) -> Stroke:
    return Stroke(np.array([(x, y, 0) for x, y in points], np.float32), width)


def scribble(seed: int, size: tuple[int, int] = (160, 100)) -> Stroke:
    rng = np.random.default_rng(seed)
    points = rng.uniform((-20, -20, 0), (size[0] + 20, size[1] + 20, 1), (int(rng.integers(1, 9)), 3))
    return Stroke(points.astype(np.float32), float(rng.choice([0, 3, 14, 30])))


def test_ink_is_as_wide_as_the_pen_smooth_and_where_the_points_are() -> None:
    ink = rasterise((stroke((20, 50), (120, 50)),), (160, 100), 14)
    assert ink.shape == (100, 160)
    column = ink[:, 70].astype(int)
    assert abs(column.sum() / 255 - 14) < 1.5
    assert abs((column * np.arange(100)).sum() / column.sum() - 50) < 0.5
    slanted = rasterise((stroke((20, 20), (120, 80)),), (160, 100), 14)
    assert ((slanted > 0) & (slanted < 255)).any(), "no smooth edges"


def test_a_stroke_keeps_the_width_of_its_pen() -> None:
    ink = rasterise((stroke((20, 30), (120, 30), width=6), stroke((20, 70), (120, 70))), (160, 100), 14)
    assert abs(ink[:50, 70].sum() / 255 - 6) < 1.5
    assert abs(ink[50:, 70].sum() / 255 - 14) < 1.5


def test_a_click_leaves_a_dot_and_points_outside_do_no_harm() -> None:
    assert rasterise((stroke((50, 50)),), (100, 100), 14).any()
    assert not rasterise((stroke((-500, -500), (-400, 9000)),), (100, 100), 14).any()
    assert not rasterise((), (100, 100), 14).any()


def circle(count: int, radius: float = 50.0) -> Floats:
    turn = np.linspace(0, 2 * np.pi, count)
    return (np.stack([np.cos(turn), np.sin(turn)], 1) * radius).astype(np.float32)


def test_a_quick_circle_stays_round_and_goes_through_its_points() -> None:
    points = circle(12)
    curve = smooth(points)
    radii = np.linalg.norm(curve, axis=1)[9:-9]  # beside the ends, whose tangents are not known
    straight = np.linalg.norm((points[1:] + points[:-1]) / 2, axis=1).min()
    assert straight < 48.5, "the points are near enough anyway"
    assert radii.min() > 49
    assert radii.max() < 51
    assert all((np.abs(curve - point).sum(1) < 1e-3).any() for point in points)
    assert np.linalg.norm(np.diff(curve, axis=0), axis=1).max() < 5


def test_corners_stay_corners_and_straight_lines_straight() -> None:
    seven = np.array([(0, 0), (100, 0), (40, 200)], np.float32)
    curve = smooth(seven)
    assert curve[:, 0].max() <= 101
    assert curve[:, 1].min() >= -1
    line = smooth(np.array([(0, 0), (50, 25), (200, 100)], np.float32))
    assert np.abs(line[:, 1] - line[:, 0] / 2).max() < 1e-3


@pytest.mark.parametrize(
    "points", [[(3, 4)], [(3, 4), (3, 4)], [(3, 4), (90, 80)], [(0, 0), (0, 0), (50, 50), (50, 50), (0, 90)]]
)
def test_few_points_and_points_that_come_twice(points: list[tuple[float, float]]) -> None:
    curve = smooth(np.array(points, np.float32))
    assert np.isfinite(curve).all()
    assert curve[0].tolist() == list(points[0])
    assert curve[-1].tolist() == list(points[-1])


@pytest.mark.parametrize("seed", range(3))
def test_a_canvas_that_changed_often_is_to_the_pixel_one_that_is_drawn_anew(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size, width = (160, 100), 9.0
    canvas = Canvas(size, width)
    done: tuple[Stroke, ...] = ()
    states = [done]
    for step in range(40):
        kind = rng.random()
        if kind < 0.5:
            done = (*done, scribble(100 * seed + step, size))
        elif kind < 0.7:
            done = tuple(stroke for stroke in done if rng.random() < 0.6)
        elif kind < 0.8:
            done = ()
        else:  # undo or redo
            done = states[int(rng.integers(len(states)))]
        states.append(done)
        drawn = scribble(step, size) if rng.random() < 0.3 else None
        fresh = rasterise((*done, drawn) if drawn else done, size, width)
        assert np.array_equal(canvas.ink(done, drawn), fresh)
