"""List the benchmarks: their names, what measures them, and whether their data was used for tuning."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks import (
    exercises,
    films,
    hands,
    large,
    mouse,
    nothing,
    photos,
    speed,
    strings,
    strokes,
    sums,
    turned,
)

Measure = Callable[[Path, Path], dict[str, float]]
"""Takes a checkout and the folder of data; returns figures by name."""


class Benchmark(NamedTuple):
    """Hold what the data is, and the measure of one checkout.

    data: "seen" if versions were tuned on it, "unseen" if not, "drawn" by our own code.
    """

    data: str
    measure: Measure


SUITE = {
    "photos": Benchmark("seen", photos.measure_photos),
    "photos2": Benchmark("unseen", photos.measure_photos2),
    "strokes": Benchmark("seen, unseen", strokes.measure),
    "mouse": Benchmark("unseen", mouse.measure),
    "sums": Benchmark("unseen", sums.measure),
    "exercises": Benchmark("drawn", exercises.measure),
    "strings": Benchmark("seen", strings.measure),
    "large": Benchmark("drawn", large.measure),
    "turned": Benchmark("seen, unseen", turned.measure),
    "films": Benchmark("seen", films.measure),
    "nothing": Benchmark("unseen", nothing.measure_clips),
    "nothing_stills": Benchmark("unseen", nothing.measure_stills),
    "hands": Benchmark("seen", hands.measure),
    "air_nothing": Benchmark("seen", hands.measure_nothing),
    "air_numbers": Benchmark("seen", hands.measure_numbers),
    "speed": Benchmark("drawn", speed.measure),
}


def run(name: str, roots: list[Path], data: Path) -> list[dict[str, float]]:
    """Measure checkouts one after the other, or in turns where time is measured."""
    if name == "speed":
        return speed.in_turns(roots, data)
    return [SUITE[name].measure(root, data) for root in roots]
