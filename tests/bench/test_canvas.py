"""From a mouse event to the shown reading; run with --benchmark-only to see the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import models
from live.modes.mouse import Mouse
from live.screen import screen
from live.strokes.reader import StrokeReader
from tests.hands import as_strokes
from tests.shapes import row, scribbles

TEN = ["0", "1", "2", "3", "4 crossed", "5 with a bar", "6", "7 crossed", "8", "9"]
TEXT = "0123456789"
HELD = cv2.EVENT_FLAG_LBUTTON


def full_canvas() -> Mouse:
    """A canvas with twenty digits, the last of which is being drawn."""
    mouse = Mouse(models.load(), screen.PICTURE[2:])
    for stroke in as_strokes(row(TEN, 25, (20, 60)) + row(TEN, 25, (20, 260))):
        points = stroke.points.tolist()
        mouse.handle(cv2.EVENT_LBUTTONDOWN, points[0][0], points[0][1], HELD)
        for x, y, _ in points[1:]:
            mouse.handle(cv2.EVENT_MOUSEMOVE, x, y, HELD)
        mouse.handle(cv2.EVENT_LBUTTONUP, points[-1][0], points[-1][1], 0)
    moment = mouse.step()
    assert moment is not None
    assert moment.reading.text == f"{TEXT}\n{TEXT}"
    return mouse


def events(mouse: Mouse) -> Iterator[tuple[float, float]]:
    """Points of the last digit drawn again and again, each after the pen was set on it."""
    stroke = mouse.pen.done[-1].points
    while True:
        mouse.pen.undo()
        mouse.step()
        mouse.handle(cv2.EVENT_LBUTTONDOWN, float(stroke[0, 0]), float(stroke[0, 1]), HELD)
        for x, y, _ in stroke[1:].tolist():
            yield x, y
        mouse.handle(cv2.EVENT_LBUTTONUP, float(stroke[-1, 0]), float(stroke[-1, 1]), 0)


@pytest.mark.benchmark(group="mouse event, twenty digits")
@pytest.mark.parametrize("until", ["reading", "picture"])
def test_event_to_reading(benchmark: BenchmarkFixture, until: str) -> None:
    mouse = full_canvas()
    points = events(mouse)

    def move() -> tuple[tuple[float, float], dict[str, object]]:
        return next(points), {}

    def take(x: float, y: float) -> None:
        mouse.handle(cv2.EVENT_MOUSEMOVE, x, y, HELD)
        moment = mouse.step()
        if until == "picture" and moment is not None:
            screen.compose(screen.View(moment, mode="mouse", mouse=screen.on_canvas(mouse.at)))

    benchmark.pedantic(take, setup=move, rounds=300)
    if benchmark.stats is not None:  # None where it was run but once, with --benchmark-disable
        times = np.sort(benchmark.stats.stats.data) * 1e3
        benchmark.extra_info["p95 ms"] = round(float(times[int(0.95 * len(times))]), 2)


@pytest.mark.benchmark(group="canvas of 2,000 strokes")
@pytest.mark.parametrize("what", ["move", "undo and redo"])
def test_two_thousand_strokes(benchmark: BenchmarkFixture, what: str) -> None:
    mouse = Mouse(models.load(), screen.PICTURE[2:])
    for stroke in scribbles(2000):
        mouse.pen.down(*stroke.points[0].tolist())
        for point in stroke.points[1:].tolist():
            mouse.pen.move(*point)
        mouse.pen.up()
    mouse.step()
    mouse.pen.down(400, 200, 0)
    at = iter(range(1 << 20))

    def move() -> None:
        k = next(at)
        mouse.pen.move(400 + 60 * np.cos(k / 9), 200 + 60 * np.sin(k / 9), k)
        mouse.step()

    def back_and_forth() -> None:
        mouse.undo()
        mouse.step()
        mouse.redo()
        mouse.step()

    works: dict[str, Callable[[], None]] = {"move": move, "undo and redo": back_and_forth}
    benchmark.pedantic(works[what], rounds=20)


@pytest.mark.benchmark(group="a line of recorded strokes")
def test_read_a_line(benchmark: BenchmarkFixture) -> None:
    strokes, classifier = as_strokes(row(TEN, 25)), models.load()
    assert benchmark(lambda: StrokeReader(classifier).read(strokes)).text == TEXT
