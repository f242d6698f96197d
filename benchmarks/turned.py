"""Read photographs that lie on their side or upside down, beside the same ones as they are.

`photos` was used to tune versions up to 0.18 (seen), `photos2` was not (unseen).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks import drawing, program, score

TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}

SETS = {"photos": "seen", "photos2": "unseen"}


def measure(root: Path, data: Path) -> dict[str, float]:
    """Read each set upright and at three turns; kept: exact pages, share of those that are exact upright."""
    found: dict[str, float] = {}
    for name, known in SETS.items():
        folder = data / name
        labels = program.labels(folder)
        told = program.texts(root, [folder / label["file"] for label in labels])
        upright = _exact(labels, told)
        counts = {degrees: _exact(labels, _turned(root, folder, labels, degrees)) for degrees in TURNS}
        found[f"{name} ({known}) kept"] = sum(counts.values()) / len(counts) / max(1, upright)
        found |= {f"{name} at {degrees}": count / max(1, upright) for degrees, count in counts.items()}
        found[f"{name} exact upright"] = upright
    return found


def _exact(labels: list[dict[str, Any]], told: dict[str, str]) -> int:
    return sum(score.is_exact(label, told.get(label["file"], "")) for label in labels)


def _turned(root: Path, folder: Path, labels: list[dict[str, Any]], degrees: int) -> dict[str, str]:
    """Read a set's pictures turned clockwise; return their texts by the names of their files."""
    with tempfile.TemporaryDirectory() as place:
        pictures = []
        for label in labels:
            image = np.asarray(cv2.imread(str(folder / label["file"])), np.uint8)
            turned = np.asarray(cv2.rotate(image, TURNS[degrees]), np.uint8)
            pictures.append(drawing.write_picture(Path(place) / f"{label['file']}.png", turned))
        told = program.texts(root, pictures)
    return {name.removesuffix(".png"): text for name, text in told.items()}
