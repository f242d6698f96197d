"""Recorded strokes: written, read again, replayed; and what is said of files that hold none."""

import json
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import RunLive, assert_one_line, reports

import models
from live.errors import UserError
from live.frames.sources import open_source
from live.modes.mouse import Mouse
from live.strokes import replay as replay_module
from live.strokes.pen import Pen
from live.strokes.recording import as_line, parse_line
from live.strokes.replay import KNOBS, Replay, fitted
from live.values import Drawing, Stroke

# A one and a seven, as somebody might draw them.
ONE = [[100, 40, 0.0], [98, 100, 0.1], [95, 160, 0.2]]
SEVEN = [[160, 45, 0.6], [220, 42, 0.7], [195, 100, 0.8], [185, 160, 0.9]]
BAR = [[170, 100, 1.2], [215, 98, 1.3]]


def line(*strokes: list[list[float]], **more: object) -> str:
    return json.dumps({"strokes": strokes, **more})


SEVENTEEN = line(ONE, SEVEN, BAR)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.jsonl"


def test_what_is_written_is_read_again() -> None:
    rng = np.random.default_rng(0)
    strokes = [Stroke(rng.uniform(0, 500, (n, 3)).astype(np.float32), w) for n, w in ((1, 14), (40, 5.0))]
    strokes[0].points[0, 2] = 0
    drawing = parse_line(as_line(strokes, (960, 540)), 3, "a.jsonl")
    assert (drawing.size, drawing.index, drawing.source) == ((960, 540), 3, "a.jsonl")
    for ours, theirs in zip(strokes, drawing.strokes, strict=True):
        assert np.allclose(ours.points, theirs.points, atol=0.006)
        assert ours.width == theirs.width


@pytest.mark.parametrize(
    ("text", "counts", "size"),
    [(SEVENTEEN, [3, 4, 2], (221, 161)), (line(), [], (1, 1)), (line([], [[1, 2, 3]]), [1], (2, 3))],
)
def test_a_line_of_strokes_alone_will_do(text: str, counts: list[int], size: tuple[int, int]) -> None:
    drawing = parse_line(text, 0, "a")
    assert ([len(stroke.points) for stroke in drawing.strokes], drawing.size) == (counts, size)
    (stroke,) = parse_line(line([[x, y, t + 1.7e9] for x, y, t in ONE]), 0, "a").strokes
    assert stroke.points[:, 2] == pytest.approx([0, 0.1, 0.2], abs=1e-4), (
        "a clock's times keep their fractions"
    )


@pytest.mark.parametrize(
    "bad",
    ["strokes", "[[1, 2, 3]]", '{"points": []}', '{"strokes": 3}', '{"strokes": [[[1, 2], [3, 4]]]}',
     '{"strokes": [[[1, 2, 3], [3, 4]]]}', '{"strokes": [[["a", "b", "c"]]]}', '{"strokes": [[1, 2, 3]]}',
     '{"strokes": [[[1, 2, null]]]}', '{"strokes": [[[1, NaN, 3]]]}', '{"strokes": [[[1, 1e9, 3]]]}',
     '{"strokes": [[[1, 2, -1e300]]]}', '{"strokes": [[[1, 2, 3]]], "widths": [40000]}',
     '{"strokes": [[[1, 2, 3]], [[1, 2, 3]]], "widths": [4]}', '{"strokes": [[[1, 2, 3]]], "size": [0, 5]}',
     '{"strokes": [[[1, 2, 3]]], "size": 5}', '{"strokes": ' + "[" * 100_000],
)  # fmt: skip
def test_a_line_without_strokes_is_named(bad: str) -> None:
    with pytest.raises(UserError, match=r"a\.jsonl, line 8: ") as error:
        parse_line(bad, 7, "a.jsonl")
    assert "\n" not in str(error.value)


def test_read_gives_an_object_a_line_but_for_bad_ones(run_live: RunLive, path: Path, tmp_path: Path) -> None:
    path.write_text(f"{SEVENTEEN}\n\nnone\n{line()}\n{line(ONE, size=[640, 480])}\n")
    done = run_live("read", path, "--json", "--save", tmp_path / "out")
    assert_one_line(done, 1, "a.jsonl, line 2")
    found = reports(done.stdout)
    assert [list(one) for one in found] == [["source", "index", "size", "text", "digits", "ms"]] * 3
    assert [(one["text"], one["size"]) for one in found] == [
        ("17", [221, 161]), ("", [1, 1]), ("1", [640, 480])
    ]  # fmt: skip
    assert [one["index"] for one in found] == sorted({one["index"] for one in found})
    assert [digit["value"] for digit in found[0]["digits"]] == [1, 7]
    x, y, w, h = found[0]["digits"][1]["box"]
    assert (x, y, x + w, y + h) == pytest.approx((160, 42, 220, 160), abs=2)
    assert len(list((tmp_path / "out").glob("a-00000?.read.png"))) == 3
    assert "a.jsonl, line 1: 17" in run_live("read", path).stdout


def test_a_replay_keeps_the_recordings_pace_and_strokes(path: Path) -> None:
    path.write_text(f"{SEVENTEEN}\nnone\n{line(ONE)}\n")
    with open_source(str(path)) as source:
        replay, pen = Replay(source.drawings, (960, 540), source.name), Pen()
        counts = []
        for now in (50.0, 50.15, 50.65, 51.25, 51.35):
            replay.step(pen, now)
            counts.append([len(stroke.points) for stroke in pen.strokes])
        assert counts == [[1], [2], [3, 1], [3, 4, 1], [3, 4, 2]]
        assert replay.whole
        assert np.allclose(pen.strokes[1].points, np.array(SEVEN, np.float32))
        replay.step(pen, 51.35 + 0.9 * KNOBS.pause)
        assert len(pen.strokes) == 3, "not looked at for long enough"
        replay.step(pen, 51.36 + KNOBS.pause)
        assert len(pen.strokes) == 1
        assert "line 2" in replay.trouble
        replay.step(pen, 60)
        assert not replay.ended
        replay.step(pen, 60 + KNOBS.pause)
        assert (replay.ended, len(pen.strokes)) == (True, 1), "the last drawing stays"


def test_each_drawing_is_taken_once_and_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where all of a stroke's times are the same, so that it is there at once."""
    monkeypatch.setattr(replay_module, "KNOBS", replay_module.Knobs(pause=0.3))
    flat = [[[x, y, 0.0] for x, y, _ in stroke] for stroke in (ONE, SEVEN, BAR)]
    path.write_text(f"{line(flat[0])}\n{line(*flat)}\n")
    with open_source(str(path)) as source:
        mouse = Mouse(models.load(), (960, 540), Replay(source.drawings, (960, 540), source.name))
        while not mouse.ended:
            mouse.step()
            time.sleep(0.01)
    assert mouse.history == ("1", "17")


def test_a_drawing_that_would_leave_the_canvas_is_fitted_onto_it() -> None:
    points = np.array([(-300, -5000, 0), (900, 1000, 1)], np.float32)
    (stroke,) = fitted(Drawing((Stroke(points, 20),), (900, 1000)), (960, 540))
    assert ((stroke.points[:, :2] >= 0) & (stroke.points[:, :2] < (960, 540))).all()
    span = np.ptp(stroke.points[:, :2], axis=0)
    assert span[0] / span[1] == pytest.approx(1200 / 6000)
    assert stroke.points[:, 2].tolist() == [0, 1]
    inside = (Stroke(points.clip(0, 500)),)
    assert fitted(Drawing(inside, (900, 1000)), (960, 540)) is inside
