"""What is learnt from: MNIST and data of one's own, its split, its ink, and the junk beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import models
import models.glyph
from train import augment, junk
from train.data import MNIST, load_data, split
from train.digits import DataError, Digits


def few(count: int = 200) -> Digits:
    return load_data()[0].take(slice(0, count))


def test_mnist_is_whole() -> None:
    train, test = load_data()
    assert (len(train), len(test)) == (60_000, 10_000)
    for part in (train, test):
        assert part.images.shape == (len(part), 28, 28)
        assert part.images.dtype == np.uint8
        assert part.labels.dtype == np.int64
        assert set(np.unique(part.labels)) == set(range(10))
    assert test.labels[:5].tolist() == [7, 2, 1, 0, 4]


def test_mnist_is_the_file_that_its_readme_names() -> None:
    readme = MNIST.with_name("README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(MNIST.read_bytes()).hexdigest() in readme
    assert "CC BY-SA 3.0" in readme


def arrays(**changes: Any) -> dict[str, Any]:
    whole = {
        "x_train": np.zeros((6, 28, 28), np.uint8),
        "y_train": np.arange(6, dtype=np.uint8),
        "x_test": np.zeros((3, 28, 28), np.uint8),
        "y_test": np.arange(3, dtype=np.uint8),
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def test_data_of_ones_own_loads(tmp_path: Path) -> None:
    np.savez(tmp_path / "own.npz", **arrays())
    train, test = load_data(tmp_path / "own.npz")
    assert train.labels.tolist() == [0, 1, 2, 3, 4, 5]
    assert len(test) == 3


OTHERWISE = {
    "an array missing": {"x_test": None},
    "of another size, and empty": {"x_train": np.zeros((6, 32, 32), np.uint8)},
    "of another scale": {"x_train": np.full((6, 28, 28), 300.0)},
    "not square": {"x_train": np.zeros((6, 783), np.uint8)},
    "too few labels": {"y_train": np.arange(5, dtype=np.uint8)},
    "a label of 10": {"y_train": np.full(6, 10, np.uint8)},
    "a label of -1": {"y_test": np.array([0, -1, 2])},
    "objects": {"y_train": np.array(list("012345"), dtype=object)},
}


@pytest.mark.parametrize("changes", OTHERWISE.values(), ids=OTHERWISE)
def test_data_of_another_kind_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    path = tmp_path / "data.npz"
    np.savez(path, **arrays(**changes))
    with pytest.raises(DataError) as caught:
        load_data(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"no archive\n", id="text"),
        pytest.param(MNIST.read_bytes()[:3000], id="cut"),
    ],
)
def test_broken_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "data.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"data\.npz"):
        load_data(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.npz"):
        load_data(tmp_path / "nowhere.npz")


def test_the_split_is_seeded_and_disjoint_and_labels_stay_with_their_images() -> None:
    digits = few(1000)
    names = {image.tobytes(): label for image, label in zip(digits.images, digits.labels, strict=True)}
    assert len(names) == 1000, "every image is told by its content"
    parts = split(digits, 3, validation=100)
    assert [len(part) for part in parts] == [900, 100]
    both = [(i.tobytes(), n) for part in parts for i, n in zip(part.images, part.labels, strict=True)]
    assert sorted(both) == sorted(names.items())
    again, other = (split(digits, seed, validation=100)[0] for seed in (3, 4))
    assert np.array_equal(again.images, parts[0].images)
    assert not np.array_equal(other.images, parts[0].images)


# Ink


def glyph_is_well(glyph: np.ndarray) -> bool:
    return bool(
        glyph.shape == (28, 28)
        and glyph.dtype == np.float32
        and np.isfinite(glyph).all()
        and glyph.min() >= 0
        and glyph.max() <= 1
    )


def test_augmented_digits_are_glyphs_and_seeded() -> None:
    digits = few(100)
    for i, image in enumerate(digits.images):
        beside, seeds = digits.images[i - 1], (i, i, i + 1000)
        one, same, other = (augment.glyph(image, beside, np.random.default_rng(seed)) for seed in seeds)
        assert glyph_is_well(one)
        assert one.sum() > 5
        assert np.array_equal(one, same)
        assert not np.array_equal(one, other)


def test_augmented_digits_can_still_be_read() -> None:
    """The shipped network reads most of them: ink is bent and worn, not destroyed."""
    digits, rng = few(400), np.random.default_rng(0)
    glyphs = np.stack([augment.glyph(image, image[::-1], rng) for image in digits.images])
    right = (models.load().probabilities(glyphs).argmax(1) == digits.labels).mean()
    assert right > 0.9


def test_a_piece_of_a_neighbour_stands_beside_the_digit_and_hides_nothing_of_it() -> None:
    digits, rng = few(60), np.random.default_rng(0)
    for image, other in zip(digits.images, digits.images[::-1], strict=True):
        x, y, w, h = cv2.boundingRect(image)
        own = image[y : y + h, x : x + w]
        both = augment.crowd(image, other, rng)
        starts = range(both.shape[1] - w + 1)
        assert both.shape[0] == h
        assert w <= both.shape[1] <= w + 28
        assert any((both[:, start : start + w] >= own).all() for start in starts)
        assert int(both.sum()) > int(own.sum())


def test_ink_that_wore_off_has_no_neighbour() -> None:
    blank, image = np.zeros((28, 28), np.uint8), few(1).images[0]
    for ink, other in ((blank, image), (image, blank)):
        assert augment.crowd(ink, other, np.random.default_rng(0)) is ink


@pytest.mark.parametrize("width", [3, 5])
def test_thinning_keeps_strokes_whole_but_for_specks(width: int) -> None:
    shares = []
    for image in few(60).images:
        ink = augment.bend(image, np.random.default_rng(0))
        whole, thin = (_largest_share(made) for made in (ink, augment.thin(ink, width)))
        shares.append(thin / whole)
    assert np.mean(np.array(shares) > 0.9) >= 0.8


def _largest_share(ink: np.ndarray) -> float:
    """Share of the ink that its largest connected piece holds."""
    areas = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:, cv2.CC_STAT_AREA]
    return float(areas.max() / areas.sum())


@pytest.mark.parametrize("make", junk.KINDS, ids=lambda make: make.__name__)
def test_every_kind_of_junk_gives_glyphs(make: Any) -> None:
    digits = few(100)
    for seed in range(25):
        one, same = (make(digits, np.random.default_rng(seed)) for _ in range(2))
        assert one.ndim == 2
        assert one.dtype == np.uint8
        assert np.array_equal(one, same)
        assert glyph_is_well(models.glyph.normalise(one))


def test_shares_of_junk_add_up() -> None:
    assert len(junk.SHARES) == len(junk.KINDS)
    assert junk.SHARES.sum() == pytest.approx(1)
    digits, rng = few(50), np.random.default_rng(0)
    filled = [junk.glyph(digits, rng).any() for _ in range(100)]
    assert np.mean(filled) > 0.95
