"""A camera that gives one picture for each request, as many do at an address such as /shot.jpg."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from live.errors import UserError
from live.values import Image

MIN_PAUSE, MAX_PAUSE = 0.1, 2.0
"""Seconds from one request to the next; while the same picture comes they double."""


class Snapshots:
    """A Capture of such a camera."""

    def __init__(self, take: Callable[[], Image]) -> None:
        """take: asks for a picture; raises UserError where there is none."""
        self._take, self._due, self._pause = take, 0.0, MIN_PAUSE
        self._last: Image | None = None

    def read(self) -> tuple[bool, Image | None]:
        """Return whether a picture came, and the picture: (H, W, 3) uint8 BGR."""
        time.sleep(max(0.0, self._due - time.monotonic()))
        begun = time.monotonic()
        try:
            image = self._take()
        except UserError:
            return False, None
        same = self._last is not None and np.array_equal(image, self._last)
        self._pause = min(2 * self._pause, MAX_PAUSE) if same else MIN_PAUSE
        self._last, self._due = image, begun + self._pause
        return True, image

    def release(self) -> None:
        """Nothing is held between two requests."""
