"""Pictures that a client sends: a photograph, and the newest frame of its camera, each to its reading."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO

from PIL import Image as Pil

from live.errors import UserError
from live.frames.decode import decode, kind
from live.modes import paper
from live.paper.why import why
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
        self._film, self._data = paper.Film(classifier, eye=eye), data

    def job(self) -> Callable[[], Report]:
        """Return what reads it; that raises UserError where it is no picture, or too large a one."""
        return lambda: _read(self._film, Frame(_picture(self._data), 0.0, 0, "photo", still=True))


class Film:
    """What one client's camera sees: only its newest frame is read, and followed from those before."""

    urgency = 0

    def __init__(self, classifier: Classifier, eye: Eye) -> None:
        self._film, self._data, self._count = paper.Film(classifier, eye=eye), b"", 0

    def take(self, message: str | bytes) -> None:
        """Take in a frame as a JPEG; raises ClosedError where the message is text."""
        if isinstance(message, str):
            raise ClosedError(TOO_MUCH, "not a message of this page; load it anew")
        self._data, self._count = message, self._count + 1

    def job(self) -> Callable[[], Report]:
        """Return what reads the newest frame; that raises UserError where it is no picture."""
        data, count, now = self._data, self._count, time.monotonic()
        return lambda: _read(self._film, Frame(_picture(data), now, count, "camera"))


def _read(film: paper.Film, frame: Frame) -> Report:
    """Return a frame's reading as JSON; "lines" is what to say, "lack" why nothing is read."""
    moment = film.read(frame)
    reading = moment.reading
    lack = "" if reading.text or film.raw.text else why(frame.image, moment.sight)
    return as_json(reading, frame, moment.ms, lines=lines(reading), lack=lack)


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
