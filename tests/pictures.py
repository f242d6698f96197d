"""Pictures and clips that tests write and open again."""

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from live.frames.sources import open_source
from live.values import Frame, Image

# Four plain colours, so that every way of turning the picture can be told: B, G, R of each quarter.
QUARTERS = np.array([[(250, 10, 10), (10, 250, 10)], [(10, 10, 250), (240, 240, 240)]], np.uint8)
UPRIGHT = np.repeat(np.repeat(QUARTERS, 32, 0), 48, 1)  # (64, 96, 3)


def encoded(image: np.ndarray, kind: str = ".jpg") -> bytes:
    """Return the image as a file of a kind."""
    return cv2.imencode(kind, image)[1].tobytes()


def write(path: Path, image: np.ndarray) -> Path:
    """Write the image into a file of the kind that its suffix says."""
    path.write_bytes(encoded(image, path.suffix))
    return path


def only(spec: str | Path) -> Frame:
    """Return the one frame of a still."""
    with open_source(str(spec)) as source:
        (frame,) = source
        assert (source.kind, source.status()) == ("still", "")
    assert (frame.still, frame.index, frame.time, frame.source) == (True, 0, 0.0, str(spec))
    return frame


def film(path: Path, frames: Iterable[Image], fps: float = 30, code: str = "mp4v") -> Path:
    """Write frames, at least one, as a clip."""
    first, *others = frames
    size = first.shape[1], first.shape[0]
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*code), fps, size)
    assert writer.isOpened()
    for frame in (first, *others):
        writer.write(frame)
    writer.release()
    return path


def greys(levels: Iterable[int], size: tuple[int, int] = (64, 48)) -> list[Image]:
    """Return plain frames of these levels."""
    return [np.full((size[1], size[0], 3), level, np.uint8) for level in levels]


def frames_of(clip: Path) -> list[Image]:
    """Return all frames of a clip."""
    capture, frames = cv2.VideoCapture(str(clip)), []
    while (grabbed := capture.read())[0]:
        frames.append(np.asarray(grabbed[1], np.uint8))
    return frames
