"""What the eye's maps should be: one peak a mark, nothing where nothing can be asked; and its network."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

import train.hush  # noqa: F401  # before Keras
from models.eye import SIZE_UNIT, STRIDE
from train.eye.targets import CELLS, CHANNELS, CROP, NOT_ASKED, SIZES, crop, target
from train.scenes.alphabet import ALPHABET, OTHER
from train.scenes.page import IGNORED, NO_OTHER, SCORED
from train.scenes.scene import Mark
from train.scenes.view import SCENE

# isort: split
import keras

from models.eye import MAPS
from train.eye import network, targets

Floats = npt.NDArray[np.float32]
WEIGHT, BOX, WAY, LABEL, ANSWERS = 3, slice(4, 8), slice(8, 10), 10, 11


def mark(x: float, y: float, em: float = 40, label: int = 7, counts: int = SCORED, way: float = 0) -> Mark:
    """A mark around a point, 0.6 as wide as high."""
    return Mark(
        x - 0.3 * em, y - em / 2, x + 0.3 * em, y + em / 2, em, np.cos(way), np.sin(way), label, counts
    )


def maps(*marks: Mark, size: tuple[int, int] = (CROP, CROP)) -> Floats:
    return target(np.array(marks, np.float32).reshape(-1, len(Mark._fields)), *size)


@pytest.mark.parametrize(
    ("label", "heat"), [(0, 0), (9, 0), (ALPHABET.index("+"), 1), (ALPHABET.index("/"), 1), (OTHER, 2)]
)
@pytest.mark.parametrize(("x", "y", "em"), [(100.3, 61.8, 40.0), (30.0, 200.0, 12.0), (128.9, 128.1, 74.0)])
def test_a_mark_is_one_peak_at_its_middle(label: int, heat: int, x: float, y: float, em: float) -> None:
    there = mark(x, y, em, label, way=0.4)
    truth = maps(there)
    assert truth.shape == (CELLS, CELLS, CHANNELS)
    assert not np.delete(truth[..., :3], heat, 2).any(), "heat of another kind"
    assert (truth[..., heat] == 1).sum() == 1
    row, col = (int(at[0]) for at in np.nonzero(truth[..., heat] == 1))
    assert (col, row) == (int(x / STRIDE), int(y / STRIDE))
    assert (truth[..., WEIGHT] == 1).all()
    for j, i in zip(*np.nonzero(truth[..., ANSWERS]), strict=True):  # every cell that answers says the same
        cell = truth[j, i]
        middle = (np.array([i, j]) + 0.5 + cell[BOX][:2]) * STRIDE
        sides = SIZE_UNIT * np.exp(cell[BOX][2:])
        assert middle.tolist() == pytest.approx([x, y], abs=0.01)
        assert sides.tolist() == pytest.approx([0.6 * em, em], rel=0.01)
        assert cell[WAY].tolist() == pytest.approx([np.cos(0.4), np.sin(0.4)], abs=1e-3)
        assert cell[LABEL] == label
    assert truth[row, col, ANSWERS] == truth[..., ANSWERS].max() > 0


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        pytest.param(mark(100, 100, SIZES.least - 1), False, id="too small"),
        pytest.param(mark(120, 120, (SIZES.most + SIZES.beyond) / 2), False, id="a little too large"),
        pytest.param(mark(100, 100, counts=IGNORED), False, id="crossed out"),
        pytest.param(mark(5, 100, 60), False, id="cut by a third"),
        pytest.param(mark(128, 128, SIZES.beyond + 5), True, id="far too large"),
        pytest.param(mark(100, 100, label=OTHER, counts=NO_OTHER), True, id="no other mark"),
        pytest.param(mark(-60, 100, 40), True, id="outside"),
        pytest.param(mark(100, -10, 60), True, id="cut by more than a half"),
    ],
)
def test_what_is_paper_is_background_and_what_is_not_asked_weighs_nothing(there: Mark, asked: bool) -> None:
    truth = maps(there)
    assert not truth[..., [0, 1, 2, ANSWERS]].any()
    assert truth[-8:, -8:, WEIGHT].all(), "far from it the picture counts"
    if asked:
        assert truth[..., WEIGHT].all()
        return
    x, y = ((one + other) / 2 for one, other in ((there.left, there.right), (there.top, there.bottom)))
    middle = int(y) // STRIDE, int(x) // STRIDE, WEIGHT
    assert truth[middle] == 0
    assert 0 < maps(there._replace(label=OTHER))[middle] < 1


@pytest.mark.parametrize(
    ("label", "quarters", "asked"),
    [(4, 2, OTHER), (4, 1, OTHER), (8, 1, OTHER), (8, 2, NOT_ASKED), (ALPHABET.index("+"), 1, NOT_ASKED)],
)
def test_turned_digits_are_other_marks_unless_they_look_alike(label: int, quarters: int, asked: int) -> None:
    truth = maps(mark(100, 100, label=label, way=quarters * np.pi / 2))
    assert set(truth[..., 10][truth[..., 11] > 0]) == {asked}


def test_what_is_padded_weighs_nothing() -> None:
    truth = maps(mark(40, 40, 30), size=(101, 78))
    assert truth[:20, :26, WEIGHT].all()
    assert truth[..., WEIGHT].sum() == 20 * 26
    outside = maps(mark(150, 40, 30), size=(101, 78))
    assert not outside[..., :3].any()


def test_crops_show_what_their_targets_say() -> None:
    """Wherever a target has a peak, the crop has ink, however it was cut, made smaller and changed."""
    image = np.full((SCENE, SCENE, 3), 200, np.uint8)
    places = [(60 * i + 40, 70 * j + 40) for i in range(5) for j in range(4)]
    for x, y in places:
        cv2.rectangle(image, (x - 9, y - 15), (x + 9, y + 15), (20, 20, 20), -1)
    marks = np.array([mark(x, y, 30, 4) for x, y in places], np.float32)
    rng, peaks, padded = np.random.default_rng(0), 0, 0
    for _ in range(40):
        picture, truth = crop(lambda: (image, marks), rng)
        assert picture.shape == (CROP, CROP, 3)
        assert truth.shape == (CELLS, CELLS, CHANNELS)
        assert np.isfinite(picture).all()
        strong = np.abs(picture).mean(2)
        for j, i in zip(*np.nonzero(truth[..., 0] == 1), strict=True):
            peaks += 1
            assert strong[j * STRIDE : (j + 1) * STRIDE, i * STRIDE : (i + 1) * STRIDE].mean() > 0.7
        padded += not truth[..., WEIGHT].all()
    assert peaks > 100
    assert padded > 3, "no crop of a small picture"
    first, again = (crop(lambda: (image, marks), np.random.default_rng(5))[1] for _ in range(2))
    assert np.array_equal(first, again)


CLASSES = len(ALPHABET) + 1


def batch() -> tuple[Any, Any]:
    """Two crops, each with dark bars where its target has ones, 64 px square."""
    rng, x, y = np.random.default_rng(0), [], []
    for _ in range(2):
        picture = rng.normal(0, 0.1, (64, 64, 3)).astype(np.float32)
        marks = []
        for corner in (0, 28):
            left, top = rng.integers(4, 24, 2) + corner
            picture[top : top + 20, left : left + 6] -= 3
            marks.append(Mark(left, top, left + 6, top + 20, 20, 1, 0, 1, SCORED))
        x.append(picture)
        y.append(targets.target(np.array(marks, np.float32), 64, 64)[: 64 // STRIDE, : 64 // STRIDE])
    return np.stack(x), np.stack(y)


def test_the_network_is_small_its_maps_have_a_quarter_of_the_pictures_size_and_it_learns() -> None:
    keras.utils.set_random_seed(0)
    model = network.build(CLASSES)
    assert model.count_params() <= 600_000
    for high, wide in ((32, 32), (64, 160), (96, 32)):
        maps = model(np.zeros((1, high, wide, 3), np.float32), training=False)
        assert tuple(maps.shape) == (1, high // STRIDE, wide // STRIDE, MAPS + CLASSES)
    x, y = batch()
    model.compile(keras.optimizers.Adam(3e-3), loss=network.loss, run_eagerly=True)  # tracing takes longer
    losses = [float(model.train_on_batch(x, y)) for _ in range(3)]
    assert losses[-1] < 0.9 * losses[0]


def test_the_truth_costs_less_than_what_is_wrong_or_blank() -> None:
    truth = batch()[1]
    right = np.zeros((*truth.shape[:3], MAPS + CLASSES), np.float32)
    right[..., :3] = np.where(truth[..., :3] == 1, 9, -9)
    right[..., 3:9] = truth[..., 4:10]
    right[..., MAPS + 1] = 9  # bars are ones
    costs = {"right": right, "blank": right.copy(), "misnamed": right.copy(), "elsewhere": right[:, ::-1]}
    costs["blank"][..., :3] = -9
    costs["misnamed"][..., MAPS:] = np.roll(right[..., network.MAPS :], 3, -1)
    losses = {name: float(network.loss(truth, maps)) for name, maps in costs.items()}
    assert float(network.named(truth, right)) == 1
    assert float(network.named(truth, costs["misnamed"])) == 0
    assert float(network.heat(truth, right)) > 0.99
    assert float(network.heat(truth, costs["blank"])) < 0.01
    assert losses["right"] < 0.2
    assert min(loss for name, loss in losses.items() if name != "right") > 2 * losses["right"]
    maps = costs["blank"]
    maps[:, -1, -1, :3] = 9  # a false mark in the corner
    before = float(network.loss(truth, maps))
    truth[:, -1, -1, 3] = 0  # weighs nothing
    assert float(network.loss(truth, maps)) < before - 0.1
