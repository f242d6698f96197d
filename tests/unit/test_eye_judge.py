"""How the paper reader's experts are weighed: known weights are found again, and true marks are known."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live.paper.judge import Judge
from train.eye import judge
from train.eye.candidates import NOTHING, Table, matched
from train.eye.judge import _card, experts, perceptron, shown, thresholds
from train.scenes.alphabet import ALPHABET, OTHER
from train.scenes.page import IGNORED, NO_OTHER, SCORED
from train.scenes.scene import Mark

PLUS = ALPHABET.index("+")
MARKS = {
    "a seven": ((0, 0, 20, 30), 7, SCORED),
    "a plus": ((50, 0, 70, 20), PLUS, SCORED),
    "a letter": ((100, 0, 120, 30), OTHER, SCORED),
    "an eight that is crossed out": ((150, 0, 170, 30), 8, IGNORED),
    "a doodle": ((200, 0, 250, 50), OTHER, NO_OTHER),
}
BOXES = {
    "the same": ((0, 0, 20, 30), 7),
    "shifted": ((2, -2, 21, 27), 7),
    "a sign": ((51, 1, 70, 22), PLUS),
    "a letter": ((100, 0, 120, 30), -1),
    "crossed out": ((150, 0, 170, 30), NOTHING),
    "a doodle": ((200, 0, 250, 50), NOTHING),
    "beside": ((14, 0, 34, 30), -1),
    "too large": ((0, 0, 70, 60), -1),
    "nothing": ((300, 300, 320, 330), -1),
}


def test_boxes_are_named_by_the_mark_that_they_cover_most() -> None:
    truth = np.array([Mark(*box, 30, 1, 0, *what) for box, *what in MARKS.values()], np.float32)
    boxes, labels = zip(*BOXES.values(), strict=True)
    named = matched(np.array(boxes, np.float64), truth).tolist()
    assert dict(zip(BOXES, named, strict=True)) == dict(zip(BOXES, labels, strict=True))
    near = truth[:2]
    near[1, :4] = 8, 0, 28, 30
    boxes = np.array([[1, 0, 21, 30], [7, 0, 27, 30]], np.float64)
    assert matched(boxes, near).tolist() == [7, PLUS]
    assert matched(boxes, near[:0]).tolist() == [-1, -1]


def table(eye: float, marks: float, glyph: float) -> Table:
    """200 marks of the alphabet, the second half digits, and 100 false candidates, told by one feature.

    eye, marks, glyph: share that each names right.
    """
    rng = np.random.default_rng(0)
    labels = np.concatenate([rng.integers(10, 20, 100), rng.integers(0, 10, 100), np.full(100, -1)])

    def said(right: float, columns: int) -> Any:
        rows = np.full((300, columns), 0.02, np.float32)
        named = np.where(rng.random(300) < right, labels, rng.integers(0, 10, 300)).clip(0, columns - 1)
        rows[np.arange(300), named] = 0.8
        return rows

    features = np.where(labels >= 0, 1.0, -1.0)[:, None]
    empty, scene = np.arange(300) >= 260, np.arange(300) // 10
    k = len(ALPHABET) + 1
    return Table(features, labels, said(eye, k), said(marks, k), said(glyph, 11), empty, scene, 250, 10)


def test_a_fit_is_read_back_from_its_card_and_unusual_features_have_no_endless_effect(tmp_path: Path) -> None:
    made = table(1.0, 1.0, 1.0)
    cards = dict.fromkeys(("film", "still"), _card(made, still=True))
    (tmp_path / "judge.json").write_text(json.dumps(cards))
    sure = Judge.load(tmp_path / "judge.json")[0].accept(made.features)
    assert sure[made.true].min() > 0.5 > sure[~made.true].max()
    low, high = perceptron(made.features, made.true, np.ones(300))(np.array([[-1e9], [1e9]]))
    assert 0 < low < 0.2 < 0.8 < high < 1


def test_the_expert_that_is_right_has_the_greater_say() -> None:
    found = experts(table(0.9, 0.5, 0.95))
    assert found.eye > found.marks > 0
    assert found.digit_glyph > found.digit_eye > found.digit_marks
    better = experts(table(0.5, 0.9, 0.4))
    assert better.marks > found.marks
    assert better.digit_marks > found.digit_marks
    assert better.digit_glyph < found.digit_glyph


def test_the_mark_network_has_a_share_of_its_fitted_say_and_the_eye_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = table(0.5, 0.9, 0.4)
    less = experts(made)
    monkeypatch.setattr(judge, "KNOBS", replace(judge.KNOBS, trust=1.0))
    fitted = experts(made)
    assert less.marks == pytest.approx(0.4 * fitted.marks, abs=2e-3)
    assert less.eye + less.marks == pytest.approx(fitted.eye + fitted.marks, abs=2e-3)
    assert less.digit_glyph == fitted.digit_glyph


@pytest.mark.parametrize("eager", [False, True])
def test_thresholds_part_doubtful_marks_beside_a_sure_one_from_those_alone(eager: bool) -> None:
    made = table(0.9, 0.8, 0.6)
    sure = np.where(made.true, 0.4, 0.3)
    sure[:200:10] = 0.9  # the first mark of each scene that holds some
    for others in (0.3, 0.4):  # those beside no sure one are not shown
        sure[200:] = others
        low, high = thresholds(made, made.true, sure, eager)
        assert low <= 0.4
        assert high <= 0.9
        assert (shown(made, sure, low, high) == made.true).all()
