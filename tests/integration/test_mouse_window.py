"""The canvas in the real window: drawn on with real mouse events, every button and key."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from live.screen import screen as layout
from live.values import Image
from tests.hands import Points
from tests.pictures import frames_of
from tests.shapes import row, scribbles
from tests.witness import captures, log, on_screen, panel, picture, reads
from tests.xvfb import NEEDS_SCREEN, Program, Screen, Start, until

pytestmark = NEEDS_SCREEN

LEFT, TOP = layout.PICTURE[:2]


@pytest.fixture
def start(screen: Screen, opened: Start) -> Start:
    """Starts the canvas and waits for it."""

    def start(*arguments: str) -> Program:
        program = opened(*(arguments or ("--mode", "mouse", "--source", "demo:1")))
        until(lambda: panel(screen).any() or not program.alive, "the canvas")  # no pointer is on the panel
        screen.point(LEFT + 20, TOP + 500)
        until(lambda: picture(screen).mean() < 60, "the dark canvas")
        return program

    return start


def draw(
    screen: Screen, strokes: list[Points], pause: float = 0.006, most: int = 40, lift: bool = True
) -> None:
    """Draw strokes of the canvas's pixels with the mouse, with at most so many points each."""
    paths = []
    for points in strokes:
        kept = points[np.unique(np.linspace(0, len(points) - 1, most).round().astype(int))]
        paths.append([(round(x + LEFT), round(y + TOP)) for x, y in kept])
    screen.draw(paths, pause, lift=lift)


def middle(name: str) -> tuple[int, int]:
    x, y, w, h = layout.BUTTONS[name]
    return x + w // 2, y + h // 2


def test_reading_follows_the_pen_and_the_eraser(screen: Screen, start: Start, tmp_path: Path) -> None:
    start()
    one, seven, bar, nought, four, stem = row(["1", "7 crossed", "0", "4 open"], 40, (100, 100))
    for strokes, expected in (([one], "1"), ([seven, bar], "17"), ([nought], "170"), ([four, stem], "1704")):
        draw(screen, strokes)
        reads(tmp_path, expected)
    assert on_screen(screen.still(), log(tmp_path)[-1]["digits"], "mouse")
    draw(screen, row(["1"], 0, (700, 100)), lift=False)
    reads(tmp_path, "17041")  # the button is still down
    screen.lift()
    x = round(LEFT + one[:, 0].mean())
    screen.drag([(x - 30, TOP + 150), (x + 30, TOP + 150)], button=3)
    reads(tmp_path, "7041")
    for keys, expected in (
        (["z"], "17041"),
        (["z"], "1704"),
        (["y", "y"], "7041"),
        (["c"], ""),
        (["z"], "7041"),
    ):
        screen.key(*keys)
        reads(tmp_path, expected)


def test_buttons_and_keys(screen: Screen, start: Start, tmp_path: Path) -> None:
    program = start()

    def changes(act: Callable[[], None]) -> bool:
        """Whether an act changes what the window shows."""
        before = screen.still(0.4)  # a busy machine shows a button pressed for a while
        act()
        return not np.array_equal(screen.still(0.4), before)

    draw(screen, row(["2", "5 with a bar"], 40, (100, 100)))
    reads(tmp_path, "25")
    assert changes(lambda: screen.click(*middle("Recognise"))), "the history"
    assert not changes(lambda: screen.key("Return")), "the same canvas is taken once"
    screen.click(*middle("Reset"))
    reads(tmp_path, "")
    draw(screen, row(["8"], 0, (300, 200)))
    reads(tmp_path, "8")
    assert changes(lambda: screen.key("Return")), "the history"
    x, y = middle("Reset")
    screen.drag([(x, y), (layout.BUTTONS["Reset"][0] - 50, y)])  # it acts where it is let go
    screen.drag([(LEFT + 800, TOP + 400), (x, y)])  # a stroke that ends on it
    screen.key("z")
    screen.still()
    assert log(tmp_path)[-1]["text"] == "8"
    screen.point(LEFT + 20, TOP + 500)
    screen.still()
    plain = picture(screen)
    for key, shown in (("h", True), ("question", False), ("question", True), ("h", False)):
        screen.key(key)
        until(
            lambda shown=shown: np.array_equal(picture(screen), plain) != shown,
            f"{key} to show or hide the keys",
        )
    screen.key("q")
    assert program.end() == (0, "", "")


def test_keys_and_the_wheel_choose_the_pen_alone(screen: Screen, start: Start, tmp_path: Path) -> None:
    start()
    acts: list[Callable[[], None]] = [
        lambda: screen.key("bracketright"),
        *[lambda: screen.key("bracketleft")] * 2,
        *[lambda button=button: screen.click(LEFT + 400, TOP + 400, button) for button in (4, 4, 5)],
    ]

    def seen() -> Image:
        screen.point(LEFT + 20, TOP + 400)  # the pointer is in the picture, too
        screen.still()
        return picture(screen)

    bare = seen()[480:]
    for number in range(len(acts) + 1):
        draw(screen, [np.array([(100 + 60 * number, 100 + 4 * k) for k in range(40)], float)])
        reads(tmp_path, "1" * (number + 1))
        before = seen()

        def noted(last: Image = before[480:]) -> bool:
            """Return whether there is a note other than the last one, which may have gone by itself."""
            now = picture(screen)[480:]
            return not np.array_equal(now, bare) and not np.array_equal(now, last)

        if number < len(acts):
            screen.insist(acts[number], noted, "the note")
            assert np.array_equal(seen()[:480], before[:480])
    screen.key("s")
    (saved,) = until(lambda: captures(tmp_path, "*.jsonl"), "the strokes")
    until(lambda: captures(tmp_path, "*.json"), "the JSON")
    usual, wide, again, fine, *wheel = json.loads(saved.read_text())["widths"]
    assert fine < usual == again < wide
    assert wheel == [usual, wide, usual]


def test_what_is_saved_is_what_was_drawn_and_can_be_replayed(
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
    assert (recording["size"], len(recording["strokes"])) == (list(layout.PICTURE[2:]), 6)
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
