"""What is learnt from: MNIST and data of one's own, its split, its ink, junk."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import models
import models.glyph
from tests.writing import few
from train import augment, junk
from train.data import MNIST, load_data, split
from train.digits import DataError


def test_mnist_is_the_file_that_its_readme_names() -> None:
    readme = MNIST.with_name("README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(MNIST.read_bytes()).hexdigest() in readme
    assert "CC BY-SA 3.0" in readme


WHOLE = {
    "x_train": np.zeros((6, 28, 28), np.uint8),
    "y_train": np.arange(6, dtype=np.uint8),
    "x_test": np.zeros((3, 28, 28), np.uint8),
    "y_test": np.arange(3, dtype=np.uint8),
}


OTHERWISE = {
    "an array missing": {"x_test": None},
    "of another size, and empty": {"x_train": np.zeros((6, 32, 32), np.uint8)},
    "of another scale": {"x_train": np.full((6, 28, 28), 300.0)},
    "not square": {"x_train": np.zeros((6, 783), np.uint8)},
    "too few labels": {"y_train": np.arange(5, dtype=np.uint8)},
    "a label of 10": {"y_train": np.full(6, 10, np.uint8)},
    "a label of -1": {"y_test": np.array([0, -1, 2])},
    "objects": {"y_train": np.array(list("012345"), dtype=object)},
    "an empty file": b"",
    "a cut file": MNIST.read_bytes()[:3000],
}


@pytest.mark.parametrize("changes", OTHERWISE.values(), ids=OTHERWISE)
def test_data_of_another_kind_is_refused(tmp_path: Path, changes: dict[str, Any] | bytes) -> None:
    path = tmp_path / "data.npz"
    if isinstance(changes, bytes):
        path.write_bytes(changes)
    else:
        np.savez(path, **{name: each for name, each in (WHOLE | changes).items() if each is not None})
    with pytest.raises(DataError) as caught:
        load_data(path)
    assert "\n" not in str(caught.value)


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


def glyph_is_well(glyph: np.ndarray) -> bool:
    return (glyph.shape, glyph.dtype) == ((28, 28), np.float32) and bool(0 <= glyph.min() <= glyph.max() <= 1)


def test_augmented_digits_are_glyphs_that_can_still_be_read_and_seeded() -> None:
    digits = few(300)

    def bent(seed: int) -> list[np.ndarray]:
        rng = np.random.default_rng(seed)
        return [augment.glyph(image, image[::-1], rng) for image in digits.images]

    glyphs, again, others = map(bent, (0, 0, 1))
    assert all(map(glyph_is_well, glyphs))
    assert np.array_equal(glyphs, again)
    assert not any(np.array_equal(one, other) for one, other in zip(glyphs, others, strict=True))
    right = models.load().probabilities(np.stack(glyphs)).argmax(1) == digits.labels
    assert right.mean() > 0.9, "ink is bent and worn, not destroyed"


@pytest.mark.parametrize("make", junk.KINDS, ids=lambda make: make.__name__)
def test_every_kind_of_junk_gives_glyphs(make: Any) -> None:
    digits = few(100)
    for seed in range(25):
        one, same = (make(digits, np.random.default_rng(seed)) for _ in range(2))
        assert np.array_equal(one, same)
        assert glyph_is_well(models.glyph.normalise(one))
    assert junk.SHARES.sum() == pytest.approx(1)
