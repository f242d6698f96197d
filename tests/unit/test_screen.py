"""What is drawn over a frame, the pictures of its stages, and the window's picture around them."""

from dataclasses import replace

import numpy as np
import pytest

from live.screen import overlay, paint, screen, stages
from live.values import Box, Digit, Frame, Image, Moment, Reading, Sight
from tests.marks import mark


def sheet(width: int = 1280, height: int = 720) -> Image:
    return np.full((height, width, 3), 200, np.uint8)


def view(*marks: Digit, image: Image | None = None, **more: object) -> screen.View:
    """A view of marks on an empty sheet."""
    image = sheet() if image is None else image
    moment = Moment(Frame(image, 0.0, 0), Sight(np.zeros(image.shape[:2], np.uint8)), Reading(marks), 5.0)
    return screen.View(moment, **more)  # type: ignore[arg-type]


def part(picture: Image, box: Box) -> Image:
    x, y, w, h = box
    return picture[y : y + h, x : x + w]


def changed(one: Image, other: Image) -> Image:
    """Where two pictures differ, (h, w) bool."""
    return np.asarray((one != other).any(axis=2))


PANEL: Box = (992, 0, 288, 560)
BESIDE: Box = (300, 300, 70, 100)
ROW = Reading(tuple(mark(i, (60 + 120 * i, 300, 70, 100)) for i in range(10)))


def test_boxes_are_drawn_around_marks_on_a_copy() -> None:
    image = sheet()
    drawn = overlay.annotate(image, ROW)
    assert (image == 200).all()
    assert (drawn != 200).any()
    for x, y, w, h in (digit.box for digit in ROW.digits):
        assert (drawn[y + 2 : y + h - 2, x + 2 : x + w - 2] == 200).all(), (
            "something was drawn inside of a box"
        )
    assert np.array_equal(overlay.annotate(image, Reading()), image)


def label_of(chosen: Box, *others: Digit) -> Image:
    """Where the label of a digit is drawn."""
    return changed(
        *(overlay.annotate(sheet(), Reading((*others, mark(value, chosen)))) for value in (None, 7))
    )


@pytest.mark.parametrize("box", [(0, 0, 40, 60), (1240, 660, 40, 60), (0, 660, 1280, 60), (0, 0, 1280, 720)])
def test_labels_stay_in_the_picture_and_off_their_digit_where_there_is_room(box: Box) -> None:
    label, (x, y, w, h) = label_of(box), box
    assert label.any()
    assert w * h == label.size or not label[y + 4 : y + h - 4, x + 4 : x + w - 4].any()


def test_labels_of_a_crowded_page_lie_on_no_other_digit() -> None:
    boxes = [(100 + 46 * column, 100 + 52 * row, 38, 44) for row in range(3) for column in range(5)]
    for chosen in boxes:
        others = [box for box in boxes if box != chosen]
        label = label_of(chosen, *(mark(None, box) for box in others))
        rows, columns = np.nonzero(label)
        x, y, w, h = chosen
        assert x - 20 < columns.mean() < x + w + 20
        assert y - 20 < rows.mean() < y + h + 20
        for x, y, w, h in others:
            assert not label[y + h // 4 : y + 3 * h // 4, x + w // 4 : x + 3 * w // 4].any()


@pytest.mark.parametrize("size", [(640, 480), (4000, 3), (1, 1), (3, 4000), (4000, 3000)])
def test_any_size_of_frame_can_be_drawn(size: tuple[int, int]) -> None:
    image = sheet(*size)
    digit = mark(5, (size[0] // 3, size[1] // 3, max(1, size[0] // 9), max(1, size[1] // 9)))
    assert overlay.annotate(image, Reading((digit,))).shape == image.shape
    for stage in stages.STAGES:
        assert screen.compose(view(digit, image=image, stage=stage)).shape == (screen.HEIGHT, screen.WIDTH, 3)


@pytest.mark.parametrize(
    ("at", "chosen"), [(None, 1), ((390, 500), 2), ((1, 1), 0), ((725, 140), 4)],
    ids=["the first without a mouse", "the nearest to the mouse", "what is no digit", "the inner of two"],
)  # fmt: skip
def test_the_chosen_mark(at: tuple[float, float] | None, chosen: int) -> None:
    boxes = [(0, 0, 9, 9), (100, 100, 50, 80), (400, 100, 50, 80), (650, 50, 200, 200), (700, 100, 50, 80)]
    marks = [mark(k or None, box) for k, box in enumerate(boxes)]
    assert overlay.nearest(Reading(tuple(marks)), at) is marks[chosen]
    assert overlay.nearest(Reading(), at) is None


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080), (480, 640)])
def test_points_of_the_window_are_points_of_the_frame(size: tuple[int, int]) -> None:
    image = sheet(*size)
    (x, y, w, h), zoom = screen.placement(image)
    left, top, wide, high = screen.PICTURE
    assert left <= x < x + w <= left + wide
    assert top <= y < y + h <= top + high
    assert screen.to_frame(image, (x, y)) == pytest.approx((0.5 / zoom - 0.5,) * 2)
    assert screen.to_frame(image, (x + w, y + h)) == pytest.approx(size, abs=1.5)


def test_glyphs_are_chosen_where_they_are_drawn() -> None:
    size = screen.PICTURE[2:]
    for number, (x, y, w, h) in enumerate(stages.cells(10, size)):
        assert stages.glyph_at(ROW, size, (x + w / 2, y + h / 2)) is ROW.digits[number]
        assert 0 <= x < x + w <= size[0]
        assert y + h <= size[1]


def test_the_eyes_heat_and_proposals_are_shown_where_they_lie() -> None:
    blank, heat, image = np.zeros((18, 32), np.uint8), np.zeros((18, 32), np.float32), sheet(320, 180)
    heat[4:6, 20:24] = 1
    plain = stages.eye(image, Sight(blank), 1.0)
    rows, columns = np.nonzero(changed(stages.eye(image, Sight(blank, heat), 1.0), plain))
    assert (rows.mean(), columns.mean()) == pytest.approx((50, 220), abs=4)
    boxed = stages.eye(image, Sight(blank, None, (((60, 40, 20, 30), 0.8),)), 0.5)
    rows, columns = np.nonzero(changed(boxed, plain))
    assert (rows.min(), columns.min(), rows.max(), columns.max()) == (20, 30, 34, 39)


def is_violet(picture: Image) -> bool:
    return bool((picture == paint.VIOLET).all(axis=2).any())


@pytest.mark.parametrize("value", ["+", "×", ","])
def test_signs_are_drawn_in_a_colour_of_their_own_and_not_counted(value: str) -> None:
    three, sign, four = mark(3, (100, 300, 70, 100)), mark(value, (200, 300, 70, 100)), mark(4, BESIDE)
    drawn = {stage: screen.compose(view(three, sign, four, stage=stage)) for stage in stages.STAGES}
    assert is_violet(part(drawn["frame"], screen.BAR)), "the number"
    assert all(is_violet(drawn[stage][:560, :976]) for stage in ("frame", "boxes", "glyphs"))
    without, fewer = screen.compose(view(three, four)), screen.compose(view(three))
    assert not is_violet(without)
    assert [is_violet(part(screen.compose(view(chosen)), PANEL)) for chosen in (sign, four)] == [True, False]
    x, y, w, _ = screen.BAR
    shown = drawn["frame"], without, fewer
    told, as_told, otherwise = (part(one, (x + w - 300, y + 8, 300, 26)) for one in shown)
    assert np.array_equal(told, as_told)
    assert not np.array_equal(told, otherwise)


def test_what_the_keys_do_keeps_to_its_card() -> None:
    plain, shown = (screen.compose(view(help=show)) for show in (False, True))
    paint.dim(plain, (0, 0, screen.WIDTH, screen.HEIGHT), 0.4)
    columns = np.flatnonzero(changed(shown, plain).any(axis=0))
    middle = screen.PICTURE[0] + screen.PICTURE[2] // 2
    assert columns.max() - middle <= middle - columns.min()


@pytest.mark.parametrize("change", [
    {"stage": "eye"}, {"stage": "ink"}, {"stage": "boxes"}, {"stage": "glyphs"}, {"mode": "mouse"},
    {"source": "camera 0"}, {"status": "stopped"}, {"note": "Saved"}, {"fps": 30}, {"mouse": (600, 300)},
    {"frozen": True}, {"recording": 61}, {"help": True}, {"moment": view().moment}, {"history": ("407",)},
    {"pressed": "Reset"}, {"pressed": "Recognise"},
], ids=str)  # fmt: skip
def test_every_part_of_the_view_changes_the_picture(change: dict[str, object]) -> None:
    plain = view(
        *ROW.digits, source="demo", mode="mouse" if change.keys() & {"history", "pressed"} else "paper"
    )
    assert not np.array_equal(screen.compose(plain), screen.compose(replace(plain, **change)))


@pytest.mark.parametrize("lengths", [[1], [7, 7], [30], [20, 20, 20], [5] * 12, [1] * 40, [400]])
def test_numbers_of_any_length_keep_to_their_bar(lengths: list[int]) -> None:
    places = [(i, line) for line, n in enumerate(lengths) for i in range(n)]
    marks = [mark(i % 10, (5 * i, 20 * line, 4, 9), line=line) for i, line in places]
    few, many = screen.compose(view()), screen.compose(view(*marks))
    bar, around = part(many, screen.BAR), changed(few, many)
    part(around, screen.BAR)[:] = False
    assert not around[screen.BAR[1] - 4 :, : PANEL[0]].any(), "beside the bar, below the frame"
    assert (bar[:, :-20] == paint.TEXT).all(axis=2).any()
    assert (bar[12:-12, -20:] == paint.CARD).all(), "too long for the bar"


def test_the_canvas_shows_the_three_likeliest_values() -> None:
    row = np.array([0, 0.02, 0, 0.9, 0, 0.07, 0, 0, 0.01, 0, 0], np.float32)
    fourth = row.copy()
    fourth[[8, 9]] = fourth[[9, 8]]
    plain, other, same = (
        part(screen.compose(view(mark(3, BESIDE, probabilities=likely), mode="mouse")), PANEL)
        for likely in (row, np.roll(row, 1), fourth)
    )
    assert not np.array_equal(plain, other)
    assert np.array_equal(plain, same), "the fourth value is shown"


def test_the_canvas_buttons_and_its_history_keep_to_their_places() -> None:
    for name, (x, y, w, h) in screen.BUTTONS.items():
        assert screen.button_at((x, y)) == screen.button_at((x + w - 1, y + h - 1)) == name
        assert screen.button_at((x - 1, y)) == screen.button_at((x, y - 1)) == ""
    history = tuple("1234567890" * 5 for _ in range(99))
    outside = changed(screen.compose(view(mode="mouse")), screen.compose(view(mode="mouse", history=history)))
    outside[420:570, 1000:1256] = False
    assert not outside.any()
