"""OpenCV's VideoCapture, opened quietly and in bounded time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

import cv2
import numpy as np

from live.values import Image

Media = str | BinaryIO
"""A stream's URL, or a file that is open: a path that is no UTF-8 ends the process within OpenCV."""

OPEN_SECONDS, READ_SECONDS = 8.0, 5.0
"""How long a network address may take to open, and to send its next frame, at most."""

DECODERS = 2
"""Threads of FFmpeg, each with pictures of its own; it would start one a core. Two decode any camera."""


class Capture(Protocol):
    """What frames are read from one after the other: OpenCV's VideoCapture, or what behaves as it does."""

    def read(self) -> tuple[bool, Any]: ...
    def release(self) -> None: ...


def open_media(media: Media) -> cv2.VideoCapture | None:
    """Return a clip or stream, opened with FFmpeg within OPEN_SECONDS; None where that fails."""
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, int(OPEN_SECONDS * 1000)]
    limits += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, int(READ_SECONDS * 1000)]
    limits += [cv2.CAP_PROP_N_THREADS, DECODERS]
    try:
        capture = cv2.VideoCapture(cast(Any, media), cv2.CAP_FFMPEG, limits)
    except cv2.error:
        return None
    return capture if capture.isOpened() else None


def open_camera(number: int) -> cv2.VideoCapture | None:
    """Return a camera, asked for 1280x720 (most say 640x480 when not asked); None where it does not open."""
    try:
        capture = cv2.VideoCapture(number)
        if not capture.isOpened():
            return None
        if sys.platform == "linux":  # uncompressed, USB 2 carries 1280x720 only ten times a second
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, 1280)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, 720)
    except cv2.error:
        return None
    return capture


def cameras() -> list[int] | None:
    """Return the numbers of the cameras that the system lists; None where it lists none (not on Linux)."""
    if sys.platform != "linux":
        return None
    # A camera has further nodes, for its metadata, whose index is not 0.
    nodes = Path("/sys/class/video4linux").glob("video*/index")
    return sorted(int(node.parent.name[5:]) for node in nodes if node.read_text().strip() == "0")


def read_image(capture: Capture) -> Image | None:
    """Return the next frame, (H, W, 3) uint8 BGR, or None where there is no more."""
    try:
        ok, image = capture.read()
    except cv2.error:
        return None
    if not ok or image is None or image.size == 0:
        return None
    if image.ndim == 2:
        image = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    return np.asarray(image, np.uint8)
