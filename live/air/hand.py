"""A frame's hand, found in the background without a stall."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.air.pose import INDEX, THUMB, palm_size
from live.errors import UserError, remedy
from live.values import Floats, Frame


@dataclass(frozen=True, eq=False)
class Hand:
    """One hand in a frame: landmarks (21, 2) float32, px, in MediaPipe's order.

    sure: it was seen often enough in a row to write and to act.
    """

    landmarks: Floats
    sure: bool = True

    def __post_init__(self) -> None:
        if self.landmarks.shape != (21, 2):
            raise ValueError(f"a hand has (21, 2) landmarks, got {self.landmarks.shape}")

    @property
    def tip(self) -> tuple[float, float]:
        """Where the index finger ends, px."""
        x, y = self.landmarks[INDEX].tolist()
        return x, y

    @property
    def pinch(self) -> tuple[float, float]:
        """Midway between the tips of thumb and index finger, px."""
        x, y = self.landmarks[[THUMB, INDEX]].mean(0).tolist()
        return x, y

    @property
    def palm(self) -> tuple[float, float]:
        """The middle of the palm, px."""
        x, y = self.landmarks[[0, 5, 17]].mean(0).tolist()
        return x, y

    @property
    def size(self) -> float:
        """The size of the palm, px."""
        return palm_size(self.landmarks)

    def is_within(self, size: tuple[int, int], margin: float = 0.0) -> bool:
        """Return whether all of it is in a frame of a size, a margin away from the frame's edges; px."""
        inside = (self.landmarks >= margin) & (self.landmarks <= np.array(size) - margin)
        return bool(inside.all())


MAX_CLOSE = 5.0
"""Seconds that loading is waited for at the end: a process that ends amid it may crash."""


class Finder:
    """Finds the hand in frames, the same one from frame to frame, in a thread of its own.

    So a window is there before the model is loaded, and no slow frame stalls it. lack: what is waited for, or
    why it failed; else empty. ready: the model is loaded. failed: there will be no hand any more.
    """

    def __init__(self, model: Path | None = None) -> None:
        """model: file of the hand model, None for the usual one."""
        self.lack, self.ready, self.failed = "Loading what finds the hand", False, False
        self._model = model
        self._offered: Frame | None = None
        self._found: tuple[Frame, Hand | None] | None = None
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="hand", daemon=True)
        self._thread.start()

    def offer(self, frame: Frame) -> None:
        """Look for the hand in a frame, in the background, in place of one that still waits for that."""
        with self._changed:
            self._offered = frame
            self._changed.notify_all()

    def take(self, wait: float = 0.0) -> tuple[Frame, Hand | None] | None:
        """Return the newest frame that was looked at since the last call, and its hand; None without such.

        wait: s at most until there is one.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._found or self.failed, wait)
            found, self._found = self._found, None
        return found

    def find(self, frame: Frame) -> Hand | None:
        """Return the hand in a frame once that is known; raises UserError where it cannot be."""
        self.offer(frame)
        while not self.failed:
            found = self.take(1.0)
            if found is not None and found[0] is frame:
                return found[1]
        raise UserError(self.lack)

    def close(self) -> None:
        """End the thread; one that still downloads is left to itself."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(MAX_CLOSE)

    def _run(self) -> None:
        try:
            from live.air.follower import Follower
            from live.air.hand_model import hand_model  # what fetches a file is needed here alone
            from live.air.landmarker import Landmarker
            from live.air.search import Search

            path = hand_model(self._model, lambda progress: setattr(self, "lack", progress))
            with closing(Landmarker(path)) as landmarker:
                search = Search(landmarker, Follower(path))
                self.lack, self.ready = "", True
                while (frame := self._next()) is not None:
                    hand = search.look(frame)
                    with self._changed:
                        self._found = frame, hand
                        self._changed.notify_all()
        except UserError as error:
            self._fail(str(error))
        except ImportError as error:
            self._fail(
                f"air mode needs mediapipe ({error}); {remedy(error)}; python -m live doctor says more"
            )
        except Exception as error:  # whatever a native library throws: nobody is to wait for ever
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            advice = remedy(error, "choose another with --hand-model")
            self._fail(f"the hand model cannot be used ({reason}); {advice}")

    def _next(self) -> Frame | None:
        """Return the frame that is offered, once there is one; None when this is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._offered or self._closed)
            frame, self._offered = self._offered, None
            return None if self._closed else frame

    def _fail(self, why: str) -> None:
        with self._changed:
            self.lack, self.ready, self.failed = why, False, True
            self._changed.notify_all()
