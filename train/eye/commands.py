"""Command line of the eye's training: python -m train eye, signs, judge, scenes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from train.data import MNIST
from train.running import options, parsed

NAMES = ("eye", "signs", "judge", "scenes")


def main(parser: argparse.ArgumentParser, arguments: list[str]) -> int:
    """Run one of `NAMES` with its own options; returns the exit code.

    parser: an empty one, whose errors are those of the program.
    """
    parts = parser.add_subparsers(dest="command", required=True)
    eye = parts.add_parser("eye", help="train the network that finds writing in a frame")
    signs = parts.add_parser("signs", help="train the network that names glyphs of signs")
    judge = parts.add_parser("judge", help="fit how the paper reader weighs its experts")
    scenes = parts.add_parser("scenes", help="what the eye learns from: fetch material, draw a contact sheet")
    for add in (part.add_argument for part in (eye, signs, judge, scenes)):
        add("--data", type=Path, default=MNIST, metavar="FILE.npz", help="MNIST")
        add("--sources", type=Path, metavar="DIR", help="more handwriting: docs/training.md says which")
        add("--assets", type=Path, metavar="DIR", help="pictures and fonts (default: the user's cache)")
        add("--out", type=Path, metavar="DIR", help="default: runs/COMMAND; models for judge")
        add("--seed", type=int, default=0, metavar="N")
    options(eye, 2e-3)
    options(signs, 2e-3)
    add = judge.add_argument
    add("--start", type=Path, metavar="FILE.tflite", help="the eye (default: the shipped one)")
    add = scenes.add_argument
    add("--preview", action="store_true", help="a contact sheet (always written)")
    add("--fetch", action="store_true", help="fetch pictures and fonts from Debian packages first")
    args = parsed(parser, arguments)
    return {"eye": _eye, "signs": _signs, "judge": _judge, "scenes": _scenes}[args.command](args)


def _eye(args: argparse.Namespace) -> int:
    from train.eye.fit import train

    return train(args)


def _signs(args: argparse.Namespace) -> int:
    from train.eye.signs import train

    return train(args)


def _judge(args: argparse.Namespace) -> int:
    from train.eye.judge import fit

    return fit(args)


def _scenes(args: argparse.Namespace) -> int:
    from train.eye.preview import contact_sheet
    from train.scenes import assets

    folder = args.assets or assets.default_folder()
    if args.fetch:
        assets.fetch(folder)
    out = (args.out or Path("runs/scenes")) / "scenes.png"
    contact_sheet(out, args.data, args.sources, folder, args.seed)
    print(f"written: {out}", file=sys.stderr)
    return 0
