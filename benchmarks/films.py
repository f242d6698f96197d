"""Read films made of photographs: how soon a sheet's digits are there and gone, and how steady they are.

The photographs were used to tune versions up to 0.18 (seen). A clip's line of JSON stands for all frames
until the next one, so what is judged is what the window would show.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks import drawing, program, score
from benchmarks.filming import PLAN, RATE, far_enough, film

COUNT = 20
"""Photographs that are filmed, evenly taken from all by name."""

SETTLED = 0.5
"""Seconds that digits are given to be there, and to be gone."""

SMALLEST, LARGEST = 150, (1280, 720)
"""Shorter side below which a photograph is a piece cut out of one, and the size of a frame at most, px."""


@dataclass(frozen=True)
class Found:
    """Hold what one film shows.

    there, gone: in time. changes: of digits while the sheet is held, after SETTLED. digits: how many were
    shown meanwhile, times minutes. right: share of those frames that are exact. wrong: the most digits shown
    at once, while the sheet slides, that are not on it. slides_wrong: share of those frames that show one.
    """

    there: bool
    gone: bool
    changes: int
    digits: float
    right: float
    wrong: int
    slides_wrong: float


def measure(root: Path, data: Path) -> dict[str, float]:
    """Film twenty photographs, and read the films."""
    folder, found = data / "photos", list[Found]()
    for label in _chosen(folder):
        with tempfile.TemporaryDirectory() as place:
            clip = _film(folder, label, Path(place) / "film.avi")
            found.append(_judge(label, program.read(root, [clip])))
    return {
        "there within 0.5 s": score.share(one.there for one in found),
        "gone within 0.5 s": score.share(one.gone for one in found),
        "changes per digit and minute": sum(one.changes for one in found) / sum(one.digits for one in found),
        "held frames exact": float(np.mean([one.right for one in found])),
        "wrong digits at once while sliding": float(np.mean([one.wrong for one in found])),
        "sliding frames with a wrong digit": float(np.mean([one.slides_wrong for one in found])),
        "of": len(found),
    }


def _chosen(folder: Path) -> list[dict[str, Any]]:
    """Choose the photographs that are filmed."""
    labels = sorted(program.labels(folder), key=lambda label: str(label["file"]))
    large = [label for label in labels if min(_image(folder, label).shape[:2]) >= SMALLEST]
    steps = np.linspace(0, len(large) - 1, min(COUNT, len(large))).round().astype(int)
    return [large[step] for step in steps]


def _image(folder: Path, label: dict[str, Any]) -> drawing.Image:
    return np.asarray(cv2.imread(str(folder / label["file"])), np.uint8)


def _film(folder: Path, label: dict[str, Any], path: Path) -> Path:
    """Film a photograph."""
    image = _image(folder, label)
    zoom = min(1.0, LARGEST[0] / image.shape[1], LARGEST[1] / image.shape[0])
    still = np.asarray(cv2.resize(image, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA), np.uint8)
    size = still.shape[1], still.shape[0]
    boxes = [(zoom * b["x"], zoom * b["y"], zoom * b["w"], zoom * b["h"]) for b in label["boxes"] or []]
    shots = film(still, drawing.room(size), far_enough(size, boxes))
    return drawing.write_clip(path, (shot.image for shot in shots), RATE)


def _judge(label: dict[str, Any], rows: list[program.Row]) -> Found:
    """Judge what was shown, frame by frame."""
    texts = _by_frame([row for row in rows if not row.get("final")], round(PLAN.times[-1] * RATE))
    comes, is_there, goes, is_gone = (round(time * RATE) for time in PLAN.times[:4])
    late = round(SETTLED * RATE)
    held = texts[is_there + late : goes]
    wanted = Counter(score.written(label))
    bags = [Counter(text) for text in held]
    excess = [(Counter(text) - wanted).total() for text in texts[comes:is_there] + texts[goes:is_gone]]
    return Found(
        there=any(score.is_exact(label, text) for text in texts[is_there : is_there + late + 1]),
        gone=not all(texts[is_gone : is_gone + late + 1]),
        changes=sum(_moved(one, other) for one, other in pairwise(bags)),
        digits=sum(map(len, held)) / RATE / 60,
        right=score.share(score.is_exact(label, text) for text in held),
        wrong=max(excess),
        slides_wrong=score.share(more > 0 for more in excess),
    )


def _by_frame(rows: list[program.Row], count: int) -> list[str]:
    """Return the digits shown in each of so many frames."""
    texts, begins = [""] * count, [*(int(row["frame"]) for row in rows), count]
    for row, start, end in zip(rows, begins, begins[1:], strict=False):
        texts[start:end] = [score.only_digits(row["text"])] * (end - start)
    return texts


def _moved(one: Counter[str], other: Counter[str]) -> int:
    """Count the digits that changed, came or went between two frames."""
    return max((one - other).total(), (other - one).total())
