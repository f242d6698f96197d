"""Where the sheet is: in a room, before a wall, turned, cut by the picture's edge, or everywhere."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.frames.demo import Demo
from live.paper import find_ink
from live.paper.sheet import find_sheet
from live.reader import Reader
from live.values import Image
from tests.writing import INK, PAPER, Colour, box, chequered, lit, noisy, page, picture, stems, table, view_of

Corners = list[tuple[int, int]]

WIDTH, HEIGHT = 1280, 720
TEXT = "3141\n5926"

HELD: dict[str, Corners] = {
    "straight": [(260, 120), (1020, 120), (1020, 640), (260, 640)],
    "turned": [(300, 60), (1080, 160), (1000, 680), (220, 560)],
    "tilted": [(340, 100), (940, 100), (1060, 660), (220, 660)],
    "cut on the left": [(-40, 80), (700, 90), (700, 640), (-40, 640)],
    "cut below": [(300, 200), (1000, 200), (1000, 760), (300, 760)],
}
EVERYWHERE: Corners = [(-20, -20), (1300, -20), (1300, 740), (-20, 740)]

WALLS = {"dark": (60, 55, 50), "grey": (120, 125, 128), "light": (170, 185, 190), "blue": (190, 150, 120)}


def wall(colour: tuple[int, int, int]) -> Image:
    return np.full((HEIGHT, WIDTH, 3), colour, np.uint8)


def room(seed: int) -> Image:
    return Demo(seed, sheet=False).scene(30)[0].image


def held(
    corners: Corners, behind: Image, ink: Image | None = None, paper: Colour = PAPER
) -> tuple[Image, Image, Image]:
    """A sheet with ink on it, or TEXT, before what is behind: the picture, masks of the sheet and its ink."""
    ink = page(TEXT, (800, 560), 110, (90, 120)) if ink is None else ink
    high, wide = ink.shape
    view = view_of((wide, high), np.array(corners))
    size = behind.shape[1::-1]
    sheet = cv2.warpPerspective(np.full(ink.shape, 255, np.uint8), view, size)
    seen = cv2.warpPerspective(picture(ink, INK, paper), view, size)
    cover = sheet[..., None] / np.float32(255)
    both = np.asarray((behind * (1 - cover) + seen * cover).round(), np.uint8)
    written = np.asarray(cv2.warpPerspective(ink, view, size) >= 128)
    return noisy(both, 2), np.asarray(sheet >= 128), written


def assert_found(mask: Image | None, sheet: Image, written: Image, outside: float = 0.02) -> None:
    """All writing is on the sheet that was found, and next to nothing that is beside the real one."""
    assert mask is not None
    assert mask.shape == sheet.shape
    assert set(np.unique(mask)) <= {0, 255}
    found = mask > 0
    assert found[written].mean() > 0.99
    assert (found & ~sheet).sum() <= outside * found.sum()
    assert found[sheet].mean() > 0.75


@pytest.mark.parametrize("behind", WALLS)
@pytest.mark.parametrize("name", HELD)
def test_a_sheet_before_a_wall(name: str, behind: str) -> None:
    image, sheet, written = held(HELD[name], wall(WALLS[behind]))
    assert_found(find_sheet(image), sheet, written)


@pytest.mark.parametrize("name", ["straight", "turned", "tilted"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_sheet_in_a_room(name: str, seed: int) -> None:
    image, sheet, written = held(HELD[name], room(seed))
    # A bright thing that touches the sheet may be taken along.
    assert_found(find_sheet(image), sheet, written, outside=0.2)


@pytest.mark.parametrize("behind", WALLS)
def test_shade_on_the_sheet_and_a_dim_room(behind: str) -> None:
    image, sheet, written = held(HELD["straight"], wall(WALLS[behind]))
    _, x = np.mgrid[0:HEIGHT, 0:WIDTH] / WIDTH
    assert_found(find_sheet(lit(image, 1 - 0.5 * x)), sheet, written)
    assert_found(find_sheet(lit(image, np.full(x.shape, 0.35))), sheet, written)


def lying(turn: float, behind: Image, ink: Image | None = None) -> tuple[Image, Image, Image]:
    """A sheet in the picture's middle, turned by some degrees, as `held` has it."""
    corners = box((WIDTH / 2, HEIGHT / 2), (620, 400), np.radians(turn)).tolist()
    return held([(round(x), round(y)) for x, y in corners], behind, ink)


@pytest.mark.parametrize("film", [False, True])
@pytest.mark.parametrize("turn", [20, 33, 45, -30])
def test_a_turned_sheet_keeps_its_corners(turn: float, film: bool) -> None:
    image, sheet, written = lying(turn, wall(WALLS["dark"]))
    mask = find_sheet(image, film)
    assert_found(mask, sheet, written)
    assert mask is not None
    assert (mask[sheet] > 0).mean() > 0.95


def half_in_shadow(image: Image, across: float) -> Image:
    """A shadow's edge goes through the middle, so many px to the left for each one down."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    away = (x - WIDTH / 2) + across * (y - HEIGHT / 2)
    return lit(image, 1 - 0.4 / (1 + np.exp(-away / 6)))


@pytest.mark.parametrize("film", [False, True])
@pytest.mark.parametrize("across", [1.0, -0.7, 1.6])
def test_a_shadow_across_parts_no_sheet(across: float, film: bool) -> None:
    """Its edge is hard, and the bright part alone is no rectangle."""
    image, sheet, written = lying(0, wall(WALLS["dark"]))
    assert_found(find_sheet(half_in_shadow(image, across), film), sheet, written)


@pytest.mark.parametrize("film", [False, True])
@pytest.mark.parametrize("dim", [0.6, 0.64, 0.68])
def test_a_strip_of_wall_below_is_no_part_in_shadow(dim: float, film: bool) -> None:
    """It is of the paper's colour, as wide as the sheet, and nothing is written on it."""
    image, sheet, written = lying(0, wall(WALLS["dark"]))
    left, top, wide, high = cv2.boundingRect(sheet.astype(np.uint8))
    strip = image[top + high : top + high + 120, left : left + wide]
    strip[:] = (np.array(PAPER) * dim).round()
    assert_found(find_sheet(image, film), sheet, written)


@pytest.mark.parametrize("film", [False, True])
@pytest.mark.parametrize("behind", WALLS)
@pytest.mark.parametrize("dim", [1.0, 0.55])
@pytest.mark.parametrize("across", [0.1, 1.0, -0.7, 1.6])
def test_a_sheet_on_a_desk_half_in_shadow(across: float, dim: float, behind: str, film: bool) -> None:
    """White or yellow; of the desk more is seen than of either half of the sheet."""
    image, sheet, written = lying(4, wall(WALLS[behind]))
    image[sheet] = (image[sheet] * (dim, 0.95, 1)).astype(np.uint8)
    assert_found(find_sheet(half_in_shadow(image, across), film), sheet, written, outside=0.05)


def crumpled(image: Image, sheet: Image, seed: int) -> Image:
    """The sheet's light changes by an eighth at each of five creases, to either side."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    light = np.ones(x.shape)
    for step in (0.87, 0.87, 1.14, 0.87, 1.14):
        angle, away = rng.uniform(0, np.pi), rng.uniform(-150, 150)
        beyond = (x - WIDTH / 2) * np.cos(angle) + (y - HEIGHT / 2) * np.sin(angle) > away
        light *= np.where(beyond, step, 1.0)
    return lit(image, np.where(sheet, light / light[sheet].max(), 1.0))


@pytest.mark.parametrize("film", [False, True])
@pytest.mark.parametrize("seed", range(1, 7))
def test_a_crumpled_sheet_is_one(seed: int, film: bool) -> None:
    image, sheet, written = lying(4, wall(WALLS["dark"]))
    assert_found(find_sheet(crumpled(image, sheet, seed), film), sheet, written)


@pytest.mark.parametrize("dim", [1.0, 0.72])
@pytest.mark.parametrize("film", [False, True])
def test_a_sheet_on_a_desk_as_plain_as_itself(dim: float, film: bool) -> None:
    """White, or brown and darker than the desk, of which there is much more."""
    image, sheet, written = lying(8, wall((205, 205, 205)))
    image[sheet] = (image[sheet] * (dim, 0.5 + dim / 2, 1)).astype(np.uint8)
    assert_found(find_sheet(image, film), sheet, written, outside=0.08)


def test_writing_in_a_corner_is_on_the_sheet() -> None:
    ink = page("25", (800, 560), 190, (24, 20))
    image, sheet, written = lying(2, wall(WALLS["dark"]), ink)
    assert_found(find_sheet(image), sheet, written)


def test_a_sheet_that_fills_the_picture_is_all_of_it() -> None:
    assert find_sheet(held(EVERYWHERE, wall((60, 60, 60)))[0]) is None


@pytest.mark.parametrize("name", HELD)
def test_before_a_wall_of_its_own_colour_no_writing_is_lost(name: str) -> None:
    image, _, written = held(HELD[name], wall(PAPER))
    mask = find_sheet(image)
    assert mask is None or (mask[written] > 0).mean() > 0.99


@pytest.mark.parametrize("size", [(320, 180), (640, 480), (1920, 1080), (720, 1280)])
def test_the_mask_is_of_the_pictures_size(size: tuple[int, int]) -> None:
    image, *_ = held(HELD["straight"], wall(WALLS["dark"]))
    mask = find_sheet(np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8))
    assert mask is not None
    assert mask.shape == size[::-1]
    assert 0.2 < (mask > 0).mean() < 0.5


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (8, 8), (3, 4000), (4000, 3), (12, 900)])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_any_plain_picture_is_taken_as_paper_or_not_at_all(shape: tuple[int, int], grey: int) -> None:
    mask = find_sheet(np.full((*shape, 3), grey, np.uint8))
    assert mask is None or mask.shape == shape


@pytest.mark.parametrize("film", [False, True])
@pytest.mark.parametrize("behind", WALLS)
@pytest.mark.parametrize("name", HELD)
def test_a_small_frame(name: str, behind: str, film: bool) -> None:
    """It is looked at once more, only smaller, before its sheet is looked for; that it shows one is seen."""
    large = held(HELD[name], wall(WALLS[behind]))
    image, sheet, written = (
        cv2.resize(each.astype(np.uint8), (640, 360), interpolation=cv2.INTER_AREA) for each in large
    )
    assert_found(find_sheet(image, film), sheet > 0, written > 0, outside=0.04)


@pytest.mark.parametrize(("side", "film"), [(90, True), (100, True), (128, True), (100, False)])
def test_tiles_are_no_sheets(side: int, film: bool) -> None:
    ink = find_ink(chequered((640, 480), side), film)
    assert not Reader(models.load()).read(ink).text


def test_noise_has_no_sheet_that_fails() -> None:
    mask = find_sheet(np.random.default_rng(0).integers(0, 256, (480, 640, 3), np.uint8))
    assert mask is None or mask.shape == (480, 640)


@pytest.mark.parametrize("seed", range(4))
def test_the_demos_writing_is_on_the_sheet(seed: int) -> None:
    for index in (40, 180, 300):
        frame, truth = Demo(seed).scene(index)
        assert truth
        mask = find_sheet(frame.image)
        assert mask is None or 0.2 < (mask > 0).mean() < 0.75


THUMBS: Corners = [(280, 330), (1020, 330)]
SKIN = (100, 130, 190)


@pytest.mark.parametrize("behind", ["dark", "grey", "blue"])
@pytest.mark.parametrize("film", [False, True], ids=["still", "film"])
def test_writing_beside_the_edge_and_thumbs_on_it(film: bool, behind: str) -> None:
    """Both lie within a few px of the edge; the writing is read, the thumbs are not."""
    near = np.maximum(page("3141", (800, 560), 70, (200, 14)), page("5926", (800, 560), 70, (200, 474)))
    image, sheet, written = held(HELD["straight"], wall(WALLS[behind]), near)
    thumbs = np.zeros(sheet.shape, np.uint8)
    for middle in THUMBS:
        cv2.ellipse(thumbs, middle, (50, 22), 0, 0, 360, 255, -1)
    image[thumbs > 0] = SKIN
    image = noisy(np.asarray(cv2.GaussianBlur(image, (0, 0), 1), np.uint8), 2)
    assert_found(find_sheet(image, film=film), sheet, written)
    assert Reader(models.load()).read(find_ink(image, film=film)).text == TEXT


@pytest.mark.parametrize(
    ("size", "turn", "middle"),
    [((900, 620), 15, (560, 380)), ((700, 560), 40, (640, 360)), ((620, 620), -38, (660, 380))],
)
def test_a_turned_sheet_in_a_film_that_the_frame_cuts_on_several_sides(
    size: tuple[int, int], turn: float, middle: tuple[int, int]
) -> None:
    corners = box(middle, size, np.radians(turn)).round()
    assert (
        sum([(corners < 0).any(0).sum(), (corners[:, 0] > WIDTH).any(), (corners[:, 1] > HEIGHT).any()]) > 1
    )
    ink = page("314", size, 100, (size[0] // 3, size[1] // 2))
    image, sheet, written = held(
        [(round(x), round(y)) for x, y in corners.tolist()], wall(WALLS["dark"]), ink
    )
    assert_found(find_sheet(image, film=True), sheet, written)
    assert Reader(models.load()).read(find_ink(image, film=True)).text == "314"


def test_a_torn_strip_held_across_a_film() -> None:
    corners = [(-40, 180), (1320, 320), (1320, 500), (-40, 500)]
    image, sheet, written = held(corners, wall(WALLS["dark"]))
    assert_found(find_sheet(image, film=True), sheet, written)


def test_a_strip_with_a_fold_is_one_sheet() -> None:
    """The half beyond the fold is a little darker, and the other one by itself a rectangle."""
    image, sheet, written = held([(240, 300), (1040, 300), (1040, 460), (240, 460)], wall((20, 22, 25)))
    image[:, 600:] = (image[:, 600:] * 0.92).astype(np.uint8)
    assert_found(find_sheet(image, film=True), sheet, written)


@pytest.mark.parametrize("behind", WALLS)
@pytest.mark.parametrize("name", HELD)
def test_a_sheet_in_a_film(name: str, behind: str) -> None:
    image, sheet, written = held(HELD[name], wall(WALLS[behind]))
    assert_found(find_sheet(image, film=True), sheet, written)


CARDS: dict[str, tuple[tuple[int, int], tuple[int, int], float]] = {  # middle, size, turn
    "before the wall": ((690, 400), (300, 200), 3),
    "before the shelf": ((1050, 420), (300, 200), -4),
    "a small one": ((700, 420), (240, 160), 0),
    "a strip": ((700, 430), (500, 160), -5),
    "a large one": ((640, 350), (600, 400), 6),
}


def card(name: str, seed: int, ink: Image) -> tuple[Image, Image, Image]:
    """A card in a room, as `held` has it."""
    middle, size, turn = CARDS[name]
    corners = box(middle, size, np.radians(turn))
    return held([(round(x), round(y)) for x, y in corners.tolist()], room(seed), ink)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("name", CARDS)
def test_a_card_in_a_film_of_a_room(name: str, seed: int) -> None:
    wide, high = CARDS[name][1]
    ink = page("472", (4 * wide, 4 * high), 3 * high // 2, (wide // 2, 5 * high // 4))
    image, sheet, written = card(name, seed, ink)
    assert_found(find_sheet(image, film=True), sheet, written, 0.04)
    assert Reader(models.load()).read(find_ink(image, film=True)).text == "472"


@pytest.mark.parametrize("text", ["4", "7", "14"])
@pytest.mark.parametrize("marker", [20, 52])
def test_a_card_that_a_marker_fills(text: str, marker: int) -> None:
    """Its strokes part the paper, and are far broader than those of a pen."""
    image, sheet, written = card("a large one", 1, stems(text, (900, 600), 0.7, marker))
    assert_found(find_sheet(image, film=True), sheet, written, 0.1)
    assert Reader(models.load()).read(find_ink(image, film=True)).text == text


@pytest.mark.parametrize("film", [False, True], ids=["a still", "a film"])
@pytest.mark.parametrize("paper", [(120, 220, 245), (235, 238, 240)], ids=["yellow", "white"])
@pytest.mark.parametrize("side", [200, 300, 400])
@pytest.mark.parametrize("turn", [-8, 12])
def test_a_note_with_one_broad_digit_on_a_plain_table(
    side: int, turn: float, paper: Colour, film: bool
) -> None:
    """The table is as quiet as paper and fills the frame; the note is only where its digit is closed over."""
    desk = table((40, 45, 50), (WIDTH, HEIGHT))
    corners = box((700, 350), (side, side), np.radians(turn))
    ink = cv2.dilate(page("3", (side, side), side // 2, (side // 4, side // 4)), np.ones((side // 20,) * 2))
    image, sheet, written = held([(round(x), round(y)) for x, y in corners.tolist()], desk, ink, paper)
    assert_found(find_sheet(image, film), sheet, written, 0.1)
    assert Reader(models.load()).read(find_ink(image, film)).text == "3"


@pytest.mark.parametrize("seed", range(6))
def test_a_blank_card_and_a_room_hold_no_writing(seed: int) -> None:
    image, _, _ = card("before the wall", seed, np.zeros((400, 600), np.uint8))
    for picture_ in (image, room(seed)):
        assert not Reader(models.load()).read(find_ink(picture_, film=True)).text


def test_a_bright_wall_behind_a_person_is_no_sheet() -> None:
    """The wall is cut by the frame on three sides, and bounded by a head and shoulders below."""
    image = wall((205, 215, 220))
    cv2.fillConvexPoly(
        image, np.array([(0, 400), (900, 330), (1280, 560), (1280, 720), (0, 720)]), (40, 45, 50)
    )
    cv2.ellipse(image, (640, 330), (110, 150), 0, 0, 360, (90, 110, 150), -1)
    mask = find_sheet(noisy(image, 2), film=True)
    assert mask is not None
    assert not mask.any()
