"""How dark a mark is beside the page's digits: what shows through is no digit, a pencil's is one."""

from __future__ import annotations

import numpy as np
import pytest

import models
from live.paper import find_ink
from live.reader import Reader
from live.reader.faint import FAINTER, with_contrast
from live.reader.mark import Mark
from live.values import Floats, Image
from models import NOT_A_DIGIT
from tests.writing import PAPER, noisy, page, picture

PLACES = [(20, 20), (60, 20), (100, 20), (140, 20)]


def marks() -> list[Mark]:
    """Four squares of ink."""
    ink = np.pad(np.full((30, 20), 255, np.uint8), 1)
    return [Mark(frozenset([k]), (x, y, 20, 30), ink) for k, (x, y) in enumerate(PLACES)]


def contrast(*levels: int) -> Image:
    """How dark each of the four is."""
    found = np.zeros((80, 200), np.uint8)
    for (x, y), level in zip(PLACES, levels, strict=True):
        found[y : y + 30, x : x + 20] = level
    return found


def rows(*sure: float) -> Floats:
    """Probabilities of marks that are a three or no digit."""
    found = np.zeros((len(sure), 11), np.float32)
    found[:, 3], found[:, NOT_A_DIGIT] = sure, 1 - np.array(sure)
    return found


@pytest.mark.parametrize("level", [40, 80, 140, 200, 255])
def test_the_fainter_a_mark_the_likelier_it_is_none(level: int) -> None:
    before = rows(0.99, 0.99, 0.99, 0.9)
    after = with_contrast(contrast(200, 200, 200, level), marks(), before)
    assert after[:3] == pytest.approx(before[:3])
    commoner = np.exp(FAINTER * np.log(min(1, level / 200)) ** 2)
    assert after[3, NOT_A_DIGIT] / after[3, 3] == pytest.approx(commoner * 0.1 / 0.9, rel=1e-3)
    assert after.sum(1) == pytest.approx(1)


def test_too_few_clear_digits_and_drawn_ink_tell_nothing() -> None:
    few, all_ = rows(0.99, 0.99, 0.7, 0.7), rows(0.99, 0.99, 0.99, 0.9)
    assert (with_contrast(contrast(200, 200, 200, 40), marks(), few) == few).all()
    assert (with_contrast(None, marks(), all_) == all_).all()


def test_a_pencil_beside_a_felt_pen_is_read() -> None:
    """Contrasts of about 190 and 70."""
    felt = page("2417", (800, 480), 70, (60, 80))
    pencil = page("9380", (800, 480), 70, (60, 260))
    sheet = np.minimum(picture(felt, (38, 34, 32)), picture(pencil, (168, 170, 172)))
    assert PAPER[0] > 200
    assert Reader(models.load()).read(find_ink(noisy(sheet, 2))).text == "2417\n9380"
