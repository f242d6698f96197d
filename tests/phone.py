"""A phone for tests: headless Chromium of a phone's size that draws, and whose camera shows the demo."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput

from live.frames.demo import Demo
from live.values import Stroke

SIZE = 390, 844
"""Of the phone's screen, px of CSS."""

CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
SCENE = range(15, 100)
"""Frames of the demo in which its first sheet rests."""

Points = list[tuple[int, int]]


class Phone:
    """A browser. chrome: as Selenium drives it."""

    def __init__(self, chrome: Chrome, address: str) -> None:
        self.chrome, self.address = chrome, address

    def open(self, page: str = "") -> None:
        """Go to a page and wait until it is connected."""
        self.chrome.get(self.address + page)

    def value(self, script: str) -> object:
        """Return what an expression of JavaScript gives."""
        return self.chrome.execute_script(f"return {script}")

    @property
    def lines(self) -> str:
        """What the page shows as read."""
        return str(self.value("document.getElementById('lines').textContent"))

    def press(self, name: str) -> None:
        """Press a button, by its name in the page."""
        self.chrome.execute_script(f"document.getElementById('{name}').click()")

    def draw(self, strokes: Sequence[Points], kind: str = "touch") -> None:
        """Draw strokes, px of the canvas. kind: "touch", "pen" or "mouse"."""
        left, top = self.value(
            "(({left, top}) => [left, top])(document.getElementById('canvas').getBoundingClientRect())"
        )  # type: ignore[misc]
        hand = ActionBuilder(self.chrome, mouse=PointerInput(kind, kind), duration=0)
        for points in strokes:
            for n, (x, y) in enumerate(points):
                hand.pointer_action.move_to_location(left + x, top + y)
                if n == 0:
                    hand.pointer_action.pointer_down()
            hand.pointer_action.pointer_up()
        hand.perform()

    def wait(self, done: Callable[[], object], seconds: float = 60) -> None:
        """Wait until something is so; raises TimeoutError, telling what the page shows, where it is never."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(f"the page shows {self.lines!r}, {self.value('note.textContent')!r}")
            time.sleep(0.02)


def dots(strokes: Sequence[Stroke], most: int = 24) -> list[Points]:
    """Return strokes in whole px, of at most so many points each, as quick fingers leave them."""
    kept = []
    for stroke in strokes:
        at = np.linspace(0, len(stroke.points) - 1, min(most, len(stroke.points))).round().astype(int)
        kept.append(list(dict.fromkeys((round(x), round(y)) for x, y, _ in stroke.points[at].tolist())))
    return kept


@contextmanager
def open_phone(address: str, folder: Path, dark: bool = False) -> Iterator[Phone]:
    """Open a browser whose camera shows the demo's first sheet. folder: to keep that film in."""
    film, demo = folder / "camera.mjpeg", Demo(0, (640, 480))
    film.write_bytes(b"".join(cv2.imencode(".jpg", demo.scene(k)[0].image)[1].tobytes() for k in SCENE))
    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (
        "headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "force-color-profile=srgb",
        "use-fake-ui-for-media-stream", "use-fake-device-for-media-stream",
        f"use-file-for-fake-video-capture={film}", *(["force-dark-mode"] if dark else []),
    ):  # fmt: skip
        options.add_argument(f"--{flag}")
    options.add_experimental_option(
        "mobileEmulation", {"deviceMetrics": {"width": SIZE[0], "height": SIZE[1], "pixelRatio": 2.0}}
    )
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = Chrome(options, Service(DRIVER))
    try:
        yield Phone(chrome, address)
    finally:
        chrome.quit()


def address_of(lines: Iterator[str]) -> str:
    """Return the address in what `serve` prints."""
    return next(line for line in map(str.strip, lines) if line.startswith("http"))
