"""MediaPipe's HandLandmarker: finds a hand in a window of a frame."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from live.values import Box, Floats, Image


@dataclass(frozen=True)
class Knobs:
    """Hold MediaPipe's confidences, 0..1; docs/architecture.md has the table they were chosen from.

    detection: of a palm. presence: of a hand where the palm is. At MediaPipe's own 0.5 a webcam's hand is
    mostly missed; what low ones find besides is told apart by `live/air/search.py`.
    """

    detection: float = 0.04
    presence: float = 0.05


KNOBS = Knobs()


class Landmarker:
    """Finds one hand in windows of frames, each by itself."""

    def __init__(self, model: Path) -> None:
        """Load the model, a file; raises what MediaPipe raises where it is none."""
        vision = _mediapipe()
        from mediapipe.tasks.python.core.base_options import BaseOptions

        options = vision.HandLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=model.read_bytes()),
            min_hand_detection_confidence=KNOBS.detection,
            min_hand_presence_confidence=KNOBS.presence,
        )
        self._landmarker: Any = vision.HandLandmarker.create_from_options(options)

    def __call__(self, image: Image, window: Box) -> Floats | None:
        """Return the landmarks, (21, 2) float32 px, of the hand in a window, None without one.

        The window may reach beyond the image: all is black there.
        """
        import mediapipe

        x, y, w, h = window
        shift = np.array([[1, 0, -x], [0, 1, -y]], np.float32)
        part = cv2.cvtColor(cv2.warpAffine(image, shift, (w, h)), cv2.COLOR_BGR2RGB)
        found = self._landmarker.detect(mediapipe.Image(mediapipe.ImageFormat.SRGB, part)).hand_landmarks
        if not found:
            return None
        return np.array([(x + mark.x * w, y + mark.y * h) for mark in found[0]], np.float32)

    def close(self) -> None:
        """Give back what the model holds."""
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
