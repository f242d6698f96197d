"""What a session in the window writes down: its log, its clip and its snapshots, and what went wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from live.errors import UserError
from live.keeping import recorder
from live.report import as_json, complain, when
from live.screen import overlay
from live.values import Moment, Stroke


class Journal:
    """Keeps the session's files; a file that cannot be written is told of, and the session goes on.

    whole: whether all clips and the log were written so far.
    """

    def __init__(
        self, say: Callable[[str], None], record: Path | None = None, log: Path | None = None
    ) -> None:
        """Begin the files; raises UserError where these cannot be written.

        say: shows a note on screen. record: a clip to begin with the first moment. log: JSON Lines, one
        each time the reading changes and one for each picture.
        """
        self._say, self._record, self.whole = say, record, True
        self._told: set[str] = set()
        self._text = ""
        self._clip: recorder.Clip | None = None
        self._began = 0.0
        self._log: TextIO | None = None
        try:
            if record is not None:
                recorder.try_clip(record)
            if log is not None:
                self._log = log.open("w", encoding="utf-8", newline="\n", buffering=1)  # a line at a time
        except OSError as error:
            name = error.filename or record or log
            raise UserError(f"{name}: cannot be written ({error.strerror}); choose another file") from error

    @property
    def recording(self) -> int | None:
        """Whole seconds since the clip began, None where there is none."""
        return None if self._clip is None else int(time.monotonic() - self._began)

    def take(self, moment: Moment) -> None:
        """Log a moment when it reads differently from the one before, and record it."""
        if self._log is not None and (moment.frame.still or moment.reading.text != self._text):
            self._text = moment.reading.text
            try:
                report = as_json(moment.reading, moment.frame, moment.ms, **when(moment.frame))
                self._log.write(json.dumps(report) + "\n")
            except OSError as error:
                self._close_log()
                self._lose("The log stops here", error)
        if self._record is not None:
            path, self._record = self._record, None
            self._begin(path, moment)
        else:
            self._write(moment)

    def hold(self) -> None:
        """Record that the last moment still lasts."""
        self._write(None)

    def snapshot(self, moment: Moment, strokes: Sequence[Stroke] | None = None) -> None:
        """Save a moment's frame, annotated frame and reading, and the strokes it was drawn with."""
        try:
            path = recorder.save_snapshot(recorder.CAPTURES, moment, strokes)
            self._say(f"Saved {path} and its JSON" + (" and strokes" if strokes is not None else ""))
        except OSError as error:
            self._complain("No snapshot", error)

    def toggle_clip(self, moment: Moment) -> None:
        """Begin a clip with a moment, or end the one that there is."""
        if self._clip is not None:
            self._end()
            return
        try:
            self._begin(recorder.fresh_name(recorder.CAPTURES).with_suffix(".mp4"), moment)
        except OSError as error:
            self._complain("No clip", error)

    def close(self) -> None:
        """Finish all files."""
        self._end()
        self._close_log()

    def _close_log(self) -> None:
        """Close the log; lines that a full disk did not take are lost."""
        log, self._log = self._log, None
        with suppress(OSError):
            if log is not None:
                log.close()

    def _begin(self, path: Path, moment: Moment) -> None:
        self._began = time.monotonic()
        try:
            self._clip = recorder.Clip(path, moment.frame.size, self._began)
        except OSError as error:
            self._lose("No clip", error)
        self._write(moment)

    def _write(self, moment: Moment | None) -> None:
        """Write what is shown from now on, None for what was shown so far, into the clip, if any."""
        now = time.monotonic()
        try:
            if self._clip is not None and moment is None:
                self._clip.hold(now)
            elif self._clip is not None and moment is not None:
                self._clip.write(overlay.annotate(moment.frame.image, moment.reading), now)
        except OSError as error:
            self._end()
            self._lose("The clip stops here", error)

    def _end(self) -> None:
        clip, self._clip = self._clip, None
        try:
            if clip is not None:
                self._say(f"Saved {clip.close()}")
        except OSError as error:
            self._lose("No clip", error)

    def _lose(self, what: str, error: OSError) -> None:
        """Say what could not be written of the log or a clip."""
        self.whole = False
        self._complain(what, error)

    def _complain(self, what: str, error: OSError) -> None:
        """Say on screen, and once on stderr, what could not be written."""
        message = f"{what}: {error.filename or 'the file'}: {error.strerror or error}"
        self._say(message)
        if message not in self._told:
            self._told.add(message)
            complain(message)
