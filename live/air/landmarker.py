"""MediaPipe's hand landmarks: where the 21 points of a hand lie in a picture."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import cv2
import numpy as np

from live.values import Floats, Image


@dataclass(frozen=True)
class Knobs:
    """Hold MediaPipe's confidences, 0..1; docs/architecture.md has the table they were chosen from.

    detection: of a palm. presence: of a hand where it was a frame before. tracking: that both are one hand.
    At MediaPipe's own 0.5 a webcam's hand is mostly missed; what low ones find besides is told apart by
    `live/air/search.py`.
    """

    detection: float = 0.15
    presence: float = 0.3
    tracking: float = 0.3


class Landmarker:
    """Finds one hand in pictures, and again near the place where it was in the picture before."""

    def __init__(self, model: Path, knobs: Knobs | None = None) -> None:
        """Load the model, a file; raises what MediaPipe raises where it is none."""
        knobs = knobs or Knobs()
        vision = _mediapipe()
        from mediapipe.tasks.python.core.base_options import BaseOptions

        options = vision.HandLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=model.read_bytes()),
            running_mode=vision.RunningMode.VIDEO,
            min_hand_detection_confidence=knobs.detection,
            min_hand_presence_confidence=knobs.presence,
            min_tracking_confidence=knobs.tracking,
        )
        self._landmarker: Any = vision.HandLandmarker.create_from_options(options)
        self._stamp = 0  # ms, must grow from look to look

    def __call__(self, image: Image, time: float) -> Floats | None:
        """Return the hand's landmarks in a picture at a time, s: (21, 2) float32, px; None without a hand."""
        import mediapipe

        self._stamp = max(self._stamp + 1, round(1000 * time))
        picture = mediapipe.Image(mediapipe.ImageFormat.SRGB, cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
        found = self._landmarker.detect_for_video(picture, self._stamp).hand_landmarks
        if not found:
            return None
        h, w = image.shape[:2]
        return np.array([(mark.x * w, mark.y * h) for mark in found[0]], np.float32)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._landmarker.close()


def _mediapipe() -> Any:
    """Return MediaPipe's vision tasks, imported with TensorFlow out of sight: it is not needed."""
    hidden = "tensorflow" not in sys.modules
    if hidden:
        sys.modules["tensorflow"] = None  # type: ignore[assignment]
    try:
        from mediapipe.tasks.python import vision
    finally:
        if hidden:
            del sys.modules["tensorflow"]
    return vision


def try_mediapipe() -> None:
    """Load MediaPipe and its native library; raises ImportError or OSError where that cannot be."""
    _mediapipe()
    import mediapipe

    mediapipe.Image(mediapipe.ImageFormat.SRGB, np.zeros((32, 32, 3), np.uint8))
