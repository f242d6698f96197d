"""All recipes side by side, each as its trained file does here and now."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from live.frames.decode import decode
from live.paper.page import PageReader
from live.values import Frame
from models import load
from models.classifier import DEFAULT
from train.card import files, read_card
from train.data import load_data
from train.digits import Digits
from train.evaluate import as_it_comes, evaluate, latency, per_class, size
from train.recipes import EVERY

ROOT = Path(__file__).resolve().parent.parent
ZOO = ROOT / "models" / "zoo"
PHOTOS = ROOT.parent / "shared" / "data" / "photos"

Row = dict[str, Any]

COLUMNS = {
    "recipe": ("recipe", "{}"),
    "parameters": ("parameters", "{:,}"),
    "multiply_adds": ("multiply-adds", "{:,}"),
    "minutes": ("training, min", "{:.1f}"),
    "mnist": ("MNIST, %", "{:.2%}"),
    "precision": ("macro precision, %", "{:.2%}"),
    "normal": ("normal pen, %", "{:.2%}"),
    "hairline": ("hairline, %", "{:.2%}"),
    "marker": ("marker, %", "{:.2%}"),
    "photos_f1": ("F1 on photos", "{:.2f}"),
    "ms": ("ms a digit", "{:.2f}"),
    "bytes": ("bytes", "{:,}"),
}
"""Of the table: a heading, and how a value is written."""


def compare(args: argparse.Namespace) -> int:
    """Write a row for each recipe, the shipped one first; returns the exit code."""
    import train.hush  # noqa: F401  # before Keras

    _, test = load_data(args.data)
    args.out.mkdir(parents=True, exist_ok=True)
    table = []
    for name in EVERY:  # a minute or two in all
        table.append(_row(name, test))
        print(f"{name} is measured", file=sys.stderr, flush=True)
    text = markdown(table)
    (args.out / "COMPARISON.md").write_text(text, encoding="utf-8")
    (args.out / "comparison.json").write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    print(text)
    print(f"written: {args.out / 'COMPARISON.md'}, comparison.json")
    return 0


def trained(name: str) -> Path | None:
    """The file, or folder, that a recipe's trained network is in: the shipped one, or one of models/zoo."""
    if name == "digits":
        return DEFAULT
    places = [ZOO / f"{name}{'' if ending == '/' else ending}" for ending in EVERY[name].files]
    return next((place for place in reversed(places) if place.exists()), None)


def _row(name: str, test: Digits) -> Row:
    """Return a recipe's figures; none where it has no trained file."""
    path = trained(name)
    if path is None:
        return {"recipe": name}
    classifier, card = load(path), read_card(path)
    rows = classifier.probabilities(as_it_comes(test))
    scores = evaluate(classifier, test, rows)
    classes = per_class(rows, test.labels)
    return {
        "recipe": name,
        "file": path.relative_to(ROOT).as_posix(),
        **{key: card.get(key) for key in ("parameters", "multiply_adds", "minutes")},
        "mnist": round(scores["as it comes"], 5),
        "precision": round(float(np.mean([c["precision"] for c in classes])), 5),
        **{pen: round(scores[pen], 5) for pen in ("normal", "hairline", "marker")},
        "photos_f1": photos_f1(path),
        "ms": latency(classifier.probabilities, (1,))["1"],
        "bytes": size(path),
        "all_bytes": sum(file.stat().st_size for file in files(path)),
    }


def photos_f1(path: Path, folder: Path = PHOTOS) -> float | None:
    """F1 of the program with a model on labelled photographs, digits counted as a bag for each photo; None
    where there are none.

    folder: holds pictures and labels.json, a list of {"file", "rows": [text of a line, ...]}.
    """
    if not (folder / "labels.json").exists():
        return None
    labels, reader = json.loads((folder / "labels.json").read_text(encoding="utf-8")), PageReader(load(path))
    right = wanted = found = 0
    for index, label in enumerate(labels):
        with (folder / label["file"]).open("rb") as file:
            frame = Frame(decode(file, label["file"]), 0.0, index, still=True)
        want, have = (_bag(text) for text in ("".join(label["rows"]), reader.read(frame)[1].text))
        right, wanted, found = right + (want & have).total(), wanted + want.total(), found + have.total()
    return round(2 * right / max(1, wanted + found), 4)


def _bag(text: str) -> Counter[str]:
    return Counter(c for c in text if c in "0123456789")


def markdown(rows: list[Row]) -> str:
    """The table for people; figures that there are not are left empty."""
    lines = [
        "| " + " | ".join(heading for heading, _ in COLUMNS.values()) + " |",
        "|---" * len(COLUMNS) + "|",
    ]
    for row in rows:
        cells = [
            "" if row.get(key) is None else form.format(row[key]).rstrip("%")
            for key, (_, form) in COLUMNS.items()
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return HEAD + "\n".join(lines) + "\n"


HEAD = """# The recipes side by side

Written by `python -m train compare`. Training times are those of the cards, on two cores that had other
work as well, so at most what it takes. MNIST and the pens are test digits as they come and written again at
280 px; the likeliest digit counts. F1 is that of `python -m live read` with the model on photographs of
handwritten pages; "ms a digit" is the median of one digit at a time.

"""
