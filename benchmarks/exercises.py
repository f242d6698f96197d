"""Read exercise sheets that our own code draws: mistakes found, right sums marked wrong, sums solved.

Alone: python -m benchmarks.exercises [--data FILE] [--sources DIR] [--assets DIR] [--limit N] [--out FILE].
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import program
from benchmarks.drawing import write_picture

if TYPE_CHECKING:  # what draws is loaded when there is something to draw
    from benchmarks.exercise_sheets import Written

COUNT = 200
"""Sheets, of ten sums each."""


def measure(root: Path, data: Path) -> dict[str, float]:
    """Draw the sheets in the hands of a folder of data, before drawn rooms, and read them."""
    return figures(root, program.needed(data / "mnist.npz"), data)


def figures(
    root: Path, mnist: Path, sources: Path, rooms: Path | None = None, limit: int = COUNT
) -> dict[str, float]:
    """Draw sheets and read them. mnist, sources, rooms: as `exercise_sheets.sheets` has them."""
    from benchmarks.exercise_sheets import sheets

    program.needed(sources / "air")
    with tempfile.TemporaryDirectory() as place:
        written = {}
        for number, sheet in enumerate(sheets(limit, mnist, sources, rooms)):
            name = f"{number:04d}.jpg"
            write_picture(Path(place) / name, sheet.image)
            written[name] = sheet.sums
        told = {Path(row["source"]).name: row for row in program.read(root, [Path(place)])}
    said = Counter[tuple[str, str]]()
    for name, sums in written.items():
        for one in sums:
            said[_kind(one), _verdict(one, told.get(name, {}).get("sums", []))] += 1
    count = {kind: max(1, sum(n for (k, _), n in said.items() if k == kind)) for kind in _KINDS}
    return {
        "mistakes found": said["mistake", "wrong"] / count["mistake"],
        "mistakes ticked": said["mistake", "right"] / count["mistake"],
        "right sums ticked": said["right", "right"] / count["right"],
        "right sums marked wrong": said["right", "wrong"] / count["right"],
        "solved": said["open", "solved"] / count["open"],
        "solved wrongly": said["open", "misread"] / count["open"],
        "in doubt": sum(n for (_, verdict), n in said.items() if verdict == "doubtful") / said.total(),
        "of sums": said.total(),
        "of sheets": limit,
    }


_KINDS = "mistake", "right", "open"


def _kind(one: Written) -> str:
    return "open" if one.right is None else "right" if one.right else "mistake"


def _verdict(one: Written, told: list[program.Row]) -> str:
    """Return what is said of a sum, by what stands in its place; empty where nothing is."""
    x, y, w, h = one.box
    for found in told:
        if "box" not in found:
            raise program.AbsentError("needs a version that tells where sums are")
        left, top, wide, high = found["box"]
        if x <= left + wide / 2 <= x + w and y <= top + high / 2 <= y + h:
            if found["answer"] is None:
                return "doubtful"
            if found["right"] is None:
                same = Fraction(found["answer"].rstrip("…")) == one.answer
                return "solved" if same else "misread"
            return "right" if found["right"] else "wrong"
    return ""


def main() -> int:
    """Measure this checkout, print the figures, and write them as JSON for --out."""
    shared = Path(__file__).resolve().parents[2] / "shared" / "data"
    parser = argparse.ArgumentParser("python -m benchmarks.exercises", description="Read exercise sheets.")
    add = parser.add_argument
    add("--data", metavar="FILE", type=Path, default=shared / "mnist.npz", help="MNIST")
    add("--sources", metavar="DIR", type=Path, default=shared, help="handwriting, air/ and train/")
    add("--assets", metavar="DIR", type=Path, help="pictures for rooms, as the eye's training has them")
    add("--limit", metavar="N", type=int, default=COUNT, help=f"sheets (default {COUNT})")
    add("--out", metavar="FILE", type=Path, help="write JSON here")
    options = parser.parse_args()
    try:
        root = Path(__file__).resolve().parent.parent
        mnist = program.needed(options.data)
        found = figures(root, mnist, options.sources, options.assets, max(1, options.limit))
    except (program.AbsentError, RuntimeError) as error:
        print(f"exercises: {error}", file=sys.stderr)
        return 1
    for name, value in found.items():
        print(f"{name}: {value if isinstance(value, int) else round(value, 4)}")
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
