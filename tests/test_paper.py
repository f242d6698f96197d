"""Frame to ink: whatever the pen, the paper and the light, the ink is where the writing is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.paper.ink import WORK, find_ink
from live.paper.levels import levels_of
from live.reader import Reader
from live.values import Image
from tests.writing import INK, PAPER, Colour, lit, noisy, page, picture

TEXT = "3141\n5926"
SIZE = (640, 480)
PAGE = page(TEXT, SIZE)
ROWS, COLUMNS = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(models.load())


def assert_is_ink(image: Image, reader: Reader, *, page: Image = PAGE, kept: float = 0.93) -> None:
    """The ink covers the page's strokes and next to nothing else, and is read as what was written."""
    ink = find_ink(image)
    found = np.asarray(cv2.resize(ink.image, page.shape[::-1], interpolation=cv2.INTER_LINEAR)) >= 128
    written = page >= 128
    near = cv2.dilate(written.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    assert found[written].mean() >= kept
    assert (found & ~near).sum() <= 0.01 * written.sum()
    assert reader.read(ink).text == TEXT


PENS: dict[str, Colour] = {
    "black": INK,
    "blue": (160, 70, 30),
    "red": (50, 45, 190),
    "green": (60, 130, 50),
    "orange": (40, 120, 230),
    "violet": (150, 50, 120),
    "pencil": (128, 128, 130),
    "hard pencil": (170, 172, 172),
}


@pytest.mark.parametrize("pen", PENS)
@pytest.mark.parametrize("nth", [1, 2])
def test_pens_of_any_colour(reader: Reader, pen: str, nth: int) -> None:
    written = page(TEXT, SIZE, nth=nth)
    assert_is_ink(picture(written, PENS[pen]), reader, page=written)


PAPERS: dict[str, Colour] = {
    "white": (255, 255, 255),
    "yellow": (150, 230, 240),
    "grey": (150, 150, 150),
    "pink": (200, 190, 240),
    "blue": (230, 210, 190),
}


@pytest.mark.parametrize("paper", PAPERS)
def test_paper_of_any_light_colour(reader: Reader, paper: str) -> None:
    assert_is_ink(picture(PAGE, INK, PAPERS[paper]), reader)


LIGHTS = {
    "from the left": 1 - 0.65 * COLUMNS / SIZE[0],
    "steep": 1 - 0.8 * COLUMNS / SIZE[0],
    "from above": 1 - 0.65 * ROWS / SIZE[1],
    "a lamp": 0.35 + 0.65 * np.exp(-(((COLUMNS - 200) / 250) ** 2) - ((ROWS - 150) / 200) ** 2),
    "soft shadow": 1 - 0.5 / (1 + np.exp(-(COLUMNS - 300 + 0.3 * ROWS) / 25)),
    "dim": np.full(PAGE.shape, 0.25),
    "dark": np.full(PAGE.shape, 0.12),
}


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("pen", ["black", "blue", "red"])
def test_any_light(reader: Reader, light: str, pen: str) -> None:
    assert_is_ink(lit(picture(PAGE, PENS[pen]), LIGHTS[light]), reader)


@pytest.mark.parametrize("deviation", [3, 8, 15, 25])
def test_noise_of_the_sensor(reader: Reader, deviation: float) -> None:
    # Specks are left for the segmentation to leave out.
    assert reader.read(find_ink(noisy(picture(PAGE), deviation))).text == TEXT


def test_noise_in_the_dark(reader: Reader) -> None:
    assert reader.read(find_ink(noisy(lit(picture(PAGE), LIGHTS["dim"]), 5))).text == TEXT


def test_out_of_focus(reader: Reader) -> None:
    assert (
        reader.read(find_ink(np.asarray(cv2.GaussianBlur(picture(PAGE), (0, 0), 3), np.uint8))).text == TEXT
    )


@pytest.mark.parametrize("quality", [15, 50])
def test_squeezed_by_a_camera(reader: Reader, quality: int) -> None:
    encoded = cv2.imencode(".jpg", picture(PAGE, PENS["blue"]), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    assert_is_ink(np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8), reader)


@pytest.mark.parametrize("squared", [False, True], ids=["ruled", "squared"])
def test_faint_rules_are_no_ink(reader: Reader, squared: bool) -> None:
    blank = np.full((*PAGE.shape, 3), PAPER, np.float32)
    line = np.array(PAPER) * (1 - 0.08 * np.array((0.5, 1.0, 1.4)))
    for y in range(40, SIZE[1], 36):
        blank[y : y + 2] = line
    for x in range(30, SIZE[0], 36) if squared else ():
        blank[:, x : x + 2] = line
    cover = PAGE[..., None] / np.float32(255)
    assert_is_ink(np.asarray((blank * (1 - cover) + INK * cover).round(), np.uint8), reader)


def test_two_pens_of_different_strength(reader: Reader) -> None:
    """A faint line beside a strong one is not lost to a threshold for all of the page."""
    strong, faint = PAGE.copy(), PAGE.copy()
    strong[150:], faint[:150] = 0, 0
    both = np.minimum(picture(strong, (20, 20, 20)), picture(faint, PENS["pencil"]))
    assert_is_ink(both, reader)


@pytest.mark.parametrize(
    "size", [(320, 240), (640, 480), (1280, 720), (1920, 1080), (4000, 3000), (900, 1600)]
)
def test_pictures_of_any_size(reader: Reader, size: tuple[int, int]) -> None:
    image = picture(page(TEXT, size, size[0] // 12, (size[0] // 8, size[1] // 6)))
    ink = find_ink(image)
    height, width = ink.image.shape
    assert max(width, height) <= WORK
    assert (width * ink.scale, height * ink.scale) == pytest.approx(size, abs=2)
    reading = reader.read(ink)
    assert reading.text == TEXT
    for digit in reading.digits:
        x, y, w, h = digit.box
        part = image[y : y + h, x : x + w].min(2)
        assert part.min() < 60  # the box is where the ink is, in the picture's own pixels
        assert 0 <= x <= x + w <= size[0]
        assert 0 <= y <= y + h <= size[1]


BLANK = {
    "black": np.zeros((480, 640, 3), np.uint8),
    "white": np.full((480, 640, 3), 255, np.uint8),
    "grey": np.full((480, 640, 3), 128, np.uint8),
    "one pixel": np.full((1, 1, 3), 90, np.uint8),
    "a row": np.full((3, 4000, 3), 200, np.uint8),
    "a column": np.full((4000, 3, 3), 200, np.uint8),
    "paper with grain": noisy(np.full((480, 640, 3), 225, np.uint8), 4),
    "a gradient": lit(np.full((480, 640, 3), 255, np.uint8), 1 - 0.8 * COLUMNS / 640),
    "noise": np.random.default_rng(0).integers(0, 256, (480, 640, 3), np.uint8),
    "dark noise": np.random.default_rng(0).integers(0, 12, (480, 640, 3), np.uint8),
}


@pytest.mark.parametrize("name", BLANK)
def test_where_nothing_is_written_nothing_is_read(reader: Reader, name: str) -> None:
    ink = find_ink(BLANK[name])
    assert ink.image.dtype == np.uint8
    assert reader.read(ink).text == ""


def test_a_page_of_ten_digits_is_read_at_every_brightness(reader: Reader) -> None:
    written = page("01234\n56789", (640, 480))
    for light in (1.0, 0.6, 0.3, 0.15):
        image = lit(picture(written, PENS["blue"]), np.full(written.shape, light))
        assert reader.read(find_ink(image)).text == "01234\n56789"


def test_the_picture_given_is_left_alone() -> None:
    image = picture(PAGE)
    before = image.copy()
    find_ink(image)
    assert np.array_equal(image, before)


@pytest.mark.parametrize("noise", [1.0, 3.0, 8.0])
@pytest.mark.parametrize("half", [False, True], ids=["all", "half"])
def test_levels_of_paper_and_ink(noise: float, half: bool) -> None:
    """With a mask, what is beyond it counts for nothing."""
    contrast = np.random.default_rng(3).normal(40, noise, (300, 400))
    contrast[100:110, 50:150] = 180
    sheet = None
    if half:
        contrast[:, 200:] = 250
        sheet = np.zeros(contrast.shape, np.uint8)
        sheet[:, :200] = 255
    levels = levels_of(np.asarray(contrast.round().clip(0, 255), np.uint8), sheet)
    assert levels.paper == pytest.approx(40, abs=1)
    assert levels.noise == pytest.approx(noise, rel=0.15)
    assert levels.darkest == 180


@pytest.mark.parametrize("size", [(170, 5000), (200, 6000), (5000, 170), (333, 4100)])
def test_boxes_lie_on_their_ink_in_narrow_pictures(size: tuple[int, int]) -> None:
    width, height = size
    image = np.full((height, width, 3), 230, np.uint8)
    cv2.rectangle(image, (width - 90, height - 120), (width - 70, height - 60), (30, 30, 30), -1)
    ink = find_ink(image)
    x, y, w, h = ink.in_frame(cv2.boundingRect((ink.image >= 128).astype(np.uint8)))
    assert abs(x - (width - 90)) <= 6
    assert abs(y - (height - 120)) <= 6
    assert abs(x + w - (width - 69)) <= 6
    assert abs(y + h - (height - 59)) <= 6


@pytest.mark.parametrize("width", [20, 60, 84])
def test_a_markers_stroke_is_ink_right_through(width: int) -> None:
    page = np.full((720, 1280, 3), 230, np.uint8)
    cv2.line(page, (640, 150), (640, 570), (60, 45, 40), width, cv2.LINE_AA)
    ink = find_ink(page).image
    assert (ink[180:540, 640 - width // 2 + 4 : 640 + width // 2 - 4] > 127).all()
    assert (ink[:, : 600 - width] < 128).all()
