"""What is said of sums: on the picture, in the window's bar, in JSON and in text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from live.reading.sums import sums_in
from live.report import as_json, as_text
from live.screen import marking, paint, screen
from live.values import Digit, Frame, Image, Moment, Reading, Sight
from tests.unit.test_sums import reading

FRAME = Frame(np.full((540, 960, 3), 255, np.uint8), 0.0, 0, "page.png", still=True)
ON_LIGHT = marking.ON_LIGHT


def ink_of(read: Reading, thick: int = 6) -> Image:
    """Bars where the marks are."""
    ink = np.zeros(FRAME.image.shape[:2], np.uint8)
    for mark in read.digits:
        x, y, w, h = mark.box
        ink[y : y + h, x + w // 2 - thick // 2 : x + w // 2 + thick // 2] = 255
    return ink


def drawn(read: Reading, canvas: Image = FRAME.image, thick: int = 6) -> Image:
    canvas = canvas.copy()
    marking.draw_sums(canvas, sums_in(read), ink_of(read, thick))
    return canvas


def where(canvas: Image, colour: paint.Colour) -> npt.NDArray[np.bool_]:
    return np.asarray(np.abs(canvas.astype(int) - colour).max(2) < 12)


def has(canvas: Image, colour: paint.Colour) -> bool:
    return bool(where(canvas, colour).any())


@pytest.mark.parametrize(
    ("row", "colours"),
    [
        ("3+4=7", {"green"}),
        ("3+4=8", {"red", "answer"}),
        ("3+4=", {"answer"}),
        ("347", set()),
    ],
)
def test_a_sum_is_marked_on_the_picture(row: str, colours: set[str]) -> None:
    canvas = drawn(reading(row))
    known = {"green": paint.GREEN, "red": paint.RED, "answer": ON_LIGHT, "amber": paint.AMBER}
    assert {name for name, colour in known.items() if has(canvas, colour)} == colours
    assert (canvas[:, : (len(row) - 1) * 26 + 20] == 255).all(), "drawn over what was written"


def test_doubt_is_shown_as_such() -> None:
    canvas = drawn(reading("3+4=8", sure=0.5))
    assert has(canvas, paint.AMBER)
    assert not has(canvas, paint.RED)


def test_an_answer_is_light_on_what_is_dark() -> None:
    canvas = drawn(reading("3+4="), np.full_like(FRAME.image, 20))
    assert has(canvas, paint.ACCENT)
    assert not has(canvas, ON_LIGHT)


@pytest.mark.parametrize("turn", [-0.3, 0.0, 0.3, np.pi / 2, np.pi])
def test_an_answer_goes_on_where_its_row_leads(turn: float) -> None:
    """Boxes of marks as high as wide, on a row that is turned about the frame's middle."""
    way = np.array([np.cos(turn), np.sin(turn)])

    def moved(k: int, mark: Digit) -> Digit:
        x, y = np.array([480, 270]) + 50 * (k - 3) * way
        return replace(mark, box=(round(x) - 18, round(y) - 18, 36, 36))

    row = Reading(tuple(moved(k, mark) for k, mark in enumerate(reading("3+4=").digits)))
    (found,) = sums_in(reading("3+4="))
    canvas = FRAME.image.copy()
    marking.draw_sums(canvas, [replace(found, marks=row.digits)], ink_of(row))
    rows, columns = np.nonzero(where(canvas, ON_LIGHT))
    ahead = (np.stack([columns, rows], 1) - (480, 270)) @ way
    aside = (np.stack([columns, rows], 1) - (480, 270)) @ (-way[1], way[0])
    assert ahead.min() > 18
    assert abs(aside.min() + aside.max()) < 6
    assert 30 < np.ptp(aside) < 42, "as high as the digits"


def test_an_answer_is_written_with_a_stroke_as_wide_as_theirs() -> None:
    thin, thick = (where(drawn(reading("3+4="), thick=wide), ON_LIGHT).sum() for wide in (2, 12))
    assert thick > 1.3 * thin


def test_marks_stay_in_the_frame_and_off_the_next_sum() -> None:
    far = reading("1÷3=")
    moved = Reading(tuple(replace(mark, box=(mark.box[0] + 850, 500, 20, 40)) for mark in far.digits))
    assert has(drawn(moved), ON_LIGHT)
    canvas = drawn(reading("3+4=8   5+2=7"))
    assert has(canvas, ON_LIGHT)
    assert (canvas[:, 8 * 26 :: 26][:, : 5 * 26 : 26] == 255).all()
    left = np.nonzero(where(canvas, ON_LIGHT))[1].max()
    assert left < 8 * 26, "over the next sum"


def test_a_list_of_sums_counts_those_that_are_right() -> None:
    def listed(*rows: str, sure: float = 0.99) -> Image:
        panel = np.full((180, 272, 3), paint.CARD, np.uint8)
        marking.draw_list(panel, sums_in(reading(*rows, sure=sure)), (24, 10, 224, 136))
        return panel

    few = listed("3+4=7", "3+4=8", "1+1=2", "5-1=")
    assert all(has(few, colour) for colour in (paint.GREEN, paint.RED, paint.ACCENT))
    assert has(listed("3+4=8", sure=0.5), paint.AMBER)
    assert not np.array_equal(few[10:28], listed("3+4=7", "3+4=7", "1+1=2", "5-1=")[10:28]), "the count"
    many = listed(*["12×34=408"] * 40)
    assert (many[:, 250:] == paint.CARD).all()
    assert (many[148:] == paint.CARD).all()


def test_json_has_sums_where_there_are_some() -> None:
    sums = as_json(reading("3+4=8", "12", "10÷3=", "1+1=2"), FRAME, 1.0)["sums"]
    assert sums[0] == {
        "text": "3+4=8", "line": 0, "box": [0, 0, 124, 40], "answer": "7", "right": False, "doubtful": False,
    }  # fmt: skip
    assert [(found["line"], found["answer"], found["right"]) for found in sums[1:]] == [
        (2, "3.3333…", None),
        (3, "2", True),
    ]
    (doubt,) = as_json(reading("3+4=8", sure=0.5), FRAME, 1.0)["sums"]
    assert (doubt["answer"], doubt["right"], doubt["doubtful"]) == (None, None, True)
    assert "sums" not in as_json(reading("34"), FRAME, 1.0)


def test_text_says_what_a_sum_makes() -> None:
    assert as_text(reading("3+4=8"), "a") == "a: 3+4=8  (7)"
    assert as_text(reading("12×7="), "a") == "a: 12×7=  84"
    assert as_text(reading("3+4=7", "12", "2-5="), "a") == "a:\n  3+4=7\n  12\n  2-5=  -3"
    assert as_text(reading("3+4=8", sure=0.5), "a") == "a: 3+4=8  (?)"
    assert as_text(reading("3+4=8     5+2=     12"), "a") == "a: 3+4=8  (7)  5+2=  7  12"
    assert as_text(reading("3+4"), "a") == "a: 3+4  =7"
    assert as_text(Reading(), "a") == "a: (no digits)"


def test_the_window_shows_sums_on_the_picture_and_in_the_panel() -> None:
    read = reading("3+4=8", "1+1=2")
    moment = Moment(FRAME, Sight(ink_of(read)), read, 1.0)
    on, off = (screen.compose(screen.View(moment, sums=sums)) for sums in (sums_in(read), ()))
    x, y, w, h = screen.PICTURE
    picture, panel = (slice(y, y + h), slice(x + 140, x + w)), (slice(y, y + h), slice(x + w, None))
    assert has(on[picture], paint.RED)
    assert has(on[panel], paint.RED)
    assert not has(off[picture], paint.RED)
