"""Read pictures of handwritten sums: digits right, and exact with signs (shared/tools/score_sums.py).

Of those whose rows make a number, `solved` is the share of which the program says what they make, and
`solved wrongly` the share of which it says something else than that.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks import program, score


def measure(root: Path, data: Path) -> dict[str, float]:
    """Read the pictures of sums."""
    folder = data / "sums" / "photos"
    labels = program.labels(folder)
    names = [Path(label["file"]).name for label in labels]
    told = {Path(row["source"]).name: row for row in program.read(root, [folder / name for name in names])}
    texts = [str(told[name]["text"]) if name in told else "" for name in names]
    wanted = ["\n".join(label["rows"]) for label in labels]
    return {
        "digits right": score.share(map(_same_digits, wanted, texts)),
        "exact": score.share(score.plain(w) == score.plain(t) for w, t in zip(wanted, texts, strict=True)),
        **_solved(labels, [told.get(name, {}) for name in names]),
        "of": len(labels),
    }


def _solved(labels: list[dict[str, Any]], told: list[program.Row]) -> dict[str, float]:
    """Compare what sums make with what the program says that they make, rounded as it does."""
    said = wrong = count = 0
    for label, row in zip(labels, told, strict=True):
        if len(label["rows"]) == 1 and (answer := score.worth(score.plain(label["rows"][0]))) is not None:
            answers = [found["answer"] for found in row.get("sums", []) if found["answer"] is not None]
            count, said = count + 1, said + bool(answers)
            wrong += any(abs(Fraction(text.rstrip("…")) - answer) > Fraction(1, 1000) for text in answers)
    return {"solved": said / max(1, count), "solved wrongly": wrong / max(1, count), "of sums": count}


def _same_digits(wanted: str, told: str) -> bool:
    return score.only_digits(wanted) == score.only_digits(told)
