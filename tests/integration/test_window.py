"""The real window on a screen of its own, driven with keys and the mouse as a person does."""

import json
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from live.frames.demo import FPS, SHEET_FRAMES, Demo
from live.screen import marking, stages
from live.screen import screen as layout
from live.window.app import WINDOW
from tests.pictures import frames_of
from tests.witness import captures, log, on_screen, panel, picture, reads
from tests.xvfb import NEEDS_SCREEN, Program, Screen, Start, until

pytestmark = NEEDS_SCREEN


@pytest.fixture
def start(opened: Start, tmp_path: Path) -> Start:
    """Starts the program and waits for its first reading."""

    def start(*arguments: str) -> Program:
        program = opened(*arguments)
        until(lambda: log(tmp_path) or not program.alive, "the first reading")
        return program

    return start


CHANGES = 4
"""Times at most that a held sheet's reading may change in two seconds: a digit in doubt comes and goes."""


@pytest.mark.clock
def test_the_truth_is_read_within_two_seconds(screen: Screen, start: Start, tmp_path: Path) -> None:
    program = start("--source", "demo:1")
    sheets = 2  # of digits, and of sums
    until(lambda: log(tmp_path)[-1]["frame"] >= sheets * SHEET_FRAMES or not program.alive, "the sheets")
    screen.key("q")
    assert program.end() == (0, "", "")
    demo, readings = Demo(1), log(tmp_path)
    for sheet in range(sheets):
        frames = range(sheet * SHEET_FRAMES, (sheet + 1) * SHEET_FRAMES)
        truths = {index: text for index in frames[::4] if (text := demo.scene(index)[1])}
        seen, truth = min(truths), set(truths.values()).pop()
        shown = [r["text"] for r in readings if seen <= r["frame"] <= seen + 2 * FPS]
        before = [r["text"] for r in readings if r["frame"] < seen][-1:]
        lines = truth.split("\n")
        right = max(sum(line in text.split("\n") for line in lines) for text in shown + before)
        missed = 1 if "=" in truth else 0  # signs are less sure than digits: one sum may be in doubt
        assert right >= len(lines) - missed, f"sheet {sheet}, fully seen from frame {seen}"
        changes = [r["text"] for r in readings if seen + 2 * FPS < r["frame"] <= max(truths)]
        assert len(changes) <= CHANGES, f"sheet {sheet} did not stay the same"


def test_freeze_snapshot_and_stages(screen: Screen, start: Start, tmp_path: Path) -> None:
    program = start("--source", "demo:1")
    until(lambda: log(tmp_path)[-1]["digits"], "digits")
    screen.key("space")
    still = screen.still()
    logged = len(log(tmp_path))
    screen.key("s")
    (found,) = until(lambda: captures(tmp_path, "*.json"), "the snapshot's JSON")
    snapshot = json.loads(found.read_text())
    assert log(tmp_path)[-1]["text"] == snapshot["text"]
    assert len(log(tmp_path)) == logged, "frozen, yet the reading changed"
    assert on_screen(still, snapshot["digits"])
    clean = cv2.imread(str(found.with_suffix(".png")))
    assert np.array_equal(clean, Demo(1).scene(snapshot["index"])[0].image)

    until(lambda: np.array_equal(screen.shot(), still), "the note to go")  # the picture has stood still
    pictures = [picture(screen)]
    for _ in stages.STAGES[1:]:
        screen.key("d")
        screen.still()
        pictures.append(picture(screen))
    assert len({shown.tobytes() for shown in pictures}) == len(stages.STAGES)
    screen.key("d", "h")
    assert not np.array_equal(screen.still(), still), "no help"
    screen.key("h")
    screen.key("space")
    until(lambda: len(log(tmp_path)) > logged, "the readings to go on", 15)
    screen.key("Escape")
    assert program.end() == (0, "", "")


def test_sums_are_worked_out_until_e_is_pressed(screen: Screen, start: Start, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "sheet.png"), Demo(5).scene(3 * SHEET_FRAMES // 2)[0].image)
    start("--source", "sheet.png")

    def has_answer() -> bool:
        return bool((picture(screen) == marking.ON_LIGHT).all(2).any())

    until(has_answer, "an open sum's answer")
    assert any(found["answer"] for found in log(tmp_path)[-1]["sums"])
    screen.key("e")
    until(lambda: not has_answer(), "the answer to go")
    screen.key("e")
    until(has_answer, "the answer to come back")


def test_record_gives_a_clip_as_long_as_it_was_recorded(screen: Screen, start: Start, tmp_path: Path) -> None:
    program = start("--source", "demo:1")
    screen.key("r")
    until(lambda: captures(tmp_path, ".*.part.mp4"), "the clip to begin")
    begin = time.monotonic()
    time.sleep(1.2)
    screen.key("r")
    (clip,) = until(lambda: captures(tmp_path, "2*.mp4"), "the clip")
    lasted = time.monotonic() - begin
    assert captures(tmp_path, ".*") == []
    frames = frames_of(clip)
    assert 30 * 1.1 <= len(frames) <= 30 * (lasted + 0.2)
    assert frames[0].shape == Demo(1).scene(0)[0].image.shape
    screen.key("q")
    assert program.end() == (0, "", "")


def test_m_goes_through_the_modes(screen: Screen, start: Start, tmp_path: Path) -> None:
    program = start("--source", "demo:1")
    screen.key("m")
    x, y, w, h = layout.BAR
    lesson = layout.paint.ACCENT
    until(lambda: (screen.shot()[y : y + h, x : x + w] == lesson).all(2).sum() > 300, "the air mode's lesson")
    screen.key("m")
    until(lambda: picture(screen).mean() < 40, "the dark canvas")
    screen.key("d", "d", "d", "d")  # through its stages and back
    screen.drag([(300 - i // 3, 150 + 8 * i) for i in range(25)])
    reads(tmp_path, "1")
    screen.key("m")
    until(lambda: picture(screen).mean() > 60, "the paper mode")
    screen.key("q")
    assert program.end() == (0, "", "")


def test_the_panel_and_full_screen(screen: Screen, start: Start, tmp_path: Path) -> None:
    start("--source", "demo:1")
    until(lambda: len(log(tmp_path)[-1]["text"]) >= 2, "two digits")
    screen.key("space")
    panels = []
    for x in (200, 800):
        screen.point(x, layout.PICTURE[1] + layout.PICTURE[3] // 3)
        screen.key("c")  # any key: by then the mouse has been seen
        screen.still()
        panels.append(panel(screen))
    assert not np.array_equal(*panels)
    window = screen.still()
    outside = window[layout.HEIGHT :], window[:, layout.WIDTH :]
    assert not any(part.any() for part in outside), "the window covers the screen already"
    screen.key("f")
    until(lambda: screen.shot()[-60:-20, 40:].any() and screen.shot()[40:, -60:-20].any(), "full screen")
    screen.key("f")
    until(lambda: np.array_equal(screen.shot()[layout.HEIGHT :], outside[0]), "the window as it was")


@pytest.mark.parametrize("way", ["X", "Ctrl-C"])  # all other tests end with q or Escape
def test_every_way_out_leaves_files_whole(way: str, screen: Screen, start: Start, tmp_path: Path) -> None:
    program = start("--source", "demo:1", "--record", "clip.mp4")
    time.sleep(0.5)
    if way == "X":
        screen.click_x(screen.window(WINDOW))
    else:
        program.ctrl_c()
    assert program.end() == (0, "", "")
    assert len(frames_of(tmp_path / "clip.mp4")) > 5
    assert log(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "log.jsonl"]


def test_pictures_wait_for_a_key(screen: Screen, start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, index in enumerate((60, 60 + SHEET_FRAMES)):
        cv2.imwrite(str(folder / f"{number}.png"), Demo(1).scene(index)[0].image)
    program = start("--source", "pictures")
    assert [Path(line["source"]).name for line in log(tmp_path)] == ["0.png"]
    screen.key("space")
    until(lambda: len(log(tmp_path)) == 2, "the next picture")
    screen.key("Right")
    assert program.alive
    assert len(log(tmp_path)) == 2
    screen.key("q")
    assert program.end() == (0, "", "")


def test_a_place_that_cannot_be_written_is_told_of(screen: Screen, start: Start, tmp_path: Path) -> None:
    (tmp_path / "captures").write_text("a file where the folder would be")
    program = start("--source", "demo:1")
    screen.key("s", "s", "r")
    count = len(log(tmp_path))
    until(lambda: len(log(tmp_path)) > count, "the readings to go on")
    screen.key("q")
    code, out, err = program.end()
    assert (code, out) == (0, "")
    said = [line.split(":")[:3] for line in err.splitlines()]
    assert said == [["live", " No snapshot", " captures"], ["live", " No clip", " captures"]]
    nowhere = screen.start(["-m", "live", "--source", "demo:1", "--record", "nowhere/file.mp4"], tmp_path)
    code, out, err = nowhere.end()
    assert (code, out, err.count("\n"), "nowhere" in err) == (1, "", 1, True)
