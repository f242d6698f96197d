"""What is said of sums: on the picture, in the window's bar, in JSON, in text, and over time."""

import math
import weakref
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from live.reading.likeliest import likeliest
from live.reading.longest import Longest
from live.reading.steady import DEBOUNCE, Steady
from live.report import as_json, as_text
from live.screen import marking, paint
from live.values import Frame, Image, Reading
from tests.marks import ALPHABET, PITCH, reading, sums, worked

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
    marking.draw_sums(canvas, likeliest(read, ALPHABET).sums, ink_of(read, thick))
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


def test_an_answer_is_light_on_what_is_dark_and_as_broad_as_the_digits() -> None:
    canvas = drawn(reading("3+4="), np.full_like(FRAME.image, 20))
    assert where(canvas, paint.ACCENT).any()
    assert not seen(canvas)
    thin, thick = (where(drawn(reading("3+4="), thick=wide)).sum() for wide in (2, 12))
    assert thick > 1.3 * thin


@pytest.mark.parametrize("turn", [-0.3, 0.0, 0.3, np.pi / 2, np.pi])
def test_an_answer_goes_on_where_its_row_leads(turn: float) -> None:
    """Boxes of marks as high as wide, on a row that is turned about the frame's middle."""
    way, (found,) = np.array([np.cos(turn), np.sin(turn)]), sums("3+4=")
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


def test_marks_stay_in_the_frame_and_off_the_next_sum() -> None:
    far = reading("1÷3=").digits
    moved = Reading(tuple(replace(mark, box=(mark.box[0] + 850, 500, 20, 40)) for mark in far))
    assert seen(drawn(moved)) == {"answer"}
    answer = np.nonzero(where(drawn(reading("3+4=8   5+2=7"))))[1]
    assert 5 * PITCH < answer.min() < answer.max() < 8 * PITCH


def test_the_window_lists_sums_and_counts_those_that_are_right() -> None:
    def listed(*rows: str, sure: float = 0.99) -> Image:
        panel = np.full((180, 272, 3), paint.CARD, np.uint8)
        marking.draw_list(panel, sums(*rows, sure=sure), (24, 10, 224, 136))
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
    sums = as_json(worked("3+4=8", "12", "10÷3=", "1+1=2"), FRAME, 1.0)["sums"]
    assert sums[0] == {
        "text": "3+4=8", "line": 0, "box": [0, 0, 124, 40], "answer": "7", "right": False, "doubtful": False,
    }  # fmt: skip
    found = [(each["line"], each["answer"], each["right"]) for each in sums[1:]]
    assert found == [(2, "3.3333…", None), (3, "2", True)]
    (doubt,) = as_json(worked("3+4=8", sure=0.5), FRAME, 1.0)["sums"]
    assert (doubt["answer"], doubt["right"], doubt["doubtful"]) == (None, None, True)
    assert "sums" not in as_json(worked("34"), FRAME, 1.0)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (worked("3+4=8"), "a: 3+4=8  (7)"),
        (worked("12×7="), "a: 12×7=  84"),
        (worked("3+4=7", "12", "2-5="), "a:\n  3+4=7\n  12\n  2-5=  -3"),
        (worked("3+4=8", sure=0.5), "a: 3+4=8  (?)"),
        (worked("3+4=8     5+2=     12"), "a: 3+4=8  (7)  5+2=  7  12"),
        (worked("3+4"), "a: 3+4  =7"),
        (Reading(), "a: (no digits)"),
    ],
)
def test_text_says_what_a_sum_makes(read: Reading, text: str) -> None:
    assert as_text(read, "a") == text


TICK = 1 / 15
"""s"""

AFTER = math.ceil(DEBOUNCE / TICK) + 1
"""Frames after which something new is shown."""

RIGHT = [("3+4=7", "right")]


def followed(row: str, sure: float = 0.99, right: int = 0) -> Reading:
    """A row whose marks are followed by their place in it, some px further right."""
    marks = reading(row, sure=sure).digits
    moved = (replace(m, track=m.box[0], box=(m.box[0] + right, *m.box[1:])) for m in marks)
    return likeliest(Reading(tuple(moved)), ALPHABET)


def over_time(*readings: Reading) -> list[list[tuple[str, str]]]:
    """What is shown of each reading, one a frame."""
    steady, found = Steady(), []
    for number, read in enumerate(readings):
        steady.update(read, number * TICK)
        found.append([(each.text, each.verdict) for each in steady.shown])
    return found


def test_a_sum_is_shown_once_it_has_been_there_for_a_while() -> None:
    assert over_time(*[followed("3+4=7")] * (AFTER + 1)) == [[]] * (AFTER - 1) + [RIGHT] * 2
    assert over_time(worked("3+4=7"), worked("12")) == [RIGHT, []], "of a still at once"


@pytest.mark.parametrize(
    "odd", [followed("3+4=7", sure=0.2), followed("3+4 7"), followed("3+4=1"), followed("3 4=7")]
)
def test_what_comes_and_goes_does_not_flicker(odd: Reading) -> None:
    """A mark in doubt now and then, another one that is lost and read otherwise meanwhile."""
    same = followed("3+4=7")
    assert over_time(*[same] * AFTER, odd, same, odd, odd, same)[AFTER:] == [RIGHT] * 5


def test_another_sum_takes_over_without_a_gap_and_a_sheet_that_is_gone_leaves_none() -> None:
    found = over_time(*[followed("3+4=7")] * AFTER, *[followed("3+4=8")] * (AFTER + 1), Reading())
    assert found[AFTER - 1 : -3] == [RIGHT] * (AFTER - 1) + [found[-2]]
    assert found[-2:] == [[("3+4=8", "wrong")], []]


def test_a_sum_moves_with_its_marks() -> None:
    steady = Steady()
    for number in range(AFTER + 2):
        steady.update(followed("3+4=7" if number < AFTER else "3+4 7", right=10 * number), number * TICK)
    assert steady.shown[0].marks[0].box[0] == 10 * (AFTER + 1)


@pytest.mark.parametrize(
    "film",
    [
        [(0, ""), (5, "12"), (6, "13"), (6.7, "12"), (6.8, "13"), (7.15, ""), (9, "")],
        [(0, "-"), (5, "12"), (6.7, "-"), (9, "-")],
    ],
    ids=["one that comes back adds to its time", "signs alone are nothing to say"],
)
def test_a_film_says_what_was_there_longest_where_it_was_last_seen(film: list[tuple[float, str]]) -> None:
    longest = Longest()
    assert longest.result() is None
    for time, text in film:
        longest.add(Frame(np.zeros((4, 4, 3), np.uint8), time, int(10 * time)), reading(text))
    last, said = longest.result()
    assert (last.time, said.text) == (max(time for time, text in film if text == "12"), "12")


def test_a_camera_that_never_ends_keeps_two_frames() -> None:
    longest, frames = Longest(), []
    for k in range(40):
        longest.add(one := Frame(np.zeros((4, 4, 3), np.uint8), k, k), reading(str(k % 10)))
        frames.append(weakref.ref(one))
    del one
    assert sum(alive() is not None for alive in frames) <= 2
