"""How steady labels are when a photographed sheet is held into a room: python -m tests.shaken_bench PHOTOS.

PHOTOS holds labels.json, which tells what is written. Prints for each photograph, and over all, the seconds
until that is read, those until it is gone again, and the changes of label per digit and minute after the
first half second.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

import models
from benchmarks.filming import RATE, Plan, far_enough, film
from live.frames.demo import Demo
from live.paper import find_ink
from live.paper.sheet import CROP
from live.reader import Reader
from live.reader.steady import Steady
from live.reader.turn import Upright
from live.values import Image

BEFORE, SHEET, AFTER = 0.6, 8.0, 1.0
"""Seconds of the room, of the sheet, of the room again."""

SETTLED = 0.5
"""Seconds that the labels are given."""

LARGEST = 1280, 720


IsRight = Callable[[str], bool]


@dataclass(frozen=True)
class Found:
    """came, gone: s until all is read, and until nothing is, infinite if never. changes: of label. digits:
    how many were in sight, times seconds. right: share of the settled frames in which all is read."""

    came: float
    gone: float
    changes: int
    digits: float
    right: float


def measure(reader: Reader, still: Image, behind: Image, far: float, read: IsRight) -> Found:
    """Film a still and read it as the window would."""
    upright, steady = Upright(reader), Steady()
    came = gone = float("inf")
    labels: dict[int, int | None] = {}
    changes, digits, right = 0, 0.0, list[bool]()
    for shot in film(still, behind, far, plan=Plan(BEFORE, 0, SHEET, AFTER)):
        raw = upright.read(find_ink(shot.image, film=True))
        reading = steady.update(raw, shot.time, still.shape[1::-1], upright.turn)
        since = shot.time - BEFORE
        if shot.inside:
            came = min(came, since) if read(reading.text) else came
            if since < SETTLED:
                continue
            right.append(read(reading.text))
            for digit in reading.digits:
                changes += digit.track in labels and labels[digit.track] != digit.value
                labels[digit.track] = digit.value
                digits += 1 / RATE
        elif since > 0 and not any(digit.value is not None for digit in reading.digits):
            gone = min(gone, since - SHEET)
    return Found(came, gone, changes, digits, float(np.mean(right)))


def written(label: dict[str, Any]) -> str:
    """The digits that a photograph shows."""
    return re.sub(r"[^0-9]", "", "".join(label["rows"]))


def read_right(label: dict[str, Any]) -> IsRight:
    """Whether a text has a photograph's digits: in their order, or scattered ones in any."""
    wanted = written(label)
    if label["layout"] == "rows":
        return lambda text: text.replace("\n", "") == wanted
    return lambda text: sorted(text.replace("\n", "")) == sorted(wanted)


def main(folder: Path) -> None:
    reader, found = Reader(models.load()), []
    room = Demo(0, sheet=False).scene(30)[0].image
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    for label in sorted(labels, key=lambda label: str(label["file"])):
        image = np.asarray(cv2.imread(str(folder / label["file"])), np.uint8)
        if min(image.shape[:2]) < CROP:  # no camera's frame, but a piece cut out of one
            continue
        zoom = min(1.0, LARGEST[0] / image.shape[1], LARGEST[1] / image.shape[0])
        still = np.asarray(cv2.resize(image, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA), np.uint8)
        behind = np.asarray(cv2.resize(room, still.shape[1::-1]), np.uint8)
        boxes = [tuple(zoom * box[side] for side in "xywh") for box in label["boxes"] or []]
        one = measure(reader, still, behind, far_enough(still.shape[1::-1], boxes), read_right(label))
        found.append(one)
        each = 60 * one.changes / max(one.digits, 1e-9)
        print(f"{label['file'][:32]:32} came {one.came:5.2f} s  gone {one.gone:5.2f} s  "
              f"changes {each:5.2f}  right {one.right:4.2f}", flush=True)  # fmt: skip
    there, gone = (np.mean([second <= SETTLED for second in times]) for times in
                   ([one.came for one in found], [one.gone for one in found]))  # fmt: skip
    each = 60 * sum(one.changes for one in found) / sum(one.digits for one in found)
    settled = np.mean([one.right for one in found])
    print(f"{len(found)} photographs: there within {SETTLED} s {there:.2f}, gone within it {gone:.2f}, "
          f"changes per digit and minute {each:.2f}, settled frames right {settled:.3f}")  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
