"""The whole window as one picture: the frame or a stage of its reading, the number, the panel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from live.air.writing import AirMoment, Grip
from live.screen import hand_state, keys, lesson, marking, number, overlay, paint, panel, stages
from live.values import Box, Digit, Image, Moment, Sum

WIDTH, HEIGHT = 1280, 720
_MARGIN = 16
PICTURE: Box = (_MARGIN, _MARGIN, 960, 540)
"""Where the frame is shown, as large as fits; px of the window's picture."""

BAR: Box = (_MARGIN, 572, 960, 132)
_PANEL: Box = (992, _MARGIN, panel.WIDTH, panel.HEIGHT)
_LIST: Box = (24, 418, panel.WIDTH - 48, 136)  # of sums, in the panel

BUTTONS: dict[str, Box] = {
    "Recognise": (BAR[0] + BAR[2] - 174, BAR[1] + 14, 158, 48),
    "Reset": (BAR[0] + BAR[2] - 174, BAR[1] + 70, 158, 48),
}
"""The buttons of the canvas and where they are, large enough for a finger; px of the window's picture."""


@dataclass(frozen=True)
class View:
    """Everything that is on screen at one time.

    lack: why nothing is read. mouse: px of the window's picture, None before it was there; in mouse mode
    where the pen was last. recording: s since the clip began, None when there is none. history: numbers that
    were taken, in order. pressed: the button that is held down. lesson: how the pen is held in air mode, as
    long as that is to be shown. sums: those that are worked out and marked.
    """

    moment: Moment
    stage: str = "frame"
    mode: str = "paper"
    source: str = ""
    status: str = ""
    lack: str = ""
    note: str = ""
    fps: int = 0
    mouse: tuple[int, int] | None = None
    frozen: bool = False
    recording: int | None = None
    help: bool = False
    history: tuple[str, ...] = ()
    pressed: str = ""
    lesson: Grip | None = None
    sums: tuple[Sum, ...] = ()


def placement(image: Image) -> tuple[Box, float]:
    """Return where on the window's picture a frame is shown, and its pixels per frame pixel."""
    x, y, w, h = PICTURE
    (left, top, wide, high), zoom = stages.fitted(image.shape[1::-1], (w, h))
    return (x + left, y + top, wide, high), zoom


def to_frame(image: Image, at: tuple[int, int]) -> tuple[float, float]:
    """Return a point of the window's picture in the frame's pixels, also where it lies outside."""
    return stages.inverse(at, *placement(image))


def on_canvas(at: tuple[float, float] | None) -> tuple[int, int] | None:
    """Return a point of the canvas, px, as a point of the window's picture."""
    return None if at is None else (round(at[0]) + PICTURE[0], round(at[1]) + PICTURE[1])


def button_at(at: tuple[int, int]) -> str:
    """Return the name of the canvas's button at a point of the window's picture; empty where none is."""
    inside = (name for name, (x, y, w, h) in BUTTONS.items() if x <= at[0] < x + w and y <= at[1] < y + h)
    return next(inside, "")


def chosen(view: View) -> Digit | None:
    """Return the mark that the panel shows: nearest to the mouse, or the first one."""
    if isinstance(view.moment, AirMoment) and view.stage != "glyphs":
        return overlay.nearest(view.moment.reading, view.moment.hand.tip)
    if view.mouse is None:
        return overlay.nearest(view.moment.reading, None)
    if view.stage == "glyphs":
        at = view.mouse[0] - PICTURE[0], view.mouse[1] - PICTURE[1]
        return stages.glyph_at(view.moment.reading, (PICTURE[2], PICTURE[3]), at)
    return overlay.nearest(view.moment.reading, to_frame(view.moment.frame.image, view.mouse))


def compose(view: View) -> Image:
    """Draw the window: (720, 1280, 3) uint8 BGR."""
    canvas = _ground().copy()
    digit = chosen(view)
    _draw_picture(canvas, view, digit)
    _draw_bar(canvas, view)
    values = [mark for mark in view.moment.reading.digits if mark.value is not None]
    place = next((f"{i} of {len(values)}" for i, mark in enumerate(values, 1) if mark is digit), "")
    x, y, w, h = _PANEL
    beside = canvas[y : y + h, x : x + w]
    panel.draw(beside, digit, place, short=bool(view.sums) or view.mode != "paper")
    if view.sums:
        marking.draw_list(beside, view.sums, _LIST)
    elif view.mode != "paper":
        panel.draw_history(beside, view.history)
    _draw_foot(canvas, view)
    _draw_notes(canvas, view)
    if view.help:
        keys.draw(canvas, PICTURE[0] + PICTURE[2] // 2)
    return canvas


@cache
def _ground() -> Image:
    canvas = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    canvas[:] = paint.GROUND
    paint.card(canvas, BAR)
    paint.card(canvas, _PANEL)
    x, y, w, _ = _PANEL
    cv2.line(canvas, (x + 24, y + 560), (x + w - 25, y + 560), paint.LINE, 1)
    paint.text(canvas, "frames a second", (x + 24, y + 655), 13, paint.DIM)
    paint.text(canvas, "ms to read", (x + 152, y + 655), 13, paint.DIM)
    paint.text(canvas, "h  help", (x + w - 24, y + 677), 13, paint.DIM, align=1)
    return canvas


def _draw_picture(canvas: Image, view: View, digit: Digit | None) -> None:
    box, zoom = placement(view.moment.frame.image)
    if view.stage == "glyphs":
        x, y, w, h = PICTURE
        stages.draw_glyphs(canvas[y : y + h, x : x + w], view.moment.reading, digit)
        return
    x, y, w, h = box
    picture = canvas[y : y + h, x : x + w]
    if view.mode == "mouse":
        cv2.rectangle(canvas, (x - 1, y - 1, w + 2, h + 2), paint.LINE, 1)
    shown, sight = stages.resized(view.moment.frame.image, (w, h)), view.moment.sight
    if view.stage == "eye":
        picture[:] = stages.eye(shown, sight, zoom)
        return
    picture[:] = shown if view.stage == "frame" else stages.ink(sight, (w, h))
    if view.stage == "boxes":
        overlay.draw_order(picture, view.moment.reading, zoom)
    if view.stage != "ink":
        overlay.draw_marks(picture, view.moment.reading, zoom, chosen=digit)
    if view.stage == "frame":
        marking.draw_sums(picture, view.sums, sight.ink, zoom)
        if isinstance(view.moment, AirMoment):
            hand_state.draw(picture, view.moment.hand, zoom)


def _draw_bar(canvas: Image, view: View) -> None:
    """Draw the bar below the picture: the number, and what there is to say about the source."""
    x, y, w, _ = BAR
    if view.mode == "mouse":
        for name, (left, top, wide, high) in BUTTONS.items():
            colour = paint.LINE if name == view.pressed else paint.RAISED
            paint.card(canvas, (left, top, wide, high), colour, 8)
            middle = left + wide // 2, top + high // 2 + 6
            paint.text(canvas, name, middle, 17, paint.TEXT, 600, align=0.5)
        w -= 174
    text, status = view.moment.reading.text, view.status
    lines = text.split("\n") if text else []
    head = paint.text(canvas, "Reading", (x + 24, y + 28), 15, paint.DIM, 500) + 24
    moment = view.moment
    next_step = hand_state.hint(moment.hand, moment.reading) if isinstance(moment, AirMoment) else ""
    if view.mode == "air":
        status = view.status or view.lack
    if status:
        cv2.circle(canvas, (head + 4, y + 23), 5, paint.AMBER, -1, cv2.LINE_AA)
        words = paint.elide(status, 15, x + w - (200 if lines else 48) - head, 500)
        paint.text(canvas, words, (head + 18, y + 28), 15, paint.AMBER, 500)
    elif next_step and (lines or view.lesson):
        paint.text(canvas, paint.elide(next_step, 15, x + w - 200 - head), (head, y + 28), 15, paint.TEXT)
    if not lines and view.lesson is not None:
        lesson.draw(canvas, (x + 16, y + 36, w - 32, 90), view.lesson)
        return
    if not lines:
        hint = {"mouse": "draw digits with the left button", "air": next_step or "…"}.get(
            view.mode, view.lack or "no digits in sight"
        )
        size = 40 if paint.width(hint, 40, 300) < w - 48 else 28
        paint.text(canvas, hint, (x + 24, y + 92), size, paint.FAINT, 300)
        return
    count = moment.reading.count
    words = f"{count} digit{'s' * (count != 1)}" + (f" in {len(lines)} lines" if len(lines) > 1 else "")
    paint.text(canvas, words, (x + w - 24, y + 28), 15, paint.DIM, 400, align=1)
    number.draw(canvas, (x + 24, y + 38, w - 48, 88), lines)


def _draw_foot(canvas: Image, view: View) -> None:
    x, y, w, _ = _PANEL
    names = stages.of(view.mode)
    widths = [paint.width(name, 12, 500) for name in names]
    gap, left = min(20, (w - 48 - sum(widths)) // (len(names) - 1)), x + 24
    for name, wide in zip(names, widths, strict=True):
        active = name == view.stage
        if active:
            paint.card(canvas, (left - 5, y + 575, wide + 10, 25), paint.RAISED, 7)
        paint.text(canvas, name, (left, y + 592), 12, paint.TEXT if active else paint.DIM, 500)
        left += wide + gap
    paint.text(canvas, f"{view.fps}" if view.fps else paint.NONE, (x + 24, y + 637), 26, paint.TEXT, 500)
    ms = f"{view.moment.ms:.1f}" if view.moment.ms < 100 else f"{view.moment.ms:.0f}"
    paint.text(canvas, ms, (x + 152, y + 637), 26, paint.TEXT, 500)
    name = view.mode if view.mode == "mouse" else f"{view.mode} · {view.source}"
    paint.text(canvas, paint.elide(name, 13, w - 110), (x + 24, y + 677), 13, paint.DIM)


def _draw_notes(canvas: Image, view: View) -> None:
    x, y, w, h = PICTURE
    right = x + w - 12
    if view.recording is not None:
        clock = f"{view.recording // 60}:{view.recording % 60:02d}"
        right -= paint.pill(canvas, clock, (right, y + 12), paint.RED, align=1, dot=True) + 8
    if view.frozen:
        paint.pill(canvas, "frozen", (right, y + 12), paint.ACCENT, align=1)
    if view.note:
        words = paint.elide(view.note, 15, w - 80, 500)
        paint.pill(canvas, words, (x + w // 2, y + h - 44), paint.TEXT, align=0.5)
