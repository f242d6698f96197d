"""Command line of the pen reader's training: python -m train pen, weigh."""

from __future__ import annotations

import argparse
from pathlib import Path

from train.running import options, parsed

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
    options(pen, 3e-3)
    args = parsed(parser, arguments)
    return {"pen": _pen, "weigh": _weigh}[args.command](args)


def _pen(args: argparse.Namespace) -> int:
    from train.pen.fit import train

    return train(args)


def _weigh(args: argparse.Namespace) -> int:
    from train.pen.weigh import fit

    return fit(args)
