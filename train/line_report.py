"""How well a line network reads lines made of digits that nothing was trained on, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt

from models.line import HEIGHT, Line, LineReader, best_path, level
from train.cost import median_ms
from train.digits import Digits
from train.line_inks import prepare
from train.lines import line, some_count

Image = npt.NDArray[np.uint8]

LINES = 2_000
"""Lines that are read."""

SHOWN = 60


def made(digits: Digits, seed: int = 0, count: int = LINES) -> list[tuple[Line, list[int], bool]]:
    """Lines of some digits, what they say, and whether digits in them touch: fewer pieces than digits."""
    inks, lines = prepare(digits, seed), []
    for k in range(count):
        rng = np.random.default_rng((seed, 2, k))
        ink, values = line(inks, some_count(rng), rng)
        seen = level(ink)
        if seen is not None:
            pieces = cv2.connectedComponents(cv2.threshold(ink, 127, 255, cv2.THRESH_BINARY)[1])[0] - 1
            lines.append((seen, values, pieces < len(values)))
    return lines


def measure(reader: LineReader, lines: Sequence[tuple[Line, list[int], bool]]) -> dict[str, float]:
    """Shares in 0..1: lines read whole, those among them in which digits touch, and digits, where what has to
    be put in, taken out or changed counts as wrong."""
    whole, touching, wrong = list[bool](), list[bool](), 0
    for seen, values, touch in lines:
        read = [value for value, _ in best_path(reader.columns(seen))]
        whole.append(read == values)
        touching += [read == values] if touch else []
        wrong += edits(read, values)
    digits = sum(len(values) for _, values, _ in lines)
    return {
        "lines": float(np.mean(whole)),
        "lines with digits that touch": float(np.mean(touching)),
        "digits": 1 - wrong / digits,
    }


def edits(read: Sequence[int], wanted: Sequence[int]) -> int:
    """The fewest digits to put in, take out or change (Levenshtein 1966)."""
    row = list(range(len(wanted) + 1))
    for i, a in enumerate(read):
        above, row[0] = row[0], i + 1
        for j, b in enumerate(wanted):
            above, row[j + 1] = row[j + 1], min(above + (a != b), row[j] + 1, row[j + 1] + 1)
    return row[-1]


def latency(reader: LineReader, widths: Sequence[int] = (64, 128, 256)) -> dict[str, float]:
    """Median milliseconds that lines of some widths cost, px."""
    image = np.random.default_rng(0).random((HEIGHT, max(widths)), np.float32)
    return {str(w): median_ms(partial(reader.columns, Line(image[:, :w], 1.0, 0))) for w in widths}


def sheet(reader: LineReader, lines: Sequence[tuple[Line, list[int], bool]]) -> Image:
    """A picture of lines with what they say, and what is read where that differs: (H, W, 3) uint8 BGR."""
    face, tiles = cv2.FontFace("sans"), []
    for seen, values, _ in lines[:SHOWN]:
        tile = np.full((62, 300, 3), 24, np.uint8)
        grey = (255 * seen.image[:, :300]).astype(np.uint8)
        tile[: len(grey), : grey.shape[1]] = grey[..., None]
        said, read = ("".join(map(str, v)) for v in (values, [v for v, _ in best_path(reader.columns(seen))]))
        text, colour = (said, (90, 220, 90)) if read == said else (f"{said} > {read}", (90, 90, 240))
        cv2.putText(tile, text, (4, 57), colour, face, 13, 500)
        tiles.append(tile)
    return np.vstack([np.hstack(tiles[i : i + 4]) for i in range(0, len(tiles) // 4 * 4, 4)])
