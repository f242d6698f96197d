"""Drawn scenes: the same for the same seed, with or without material, and what is said of them is true."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from train.__main__ import main
from train.data import MNIST
from train.eye import preview
from train.scenes import layout, scene, sources, view
from train.scenes.alphabet import DIGITS, OTHER
from train.scenes.assets import Assets
from train.scenes.hand import LETTER, Hand
from train.scenes.page import IGNORED, NO_OTHER, SCORED, SIDE, Item, Page
from train.scenes.scene import FIELDS, Mark
from train.scenes.sources import Sources
from train.scenes.sprites import Bank
from train.scenes.view import SCENE

Scene = tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]
LYING = view.Posture(turned=0, held=0)
PLAIN = replace(
    scene.MIX, gentle=0, empty=0, posture=LYING, alone=0, printed=0, show_through=0, doodles=0, words=0
)


@pytest.fixture(scope="module")
def digits() -> Sources:
    """MNIST's digits that are kept apart, and nothing else."""
    return sources.load(MNIST, None, validation=True)


def scenes(digits: Sources, seed: int, count: int) -> list[Scene]:
    rng = np.random.default_rng(seed)
    bank = Bank(digits, rng)
    return [scene.draw(rng, bank, Assets()) for _ in range(count)]


def page_of(digits: Sources, labels: list[int], seed: int = 0, em: float = 24) -> tuple[Page, list[Item]]:
    """A clean white page with one row in its middle, its characters apart, and what stands there."""
    rng = np.random.default_rng(seed)
    page = Page(rng, np.full(3, 240, np.float32), np.full(3, 20, np.float32), 1.0, pencil=False)
    hand = Hand(page, Bank(digits, rng), rng, em)
    hand.gap, hand.angle, hand.unrest, hand.tied = 0.5, 0.0, 0.02, False
    wide = 1.1 * em * len(labels)
    return page, hand.row(labels, (SIDE - wide) / 2, SIDE / 2)


def shown(page: Page, seed: int, posture: view.Posture) -> tuple[view.View, list[Mark]]:
    seen = view.seen_from(np.random.default_rng(seed), Assets(), page, posture)
    marks = [scene._mark(item, seen.warp, seen.seen) for item in page.items]
    return seen, [mark for mark in marks if mark is not None]


def test_scenes_without_any_material_are_whole_and_the_same_for_a_seed(digits: Sources) -> None:
    every, drawn = [], scenes(digits, 0, 10)
    (image, marks), (other, _) = scenes(digits, 0, 1)[0], scenes(digits, 1, 1)[0]
    assert np.array_equal(image, drawn[0][0])
    assert np.array_equal(marks, drawn[0][1])
    assert not np.array_equal(image, other)
    for image, marks in drawn:
        assert (image.shape, image.dtype) == ((SCENE, SCENE, 3), np.uint8)
        assert (marks.shape, marks.dtype) == ((len(marks), FIELDS), np.float32)
        every += [Mark(*row) for row in marks.tolist()]
    assert len({mark.label for mark in every} & set(DIGITS)) > 5
    for mark in every:
        assert 0 <= mark.right > mark.left <= SCENE
        assert 0 <= mark.bottom > mark.top <= SCENE
        assert mark.em > 0
        assert np.hypot(mark.cos, mark.sin) == pytest.approx(1, abs=1e-3)
        assert mark.label in range(OTHER + 1)
        assert mark.counts in (SCORED, NO_OTHER, IGNORED)
        assert mark.label != OTHER or mark.counts != IGNORED


@pytest.mark.parametrize("seed", range(2))
def test_boxes_lie_around_the_ink(digits: Sources, seed: int) -> None:
    page, items = page_of(digits, [0, 2, 3, 5, 6, 8, 9], seed)
    seen, marks = shown(page, seed, LYING)
    assert len(marks) == len(items) == 7
    dark = 240 - seen.picture.mean(2)
    for mark in marks:
        assert mark.counts == SCORED
        assert 0.7 * mark.em < max(mark.bottom - mark.top, 0.55 * (mark.right - mark.left)) < 1.4 * mark.em
        room = 0.15 * mark.em
        near = _sum(dark, mark, room)
        assert near > 0
        assert _sum(dark, mark, 1) > 0.95 * near, "ink outside the box"
        assert _sum(dark, mark, -0.2 * mark.em) < 0.8 * near, "a box much larger than its ink"


def _sum(dark: npt.NDArray[np.float32], mark: Mark, room: float) -> float:
    x0, y0 = (max(0, round(low - room)) for low in (mark.left, mark.top))
    x1, y1 = (round(high + room) + 1 for high in (mark.right, mark.bottom))
    return float(dark[y0:y1, x0:x1].sum())


def test_directions_are_those_in_which_turned_pages_are_read(digits: Sources) -> None:
    turned = replace(LYING, turned=1.0, quarter=1.0)
    page, _ = page_of(digits, [3, 1, 4, 1, 5, 9])
    ways = set()
    for seed in range(8):
        marks = shown(page, seed, turned)[1]
        assert len(marks) == 6
        middles = np.array([[m.left + m.right, m.top + m.bottom] for m in marks]) / 2
        ahead = middles[-1] - middles[0]
        ahead /= np.hypot(*ahead)
        for mark in marks:
            assert ahead @ [mark.cos, mark.sin] > np.cos(np.radians(20))
        ways.add(tuple(np.round(ahead).astype(int).tolist()))
    assert ways == {(0, 1), (-1, 0), (0, -1)}, "down, upside down and up"


def test_empty_scenes_hold_nothing_words_no_digit(digits: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene, "MIX", replace(PLAIN, empty=1.0))
    assert all(len(marks) == 0 for _, marks in scenes(digits, 0, 2))
    monkeypatch.setattr(scene, "MIX", replace(PLAIN, words=1.0))
    labels = np.concatenate([marks[:, 7] for _, marks in scenes(digits, 0, 2)])
    assert len(labels)
    assert (labels == OTHER).all()


def test_what_is_crossed_out_counts_as_nothing(digits: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MIX", replace(layout.MIX, struck=1.0))
    rng = np.random.default_rng(0)
    page, _ = page_of(digits, [])
    layout.rows(Hand(page, Bank(digits, rng), rng, 30))
    assert page.items
    assert {item.counts for item in page.items} == {IGNORED}


def test_what_is_hidden_is_no_mark_and_what_is_half_hidden_counts_as_nothing(digits: Sources) -> None:
    _, items = page_of(digits, [8, LETTER], em=100)
    eye = np.eye(3)
    for item, half in zip(items, (IGNORED, NO_OTHER), strict=True):
        item = Item(item.outline - item.outline.min(0) + 100, item.em, item.angle, item.label)
        seen = np.ones((SCENE, SCENE), np.float32)
        covered = seen.copy()
        covered[:, : int(item.outline[:, 0].mean())] = 0
        whole, partly, none = (scene._mark(item, eye, what) for what in (seen, covered, np.zeros_like(seen)))
        assert [mark and mark.counts for mark in (whole, partly, none)] == [SCORED, half, None]


def test_thumbs_hide_what_they_lie_on(digits: Sources) -> None:
    page, _ = page_of(digits, [3, 1, 4, 1, 5, 9])
    free = replace(LYING, held=1.0, gripped=0.0, size=(240, 240))
    for seed in range(2):
        bare, held = (shown(page, seed, posture)[0] for posture in (free, replace(free, gripped=1.0)))
        under = bare.seen - held.seen
        assert under.min() >= 0
        assert 0.001 < under.mean() < 0.3
        changed = np.abs(bare.picture - held.picture).max(2) > 5
        assert not (changed & (bare.seen > 0.99) & (held.seen > 0.99)).any()


def test_the_contact_sheet_needs_neither_pictures_nor_more_handwriting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(preview, "ACROSS", 3)
    monkeypatch.setattr(preview, "DOWN", 2)
    out = tmp_path / "out"
    assert main(["scenes", "--out", str(out), "--assets", str(tmp_path / "none"), "--seed", "3"]) == 0
    assert cv2.imread(str(out / "scenes.png")).shape == (2 * SCENE, 3 * SCENE, 3)
    assert str(out / "scenes.png") in capsys.readouterr().err
