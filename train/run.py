"""A whole training: from the command line's wishes to a folder with the network, card and pictures."""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models import NOT_A_DIGIT
from models.classifier import card_of
from train.card import Row, begin, ready, write_history
from train.data import MNIST, load_data, split
from train.digits import DataError, Digits
from train.recipes import EVERY, AnyRecipe, Perceptron, Recipe, further, multiply_adds, settings

if TYPE_CHECKING:
    from train.fit import Outcome

CHIEF = 0
"""The worker that keeps the results, of several machines."""

QUICK = 200
"""Digits at least that a training with --limit is validated with, and tested with in each pen."""

Made = tuple[Path, list[Row], dict[str, Any], bool]
"""What a training gave: the file or folder that is judged, rows of figures, what its card tells, and whether
it was stopped."""


def train(args: argparse.Namespace) -> int:
    """Train a recipe as the command line asks; returns the exit code."""
    digits, test = load_data(args.data)
    recipe, begun = _recipe(args)
    # A perceptron has no epochs to choose from, so nothing is kept apart for that.
    learn, check = split(digits, args.seed, 0 if isinstance(recipe, Perceptron) else None)
    inked = max(QUICK, args.limit // 10) if args.limit else None
    if args.limit:  # a quick look
        learn, check = learn.take(slice(0, args.limit)), check.take(slice(0, inked))
        test = test.take(slice(0, max(QUICK, args.limit)))
    if (index := worker(args.strategy)) != CHIEF:  # it learns the same, and so keeps the same
        args.out /= f"worker{index}"
    config = {"recipe": recipe.name, "seed": args.seed, "data": args.data.name, "digits": len(learn)}
    ready(args.out)
    begin(args.out, config | settings(recipe) | begun, args.resume)
    kind = "MNIST" if args.data.resolve() == MNIST.resolve() else args.data.name
    data = f"{kind}: {len(learn)} digits learnt from, {len(check)} for validation, {len(test)} for test"
    data += f", {inked} of them with each pen" if inked else ""

    start = time.monotonic()
    if isinstance(recipe, Perceptron):
        path, history, card, stopped = _perceptron(recipe, learn, args)
    else:
        path, history, card, stopped = _keras(recipe, learn, check, args)
    if stopped:
        print(f"stopped; what was learnt so far is saved: {args.out}", file=sys.stderr)
        card["stopped"] = True
    minutes = round((time.monotonic() - start) / 60, 1)
    card = {"recipe": recipe.name, "data": data, "seed": args.seed, **begun, "epochs": recipe.epochs,
            "minutes": minutes, "settings": settings(recipe), **card}  # fmt: skip
    _finish(path, history, card, test, inked)
    return 0


def _recipe(args: argparse.Namespace) -> tuple[AnyRecipe, dict[str, str]]:
    """Return the recipe with what is asked otherwise, and what is told of the weights that it begins with."""
    recipe, begun = EVERY[args.what], dict[str, str]()
    if isinstance(recipe, Perceptron):
        for option in ("start", "strategy"):
            if getattr(args, option):
                raise DataError(f"{recipe.name} is trained all at once, in NumPy: leave out --{option}")
    elif args.start:
        if not args.start.is_file():
            raise DataError(f"no file {args.start} to begin with")
        recipe = further(recipe)
        begun["start"] = f"{args.start.name}, sha256 {hashlib.sha256(args.start.read_bytes()).hexdigest()}"
    return dataclasses.replace(recipe, epochs=args.epochs) if args.epochs else recipe, begun


def _keras(recipe: Recipe, learn: Digits, check: Digits, args: argparse.Namespace) -> Made:
    # Keras takes seconds to import: only once the arguments, the data and the folder are known to be good.
    from train.files import save
    from train.fit import fit

    outcome = fit(
        recipe, learn, check, args.seed, args.out, resume=args.resume, start=args.start,
        strategy=open_strategy(args.strategy),
    )  # fmt: skip
    history = _learnt(outcome.history)
    card: dict[str, Any] = {
        "epoch_kept": outcome.epoch,
        "seconds_per_epoch": round(float(np.mean([row["seconds"] for row in history])), 1),
        "parameters": int(outcome.model.count_params()),
        "multiply_adds": multiply_adds(outcome.model),
        "validation": {"accuracy": history[outcome.epoch - 1]["val_accuracy"]},
    }
    if recipe.ink:
        card |= _calibrated(outcome, len(check))
    paths = [args.out / f"{recipe.name}{ending}" for ending in recipe.files]
    for path in paths:
        save(outcome.model, path)
    return paths[-1], history, card, outcome.stopped


def _learnt(history: list[Row]) -> list[Row]:
    """Return the figures of a training; raises DataError where not even its first epoch ended."""
    if not history:
        raise DataError("stopped before anything was learnt; nothing is written over")
    return history


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
    return {
        "caution": float(wary[NOT_A_DIGIT]),
        "temperature": temperature(logits, labels.argmax(1)),
        "validation": {"accuracy": float((logits.argmax(1) == labels.argmax(1)).mean())},
    }


def _perceptron(recipe: Perceptron, learn: Digits, args: argparse.Namespace) -> Made:
    from train import mlp

    start, history = time.monotonic(), list[Row]()

    def told(iteration: int, loss: float) -> None:
        history.append({"epoch": iteration, "loss": loss, "seconds": round(time.monotonic() - start, 2)})
        if iteration % 10 == 0 or iteration == recipe.epochs:
            print(f"iteration {iteration}/{recipe.epochs} loss {loss:.4f}", file=sys.stderr, flush=True)

    thetas, stopped = mlp.train(recipe, learn, args.seed, told)
    card = {
        "epoch_kept": len(_learnt(history)),
        "seconds_per_epoch": round(history[-1]["seconds"] / len(history), 2),
        "parameters": sum(theta.size for theta in thetas),
        "multiply_adds": sum(theta[:, 1:].size for theta in thetas),
        "training": {"accuracy": mlp.accuracy(thetas, learn)},
    }
    mlp.save(thetas, args.out / recipe.name)
    write_history(args.out, history)
    return args.out / recipe.name, history, card, stopped


def _finish(path: Path, history: list[Row], card: dict[str, Any], test: Digits, inked: int | None) -> None:
    """Write the card and pictures, with figures of the file as the program reads it; print what was made."""
    from models import load
    from train.card import write_card
    from train.evaluate import as_it_comes, evaluate
    from train.figures import plot_confusion, plot_history, plot_predictions, plot_worst

    write_card(path, card)  # the classifier reads the temperature from there
    classifier, glyphs, labels = load(path), as_it_comes(test), test.labels
    rows = classifier.probabilities(glyphs)
    scores = evaluate(classifier, test, rows, inked)
    write_card(path, card | {"test": scores})
    for name, figure in {
        "curves": plot_history(history),
        "samples": plot_predictions(glyphs[:60], rows[:60], labels[:60]),
        "confusion": plot_confusion(rows, labels),
        "worst": plot_worst(glyphs, rows, labels),
    }.items():
        figure.savefig(path.with_name(f"{name}.png"), dpi=120)

    print(f"{card['parameters']:,} parameters, {card['multiply_adds']:,} multiply-adds a digit")
    print(f"{card['seconds_per_epoch']:.1f} s an epoch")
    if "training" in card:
        print(f"{'training digits':24} {100 * card['training']['accuracy']:6.2f} %")
    if inked:
        print(f"a quick look: {len(labels)} test digits, {inked} of them with each pen")
    print("\n".join(f"{name:24} {100 * value:6.2f} %" for name, value in scores.items()))
    print(f"written: {path}, {card_of(path).name}, and what else is in {path.parent}")


def open_strategy(name: str | None) -> Any:
    """None for no name; "mirrored": all devices of this machine; "multiworker": the machines of TF_CONFIG."""
    if name is None:
        return None
    import train.hush  # noqa: F401  # before TensorFlow

    # isort: split
    import tensorflow as tf

    if name == "mirrored":
        return tf.distribute.MirroredStrategy()

    class Workers(tf.distribute.MultiWorkerMirroredStrategy):  # type: ignore[misc]  # ships no types
        """Keras asks for the mean of each machine's figures over an axis, where they are single numbers."""

        def reduce(self, reduce_op: Any, value: Any, axis: int | None = None) -> Any:
            return super().reduce(reduce_op, value, None)

    return Workers()


def worker(name: str | None) -> int:
    """Which worker this process is; CHIEF, the one that keeps the results, where it is alone.

    Of TF_CONFIG in the environment, as TensorFlow describes it:
    {"cluster": {"worker": ["host:port", ...]}, "task": {"type": "worker", "index": 0}}.
    Raises DataError where several workers are asked for without it.
    """
    if name != "multiworker":
        return CHIEF
    try:
        config = json.loads(os.environ["TF_CONFIG"])
        index, count = int(config["task"]["index"]), len(config["cluster"]["worker"])
        if 0 <= index < count and config["task"]["type"] == "worker":
            return index
        why = f"it has {count} workers, and its task is none of them"
    except (KeyError, ValueError, TypeError):
        why = "there is none"
    raise DataError(
        f"--strategy multiworker needs TF_CONFIG in the environment, and {why}: "
        '{"cluster": {"worker": ["host:port", ...]}, "task": {"type": "worker", "index": 0}}, '
        "another index for each machine"
    )
