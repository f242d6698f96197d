"""Data of one's own: a folder of pictures by class."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.glyph import normalise
from tests.writing import few
from train.data import load_data
from train.digits import DataError
from train.pictures import read_image


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
