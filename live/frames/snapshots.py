"""A camera that gives one picture for each request, as many do at an address such as /shot.jpg."""

from __future__ import annotations

import time
from collections.abc import Callable

from live.errors import UserError
from live.values import Image

PAUSE = 0.1
"""Least seconds between two requests: a window shows no more frames a second that are new to the reader."""


class Snapshots:
    """Reads such a camera as OpenCV's captures are read."""

    def __init__(self, take: Callable[[], Image]) -> None:
        """take: asks for a picture; raises UserError where there is none."""
        self._take, self._due = take, 0.0

    def read(self) -> tuple[bool, Image | None]:
        """Whether a picture came, and the picture: (H, W, 3) uint8 BGR."""
        time.sleep(max(0.0, self._due - time.monotonic()))
        self._due = time.monotonic() + PAUSE
        try:
            return True, self._take()
        except UserError:
            return False, None

    def release(self) -> None:
        """Nothing is held between two requests."""
