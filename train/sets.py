"""Other people's digits, and marks that are none: they measure a model and never train it.

Each set is turned into ink and brought to glyphs by `models.glyph.normalise`, as live ink is.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from live.values import Image
from models import Classifier
from models.glyph import normalise
from train.evaluate import accuracy, calibration_error, taken_as_digits
from train.paint import WHITE, line
from train.scenes.sources import UPRIGHT, Strokes, json_lines, pendigits

Sample = tuple[Image, int]
"""Ink, (h, w) uint8 bright on black, and its digit, or -1 for no digit."""

NO_DIGIT = -1
TALL = 112
"""Longer side of a digit drawn from its strokes, px, and the pen's width."""
PEN = 9


def measure(classifier: Classifier, folder: Path) -> dict[str, dict[str, float]]:
    """Per set: how many, and for digits the accuracy, the calibration error and the share taken as digits at
    p >= 0.5, for other marks the share taken as digits.

    folder: holds `sets/` and `air/` as shared/data does; sets that are not there are left out.
    """
    results: dict[str, dict[str, float]] = {}
    for name, (file, reader) in SETS.items():
        if not (folder / file).exists():
            continue
        samples = list(reader(folder / file))
        labels = np.array([label for _, label in samples])
        rows = classifier.probabilities(np.stack([normalise(ink) for ink, _ in samples]))
        results[name] = {"count": len(labels), "taken": taken_as_digits(rows)}
        if labels[0] != NO_DIGIT:
            results[name]["accuracy"] = accuracy(rows, labels)
            results[name]["calibration error"] = calibration_error(rows, labels)
    return results


def _usps(path: Path) -> Iterator[Sample]:
    """16x16 grey from -1 to 1, the label first."""
    for label, *values in np.loadtxt(path, np.float32):
        yield ((np.reshape(values, (16, 16)) + 1) * 127.5).round().astype(np.uint8), int(label)


def _semeion(path: Path) -> Iterator[Sample]:
    """16x16 bits stretched to their box, then ten columns of which one is 1."""
    for row in np.loadtxt(path):
        yield (row[:256].reshape(16, 16) * 255).astype(np.uint8), int(row[256:266].argmax())


def _optdigits(path: Path) -> Iterator[Sample]:
    """Bitmaps of 32 lines of 32 characters, each followed by its label."""
    for bits, label in re.findall(r"((?:[01]{32}\s+){32})(\d)\s", path.read_text()):
        yield np.array([[255 * int(bit) for bit in line] for line in bits.split()], np.uint8), int(label)


def _unipen(path: Path) -> Iterator[Sample]:
    for row in json_lines(path):
        yield _draw([np.array(stroke, np.float32) * UPRIGHT for stroke in row["strokes"]]), int(row["label"])


def _leap(path: Path) -> Iterator[Sample]:
    for row in json_lines(path):
        yield _draw([np.array(row["trail_xyz"], np.float32)[:, :2] * UPRIGHT]), int(row["label"])


def _pendigits(path: Path) -> Iterator[Sample]:
    for label, strokes in pendigits(path):
        yield _draw(strokes), int(label)


def _pictures(dark_ink: bool, without: str = "\0") -> Callable[[Path], Iterator[Sample]]:
    """Pictures of marks in a zip file, of which those whose path holds `without` are left out."""

    def read(path: Path) -> Iterator[Sample]:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".png") and without not in name:
                    grey = cv2.imdecode(np.frombuffer(archive.read(name), np.uint8), cv2.IMREAD_GRAYSCALE)
                    ink = np.asarray(grey, np.uint8)
                    yield (255 - ink if dark_ink else ink), NO_DIGIT

    return read


def _draw(strokes: Strokes) -> Image:
    """Pen strokes, (N, 2), as ink."""
    points = np.concatenate(strokes)
    low, span = points.min(0), float(np.ptp(points, axis=0).max())
    page = np.zeros((TALL + 4 * PEN, TALL + 4 * PEN), np.uint8)
    for stroke in strokes:
        line(page, (stroke - low) * (TALL / max(span, 1e-6)) + 2 * PEN, WHITE, PEN)
    return page


SETS: dict[str, tuple[str, Callable[[Path], Iterator[Sample]]]] = {
    "USPS": ("sets/usps_train.gz", _usps),
    "optdigits": ("sets/optdigits-orig.tra", _optdigits),
    "semeion": ("sets/semeion.data", _semeion),
    "UNIPEN 1a": ("air/unipen_1a_digits.jsonl.gz", _unipen),
    "pendigits": ("air/pendigits-orig-tra.txt", _pendigits),
    "leap air trails": ("air/leap_A-E.jsonl.gz", _leap),
    "operators": ("sets/operators_mdas.zip", _pictures(dark_ink=False)),
    # A slash is a one to anybody who sees it alone, so the others are also counted without it.
    "operators but /": ("sets/operators_mdas.zip", _pictures(dark_ink=False, without="slash")),
    "Omniglot": ("sets/omniglot_small1.zip", _pictures(dark_ink=True)),
}
