"""In place of the window where there is no display: reads for ten seconds, leaves an annotated clip."""

from __future__ import annotations

import time
from pathlib import Path

from live.errors import UserError
from live.journal import Journal
from live.modes import Paper
from live.mouse import Mouse
from live.reader import Reader
from live.recorder import fresh_name
from live.replay import Replay
from live.report import as_text
from live.sources import Source
from models import Classifier

SECONDS = 10.0
CANVAS = 960, 540
"""Width and height of what recorded strokes are drawn on, px."""

STILL_SECONDS = 2.0
"""How long each picture of a still source is looked at."""


def play(
    source: Source,
    classifier: Classifier,
    *,
    mode: str = "paper",
    record: Path | None = None,
    log: Path | None = None,
    seconds: float = SECONDS,
) -> int:
    """Plays a source without a window, printing each new reading; returns the exit code.

    record: the clip to write; a name from the time of day, in the current folder, where none is given.
    log: JSON Lines to write, one each time the reading changes. Raises UserError where these cannot be
    written, the source has nothing to show, or the mode needs a window.
    """
    recorded = source.kind == "strokes"
    if mode == "mouse" and not recorded:
        raise UserError("mouse mode needs a window, and there is no display; start it on a desktop")
    if record is None:
        name = fresh_name(Path())
        record = name.with_name(f"{name.name}.mp4")
    shown: Paper | Mouse = (
        Mouse(classifier, CANVAS, Replay(source.drawings, CANVAS, source.name))
        if recorded
        else Paper(source, Reader(classifier))
    )
    journal = Journal(lambda note: None, record, log)
    print(f"no display, so no window: playing {source.name} for {seconds:g} seconds", flush=True)
    if source.status:
        print(source.status, flush=True)
    try:
        _follow(shown, journal, still=source.kind == "still", end=time.monotonic() + seconds)
    finally:  # Ctrl-C, too
        journal.close()
    if not record.exists():  # the journal has said why
        return 1
    print(f"wrote {record}", flush=True)
    return 0


def _follow(shown: Paper | Mouse, journal: Journal, *, still: bool, end: float) -> None:
    text, turn_at = None, 0.0
    while (now := time.monotonic()) < end and not shown.ended:
        if isinstance(shown, Paper) and still and now >= turn_at:
            turn_at = now + STILL_SECONDS
            shown.turn()
        moment = shown.step()
        if moment is None:
            journal.hold()
            time.sleep(0.005)
            continue
        journal.take(moment)
        if moment.frame.still or moment.reading.text != text:
            text = moment.reading.text
            name = moment.frame.source if moment.frame.still else f"{moment.frame.time:5.1f} s"
            print(as_text(moment.reading, name), flush=True)
