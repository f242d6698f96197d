"""The window: shows what is read while it is read, and does what the keys say."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

import cv2

from live.air.writing import Writing
from live.endings import ENDINGS
from live.frames.source import Source
from live.keeping.journal import Journal
from live.modes.desk import Change, Desk, Wishes
from live.modes.mouse import Mouse
from live.reading.steady import Steady
from live.screen import screen, stages
from live.values import NOTHING, Moment
from live.window.window import Window
from models import Classifier

WINDOW = "Live digits"

_ESCAPE = 27
# The right arrow key as X11, Windows and macOS number it, and X11's Enter of the number pad.
_NAMES = {65363: "n", 0x270000: "n", 63235: "n", 65421: "\r"}
_CHANGES: dict[str, Change] = {"c": "clear", "z": "undo", "y": "redo"}
_QUICK_TIME = 0.3  # s after a mouse event in which another one is awaited at once
_NOTE_TIME = 4.0  # s that a note stays on screen


def run(
    source: Source,
    classifier: Classifier,
    wishes: Wishes,
    *,
    record: Path | None = None,
    log: Path | None = None,
) -> int:
    """Open the window and stay until it is closed, by `q`, Esc, its X or Ctrl-C; returns the exit code.

    record: a clip to write from the first frame on. log: JSON Lines to write, one each time the
    reading changes. Raises UserError where these cannot be written or the source has nothing to show; where
    one could not be written to its end, the code is 1.
    """
    desk = Desk(source, classifier, screen.PICTURE[2:], wishes)
    app = _App(source, desk, record, log)
    before = {number: signal.signal(number, app.interrupt) for number in ENDINGS}
    try:
        app.loop()
    except KeyboardInterrupt:
        pass
    finally:
        app.close()
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0 if app.whole else 1


class _App:
    def __init__(self, source: Source, desk: Desk, record: Path | None, log: Path | None) -> None:
        self._source, self._desk = source, desk
        self._moment = NOTHING
        self._shown: tuple[screen.View, tuple[int, int]] | None = None
        self._window = Window(WINDOW, (screen.WIDTH, screen.HEIGHT), self._on_mouse)
        self._stage = "frame"
        self._frozen = self._help = False
        self._steady, self._sums = Steady(), True
        self._pointer: tuple[int, int] | None = None
        self._pressed, self._quick_until = "", 0.0
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

    @property
    def whole(self) -> bool:
        """Whether all that was to be written was."""
        return self._journal.whole

    def loop(self) -> None:
        self._show()
        self._window.wait(1)
        while self._window.open and not self._closing:
            moment = self._step()
            if moment is not None:
                self._take(moment)
            else:
                self._journal.hold()
            self._show()
            # With nothing new there is time to wait, unless a pen is at work: only a key ends the wait.
            self._press(self._window.wait(1 if moment is not None or self._is_busy() else 15))

    def close(self) -> None:
        self._journal.close()
        self._window.close()
        self._desk.close()

    def _step(self) -> Moment | None:
        try:
            self._in_step = True
            moment = self._desk.step(self._frozen)
        finally:
            self._in_step = False
        if note := self._desk.take_note():
            self._say(note)
        return moment

    def _is_busy(self) -> bool:
        return self._desk.busy or time.monotonic() < self._quick_until

    def _take(self, moment: Moment) -> None:
        self._moment = moment
        self._steady.update(moment.reading, moment.frame.time)
        self._ticks = [*self._ticks[-30:], time.monotonic()]
        self._journal.take(moment)

    def _show(self) -> None:
        now = time.monotonic()
        desk, on_canvas = self._desk, self._desk.mode == "mouse"
        view = screen.View(
            self._moment,
            stage=self._stage,
            mode=desk.mode,
            source=self._shown_name(),
            status="" if on_canvas else self._source.status(),
            lack=desk.lack,
            note=self._note if now < self._note_until else "",
            fps=self._fps(now),
            mouse=screen.on_canvas(desk.mouse.focus) if on_canvas else self._pointer,
            history=desk.history,
            pressed=self._pressed,
            frozen=self._frozen,
            recording=self._journal.recording,
            help=self._help,
            lesson=desk.lesson,
            sums=self._steady.shown if self._sums else (),
        )
        if (view, self._window.size) != self._shown:
            # Fitted here, as the window itself would scale without smoothing and leave its edges white.
            self._window.show(stages.letterbox(screen.compose(view), self._window.size))
            self._shown = view, self._window.size

    def _shown_name(self) -> str:
        """Return the source's name, or which of its pictures is shown."""
        name = self._moment.frame.source if self._source.kind == "still" else ""
        return Path(name).name or self._source.name

    def _fps(self, now: float) -> int:
        ticks = [tick for tick in self._ticks if now - tick < 2]
        return round((len(ticks) - 1) / (ticks[-1] - ticks[0])) if len(ticks) > 2 and not self._frozen else 0

    def _on_mouse(self, event: int, x: int, y: int, flags: int, _: object) -> None:
        at = stages.inverse((x, y), *stages.fitted((screen.WIDTH, screen.HEIGHT), self._window.size))
        self._pointer = round(at[0]), round(at[1])
        if self._desk.mode == "mouse":
            self._quick_until = time.monotonic() + _QUICK_TIME
            self._desk.mouse.handle(event, at[0] - screen.PICTURE[0], at[1] - screen.PICTURE[1], flags)
            self._click(event, screen.button_at(self._pointer))

    def _click(self, event: int, button: str) -> None:
        """Press an on-screen button; it acts when it is let go where it was pressed."""
        if event in (cv2.EVENT_LBUTTONDOWN, cv2.EVENT_LBUTTONDBLCLK):
            self._pressed = button
        elif event == cv2.EVENT_LBUTTONUP:
            pressed, self._pressed = self._pressed, ""
            if pressed and pressed == button:
                self._desk.change("clear") if button == "Reset" else self._desk.mouse.take()

    def _press(self, key: int) -> None:
        name = chr(key).lower() if 0 <= key < 128 else _NAMES.get(key, "")
        desk, pen = self._desk, self._desk.pen
        actions: dict[str, Callable[[], object]] = {
            "q": self._quit, chr(_ESCAPE): self._toggle_help if self._help else self._quit,
            "h": self._toggle_help, "?": self._toggle_help, " ": self._freeze, "n": desk.turn,
            "d": self._next_stage, "m": self._next_mode, "s": self._snapshot, "e": self._toggle_sums,
            "r": lambda: self._journal.toggle_clip(self._moment), "f": self._window.toggle_full_screen,
            **{key: partial(desk.change, what) for key, what in _CHANGES.items()},
        }  # fmt: skip
        if pen is not None:
            actions |= {"\r": pen.take, "\n": pen.take}
        if isinstance(pen, Mouse):
            actions |= {"[": partial(pen.resize, False), "]": partial(pen.resize, True)}
        if isinstance(pen, Writing):
            actions |= {"x": pen.erase, "\b": pen.erase}
        if name in actions:
            actions[name]()

    def _quit(self) -> None:
        self._closing = True

    def _freeze(self) -> None:
        if self._desk.mode == "mouse":
            recorded = self._source.kind == "strokes"
            self._say("Draw, and the canvas is yours" if recorded else "Space freezes a camera's picture")
        elif self._source.kind == "still":
            self._desk.turn()
        else:
            self._frozen = not self._frozen

    def _next_stage(self) -> None:
        names = stages.of(self._desk.mode)
        self._stage = names[(names.index(self._stage) + 1) % len(names)]

    def _next_mode(self) -> None:
        if self._source.kind == "strokes":
            self._say("A recording is shown on the canvas; start again with another --source to read paper")
            return
        self._moment, self._frozen, self._ticks = self._desk.next_mode() or self._moment, False, []
        self._steady.update(self._moment.reading, self._moment.frame.time)
        if self._stage in stages.ON_PAPER:
            self._stage = "frame"

    def _toggle_sums(self) -> None:
        self._sums = not self._sums
        self._say(f"Sums are {'worked out and marked' if self._sums else 'left alone'}")

    def _toggle_help(self) -> None:
        self._help = not self._help

    def _snapshot(self) -> None:
        pen = self._desk.pen
        self._journal.snapshot(self._moment, None if pen is None else pen.pen.strokes)

    def _say(self, note: str) -> None:
        self._note, self._note_until = note, time.monotonic() + _NOTE_TIME
