"""The `read` command: each picture or drawing of a source, the changes and the outcome of a moving one."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from live.air.hand import Finder
from live.air.writing import Writing
from live.errors import UserError
from live.frames.folder import ANNOTATED
from live.frames.source import Source
from live.frames.sources import open_source
from live.modes.air import mirrored
from live.modes.desk import Wishes
from live.modes.paper import Film
from live.reading.longest import Longest
from live.reading.track import KNOBS as FUSING
from live.report import as_json, as_text, complain, when
from live.strokes.reader import StrokeReader
from live.values import Drawing, Frame, Moment, Page, Reading
from models import Classifier
from models.eye import Eye

MAX_SILENCE = 30.0
"""Seconds that a camera or a stream may send nothing before it is given up."""

Show = Callable[[Page, Reading, dict[str, Any]], None]
"""Takes a frame or a drawing, its reading and the reading's JSON."""

MAX_SIDE = 4096
"""Px of the picture of a drawing: larger ones are drawn smaller."""


def read(
    specs: Iterable[str],
    classifier: Classifier,
    wishes: Wishes,
    *,
    json_lines: bool = False,
    save: Path | None = None,
    patience: float = MAX_SILENCE,
) -> int:
    """Read each source and print what it says; return the exit code.

    json_lines: print JSON Lines, one object for each picture or line of recorded strokes, which are read the
    same in both modes, and for a clip, camera or stream one each time its steady reading changes and a last
    one with "final": true. save: folder for the annotated pictures and their JSON. A source that cannot be
    read is named on stderr, the others are still read.
    """
    eye = cache(Eye)  # shared by the sources, whose pictures are often of one size
    keep = _keeper(save) if save is not None else None

    def show(page: Page, reading: Reading, report: dict[str, Any]) -> None:
        print(json.dumps(report) if json_lines else _for_people(page, reading, report), flush=True)
        if keep is not None:
            keep(page, reading, report)

    def follow(source: Source) -> bool:
        if source.kind == "strokes":
            strokes = StrokeReader(classifier, wishes.signs, max_marks=None)
            return _each(source.drawings, lambda drawing: strokes.read(drawing.strokes), show)
        if wishes.mode == "air":
            writing = Writing(classifier, wishes.pen, wishes.signs)
            return _in_air(source, writing, wishes.hand_model, show)
        film = Film(classifier, wishes.signs, eye())
        if source.kind == "still":
            return _each(source, lambda frame: film.read(frame).reading, show)
        return _moving(source, film, show)

    good = True
    for spec in specs:
        try:
            with open_source(spec, patience=patience) as source:
                source.mirror = mirrored(source, wishes.mode, wishes.mirror)
                good &= follow(source)
        except UserError as error:
            complain(error)
            good = False
    return 0 if good else 1


def _each(pages: Iterable[Page], read: Callable[[Any], Reading], show: Show) -> bool:
    """Read pictures or drawings that stand alone; return false when one of them could not be."""
    good = True
    while True:
        try:
            for page in pages:
                start = time.perf_counter()
                reading = read(page)
                show(page, reading, as_json(reading, page, 1e3 * (time.perf_counter() - start)))
            return good
        except UserError as error:  # one bad picture or line: the loop goes on with the next
            complain(error)
            good = False


def _moving(source: Source, film: Film, show: Show) -> bool:
    """Follow a sheet in a clip, camera or stream to its end or Ctrl-C; return false when it went away."""
    longest = Longest()
    text, index, ms, count = "", -1, 0.0, 0
    try:
        for frame in source:
            if frame.index == index:  # the last one again, while a stream is cut
                continue
            index, count, moment = frame.index, count + 1, film.read(frame)
            reading, ms = moment.reading, moment.ms
            longest.add(frame, reading)
            if reading.text != text:
                text = reading.text
                show(frame, reading, as_json(reading, frame, ms, **when(frame)))
    finally:  # Ctrl-C, too: a camera has no other end
        if outcome := longest.result():
            frame, reading = outcome
            if count < FUSING.min_hits:  # nothing can be steady in so few
                reading = film.raw
            show(frame, reading, as_json(reading, frame, ms, **when(frame), final=True))
    return _is_over(source)


def _in_air(source: Source, writing: Writing, hand_model: Path | None, show: Show) -> bool:
    """Follow a hand in a clip, camera or stream to its end or Ctrl-C; return false when it went away."""
    if source.kind == "still":
        raise UserError(f"{source.name}: in a picture nobody writes; give a clip or a camera to air mode")
    text, moment, finder = "", None, Finder(hand_model)
    try:
        for frame in source:
            if moment is not None and frame.index == moment.frame.index:
                continue
            moment = writing.follow(frame, finder.find(frame))
            if not writing.pen.is_down and writing.everything.text != text:  # half a digit is no news
                text = writing.everything.text
                show(moment.frame, writing.everything, _as_json(writing, moment))
    finally:
        finder.close()
        if moment is not None:
            writing.end()
            show(moment.frame, writing.everything, _as_json(writing, moment, final=True))
    return _is_over(source)


def _as_json(writing: Writing, moment: Moment, **extra: object) -> dict[str, Any]:
    return as_json(writing.everything, moment.frame, moment.ms, **when(moment.frame), **extra)


def _is_over(source: Source) -> bool:
    """Return whether a source came to its end, as a clip does; a camera that ends went away."""
    if source.kind == "live":
        complain(f"{source.name} stopped sending pictures; start it again, then read it anew")
    return source.kind != "live"


def _for_people(page: Page, reading: Reading, report: dict[str, Any]) -> str:
    name = page.source
    if isinstance(page, Drawing):
        return as_text(reading, f"{name}, line {page.index + 1}")
    if report.get("final"):
        return as_text(reading, f"{name}, longest")
    return as_text(reading, f"{name}, {report['time']:.2f} s" if "time" in report else name)


def _keeper(folder: Path) -> Show:
    """Return what writes each annotated picture (PNG) and its JSON into a folder, under a name of its own."""
    from live.keeping.recorder import save_picture, write_whole
    from live.screen.overlay import annotate
    from live.screen.stages import picture

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"{folder} cannot be a folder ({error.strerror}); choose another for --save"
        ) from error
    taken: set[str] = set()

    def keep(page: Page, reading: Reading, report: dict[str, Any]) -> None:
        stem = re.sub(r"[^\w.-]+", "_", Path(page.source).stem) or "picture"
        if isinstance(page, Drawing) or not page.still:
            stem += "-final" if report.get("final") else f"-{page.index:06d}"
        name, count = stem, 1
        while name.casefold() in taken:  # pictures of one name, to some systems, from several folders
            count += 1
            name = f"{stem}-{count}"
        taken.add(name.casefold())
        png = folder / f"{name}{ANNOTATED}"  # never the picture itself, which may lie in the same folder
        image, zoom = (page.image, 1.0) if isinstance(page, Frame) else picture(page, MAX_SIDE)
        save_picture(png, annotate(image, reading, zoom))
        write_whole(png.with_suffix(".json"), json.dumps(report, indent=1).encode() + b"\n")

    return keep
