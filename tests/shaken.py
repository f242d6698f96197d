"""Films made from a still of a sheet: a hand that shakes, a slow zoom, noise, drifting light, short blurs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from live.values import Image

RATE = 15
"""Frames a second, as cheap cameras in a lit room give."""

SHAKE, TILT, ZOOM = 5.0, 0.8, 0.12
"""Of the hand: px and degrees, standard deviations; and by how much the sheet comes nearer in all."""

NOISE, DRIFT = 4.0, 0.18
"""The sensor's standard deviation, of 255, and the share by which exposure drifts up and down."""

BLUR, EVERY, FOR = 9, 2.2, 0.15
"""Length of a motion blur, px, how often one comes and how long it stays, s."""


@dataclass(frozen=True)
class Shot:
    """One frame of a film: image (H, W, 3) uint8 BGR, time s, and whether the sheet is in view."""

    image: Image
    time: float
    sheet: bool


def film(
    still: Image, behind: Image, seconds: tuple[float, float, float], seed: int = 0, far: float = 1.0
) -> Iterator[Shot]:
    """A room, then a sheet held into it, then the room again, each for some seconds.

    still: the sheet as a camera sees it, of the room's size. behind: the room, (H, W, 3) uint8 BGR. far: how
    large the still is at the beginning; beside a smaller one its edges go on.
    """
    rng = np.random.default_rng(seed)
    size = behind.shape[1::-1]
    count = round(sum(seconds) * RATE)
    shake = _walk(rng, count, 2) * SHAKE
    tilt = _walk(rng, count, 1)[:, 0] * TILT
    for index in range(count):
        time = index / RATE
        seen = seconds[0] <= time < seconds[0] + seconds[1]
        share = index / count
        turn = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), tilt[index], far * (1 + ZOOM * share))
        turn = np.asarray(turn) + np.column_stack([np.zeros((2, 2)), shake[index]])
        view = cv2.warpAffine(still, turn, size, borderMode=cv2.BORDER_REPLICATE) if seen else behind
        if (time % EVERY) > EVERY - FOR:
            kernel = np.zeros((BLUR, BLUR), np.float32)
            cv2.line(kernel, (0, int(rng.integers(BLUR))), (BLUR - 1, int(rng.integers(BLUR))), 1)
            view = cv2.filter2D(view, -1, kernel / kernel.sum())
        light = 1 + DRIFT * np.sin(2 * np.pi * time / 3.7)
        noise = rng.normal(0, NOISE, (*view.shape[:2], 1)).astype(np.float32)
        yield Shot(np.clip(view * np.float32(light) + noise, 0, 255).astype(np.uint8), time, seen)


def far_enough(size: tuple[int, int], boxes: list[tuple[float, float, float, float]]) -> float:
    """How large a still of some size, px, may be at most for the film not to cut what is written on it, in
    boxes (x, y, w, h)."""
    room = 3 * SHAKE  # and the tilt
    reach = [1.0]
    for axis in (0, 1):
        middle = size[axis] / 2
        for box in boxes:
            away = max(middle - box[axis], box[axis] + box[axis + 2] - middle)
            reach.append((middle - room) / (away * (1 + ZOOM)))
    return min(reach)


def _walk(rng: np.random.Generator, count: int, axes: int) -> np.ndarray:
    """A hand's unrest: noise of a few hertz, (count, axes), of unit deviation."""
    wander = cv2.GaussianBlur(rng.normal(0, 1, (count, axes)).astype(np.float32), (1, 7), 1.5)
    return np.asarray(wander / wander.std(0))
