"""Data of one's own: files of numbers as others keep MNIST, and a folder of pictures by class."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from models.glyph import normalise
from tests.writing import few
from train.data import load_data
from train.digits import DataError, Digits
from train.pictures import read_image


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
        lambda images: images.repeat(3, 1).repeat(3, 2),
    ],
    ids=["0..1", "-1..1", "int64", "flat", "channel last", "channel first", "black on white", "larger"],
)
def test_npz_of_any_scale_size_and_form(tmp_path: Path, digits: Digits, change: Callable[[Any], Any]) -> None:
    images, hot = change(digits.images), np.eye(10)[digits.labels]
    np.savez(tmp_path / "own.npz", x_train=images, y_train=hot, x_test=images, y_test=digits.labels)
    for part in load_data(tmp_path / "own.npz"):
        assert part.images.shape == digits.images.shape
        alike = np.corrcoef(part.images.ravel(), digits.images.ravel())[0, 1]
        assert alike > (0.9 if images.size > digits.images.size else 0.9999)
        assert np.array_equal(part.labels, digits.labels)


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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Seven pictures of each digit, as they come in MNIST."""
    digits, _ = load_data()
    for value in range(10):
        (tmp_path / "data" / str(value)).mkdir(parents=True)
        for i, index in enumerate(np.flatnonzero(digits.labels == value)[:7]):
            cv2.imwrite(str(tmp_path / "data" / str(value) / f"{i}.png"), digits.images[index])
    return tmp_path / "data"


def test_a_folder_of_pictures_is_data_with_or_without_a_test_part_of_its_own(folder: Path) -> None:
    train, test = load_data(folder)
    assert (len(train), len(test)) == (50, 20)
    assert np.bincount(train.labels).tolist() == [5] * 10
    kept = {image.tobytes() for image in few().images}
    assert all(image.tobytes() in kept for image in test.images)
    own = folder.rename(folder.with_name("train"))
    shutil.copytree(own, own.with_name("test"), ignore=lambda *_: [f"{i}.png" for i in range(1, 7)])
    assert [len(part) for part in load_data(own.parent)] == [70, 10]


@pytest.mark.parametrize(("ground", "ink"), [(255, 0), (200, 60), (0, 255), (40, 220)])
@pytest.mark.parametrize("size", [28, 90])
def test_ink_and_ground_of_any_kind(tmp_path: Path, ground: int, ink: int, size: int) -> None:
    digit = load_data()[0].images[0]
    large = cv2.resize(digit, (size, size), interpolation=cv2.INTER_CUBIC).astype(float) / 255
    cv2.imwrite(str(tmp_path / "a.png"), (ground + (ink - ground) * large).round())
    image = read_image(tmp_path / "a.png")
    assert (image.shape, image.dtype) == ((28, 28), np.uint8)
    assert np.corrcoef(image.ravel(), 255 * normalise(digit).ravel())[0, 1] > 0.9


def test_pictures_of_any_kind_that_can_be_read_train(folder: Path) -> None:
    for name, suffix in (("0", ".gif"), ("1", ".avif"), ("2", ".bmp"), ("3", ".webp")):
        for file in (folder / name).iterdir():
            cv2.imwrite(str(file.with_suffix(suffix)), cv2.imread(str(file)))
            file.unlink()
    assert [len(part) for part in load_data(folder)] == [50, 20]


def test_one_bad_picture_in_twenty_is_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "4" / "3.png").write_bytes(b"no picture")
    cv2.imwrite(str(folder / "5" / "0.png"), np.full((30, 30), 250, np.uint8))
    (folder / "6" / "1.heic").write_bytes(b"")
    train, test = load_data(folder)
    assert (len(train), len(test)) == (49, 19)
    assert np.bincount(train.labels).tolist() == [5, 5, 5, 5, 4, 5, 5, 5, 5, 5]
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    for name in ("3.png: not a whole picture", "0.png is empty", "1.heic: the file is empty"):
        assert any(name in line for line in lines)
    (folder / "7" / "2.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match="4 of 71 pictures cannot be used, and one in 20 may be") as error:
        load_data(folder)
    assert "\n" not in str(error.value)


def test_a_class_without_pictures_is_named(folder: Path) -> None:
    for file in (folder / "4").iterdir():
        file.unlink()
    with pytest.raises(DataError, match="4 holds 0 pictures"):
        load_data(folder)
