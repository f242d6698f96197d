"""Strokes: drawn, taken back, brought again, erased, and made ink."""

from __future__ import annotations

import numpy as np
import pytest

from live.strokes.inking import Canvas, rasterise, smooth
from live.strokes.pen import Pen
from live.values import Stroke

SIZE = (160, 100)


def draw(pen: Pen, *points: tuple[float, float]) -> None:
    pen.down(*points[0], 0.0)
    for number, (x, y) in enumerate(points[1:], 1):
        pen.move(x, y, number / 60)
    pen.up()


def drawn(*xs: int, width: float = 0.0) -> Pen:
    """A pen that has drawn upright lines at these x, 50 px long."""
    pen = Pen(width)
    for x in xs:
        draw(pen, (x, 0), (x, 50))
    return pen


def places(pen: Pen) -> list[float]:
    return [float(stroke.points[0, 0]) for stroke in pen.strokes]


def test_strokes_keep_their_points_times_and_the_width_they_were_begun_with() -> None:
    pen = Pen(14)
    pen.move(5, 5, 0)
    assert pen.strokes == (), "the pen was not down"
    draw(pen, (1, 2), (3, 4), (3, 4), (5, 7))
    pen.down(20, 0, 0)
    pen.width = 5
    pen.move(9, 9, 0.1)
    before = pen.version
    pen.move(9, 9, 0.2)
    assert pen.version == before, "the pen has not moved"
    one, other = pen.strokes
    assert np.allclose(one.points, np.array([[1, 2, 0], [3, 4, 1 / 60], [5, 7, 3 / 60]], np.float32))
    assert [one.width, other.width] == [14, 14]
    pen.undo()
    assert (pen.is_down, pen.strokes) == (False, (one,)), "the unfinished stroke is taken"
    draw(pen, (20, 0), (20, 9))
    assert pen.strokes[-1].width == 5


def test_undo_and_redo_go_through_strokes_erasures_and_clearings_to_the_last_one() -> None:
    pen = Pen()
    states = [pen.strokes]
    for x in range(0, 10_000, 100):  # there is no limit
        draw(pen, (x, 0), (x, 50))
        states.append(pen.strokes)
    pen.erase((0, 25), (0, 25), 12)
    states.append(pen.strokes)
    pen.clear()
    states.append(pen.strokes)
    for _ in range(2):
        for state in reversed(states[:-1]):
            pen.undo()
            assert pen.strokes == state
        pen.undo()
        for state in states[1:]:
            pen.redo()
            assert pen.strokes == state
        pen.redo()
    pen.undo()
    draw(pen, (0, 200), (9, 200))
    after = pen.strokes
    pen.redo()
    assert pen.strokes == after, "something else was done"


@pytest.mark.parametrize(
    ("way", "width", "left"),
    [
        (((113, 25), (113, 25)), 0, [100, 200, 300]),
        (((111, 25), (111, 25)), 0, [200, 300]),
        (((121, 25), (121, 25)), 40, [100, 200, 300]),
        (((119, 25), (119, 25)), 40, [200, 300]),
        (((150, 25), (400, 25)), 0, [100]),
    ],
    ids=["beside", "between a stroke's points", "beside a wide pen's ink", "on its ink", "all on its way"],
)
def test_the_eraser_takes_whole_strokes(
    way: tuple[tuple[float, float], tuple[float, float]], width: float, left: list[int]
) -> None:
    pen = drawn(100, 200, 300, width=width)
    pen.erase(*way, 12)
    assert places(pen) == left


def test_an_erasure_without_lifting_the_eraser_is_one_change() -> None:
    pen = drawn(100, 200, 300, 400)
    pen.erase((60, 25), (80, 25), 12)
    for x in (120, 180, 220):
        pen.erase((x - 40, 25), (x, 25), 12, more=True)
    assert places(pen) == [300, 400]
    pen.undo()
    assert places(pen) == [100, 200, 300, 400]
    pen.redo()
    pen.erase((300, 25), (300, 25), 12)  # the eraser comes down anew
    pen.undo()
    assert places(pen) == [300, 400]
    draw(pen, (500, 0))
    pen.erase((400, 25), (400, 25), 12, more=True)  # something else was done in between
    pen.undo()
    assert places(pen) == [300, 400, 500]


def stroke(*points: tuple[float, float], width: float = 0.0) -> Stroke:
    return Stroke(np.array([(x, y, 0) for x, y in points], np.float32), width)


def test_ink_is_as_wide_as_its_pen_smooth_and_where_the_points_are() -> None:
    ink = rasterise((stroke((20, 20), (120, 20), width=6), stroke((20, 70), (120, 70))), SIZE, 14)
    assert ink.shape == (100, 160)
    for part, width, middle in ((slice(0, 40), 6, 20), (slice(40, 100), 14, 70)):
        column = ink[part, 70].astype(int)
        assert abs(column.sum() / 255 - width) < 1.5
        assert abs((column * np.arange(part.start, part.stop)).sum() / column.sum() - middle) < 0.5
    slanted = rasterise((stroke((20, 20), (120, 80)),), SIZE, 14)
    assert ((slanted > 0) & (slanted < 255)).any(), "no smooth edges"
    assert rasterise((stroke((50, 50)),), SIZE, 14).any(), "a click leaves a dot"
    assert not rasterise((stroke((-500, -500), (-400, 9000)),), SIZE, 14).any()


def test_a_quick_circle_stays_round_and_goes_through_its_points() -> None:
    turn = np.linspace(0, 2 * np.pi, 12)
    points = (np.stack([np.cos(turn), np.sin(turn)], 1) * 50).astype(np.float32)
    assert np.linalg.norm((points[1:] + points[:-1]) / 2, axis=1).min() < 48.5, "near enough anyway"
    curve = smooth(points)
    radii = np.linalg.norm(curve, axis=1)[9:-9]  # beside the ends, whose tangents are not known
    assert 49 < radii.min() <= radii.max() < 51
    assert all((np.abs(curve - point).sum(1) < 1e-3).any() for point in points)
    assert np.linalg.norm(np.diff(curve, axis=0), axis=1).max() < 5


def test_corners_stay_corners_and_straight_lines_straight() -> None:
    seven = smooth(np.array([(0, 0), (100, 0), (40, 200)], np.float32))
    assert seven[:, 0].max() <= 101
    assert seven[:, 1].min() >= -1
    line = smooth(np.array([(0, 0), (50, 25), (200, 100)], np.float32))
    assert np.abs(line[:, 1] - line[:, 0] / 2).max() < 1e-3
    for points in ([(3, 4)], [(3, 4), (3, 4)], [(0, 0), (0, 0), (50, 50), (50, 50), (0, 90)]):
        curve = smooth(np.array(points, np.float32))
        assert np.isfinite(curve).all()
        assert [tuple(curve[0]), tuple(curve[-1])] == [points[0], points[-1]]


def scribble(rng: np.random.Generator) -> Stroke:
    points = rng.uniform((-20, -20, 0), (SIZE[0] + 20, SIZE[1] + 20, 1), (int(rng.integers(1, 9)), 3))
    return Stroke(points.astype(np.float32), float(rng.choice([0, 3, 14, 30])))


@pytest.mark.parametrize("seed", range(3))
def test_a_canvas_that_changed_often_is_to_the_pixel_one_that_is_drawn_anew(seed: int) -> None:
    rng, canvas, states = np.random.default_rng(seed), Canvas(SIZE, 9.0), [tuple[Stroke, ...]()]
    for _ in range(40):
        done = states[-1]
        more = (*done, scribble(rng))
        fewer = tuple(stroke for stroke in done if rng.random() < 0.6)
        other = states[int(rng.integers(len(states)))]  # undo or redo
        states.append((more, more, more, fewer, (), other)[int(rng.integers(6))])
        unfinished = scribble(rng) if rng.random() < 0.3 else None
        fresh = rasterise((*states[-1], unfinished) if unfinished else states[-1], SIZE, 9.0)
        assert np.array_equal(canvas.ink(states[-1], unfinished), fresh)
