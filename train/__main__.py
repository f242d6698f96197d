"""Command line: python -m train [RECIPE], or evaluate, compare, export, seeds, augment."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

from models import ModelError
from train import commands, run
from train.data import MNIST
from train.digits import DataError
from train.eye import commands as eye_commands
from train.pen import commands as pen_commands
from train.recipes import EVERY

COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "evaluate": commands.evaluate,
    "compare": commands.compare,
    "export": commands.export,
    "seeds": commands.seeds,
    "augment": commands.preview,
}


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"train: {message}; {self.prog} --help shows what is understood\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for reader in (eye_commands, pen_commands):
        if arguments[:1] and arguments[0] in reader.NAMES:
            own = _Parser(prog="python -m train", description=reader.__doc__)
            return _guarded(partial(reader.main, own, arguments))
    more = (*eye_commands.NAMES, *pen_commands.NAMES)
    parser = _Parser(
        prog="python -m train",
        description="Train a network, or judge, compare and export trained ones.",
        epilog=f"Recipes: {', '.join(EVERY)}. Commands: {', '.join([*COMMANDS, *more])}. "
        "train/README.md says more.",
    )
    add = parser.add_argument
    add("what", nargs="?", default="digits", choices=[*EVERY, *COMMANDS], metavar="RECIPE or COMMAND")
    add(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="with evaluate, export: the model; with seeds: runs",
    )
    add(
        "--data",
        type=Path,
        default=MNIST,
        metavar="FILE",
        help="own digits: .npz, CSV, idx, or a folder of pictures by class, 0 to 9",
    )
    add("--epochs", type=int, metavar="N", help="instead of the recipe's own")
    add(
        "--limit",
        type=int,
        metavar="N",
        help="a quick look: learn from the first N digits only, and test with fewer",
    )
    add("--seed", type=int, default=0, metavar="N")
    add("--out", type=Path, metavar="DIR", help="default: runs/RECIPE, or runs/COMMAND")
    add("--resume", action="store_true", help="go on from the last epoch of a run that was stopped")
    add("--start", type=Path, metavar="FILE", help="begin with the weights of a trained .keras file")
    add("--strategy", choices=("mirrored", "multiworker"), help="train on several devices, or machines")
    add("--sets", type=Path, metavar="DIR", help="with evaluate: other people's digits as well")
    add("--preview", action="store_true", help="with augment: a contact sheet (always written)")
    add("--json", action="store_true", help="with evaluate: print JSON")
    add("--card", action="store_true", help="with evaluate: also write the figures into the model's card")
    add("--to", choices=("tflite", "onnx", "savedmodel"), help="with export: the format")
    add("--int8", action="store_true", help="with export --to tflite: weights and activations of 8 bits")
    args = parser.parse_args(arguments)
    for name in ("epochs", "limit"):
        if (value := getattr(args, name)) is not None and value < 1:
            parser.error(f"--{name} takes a number of at least 1")
    if args.seed < 0:
        parser.error("--seed takes a number of at least 0")
    if not _paths_fit(args.what, len(args.paths)):
        takes = {"evaluate": "one model file", "export": "one model file", "seeds": "two runs or more"}
        parser.error(f"{args.what} takes {takes.get(args.what, 'no file')}")
    if (args.what == "export") != bool(args.to) or (args.int8 and args.to != "tflite"):
        parser.error("export needs --to, --to goes with export, and --int8 with --to tflite")
    return _guarded(lambda: COMMANDS.get(args.what, run.train)(args))


def _guarded(command: Callable[[], int]) -> int:
    """Return a command's exit code; what can be expected to go wrong is one line."""
    try:
        return command()
    except (DataError, ModelError, OSError) as error:
        print(f"train: {error}", file=sys.stderr)
        return 1
    except ImportError as error:
        print(f"train: {error}; python -m pip install -r train/requirements.txt", file=sys.stderr)
        return 1


def _paths_fit(what: str, count: int) -> bool:
    if what == "seeds":
        return count > 1
    return count == (1 if what in ("evaluate", "export") else 0)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("train: stopped", file=sys.stderr, flush=True)
        sys.stdout.flush()
        # Where the signal met code in a string, as a namedtuple's, Python would end by it after all.
        os._exit(1)
