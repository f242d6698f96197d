"""Read handwritten amounts cut out of bank cheques: the share that is right from end to end.

Earlier versions were tuned on these (seen).
"""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

from benchmarks import program, score


def measure(root: Path, data: Path) -> dict[str, float]:
    """Read the amounts; a whole one has no character too few, wrong or too many."""
    folder = data / "strings"
    labels = program.labels(folder)
    told = program.texts(root, [folder / label["file"] for label in labels])
    pairs = [(str(label["string"]), told.get(label["file"], "").replace("\n", "")) for label in labels]
    same = sum(_in_common(want, have) for want, have in pairs)
    return {
        "whole": score.share(want == have for want, have in pairs),
        "digits whole": score.share(want == score.only_digits(have) for want, have in pairs),
        "characters": same / max(1, sum(len(want) for want, _ in pairs)),
        "of": len(pairs),
    }


def _in_common(wanted: str, told: str) -> int:
    """Count the characters that two texts have in common, in order."""
    return sum(block.size for block in SequenceMatcher(None, wanted, told).get_matching_blocks())
