"""The paper mode in front of a source, with a reader that sees what a test wants."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from live.frames.playing import Playing
from live.frames.source import Source
from live.modes import paper as module
from live.modes.desk import Desk, Wishes
from live.modes.paper import Paper
from live.values import Digit, Frame, Reading, Sight
from models import Classifier

BRIGHT = np.full((90, 160, 3), 200, np.uint8)


def unused(glyphs: Any) -> Any:
    raise AssertionError("no glyph is to be read")


CLASSIFIER = Classifier(unused)


class Fake:
    """Reads a one and a doubtful mark, likelier a plus than a seven. opened: how many readers were made."""

    opened = 0
    blind = False
    turn = 0
    surest = 0.5

    def __init__(self, classifier: Classifier, signs: bool) -> None:
        Fake.opened += 1
        self._signs = signs
        self.alphabet = tuple("0123456789+")[: None if signs else 10]

    def read(self, frame: Frame) -> tuple[Sight, Reading]:
        row = np.zeros(12, np.float32)
        row[[7, 10, 11]] = 0.4, 0.5, 0.1
        one = np.zeros(12, np.float32)
        one[[1, 11]] = 0.9, 0.1
        glyph = np.zeros((28, 28), np.float32)
        mark = Digit(7 if not self._signs else "+", 0.5, row, (50, 20, 20, 30), 0, glyph)
        beside = Digit(1, 0.9, one, (20, 20, 20, 30), 0, glyph)
        return Sight(np.zeros((9, 16), np.uint8)), Reading(() if self.blind else (beside, mark))


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PageReader", Fake)
    monkeypatch.setattr(Fake, "opened", 0)


def film(kind: str = "live") -> Playing:
    frames = (Frame(BRIGHT, 100 + 0.5 * index, index) for index in itertools.count())
    return Playing(Source("film", kind, frames))  # type: ignore[arg-type]


def test_the_window_is_told_what_is_lacking_after_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fake, "blind", True)
    paper, lacks = Paper(film(), CLASSIFIER), []
    for _ in range(7):
        paper.step()
        lacks.append(paper.lack)
    assert lacks[:4] == [""] * 4
    assert lacks[5].startswith("no digits in sight")


@pytest.mark.parametrize(("signs", "value"), [(True, "+"), (False, 7)])
def test_signs_are_shown_or_left_out_as_asked(signs: bool, value: int | str) -> None:
    paper = Paper(film(), CLASSIFIER, signs)
    moments = [paper.step() for _ in range(8)]
    assert moments[-1] is not None
    assert [digit.value for digit in moments[-1].reading.digits][-1] == value
    assert moments[-1].sight.ink.shape == (9, 16)


def test_a_reader_is_opened_once_and_only_for_paper() -> None:
    desk = Desk(Source("nothing", "still", ()), CLASSIFIER, (160, 90), Wishes(mode="mouse"))
    desk.step()
    assert Fake.opened == 0
    desk.close()
    paper = Paper(film(), CLASSIFIER)
    paper.clear()
    for _ in range(3):
        paper.step()
    assert Fake.opened == 1
