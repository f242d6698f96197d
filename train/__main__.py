"""Command line: python -m train [RECIPE], or evaluate MODEL, seeds RUN RUN..., augment."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models import ModelError
from train.data import MNIST, DataError, load_data, split
from train.recipes import RECIPES, multiply_adds


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m train", description=__doc__)
    parser.add_argument("what", nargs="?", default="digits", choices=[*RECIPES, *COMMANDS], metavar="RECIPE")
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="with evaluate: the model file; with seeds: runs"
    )
    parser.add_argument("--data", type=Path, default=MNIST, metavar="FILE.npz")
    parser.add_argument("--epochs", type=int, metavar="N", help="instead of the recipe's own")
    parser.add_argument("--limit", type=int, metavar="N", help="learn from the first N digits only")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: runs/RECIPE, or runs/COMMAND")
    parser.add_argument(
        "--sets", type=Path, metavar="DIR", help="with evaluate: other people's digits as well"
    )
    parser.add_argument(
        "--preview", action="store_true", help="with augment: a contact sheet (always written)"
    )
    parser.add_argument("--json", action="store_true", help="with evaluate: print JSON")
    parser.add_argument(
        "--card", action="store_true", help="with evaluate: also write the figures into the model's card"
    )
    args = parser.parse_args(arguments)
    for name in ("epochs", "limit"):
        if (value := getattr(args, name)) is not None and value < 1:
            parser.error(f"--{name} takes a number of at least 1")
    if (args.what == "evaluate") != (len(args.paths) == 1) or (args.what == "seeds") != (len(args.paths) > 1):
        parser.error("evaluate takes one model file, seeds two runs or more, and a recipe takes none")
    try:
        return COMMANDS.get(args.what, _train)(args)
    except (DataError, ModelError, OSError) as error:
        print(f"train: {error}", file=sys.stderr)
        return 1


def _evaluate(args: argparse.Namespace) -> int:
    from models import load
    from train import plots
    from train.evaluate import as_it_comes, report
    from train.export import read_card, write_card
    from train.sets import measure

    _, test = load_data(args.data)
    path = args.paths[0]
    classifier = load(path)
    out = _folder(args)
    found = report(classifier, path, test)
    if args.sets:
        found["sets"] = measure(classifier, args.sets)
    glyphs = as_it_comes(test)
    cv2.imwrite(str(out / "confusion.png"), plots.confusion_picture(np.array(found["confusion"])))
    mistakes = plots.worst(glyphs, test.labels, classifier.probabilities(glyphs))
    cv2.imwrite(str(out / "worst.png"), mistakes)
    if args.card:
        figures = {name: found[name] for name in ("scores", "latency_ms", "bytes", "sets") if name in found}
        write_card(path, read_card(path) | {"evaluated": _rounded(figures)})
    print(json.dumps(found) if args.json else _table(found))
    if not args.json:
        print(f"pictures: {out}/confusion.png, worst.png")
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


def _rounded(value: Any) -> Any:
    """Figures with as many places as they are good for."""
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return round(value, 5) if isinstance(value, float) else value


def _seeds(args: argparse.Namespace) -> int:
    """The mean and spread of finished runs, written into the first one's card."""
    from train.export import read_card, spread, write_card

    runs = [next(iter(sorted(folder.glob("*.tflite"))), folder / "none.tflite") for folder in args.paths]
    cards = [read_card(run) for run in runs]
    for folder, card in zip(args.paths, cards, strict=True):
        if not {"seed", "test"} <= card.keys():
            raise DataError(f"{folder} holds no finished run: train it with --out {folder}")
    found = spread(cards)
    write_card(runs[0], cards[0] | {"runs": found})
    for name, mean in found["mean"].items():
        print(f"{name:24} {100 * mean:6.2f} +- {100 * found['deviation'][name]:.2f} %")
    return 0


def _preview(args: argparse.Namespace) -> int:
    """A contact sheet of what the network learns from."""
    from train import plots
    from train.fit import inked

    digits, _ = load_data(args.data)
    rng = np.random.default_rng(args.seed)
    glyphs, labels = inked(digits, rng.permutation(len(digits))[:200], 100, rng)
    names = [plots.NAMES[int(label)] for label in labels.argmax(1)]
    path = _folder(args) / "augment.png"
    cv2.imwrite(str(path), plots.contact_sheet(list(glyphs[..., 0]), names))
    print(f"written: {path}")
    return 0


def _folder(args: argparse.Namespace) -> Path:
    folder: Path = args.out or Path("runs") / str(args.what)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _train(args: argparse.Namespace) -> int:
    train, test = load_data(args.data)
    learn, check = split(train, args.seed)
    if args.limit:
        learn = learn.take(slice(0, args.limit))
    recipe = RECIPES[args.what]
    if args.epochs:
        recipe = dataclasses.replace(recipe, epochs=args.epochs)
    out = _folder(args)

    # Keras takes seconds to import: only once the arguments and the data are known to be good.
    from models import load
    from train.evaluate import evaluate
    from train.export import export, temperature, write_card
    from train.fit import fit, validation_set

    start = time.monotonic()
    outcome = fit(recipe, learn, check, args.seed, out)
    minutes = (time.monotonic() - start) / 60
    glyphs, labels = validation_set(check, args.seed)
    logits = outcome.model.predict(glyphs, batch_size=500, verbose=0)
    card: dict[str, Any] = {
        "recipe": recipe.name,
        "data": f"MNIST: {len(learn)} digits learnt from, {len(check)} for validation, {len(test)} for test",
        "seed": args.seed,
        "epochs": recipe.epochs,
        "epoch_kept": outcome.epoch,
        "minutes": round(minutes, 1),
        "settings": {k: v for k, v in dataclasses.asdict(recipe).items() if k not in ("build", "name")},
        "parameters": int(outcome.model.count_params()),
        "multiply_adds": multiply_adds(outcome.model),
        "temperature": temperature(logits, labels.argmax(1)),
        "validation": {"accuracy": round(float((logits.argmax(1) == labels.argmax(1)).mean()), 5)},
    }
    path = export(outcome.model, out, recipe.name, card["temperature"])
    # The figures of the card are the shipped file's own, through the program's own classifier.
    scores = {name: round(value, 5) for name, value in evaluate(load(path), test).items()}
    write_card(path, card | {"test": scores})
    print(f"{card['parameters']:,} parameters, {card['multiply_adds']:,} multiply-adds a digit")
    print("\n".join(f"{name:24} {100 * value:6.2f} %" for name, value in scores.items()))
    print(f"written: {out / recipe.name}.keras, .tflite, .json")
    return 0


COMMANDS = {"evaluate": _evaluate, "augment": _preview, "seeds": _seeds}


if __name__ == "__main__":
    sys.exit(main())
