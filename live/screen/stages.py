"""Pictures of the steps from frame to reading: what the `d` key walks through."""

from __future__ import annotations

import cv2
import numpy as np

from live.screen import paint, panel
from live.screen.overlay import distance
from live.strokes.inking import rasterise
from live.values import Box, Digit, Drawing, Image, Reading, Sight, Stroke

STAGES = ("frame", "eye", "ink", "boxes", "glyphs")
"""From a frame to what the glyph network sees."""

ON_PAPER = ("eye",)
"""The stages that ink which was drawn, in the air or with the mouse, does not go through."""

_DIMMED = 0.55
"""How bright the frame is shown below the eye's heat."""


def of(mode: str) -> tuple[str, ...]:
    """Return the stages of a mode, in their order."""
    return tuple(name for name in STAGES if mode == "paper" or name not in ON_PAPER)


def resized(image: Image, size: tuple[int, int]) -> Image:
    """Return an image at a size (w, h); a smaller one without flicker, a larger one at little cost."""
    if image.shape[1::-1] == size:
        return image
    shrinks = image.shape[1] > size[0]
    return np.asarray(
        cv2.resize(image, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR), np.uint8
    )


def fitted(size: tuple[int, int], room: tuple[int, int]) -> tuple[Box, float]:
    """Return where an image of a size (w, h) lies in a room (w, h), as large as fits, and its zoom."""
    zoom = min(room[0] / size[0], room[1] / size[1])
    w, h = max(1, round(size[0] * zoom)), max(1, round(size[1] * zoom))
    return ((room[0] - w) // 2, (room[1] - h) // 2, w, h), zoom


def inverse(at: tuple[float, float], box: Box, zoom: float) -> tuple[float, float]:
    """Return a point of the room in the pixels of an image that `fitted` placed there, also outside of it."""
    return (at[0] - box[0] + 0.5) / zoom - 0.5, (at[1] - box[1] + 0.5) / zoom - 0.5


def letterbox(image: Image, size: tuple[int, int]) -> Image:
    """Return an image fitted into a size (w, h), the ground's colour where it does not reach."""
    if image.shape[1::-1] == size:
        return image
    (x, y, w, h), _ = fitted(image.shape[1::-1], size)
    canvas = np.empty((size[1], size[0], 3), np.uint8)
    canvas[:] = paint.GROUND
    canvas[y : y + h, x : x + w] = resized(image, (w, h))
    return canvas


def tint(ink: Image) -> Image:
    """Return ink, (h, w) uint8, in the window's colours, (h, w, 3) uint8 BGR."""
    return np.asarray(cv2.applyColorMap(ink, _TINTS), np.uint8)


_TINTS = np.linspace(paint.GROUND, paint.TEXT, 256).astype(np.uint8)[:, None]


def ink(sight: Sight, size: tuple[int, int]) -> Image:
    """Return the ink as a picture of (w, h) px in the window's colours."""
    return tint(resized(sight.ink, size))


def eye(image: Image, sight: Sight, zoom: float) -> Image:
    """Return a frame with the eye's heat blended over it, and faintly the boxes that the eye proposes.

    image: (h, w, 3) uint8 BGR. zoom: its pixels per frame pixel.
    """
    shown = np.asarray(cv2.convertScaleAbs(image, alpha=_DIMMED), np.uint8)
    if sight.heat is not None:
        size = image.shape[1], image.shape[0]
        heat = np.clip(cv2.resize(sight.heat, size, interpolation=cv2.INTER_LINEAR), 0, 1)[..., None]
        glow = cv2.applyColorMap((255 * heat).astype(np.uint8), cv2.COLORMAP_INFERNO)
        shown = np.asarray(shown * (1 - heat) + glow * heat, np.uint8)
    for box, likely in sight.proposals:
        shade = paint.DIM if likely >= 0.5 else paint.FAINT
        x, y, w, h = (round(n * zoom) for n in box)
        cv2.rectangle(shown, (x, y, max(1, w), max(1, h)), shade, 1)
    return shown


def picture(drawing: Drawing, largest: int) -> tuple[Image, float]:
    """Return a drawing in the window's colours, (h, w, 3) uint8 BGR, and how many of its pixels one px takes.

    largest: the longer side, px, of the picture of a drawing that is larger. Where the pen's width is not
    known, it is a hundredth of that side.
    """
    zoom = min(1.0, largest / max(drawing.size))
    strokes = [Stroke(stroke.points * np.float32(zoom), stroke.width * zoom) for stroke in drawing.strokes]
    size = max(1, round(drawing.size[0] * zoom)), max(1, round(drawing.size[1] * zoom))
    return tint(rasterise(strokes, size, max(2.0, max(size) / 100))), zoom


def cells(count: int, size: tuple[int, int]) -> list[Box]:
    """Return square cells, as large as fit, for a number of glyphs in a picture of (w, h) px, row by row."""
    w, h = size
    side = next((s for s in range(150, 32, -6) if (w // s) * (h // s) >= count), 32)
    across = w // side
    rows = -(-count // across)
    left, top = (w - min(count, across) * side) // 2, max(0, (h - rows * side) // 2)
    return [(left + i % across * side, top + i // across * side, side, side) for i in range(count)]


def draw_glyphs(canvas: Image, reading: Reading, chosen: Digit | None) -> None:
    """Draw every glyph as the network sees it, in reading order, its digit in the corner of its cell."""
    places = cells(len(reading.digits), (canvas.shape[1], canvas.shape[0]))
    for digit, (x, y, w, h) in zip(reading.digits, places, strict=True):
        if y + h > canvas.shape[0]:
            break
        pixel = max(1, (w - 6) // 28)
        side = 28 * pixel
        left, top = x + (w - side) // 2, y + (h - side) // 2
        canvas[top : top + side, left : left + side] = panel.enlarge(digit.glyph, pixel)
        around = paint.ACCENT if digit is chosen else paint.RAISED
        cv2.rectangle(canvas, (left - 1, top - 1, side + 2, side + 2), around, 2 if digit is chosen else 1)
        size = max(11, side // 6)
        name = paint.NONE if digit.value is None else str(digit.value)
        paint.text(canvas, name, (left + 4 + size // 8, top + 2 + size), size, paint.mark_colour(digit), 700)


def glyph_at(reading: Reading, size: tuple[int, int], at: tuple[float, float]) -> Digit | None:
    """Return the mark whose glyph is drawn nearest to a point of a picture of (w, h) px."""
    places = cells(len(reading.digits), size)
    nearest = min(
        zip(places, reading.digits, strict=True), key=lambda one: distance(one[0], at), default=None
    )
    return nearest and nearest[1]
