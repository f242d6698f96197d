"""Handwriting that may train, as bitmaps and as strokes, parted into training and validation."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from live.values import Image
from train.scenes.alphabet import ALPHABET, UNIPEN

Strokes = list[npt.NDArray[np.float32]]
"""Strokes as (N, 2) points, y downwards, any unit."""

UPRIGHT = np.array([1, -1], np.float32)
"""Times points whose y grows upwards, as in UNIPEN and pendigits."""

APART = 5
"""One in so many writers is kept apart for validation and measurement."""

MNIST_APART = 5_000
"""Training digits of MNIST, the last ones, that are kept apart."""

PENDIGITS_APART = 6_000
"""Digits of pendigits before those of its last writers, which are kept apart."""


@dataclass
class Sources:
    """Handwriting by the character it shows; a character may have bitmaps, strokes, both or neither.

    bitmaps: (28, 28) uint8, bright on black. letters: strokes of characters outside the alphabet.
    """

    bitmaps: dict[str, list[Image]] = field(default_factory=dict)
    strokes: dict[str, list[Strokes]] = field(default_factory=dict)
    letters: dict[str, list[Strokes]] = field(default_factory=dict)


def apart(writer: str) -> bool:
    """Return whether a UNIPEN writer is kept apart."""
    return zlib.crc32(writer.encode()) % APART == 0


def load(mnist: Path, folder: Path | None, validation: bool) -> Sources:
    """Load what there is: MNIST, and from a folder UNIPEN, pendigits, bhmsds and mdas.

    folder: holds `air/` and `train/` as docs/training.md lists them; a file that is missing is left out.
    validation: whether to load what is kept apart, or the rest.
    """
    found = Sources() if folder is None else load_pens(folder, validation)
    with np.load(mnist) as arrays:
        images, labels = arrays["x_train"], arrays["y_train"]
    chosen = slice(len(images) - MNIST_APART, None) if validation else slice(0, len(images) - MNIST_APART)
    for image, label in zip(images[chosen], labels[chosen], strict=True):
        found.bitmaps.setdefault(str(label), []).append(image)
    if folder is not None:
        _bitmaps(found, folder / "train" / "bhmsds.npz", validation, {"x": "×", "·": ""}, dark=True)
        _bitmaps(found, folder / "train" / "mdas.npz", validation, {"·": ""}, dark=False)
    return found


def load_pens(folder: Path, validation: bool) -> Sources:
    """Load what was written with a pen: UNIPEN and pendigits, whether what is kept apart or the rest."""
    found = Sources()
    _unipen(found, folder / "air" / "unipen_1a_digits.jsonl.gz", validation)
    for name in ("unipen_1b_upper", "unipen_1c_lower", "unipen_1d_symbols"):
        _unipen(found, folder / "train" / f"{name}.jsonl.gz", validation)
    _pendigits(found, folder / "air" / "pendigits-orig-tra.txt", validation)
    return found


def _unipen(found: Sources, path: Path, validation: bool) -> None:
    """Add the characters of UNIPEN's writers."""
    for row in json_lines(path) if path.exists() else ():
        if apart(row["donor"]) != validation or row.get("partial") or row.get("mlp_agrees") is False:
            continue
        strokes = [np.array(stroke, np.float32)[:, :2] * UPRIGHT for stroke in row["strokes"] if stroke]
        label = UNIPEN.get(row["label"], row["label"])
        table = found.strokes if label in ALPHABET else found.letters
        if strokes:
            table.setdefault(label, []).append(strokes)


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON object of each line of a gzipped file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _pendigits(found: Sources, path: Path, validation: bool) -> None:
    """Add the digits of pendigits."""
    digits = list(pendigits(path)) if path.exists() else []
    for label, strokes in digits[PENDIGITS_APART:] if validation else digits[:PENDIGITS_APART]:
        found.strokes.setdefault(label, []).append(strokes)


def pendigits(path: Path) -> Iterator[tuple[str, Strokes]]:
    """Yield the digits of a file in UNIPEN's own format, each with its strokes."""
    for part in path.read_text(encoding="ascii", errors="replace").split(".SEGMENT DIGIT")[1:]:
        label, *strokes = part.split('"')[1], *part.split(".PEN_DOWN")[1:]
        points = [np.array(stroke.split(".PEN_UP")[0].split(), np.float32) for stroke in strokes]
        if points:
            yield label, [line.reshape(-1, 2) * UPRIGHT for line in points]


def _bitmaps(found: Sources, path: Path, validation: bool, names: dict[str, str], dark: bool) -> None:
    """Add (N, 28, 28) bitmaps of the alphabet's characters. names: ours of theirs. dark: ink on white."""
    if not path.exists():
        return
    with np.load(path) as arrays:
        images, labels = arrays["x"], arrays["y"]
    for k, (image, label) in enumerate(zip(images, labels, strict=True)):
        name = names.get(str(label), str(label))
        if name in ALPHABET and (k % (2 * APART) == 0) == validation:
            found.bitmaps.setdefault(name, []).append(255 - image if dark else image)
