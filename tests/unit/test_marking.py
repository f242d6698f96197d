"""What is said of sums: on the picture, in the window's bar, in JSON and in text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from live.reading.sums import sums_in
from live.report import as_json, as_text
from live.screen import paint, screen
from live.screen.marking import draw_sums, told
from live.values import Frame, Moment, Reading, Sight
from tests.unit.test_sums import reading

FRAME = Frame(np.full((540, 960, 3), 255, np.uint8), 0.0, 0, "page.png", still=True)


def drawn(read: Reading) -> np.ndarray:  # type: ignore[type-arg]
    canvas = FRAME.image.copy()
    draw_sums(canvas, sums_in(read))
    return canvas


def has(canvas: np.ndarray, colour: paint.Colour) -> bool:  # type: ignore[type-arg]
    return bool((np.abs(canvas.astype(int) - colour).max(2) < 12).any())


@pytest.mark.parametrize(
    ("row", "colours"),
    [
        ("3+4=7", {"green"}),
        ("3+4=8", {"red", "accent"}),
        ("3+4=", {"accent"}),
        ("347", set()),
    ],
)
def test_a_sum_is_marked_on_the_picture(row: str, colours: set[str]) -> None:
    canvas = drawn(reading(row))
    known = {"green": paint.GREEN, "red": paint.RED, "accent": paint.ACCENT, "amber": paint.AMBER}
    assert {name for name, colour in known.items() if has(canvas, colour)} == colours
    assert (canvas[:, : (len(row) - 1) * 26 + 20] == 255).all(), "drawn over what was written"


def test_doubt_is_shown_as_such() -> None:
    canvas = drawn(reading("3+4=8", sure=0.6))
    assert has(canvas, paint.AMBER)
    assert not has(canvas, paint.RED)


def test_marks_at_the_frames_edge_stay_inside() -> None:
    far = reading("1÷3=")
    moved = Reading(tuple(replace(mark, box=(mark.box[0] + 850, 500, 20, 40)) for mark in far.digits))
    assert has(drawn(moved), paint.ACCENT)


def test_right_and_wrong_ones_are_counted() -> None:
    assert told(sums_in(reading("3+4=7", "3+4=8", "1+1=2", "5-1="))) == "2 of 3 right"
    assert told(sums_in(reading("5-1="))) == ""


def test_json_has_sums_where_there_are_some() -> None:
    rows = reading("3+4=8", "12", "10÷3=", "1+1=2")
    assert as_json(rows, FRAME, 1.0)["sums"] == [
        {"text": "3+4=8", "line": 0, "answer": "7", "right": False},
        {"text": "10÷3=", "line": 2, "answer": "3.3333…", "right": None},
        {"text": "1+1=2", "line": 3, "answer": "2", "right": True},
    ]
    assert as_json(reading("3+4=8", sure=0.5), FRAME, 1.0)["sums"] == [
        {"text": "3+4=8", "line": 0, "answer": None, "right": None}
    ]
    assert "sums" not in as_json(reading("34"), FRAME, 1.0)


def test_text_says_what_a_sum_makes() -> None:
    assert as_text(reading("3+4=8"), "a") == "a: 3+4=8  (7)"
    assert as_text(reading("12×7="), "a") == "a: 12×7=  84"
    assert as_text(reading("3+4=7", "12", "2-5="), "a") == "a:\n  3+4=7\n  12\n  2-5=  -3"
    assert as_text(reading("3+4=8", sure=0.5), "a") == "a: 3+4=8  ?"
    assert as_text(reading("3+4"), "a") == "a: 3+4  =7"
    assert as_text(Reading(), "a") == "a: (no digits)"


def test_the_window_shows_sums_until_they_are_switched_off() -> None:
    moment = Moment(FRAME, Sight(np.zeros((54, 96), np.uint8)), reading("3+4=8", "1+1=2"), 1.0)
    on, off = (screen.compose(screen.View(moment, sums=switch)) for switch in (True, False))
    x, y, w, h = screen.PICTURE
    behind = slice(y, y + h), slice(x + 140, x + w)
    assert has(on[behind], paint.RED)
    assert not has(off[behind], paint.RED)
