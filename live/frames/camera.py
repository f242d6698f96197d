"""A camera or a stream: a thread keeps only its newest frame, and opens it again when it stops."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator

from live.errors import UserError
from live.frames.capture import READ_SECONDS, Capture, read_image
from live.values import Frame

FIRST_FRAME_SECONDS = 10.0
"""How long a camera may take to its first frame; some need seconds to wake up."""
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds to wait before each new try to open what has stopped; the last one for ever."""
REPEAT_SECONDS = 0.25
"""How often the last frame is given again while no new one comes, so that a window stays alive."""


class Camera:
    """The newest frame of whatever `open_capture` opens, read by a thread.

    A camera that is read only when a frame is wanted lags by its whole buffer (4 frames with V4L2).
    patience: s without a new frame after which `frames` ends; None: never. Raises UserError with `advice`
    when it cannot be opened or sends nothing at first.
    """

    def __init__(
        self,
        name: str,
        source: str,
        open_capture: Callable[[], Capture | None],
        advice: str,
        patience: float | None = None,
    ) -> None:
        self._name, self._source, self._open, self._patience = name, source, open_capture, patience
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self._newest: Frame | None = None
        self._came = self._start = time.monotonic()
        self._retry_at: float | None = None  # while it is stopped
        # Here, not in the thread: macOS asks for the user's leave to use a camera in the main thread only.
        capture = open_capture()
        if capture is None:
            raise UserError(f"{name} cannot be opened: {advice}")
        self._thread = threading.Thread(target=self._run, args=(capture,), name=name, daemon=True)
        self._thread.start()
        with self._changed:
            self._changed.wait_for(lambda: self._newest or self._retry_at, FIRST_FRAME_SECONDS)
        if self._newest is None:
            self.close()
            raise UserError(f"{name} opens but sends no picture: {advice}")

    @property
    def status(self) -> str:
        """What to tell the user while no frames come; empty when all is well."""
        retry_at, silent = self._retry_at, time.monotonic() - self._came
        if retry_at is None:
            return f"{self._name} has sent nothing for {silent:.0f} s" if silent > READ_SECONDS / 2 else ""
        seconds = math.ceil(retry_at - time.monotonic())
        return f"{self._name} stopped, trying again " + (f"in {seconds} s" if seconds > 0 else "now")

    def frames(self) -> Iterator[Frame]:
        """Yield the newest frame each time; the last one again, a few times a second, while none comes."""
        given: Frame | None = None
        while True:
            newest = self._other_than(given)
            silent = time.monotonic() - self._came
            if self._closed.is_set() or (
                newest is given and self._patience is not None and silent > self._patience
            ):
                return
            given = newest
            if newest is not None:
                yield newest

    def _other_than(self, given: Frame | None) -> Frame | None:
        """Return a newer frame once there is one; after REPEAT_SECONDS, or when closed, the same one."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not given or self._closed.is_set(), REPEAT_SECONDS)
            return self._newest

    def close(self) -> None:
        """End the thread and `frames`; a read that hangs is waited for only so long."""
        self._closed.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join(timeout=2)

    def _run(self, capture: Capture | None) -> None:
        tries = 0
        while not self._closed.is_set():
            if capture is not None:
                if self._read(capture):
                    tries = 0
                capture.release()
            pause = PAUSES[min(tries, len(PAUSES) - 1)]
            tries += 1
            with self._changed:
                self._retry_at = time.monotonic() + pause
                self._changed.notify_all()
            if not self._closed.wait(pause):
                capture = self._open()

    def _read(self, capture: Capture) -> int:
        """Keep the newest frame until no more comes; return how many came."""
        count = 0
        while not self._closed.is_set() and (image := read_image(capture)) is not None:
            count += 1
            with self._changed:
                self._came = time.monotonic()
                index = self._newest.index + 1 if self._newest else 0
                self._newest = Frame(image, self._came - self._start, index, self._source)
                self._retry_at = None
                self._changed.notify_all()
        return count
