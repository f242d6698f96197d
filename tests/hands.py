"""What people wrote with a pen, as strokes: recorded data beside the project, and numbers made of it."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from live.values import Stroke

Points = npt.NDArray[np.float64]

PACE, LIFT = 0.01, 0.15
"""Seconds from point to point, and from stroke to stroke: these recordings keep no times."""


@dataclass(frozen=True)
class Sample:
    """A digit that somebody wrote: strokes, each (N, 2), x and y downwards; its value; who wrote it."""

    strokes: list[Points]
    value: int
    writer: str


def unipen(shared: Path) -> list[Sample]:
    """UNIPEN's isolated digits, section 1a."""
    with gzip.open(shared / "air" / "unipen_1a_digits.jsonl.gz", "rt") as file:
        rows = [json.loads(line) for line in file]
    return [Sample([_downwards(s) for s in r["strokes"]], int(r["label"]), r["donor"]) for r in rows]


def pendigits(shared: Path) -> list[Sample]:
    """UCI's pen digits, the original ones: 30 writers, some 250 digits each, one after the other."""
    samples: list[Sample] = []
    strokes: list[list[list[float]]] = []
    value = 0
    text = (shared / "air" / "pendigits-orig-tra.txt").read_text()
    for line in [*text.splitlines(), ".SEGMENT"]:
        if line.startswith(".SEGMENT"):
            if any(strokes):
                drawn = [_downwards(stroke) for stroke in strokes if stroke]
                samples.append(Sample(drawn, value, str(len(samples) // 250)))
            strokes, value = [], int(line.split('"')[1]) if '"' in line else 0
        elif line.startswith(".PEN_DOWN"):
            strokes.append([])
        elif line and not line.startswith(".") and strokes:
            strokes[-1].append([float(number) for number in line.split()])
    return samples


def as_strokes(drawn: list[Points], width: float = 0.0) -> tuple[Stroke, ...]:
    """Strokes with times at an even pace."""
    time, strokes = 0.0, []
    for points in drawn:
        times = time + PACE * np.arange(len(points))
        time = float(times[-1]) + LIFT
        strokes.append(Stroke(np.column_stack([points, times]).astype(np.float32), width))
    return tuple(strokes)


def placed(sample: Sample, x: float, y: float, height: float) -> list[Points]:
    """A digit's strokes at true shape, upper left corner at x, y; flat ones are no broader than others."""
    low, high = _corners(sample.strokes)
    span = high - low
    zoom = height / max(span[1], 0.6 * span[0], 1e-6)
    return [(points - low) * zoom + (x, y + (height - zoom * span[1]) / 2) for points in sample.strokes]


def number(
    samples: list[Sample], rng: np.random.Generator, digits: int, height: float = 90.0,
    gaps: tuple[float, float] = (-0.03, 0.35), at: tuple[float, float] = (40.0, 60.0),
) -> tuple[list[Points], str]:  # fmt: skip
    """A number in one writer's hand: its strokes, and its text.

    gaps: least and greatest distance between the boxes of neighbours, in heights; below 0 they overlap.
    """
    writer = samples[int(rng.integers(len(samples)))].writer
    own = [sample for sample in samples if sample.writer == writer]
    x, strokes, text = at[0], [], ""
    for k in range(digits):
        sample = own[int(rng.integers(len(own)))]
        x += height * rng.uniform(*gaps) if k else 0.0
        size = height * rng.uniform(0.85, 1.1)
        drawn = placed(sample, x, at[1] + 0.05 * height * rng.normal(), size)
        x = float(_corners(drawn)[1][0])
        strokes += drawn
        text += str(sample.value)
    return strokes, text


def _corners(strokes: list[Points]) -> tuple[Points, Points]:
    every = np.concatenate(strokes)
    return every.min(0), every.max(0)


def _downwards(points: list[list[float]]) -> Points:
    return np.array(points, np.float64)[:, :2] * (1, -1)
