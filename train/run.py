"""A whole training: from the command line's wishes to a folder with the network, card and pictures."""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models import NOT_A_DIGIT
from models.classifier import card_of
from train.data import MNIST, load_data, split
from train.digits import DataError, Digits
from train.place import HISTORY, begin, ready
from train.recipes import EVERY, AnyRecipe, Perceptron, Recipe, further, multiply_adds, settings
from train.workers import CHIEF, worker

if TYPE_CHECKING:
    from train.fit import Outcome

QUICK = 400
"""Digits at least that a training with --limit is validated with, and tested with in each pen."""

UNTRAINED = "stopped before anything was learnt; nothing is written over"


@dataclasses.dataclass
class Made:
    """What a training gave: the file or folder that is judged, rows of figures, what its card tells."""

    path: Path
    history: list[dict[str, float]]
    card: dict[str, Any]
    stopped: bool


def train(args: argparse.Namespace) -> int:
    """Train a recipe as the command line asks; returns the exit code."""
    digits, test = load_data(args.data)
    recipe, begun = _recipe(args), _begun(args.start)
    # A perceptron has no epochs to choose from, so nothing is kept apart for that.
    learn, check = split(digits, args.seed, 0 if isinstance(recipe, Perceptron) else None)
    inked = None
    if args.limit:  # a quick look
        inked = max(QUICK, args.limit // 4)
        learn, check = learn.take(slice(0, args.limit)), check.take(slice(0, inked))
    out: Path = args.out or Path("runs") / recipe.name
    if (index := worker(args.strategy)) != CHIEF:  # it learns the same, and so keeps the same
        out = out / f"worker{index}"
    name = Path(args.data).name
    config = {"recipe": recipe.name, "seed": args.seed, "data": name, "digits": len(learn)}
    config |= settings(recipe) | begun
    ready(out)
    begin(out, config, args.resume)
    kind = "MNIST" if args.data.resolve() == MNIST.resolve() else name
    data = f"{kind}: {len(learn)} digits learnt from, {len(check)} for "
    pens = f", {inked} of them with each pen" if inked else ""
    card = {
        "recipe": recipe.name,
        "data": f"{data}validation, {len(test)} for test{pens}",
        "seed": args.seed,
    } | begun

    start = time.monotonic()
    if isinstance(recipe, Perceptron):
        made = _perceptron(recipe, learn, args, out)
    else:
        made = _keras(recipe, learn, check, args, out)
    minutes = round((time.monotonic() - start) / 60, 1)
    shown = {k: v for k, v in settings(recipe).items() if k != "files"}
    card |= {"epochs": recipe.epochs, "minutes": minutes, "settings": shown} | made.card
    _finish(made, card, test, inked)
    return 0


def _recipe(args: argparse.Namespace) -> AnyRecipe:
    """The recipe that is asked for, with what is asked otherwise."""
    recipe: AnyRecipe = EVERY[args.what]
    if args.start:
        if isinstance(recipe, Perceptron):
            raise DataError(f"{recipe.name} is trained all at once: leave out --start")
        recipe = further(recipe)
    return dataclasses.replace(recipe, epochs=args.epochs) if args.epochs else recipe


def _begun(start: Path | None) -> dict[str, str]:
    """What a run's configuration and card tell of the weights that it begins with."""
    if start is None:
        return {}
    if not start.is_file():
        raise DataError(f"no file {start} to begin with")
    return {"start": f"{start.name}, sha256 {hashlib.sha256(start.read_bytes()).hexdigest()}"}


def _keras(recipe: Recipe, learn: Digits, check: Digits, args: argparse.Namespace, out: Path) -> Made:
    # Keras takes seconds to import: only once the arguments, the data and the folder are known to be good.
    from train.files import save
    from train.fit import fit
    from train.workers import open_strategy

    strategy = open_strategy(args.strategy)
    outcome = fit(
        recipe, learn, check, args.seed, out, resume=args.resume, start=args.start, strategy=strategy
    )
    if not outcome.history:
        raise DataError(UNTRAINED)
    calibration = _calibrated(outcome, len(check)) if recipe.ink else {}
    paths = [out / f"{recipe.name}{ending}" for ending in recipe.files]
    for path in paths:
        save(outcome.model, path)
    if outcome.stopped:
        print(f"stopped; what was learnt so far is saved: {', '.join(map(str, paths))}", file=sys.stderr)
    seconds = [row["seconds"] for row in outcome.history]
    card: dict[str, Any] = {
        "epoch_kept": outcome.epoch,
        "seconds_per_epoch": round(float(np.mean(seconds)), 1),
        "parameters": int(outcome.model.count_params()),
        "multiply_adds": multiply_adds(outcome.model),
        "validation": {"accuracy": round(outcome.history[outcome.epoch - 1]["val_accuracy"], 5)},
    }
    return Made(paths[-1], outcome.history, card | calibration, outcome.stopped)


def _calibrated(outcome: Outcome, plain: int) -> dict[str, Any]:
    """Make a network of logits wary, in place; returns what its card tells of that and of its validation.

    plain: how many of what it was validated with, the first ones, are digits as they come.
    """
    from train.card import caution, temperature

    model, (glyphs, labels) = outcome.model, outcome.validation
    logits = model.predict(glyphs, batch_size=500, verbose=0)
    wary = np.eye(NOT_A_DIGIT + 1, dtype=np.float32)[NOT_A_DIGIT] * caution(logits[:plain])
    model.layers[-1].bias.assign_add(wary)
    logits += wary
    right = float((logits.argmax(1) == labels.argmax(1)).mean())
    return {
        "caution": round(float(wary[NOT_A_DIGIT]), 4),
        "temperature": temperature(logits, labels.argmax(1)),
        "validation": {"accuracy": round(right, 5)},
    }


def _perceptron(recipe: Perceptron, learn: Digits, args: argparse.Namespace, out: Path) -> Made:
    from train import mlp
    from train.files import save_thetas
    from train.progress import clock

    if args.strategy:
        raise DataError(f"{recipe.name} is not trained by TensorFlow: leave out --strategy")
    start, history = time.monotonic(), list[dict[str, float]]()

    def told(iteration: int, loss: float) -> None:
        passed = time.monotonic() - start
        history.append({"epoch": iteration, "loss": loss, "seconds": round(passed, 2)})
        left = clock(passed / iteration * (recipe.epochs - iteration))
        end = "" if sys.stderr.isatty() and iteration < recipe.epochs else "\n"
        if end == "" or iteration % 10 == 0 or iteration == recipe.epochs:
            line = f"iteration {iteration:>2}/{recipe.epochs} loss {loss:.4f}  {left} left"
            print(f"\r{line}" if sys.stderr.isatty() else line, end=end, file=sys.stderr, flush=True)

    thetas, stopped = mlp.train(recipe, learn, args.seed, told)
    if not history:
        raise DataError(UNTRAINED)
    path = out / recipe.name
    save_thetas(thetas, path)
    if stopped:
        print(f"stopped; what was learnt so far is saved: {path}", file=sys.stderr)
    seconds = history[-1]["seconds"] / len(history)
    return Made(
        path,
        history,
        {
            "epoch_kept": len(history),
            "seconds_per_epoch": round(seconds, 2),
            "parameters": sum(theta.size for theta in thetas),
            "multiply_adds": sum(theta[:, 1:].size for theta in thetas),
            "training": {"accuracy": round(mlp.accuracy(thetas, learn), 5)},
        },
        stopped,
    )


def _finish(made: Made, card: dict[str, Any], test: Digits, inked: int | None) -> None:
    """Figures of the file as the program itself reads it, its card, and pictures."""
    from models import load
    from train import plots
    from train.card import write_card
    from train.evaluate import as_it_comes, confusion, evaluate
    from train.figures import plot_history, plot_predictions
    from train.record import write_history

    out, path = made.path.parent, made.path
    if "temperature" in card:  # the classifier reads it from there
        write_card(path, card)
    classifier, glyphs = load(path), as_it_comes(test)
    rows = classifier.probabilities(glyphs)
    found = evaluate(classifier, test, rows, inked)
    scores = {name: round(value, 5) for name, value in found.items()}
    write_card(path, card | ({"stopped": True} if made.stopped else {}) | {"test": scores})

    write_history(out / HISTORY, made.history)
    plot_history(made.history).savefig(out / "curves.png", dpi=120)
    plot_predictions(glyphs[:60], rows[:60], test.labels[:60]).savefig(out / "samples.png", dpi=120)
    plots.save(out / "confusion.png", plots.confusion_picture(confusion(rows, test.labels)))
    plots.save(out / "worst.png", plots.worst(glyphs, test.labels, rows))

    _tell(made, card, scores)


def _tell(made: Made, card: dict[str, Any], scores: dict[str, float]) -> None:
    """Print what was made, and where it lies."""
    print(f"{card['parameters']:,} parameters, {card['multiply_adds']:,} multiply-adds a digit")
    print(f"{card['seconds_per_epoch']:.1f} s an epoch")
    if "training" in card:
        print(f"{'training digits':24} {100 * card['training']['accuracy']:6.2f} %")
    print("\n".join(f"{name:24} {100 * value:6.2f} %" for name, value in scores.items()))
    print(f"written: {made.path}, {card_of(made.path).name}, and what else is in {made.path.parent}")
