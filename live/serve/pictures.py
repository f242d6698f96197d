"""Pictures that a client sends: a photograph, and the newest frame of its camera, each to its reading."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO

from PIL import Image as Pil

from live.errors import UserError
from live.frames.decode import decode, kind
from live.paper.page import PageReader
from live.paper.why import why
from live.reading.tracker import Tracker
from live.report import as_json, lines
from live.serve.bounds import BOUNDS, TOO_MUCH, ClosedError
from live.serve.lane import Report
from live.values import Frame, Image
from models import Classifier
from models.eye import Eye


class Photo:
    """A photograph, read once."""

    urgency = 1

    def __init__(self, classifier: Classifier, eye: Eye, data: bytes) -> None:
        self._reader, self._data = PageReader(classifier, eye=eye), data

    def job(self) -> Callable[[], Report]:
        """Return what reads it; that raises UserError where it is no picture, or too large a one."""
        return self._read

    def _read(self) -> Report:
        frame = Frame(_picture(self._data), 0.0, 0, "photo", still=True)
        start = time.perf_counter()
        sight, reading = self._reader.read(frame)
        ms = 1e3 * (time.perf_counter() - start)
        lack = "" if reading.text else why(frame.image, sight)
        return as_json(reading, frame, ms, lines=lines(reading), lack=lack)


class Film:
    """What one client's camera sees: only its newest frame is read, and followed from those before."""

    urgency = 0

    def __init__(self, classifier: Classifier, eye: Eye) -> None:
        self._reader = PageReader(classifier, eye=eye)
        self._tracker = Tracker(self._reader.alphabet, self._reader.surest)
        self._data, self._count = b"", 0

    def take(self, message: str | bytes) -> None:
        """Take in a frame as a JPEG; raises ClosedError where the message is text."""
        if isinstance(message, str):
            raise ClosedError(TOO_MUCH, "not a message of this page; load it anew")
        self._data, self._count = message, self._count + 1

    def job(self) -> Callable[[], Report]:
        """Return what reads the newest frame; that raises UserError where it is no picture."""
        data, count, now = self._data, self._count, time.monotonic()

        def read() -> Report:
            frame = Frame(_picture(data), now, count, "camera")
            start = time.perf_counter()
            sight, raw = self._reader.read(frame)
            reading = self._tracker.update(raw, frame.time, frame.size, self._reader.turn)
            ms = 1e3 * (time.perf_counter() - start)
            lack = "" if reading.text or raw.text else why(frame.image, sight)
            return as_json(reading, frame, ms, lines=lines(reading), lack=lack)

        return read


def _picture(data: bytes) -> Image:
    """Return an encoded picture as (H, W, 3) uint8 BGR; its size is looked at before it is unpacked."""
    file, name = BytesIO(data), "the picture"
    if kind(file, name) is None:
        raise UserError("not a picture that can be read; send a JPEG, PNG, WebP or HEIC file")
    with Pil.open(file) as opened:
        pixels = opened.width * opened.height * int(getattr(opened, "n_frames", 1))
    if pixels > BOUNDS.pixels:
        raise UserError(f"{name} is too large, {pixels / 1e6:.0f} million pixels; scale it down first")
    return decode(BytesIO(data), name)
