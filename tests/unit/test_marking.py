"""What is said of sums: on the picture, in the window's bar, in JSON and in text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from live.reading.sums import sums_in
from live.report import as_json, as_text
from live.screen import marking, paint, screen
from live.values import Frame, Image, Moment, Reading, Sight
from tests.marks import PITCH, reading

FRAME = Frame(np.full((540, 960, 3), 255, np.uint8), 0.0, 0, "page.png", still=True)
COLOURS = {"green": paint.GREEN, "red": paint.RED, "amber": paint.AMBER, "answer": marking.ON_LIGHT}


def ink_of(read: Reading, thick: int = 6) -> Image:
    """Bars where the marks are."""
    ink = np.zeros(FRAME.image.shape[:2], np.uint8)
    for x, y, w, h in (mark.box for mark in read.digits):
        ink[y : y + h, x + w // 2 - thick // 2 : x + w // 2 + thick // 2] = 255
    return ink


def drawn(read: Reading, canvas: Image = FRAME.image, thick: int = 6) -> Image:
    canvas = canvas.copy()
    marking.draw_sums(canvas, sums_in(read), ink_of(read, thick))
    return canvas


def where(canvas: Image, colour: paint.Colour = marking.ON_LIGHT) -> npt.NDArray[np.bool_]:
    return np.asarray(np.abs(canvas.astype(int) - colour).max(2) < 12)


def seen(canvas: Image) -> set[str]:
    return {name for name, colour in COLOURS.items() if where(canvas, colour).any()}


@pytest.mark.parametrize(
    ("row", "sure", "colours"),
    [
        ("3+4=7", 0.99, {"green"}),
        ("3+4=8", 0.99, {"red", "answer"}),
        ("3+4=", 0.99, {"answer"}),
        ("3+4=8", 0.5, {"amber"}),
        ("347", 0.99, set()),
    ],
)
def test_a_sum_is_marked_on_the_picture(row: str, sure: float, colours: set[str]) -> None:
    canvas = drawn(reading(row, sure=sure))
    assert seen(canvas) == colours
    assert (canvas[:, : (len(row) - 1) * PITCH + 20] == 255).all(), "drawn over what was written"


def test_an_answer_is_light_on_what_is_dark() -> None:
    canvas = drawn(reading("3+4="), np.full_like(FRAME.image, 20))
    assert where(canvas, paint.ACCENT).any()
    assert not seen(canvas)


@pytest.mark.parametrize("turn", [-0.3, 0.0, 0.3, np.pi / 2, np.pi])
def test_an_answer_goes_on_where_its_row_leads(turn: float) -> None:
    """Boxes of marks as high as wide, on a row that is turned about the frame's middle."""
    way, (found,) = np.array([np.cos(turn), np.sin(turn)]), sums_in(reading("3+4="))
    places = [np.array([480, 270]) + 50 * (k - 3) * way for k in range(4)]
    row = Reading(
        tuple(
            replace(mark, box=(round(x) - 18, round(y) - 18, 36, 36))
            for mark, (x, y) in zip(found.marks, places, strict=True)
        )
    )
    canvas = FRAME.image.copy()
    marking.draw_sums(canvas, [replace(found, marks=row.digits)], ink_of(row))
    points = np.argwhere(where(canvas))[:, ::-1] - (480, 270)
    ahead, aside = points @ way, points @ (-way[1], way[0])
    assert ahead.min() > 18
    assert abs(aside.min() + aside.max()) < 6
    assert 30 < np.ptp(aside) < 42, "as high as the digits"


def test_an_answer_is_written_with_a_stroke_as_wide_as_theirs() -> None:
    thin, thick = (where(drawn(reading("3+4="), thick=wide)).sum() for wide in (2, 12))
    assert thick > 1.3 * thin


def test_marks_stay_in_the_frame_and_off_the_next_sum() -> None:
    far = reading("1÷3=").digits
    moved = Reading(tuple(replace(mark, box=(mark.box[0] + 850, 500, 20, 40)) for mark in far))
    assert seen(drawn(moved)) == {"answer"}
    answer = np.nonzero(where(drawn(reading("3+4=8   5+2=7"))))[1]
    assert 5 * PITCH < answer.min() < answer.max() < 8 * PITCH


def test_the_window_lists_sums_and_counts_those_that_are_right() -> None:
    def listed(*rows: str, sure: float = 0.99) -> Image:
        panel = np.full((180, 272, 3), paint.CARD, np.uint8)
        marking.draw_list(panel, sums_in(reading(*rows, sure=sure)), (24, 10, 224, 136))
        return panel

    few = listed("3+4=7", "3+4=8", "1+1=2", "5-1=")
    assert {"green", "red"} <= seen(few)
    assert where(few, paint.ACCENT).any()
    assert "amber" in seen(listed("3+4=8", sure=0.5))
    assert not np.array_equal(few[10:28], listed("3+4=7", "3+4=7", "1+1=2", "5-1=")[10:28]), "the count"
    many = listed(*["12×34=408"] * 40)
    assert (many[:, 250:] == paint.CARD).all()
    assert (many[148:] == paint.CARD).all()


def test_json_has_sums_where_there_are_some() -> None:
    sums = as_json(reading("3+4=8", "12", "10÷3=", "1+1=2"), FRAME, 1.0)["sums"]
    assert sums[0] == {
        "text": "3+4=8", "line": 0, "box": [0, 0, 124, 40], "answer": "7", "right": False, "doubtful": False,
    }  # fmt: skip
    found = [(each["line"], each["answer"], each["right"]) for each in sums[1:]]
    assert found == [(2, "3.3333…", None), (3, "2", True)]
    (doubt,) = as_json(reading("3+4=8", sure=0.5), FRAME, 1.0)["sums"]
    assert (doubt["answer"], doubt["right"], doubt["doubtful"]) == (None, None, True)
    assert "sums" not in as_json(reading("34"), FRAME, 1.0)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (reading("3+4=8"), "a: 3+4=8  (7)"),
        (reading("12×7="), "a: 12×7=  84"),
        (reading("3+4=7", "12", "2-5="), "a:\n  3+4=7\n  12\n  2-5=  -3"),
        (reading("3+4=8", sure=0.5), "a: 3+4=8  (?)"),
        (reading("3+4=8     5+2=     12"), "a: 3+4=8  (7)  5+2=  7  12"),
        (reading("3+4"), "a: 3+4  =7"),
        (Reading(), "a: (no digits)"),
    ],
)
def test_text_says_what_a_sum_makes(read: Reading, text: str) -> None:
    assert as_text(read, "a") == text


def test_the_window_shows_sums_on_the_picture_and_in_the_panel() -> None:
    read = reading("3+4=8", "1+1=2")
    moment = Moment(FRAME, Sight(ink_of(read)), read, 1.0)
    on, off = (screen.compose(screen.View(moment, sums=sums)) for sums in (sums_in(read), ()))
    x, y, w, h = screen.PICTURE
    assert "red" in seen(on[y : y + h, x + 140 : x + w])
    assert "red" in seen(on[y : y + h, x + w :])
    assert "red" not in seen(off[y : y + h, x + 140 : x + w])
