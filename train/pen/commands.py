"""Command line of the pen reader's training: python -m train pen, weigh."""

from __future__ import annotations

import argparse
from pathlib import Path

NAMES = ("pen", "weigh")


def main(parser: argparse.ArgumentParser, arguments: list[str]) -> int:
    """Run one of `NAMES` with its own options; returns the exit code.

    parser: an empty one, whose errors are those of the program.
    """
    parts = parser.add_subparsers(dest="command", required=True)
    pen = parts.add_parser("pen", help="train the network that knows what strokes are")
    weigh = parts.add_parser("weigh", help="fit how the pen reader weighs what it knows")
    for add in (part.add_argument for part in (pen, weigh)):
        add("--sources", type=Path, metavar="DIR", help="handwriting: docs/training.md says which")
        add("--out", type=Path, metavar="DIR", help="default: runs/pen; models for weigh")
        add("--seed", type=int, default=0, metavar="N")
    add = pen.add_argument
    add("--epochs", type=int, default=60, metavar="N")
    add("--rate", type=float, default=3e-3, metavar="R", help="highest learning rate")
    add("--start", type=Path, metavar="FILE", help="begin with the weights of a trained .keras file")
    add("--resume", action="store_true", help="go on from the last epoch of a run that was stopped")
    args = parser.parse_args(arguments)
    for name, least in (("epochs", 1), ("seed", 0)):
        if getattr(args, name, least) < least:
            parser.error(f"--{name} takes a number of at least {least}")
    return {"pen": _pen, "weigh": _weigh}[args.command](args)


def _pen(args: argparse.Namespace) -> int:
    from train.pen.fit import train

    return train(args)


def _weigh(args: argparse.Namespace) -> int:
    from train.pen.weigh import fit

    return fit(args)
