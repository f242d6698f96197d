"""Strokes: drawn, taken back, erased and inked."""

from __future__ import annotations

import numpy as np

from live.pen import Pen, rasterise
from live.values import Stroke


def draw(pen: Pen, *points: tuple[float, float]) -> None:
    pen.down(*points[0], 0.0)
    for number, (x, y) in enumerate(points[1:], 1):
        pen.move(x, y, number / 60)
    pen.up()


def test_strokes_keep_their_points_and_times() -> None:
    pen = Pen()
    draw(pen, (1, 2), (3, 4), (3, 4), (5, 7))
    (stroke,) = pen.strokes
    assert np.allclose(stroke.points, np.array([[1, 2, 0], [3, 4, 1 / 60], [5, 7, 3 / 60]], np.float32))


def test_an_unfinished_stroke_is_there_already() -> None:
    pen = Pen()
    pen.down(1, 1, 0)
    before = pen.version
    pen.move(9, 9, 0.1)
    assert len(pen.strokes[0].points) == 2
    assert pen.version > before
    pen.move(9, 9, 0.2)
    assert pen.version == before + 1, "the pen has not moved"


def test_moving_with_the_pen_up_draws_nothing() -> None:
    pen = Pen()
    pen.move(5, 5, 0)
    assert pen.strokes == ()


def test_undo_takes_back_strokes_erasures_and_clearings() -> None:
    pen = Pen()
    states = [pen.strokes]
    draw(pen, (0, 0), (100, 0))
    states.append(pen.strokes)
    draw(pen, (0, 50), (100, 50))
    states.append(pen.strokes)
    pen.erase((50, 3), (50, 3), 12)
    states.append(pen.strokes)
    assert [stroke.points[0, 1] for stroke in pen.strokes] == [50]
    pen.clear()
    for state in reversed(states):
        pen.undo()
        assert pen.strokes == state
    pen.undo()
    assert pen.strokes == ()


def test_the_eraser_takes_whole_strokes_that_it_touches_between_their_points() -> None:
    pen = Pen()
    draw(pen, (0, 0), (1000, 0))
    draw(pen, (500, 40))
    pen.erase((500, 13), (500, 13), 12)
    assert len(pen.strokes) == 2
    pen.erase((500, 11), (500, 11), 12)
    assert len(pen.strokes) == 1
    pen.erase((505, 45), (505, 45), 12)
    assert pen.strokes == ()


def stroke(*points: tuple[float, float]) -> Stroke:
    return Stroke(np.array([(x, y, 0) for x, y in points], np.float32))


def test_ink_is_as_wide_as_the_pen_smooth_and_where_the_points_are() -> None:
    ink = rasterise((stroke((20, 50), (120, 50)),), (160, 100), 14).image
    assert ink.shape == (100, 160)
    column = ink[:, 70].astype(int)
    assert abs(column.sum() / 255 - 14) < 1.5
    assert abs((column * np.arange(100)).sum() / column.sum() - 50) < 0.5
    slanted = rasterise((stroke((20, 20), (120, 80)),), (160, 100), 14).image
    assert ((slanted > 0) & (slanted < 255)).any(), "no smooth edges"


def test_a_click_leaves_a_dot_and_points_outside_do_no_harm() -> None:
    assert rasterise((stroke((50, 50)),), (100, 100), 14).image.any()
    assert not rasterise((stroke((-500, -500), (-400, 9000)),), (100, 100), 14).image.any()
    assert not rasterise((), (100, 100), 14).image.any()


def test_the_eraser_takes_what_lies_on_its_way() -> None:
    pen = Pen()
    for x in (100, 200, 300):
        pen.down(x, 0, 0)
        pen.move(x, 50, 0.1)
        pen.up()
    pen.erase((150, 25), (400, 25), 12)
    assert [stroke.points[0, 0] for stroke in pen.strokes] == [100]
