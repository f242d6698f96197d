"""Which threshold reads photographs best, all else being equal: python -m tests.threshold_bench PHOTOS.

PHOTOS: a folder of pictures and their labels.json, a list of {"file", "rows"}. Sheet, shading, rules, marks
and network are the program's own; only what parts ink from paper differs.
"""

from __future__ import annotations

import collections
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import cv2
import numpy as np

import models
from live.paper import ink as paper
from live.paper.levels import Levels
from live.reader import Reader
from live.reader.turn import Upright
from live.values import Image

WINDOW = 1 / 20
"""Side of the window in which a local method looks, share of the picture's longer side."""

Method = Callable[[Image, Levels, bool], Image]


def at(level: Image | float) -> Callable[[Image], Image]:
    """Ink above a level of contrast, soft as the program's is: 128 at the level."""
    return lambda contrast: np.asarray(cv2.divide(contrast, np.maximum(level, 1).astype(np.uint8), scale=128))


def local(contrast: Image) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of brightness in a window around each pixel."""
    side = 2 * round(WINDOW * max(contrast.shape) / 2) + 1
    bright = 255 - contrast.astype(np.float32)
    mean = cv2.boxFilter(bright, -1, (side, side))
    square = cv2.sqrBoxFilter(bright, -1, (side, side))
    return mean, np.sqrt(np.maximum(0, square - mean * mean))


def darker_than(level: np.ndarray, contrast: Image) -> Image:
    """Ink where a pixel is darker than a level of brightness, (H, W)."""
    return at(np.clip(255 - level, 1, 255))(contrast)


def otsu(contrast: Image, levels: Levels, crop: bool) -> Image:
    """One level for all, by the histogram (Otsu 1979)."""
    return at(cv2.threshold(contrast, 0, 255, cv2.THRESH_OTSU)[0] * np.ones(contrast.shape))(contrast)


def mean(contrast: Image, levels: Levels, crop: bool) -> Image:
    """Darker by ten than the mean around, as cv2.adaptiveThreshold has it in tutorials."""
    return darker_than(local(contrast)[0] - 10, contrast)


def niblack(contrast: Image, levels: Levels, crop: bool) -> Image:
    """Mean less a share of the deviation (Niblack 1986), k = -0.2."""
    m, s = local(contrast)
    return darker_than(m - 0.2 * s, contrast)


def sauvola(contrast: Image, levels: Levels, crop: bool) -> Image:
    """The same, the more so the less contrast there is (Sauvola, Pietikainen 2000), k = 0.2, R = 128."""
    m, s = local(contrast)
    return darker_than(m * (1 + 0.2 * (s / 128 - 1)), contrast)


def wolf(contrast: Image, levels: Levels, crop: bool) -> Image:
    """Sauvola's with the page's own range (Wolf, Jolion 2003), k = 0.5."""
    m, s = local(contrast)
    darkest = float((255 - contrast).min())
    return darker_than(m - 0.5 * (1 - s / max(1.0, float(s.max()))) * (m - darkest), contrast)


def floors_alone(contrast: Image, levels: Levels, crop: bool) -> Image:
    """One level for all, as the program's floors have it, without local contrast."""
    ink = levels.darkest - levels.paper
    level = levels.paper + max(paper.LEAST, paper.PAGE_SHARE * ink, paper.NOISE * levels.noise)
    return at(min(level, 255) * np.ones(contrast.shape))(contrast)


METHODS: dict[str, Method] = {
    "Otsu": otsu,
    "mean - 10": mean,
    "Niblack": niblack,
    "Sauvola": sauvola,
    "Wolf": wolf,
    "floors alone": floors_alone,
    "local contrast and floors (the program's)": paper.threshold,
}


def score(photos: Path, labels: list[dict[str, object]], reader: Upright) -> str:
    """F1 of digits, order aside, the share of exact pages, and the median time of finding ink, ms."""
    hit = extra = missed = exact = 0
    times = []
    for label in labels:
        image = cv2.imread(str(photos / str(label["file"])))
        start = time.perf_counter()
        ink = paper.find_ink(image)
        times.append(1e3 * (time.perf_counter() - start))
        have = reader.read(ink, still=True).text.replace("\n", "")
        want = "".join(c for row in label["rows"] for c in row if c.isdigit() and c.isascii())  # type: ignore[attr-defined]
        same = sum((collections.Counter(want) & collections.Counter(have)).values())
        hit, extra, missed = hit + same, extra + len(have) - same, missed + len(want) - same
        exact += want == have
    f1 = 2 * hit / max(1, 2 * hit + extra + missed)
    return f"F1 {f1:.3f}  exact {exact / len(labels):.2f}  {np.median(times):5.1f} ms"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    pages = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    network = Upright(Reader(models.load()))
    for name, method in METHODS.items():
        with mock.patch.object(paper, "threshold", method):
            print(f"{name:44} {score(folder, pages, network)}", flush=True)
