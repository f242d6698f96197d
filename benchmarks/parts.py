"""Time parts of the program in this process: python -m benchmarks.parts. Prints JSON, milliseconds.

This one imports the program. Compare figures of one machine alone, and where it is busy the least times.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial

import cv2
import numpy as np

import models
from live.frames.demo import Demo
from live.modes.mouse import Mouse
from live.paper.detection import detect
from live.paper.page import PageReader
from live.screen import screen, stages
from live.values import Moment
from models.eye import Eye
from models.glyph import normalise

ROUNDS = 100
HELD = cv2.EVENT_FLAG_LBUTTON


def main() -> int:
    """Time each part; print the median, the 95th percentile and the least time."""
    parts = {**paper(), **canvas()}
    print(json.dumps({name: measured(part) for name, part in parts.items()}, indent=1))
    return 0


def measured(part: Callable[[], object]) -> dict[str, float]:
    """Return what some runs take, ms; the first few are not counted."""
    times = []
    for _ in range(ROUNDS + 3):
        start = time.perf_counter()
        part()
        times.append(1000 * (time.perf_counter() - start))
    median, high = np.percentile(times[3:], (50, 95))
    return {"median": round(median, 3), "p95": round(high, 3), "least": round(min(times[3:]), 3)}


def paper() -> dict[str, Callable[[], object]]:
    """Return the steps from a frame of 1280x720 to the window."""
    classifier, frame = models.load(), Demo(0).scene(60)[0]
    glyphs = np.random.default_rng(0).random((10, 28, 28), np.float32)
    ink = np.zeros((100, 100), np.uint8)
    cv2.ellipse(ink, (50, 50), (25, 40), 0, 0, 360, 255, 8, cv2.LINE_AA)
    moment = Moment(frame, *PageReader(classifier).read(frame), 5.0)
    window = {
        f"window, {stage}": partial(screen.compose, screen.View(moment, stage=stage))
        for stage in stages.STAGES
    }
    return {
        "the eye": partial(detect, Eye(), frame.image, False),
        "crop rule, 100 px": partial(normalise, ink),
        "network, 1 glyph": partial(classifier.probabilities, glyphs[:1]),
        "network, 10 glyphs": partial(classifier.probabilities, glyphs),
        **window,
    }


def canvas() -> dict[str, Callable[[], object]]:
    """Return what the canvas does for each event of the mouse, on one of 20 digits and of 2,000 strokes."""
    turns = np.linspace(0.1, 2 * np.pi, 40)
    nought = np.stack([22 * np.sin(turns), -45 * np.cos(turns)], 1)
    few = [nought + np.array((60 + 85 * (k % 10), 110 + 200 * (k // 10))) for k in range(20)]
    rng = np.random.default_rng(1)
    walks = rng.normal(0, 8, (2000, 12, 2)).cumsum(1) + rng.uniform((0, 0), (900, 500), (2000, 1, 2))
    found: dict[str, Callable[[], object]] = {}
    for name, strokes in (("20 digits", few), ("2,000 strokes", list(walks))):
        mouse = Mouse(models.load(), screen.PICTURE[2:])
        for stroke in strokes:
            for number, (x, y) in enumerate(stroke.tolist()):
                mouse.handle(cv2.EVENT_MOUSEMOVE if number else cv2.EVENT_LBUTTONDOWN, x, y, HELD)
            mouse.handle(cv2.EVENT_LBUTTONUP, float(stroke[-1, 0]), float(stroke[-1, 1]), 0)
        mouse.step()
        mouse.handle(cv2.EVENT_LBUTTONDOWN, 800, 480, HELD)
        found[f"mouse event to reading, {name}"] = partial(moved, mouse)
        found[f"mouse event to window, {name}"] = partial(shown, mouse)
    return found


def moved(mouse: Mouse) -> Moment:
    """Move the pen a little on a circle, and return what is read of the canvas then."""
    turn = time.perf_counter()
    mouse.handle(cv2.EVENT_MOUSEMOVE, 800 + 40 * np.cos(9 * turn), 480 + 40 * np.sin(9 * turn), HELD)
    moment = mouse.step()
    if moment is None:
        raise RuntimeError("a pen that moved was not read")
    return moment


def shown(mouse: Mouse) -> None:
    """Move the pen, read, and draw the window."""
    screen.compose(screen.View(moved(mouse), mode="mouse", mouse=screen.on_canvas(mouse.focus)))


if __name__ == "__main__":
    sys.exit(main())
