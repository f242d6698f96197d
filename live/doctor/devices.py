"""Cameras, and what air mode finds the hand with."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from live.doctor import Finding
from live.errors import remedy
from live.frames.capture import Capture, open_camera, read_image
from live.frames.capture import cameras as listed

WATCHED = 1.0
"""Seconds for which a camera is watched."""

MIN_BRIGHTEST = 16
"""Of 255, of a frame's pixels: one without as bright a pixel shows nothing."""

MIN_RATE = 8.0
"""Frames a second: with less writing before a camera is tiresome."""


def cameras() -> Iterator[Finding]:
    """Yield how each camera does; where the system does not list them, the first."""
    numbers = listed()
    for number in [0] if numbers is None else numbers:
        yield _camera(number)
    if numbers == []:
        yield Finding(
            "camera", False, "none", "connect one, or give --source a file or a phone's http:// address"
        )


def _camera(number: int) -> Finding:
    name, node = f"camera {number}", Path(f"/dev/video{number}")
    if listed() is not None:
        if not node.exists():
            return Finding(name, False, f"{node} is not here", f"a container is given it by --device {node}")
        if not os.access(node, os.R_OK | os.W_OK):
            mend = "sudo usermod -aG video $USER, then log in anew"
            return Finding(name, False, f"{node} may not be opened", mend)
    capture = open_camera(number)
    if capture is None:
        mend = "close the other program that uses it, or connect it anew"
        return Finding(name, False, "does not open", mend)
    try:
        return watch(name, capture)
    finally:
        capture.release()


def watch(name: str, capture: Capture, seconds: float = WATCHED) -> Finding:
    """Return what an opened camera sends: size and rate, or that its frames are none, black or frozen."""
    first = read_image(capture)  # some cameras need seconds to wake up
    if first is None:
        return Finding(name, False, "opens but sends no picture", "connect it anew, on another USB port")
    start, count, moved, brightest = time.monotonic(), 0, False, int(first.max())
    while (passed := time.monotonic() - start) < seconds and (image := read_image(capture)) is not None:
        count += 1
        moved = moved or not np.array_equal(image, first)
        brightest = max(brightest, int(image.max()))
    rate = count / max(passed, 1e-6)
    told = f"{first.shape[1]}x{first.shape[0]}, {rate:.0f} frames a second"
    if brightest < MIN_BRIGHTEST:
        mend = "open its shutter, or allow it in the system's settings"
        return Finding(name, False, f"{told}, all black", mend)
    if not moved:
        return Finding(name, False, f"{told}, all the same", "connect it anew")
    mend = "give it more light, which lets it expose for a shorter time"
    return Finding(name, rate >= MIN_RATE, told, mend)


def mediapipe() -> Iterator[Finding]:
    """Yield whether MediaPipe loads with the system's libraries that it needs."""
    from live.air.landmarker import try_mediapipe

    try:
        try_mediapipe()
    except (ImportError, OSError) as error:
        words = " ".join(str(error).split())
        yield Finding("MediaPipe", False, f"air mode needs it ({words})", remedy(error))
    else:
        yield Finding("MediaPipe", True, "loads")


def hand_model() -> Iterator[Finding]:
    """Yield whether air mode's hand model is in the cache, whole."""
    from live.air.hand_model import ADDRESS, NAME, cache, is_whole

    path = cache() / NAME
    good = is_whole(path)
    state = str(path) if good else "damaged" if path.exists() else "not here yet"
    yield Finding("hand model", good, state, f"start air mode once when online, or put {ADDRESS} at {path}")
