"""What is drawn over a frame, and the window's picture around it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from live.screen import overlay, paint, panel, screen, stages
from live.values import Box, Digit, Frame, Image, Moment, Reading, Sight


def digit(value: int | None, box: Box, confidence: float = 0.99, line: int = 0) -> Digit:
    probabilities = np.full(11, (1 - confidence) / 10, np.float32)
    probabilities[10 if value is None else value] = confidence
    glyph = np.zeros((28, 28), np.float32)
    glyph[4:24, 12:16] = 1
    return Digit(value, confidence, probabilities, box, line, glyph)


def sheet(width: int = 1280, height: int = 720) -> Image:
    return np.full((height, width, 3), 200, np.uint8)


def moment(image: Image, *digits: Digit) -> Moment:
    h, w = image.shape[:2]
    return Moment(Frame(image, 0.0, 0), Sight(np.zeros((h, w), np.uint8)), Reading(digits), 5.0)


def sign(value: str, box: Box, confidence: float = 0.99) -> Digit:
    """A sign as the paper reader gives it: there are columns for ten signs, of which this is the first."""
    probabilities = np.full(21, (1 - confidence) / 20, np.float32)
    probabilities[10] = confidence
    return replace(digit(None, box), value=value, confidence=confidence, probabilities=probabilities)


ROW = Reading(tuple(digit(i, (60 + 120 * i, 300, 70, 100)) for i in range(10)))


def test_annotate_leaves_the_image_and_the_ink_alone() -> None:
    image = sheet()
    drawn = overlay.annotate(image, ROW)
    assert (image == 200).all()
    assert drawn.shape == image.shape
    for mark in ROW.digits:
        x, y, w, h = mark.box
        inside = drawn[y + 2 : y + h - 2, x + 2 : x + w - 2]
        assert (inside == 200).all(), "something was drawn inside of a box"
    assert (drawn != 200).any()


def test_annotate_without_digits_is_the_image() -> None:
    assert np.array_equal(overlay.annotate(sheet(), Reading()), sheet())


@pytest.mark.parametrize("box", [(0, 0, 40, 60), (1240, 660, 40, 60), (0, 660, 1280, 60), (0, 0, 1280, 720)])
def test_labels_stay_in_the_picture(box: Box) -> None:
    plain, labelled = (overlay.annotate(sheet(), Reading((digit(v, box),))) for v in (None, 7))
    changed = (labelled != plain).any(axis=2)
    assert changed.any()
    x, y, w, h = box
    if (w, h) != (1280, 720):
        inside = changed[y + 4 : y + h - 4, x + 4 : x + w - 4]
        assert not inside.any(), "the label lies on the digit though there is room beside it"


def test_labels_of_a_crowded_page_lie_on_no_other_digit() -> None:
    boxes = [(100 + 46 * column, 100 + 52 * row, 38, 44) for row in range(5) for column in range(8)]
    for chosen in boxes:
        others = [digit(None, box) for box in boxes if box != chosen]
        plain, labelled = (overlay.annotate(sheet(), Reading((*others, digit(v, chosen)))) for v in (None, 7))
        changed = (labelled != plain).any(axis=2)
        rows, columns = np.nonzero(changed)
        x, y, w, h = chosen
        assert x - 20 < columns.mean() < x + w + 20
        assert y - 20 < rows.mean() < y + h + 20
        for other in others:
            x, y, w, h = other.box
            assert not changed[y + h // 4 : y + 3 * h // 4, x + w // 4 : x + 3 * w // 4].any()


@pytest.mark.parametrize("size", [(640, 480), (4000, 3), (1, 1), (3, 4000), (4000, 3000)])
def test_any_size_of_frame_can_be_drawn(size: tuple[int, int]) -> None:
    image = sheet(*size)
    mark = digit(5, (size[0] // 3, size[1] // 3, max(1, size[0] // 9), max(1, size[1] // 9)))
    assert overlay.annotate(image, Reading((mark,))).shape == image.shape
    for stage in stages.STAGES:
        view = screen.View(moment(image, mark), stage=stage)
        assert screen.compose(view).shape == (screen.HEIGHT, screen.WIDTH, 3)


def test_the_scale_of_confidence_runs_from_red_to_green() -> None:
    assert paint.confidence_colour(0.2) == paint.RED
    assert paint.confidence_colour(0.8) == paint.AMBER
    assert paint.confidence_colour(1.0) == paint.GREEN


def test_the_chosen_digit_is_the_nearest_to_the_mouse_or_the_first() -> None:
    smudge, first, second = (
        digit(None, (0, 0, 9, 9)),
        digit(3, (100, 100, 50, 80)),
        digit(8, (400, 100, 50, 80)),
    )
    reading = Reading((smudge, first, second))
    assert overlay.nearest(reading, None) is first
    assert overlay.nearest(reading, (390, 500)) is second
    assert overlay.nearest(reading, (1, 1)) is smudge
    assert overlay.nearest(Reading(), (1, 1)) is None
    around = digit(0, (350, 50, 200, 200))
    assert overlay.nearest(Reading((around, second)), (425, 140)) is second, "the inner one of two"


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080), (480, 640)])
def test_points_of_the_window_are_points_of_the_frame(size: tuple[int, int]) -> None:
    image = sheet(*size)
    (x, y, w, h), zoom = screen.placement(image)
    left, top, wide, high = screen.PICTURE
    assert left <= x < x + w <= left + wide
    assert top <= y < y + h <= top + high
    assert screen.to_frame(image, (x, y)) == pytest.approx((0.5 / zoom - 0.5,) * 2)
    assert screen.to_frame(image, (x + w, y + h)) == pytest.approx((size[0], size[1]), abs=1.5)


def test_glyphs_are_chosen_where_they_are_drawn() -> None:
    size = screen.PICTURE[2:]
    for number, (x, y, w, h) in enumerate(stages.cells(10, size)):
        assert stages.glyph_at(ROW, size, (x + w / 2, y + h / 2)) is ROW.digits[number]
        assert x >= 0
        assert x + w <= size[0]
        assert y + h <= size[1]


def test_the_grid_shows_every_pixel_of_the_glyph() -> None:
    glyph = np.zeros((28, 28), np.float32)
    glyph[3, 5] = 1
    large = panel.enlarge(glyph, 8)
    assert large.shape == (224, 224, 3)
    assert (large[3 * 8 + 4, 5 * 8 + 4] == paint.TEXT).all()
    assert (large[3 * 8 + 4, 6 * 8 + 4] == paint.GROUND).all()
    assert (large[4, 4] != large[0, 4]).any(), "no grid"


def is_violet(picture: Image) -> bool:
    return bool((picture == paint.VIOLET).all(axis=2).any())


@pytest.mark.parametrize("value", ["+", "×", ","])
def test_signs_are_drawn_in_a_colour_of_their_own(value: str) -> None:
    marks = digit(3, (100, 300, 70, 100)), sign(value, (200, 300, 70, 100)), digit(4, (300, 300, 70, 100))
    views = {stage: screen.View(moment(sheet(), *marks), stage=stage) for stage in stages.STAGES}
    drawn = {stage: screen.compose(view) for stage, view in views.items()}
    x, y, w, h = screen.BAR
    assert is_violet(drawn["frame"][y : y + h, x : x + w]), "the number"
    for stage in ("frame", "boxes", "glyphs"):
        assert is_violet(drawn[stage][:560, :976]), stage
    others = screen.compose(screen.View(moment(sheet(), marks[0], marks[2])))
    assert not is_violet(others)


def test_the_panel_tells_of_a_sign() -> None:
    plus = sign("+", (200, 300, 70, 100))
    views = [screen.compose(screen.View(moment(sheet(), mark))) for mark in (plus, digit(7, plus.box))]
    panels = [view[:, 992:] for view in views]
    assert is_violet(panels[0])
    assert not is_violet(panels[1])


def test_only_digits_are_counted_in_the_bar() -> None:
    """What is told of 3+4 beside the number is what is told of 34."""
    three, four = digit(3, (100, 300, 70, 100)), digit(4, (300, 300, 70, 100))
    shown = [
        screen.compose(screen.View(moment(sheet(), *marks)))
        for marks in ((three, sign("+", (200, 300, 70, 100)), four), (three, four), (three,))
    ]
    x, y, w, _ = screen.BAR
    told = [picture[y + 8 : y + 34, x + w - 300 : x + w] for picture in shown]
    assert np.array_equal(told[0], told[1])
    assert not np.array_equal(told[0], told[2])


def test_what_the_keys_do_keeps_to_its_card() -> None:
    plain, shown = (screen.compose(screen.View(moment(sheet()), help=show)) for show in (False, True))
    dimmed = plain.copy()
    paint.dim(dimmed, (0, 0, screen.WIDTH, screen.HEIGHT), 0.4)
    columns = np.flatnonzero((shown != dimmed).any(axis=(0, 2)))
    middle = screen.PICTURE[0] + screen.PICTURE[2] // 2
    assert columns.max() - middle <= middle - columns.min()


def test_every_part_of_the_view_changes_the_picture() -> None:
    base = screen.View(moment(sheet(), *ROW.digits), source="demo")
    plain = screen.compose(base)
    for change in (
        {"stage": "eye"}, {"stage": "ink"}, {"stage": "boxes"}, {"stage": "glyphs"}, {"mode": "mouse"},
        {"source": "camera 0"}, {"status": "stopped"}, {"note": "Saved"}, {"fps": 30}, {"mouse": (600, 300)},
        {"frozen": True}, {"recording": 61}, {"help": True}, {"moment": moment(sheet())},
    ):  # fmt: skip
        assert not np.array_equal(plain, screen.compose(replace(base, **change))), change
    assert np.array_equal(plain, screen.compose(replace(base)))


@pytest.mark.parametrize("lengths", [[1], [7, 7], [30], [20, 20, 20], [5] * 12, [1] * 40, [400]])
def test_numbers_of_any_length_keep_to_their_bar(lengths: list[int]) -> None:
    places = [(i, line) for line, n in enumerate(lengths) for i in range(n)]
    marks = [digit(i % 10, (5 * i, 20 * line, 4, 9), line=line) for i, line in places]
    few, many = (screen.compose(screen.View(moment(sheet(), *some))) for some in (marks[:0], marks))
    x, y, w, h = screen.BAR
    bar, around = many[y : y + h, x : x + w], (few != many).any(axis=2)
    around[y : y + h, x : x + w] = False
    around[: y - 4] = False  # the frame
    around[:, 992:] = False  # the panel
    assert not around.any()
    assert (bar[:, : w - 20] == paint.TEXT).all(axis=2).any()
    assert (bar[:, w - 20 :] == paint.CARD).all(axis=2)[12:-12].all(), "too long for the bar"


def test_the_canvas_shows_its_buttons_history_and_three_likeliest_values() -> None:
    row = np.array([0, 0.02, 0, 0.9, 0, 0.07, 0, 0, 0.01, 0, 0], np.float32)
    three = replace(digit(3, (100, 100, 50, 80)), probabilities=row)
    base = screen.View(moment(sheet(), three), mode="mouse")
    plain = screen.compose(base)
    for change in (
        {"history": ("407",)}, {"history": ("407", "12\n9")}, {"pressed": "Reset"}, {"pressed": "Recognise"}
    ):  # fmt: skip
        assert not np.array_equal(plain, screen.compose(replace(base, **change))), change
    other = replace(three, probabilities=np.roll(row, 1))
    assert not np.array_equal(plain, screen.compose(replace(base, moment=moment(sheet(), other))))
    fourth = row.copy()
    fourth[[8, 9]] = fourth[[9, 8]]
    same = replace(three, probabilities=fourth)
    changed = screen.compose(replace(base, moment=moment(sheet(), same)))
    assert np.array_equal(plain[:, 992:], changed[:, 992:]), "the fourth value is shown"
    for name, (x, y, w, h) in screen.BUTTONS.items():
        assert screen.button_at((x, y)) == screen.button_at((x + w - 1, y + h - 1)) == name
        assert screen.button_at((x - 1, y)) == screen.button_at((x, y - 1)) == ""
    many = screen.compose(replace(base, history=tuple("1234567890" * 5 for _ in range(99))))
    outside = (many != plain).any(axis=2)
    outside[420:570, 1000:1256] = False
    assert not outside.any(), "a long history leaves its place"
