"""Time readings by the milliseconds that `read --json` reports, checkouts taking turns on the same frames.

Of a clip the last line's time counts, that of its last frame: by then the program follows the sheet, and no
frame is left to be decoded meanwhile. Times depend on the machine and on what else it does; compare
those of one run alone, and where the machine is busy the best ones.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from benchmarks import drawing, program

ROUNDS, REPEATS, FRAMES = 3, 8, 4
"""Turns of each checkout, readings of each source in a turn, frames of a clip."""

NOISE = 2.0
"""Of a clip's frames, new in each, of 255."""

SIZES = (640, 480), (1280, 720), (1920, 1080)

PHOTO = "gfsamson__photo_3.jpg"


def measure(root: Path, data: Path) -> dict[str, float]:
    """Time one checkout: median and least milliseconds of each case."""
    return in_turns([root], data)[0]


def in_turns(roots: Sequence[Path], data: Path) -> list[dict[str, float]]:
    """Time checkouts in turns, case by case; return each one's medians and least times."""
    with tempfile.TemporaryDirectory() as folder:
        cases = _cases(data, Path(folder))
        times: list[dict[str, list[float]]] = [{name: [] for name in cases} for _ in roots]
        for turn in range(ROUNDS):
            for name, source in cases.items():
                for k in _order(len(roots), turn):
                    times[k][name] += _times(roots[k], source)
    return [
        {f"{name}, ms": statistics.median(of) for name, of in one.items()}
        | {f"{name}, ms at best": min(of) for name, of in one.items()}
        for one in times
    ]


def _order(count: int, turn: int) -> list[int]:
    """Let every other turn begin with the last checkout."""
    return list(range(count))[:: -1 if turn % 2 else 1]


def _times(root: Path, source: Path) -> list[float]:
    """Read a source some times in one process; leave out the first time."""
    rows = program.read(root, [source] * (REPEATS + 1))
    still = source.suffix != ".avi"
    return [float(row["ms"]) for row in rows if still or row.get("final")][1:]


def _cases(data: Path, folder: Path) -> dict[str, Path]:
    """Draw the sources that are timed."""
    views = {f"sheet {w}x{h}": drawing.sheet(data, (w, h)) for w, h in SIZES}
    views["room 1280x720"] = drawing.room((1280, 720))
    views["print 1280x720"] = drawing.print_page((1280, 720))
    rng = np.random.default_rng(0)
    cases = {
        name: drawing.write_clip(
            folder / f"{name}.avi", (drawing.noisy(view, NOISE, rng) for _ in range(FRAMES)), 30
        )
        for name, view in views.items()
    }
    photo = data / "photos" / PHOTO
    if photo.exists():
        high, wide = np.asarray(cv2.imread(str(photo))).shape[:2]
        cases[f"still photograph {wide}x{high}"] = photo
    large = drawing.noisy(drawing.sheet(data, (4000, 3000)), NOISE, rng)
    cases["still 12 megapixels"] = drawing.write_picture(folder / "large.jpg", large)
    return cases
