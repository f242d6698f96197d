"""What the command line can do beside training."""

from __future__ import annotations

import argparse
import json
import sys
from statistics import mean, stdev
from typing import Any

import numpy as np

from train.data import load_data
from train.digits import DataError


def evaluate(args: argparse.Namespace) -> int:
    """Figures of a model file, a confusion matrix and its worst mistakes."""
    if args.model.suffix in (".keras", ".h5", ".hdf5") and args.model.exists():
        import train.hush  # noqa: F401  # before Keras
    from models import load
    from train.card import read_card, write_card
    from train.evaluate import as_it_comes, report
    from train.figures import plot_confusion, plot_worst
    from train.sets import measure

    _, test = load_data(args.data)
    path = args.model
    classifier = load(path)
    if classifier.note:
        print(classifier.note, file=sys.stderr)
    glyphs = as_it_comes(test)
    args.out.mkdir(parents=True, exist_ok=True)
    rows = classifier.probabilities(glyphs)
    found = report(classifier, path, test, rows)
    if args.sets:
        found["sets"] = measure(classifier, args.sets)
    plot_confusion(rows, test.labels).savefig(args.out / "confusion.png")
    plot_worst(glyphs, rows, test.labels).savefig(args.out / "worst.png")
    if args.card:
        figures = {name: found[name] for name in ("scores", "latency_ms", "bytes", "sets") if name in found}
        write_card(path, read_card(path) | {"evaluated": figures})
    print(json.dumps(found) if args.json else _table(found))
    if not args.json:
        print(f"pictures: {args.out}/confusion.png, worst.png")
    return 0


def _table(found: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [f"{name:24} {100 * value:6.2f} %" for name, value in found["scores"].items()]
    lines += [
        f"{digit:>2}" + "".join(f"  {name} {100 * value:6.2f} %" for name, value in scores.items())
        for digit, scores in enumerate(found["per_class"])
    ]
    for name, s in found.get("sets", {}).items():
        line = f"{name:18} {s['count']:6}  taken as digits {100 * s['taken']:6.2f} %"
        if "accuracy" in s:
            line += f"  right {100 * s['accuracy']:6.2f} %"
            line += f"  calibration error {100 * s['calibration error']:5.2f} %"
        lines.append(line)
    for way, times in found["latency_ms"].items():
        lines.append(
            f"{way:14}" + "".join(f"  {count:>2} glyphs {ms:7.3f} ms" for count, ms in times.items())
        )
    if "parameters" in found:
        lines.append(f"{found['parameters']:,} parameters, {found['multiply_adds']:,} multiply-adds a digit")
    return "\n".join([*lines, f"{found['bytes']:,} bytes"])


def export(args: argparse.Namespace) -> int:
    """A model in another format, and how well the two agree."""
    from models import load

    load(args.model)  # it is known to be one before Keras is imported, which takes seconds
    from train.files import CHECKED
    from train.files import export as convert

    learn, test = load_data(args.data)
    args.out.mkdir(parents=True, exist_ok=True)
    found = convert(args.model, args.to, args.int8, args.out, learn, test)
    print(f"{min(CHECKED, len(test))} digits: values differ by up to {found.difference:.2g}")
    print(f"right {100 * found.accuracy:.2f} %, the source {100 * found.source:.2f} %")
    print(f"written: {found.path}")
    return 0


def seeds(args: argparse.Namespace) -> int:
    """The mean and spread of finished runs, written into the first one's card."""
    from train.card import read_card, write_card

    runs = [next(iter(sorted(folder.glob("*.tflite"))), folder / "none.tflite") for folder in args.runs]
    cards = [read_card(run) for run in runs]
    for folder, card in zip(args.runs, cards, strict=True):
        if not {"seed", "test"} <= card.keys():
            raise DataError(f"{folder} holds no finished run: train it with --out {folder}")
    figures = {name: [card["test"][name] for card in cards] for name in cards[0]["test"]}
    means, deviations = ({name: of(own) for name, own in figures.items()} for of in (mean, stdev))
    found = {"seeds": [card["seed"] for card in cards], "mean": means, "deviation": deviations}
    write_card(runs[0], cards[0] | {"runs": found})
    for name in figures:
        print(f"{name:24} {100 * means[name]:6.2f} +- {100 * deviations[name]:.2f} %")
    return 0


def preview(args: argparse.Namespace) -> int:
    """A contact sheet of what the network learns from."""
    from train.figures import NAMES, sheet
    from train.fit import inked

    digits, _ = load_data(args.data)
    rng = np.random.default_rng(args.seed)
    glyphs, labels = inked(digits, rng.permutation(len(digits))[:200], 100, rng)
    path = args.out / "augment.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet(glyphs[..., 0], [NAMES[label] for label in labels.argmax(1)], columns=20).savefig(path)
    print(f"written: {path}")
    return 0
