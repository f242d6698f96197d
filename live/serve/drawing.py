"""A drawing that a client makes: its strokes as they arrive, and the reading of the newest state."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from live.errors import UserError
from live.report import as_json, lines
from live.serve.bounds import ANEW, BOUNDS, TOO_MUCH, ClosedError
from live.serve.lane import Report
from live.strokes.judge import Judge
from live.strokes.pen import Pen
from live.strokes.reader import StrokeReader
from live.strokes.recording import MAX_WIDTH, parse_line, points_in
from live.values import Drawing
from models import Classifier
from models.pen import PenNetwork
from models.sequence import SequenceNetwork

CHANGES = ("up", "undo", "redo", "clear")


class Drawer:
    """One client's pen and reader. Messages are JSON:

    {"strokes": ..., "widths": ..., "size": ...}: the whole drawing, as a line of a recording, also the first
    message; {"down": [[x, y, t], ...], "width": px}, {"move": [[x, y, t], ...]}, {"do": one of CHANGES}.
    """

    def __init__(
        self, classifier: Classifier, network: PenNetwork, judge: Judge, sequence: SequenceNetwork
    ) -> None:
        self._reader = StrokeReader(
            classifier, max_observations=BOUNDS.kept, network=network, judge=judge, sequence=sequence
        )
        self._pen, self._size = Pen(), (1, 1)
        self._taken = self._points = self._last = 0  # messages, points of all, points of the last stroke

    @property
    def urgency(self) -> int:
        """A finished stroke is what people wait for."""
        return int(self._pen.is_down)

    def take(self, message: str | bytes) -> None:
        """Change the drawing; raises ClosedError where the message is none, or the drawing gets too large."""
        try:
            self._change(message)
        except (UserError, ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
            raise ClosedError(TOO_MUCH, "not a message of this page; load it anew") from error
        self._taken += 1
        if self._points > BOUNDS.session:
            raise ClosedError(ANEW, "connect anew")
        if not self._room(2):
            raise ClosedError(TOO_MUCH, "too many strokes")

    def job(self) -> Callable[[], Report]:
        """Return what reads the strokes there are now; "index" counts the messages that it knows of.

        "lines" is what to say, "room" whether there may be another stroke.
        """
        settled, room = not self._pen.is_down, self._room(1)
        drawing = Drawing(self._pen.strokes, self._size, self._taken, "drawing")

        def read() -> Report:
            start = time.perf_counter()
            reading = self._reader.read(drawing.strokes, settled)
            ms = 1e3 * (time.perf_counter() - start)
            return as_json(reading, drawing, ms, lines=lines(reading), settled=settled, room=room)

        return read

    def _change(self, message: str | bytes) -> None:
        record = json.loads(message)
        if not isinstance(record, dict):
            raise TypeError("a message is an object")
        if "strokes" in record:
            drawing = parse_line(message, 0, "")
            self._pen, self._size = Pen(), drawing.size
            for stroke in drawing.strokes:
                self._pen.width = stroke.width
                self._draw(stroke.points.tolist(), begin=True)
                self._pen.up()
        elif "down" in record:
            self._pen.width = float(record["width"])
            if not 0 <= self._pen.width <= MAX_WIDTH:
                raise ValueError("no pen is as wide")
            self._draw(points_in(record["down"]).tolist(), begin=True)
        elif "move" in record:
            self._draw(points_in(record["move"]).tolist())
        else:
            change = record["do"]
            if change not in CHANGES:
                raise ValueError(f"no change: {change}")
            getattr(self._pen, change)()

    def _draw(self, points: list[list[float]], begin: bool = False) -> None:
        self._points += len(points)
        self._last = len(points) + (0 if begin else self._last)
        for n, (x, y, t) in enumerate(points):
            (self._pen.down if begin and n == 0 else self._pen.move)(x, y, t)

    def _room(self, times: int) -> bool:
        """Return whether a drawing is not larger than so many times its bounds."""
        strokes = self._pen.done
        points = self._last + sum(len(stroke.points) for stroke in strokes)
        return len(strokes) < times * BOUNDS.strokes and points < times * BOUNDS.points
