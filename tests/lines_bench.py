"""What reading lines as a whole gains and costs: python -m tests.lines_bench DATA.

DATA holds `strings/` and `sets/` as shared/data does. Prints, with and without the line network: amounts on
cheques read whole and their characters, touching pairs of MNIST's test digits, and marks that are no digits
between four digits; and the amounts that the line network reads alone, and that either reads.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cv2
import numpy as np

import models
from live.paper import find_ink
from live.reader import Reader
from live.reader.lines import together
from live.reader.segment import find_marks
from live.values import Image, Ink
from models.line import LineReader, best_path, level, load_line
from tests.test_touching import in_common, pair
from tests.writing import mnist_test, one, put
from train.sets import SETS

PAIRS, MARKS = 1000, 300
BETWEEN = "operators but /", "Omniglot"


def alone(network: LineReader, ink: Ink) -> str:
    """What the line network reads in a crop by itself."""
    pieces = sorted((m for m in find_marks(ink) if len(m.parts) == 1), key=lambda mark: mark.box)
    seen = level(together(pieces)[1]) if pieces else None
    return "" if seen is None else "".join(str(value) for value, _ in best_path(network.columns(seen)))


def shares(told: list[str], wanted: list[str]) -> str:
    """Texts read whole, and their characters, for people."""
    same = sum(in_common(w, t) for t, w in zip(told, wanted, strict=True))
    whole = np.mean([t == w for t, w in zip(told, wanted, strict=True)])
    return f"whole {whole:.3f}, characters {same / sum(map(len, wanted)):.3f}"


def between(mark: Image, rng: np.random.Generator) -> tuple[Image, str]:
    """Four digits with a mark among them, and what the digits say."""
    _, labels = mnist_test()
    values = [int(value) for value in rng.choice(labels, 4)]
    x, y, w, h = cv2.boundingRect(cv2.threshold(mark, 127, 255, cv2.THRESH_BINARY)[1])
    zoom = 60 / max(w, h)
    size = max(3, round(w * zoom)), max(3, round(h * zoom))
    inks = [one(value, 60, int(rng.integers(50))) for value in values]
    inks.insert(
        2, np.asarray(cv2.resize(mark[y : y + h, x : x + w], size, interpolation=cv2.INTER_AREA), np.uint8)
    )
    page, left = np.zeros((100, 60 + sum(ink.shape[1] + 25 for ink in inks)), np.uint8), 30
    for ink in inks:
        put(page, ink, left, 50 - len(ink) // 2)
        left += ink.shape[1] + 25
    return page, "".join(map(str, values))


def main(folder: Path) -> None:
    both, digits = models.load(), models.load()
    digits.lines = None
    readers = {"both networks": Reader(both), "that of digits": Reader(digits)}
    network = load_line()
    amounts = json.loads((folder / "strings" / "labels.json").read_text(encoding="utf-8"))
    inks = [find_ink(np.asarray(cv2.imread(str(folder / "strings" / a["file"])), np.uint8)) for a in amounts]
    wanted = [amount["string"] for amount in amounts]
    told = {
        name: [r.read(ink, still=True).text.replace("\n", "") for ink in inks] for name, r in readers.items()
    }
    told["that of lines"] = [alone(network, ink) for ink in inks]
    for name, texts in told.items():
        print(f"{len(amounts)} amounts, {name}: {shares(texts, wanted)}", flush=True)
    either = [
        w in texts for w, *texts in zip(wanted, told["that of digits"], told["that of lines"], strict=True)
    ]
    print(f"either of the two: {np.mean(either):.3f}")
    rng = np.random.default_rng(5)
    pairs = [pair(rng) for _ in range(PAIRS)]
    for name, reader in readers.items():
        right = np.mean([reader.read(Ink(ink)).text == text for ink, text in pairs])
        print(f"{PAIRS} touching pairs, {name}: {right:.3f}", flush=True)
    for kind in BETWEEN:
        file, read = SETS[kind]
        marks = list(read(folder / file))
        rng = np.random.default_rng(0)
        pages = [between(marks[k][0], rng) for k in rng.permutation(len(marks))[:MARKS]]
        for name, reader in readers.items():
            more = np.mean([len(reader.read(Ink(ink)).text) > len(text) for ink, text in pages])
            print(f"{len(pages)} of {kind} between digits, {name}: {more:.3f} add a digit", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
