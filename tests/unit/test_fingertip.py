"""A fingertip as a pen: what becomes a line, and what does not; how still and how quick its filter is."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from live.air.euro import OneEuro
from live.air.fingertip import KNOBS, Fingertip, Touch
from live.strokes.pen import Pen

RATE = 30
SIZE = 80.0
GAPS = int(KNOBS.max_gap * RATE) - 1
"""Frames without a hand that a stroke outlasts."""


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
        fingertip.update(None if down is None else Touch(x, y, time, down, SIZE), time)
    fingertip.lift()
    return pen


@pytest.mark.parametrize("rate", [10, 15, 30, 60])
def test_a_stroke_is_drawn_from_its_first_moment(rate: int) -> None:
    frames = 2 * rate
    pen = drawn(circle(frames), [1.0] * frames, rate)
    (stroke,) = pen.done
    assert np.allclose(stroke.points[0, :2], (260, 200), atol=1)
    assert stroke.points[-1, 2] - stroke.points[0, 2] >= 2 - KNOBS.hook - 3 / rate
    away = np.linalg.norm(stroke.points[:, :2] - (200, 200), axis=1)
    assert np.abs(away - 60).max() < 8


@pytest.mark.parametrize("rate", [12, 30])
def test_another_finger_in_one_frame_as_the_pose_changes_draws_no_way_in(rate: int) -> None:
    places = [(200.0, 100 + 5.0 * k) for k in range(20)]
    places[1] = 130.0, 102.0
    (stroke,) = drawn(places, [1.0] * 20, rate).done
    assert np.allclose(stroke.points[:, 0], 200, atol=1)


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


@pytest.mark.parametrize(
    ("lost", "strokes"), [(1, 1), (3, 1), (GAPS, 1), (GAPS + 1, 2), (12, 2)], ids=lambda count: f"{count}"
)
def test_a_gap_is_bridged_until_it_is_too_long(lost: int, strokes: int) -> None:
    line = [(100.0 + 5 * k, 100.0) for k in range(40)]
    downs = [1.0] * 12 + [None] * lost + [1.0] * (28 - lost)
    pen = drawn(line, downs)
    assert len(pen.done) == strokes
    assert pen.done[-1].points[-1, 0] == pytest.approx(290, abs=15)
    far = [(x, y + (1.5 * SIZE if k >= 12 else 0)) for k, (x, y) in enumerate(line)]
    assert lost != GAPS or len(drawn(far, downs).done) == 2, "another hand"


def test_a_bridge_goes_on_as_the_finger_went() -> None:
    """In a curve the way is nearer to the curve than a straight line is."""
    frames, lost = 36, range(14, 14 + GAPS)
    pen = drawn(circle(frames, 100), [None if k in lost else 1.0 for k in range(frames)])
    (stroke,) = pen.done
    away = np.abs(np.linalg.norm(stroke.points[:, :2] - (200, 200), axis=1) - 100)
    chord = 100 * (1 - np.cos(np.pi * (GAPS + 1) / frames))
    assert away.max() < 0.7 * chord
    assert np.diff(stroke.points[:, 2]).max() < 1.5 / RATE, "points all along"


def test_a_hand_that_is_only_lost_loses_nothing() -> None:
    line = [(100.0, 100.0 + 8 * k) for k in range(20)]
    (lost,) = drawn([*line, *line[:10]], [1.0] * 20 + [None] * 10).done
    (left,) = drawn([*line, *line[:10]], [1.0] * 20 + [0.0] * 10).done
    assert lost.points[-1, 2] == pytest.approx(20 / RATE)
    assert left.points[-1, 2] <= 20 / RATE - KNOBS.hook + 1e-3


def test_a_jump_is_dropped_a_rest_is_a_dot_and_a_stall_is_nothing() -> None:
    places = circle(40)
    places[20] = (900.0, 20.0)
    (stroke,) = drawn(places, [1.0] * 40).done
    assert stroke.points[:, 0].max() < 270
    assert len(stroke.points) >= 36
    (dot,) = drawn([(50.0, 50.0)] * 20, [1.0] * 20).done
    assert np.ptp(dot.points[:, :2], axis=0).max() == 0
    assert not drawn([(100.0, 100.0), (104.0, 100.0)] * 5, [1.0] * 10, 1.5).done


NOISE, DIGIT = 1.5, 150
"""Px of noise; px of a digit written in the air."""


def test_a_resting_tip_is_still() -> None:
    rng, smooth = np.random.default_rng(0), OneEuro(KNOBS.min_cutoff, KNOBS.beta)
    seen = np.array([smooth(rng.normal(0, NOISE, 2), k / RATE) for k in range(40 * RATE)])
    assert seen[RATE:].std() <= 0.6


def test_a_moving_tip_hardly_lags(shared: Path) -> None:
    rng, delays = np.random.default_rng(0), np.arange(0, 0.05, 0.002)
    off = np.zeros(len(delays))
    with gzip.open(shared / "air" / "leap_A-E.jsonl.gz", "rt") as file:
        trails = [np.array(json.loads(line)["trail_xyz"])[:, :2] for line in file]
    for trail in trails[::20]:
        path, clock = trail * DIGIT / np.ptp(trail, axis=0).max(), np.arange(len(trail)) / 110
        times, smooth = np.arange(0, clock[-1], 1 / RATE), OneEuro(KNOBS.min_cutoff, KNOBS.beta)
        seen = np.array([smooth(_at(path, clock, t) + rng.normal(0, NOISE, 2), t) for t in times])
        for k, delay in enumerate(delays):
            was = np.stack([_at(path, clock, t - delay) for t in times])
            off[k] += ((seen - was)[times > 0.15] ** 2).sum()
    assert delays[off.argmin()] <= 0.012


def _at(path: np.ndarray, clock: np.ndarray, time: float) -> np.ndarray:
    return np.array([np.interp(time, clock, path[:, 0]), np.interp(time, clock, path[:, 1])])
