"""Strokes: drawn, taken back, brought again and erased."""

from __future__ import annotations

import numpy as np

from live.strokes.pen import Pen


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


def test_the_eraser_takes_what_lies_on_its_way() -> None:
    pen = Pen()
    for x in (100, 200, 300):
        pen.down(x, 0, 0)
        pen.move(x, 50, 0.1)
        pen.up()
    pen.erase((150, 25), (400, 25), 12)
    assert [stroke.points[0, 0] for stroke in pen.strokes] == [100]


def test_an_erasure_without_lifting_the_eraser_is_one_change() -> None:
    pen = Pen()
    for x in (100, 200, 300, 400):
        pen.down(x, 0, 0)
        pen.move(x, 50, 1)
        pen.up()
    pen.erase((60, 25), (80, 25), 12)
    for x in (120, 180, 220):
        pen.erase((x - 40, 25), (x, 25), 12, more=True)
    assert len(pen.done) == 2
    pen.undo()
    assert len(pen.done) == 4
    pen.redo()
    assert len(pen.done) == 2
    pen.erase((300, 25), (300, 25), 12)  # the eraser comes down anew
    pen.undo()
    assert len(pen.done) == 2
    pen.down(500, 0, 2)
    pen.up()
    pen.erase((400, 25), (400, 25), 12, more=True)  # something else was done in between
    pen.undo()
    assert len(pen.done) == 3


def test_redo_brings_again_what_was_taken_back_until_something_else_is_done() -> None:
    pen = Pen()
    states = [pen.strokes]
    for y in (0, 50, 100):
        draw(pen, (0, y), (100, y))
        states.append(pen.strokes)
    pen.erase((50, 50), (50, 50), 12)
    states.append(pen.strokes)
    pen.clear()
    states.append(pen.strokes)
    for _ in range(2):
        for state in reversed(states[:-1]):
            pen.undo()
            assert pen.strokes == state
        for state in states[1:]:
            pen.redo()
            assert pen.strokes == state
    pen.redo()
    assert pen.strokes == states[-1]
    pen.undo()
    draw(pen, (0, 200), (9, 200))
    after = pen.strokes
    pen.redo()
    assert pen.strokes == after


def test_undo_has_no_limit() -> None:
    pen = Pen()
    for k in range(2000):
        draw(pen, (k, 0), (k, 9))
    for _ in range(2000):
        pen.undo()
    assert pen.strokes == ()
    for _ in range(2000):
        pen.redo()
    assert [stroke.points[0, 0] for stroke in pen.strokes] == list(range(2000))


def test_undo_while_drawing_takes_the_stroke_that_is_drawn() -> None:
    pen = Pen()
    draw(pen, (0, 0), (9, 9))
    before = pen.strokes
    pen.down(50, 50, 1)
    pen.move(60, 60, 1.1)
    assert pen.is_down
    pen.undo()
    assert not pen.is_down
    assert pen.strokes == before


def test_a_stroke_keeps_the_width_it_was_begun_with() -> None:
    pen = Pen(14)
    pen.down(0, 0, 0)
    pen.width = 5
    pen.move(9, 9, 0.1)
    draw(pen, (20, 0), (20, 9))
    assert [stroke.width for stroke in pen.strokes] == [14, 5]


def test_the_eraser_touches_the_ink_of_a_wide_pen() -> None:
    pen = Pen(40)
    draw(pen, (0, 0), (100, 0))
    pen.erase((50, 21), (50, 21), 12)
    assert len(pen.strokes) == 1
    pen.erase((50, 19), (50, 19), 12)
    assert pen.strokes == ()
