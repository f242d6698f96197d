"""The shipped models, what they read of packaged digits, and how fast."""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import models
from live.doctor import Finding
from models.classifier import DEFAULT

FOLDER = DEFAULT.parent
CHECKSUMS = "SHA256SUMS"
"""In that folder, as `sha256sum` writes it; a test keeps it true."""

MEND = "git checkout models, or install the program again"

MIN_RIGHT = 0.9
"""Share of packaged digits that any sound model reads; the shipped one reads nearly all."""

MAX_MS = 100.0
"""That a frame takes at ten frames a second, from which on the reading follows the hand."""

TIMED = 5
"""Frames, of whose times the median counts."""


def checksums() -> Iterator[Finding]:
    """Yield whether the shipped models are those that were packed."""
    packed = _packed()
    wrong = [name for name, sha256 in packed.items() if _sha256(FOLDER / name) != sha256]
    told = f"{', '.join(wrong)} missing or damaged" if wrong else f"{len(packed)} files as shipped"
    yield Finding("models", not wrong, told, MEND)


def _packed() -> dict[str, str]:
    """Return the checksum of each file."""
    words = (FOLDER / CHECKSUMS).read_text(encoding="ascii").split()
    return dict(zip(words[1::2], words[::2], strict=True))


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    data = path.read_bytes()
    if path.suffix == ".json":  # text, whose line ends git may have changed
        data = data.replace(b"\r\n", b"\n")
    return hashlib.sha256(data).hexdigest()


def digits() -> Iterator[Finding]:
    """Yield how many packaged digits the shipped model reads."""
    from live.frames.demo_writing import glyphs

    packed = glyphs()
    given = np.asarray(packed.reshape(-1, *packed.shape[2:]) / 255, np.float32)
    try:
        rows = models.load(FOLDER / DEFAULT.name).probabilities(given)
    except Exception as error:  # whatever a native library throws
        yield Finding("digits", False, " ".join(str(error).split()), MEND)
        return
    share = float((rows.argmax(1).reshape(packed.shape[:2]) == np.arange(10)[:, None]).mean())
    yield Finding("digits", share >= MIN_RIGHT, f"{share:.0%} of packaged ones read", MEND)


def speed() -> Iterator[Finding]:
    """Yield how long a frame of 1280x720 takes, beside the budget of ten frames a second."""
    from live.frames.demo import Demo
    from live.paper.page import PageReader
    from models.eye import Eye

    reader = PageReader(models.load(FOLDER / DEFAULT.name), eye=Eye(FOLDER / "eye.tflite"))
    demo, times = Demo(), []
    for index in range(60, 60 + TIMED):
        frame = demo.scene(index)[0]
        start = time.perf_counter()
        reader.read(frame)
        times.append(1000 * (time.perf_counter() - start))
    ms = statistics.median(times)
    told = f"{ms:.0f} ms a frame, at ten frames a second {MAX_MS:.0f} are to be had"
    yield Finding("speed", ms <= MAX_MS, told, "close other programs, or take a faster machine")
