"""Draws the README's moving picture: a sheet, a finger and the mouse, read by the program itself.

python -m docs.film [FILE.webp]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pictures

import models
from live.air.hand import Hand
from live.air.writing import Writing
from live.frames.demo import FPS, SHEET_FRAMES, Demo
from live.modes.mouse import Mouse
from live.paper.page import PageReader
from live.reading.steady import Steady
from live.reading.tracker import Tracker
from live.screen import screen
from live.values import Floats, Image, Moment
from models import Classifier
from tests.handshapes import landmarks
from train.scenes.alphabet import SHAPES as SIGNS
from train.strokes import SHAPES as DIGITS
from train.strokes import Points, corners, smooth

PACE = 10
"""Pictures a second."""

SIZE = 800, 450

SHEET = 1
"""Of the demo, one with sums."""

SKIN, FOLD = (120, 152, 201), (84, 110, 158)
"""Of a hand and of the folds between its fingers, BGR."""

FINGERS = (17, 18, 19, 20), (13, 14, 15, 16), (9, 10, 11, 12), (5, 6, 7, 8), (1, 2, 3, 4)
"""Landmarks of each finger, the thumb last: it lies over the others."""


def main() -> None:
    """Write the film."""
    file = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/modes.webp")
    network = models.load()
    shown = [*paper(network), *air(network), *mouse(network)]
    frames = [Pictures.fromarray(cv2.resize(x, SIZE, interpolation=cv2.INTER_AREA)[..., ::-1]) for x in shown]
    frames[0].save(file, save_all=True, append_images=frames[1:], duration=1000 // PACE, loop=0, quality=50)
    print(f"wrote {file}: {len(frames)} pictures, {file.stat().st_size / 1e6:.2f} MB")


def paper(network: Classifier) -> Iterator[Image]:
    """Yield the window while a sheet of the demo is held up."""
    demo, reader, steady = Demo(), PageReader(network), Steady()
    tracker = Tracker(reader.alphabet, reader.surest)
    for index in range(SHEET * SHEET_FRAMES, SHEET * SHEET_FRAMES + 105, FPS // PACE):
        frame = demo.scene(index)[0]
        sight, reading = reader.read(frame)
        reading = tracker.update(reading, frame.time, frame.size, reader.turn)
        steady.update(reading, frame.time)
        moment = Moment(frame, sight, reading, 40.0)
        yield screen.compose(screen.View(moment, source="demo", fps=FPS, sums=steady.shown))


def air(network: Classifier) -> Iterator[Image]:
    """Yield the window while a drawn hand writes a number before the demo's room."""
    room, writing = Demo(sheet=False), Writing(network)
    way = [(at, down) for stroke in written("2074", (300, 170), 190, 40) for at, down in moved(stroke)]
    for index, (tip, down) in enumerate([*way, *[(way[-1][0], False)] * 15]):
        points = landmarks("pointing" if down else "palm", size=130, turn=-8)
        points += np.array(tip, np.float32) - points[8]
        frame = replace(room.scene(index)[0], time=index / FPS)
        moment = writing.follow(replace(frame, image=handed(frame.image, points)), Hand(points))
        if index % (FPS // PACE) == 0:
            yield screen.compose(screen.View(moment, mode="air", source="camera 0", fps=FPS))


def mouse(network: Classifier) -> Iterator[Image]:
    """Yield the window while the mouse draws a sum on the canvas."""
    canvas, steady, moment, count = Mouse(network, screen.PICTURE[2:]), Steady(), None, 0
    for stroke in written("12×7=", (110, 190), 150, 24):
        canvas.pen.down(float(stroke[0, 0]), float(stroke[0, 1]), count / FPS)
        for x, y in stroke[1:].tolist():
            count += 1
            canvas.pen.move(x, y, count / FPS)
            if count % (FPS // PACE) == 0:
                moment = canvas.step() or moment
                yield drawn(canvas, steady, moment)
        canvas.pen.up()
    moment = canvas.step() or moment
    for _ in range(2 * PACE):
        yield drawn(canvas, steady, moment)


def drawn(canvas: Mouse, steady: Steady, moment: Moment | None) -> Image:
    """Return the window with the canvas."""
    assert moment is not None
    steady.update(moment.reading, moment.frame.time)
    at = screen.on_canvas(canvas.focus)
    return screen.compose(screen.View(moment, mode="mouse", fps=60, mouse=at, sums=steady.shown))


def written(text: str, at: tuple[float, float], high: float, pace: float) -> list[Points]:
    """Return the strokes of digits and signs in a row, px. high: of a digit. pace: px from point to point."""
    rng, x, strokes = np.random.default_rng(3), at[0], list[Points]()
    for character in text:
        digit = character.isdigit()
        shape = DIGITS[int(character)][0] if digit else SIGNS[character][0][0]
        tall = high if digit else high * (0.25 if character == "=" else 0.5)
        box = np.array([0.55 * high, tall])
        for line in shape:
            curve = smooth(corners(line, rng, 0.01)) * box + (x, at[1] + (high - tall) / 2)
            steps = np.hypot(*np.diff(curve, axis=0).T)
            way = np.concatenate([[0], np.cumsum(steps)])
            places = np.linspace(0, way[-1], max(3, round(way[-1] / pace)))
            strokes.append(np.column_stack([np.interp(places, way, curve[:, k]) for k in (0, 1)]))
        x += 0.9 * high
    return strokes


def moved(stroke: Points) -> Iterator[tuple[Points, bool]]:
    """Yield where the fingertip is on its way to a stroke and along it, and whether it writes."""
    for share in (0.2, 0.4, 0.6, 0.8):
        yield stroke[0] + (1 - share) * np.array([-60, -40]), False
    for point in [*[stroke[0]] * 3, *stroke, *[stroke[-1]] * 4]:
        yield point, True
    for share in (0.1, 0.2, 0.3, 0.4, 0.5):
        yield stroke[-1] + share * np.array([30, -20]), False


def handed(room: Image, points: Floats) -> Image:
    """Return a picture with a hand drawn over it. points: its landmarks, (21, 2) px."""
    image, wide = room.copy(), 26

    def path(which: tuple[int, ...], colour: tuple[int, int, int], width: int) -> None:
        line = np.round(points[list(which)] * 16).astype(np.int32)
        cv2.polylines(image, [line], False, colour, width, cv2.LINE_AA, 4)

    elbow = points[0] + 3 * (points[0] - points[9])
    arm = np.round(np.stack([points[0], elbow]) * 16).astype(np.int32)
    cv2.polylines(image, [arm], False, SKIN, 84, cv2.LINE_AA, 4)
    palm = np.round(points[[0, 1, 5, 9, 13, 17]]).astype(np.int32)
    cv2.fillPoly(image, [palm], SKIN, cv2.LINE_AA)
    cv2.polylines(image, [palm], True, SKIN, 34, cv2.LINE_AA)
    for finger in FINGERS:
        path(finger, FOLD, wide + 8)
        path(finger, SKIN, wide)
    return image


if __name__ == "__main__":
    main()
