"""Read recorded strokes: digits, signs and sums of strangers, air trails, numbers; and letters.

Nothing was learnt from the writers of CROHME and of the air trails, though choices were made with a look at
their figures, and shapes of digits drawn after a look at what is misread of "digits"; "digits not looked at"
are others of the same writers. Of UNIPEN's and pendigits' those are read that are kept apart
(train.scenes.sources).
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import program, score
from train.scenes import sources

Line = tuple[str, list[npt.NDArray[np.float32]]]
"""What is written, and its strokes, (N, 2) px each, y downwards."""

HEIGHT = 90.0
"""Of a digit, px, where the data has no size of its own."""

PACE, LIFT = 0.01, 0.2
"""Seconds from point to point and from stroke to stroke: most of these recordings keep no times."""

SHARE = {"digits": 3, "signs": 2, "letters": 8}
"""Of which one in so many is read, to save time."""

NUMBERS = 300

ALIKE = "oOlIsSzZbqg"
"""Letters that anybody takes for digits where they stand alone."""


def measure(root: Path, data: Path) -> dict[str, float]:
    """Read all of them; a row is right where its text is, digits where the digits in it are."""
    lines = dict(sets(data))
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{name}.jsonl" for name in lines]
        for file, some in zip(files, lines.values(), strict=True):
            file.write_text("\n".join(map(_as_line, some)) + "\n", encoding="utf-8")
        told: dict[str, list[str]] = {name: [] for name in lines}
        for row in program.read(root, files):
            told[Path(row["source"]).stem].append(str(row["text"]))
    figures: dict[str, float] = {}
    for name, some in lines.items():
        pairs = [(wanted, have.replace("\n", "")) for (wanted, _), have in zip(some, told[name], strict=True)]
        if name == "letters":
            figures["letters taken as digits"] = score.share(bool(score.only_digits(t)) for _, t in pairs)
            continue
        if name != "signs":
            same = (score.only_digits(wanted) == score.only_digits(t) for wanted, t in pairs)
            figures[f"{name}: digits right"] = score.share(same)
        if name in ("signs", "sums"):
            figures[f"{name}: exact"] = score.share(score.plain(w) == score.plain(t) for w, t in pairs)
    return figures | {"of": sum(map(len, lines.values()))}


def _as_line(line: Line) -> str:
    """Return a line of a recording."""
    time, strokes = 0.0, []
    for points in line[1]:
        times = time + PACE * np.arange(len(points))
        time = float(times[-1]) + LIFT
        strokes.append(np.column_stack([points, times]).round(3).tolist())
    return json.dumps({"strokes": strokes})


def sets(data: Path) -> Iterator[tuple[str, list[Line]]]:
    """Yield the sets by their names."""
    folder = program.needed(data / "sums" / "strokes")
    for name, key in (("digits", "value"), ("signs", "value"), ("sums", "text")):
        rows = _rows(folder / f"{name}.jsonl.gz")[:: SHARE.get(name, 1)]
        yield name, [(row[key], [_px(s, 1.6) for s in row["strokes"]]) for row in rows]
    others = _rows(folder / "digits.jsonl.gz")[1 :: SHARE["digits"]]
    yield "digits not looked at", [(row["value"], [_px(s, 1.6) for s in row["strokes"]]) for row in others]
    trails = _rows(program.needed(data / "air" / "leap_A-E.jsonl.gz"))
    yield "air trails", [(row["label"], [_px(row["trail_xyz"], 1.5) * sources.UPRIGHT]) for row in trails]
    pens = sources.load_pens(data, validation=True)
    kept = [(value, _sized(strokes)) for value, some in sorted(pens.strokes.items()) for strokes in some]
    digits = [(value, strokes) for value, strokes in kept if value.isdigit()]
    yield "pens kept apart", digits
    yield "numbers of these", list(_numbers(digits))
    letters = [(a, _sized(s)) for a, some in sorted(pens.letters.items()) if a.isalpha() for s in some]
    yield "letters", [line for line in letters if line[0] not in ALIKE][:: SHARE["letters"]]


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _px(stroke: list[list[float]], zoom: float) -> npt.NDArray[np.float32]:
    return np.array(stroke, np.float32)[:, :2] * np.float32(zoom)


def _sized(strokes: list[npt.NDArray[np.float32]]) -> list[npt.NDArray[np.float32]]:
    every = np.concatenate(strokes)
    low, (width, height) = every.min(0), np.ptp(every, axis=0).tolist()
    zoom = np.float32(HEIGHT / max(height, 0.6 * width, 1e-6))
    return [(stroke - low) * zoom for stroke in strokes]


def _numbers(digits: list[Line]) -> Iterator[Line]:
    """Yield numbers of 2 to 6 digits side by side, some of which touch."""
    rng = np.random.default_rng(5)
    for count in range(NUMBERS):
        x, text, strokes = 0.0, "", []
        for _ in range(2 + count % 5):
            value, own = digits[int(rng.integers(len(digits)))]
            place = np.array((x, 0.05 * HEIGHT * rng.normal()), np.float32)
            strokes += [stroke + place for stroke in own]
            x += float(np.concatenate(own)[:, 0].max()) + HEIGHT * rng.uniform(-0.03, 0.35)
            text += value
        yield text, strokes
