"""A fingertip as a pen: what becomes a line, and what does not."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from live.air.fingertip import BRIDGE, HOOK, Fingertip, Touch
from live.strokes.pen import Pen

RATE = 30
SIZE = 80.0


def circle(
    frames: int, radius: float = 60, at: tuple[float, float] = (200, 200)
) -> list[tuple[float, float]]:
    angles = np.linspace(0, 2 * np.pi, frames)
    return [(at[0] + radius * float(np.cos(a)), at[1] + radius * float(np.sin(a))) for a in angles]


def drawn(places: Iterable[tuple[float, float]], downs: Iterable[float | None], rate: float = RATE) -> Pen:
    """What a fingertip draws that is at places; downs: how likely it writes there, None without a hand."""
    pen = Pen(8)
    fingertip, time = Fingertip(pen), 0.0
    for (x, y), down in zip(places, downs, strict=True):
        time += 1 / rate
        fingertip.feel(None if down is None else Touch(x, y, time, down, SIZE), time)
    fingertip.lift()
    return pen


@pytest.mark.parametrize("rate", [10, 15, 30, 60])
def test_a_stroke_is_drawn_from_its_first_moment(rate: int) -> None:
    frames = 2 * rate
    pen = drawn(circle(frames), [1.0] * frames, rate)
    (stroke,) = pen.done
    assert np.allclose(stroke.points[0, :2], (260, 200), atol=1)
    assert stroke.points[-1, 2] - stroke.points[0, 2] >= 2 - HOOK - 3 / rate
    away = np.linalg.norm(stroke.points[:, :2] - (200, 200), axis=1)
    assert np.abs(away - 60).max() < 8


@pytest.mark.parametrize(
    ("downs", "strokes"),
    [
        pytest.param([0.0] * 30, 0, id="never"),
        pytest.param([0.0] * 10 + [1.0] + [0.0] * 19, 0, id="one frame"),
        pytest.param([0.0] * 10 + [1.0, 0.0] * 5 + [0.0] * 10, 0, id="flicker"),
        pytest.param([1.0] * 10 + [0.0] + [1.0] * 19, 1, id="one bad frame"),
        pytest.param([1.0] * 10 + [None] * 2 + [1.0] * 18, 1, id="hand lost for two frames"),
        pytest.param([1.0] * 10 + [0.0] * 10 + [1.0] * 10, 2, id="lifted"),
        pytest.param([1.0] * 10 + [None] * 10 + [1.0] * 10, 2, id="hand gone"),
        pytest.param([1.0] * 5 + [0.5] * 20 + [1.0] * 5, 1, id="doubtful in a stroke"),
        pytest.param([0.5] * 30, 0, id="doubtful before one"),
    ],
)
def test_down_and_up(downs: list[float | None], strokes: int) -> None:
    assert len(drawn(circle(30), downs).done) == strokes


def test_the_hook_of_the_leaving_finger_is_taken_back() -> None:
    line = [(100.0, 100.0 + 8 * k) for k in range(20)]
    hook = [(100.0 + 25 * k, 252.0) for k in range(1, 4)]
    (stroke,) = drawn(line + hook, [1.0] * 20 + [0.5, 0.0, 0.0]).done
    assert stroke.points[:, 0].max() < 103


def test_a_gap_is_bridged_only_where_the_tip_should_be() -> None:
    near = [(100.0 + 5 * k, 100.0) for k in range(30)]
    downs = [1.0] * 12 + [None] * 3 + [1.0] * 15
    assert 4 / RATE > BRIDGE > 3 / RATE
    assert len(drawn(near, downs).done) == 2, "too long"
    downs = [1.0] * 12 + [None] * 2 + [1.0] * 16
    assert len(drawn(near, downs).done) == 1
    far = [(x + (900 if k > 12 else 0), y) for k, (x, y) in enumerate(near)]
    assert len(drawn(far, downs).done) == 2, "another hand"


@pytest.mark.parametrize("rate", [4, 6, 8])
def test_a_slow_machine_draws_as_well(rate: int) -> None:
    (stroke,) = drawn(circle(3 * rate), [1.0] * (3 * rate), rate).done
    assert len(stroke.points) >= 3 * rate - 2


def test_a_stall_ends_a_stroke() -> None:
    assert len(drawn([(100.0, 100.0), (104.0, 100.0)] * 5, [1.0] * 10, 1.5).done) == 0


def test_a_jump_is_dropped() -> None:
    places = circle(40)
    places[20] = (900.0, 20.0)
    (stroke,) = drawn(places, [1.0] * 40).done
    assert stroke.points[:, 0].max() < 270
    assert len(stroke.points) >= 36


def test_a_pen_that_rests_draws_a_dot() -> None:
    (stroke,) = drawn([(50.0, 50.0)] * 20, [1.0] * 20).done
    assert np.ptp(stroke.points[:, :2], axis=0).max() == 0
