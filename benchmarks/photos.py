"""Read labelled photographs: F1 of digits and share of exact pages, over all and for digits-only pages.

`photos` was used to tune versions up to 0.18 and says nothing of new pages; `photos2` was not.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks import program, score


def measure_photos(root: Path, data: Path) -> dict[str, float]:
    """Read the photographs that the program was tuned on (seen)."""
    return _measure(root, data / "photos")


def measure_photos2(root: Path, data: Path) -> dict[str, float]:
    """Read the photographs that were kept apart (unseen)."""
    return _measure(root, data / "photos2")


def _measure(root: Path, folder: Path) -> dict[str, float]:
    labels = program.labels(folder)
    told = program.texts(root, [folder / label["file"] for label in labels])
    found = score.pages(labels, told)
    for kind in ("plain", "signs", "hard"):
        part = score.pages([label for label in labels if score.kind(label) == kind], told)
        found |= {f"{kind} {name}": value for name, value in part.items()}
    return found
