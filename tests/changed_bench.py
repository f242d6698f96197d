"""How photographs are read that are a little changed: python -m tests.changed_bench PHOTOS.

PHOTOS holds labels.json, which tells what is written, and where. A page that is read as it is, but not when
it is darker, smaller or turned by a few degrees, is read by luck. Prints for each change the pages, the share
that is exact (in any order where digits are scattered), and F1 over the digits of each page in any order.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

import models
from live.frames.still import read_still
from live.page import Pages
from live.reader import Reader
from live.values import Frame, Image
from tests.shaken_bench import read_right, written
from tests.writing import lit, noisy

LEAST = 14
"""Digits are made no lower than this, px."""

Numbers = Any
Change = Callable[[Image, Numbers], Image | None]
"""Takes an image, (H, W, 3) uint8, and its digits' boxes, (N, 4); None where a digit would be lost."""


def scaled(share: float, image: Image, boxes: Numbers) -> Image | None:
    if len(boxes) and share * np.median(boxes[:, 3]) < LEAST:
        return None
    way = cv2.INTER_AREA if share < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, None, fx=share, fy=share, interpolation=way), np.uint8)


def toned(gain: float, offset: float, power: float, image: Image, _: Numbers) -> Image:
    tone = 255 * (np.arange(256) / 255) ** power * gain + offset
    return np.asarray(cv2.LUT(image, tone.round().clip(0, 255).astype(np.uint8)), np.uint8)


def tinted(image: Image, _: Numbers) -> Image:
    """As by a lamp."""
    return np.asarray((image * (0.7, 0.92, 1.05)).clip(0, 255), np.uint8)


def blurred(share: float, image: Image, boxes: Numbers) -> Image:
    """By a share of the usual digit's height."""
    height = float(np.median(boxes[:, 3])) if len(boxes) else 40.0
    return np.asarray(cv2.GaussianBlur(image, (0, 0), max(0.5, share * height)), np.uint8)


def grainy(deviation: float, image: Image, _: Numbers) -> Image:
    return noisy(image, deviation)


def compressed(quality: int, image: Image, _: Numbers) -> Image:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def shaded(across: bool, image: Image, _: Numbers) -> Image:
    """Darker towards the left, or the upper side."""
    high, wide = image.shape[:2]
    light = np.linspace(0.45, 1, wide)[None] if across else np.linspace(0.45, 1, high)[:, None]
    return lit(image, light)


def turned(degrees: float, slant: float, image: Image, boxes: Numbers) -> Image | None:
    """Turned and slanted about its middle, and as much larger as it takes to have no empty corners."""
    high, wide = image.shape[:2]
    turn = np.radians(degrees)
    larger = np.cos(turn) + (abs(np.sin(turn)) + abs(slant)) * max(wide / high, high / wide)
    way = np.array([[np.cos(turn), np.sin(turn) + slant], [-np.sin(turn), np.cos(turn)]]) * larger
    middle = np.array([wide, high]) / 2
    way = np.column_stack([way, middle - way @ middle])
    if not len(boxes):
        return None
    x, y, w, h = boxes.T
    corners = np.stack([np.concatenate([x, x + w, x, x + w]), np.concatenate([y, y, y + h, y + h])])
    seen = way[:, :2] @ corners + way[:, 2:]
    if seen.min() < 4 or (seen.max(1) > np.array([wide, high]) - 4).any():
        return None
    return np.asarray(cv2.warpAffine(image, way, (wide, high)), np.uint8)


CHANGES: dict[str, Change] = {
    "as it is": partial(toned, 1, 0, 1),
    **{f"{share} times as large": partial(scaled, share) for share in (0.6, 0.8, 1.3)},
    **{f"turned by {degrees} degrees": partial(turned, degrees, 0.0) for degrees in (-9, -4, 4, 9)},
    **{f"slanted by {slant}": partial(turned, 0.0, slant) for slant in (-0.1, 0.1)},
    **{f"gamma {power}": partial(toned, 1, 0, power) for power in (0.6, 1.7)},
    "half the contrast": partial(toned, 0.5, 90, 1),
    "dark": partial(toned, 0.4, 0, 1),
    "bright": partial(toned, 1.35, 10, 1),
    "warm": tinted,
    "dark on the left": partial(shaded, True),
    "dark above": partial(shaded, False),
    **{f"blurred by {share} of a digit": partial(blurred, share) for share in (0.02, 0.04)},
    **{f"noise of {deviation}": partial(grainy, deviation) for deviation in (6, 12)},
    "JPEG of quality 30": partial(compressed, 30),
}


def main(folder: Path) -> None:
    cv2.setNumThreads(1)
    reader = Reader(models.load())
    found: dict[str, list[tuple[bool, int, int]]] = defaultdict(list)
    for label in json.loads((folder / "labels.json").read_text()):
        image, wanted, is_right = read_still(folder / label["file"]), written(label), read_right(label)
        sides = [[box[side] for side in "xywh"] for box in label.get("boxes") or []]
        boxes = np.array(sides, float).reshape(-1, 4)
        for name, change in CHANGES.items():
            if (changed := change(image, boxes)) is None:
                continue
            read = Pages(reader).read(Frame(changed, 0.0, 0, still=True))[1].text
            same = Counter(wanted) & Counter(read)
            row = is_right(read), 2 * same.total(), len(wanted) + len(read.replace("\n", ""))
            found[name].append(row)
            found["all"].append(row)
    for name in (*CHANGES, "all"):
        exact, same_twice, both = (sum(column) for column in zip(*found[name], strict=True))
        pages = len(found[name])
        print(f"{name:28} {pages:5} pages  exact {exact / pages:.3f}  F1 {same_twice / both:.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
