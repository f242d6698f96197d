"""In place of the window where there is no display: reads for ten seconds, leaves an annotated clip."""

from __future__ import annotations

import time
from pathlib import Path

from live.errors import UserError
from live.frames.source import Source
from live.keeping.journal import Journal
from live.keeping.recorder import fresh_name, try_clip
from live.modes.desk import Desk, Wishes
from live.report import as_text, complain
from live.screen.screen import PICTURE
from models import Classifier

SECONDS = 10.0
STILL_SECONDS = 2.0
"""How long each picture of a still source is looked at."""


def play(
    source: Source,
    classifier: Classifier,
    wishes: Wishes,
    *,
    record: Path | None = None,
    log: Path | None = None,
    seconds: float = SECONDS,
) -> int:
    """Play a source without a window, printing each new reading; return the exit code.

    record: the clip to write; a name from the time of day, in the current folder, where none is given and
    that can be written. log: JSON Lines to write, one each time the reading changes. Raises UserError where
    what is given cannot be written, the source has nothing to show, or the mode needs a window.
    """
    recorded = source.kind == "strokes"
    if wishes.mode == "mouse" and not recorded:
        raise UserError(
            "mouse mode needs a window, and there is no display; start it on a desktop, "
            "python -m live doctor says more"
        )
    record = _unasked_clip() if record is None else record
    desk = Desk(source, classifier, PICTURE[2:], wishes)
    journal = Journal(lambda note: None, record, log)
    print(
        f"no display, so no window (python -m live doctor says why): {source.name} for {seconds:g} s",
        flush=True,
    )
    if status := source.status():
        print(status, flush=True)
    try:
        _follow(desk, journal, still=source.kind == "still", end=time.monotonic() + seconds)
    finally:  # Ctrl-C, too
        desk.close()
        journal.close()
    if not journal.whole or (record is not None and not record.exists()):  # the journal has said why
        return 1
    if record is not None:
        print(f"wrote {record}", flush=True)
    return 0


def _unasked_clip() -> Path | None:
    """Return a new name in the current folder for a clip; None, with a warning, where none can be written."""
    try:
        record = fresh_name(Path()).with_suffix(".mp4")
        try_clip(record)
    except OSError as error:
        complain(
            f"no clip is kept: this folder cannot be written ({error.strerror}); --record names another place"
        )
        return None
    return record


def _follow(desk: Desk, journal: Journal, *, still: bool, end: float) -> None:
    text, turn_at, lack = None, 0.0, ""
    while (now := time.monotonic()) < end and not desk.ended:
        if still and now >= turn_at:
            turn_at = now + STILL_SECONDS
            desk.turn()
        moment = desk.step()
        if desk.mode == "air" and desk.lack != lack:
            lack = desk.lack
            print(lack or "the hand can be found now", flush=True)
        if moment is None:
            journal.hold()
            time.sleep(0.005)
            continue
        journal.take(moment)
        if moment.frame.still or moment.reading.text != text:
            text = moment.reading.text
            name = moment.frame.source if moment.frame.still else f"{moment.frame.time:5.1f} s"
            print(as_text(moment.reading, name), flush=True)
