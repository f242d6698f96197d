"""Pictures of what a model learns from and where it fails, drawn with OpenCV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

NAMES = [*"0123456789", "-"]
CELL = 48


def save(path: Path, image: Image) -> None:
    """Write a picture as PNG, (H, W, 3) uint8 BGR; raises OSError, which cv2.imwrite does not."""
    path.write_bytes(cv2.imencode(".png", image)[1].tobytes())


def contact_sheet(glyphs: Sequence[Floats], labels: Sequence[str], columns: int = 20) -> Image:
    """Glyphs in rows, each with its label below: (28, 28) float32 in 0..1 each; (H, W, 3) uint8 BGR."""
    face = cv2.FontFace("sans")
    tiles = []
    for glyph, label in zip(glyphs, labels, strict=True):
        tile = np.full((CELL + 16, CELL, 3), 24, np.uint8)
        large = cv2.resize((glyph * 255).astype(np.uint8), (CELL, CELL), interpolation=cv2.INTER_NEAREST)
        tile[:CELL] = np.asarray(large, np.uint8)[..., None]
        cv2.putText(tile, label, (4, CELL + 12), (230, 230, 230), face, 11, 400)
        tiles.append(tile)
    blank = np.full((CELL + 16, CELL, 3), 24, np.uint8)
    tiles += [blank] * (-len(tiles) % columns)
    return np.vstack([np.hstack(tiles[i : i + columns]) for i in range(0, len(tiles), columns)])


def worst(glyphs: Floats, labels: Ints, rows: Floats, count: int = 64) -> Image:
    """The digits whose own class got least probability: "true>taken for" below each."""
    own = rows[np.arange(len(labels)), labels]
    order = np.argsort(own)[:count]
    names = [f"{labels[i]}>{NAMES[int(rows[i].argmax())]} {rows[i].max():.2f}" for i in order]
    return contact_sheet([glyphs[i] for i in order], names, columns=16)


def confusion_picture(matrix: Ints) -> Image:
    """A confusion matrix, (10, 11) counts, with its numbers; rows are what a digit is."""
    face, rows, columns = cv2.FontFace("sans"), *matrix.shape
    page = np.full(((rows + 1) * CELL, (columns + 1) * CELL, 3), 24, np.uint8)
    shares = matrix / np.maximum(1, matrix.sum(1, keepdims=True))
    for r in range(-1, rows):
        for c in range(-1, columns):
            y, x = (r + 1) * CELL, (c + 1) * CELL
            text = NAMES[c] if r < 0 <= c else NAMES[r] if c < 0 <= r else ""
            if r >= 0 and c >= 0:
                text = str(matrix[r, c]) if matrix[r, c] else ""
                light = float(np.sqrt(shares[r, c]))
                colour = (60, 190, 90) if r == c else (60, 90, 230)
                page[y + 1 : y + CELL, x + 1 : x + CELL] = [int(24 + light * (v - 24)) for v in colour]
            cv2.putText(page, text, (x + 6, y + CELL - 16), (240, 240, 240), face, 15, 500)
    return page
