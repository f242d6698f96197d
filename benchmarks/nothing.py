"""Read clips and stills on which nobody wrote anything: what is shown there is false.

The clips are counted as shared/tools/score_nothing.py does: a line of JSON stands for all frames until the
next one, and a digit is steady if it stays for half a second or longer. A mark counts if it has a value.
"""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from benchmarks import program
from benchmarks.drawing import write_picture

STEADY = 0.5
"""Seconds."""

EVERY = 6
"""Of so many frames of a clip one is read as a still."""


def measure_clips(root: Path, data: Path, *options: object) -> dict[str, float]:
    """Follow each clip; count frames that show a digit, and steady digits, of 1,000 frames."""
    clips = clips_of(data)
    total = shown = steady = clips_with = 0
    for clip in clips:
        count, rate = _length(clip)
        rows = [row for row in program.read(root, [clip], *options) if not row.get("final")]
        changes = [(int(row["frame"]), _valued(row)) for row in rows] + [(count, 0)]
        here = 0
        for (frame, digits), (after, _) in pairwise(changes):
            here += (after - frame) if digits else 0
            steady += digits if after - frame >= STEADY * rate else 0
        total, shown, clips_with = total + count, shown + here, clips_with + (here > 0)
    return {
        "frames with a digit of 1000": 1000 * shown / max(1, total),
        "steady digits of 1000 frames": 1000 * steady / max(1, total),
        "clips with a digit": clips_with,
        "of": total,
    }


def measure_stills(root: Path, data: Path) -> dict[str, float]:
    """Read every sixth frame of each clip as a still; count those that show a digit, of 1,000."""
    clips = clips_of(data)
    frames = shown = 0
    for clip in clips:
        with tempfile.TemporaryDirectory() as folder:
            if _export(clip, Path(folder)):
                rows = program.read(root, [Path(folder)])
                frames, shown = frames + len(rows), shown + sum(_valued(row) > 0 for row in rows)
    return {"stills with a digit of 1000": 1000 * shown / max(1, frames), "of": frames}


def clips_of(data: Path) -> list[Path]:
    """List the clips in which nobody wrote anything."""
    folder = data / "nothing"
    return [program.needed(folder / label["file"]) for label in program.labels(folder)]


def _valued(row: program.Row) -> int:
    return sum(digit["value"] is not None for digit in row["digits"])


def _length(clip: Path) -> tuple[int, float]:
    """Count a clip's frames; return them and the frames a second."""
    capture, count = cv2.VideoCapture(str(clip)), 0
    while capture.grab():
        count += 1
    return count, capture.get(cv2.CAP_PROP_FPS) or 25.0


def _export(clip: Path, folder: Path) -> int:
    """Write every sixth frame of a clip as a picture; return how many there are."""
    capture, index, written = cv2.VideoCapture(str(clip)), 0, 0
    while capture.grab():
        if index % EVERY == 0:
            found, image = capture.retrieve()
            if found:
                write_picture(folder / f"{index:06d}.png", np.asarray(image, np.uint8))
                written += 1
        index += 1
    return written
