"""Paper read by the shipped networks: whatever the pen, the paper, the light and the way it is held."""

from __future__ import annotations

import re

import cv2
import numpy as np
import pytest

import models
from live.frames.demo import SHEET_FRAMES, Demo
from live.paper.page import PageReader
from live.values import Box, Frame, Image, Reading
from tests.writing import INK, PAPER, SIGNS, Colour, between, lit, noisy, page, picture

TEXT = "3141\n5926"
SIZE = (640, 480)
PAGE = page(TEXT, SIZE)
ROWS, COLUMNS = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]


@pytest.fixture(scope="module")
def reader() -> PageReader:
    return PageReader(models.load())


def read(reader: PageReader, image: Image, still: bool = True) -> Reading:
    return reader.read(Frame(image, 0.0, 0, still=still))[1]


def lies_on_ink(box: Box, ink: Image) -> bool:
    """Whether a box, in the ink's px, lies around ink that reaches near to all of its sides."""
    x, y, w, h = box
    inside = ink[max(0, y) : y + h, max(0, x) : x + w] >= 128
    if not inside.any():
        return False
    left, top, wide, high = cv2.boundingRect(inside.astype(np.uint8))
    loose = 3 + 0.2 * max(w, h)
    return left <= loose and top <= loose and w - left - wide <= loose and h - top - high <= loose


PENS: dict[str, Colour] = {
    "black": INK,
    "blue": (160, 70, 30),
    "red": (50, 45, 190),
    "pencil": (128, 128, 130),
    "hard pencil": (170, 172, 172),
}


@pytest.mark.parametrize("pen", PENS)
def test_pens_of_any_colour(reader: PageReader, pen: str) -> None:
    assert read(reader, picture(PAGE, PENS[pen])).text == TEXT


@pytest.mark.parametrize(
    ("pen", "paper"),
    [(INK, (150, 230, 240)), (INK, (150, 150, 150)), ((225, 230, 228), (60, 80, 50))],
    ids=["yellow", "grey", "chalk on a board"],
)
def test_paper_of_any_colour(reader: PageReader, pen: Colour, paper: Colour) -> None:
    assert read(reader, picture(PAGE, pen, paper)).text == TEXT


LIGHTS = {
    "steep": 1 - 0.8 * COLUMNS / SIZE[0],
    "a lamp": 0.35 + 0.65 * np.exp(-(((COLUMNS - 200) / 250) ** 2) - ((ROWS - 150) / 200) ** 2),
    "soft shadow": 1 - 0.5 / (1 + np.exp(-(COLUMNS - 300 + 0.3 * ROWS) / 25)),
    "dark": np.full(PAGE.shape, 0.15),
}


@pytest.mark.parametrize("light", LIGHTS)
def test_any_light(reader: PageReader, light: str) -> None:
    assert read(reader, lit(picture(PAGE, PENS["blue"]), LIGHTS[light])).text == TEXT


def test_noise_blur_and_a_cameras_compression(reader: PageReader) -> None:
    assert read(reader, noisy(picture(PAGE), 12)).text == TEXT
    assert read(reader, np.asarray(cv2.GaussianBlur(picture(PAGE), (0, 0), 2.5), np.uint8)).text == TEXT
    squeezed = cv2.imencode(".jpg", picture(PAGE), [cv2.IMWRITE_JPEG_QUALITY, 20])[1]
    assert read(reader, np.asarray(cv2.imdecode(squeezed, cv2.IMREAD_COLOR), np.uint8)).text == TEXT


@pytest.mark.parametrize("squared", [False, True], ids=["ruled", "squared"])
def test_rules_are_no_writing(reader: PageReader, squared: bool) -> None:
    blank = np.full((*PAGE.shape, 3), PAPER, np.float32)
    line = np.array(PAPER) * (1 - 0.15 * np.array((0.5, 1.0, 1.4)))
    for y in range(40, SIZE[1], 36):
        blank[y : y + 2] = line
    for x in range(30, SIZE[0], 36) if squared else ():
        blank[:, x : x + 2] = line
    cover = PAGE[..., None] / np.float32(255)
    assert read(reader, np.asarray((blank * (1 - cover) + INK * cover).round(), np.uint8)).text == TEXT


@pytest.mark.parametrize(
    "size",
    [(320, 240), (640, 480), (1920, 1080), (4000, 3000), (900, 1600)],
    ids=str,
)
def test_pictures_of_any_size_and_boxes_in_their_pixels(reader: PageReader, size: tuple[int, int]) -> None:
    ink = page(TEXT, size, size[0] // 12, (size[0] // 8, size[1] // 6))
    reading = read(reader, picture(ink))
    assert reading.text == TEXT
    assert all(lies_on_ink(digit.box, ink) for digit in reading.digits)


@pytest.mark.parametrize("height", [40, 200])
def test_digits_of_any_size(reader: PageReader, height: int) -> None:
    assert read(reader, picture(page("3142", (1200, 300), height, (40, 40)))).text == "3142"


@pytest.mark.parametrize(
    "text",
    [
        "5",
        "0123456789",
        "314\n159\n265",
        "1\n2\n3\n4",
        "7",
        pytest.param("11111", marks=pytest.mark.xfail(reason="ones among their like", strict=False)),
    ],
    ids=repr,
)
def test_lines_of_digits(reader: PageReader, text: str) -> None:
    reading = read(reader, picture(page(text, (1000, 600), 60, (40, 40), nth=2)))
    assert reading.text == text
    assert [digit.line for digit in reading.digits] == sorted(digit.line for digit in reading.digits)


@pytest.mark.parametrize("slope", [-0.15, 0.15])
def test_writing_that_climbs_or_falls(reader: PageReader, slope: float) -> None:
    ink = page("31415\n92653\n58979", (700, 640), 60, (60, 120), slope=slope)
    assert read(reader, picture(ink)).text == "31415\n92653\n58979"


def test_columns_are_read_across(reader: PageReader) -> None:
    assert read(reader, picture(page("12    45\n37    60", (900, 400), 60, (60, 80)))).text == "1245\n3760"


def test_what_a_digit_tells(reader: PageReader) -> None:
    reading = read(reader, picture(PAGE))
    for digit in reading.digits:
        assert digit.probabilities.shape == (len(reader.alphabet) + 1,)
        assert digit.probabilities.sum() == pytest.approx(1, abs=1e-4)
        assert digit.value == digit.probabilities.argmax()
        assert digit.confidence == pytest.approx(1 - float(digit.probabilities[-1]))
        assert digit.glyph.max() > 0.8
        assert digit.track == -1
    assert [d.box for d in read(reader, picture(PAGE)).digits] == [d.box for d in reading.digits]


BLANK = {
    "black": np.zeros((480, 640, 3), np.uint8),
    "white": np.full((480, 640, 3), 255, np.uint8),
    "one pixel": np.full((1, 1, 3), 90, np.uint8),
    "a row": np.full((3, 4000, 3), 200, np.uint8),
    "a column": np.full((4000, 3, 3), 200, np.uint8),
    "paper with grain": noisy(np.full((480, 640, 3), 225, np.uint8), 4),
    "a gradient": lit(np.full((480, 640, 3), 255, np.uint8), 1 - 0.8 * COLUMNS / 640),
    "noise": np.random.default_rng(0).integers(0, 256, (480, 640, 3), np.uint8),
}


@pytest.mark.parametrize("name", BLANK)
def test_where_nothing_is_written_nothing_is_read(reader: PageReader, name: str) -> None:
    sight, reading = reader.read(Frame(BLANK[name], 0.0, 0, still=True))
    assert reading.text == ""
    assert sight.ink.ndim == 2


def test_the_picture_given_is_left_alone(reader: PageReader) -> None:
    image = picture(PAGE)
    before = image.copy()
    read(reader, image)
    assert np.array_equal(image, before)


def test_what_is_seen_lies_where_it_is_written(reader: PageReader) -> None:
    sight, reading = reader.read(Frame(picture(PAGE), 0.0, 0, still=True))
    ink = np.asarray(cv2.resize(sight.ink, SIZE, interpolation=cv2.INTER_LINEAR)) >= 128
    near = cv2.dilate((PAGE >= 128).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert ink[PAGE >= 200].mean() > 0.85
    assert (ink & ~near).sum() < 0.02 * ink.sum()
    assert sight.heat is not None
    assert 0 <= sight.heat.min() <= sight.heat.max() <= 1
    assert {digit.box for digit in reading.digits} <= {box for box, _ in sight.proposals}


ROTATED = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
TURNED = "2453\n3724"


def turned(degrees: int) -> Image:
    """Ink of a page turned clockwise."""
    ink = page(TURNED, (700, 400), 80, (60, 60))
    return np.asarray(cv2.rotate(ink, ROTATED[degrees]), np.uint8) if degrees else ink


@pytest.mark.parametrize("degrees", ROTATED)
def test_a_still_is_read_whichever_way_it_is_held(reader: PageReader, degrees: int) -> None:
    ink = turned(degrees)
    sight, reading = reader.read(Frame(picture(ink), 0.0, 0, still=True))
    assert reading.text == TURNED
    assert all(lies_on_ink(digit.box, ink) for digit in reading.digits), "in the picture as it came"
    assert sight.ink.shape[0] > sight.ink.shape[1] if degrees != 180 else True


def test_a_film_is_read_whichever_way_the_sheet_is_turned() -> None:
    reader = PageReader(models.load())
    for degrees, quarters in ((90, 3), (0, 0), (180, 2)):
        frames = [read(reader, picture(turned(degrees)), still=False) for _ in range(8)]
        assert frames[-1].text == TURNED
        assert reader.turn == quarters


@pytest.mark.parametrize("name", ["+", "-", "=", "×", "÷"])
def test_signs_between_numbers_are_read(reader: PageReader, name: str) -> None:
    reading = read(reader, picture(between(SIGNS[name], 8)))
    assert reading.text == f"31{name}42"
    assert [digit.value for digit in reading.digits] == [3, 1, name, 4, 2]
    assert reading.count == 4


@pytest.mark.parametrize("name", ["+", "=", "tick", "underline", "accent"])
def test_digits_alone_are_read_where_that_is_asked(name: str) -> None:
    reader = PageReader(models.load(), signs=False)
    assert read(reader, picture(between(SIGNS[name], 8))).text == "3142"


def test_signs_without_digits_say_nothing(reader: PageReader) -> None:
    ink = between(SIGNS["+"], 8)
    ink[:, :280], ink[:, 390:] = 0, 0
    assert read(reader, picture(ink)).digits == ()


SHEETS, ROOMS = 20, 6
"""Sheets of the demo that are read, one frame of each, and rooms without one."""


def test_demo_frames_are_read_as_they_are_written(reader: PageReader) -> None:
    """Single frames, fully shown, without what several frames in a row would put right."""
    missed = []
    for number in range(SHEETS):
        frame, truth = Demo(seed=number % 6).scene((number // 6) * SHEET_FRAMES + 24 + 3 * number)
        assert truth
        truth = re.sub(r"[^\d\n]", "", truth)  # of sums the digits
        text = read(reader, frame.image, still=False).digits_only.text
        if text != truth:
            missed.append(f"{truth!r} as {text!r}")
    assert len(missed) <= 0.5 * SHEETS, ", ".join(missed)  # thumbs that hold the sheet are read as ones


def test_little_is_read_in_an_empty_room(reader: PageReader) -> None:
    rooms = [Demo(seed, sheet=False).scene(30)[0].image for seed in range(ROOMS)]
    readings = [read(reader, room, still=False) for room in rooms]
    assert sum(reading.count for reading in readings) <= ROOMS / 2, [reading.text for reading in readings]
