"""The canvas in the real window: drawn on with real mouse events, every button and key."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

from live.screen import screen as layout
from live.values import Image
from live.window.app import WINDOW
from tests.hands import Points
from tests.shapes import row, scribbles
from tests.witness import captures, frames_of, log, on_screen
from tests.xvfb import NEEDS_SCREEN, Program, Screen, Start, until

pytestmark = NEEDS_SCREEN

LEFT, TOP = layout.PICTURE[:2]


@pytest.fixture
def start(screen: Screen, tmp_path: Path) -> Iterator[Start]:
    """Starts the canvas with its log in log.jsonl and waits for its first reading."""

    def start(*arguments: str) -> Program:
        options = arguments or ("--mode", "mouse", "--source", "demo:1")
        program = screen.start(["-m", "live", "--log", "log.jsonl", *options], tmp_path)
        screen.window(WINDOW)
        until(lambda: panel(screen).any() or not program.alive, "the canvas")  # no pointer is on the panel
        screen.point(LEFT + 20, TOP + 500)
        until(lambda: picture(screen).mean() < 60, "the dark canvas")
        return program

    yield start
    screen.end_programs()


def picture(screen: Screen) -> Image:
    x, y, w, h = layout.PICTURE
    return screen.shot()[y : y + h, x : x + w]


def panel(screen: Screen) -> Image:
    return screen.shot()[:560, 992:]


def text(folder: Path) -> str:
    readings = log(folder)
    return readings[-1]["text"] if readings else ""


def reads(folder: Path, expected: str, patience: float = 10) -> None:
    until(lambda: text(folder) == expected, f"{expected!r}, not {text(folder)!r}", patience)


def draw(
    screen: Screen, strokes: list[Points], pause: float = 0.006, most: int = 40, *, lift: bool = True
) -> None:
    """Draw strokes of the canvas's pixels with the mouse, with at most so many points each."""
    paths = []
    for points in strokes:
        kept = points[np.unique(np.linspace(0, len(points) - 1, most).round().astype(int))]
        paths.append([(round(x + LEFT), round(y + TOP)) for x, y in kept])
    screen.draw(paths, pause, lift=lift)


def press(screen: Screen, name: str) -> None:
    x, y, w, h = layout.BUTTONS[name]
    screen.click(x + w // 2, y + h // 2)


def test_the_reading_follows_the_pen(screen: Screen, start: Start, tmp_path: Path) -> None:
    start()
    one, seven, bar, nought, four, stem = row(["1", "7 crossed", "0", "4 open"], 40, (100, 100))
    for strokes, expected in (([one], "1"), ([seven, bar], "17"), ([nought], "170"), ([four, stem], "1704")):
        draw(screen, strokes)
        reads(tmp_path, expected)
    assert on_screen(screen.still(), log(tmp_path)[-1]["digits"], "mouse")
    draw(screen, row(["1"], 0, (700, 100)), lift=False)
    reads(tmp_path, "17041")  # the button is still down
    screen.lift()
    screen.key("z")
    reads(tmp_path, "1704")


def test_undo_and_redo_return_to_the_same_picture_to_the_pixel(
    screen: Screen, start: Start, tmp_path: Path
) -> None:
    start()
    states: list[Image] = []

    def seen() -> Image:
        screen.point(LEFT + 20, TOP + 500)  # the pointer is in the picture, too
        screen.still()
        return picture(screen)

    states.append(seen())
    for name, x in (("7", 100), ("3", 200), ("8", 300)):
        draw(screen, row([name], 0, (x, 100)))
        states.append(seen())
    reads(tmp_path, "738")
    screen.drag([(LEFT + 180, TOP + 104), (LEFT + 240, TOP + 104)], button=3)
    reads(tmp_path, "78")
    states.append(seen())
    screen.key("c")
    reads(tmp_path, "")
    states.append(seen())
    assert np.array_equal(states[-1], states[0])
    for _ in range(2):
        for state in states[-2::-1]:
            screen.key("z")
            assert np.array_equal(seen(), state)
        for state in states[1:]:
            screen.key("y")
            assert np.array_equal(seen(), state)


def test_buttons_and_keys(screen: Screen, start: Start, tmp_path: Path) -> None:
    program = start()
    draw(screen, row(["2", "5 with a bar"], 40, (100, 100)))
    reads(tmp_path, "25")
    history = panel(screen)
    press(screen, "Recognise")
    until(lambda: not np.array_equal(panel(screen), history), "the history")
    history = screen.still()[:560, 992:]
    screen.key("Return")  # the same canvas is taken once
    assert np.array_equal(screen.still()[:560, 992:], history)
    press(screen, "Reset")
    reads(tmp_path, "")
    draw(screen, row(["8"], 0, (300, 200)))
    reads(tmp_path, "8")
    before = panel(screen)
    screen.key("Return")
    until(lambda: not np.array_equal(panel(screen), before), "the history")
    screen.still()
    plain = picture(screen)
    screen.key("h")
    screen.still()
    shown = picture(screen)
    assert not np.array_equal(shown, plain)
    screen.key("question")
    screen.still()
    assert np.array_equal(picture(screen), plain)
    screen.key("question")
    screen.still()
    assert np.array_equal(picture(screen), shown)
    screen.key("q")
    assert program.end() == (0, "", "")


def test_a_button_acts_where_it_is_let_go(screen: Screen, start: Start, tmp_path: Path) -> None:
    start()
    draw(screen, row(["8"], 0, (300, 200)))
    reads(tmp_path, "8")
    x, y, w, h = layout.BUTTONS["Reset"]
    screen.drag([(x + w // 2, y + h // 2), (x - 50, y + h // 2)])
    screen.drag([(LEFT + 800, TOP + 400), (x + w // 2, y + h // 2)])  # a stroke that ends on it
    screen.key("z")
    screen.still()
    assert text(tmp_path) == "8"


def test_the_pen_is_as_wide_as_it_was_chosen(screen: Screen, start: Start, tmp_path: Path) -> None:
    start()

    def width(x: int) -> float:
        draw(screen, [np.array([(x, 100 + 4 * k) for k in range(40)], float)])
        reads(tmp_path, "1")
        screen.insist(lambda: screen.key("s"), lambda: captures(tmp_path, "*.json"), "the JSON")
        (found,) = captures(tmp_path, "*.jsonl")
        clean = captures(tmp_path, "*[0-9].png")[0]
        recorded = json.loads(found.read_text())["widths"]
        ink = np.asarray(cv2.imread(str(clean)))[180, :, 0].astype(float)
        for path in captures(tmp_path, "*"):
            path.unlink()
        screen.key("c")
        reads(tmp_path, "")
        inked = (ink - ink.min()).sum() / max(1.0, ink.max() - ink.min())
        assert inked == pytest.approx(recorded[0], abs=2.5)
        return float(recorded[0])

    def note() -> Image:
        return picture(screen)[480:, 300:660]

    def change(act: Callable[[], None]) -> None:
        """Do what changes the pen; a note tells of it."""
        before = note()
        screen.insist(act, lambda: not np.array_equal(note(), before), "the note")

    usual = width(100)
    change(lambda: screen.key("bracketright"))
    wide = width(200)
    for _ in range(2):
        change(lambda: screen.key("bracketleft"))
    fine = width(300)
    assert fine < usual < wide
    change(lambda: screen.key("bracketright"))
    for x, button, wanted in (400, 5, fine), (500, 4, usual), (600, 5, fine):
        change(partial(screen.click, LEFT + 400, TOP + 400, button))
        assert width(x) == wanted, f"after the wheel's button {button}"


def test_the_wheel_does_not_magnify_the_picture(screen: Screen, start: Start, tmp_path: Path) -> None:
    start()
    draw(screen, [np.array([(200, 100 + 4 * k) for k in range(40)], float)])
    reads(tmp_path, "1")
    screen.point(LEFT + 400, TOP + 400)
    screen.still()
    before = picture(screen)  # with the pointer, which is a hand where the picture is magnified
    for _ in range(3):
        screen.click(LEFT + 400, TOP + 400, button=4)
    until(lambda: not np.array_equal(picture(screen)[480:], before[480:]), "the note")
    screen.still()  # while X paints below the pointer it takes it away
    assert np.array_equal(picture(screen)[:480], before[:480])


def test_what_is_saved_is_what_was_drawn_and_can_be_read_and_replayed(
    screen: Screen, start: Start, tmp_path: Path
) -> None:
    program = start()
    draw(screen, row(["4 open", "0 slashed", "7 crossed"], 30, (100, 100)))
    reads(tmp_path, "407")
    screen.key("s")
    (report,) = until(lambda: captures(tmp_path, "*.json"), "the snapshot's JSON")
    screen.key("q")
    assert program.end() == (0, "", "")
    assert json.loads(report.read_text())["text"] == "407"
    names = [path.name.removeprefix(report.stem) for path in captures(tmp_path, "*")]
    assert sorted(names) == ["-read.png", ".json", ".jsonl", ".png"]
    recording = json.loads(report.with_suffix(".jsonl").read_text())
    assert recording["size"] == list(layout.PICTURE[2:])
    assert len(recording["strokes"]) == 6
    times = [point[2] for stroke in recording["strokes"] for point in stroke]
    assert times == sorted(times)
    (tmp_path / "log.jsonl").unlink()

    program = start("--source", str(report.with_suffix(".jsonl")), "--record", "clip.mp4")
    begin = time.monotonic()
    reads(tmp_path, "407", 30)
    assert time.monotonic() - begin < 10 * (times[-1] - times[0]) + 10
    assert log(tmp_path)[-1]["source"].endswith(".jsonl")
    screen.key("m")  # there is no paper
    draw(screen, row(["1"], 0, (500, 100)))
    reads(tmp_path, "4071")
    screen.key("q")
    assert program.end() == (0, "", "")
    assert len(frames_of(tmp_path / "clip.mp4")) > 10


@pytest.mark.clock
def test_two_thousand_strokes_leave_the_pen_quick(screen: Screen, start: Start, tmp_path: Path) -> None:
    strokes = [stroke.points[:, :2].astype(float) * (0.6, 1) for stroke in scribbles(2000)]
    lines = [[[x, y, 0.0] for x, y in points.tolist()] for points in strokes]
    path = tmp_path / "many.jsonl"
    path.write_text(json.dumps({"strokes": lines, "widths": [4.0] * len(lines), "size": [960, 540]}) + "\n")
    start("--source", str(path))
    until(lambda: log(tmp_path) and log(tmp_path)[-1]["digits"], "the scribbles", 60)
    screen.still()
    angles = np.linspace(0, 2 * np.pi, 120)
    circle = np.stack([800 + 60 * np.cos(angles), 250 + 100 * np.sin(angles)], 1)
    draw(screen, [circle], 0.01, 120)
    screen.still()
    screen.key("s")
    (saved,) = until(lambda: captures(tmp_path, "*.jsonl"), "the strokes")
    until(lambda: captures(tmp_path, "*.json"), "the JSON")
    recorded = json.loads(saved.read_text())["strokes"]
    assert len(recorded) == 2001
    taken = np.array(recorded[-1])[:, :2]
    way = np.linalg.norm(taken[:, None] - circle, axis=-1)
    assert way.min(1).max() <= 2, "points beside the way"
    assert np.linalg.norm(np.diff(taken, axis=0), axis=1).max() < 80, "a gap"
    for key in ("z", "y", "z"):
        screen.key(key)
    screen.still()
