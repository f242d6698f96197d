"""Printed rules are taken out, what crosses them stays, and handwriting is never taken for a rule."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.frames.demo import SHEET_FRAMES, Demo
from live.paper.families import find_rules
from live.paper.rules import without_rules
from live.reader import Reader
from live.values import Image
from tests import rules_bench
from tests.rules_bench import KINDS, SIZE, Kind, ink_of
from tests.writing import chequered, one, page, printed, put, stems

SQUARE = np.ones((2, 2), np.uint8)
"""What hairs at an erased line's edges do not hold."""

WRITTEN = page("01234567\n89012345\n67890123", SIZE, 90, (80, 90))

PAGES = 3  # of each kind: about 200 digits


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(models.load())


def contrast_of(ink: Image, pen: int = 180) -> Image:
    """What `flatten` makes of ink on good paper: a little grain, and the pen's contrast."""
    grain = np.random.default_rng(0).normal(4, 1.5, ink.shape).clip(0, 255)
    return np.asarray(np.maximum(ink * (pen / 255), grain), np.uint8)


def ruled(
    angle: float, width: int = 2, pitch: int = 40, depth: int = 90, squared: bool = False, first: float = 0.3
) -> Image:
    """Contrast of blank ruled paper, (h, w) uint8: lines at an angle, degrees; squared: and across. first:
    how far from the middle one is, in pitches."""
    out = np.zeros(SIZE[::-1], np.uint8)
    for turn in (angle, angle + 90) if squared else (angle,):
        along = np.array([np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))])
        for k in range(-40, 41):
            middle = np.array(SIZE) / 2 + (k + first) * pitch * np.array([-along[1], along[0]])
            ends = [(16 * (middle + s * 2000 * along)).round().astype(int).tolist() for s in (-1, 1)]
            cv2.line(out, ends[0], ends[1], depth, width, cv2.LINE_AA, 4)
    return out


@pytest.mark.parametrize("depth", [45, 60])
def test_squared_paper_whose_every_fifth_line_is_bold(depth: int) -> None:
    paper = ruled(1.5, depth=depth, pitch=30, squared=True)
    paper = np.maximum(paper, ruled(1.5, width=3, depth=170, pitch=150, squared=True, first=0.06))
    blank = contrast_of(np.zeros_like(WRITTEN), 0)
    out = without_rules(np.maximum(blank, paper))
    assert (cv2.erode(out, SQUARE) > 60).sum() < 1000  # ends at the picture's edges
    # The bold ones are broader than the rest: nothing is left along their edges.
    soft = np.asarray(cv2.GaussianBlur(paper, (0, 0), 0.8), np.uint8)
    assert (without_rules(np.maximum(blank, soft)) > 60).sum() < 1000


ANGLES = [0, 1.5, -7, 20, -33, 45, 60, 90, 117]


@pytest.mark.parametrize("squared", [False, True], ids=["ruled", "squared"])
@pytest.mark.parametrize("angle", ANGLES)
def test_rules_go_and_writing_stays(angle: float, squared: bool) -> None:
    bare = contrast_of(WRITTEN)
    rules = ruled(angle, squared=squared)
    out = without_rules(np.maximum(bare, rules))
    alone = (rules > 40) & (cv2.dilate(WRITTEN, np.ones((9, 9), np.uint8)) == 0)
    assert (out[alone] < 30).mean() > 0.99
    assert (out[WRITTEN > 200] > 90).mean() > 0.99


@pytest.mark.parametrize("width", [1, 2, 3])
@pytest.mark.parametrize("depth", [25, 90, 180], ids=["faint", "middling", "as dark as the pen"])
def test_strokes_across_rules_are_not_cut(width: int, depth: int) -> None:
    """Every digit stays one piece, and none grows by a bit of a rule."""
    bare = contrast_of(WRITTEN)
    out = without_rules(np.maximum(bare, ruled(2, width, depth=depth)))
    before, after = boxes_of(bare), boxes_of(out)
    assert len(before) == len(after)
    assert np.abs(before - after).max() <= width + 5


def boxes_of(contrast: Image) -> Image:
    """Boxes (N, 4) of the pieces of ink, in reading order."""
    stats = cv2.connectedComponentsWithStats((contrast > 75).astype(np.uint8))[2][1:]
    boxes = stats[stats[:, 4] > 40, :4]
    return np.asarray(boxes[np.lexsort((boxes[:, 0], (boxes[:, 1] + boxes[:, 3] // 2) // 150))])


def lines_of(text: str, height: int, nth: int = 1) -> Image:
    return page(text, SIZE, height, (60, 50), nth=nth)


def dashes() -> Image:
    ink = np.zeros(SIZE[::-1], np.uint8)
    rng = np.random.default_rng(0)
    for y in range(60, SIZE[1] - 40, 60):
        x = 40
        while x < SIZE[0] - 100:
            end = x + int(rng.integers(40, 60))
            rise = rng.integers(-4, 5, 2)
            cv2.line(ink, (x, y + int(rise[0])), (end, y + int(rise[1])), 255, 4, cv2.LINE_AA)
            x = end + int(rng.integers(20, 40))
    return ink


def giant() -> Image:
    ink = np.zeros(SIZE[::-1], np.uint8)
    for k in range(6):
        put(ink, one(1, 600, k), 60 + 200 * k, 50)
    return ink


def underlined(times: int) -> Image:
    ink = WRITTEN.copy()
    for k in range(times):
        cv2.line(ink, (90, 200 + 16 * k), (900, 206 + 16 * k), 255, 3, cv2.LINE_AA)
    return ink


LARGE = [("111", 0.8), ("1111", 0.6), ("14141", 0.45), ("444", 0.6), ("1777", 0.6)]

WITHOUT = {
    "nothing": np.zeros(SIZE[::-1], np.uint8),
    "digits": WRITTEN,
    "ones": lines_of("\n".join(["1" * 14] * 5), 80),
    "sevens": lines_of("\n".join(["7" * 12] * 5), 80),
    "fours": lines_of("\n".join(["4" * 12] * 5), 80, 3),
    "small ones": lines_of("\n".join(["1" * 40] * 12), 30),
    "giant ones": giant(),
    "dashes": dashes(),
    **{f"{text}, {share:.0%} of the page": stems(text, SIZE, share) for text, share in LARGE},
    "a result underlined twice": underlined(2),
}


@pytest.mark.parametrize("name", WITHOUT)
@pytest.mark.parametrize("pen", [60, 200], ids=["pencil", "pen"])
def test_pages_without_rules_pass_as_they_are(name: str, pen: int) -> None:
    contrast = contrast_of(WITHOUT[name], pen)
    assert without_rules(contrast) is contrast


@pytest.mark.parametrize("size", [(640, 480), (1280, 720)])
@pytest.mark.parametrize("lines", [16, 24, 30])
@pytest.mark.parametrize("font", [cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_SIMPLEX])
def test_rows_of_print_are_no_rules(size: tuple[int, int], lines: int, font: int) -> None:
    """Letters are about as close as close rules, and stand in rows."""
    contrast = contrast_of(printed(size, lines, font))
    assert without_rules(contrast) is contrast


@pytest.mark.parametrize("angle", [0, 12, -25])
def test_rules_as_close_as_print(angle: float) -> None:
    paper = ruled(angle, pitch=20, squared=True)[:480, :640]
    out = without_rules(np.maximum(contrast_of(np.zeros((480, 640), np.uint8), 0), paper))
    assert (cv2.erode(out, SQUARE) > 60).mean() < 0.002


@pytest.mark.parametrize(("text", "share"), [("1", 0.45), ("1", 0.8), *LARGE[:-1]])
@pytest.mark.parametrize("margin", [False, True], ids=["ruled", "with a margin"])
def test_large_digits_stay_on_ruled_paper(text: str, share: float, margin: bool) -> None:
    ink, rules = stems(text, SIZE, share), ruled(2)
    if margin:
        cv2.line(rules, (90, 0), (80, SIZE[1]), 90, 2, cv2.LINE_AA)
    out = without_rules(np.maximum(contrast_of(ink), rules))
    alone = (rules > 40) & (cv2.dilate(ink, np.ones((9, 9), np.uint8)) == 0)
    assert (out[alone] < 30).mean() > 0.99
    assert (out[ink > 200] > 90).mean() > 0.99


@pytest.mark.parametrize("columns", [1, 2, 5])
@pytest.mark.parametrize("angle", [0, -4])
def test_a_table_goes_though_it_does_not_cross_the_sheet(columns: int, angle: float) -> None:
    table = np.zeros(SIZE[::-1], np.uint8)
    for x in np.linspace(250, 1000, columns + 1).round().astype(int).tolist():
        cv2.line(table, (x, 120), (x, 620), 120, 2, cv2.LINE_AA)
    for y in range(120, 621, 100):
        cv2.line(table, (250, y), (1000, y), 120, 2, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] / 2), angle, 1)
    out = without_rules(contrast_of(np.asarray(cv2.warpAffine(table, turn, SIZE), np.uint8), 255))
    assert (out > 40).sum() < 60


@pytest.mark.parametrize("name", ["noise", "chequerboard", "stripes", "one pixel", "a row", "a column"])
def test_textures_and_slivers_do_no_harm(name: str) -> None:
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    rng = np.random.default_rng(0)
    images = {
        "noise": rng.integers(0, 256, SIZE[::-1], np.uint8),
        "chequerboard": ((x // 8 + y // 8) % 2 * 200).astype(np.uint8),
        "stripes": (y // 4 % 2 * 200).astype(np.uint8),
        "one pixel": np.zeros((1, 1), np.uint8),
        "a row": np.full((3, 1280), 90, np.uint8),
        "a column": np.full((1280, 3), 90, np.uint8),
    }
    before = images[name].copy()
    out = without_rules(images[name])
    assert out.shape == before.shape
    assert np.array_equal(images[name], before)


@pytest.mark.parametrize("angle", [0, 10, -30])
def test_rules_are_found_where_they_are(angle: float) -> None:
    rules = find_rules(ruled(angle, pitch=50), None, 5).curves
    t = np.linspace(-0.9, 0.9, 30)
    y = rules[:, :1] + rules[:, 1:2] * t + rules[:, 2:] * t**2
    x = (t + 1) * SIZE[0] / 2
    turn = np.deg2rad(angle)
    away = (y - SIZE[1] / 2) * np.cos(turn) - (x - SIZE[0] / 2) * np.sin(turn)
    off = (away / 50 - 0.3 + 0.5) % 1 - 0.5
    inside = (y > 0) & (y < SIZE[1])
    assert np.abs(off[inside] * 50).max() < 1


def test_bent_strokes_that_cross_are_no_one_rule() -> None:
    """Half-way they meet, so they pass for parts of a rule, but none of them runs where that would."""
    x = np.arange(0, SIZE[0], 20)
    t = 2 * x / SIZE[0] - 1
    contrast = np.zeros(SIZE[::-1], np.uint8)
    for first, last, y in (
        (100, 740, 362 + 12 * t + 14 * t**2),
        (20, 1140, 356 + 14 * t - 20 * t**2),
    ):
        seen = (x >= first) & (x <= last)
        points = np.stack([x, y], 1)[seen] * 16
        cv2.polylines(contrast, [points.astype(np.int32)], False, 200, 2, cv2.LINE_AA, 4)
    assert not len(find_rules(contrast, None, 5).curves)


@pytest.mark.parametrize("side", [4, 8, 16])
def test_squares_that_fall_upon_every_scanline_alike_are_no_rules(side: int) -> None:
    """Sampled every 16 px the rows of a chequerboard look as if they went on from square to square."""
    contrast = 255 - chequered(SIZE, side)[..., 0]
    assert without_rules(contrast) is contrast


def test_a_sheet_held_in_a_room() -> None:
    """On the sheet rules are seen to its edges; the room is left black."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    sheet = ((abs(x - 620) < 330) & (abs(y - 380) < 240)).astype(np.uint8) * 255
    contrast = cv2.bitwise_and(np.maximum(contrast_of(WRITTEN), ruled(4, squared=True)), sheet)
    out = without_rules(np.asarray(contrast, np.uint8), sheet)
    alone = (ruled(4, squared=True) > 40) & (cv2.dilate(WRITTEN, np.ones((9, 9), np.uint8)) == 0)
    inner = cv2.erode(sheet, np.ones((9, 9), np.uint8)) > 0
    assert (out[alone & inner] < 30).mean() > 0.99
    assert not out[sheet == 0].any()


@pytest.mark.parametrize("kind", KINDS)
def test_digits_on_rules_are_read_as_on_plain_paper(kind: str, reader: Reader) -> None:
    digits = right = bare = false = wrong = 0
    for seed in range(1000 * list(KINDS).index(kind), 1000 * list(KINDS).index(kind) + PAGES):
        image, truth = rules_bench.page(KINDS[kind], seed)
        plain, _ = rules_bench.page(KINDS[kind], seed, bare=True)
        digits += len(truth)
        r, f, _ = rules_bench.count(reader, ink_of(image, without_rules), truth)
        b, w, _ = rules_bench.count(reader, ink_of(plain, None), truth)
        right, false, bare, wrong = right + r, false + f, bare + b, wrong + w
    assert right >= bare - 0.03 * digits
    assert false <= wrong


@pytest.mark.parametrize("number", range(4, 10))
def test_the_demos_sheets(number: int, reader: Reader) -> None:
    frame, text = Demo(1).scene(SHEET_FRAMES * number + SHEET_FRAMES // 2)
    assert reader.read(ink_of(frame.image, without_rules)).text == text


def test_a_margin_beside_ruled_lines() -> None:
    rules = ruled(0)
    cv2.line(rules, (150, 0), (140, SIZE[1]), 90, 2, cv2.LINE_AA)
    out = without_rules(np.maximum(contrast_of(np.zeros_like(rules)), rules))
    assert (out > 40).sum() < 60


@pytest.mark.parametrize("level", [False, True])
def test_a_margins_line_alone(level: bool) -> None:
    """It goes across the whole sheet, which no stroke of a digit does."""
    line = np.zeros(SIZE[::-1], np.uint8)
    ends = ((0, 120), (SIZE[0], 135)) if level else ((150, 0), (140, SIZE[1]))
    cv2.line(line, *ends, 90, 2, cv2.LINE_AA)
    out = without_rules(np.maximum(contrast_of(np.zeros_like(line)), line))
    assert (out > 40).sum() < 60
    stem = np.zeros_like(line)
    cv2.line(stem, (150, 60), (140, SIZE[1] - 60), 90, 8, cv2.LINE_AA)
    contrast = np.maximum(contrast_of(np.zeros_like(stem)), stem)
    assert np.array_equal(without_rules(contrast), contrast)


@pytest.mark.parametrize("slope", [-0.05, 0.0, 0.03])
@pytest.mark.parametrize("lean", [-0.04, 0.0, 0.05])
@pytest.mark.parametrize("apart", [0, 8])
def test_the_cells_of_a_form(apart: int, lean: float, slope: float) -> None:
    """Two rows of cells whose level sides go across most of the sheet: their upright sides go with these."""
    number, form = np.zeros(SIZE[::-1], np.uint8), np.zeros(SIZE[::-1], np.uint8)
    for top in (200, 300):
        for k in range(10):
            x, down = 140 + k * (70 + apart), top + slope * k * (70 + apart)
            corners = np.array([(0, 0), (70, 0), (70, 72), (0, 72)])
            places = corners @ np.array([[1, slope], [lean, 1]]) + (x, down)
            cv2.polylines(form, [np.rint(16 * places).astype(np.int32)], True, 150, 2, cv2.LINE_AA, 4)
            put(number, one(k, 44, top % 7), x + 18, round(down) + 14)
    alone = without_rules(np.maximum(contrast_of(np.zeros_like(form)), form))
    assert (cv2.erode(alone, SQUARE) > 60).sum() < 300
    out = without_rules(np.maximum(contrast_of(number), form))
    assert (out[number > 200] > 100).mean() > 0.97
    assert (cv2.erode(out, SQUARE)[cv2.dilate(number, np.ones((5, 5), np.uint8)) < 60] > 60).sum() < 600


def test_ones_from_rule_to_rule_stay() -> None:
    """A hand that fills its lines writes straight, but not square to them, nor all alike."""
    paper, ink = ruled(0, pitch=60, depth=120), np.zeros(SIZE[::-1], np.uint8)
    for k, lean in enumerate((9, 3, -4, 6, 12, 2)):
        x = 200 + 90 * k
        cv2.line(ink, (x + lean, 320), (x - lean, 380), 180, 5, cv2.LINE_AA)
    out = without_rules(np.maximum(contrast_of(np.zeros_like(ink)), np.maximum(paper, ink)))
    assert (out[ink > 150] > 100).mean() > 0.9


CUT_OUT = (480, 150)


@pytest.mark.parametrize("boxed", [False, True])
@pytest.mark.parametrize("x", [6, 14, 470])
def test_the_side_of_a_field_that_was_cut_out(x: int, boxed: bool) -> None:
    """It stands beside the number as a one would, as high as the picture, or as the field's other lines."""
    width, height = CUT_OUT
    number = contrast_of(page("2508", CUT_OUT, 84, (40, 34)))
    field = np.zeros_like(number)
    cv2.line(field, (x, 10 if boxed else 0), (x, height - 8 if boxed else height), 90, 2, cv2.LINE_AA)
    for y in (10, height - 8) if boxed else ():
        cv2.line(field, (min(x, width - x), y), (width, y), 90, 2, cv2.LINE_AA)
    out = without_rules(np.maximum(number, field), crop=True)
    assert (cv2.absdiff(out, number) > 40).sum() < 60


@pytest.mark.parametrize("pen", [2, 5, 9])
def test_ones_as_high_as_what_was_cut_out(pen: int) -> None:
    number = contrast_of(stems("1741", CUT_OUT, 0.99, pen))
    assert np.array_equal(without_rules(number, crop=True), number)


def test_kinds_cover_what_is_promised() -> None:
    assert {kind.squared for kind in KINDS.values()} == {True, False}
    assert max(kind.angle for kind in KINDS.values()) == 45
    assert Kind().width == (1.0, 3.0)
