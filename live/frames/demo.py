"""A webcam's picture of a sheet held up in a room: endless, and its text known."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from live.frames import demo_sheet
from live.values import Floats, Frame, Image, as_image

FPS = 30
SHEET_FRAMES = 120
"""A new sheet comes every four seconds."""
SLIDE_FRAMES = 12
"""A sheet comes up into the picture, and goes down out of it, in so many frames."""


class Demo:
    """A person's sheets of handwritten digits before a webcam.

    seed: of the digits, the movement and the light; everything is a function of it and of the frame's
    index. The room and the hands are pictures that our own code drew once. size: width, height px, no
    taller than 4:3; the digits are 60-110 px tall at 1280x720. sheet: False leaves the room empty, so that
    nothing in it can rightly be read.
    """

    def __init__(self, seed: int = 0, size: tuple[int, int] = (1280, 720), *, sheet: bool = True) -> None:
        self._seed, self._size, self._sheet = seed, size, sheet
        width, height = size
        self._room = _room(seed, size)
        self._unit = min(width / 1280, height / 720)
        rng = np.random.default_rng([seed, 4])
        noise = 4.2 * rng.standard_normal((height + 64, width + 64, 3), np.float32)
        self._noise = as_image(cv2.convertScaleAbs(cv2.GaussianBlur(noise, (0, 0), 0.6), beta=128))
        self._phases = rng.uniform(0, 2 * np.pi, (6, 3))

    def scene(self, index: int) -> tuple[Frame, str]:
        """Return frame `index`, and what is written on it; "" while that is not wholly in the picture."""
        image, text = self._room, ""
        if self._sheet:
            layer, written, corners = demo_sheet.held_sheet(self._seed, index // SHEET_FRAMES)
            view = self._view(index)
            image = self._held_before(image, layer, view)
            seen = cv2.perspectiveTransform(corners[None], view)[0]
            if (seen >= 0).all() and (seen < self._size).all():
                text = written
        return Frame(self._noisy(image, index), index / FPS, index, "demo"), text

    def frames(self) -> Iterator[Frame]:
        """Yield frames without end, 30 a second; a slow reader misses some, as with a camera."""
        start, index = time.monotonic(), 0
        while True:
            yield self.scene(index)[0]
            index = max(index + 1, int((time.monotonic() - start) * FPS))
            time.sleep(max(0.0, start + index / FPS - time.monotonic()))

    def _view(self, index: int) -> Floats:
        """Return the homography, (3, 3), from the sheet's layer to the frame: hand's sway and slide."""
        t = index / FPS
        # Three slow waves for each of: right, down, turn, size, and the sheet's tilt about two axes.
        sway = np.sin(2 * np.pi * t * np.array((0.11, 0.29, 0.83)) + self._phases) @ (0.62, 0.32, 0.06)
        right, down, turn, size, nod, swing = sway * (22, 14, 0.05, 0.045, 1.1e-4, 1.1e-4)
        step = index % SHEET_FRAMES
        out = max(
            1 - step / SLIDE_FRAMES if index >= SHEET_FRAMES else 0.0,
            (step + SLIDE_FRAMES + 1 - SHEET_FRAMES) / SLIDE_FRAMES,
            0.0,
        )
        middle = np.array([[1, 0, -640], [0, 1, -360], [0, 0, 1]])
        c, s = (1 + size) * np.cos(turn), (1 + size) * np.sin(turn)
        held = np.array([[c, -s, right], [s, c, down + 720 * out**2], [swing, nod, 1]])
        width, height = self._size
        frame = np.array([[self._unit, 0, width / 2], [0, self._unit, height / 2], [0, 0, 1]])
        return np.asarray(frame @ held @ middle, np.float64)

    def _held_before(self, room: Image, layer: Image, view: Floats) -> Image:
        seen = cv2.warpPerspective(layer, view, self._size, flags=cv2.INTER_LINEAR)
        bare = cv2.cvtColor(cv2.bitwise_not(cv2.extractChannel(seen, 3)), cv2.COLOR_GRAY2BGR)
        held = cv2.cvtColor(seen, cv2.COLOR_BGRA2BGR)
        return as_image(cv2.add(held, cv2.multiply(room, bare, scale=1 / 255)))

    def _noisy(self, image: Image, index: int) -> Image:
        """Return an image with the sensor's noise, and an exposure that is never quite still."""
        x, y = np.random.default_rng([self._seed, 5, index]).integers(0, 64, 2)
        width, height = self._size
        noise = self._noise[y : y + height, x : x + width]
        gain = 1 + 0.012 * np.sin(index / 37)
        return as_image(cv2.addWeighted(image, gain, noise, 1, -128))


def _room(seed: int, size: tuple[int, int]) -> Image:
    """Return a room that fills a size (w, h), in a seed's own light, (h, w, 3) uint8 BGR."""
    file = np.fromfile(Path(__file__).with_name("demo_room.webp"), np.uint8)
    room = as_image(cv2.imdecode(file, cv2.IMREAD_COLOR))
    width, height = size
    zoom = max(width / room.shape[1], height / room.shape[0])
    room = as_image(cv2.resize(room, None, fx=zoom, fy=zoom))
    x, y = (room.shape[1] - width) // 2, (room.shape[0] - height) // 2
    rng = np.random.default_rng([seed, 1])
    light = rng.uniform(0.85, 1.0) * rng.uniform(0.95, 1.0, 3)
    return as_image(room[y : y + height, x : x + width] * light)
