"""Pictures and clips that tests write and open again."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from live.frames.sources import open_source
from live.values import Frame

# Four plain colours, so that every way of turning the picture can be told: B, G, R of each quarter.
QUARTERS = np.array([[(250, 10, 10), (10, 250, 10)], [(10, 10, 250), (240, 240, 240)]], np.uint8)
UPRIGHT = np.repeat(np.repeat(QUARTERS, 32, 0), 48, 1)  # (64, 96, 3)


def write(path: Path, image: np.ndarray) -> Path:
    """The image in a file of the kind that its suffix says."""
    path.write_bytes(cv2.imencode(path.suffix, image)[1].tobytes())
    return path


def only(spec: str | Path) -> Frame:
    """The one frame of a still."""
    with open_source(str(spec)) as source:
        (frame,) = source
        assert source.kind == "still"
        assert source.status == ""
    assert frame.still
    assert (frame.index, frame.time, frame.source) == (0, 0.0, str(spec))
    return frame


def clip(path: Path, code: str, fps: float, count: int) -> Path:
    """A clip of 64x48 px whose frame i is of the grey 5 i."""
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*code), fps, (64, 48))
    assert writer.isOpened()
    for i in range(count):
        writer.write(np.full((48, 64, 3), 5 * i, np.uint8))
    writer.release()
    return path
