"""Data of one's own: files of numbers as others keep MNIST."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from train.data import load_data
from train.digits import DataError, Digits


@pytest.fixture(scope="module")
def digits() -> Digits:
    return load_data()[1].take(slice(0, 24))


def idx(array: np.ndarray[Any, Any]) -> bytes:
    """An array as an idx file of bytes."""
    sides = np.array(array.shape, ">u4").tobytes()
    return bytes((0, 0, 8, array.ndim)) + sides + array.astype("u1").tobytes()


def csv(digits: Digits, header: bool, last: bool = False) -> str:
    """A row for each digit, its label in the first or the last column."""
    rows = [[*map(str, image.ravel())] for image in digits.images]
    labels = [str(label) for label in digits.labels]
    if header:
        rows, labels = [[f"pixel{i}" for i in range(784)], *rows], ["class" if last else "label", *labels]
    lines = ([*row, label] if last else [label, *row] for row, label in zip(rows, labels, strict=True))
    return "".join(",".join(line) + "\n" for line in lines)


def assert_parted(path: Path, digits: Digits) -> None:
    """Every sixth digit is for test, the others are learnt from, pixel for pixel."""
    learnt, test = load_data(path)
    assert np.array_equal(test.images, digits.images[::6])
    assert np.array_equal(test.labels, digits.labels[::6])
    assert np.array_equal(learnt.labels, np.delete(digits.labels, np.s_[::6]))
    assert np.array_equal(learnt.images, np.delete(digits.images, np.s_[::6], 0))


@pytest.mark.parametrize(("header", "last"), [(True, False), (False, False), (True, True)])
def test_csv(tmp_path: Path, digits: Digits, header: bool, last: bool) -> None:
    path = tmp_path / "train.csv"
    path.write_text(csv(digits, header, last))
    (tmp_path / "test.csv").write_text("pixel," * 783 + "pixel\n")  # Kaggle's own has no labels
    assert_parted(path, digits)
    assert_parted(tmp_path, digits)
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + path.read_bytes() if header else path.read_bytes()))
    assert_parted(packed, digits)
    for name, part in (("train", slice(0, 18)), ("test", slice(18, 24))):
        (tmp_path / f"mnist_{name}.csv").write_text(csv(digits.take(part), header, last))
    learnt, test = load_data(tmp_path / "mnist_train.csv")
    assert (len(learnt), len(test)) == (18, 6)
    assert np.array_equal(test.images, digits.images[18:])


@pytest.mark.parametrize(
    "name", ["{}-{}-idx{}-ubyte", "{}-{}.idx{}-ubyte", "emnist-digits-{}-{}-idx{}-ubyte.gz"]
)
def test_idx_pairs(tmp_path: Path, digits: Digits, name: str) -> None:
    pack: Callable[[bytes], bytes] = gzip.compress if name.endswith(".gz") else bytes
    for part, own in (("train", slice(0, 18)), ("test" if "emnist" in name else "t10k", slice(18, 24))):
        taken = digits.take(own)
        images = taken.images.swapaxes(1, 2) if "emnist" in name else taken.images  # as EMNIST came
        (tmp_path / name.format(part, "images", 3)).write_bytes(pack(idx(images)))
        (tmp_path / name.format(part, "labels", 1)).write_bytes(pack(idx(taken.labels)))
    for path in (
        tmp_path,
        *(tmp_path / name.format("train", *kind) for kind in (("images", 3), ("labels", 1))),
    ):
        learnt, test = load_data(path)
        assert np.array_equal(learnt.images, digits.images[:18])
        assert np.array_equal(learnt.labels, digits.labels[:18])
        assert np.array_equal(test.images, digits.images[18:])


@pytest.mark.parametrize(
    "change",
    [
        lambda images: images / 255,
        lambda images: (images / 127.5 - 1).astype(np.float32),
        lambda images: images.astype(np.int64),
        lambda images: images.reshape(-1, 784).astype(np.float64),
        lambda images: images[..., None],
        lambda images: images[:, None] / np.float32(255),
        lambda images: 255 - images,
    ],
    ids=["0..1", "-1..1", "int64", "flat", "channel last", "channel first", "black on white"],
)
def test_npz_of_any_scale_and_form(tmp_path: Path, digits: Digits, change: Callable[[Any], Any]) -> None:
    images, hot = change(digits.images), np.eye(10)[digits.labels]
    np.savez(tmp_path / "own.npz", x_train=images, y_train=hot, x_test=images, y_test=digits.labels)
    for part in load_data(tmp_path / "own.npz"):
        assert np.array_equal(part.images, digits.images)
        assert np.array_equal(part.labels, digits.labels)


def test_pictures_of_another_size_are_brought_to_mnists(tmp_path: Path, digits: Digits) -> None:
    large = digits.images.repeat(3, 1).repeat(3, 2)
    np.savez(tmp_path / "own.npz", x_train=large, y_train=digits.labels, x_test=large, y_test=digits.labels)
    learnt, _ = load_data(tmp_path / "own.npz")
    assert learnt.images.shape == digits.images.shape
    assert np.corrcoef(learnt.images.ravel(), digits.images.ravel())[0, 1] > 0.9


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("train.csv", b"label,pixel0\n1,x\n"),
        ("train.csv", b"pixel0,pixel1,pixel2\n1,2,3\n"),
        ("train.csv", b""),
        ("train-images-idx3-ubyte", idx(np.zeros((5, 28, 28)))[:999]),
        ("train-images-idx3-ubyte", idx(np.zeros((5, 28, 28)))),  # without its labels
        ("train-images-idx3-ubyte.gz", gzip.compress(idx(np.zeros((5, 28, 28))), mtime=0)[:30]),
    ],
)
def test_what_cannot_be_read_is_named_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match="train") as error:
        load_data(tmp_path / name)
    assert "\n" not in str(error.value)
