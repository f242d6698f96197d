"""What people wrote with a pen, as strokes: recorded data beside the project, and numbers made of it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from live.values import Stroke

Points = npt.NDArray[np.floating]
Sample = tuple[str, Sequence[Points]]
"""A digit and the strokes with which somebody wrote it, each (N, 2), x and y downwards."""

PACE, LIFT = 0.01, 0.15
"""Seconds from point to point, and from stroke to stroke: these recordings keep no times."""


def as_strokes(drawn: Sequence[Points], width: float = 0.0) -> tuple[Stroke, ...]:
    """Strokes with times at an even pace."""
    time, strokes = 0.0, []
    for points in drawn:
        times = time + PACE * np.arange(len(points))
        time = float(times[-1]) + LIFT
        strokes.append(Stroke(np.column_stack([points, times]).astype(np.float32), width))
    return tuple(strokes)


def number(samples: Sequence[Sample], rng: np.random.Generator, height: float = 90) -> Sample:
    """Some digits in a row as one number; neighbours lie up to 0.35 heights apart, or overlap by 0.03."""
    x, text, strokes = 0.0, "", list[Points]()
    for value, written in samples:
        every = np.concatenate(written)
        low, span = every.min(0), np.ptp(every, axis=0)
        zoom = height * rng.uniform(0.85, 1.1) / max(span[1], 0.6 * span[0], 1e-6)
        y = (height - zoom * span[1]) / 2 + 0.05 * height * rng.normal()
        strokes += [(points - low) * zoom + (x, y) for points in written]
        x += zoom * span[0] + height * rng.uniform(-0.03, 0.35)
        text += value
    return text, strokes
