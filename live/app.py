"""The window: shows what is read while it is read, and does what the keys say."""

from __future__ import annotations

import signal
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

import cv2
import numpy as np

from live import screen, stages
from live.journal import Journal
from live.modes import Moment, Mouse, Paper
from live.reader import Reader
from live.sources import Source
from live.values import Frame, Ink, Reading
from models import Classifier

WINDOW = "Live digits"

_ESCAPE = 27
_RIGHT = (65363, 0x270000, 63235)  # the right arrow key as X11, Windows and macOS number it
_NOTE_TIME = 4.0  # s that a note stays on screen
_NO_MOMENT = Moment(
    Frame(np.zeros((540, 960, 3), np.uint8), 0.0, 0), Ink(np.zeros((540, 960), np.uint8)), Reading(), 0.0
)


def run(
    source: Source,
    classifier: Classifier,
    *,
    mode: str = "paper",
    record: Path | None = None,
    log: Path | None = None,
) -> int:
    """Open the window and stay until it is closed, by `q`, Esc, its X or Ctrl-C; returns the exit code, 0.

    record: a clip to write from the first frame on. log: JSON Lines to write, one each time the
    reading changes. Raises UserError where these cannot be written or the source has nothing to show.
    """
    app = _App(source, classifier, mode, record, log)
    before = {number: signal.signal(number, app.interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        app.loop()
    except KeyboardInterrupt:
        pass
    finally:
        app.close()
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


class _App:
    def __init__(
        self, source: Source, classifier: Classifier, mode: str, record: Path | None, log: Path | None
    ) -> None:
        reader = Reader(classifier)
        self._source = source
        self._paper = Paper(source, reader)
        self._mouse = Mouse(reader, screen.PICTURE[2:])
        self._in_mouse = mode == "mouse"
        self._moment = _NO_MOMENT
        self._shown: tuple[screen.View, tuple[int, int]] | None = None
        self._size = screen.WIDTH, screen.HEIGHT
        self._stage = 0
        self._frozen = self._help = self._full = False
        self._pointer: tuple[int, int] | None = None
        self._note, self._note_until = "", 0.0
        self._ticks: list[float] = []
        self._journal = Journal(self._say, record, log)
        self._closing = self._in_step = False

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """Ctrl-C: leave the loop; at once only while a frame is awaited, so that files are written whole."""
        self._closing = True
        if self._in_step:
            self._in_step = False
            raise KeyboardInterrupt

    def loop(self) -> None:
        cv2.namedWindow(WINDOW, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL)
        cv2.resizeWindow(WINDOW, screen.WIDTH, screen.HEIGHT)
        cv2.setMouseCallback(WINDOW, self._on_mouse)
        self._show()
        self._pump(1)
        while not self._closing:
            moment = self._step()
            if moment is not None:
                self._take(moment)
            else:
                self._journal.hold()
            self._show()
            # With nothing new there is time to wait; a key or the mouse ends the wait.
            self._press(self._pump(1 if moment is not None else 15))

    def close(self) -> None:
        self._journal.close()
        with suppress(cv2.error):  # closed by its X
            cv2.destroyWindow(WINDOW)

    def _step(self) -> Moment | None:
        mode = self._mouse if self._in_mouse else self._paper
        try:
            self._in_step = True
            moment = None if self._frozen else mode.step()
        finally:
            self._in_step = False
        if mode.trouble:
            self._say(mode.trouble)
            mode.trouble = ""
        return moment

    def _take(self, moment: Moment) -> None:
        self._moment = moment
        self._ticks = [*self._ticks[-30:], time.monotonic()]
        self._journal.take(moment)

    def _show(self) -> None:
        now = time.monotonic()
        view = screen.View(
            self._moment,
            stage=stages.STAGES[self._stage],
            mode="mouse" if self._in_mouse else "paper",
            source=self._source.name,
            status="" if self._in_mouse else self._source.status,
            note=self._note if now < self._note_until else "",
            fps=self._fps(now),
            mouse=self._pointer,
            frozen=self._frozen,
            recording=self._journal.recording,
            help=self._help,
        )
        if (view, self._size) != self._shown:
            # Fitted here, as the window itself would scale without smoothing and leave its edges white.
            cv2.imshow(WINDOW, stages.letterbox(screen.compose(view), self._size))
            self._shown = view, self._size

    def _fps(self, now: float) -> int:
        ticks = [tick for tick in self._ticks if now - tick < 2]
        return round((len(ticks) - 1) / (ticks[-1] - ticks[0])) if len(ticks) > 2 and not self._frozen else 0

    def _pump(self, wait_ms: int) -> int:
        """Let the window live for a while: the key that was pressed, -1 for none."""
        key = cv2.waitKeyEx(wait_ms)
        try:
            visible = cv2.getWindowProperty(WINDOW, cv2.WND_PROP_VISIBLE) >= 1
            w, h = cv2.getWindowImageRect(WINDOW)[2:]
            if w > 0 and h > 0:
                self._size = w, h
        except cv2.error:  # the X took the window and all that belongs to it
            visible = False
        self._closing = self._closing or not visible
        return key

    def _on_mouse(self, event: int, x: int, y: int, flags: int, _: object) -> None:
        (left, top, _, _), zoom = stages.place((screen.WIDTH, screen.HEIGHT), self._size)
        x, y = round((x - left + 0.5) / zoom - 0.5), round((y - top + 0.5) / zoom - 0.5)
        self._pointer = x, y
        if self._in_mouse:
            self._mouse.handle(event, x - screen.PICTURE[0], y - screen.PICTURE[1], flags)

    def _press(self, key: int) -> None:
        name = chr(key).lower() if 0 <= key < 128 else "n" if key in _RIGHT else ""
        action = {
            "q": self._quit, chr(_ESCAPE): self._quit, " ": self._freeze, "n": self._next,
            "d": self._next_stage, "m": self._next_mode, "s": self._snapshot, "r": self._toggle_clip,
            "c": self._clear, "f": self._full_screen, "z": self._undo, "h": self._toggle_help,
        }.get(name)  # fmt: skip
        if action is not None:
            action()

    def _quit(self) -> None:
        self._closing = True

    def _freeze(self) -> None:
        if self._in_mouse:
            self._say("Space freezes a camera's picture; m goes back to it")
        elif self._source.kind == "still":
            self._next()
        else:
            self._frozen = not self._frozen

    def _next(self) -> None:
        if not self._in_mouse and self._source.kind == "still":
            self._paper.turn()

    def _next_stage(self) -> None:
        self._stage = (self._stage + 1) % len(stages.STAGES)

    def _next_mode(self) -> None:
        self._in_mouse, self._frozen, self._ticks = not self._in_mouse, False, []
        if self._in_mouse:
            self._mouse.again()
        else:
            self._moment = self._paper.last or _NO_MOMENT

    def _clear(self) -> None:
        (self._mouse if self._in_mouse else self._paper).clear()

    def _undo(self) -> None:
        if self._in_mouse:
            self._mouse.pen.undo()

    def _full_screen(self) -> None:
        self._full = not self._full
        cv2.setWindowProperty(
            WINDOW, cv2.WND_PROP_FULLSCREEN, cv2.WINDOW_FULLSCREEN if self._full else cv2.WINDOW_NORMAL
        )

    def _toggle_help(self) -> None:
        self._help = not self._help

    def _snapshot(self) -> None:
        self._journal.snapshot(self._moment)

    def _toggle_clip(self) -> None:
        self._journal.toggle_clip(self._moment)

    def _say(self, note: str) -> None:
        self._note, self._note_until = note, time.monotonic() + _NOTE_TIME
