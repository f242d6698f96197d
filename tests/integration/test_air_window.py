"""Air mode in the real window, on a screen of its own: a clip of a hand that writes as its camera."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.witness import captures, log, panel, picture, reads
from tests.xvfb import NEEDS_SCREEN, Program, Screen, Start, until

pytest.importorskip("mediapipe")
pytestmark = NEEDS_SCREEN


@pytest.fixture
def start(opened: Start, model: Path) -> Start:
    """Starts air mode and waits for its window."""
    return lambda *arguments: opened("--mode", "air", "--hand-model", model, *arguments)


def ended(program: Program) -> None:
    """Quit, without a word of our own on stderr."""
    code, out, err = program.end()
    assert (code, out) == (0, "")
    assert "live:" not in err
    assert "Traceback" not in err


@pytest.mark.clock
def test_write_take_and_erase(screen: Screen, start: Start, made: Path, tmp_path: Path) -> None:
    program = start("--source", made)
    reads(tmp_path, "2")
    shot = picture(screen).astype(int)
    blue = (shot[..., 0] > 230) & (abs(shot[..., 1] - 178) < 30) & (abs(shot[..., 2] - 102) < 40)
    assert 500 < blue.sum() < 0.1 * blue.size, "the ink"
    assert shot.std() > 30, "the frame itself"
    reads(tmp_path, "20")
    screen.still(0.4, 60)
    for key, text in (("x", "2"), ("z", "20")):
        screen.key(key)
        reads(tmp_path, text)
    screen.key("s")
    (found,) = until(lambda: captures(tmp_path, "*.json"), "the snapshot's JSON")
    assert json.loads(found.read_text())["text"] == "20"
    strokes = json.loads(found.with_suffix(".jsonl").read_text())["strokes"]
    assert len(strokes) == 2
    before = panel(screen)[430:]
    screen.key("Return")
    reads(tmp_path, "")
    until(lambda: not np.array_equal(panel(screen)[430:], before), "the history")
    for key, text in (("z", "20"), ("c", "")):
        screen.key(key)
        reads(tmp_path, text)
    screen.key("q")
    ended(program)


@pytest.mark.parametrize("way", ["q", "Ctrl-C"])
def test_it_ends_at_once_while_it_loads(way: str, screen: Screen, start: Start, made: Path) -> None:
    program = start("--source", made)
    if way == "q":
        screen.key("q")
    else:
        program.ctrl_c()
    ended(program)


@pytest.mark.clock
def test_without_a_hand_model_the_other_modes_work(screen: Screen, start: Start, tmp_path: Path) -> None:
    program = start("--source", "demo:1", "--hand-model", "nowhere.task")
    until(lambda: picture(screen).mean() > 60, "the demo's frames")
    screen.key("m")
    until(lambda: picture(screen).mean() < 40, "the canvas")
    screen.key("m")
    until(lambda: log(tmp_path) and log(tmp_path)[-1]["text"], "paper to be read")
    screen.key("q")
    code, _, err = program.end()
    assert code == 0
    assert [line for line in err.splitlines() if line.startswith("live:")] == err.splitlines()
    assert err.count("nowhere.task") == 1
