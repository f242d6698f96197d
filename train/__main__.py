"""Command line: python -m train [RECIPE or COMMAND], each with options of its own."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from models import ModelError
from train.data import MNIST
from train.digits import DataError
from train.recipes import EVERY


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"train: {message}; {self.prog} --help shows what is understood\n")


def _least(low: int) -> Callable[[str], int]:
    """Return what reads a whole number that is not below the least one."""

    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < low:
            raise argparse.ArgumentTypeError(f"takes a number of at least {low}, not {text}")
        return int(text)

    return number


OPTIONS: dict[str, dict[str, Any]] = {
    "model": {"type": Path, "metavar": "MODEL"},
    "runs": {"type": Path, "metavar": "RUN", "nargs": "+"},
    "--data": {"type": Path, "default": MNIST, "metavar": "FILE",
               "help": "own digits: .npz, CSV, idx, a folder of pictures by class, 0 to 9"},
    "--out": {"type": Path, "metavar": "DIR", "help": "where to write (default: %(default)s)"},
    "--seed": {"type": _least(0), "default": 0, "metavar": "N"},
    "--epochs": {"type": _least(1), "metavar": "N", "help": "instead of the usual ones"},
    "--limit": {"type": _least(1), "metavar": "N",
                "help": "a quick look: learn from the first N digits only, and test with fewer"},
    "--resume": {"action": "store_true", "help": "go on from the last epoch of a run that was stopped"},
    "--start": {"type": Path, "metavar": "FILE",
                "help": "begin with the weights of a trained .keras file; of judge: another eye.tflite"},
    "--strategy": {"choices": ("mirrored", "multiworker"), "help": "train on several devices, or machines"},
    "--rate": {"type": float, "metavar": "R", "help": "highest learning rate (default: %(default)s)"},
    "--sources": {"type": Path, "metavar": "DIR", "help": "more handwriting: docs/training.md says which"},
    "--assets": {"type": Path, "metavar": "DIR", "help": "pictures and fonts (default: the user's cache)"},
    "--fetch": {"action": "store_true", "help": "fetch pictures and fonts from Debian packages first"},
    "--preview": {"action": "store_true", "help": "draw a contact sheet: always done"},
    "--sets": {"type": Path, "metavar": "DIR", "help": "other people's digits as well"},
    "--json": {"action": "store_true", "help": "print JSON"},
    "--card": {"action": "store_true", "help": "also write the figures into the model's card"},
    "--to": {"choices": ("tflite", "onnx", "savedmodel"), "required": True, "help": "the format"},
    "--int8": {"action": "store_true", "help": "with --to tflite: weights and activations of 8 bits"},
}  # fmt: skip

OWN, DRAWN, LEARNT = "--data --epochs --limit --start", "--data --sources --assets", "--rate --epochs --start"
COMMANDS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    **{name: ("run:train", f"train the recipe {name}", f"{OWN} --seed --resume --strategy", {})
       for name in EVERY},
    "evaluate": ("commands:evaluate", "figures of a model file, and its worst mistakes",
                 "model --data --sets --json --card", {}),
    "compare": ("compare:compare", "all recipes side by side", "--data", {"out": Path("models")}),
    "export": ("commands:export", "a model in another format", "model --data --to --int8", {}),
    "seeds": ("commands:seeds", "mean and spread of finished runs, into the first one's card",
              "runs --data", {}),
    "augment": ("commands:preview", "a contact sheet of what is learnt from", "--data --seed --preview", {}),
    "scenes": ("eye.preview:scenes", "what the eye learns from: fetch material, draw a contact sheet",
               f"{DRAWN} --seed --preview --fetch", {}),
    "eye": ("eye.network:train", "train the network that finds writing in a frame",
            f"{DRAWN} {LEARNT} --seed --resume", {"epochs": 60, "rate": 2e-3}),
    "marks": ("eye.marks:train", "train the network that names marks by what is around them",
              f"{DRAWN} {LEARNT} --seed --resume", {"epochs": 60, "rate": 2e-3}),
    "judge": ("eye.judge:fit", "fit how the paper reader weighs its experts",
              f"{DRAWN} --start --seed", {"out": Path("models")}),
    "pen": ("pen.network:train", "train the network that knows what strokes are",
            f"--sources {LEARNT} --seed --resume", {"epochs": 60, "rate": 3e-3}),
    "sequence": ("pen.sequence:train", "train the network that reads rows of strokes",
                 f"--sources {LEARNT} --seed --resume", {"epochs": 60, "rate": 2e-3}),
    "weigh": ("pen.weigh:fit", "fit how the pen reader weighs what it knows",
              "--sources --seed", {"out": Path("models")}),
}  # fmt: skip
"""Of each: the function that does it, what it is, its options beside --out, and defaults of its own."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code. What can be expected to go wrong is one line."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments = ["digits", *arguments]
    parser = _parser()
    args = parser.parse_args(arguments)
    if args.what == "seeds" and len(args.runs) < 2:
        parser.error("seeds takes two runs or more")
    if args.what == "export" and args.int8 and args.to != "tflite":
        parser.error("--int8 goes with --to tflite")
    try:
        module, name = COMMANDS[args.what][0].split(":")
        return int(getattr(import_module(f"train.{module}"), name)(args))
    except (DataError, ModelError, OSError) as error:
        print(f"train: {error}", file=sys.stderr)
    except ImportError as error:
        needed = Path(__file__).with_name("requirements.txt")
        print(f"train: {error}; python -m pip install -r {needed}", file=sys.stderr)
    return 1


def _parser() -> _Parser:
    """Return what understands a recipe or a command, each with options of its own."""
    parser = _Parser(
        prog="python -m train",
        description="Train a network (digits where none is named), or judge, compare, export trained ones.",
        epilog="train/README.md and docs/training.md say more.",
    )
    named = parser.add_subparsers(dest="what", metavar="RECIPE or COMMAND", required=True)
    for name, (_, told, options, defaults) in COMMANDS.items():
        one = named.add_parser(name, help=told, description=told)
        for option in f"{options} --out".split():
            one.add_argument(option, **OPTIONS[option])
        one.set_defaults(**{"out": Path("runs") / name} | defaults)
    return parser


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("train: stopped", file=sys.stderr, flush=True)
        sys.stdout.flush()
        # Where the signal met code in a string, as a namedtuple's, Python would end by it after all.
        os._exit(1)
