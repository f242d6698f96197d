"""Read pictures of handwritten sums: digits right, and exact with signs (shared/tools/score_sums.py)."""

from __future__ import annotations

from pathlib import Path

from benchmarks import program, score


def measure(root: Path, data: Path) -> dict[str, float]:
    """Read the pictures of sums."""
    folder = data / "sums" / "photos"
    labels = program.labels(folder)
    names = [Path(label["file"]).name for label in labels]
    told = program.texts(root, [folder / name for name in names])
    texts = [told.get(name, "") for name in names]
    wanted = ["\n".join(label["rows"]) for label in labels]
    return {
        "digits right": score.share(map(_same_digits, wanted, texts)),
        "exact": score.share(score.plain(w) == score.plain(t) for w, t in zip(wanted, texts, strict=True)),
        "of": len(labels),
    }


def _same_digits(wanted: str, told: str) -> bool:
    return score.only_digits(wanted) == score.only_digits(told)
