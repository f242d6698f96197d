"""Make a film of a still: a sheet slides into a room, is held by a hand that shakes, and slides out again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.drawing import Image

RATE = 15
"""Frames a second, as cheap cameras in a lit room give."""

SHAKE, TILT, ZOOM = 5.0, 0.8, 0.12
"""Of the hand: px and degrees, standard deviations; and by how much the sheet comes nearer in all."""

NOISE, DRIFT = 4.0, 0.18
"""The sensor's standard deviation, of 255, and the share by which exposure drifts up and down."""

BLUR, EVERY, FOR = 9, 2.2, 0.15
"""Length of a motion blur, px, how often one comes and how long it stays, s."""


@dataclass(frozen=True)
class Plan:
    """How long a film shows the room, the sheet coming in (and going out), it held, the room again, s."""

    before: float = 0.6
    slide: float = 0.6  # 0 if the sheet is there at once
    held: float = 6.0
    after: float = 1.0

    @property
    def times(self) -> list[float]:
        """Seconds at which the sheet begins to come in, is there, begins to go out, is gone; of the end."""
        return list(np.cumsum([self.before, self.slide, self.held, self.slide, self.after]).tolist())

    def inside(self, time: float) -> float:
        """Return how much of the sheet is in view at a time, 0 to 1."""
        comes, _, _, is_gone, _ = self.times
        if not self.slide:
            return float(comes <= time < is_gone)
        return min(1.0, max(0.0, min((time - comes) / self.slide, (is_gone - time) / self.slide)))


PLAN = Plan()


@dataclass(frozen=True)
class Shot:
    """Hold one frame of a film, its time in seconds, and how much of the sheet is in view, 0 to 1."""

    image: Image
    time: float
    inside: float


def film(still: Image, behind: Image, far: float = 1.0, seed: int = 0, plan: Plan = PLAN) -> Iterator[Shot]:
    """Film a still, as a camera sees the sheet, before a room of the same size.

    far: how large the still is at the beginning; beside a smaller one its edges go on.
    """
    rng = np.random.default_rng(seed)
    high, wide = still.shape[:2]
    count = round(plan.times[-1] * RATE)
    shake, tilt = _walk(rng, count, 2) * SHAKE, _walk(rng, count, 1)[:, 0] * TILT
    for index in range(count):
        time = index / RATE
        inside = plan.inside(time)
        middle, zoom = (wide / 2, high / 2), far * (1 + ZOOM * index / count)
        turn = np.asarray(cv2.getRotationMatrix2D(middle, float(tilt[index]), zoom))
        turn = turn + np.column_stack([np.zeros((2, 2)), shake[index]])
        view = behind.copy()
        if inside > 0:
            top = round((1 - inside) * high)
            sheet = cv2.warpAffine(still, turn, (wide, high), borderMode=cv2.BORDER_REPLICATE)
            view[top:] = sheet[: high - top]
        if (time % EVERY) > EVERY - FOR:
            view = _blurred(view, rng)
        light = 1 + DRIFT * np.sin(2 * np.pi * time / 3.7)
        noise = rng.normal(0, NOISE, (high, wide, 1)).astype(np.float32)
        yield Shot(np.clip(view * np.float32(light) + noise, 0, 255).astype(np.uint8), time, inside)


def far_enough(size: tuple[int, int], boxes: list[tuple[float, float, float, float]]) -> float:
    """Return how large a still of some size, px, may be for the film not to cut boxes (x, y, w, h) on it."""
    room = 3 * SHAKE  # and the tilt
    reach = [1.0]
    for axis in (0, 1):
        middle = size[axis] / 2
        for box in boxes:
            away = max(middle - box[axis], box[axis] + box[axis + 2] - middle)
            reach.append((middle - room) / (away * (1 + ZOOM)))
    return min(reach)


def _blurred(view: Image, rng: np.random.Generator) -> Image:
    """Blur a frame along a line of BLUR px."""
    kernel = np.zeros((BLUR, BLUR), np.float32)
    cv2.line(kernel, (0, int(rng.integers(BLUR))), (BLUR - 1, int(rng.integers(BLUR))), 1)
    return np.asarray(cv2.filter2D(view, -1, kernel / kernel.sum()), np.uint8)


def _walk(rng: np.random.Generator, count: int, axes: int) -> np.ndarray:
    """Draw a hand's unrest: noise of a few hertz, (count, axes), of unit deviation."""
    wander = cv2.GaussianBlur(rng.normal(0, 1, (count, axes)).astype(np.float32), (1, 7), 1.5)
    return np.asarray(wander.reshape(count, axes) / wander.std(0))
