"""How steady labels are when a photographed sheet is held into a room: python -m tests.shaken_bench PHOTOS.

Prints for each photograph, and over all, the seconds until its own reading is there, those until it is gone
again, and the changes of label per digit and minute after the first half second.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

import models
from live.frames.demo import Demo
from live.paper import find_ink
from live.paper.sheet import CROP
from live.reader import Reader
from live.reader.steady import Steady
from live.reader.turn import Upright
from live.values import Image
from tests.shaken import RATE, film

BEFORE, SHEET, AFTER = 0.6, 8.0, 1.0
"""Seconds of the room, of the sheet, of the room again."""

SETTLED = 0.5
"""Seconds that the labels are given."""

LARGEST = 1280, 720


@dataclass(frozen=True)
class Found:
    """came, gone: s, infinite if never. changes: of label. digits: how many were in sight, times seconds.
    right: share of the settled frames that read as the photograph alone does."""

    came: float
    gone: float
    changes: int
    digits: float
    right: float


def measure(reader: Reader, still: Image, behind: Image) -> Found:
    """Film a still and read it as the window would."""
    wanted = Upright(reader).read(find_ink(still), still=True).text
    upright, steady = Upright(reader), Steady()
    came = gone = float("inf")
    labels: dict[int, int | None] = {}
    changes, digits, right = 0, 0.0, list[bool]()
    for shot in film(still, behind, (BEFORE, SHEET, AFTER)):
        raw = upright.read(find_ink(shot.image, film=True))
        reading = steady.update(raw, shot.time, still.shape[1::-1], upright.turn)
        since = shot.time - BEFORE
        if shot.sheet:
            came = min(came, since) if reading.text == wanted else came
            if since < SETTLED:
                continue
            right.append(reading.text == wanted)
            for digit in reading.digits:
                changes += digit.track in labels and labels[digit.track] != digit.value
                labels[digit.track] = digit.value
                digits += 1 / RATE
        elif since > 0 and not any(digit.value is not None for digit in reading.digits):
            gone = min(gone, since - SHEET)
    return Found(came, gone, changes, digits, float(np.mean(right)))


def main(folder: Path) -> None:
    reader, found = Reader(models.load()), []
    room = Demo(0, sheet=False).scene(30)[0].image
    for path in sorted(folder.glob("*.jpg")):
        image = np.asarray(cv2.imread(str(path)), np.uint8)
        if min(image.shape[:2]) < CROP:  # no camera's frame, but a piece cut out of one
            continue
        zoom = min(1.0, LARGEST[0] / image.shape[1], LARGEST[1] / image.shape[0])
        still = np.asarray(cv2.resize(image, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA), np.uint8)
        behind = np.asarray(cv2.resize(room, still.shape[1::-1]), np.uint8)
        one = measure(reader, still, behind)
        found.append(one)
        each = 60 * one.changes / max(one.digits, 1e-9)
        print(f"{path.name[:32]:32} came {one.came:5.2f} s  gone {one.gone:5.2f} s  "
              f"changes {each:5.2f}  right {one.right:4.2f}", flush=True)  # fmt: skip
    there, gone = (np.mean([second <= SETTLED for second in times]) for times in
                   ([one.came for one in found], [one.gone for one in found]))  # fmt: skip
    each = 60 * sum(one.changes for one in found) / sum(one.digits for one in found)
    right = np.mean([one.right for one in found])
    print(f"{len(found)} photographs: there within {SETTLED} s {there:.2f}, gone within it {gone:.2f}, "
          f"changes per digit and minute {each:.2f}, settled frames right {right:.3f}")  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
