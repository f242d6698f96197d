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
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments = ["digits", *arguments]
    parser = _parser()
    args = parser.parse_args(arguments)
    if args.what == "seeds" and len(args.paths) < 2:
        parser.error("seeds takes two runs or more")
    if args.what == "export" and args.int8 and args.to != "tflite":
        parser.error("--int8 goes with --to tflite")
    return _guarded(lambda: int(args.command(args)))


def _parser() -> _Parser:
    """Return what understands a recipe or a command, each with options of its own."""
    more = (*eye_commands.NAMES, *pen_commands.NAMES)
    parser = _Parser(
        prog="python -m train",
        description="Train a network (digits where none is named), or judge, compare, export trained ones.",
        epilog=f"{', '.join(more)}: the readers' own (docs/training.md). train/README.md says more.",
    )
    named = parser.add_subparsers(dest="what", metavar="RECIPE or COMMAND", required=True)

    def command(name: str, call: Callable[[argparse.Namespace], int], told: str) -> Callable[..., object]:
        """Return what adds options to a command, which has --data and --out."""
        one = named.add_parser(name, help=told, description=told)
        one.set_defaults(command=call)
        add = one.add_argument
        add("--data", type=Path, default=MNIST, metavar="FILE", help="own digits: .npz, CSV, idx, a folder "
            "of pictures by class, 0 to 9")  # fmt: skip
        add("--out", type=Path, metavar="DIR", help=f"default: runs/{name}")
        return add

    for recipe in EVERY:
        add = command(recipe, run.train, f"train the recipe {recipe}")
        add("--epochs", type=_least(1), metavar="N", help="instead of the recipe's own")
        add("--limit", type=_least(1), metavar="N", help="a quick look: learn from the first N digits only, "
            "and test with fewer")  # fmt: skip
        add("--seed", type=_least(0), default=0, metavar="N")
        add("--resume", action="store_true", help="go on from the last epoch of a run that was stopped")
        add("--start", type=Path, metavar="FILE", help="begin with the weights of a trained .keras file")
        add("--strategy", choices=("mirrored", "multiworker"), help="train on several devices, or machines")
    add = command("evaluate", commands.evaluate, "figures of a model file, and its worst mistakes")
    add("paths", nargs=1, type=Path, metavar="MODEL")
    add("--sets", type=Path, metavar="DIR", help="other people's digits as well")
    add("--json", action="store_true", help="print JSON")
    add("--card", action="store_true", help="also write the figures into the model's card")
    command("compare", commands.compare, "all recipes side by side")
    add = command("export", commands.export, "a model in another format")
    add("paths", nargs=1, type=Path, metavar="MODEL")
    add("--to", choices=("tflite", "onnx", "savedmodel"), required=True, help="the format")
    add("--int8", action="store_true", help="with --to tflite: weights and activations of 8 bits")
    add = command("seeds", commands.seeds, "mean and spread of finished runs, into the first one's card")
    add("paths", nargs="+", type=Path, metavar="RUN")
    add = command("augment", commands.preview, "a contact sheet of what is learnt from")
    add("--seed", type=_least(0), default=0, metavar="N")
    add("--preview", action="store_true", help="always done")
    return parser


def _least(low: int) -> Callable[[str], int]:
    """Return what reads a whole number that is not below the least one."""

    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < low:
            raise argparse.ArgumentTypeError(f"takes a number of at least {low}, not {text}")
        return int(text)

    return number


def _guarded(command: Callable[[], int]) -> int:
    """Return a command's exit code; what can be expected to go wrong is one line."""
    try:
        return command()
    except (DataError, ModelError, OSError) as error:
        print(f"train: {error}", file=sys.stderr)
        return 1
    except ImportError as error:
        needed = Path(__file__).with_name("requirements.txt")
        print(f"train: {error}; python -m pip install -r {needed}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("train: stopped", file=sys.stderr, flush=True)
        sys.stdout.flush()
        # Where the signal met code in a string, as a namedtuple's, Python would end by it after all.
        os._exit(1)
