"""What the keys do, and the picture that says so."""

from __future__ import annotations

from live.screen import paint
from live.values import Image

KEYS = (
    ("q  Esc", "quit"),
    ("m", "paper, air, mouse"),
    ("d", "next stage, from the frame to the glyphs"),
    ("Space", "freeze; with pictures: the next one"),
    ("s", "snapshot: pictures, JSON, strokes"),
    ("r", "record a clip, start and stop"),
    ("c", "clear; mouse: Reset"),
    ("z  y", "mouse, air: undo, redo"),
    ("Enter", "mouse, air: takes the number into the history"),
    ("x  Backspace", "air: erases the last digit"),
    ("[  ]", "mouse: finer and wider pen, also the wheel"),
    ("right", "mouse: the right button erases strokes"),
    ("e", "sums: work out and mark, on and off"),
    ("f", "full screen"),
    ("h  ?", "this help"),
)
"""What the keys do, as the help shows it."""


def draw(canvas: Image, centre: int) -> None:
    """Draw the list of keys around a column of the window's picture, over all that is there."""
    paint.dim(canvas, (0, 0, canvas.shape[1], canvas.shape[0]), 0.4)
    pitch = 32
    wide, high = 520, 92 + pitch * len(KEYS)
    x, y = centre - wide // 2, (canvas.shape[0] - high) // 2
    paint.card(canvas, (x, y, wide, high), paint.CARD, 14)
    paint.text(canvas, "Keys", (x + 32, y + 48), 24, paint.TEXT, 600)
    for row, (keys, what) in enumerate(KEYS):
        baseline = y + 94 + row * pitch
        wide_key = paint.width(keys, 15, 600) + 18
        paint.card(canvas, (x + 32, baseline - 19, wide_key, 26), paint.RAISED, 6)
        paint.text(canvas, keys, (x + 41, baseline), 15, paint.TEXT, 600)
        paint.text(canvas, what, (x + 140, baseline), 17, paint.TEXT)
