"""The commands: window, read, serve, doctor. Each parses its arguments, then calls one function."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from live.report import complain

if TYPE_CHECKING:
    from live.modes.desk import Wishes
    from models import Classifier

VERSION = "0.30.0"
WRONG_USAGE = 2
"""Exit code."""


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line, and which takes no shortened options."""

    def __init__(self, command: str, description: str, epilog: str | None = None) -> None:
        prog = f"python -m live {command}".strip()
        super().__init__(prog, description=description, epilog=epilog, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        complain(f"{message}; {self.prog} --help shows what is understood")
        raise SystemExit(WRONG_USAGE)


def read(arguments: list[str]) -> int:
    """Read sources without a window; return the exit code."""
    parser = _Parser("read", "Read digits without a window.")
    add = parser.add_argument
    add("sources", metavar="S", nargs="+", help="an image, folder, glob, clip, - (a pipe), URL, "
        "recorded strokes (.jsonl) or a camera's number")  # fmt: skip
    _add_reading(parser, "paper", "air")
    add("--json", action="store_true", help="print JSON Lines, and nothing else, on stdout")
    add("--save", metavar="DIR", type=Path, help="write each annotated picture and its JSON into this folder")
    options = parser.parse_intermixed_args(arguments)

    from live import headless

    classifier = _classifier(options.model)
    return headless.read(
        options.sources, classifier, _wishes(options), json_lines=options.json, save=options.save
    )


def window(arguments: list[str]) -> int:
    """Open the window, or play without one; return the exit code."""
    parser = _Parser(
        "",
        "Read handwritten digits held up to a camera, live, in a window.",
        "Without a window: python -m live read S... (python -m live read --help says more). "
        "For phones and browsers: python -m live serve. What is missing here: python -m live doctor.",
    )
    add = parser.add_argument
    _add_reading(parser, "paper", "air", "mouse")
    add("--source", metavar="S", help="a camera's number, image, folder, glob, clip, URL, recorded "
        "strokes (.jsonl) or demo (default: the first camera, or demo where there is none)")  # fmt: skip
    add("--mirror", action=argparse.BooleanOptionalAction, help="exchange left and right, as a mirror does")
    add("--record", metavar="FILE", type=Path, help="record what is shown as a clip (.mp4)")
    add("--log", metavar="FILE", type=Path, help="write each reading into this file as JSON Lines")
    add("--version", action="version", version=f"live-digits {VERSION}")
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        parser.error(f"do not understand {unknown[0]}, a source goes behind --source")
    if options.record is not None and options.record.suffix.lower() != ".mp4":
        parser.error(f"--record writes MP4: {options.record} is to end in .mp4")
    for name, path in (("--record", options.record), ("--log", options.log)):
        if path is not None and options.source is not None and _same(path, Path(options.source)):
            parser.error(f"{name} {path} is what is read, and would be written over; choose another file")

    from live.window import display

    classifier = _classifier(options.model)
    show: Callable[..., int]
    if display.available():
        from live.window.app import run as show
    else:
        from live.play import play as show
    from live.frames.sources import default_source, open_source

    spec = options.source
    with default_source() if spec is None else open_source(spec, poll=True) as source:
        return show(source, classifier, _wishes(options), record=options.record, log=options.log)


def serve(arguments: list[str]) -> int:
    """Serve pages for phones and browsers; return the exit code."""
    parser = _Parser("serve", "Read in browsers and on phones.")
    add = parser.add_argument
    add("--port", metavar="N", type=int, default=8765, help="where to listen (default: 8765), 0 for any")
    add("--lan", action="store_true", help="let phones in the same network in, who know a random key")
    add("--https", action="store_true", help="certify this by itself; without it phones give no camera")
    _add_model(parser)
    options = parser.parse_args(arguments)
    if not 0 <= options.port < 1 << 16:
        parser.error(f"--port {options.port}: a port is 0 to 65535")

    import models
    from live.serve.run import serve as listen

    networks = _classifier(options.model), models.load(options.model)
    return listen(networks, options.port, lan=options.lan, https=options.https)


def doctor(arguments: list[str]) -> int:
    """Say what is missing on this machine; return the exit code."""
    parser = _Parser("doctor", "Look at what the program needs here.")
    parser.add_argument("--json", action="store_true", help="print one JSON list, and nothing else")
    options = parser.parse_args(arguments)
    from live.doctor.report import examine

    return examine(options.json)


def _classifier(path: Path | None) -> Classifier:
    """Return the network asked for; what it takes is said where that is not what our own take."""
    import models

    classifier = models.load(path)
    if classifier.note:
        complain(classifier.note)
    return classifier


def _same(path: Path, other: Path) -> bool:
    """Return whether two names are those of one file."""
    try:
        return path.samefile(other)
    except (OSError, ValueError):  # one of them is none
        return False


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="FILE", type=Path, help="use this network instead of the shipped "
        "one: .tflite, .keras, .h5, .hdf5, .onnx, .csv, .csv.gz, a SavedModel's folder, or one with "
        "Theta1.txt and Theta2.txt")  # fmt: skip


def _add_reading(parser: argparse.ArgumentParser, *modes: str) -> None:
    """Add the options that say how is read, as `_wishes` takes them."""
    add = parser.add_argument
    others = "a fingertip in the air, or the mouse" if "mouse" in modes else "or a fingertip in the air"
    add("--mode", choices=modes, default="paper", help=f"a pen on paper (the default), {others}")
    _add_model(parser)
    add("--alphabet", choices=("all", "digits"), default="all", help="what is read on paper: "
        "digits and signs such as + and = (the default), or digits alone")  # fmt: skip
    add("--pen", choices=("index", "pinch"), default="index", help="in air mode what draws: the index finger "
        "while it alone is up (the default), or its tip while the thumb's touches it")  # fmt: skip
    add("--hand-model", metavar="FILE", type=Path, help="use this hand_landmarker.task in air mode; "
        "where none is given it is fetched once")  # fmt: skip


def _wishes(options: argparse.Namespace) -> Wishes:
    from live.modes.desk import Wishes

    mirror, signs = getattr(options, "mirror", None), options.alphabet == "all"
    return Wishes(options.mode, mirror, options.hand_model, options.pen, signs)
