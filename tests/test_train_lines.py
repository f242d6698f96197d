"""Training of the line network: the lines it learns from, its loss and accuracy, and the command."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.line import STEP, level
from tests.conftest import train_command
from train import lines
from train.data import load_data
from train.digits import DataError, Digits
from train.line_inks import PENS, Inks, noughts, prepare
from train.line_report import edits
from train.lines import MOST, line
from train.recipes import LINE, multiply_adds


def few(count: int) -> Digits:
    return load_data()[0].take(slice(0, count))


@pytest.fixture(scope="module")
def inks() -> Inks:
    return prepare(few(600), 0)


def test_inks_are_of_each_pen_and_digit(inks: Inks) -> None:
    labels = few(600).labels
    assert [[len(pool) for pool in pen] for pen in inks.digits] == [np.bincount(labels).tolist()] * len(PENS)
    darkness = [np.mean([(ink > 127).mean() for pool in pen for ink in pool]) for pen in inks.digits]
    assert darkness[0] < 0.9 * darkness[1]
    assert darkness[1] < 0.9 * darkness[2]


def test_lines_are_seeded(inks: Inks) -> None:
    (some, said), (same, too), (other, _) = (line(inks, 4, np.random.default_rng(k)) for k in (1, 1, 2))
    assert said == too
    assert len(said) == 4
    assert np.array_equal(some, same)
    assert some.shape != other.shape or not np.array_equal(some, other)
    assert np.array_equal(prepare(few(20), 3).digits[0][5][0], prepare(few(20), 3).digits[0][5][0])


@pytest.mark.parametrize("seed", [3483, 5948])
def test_a_narrow_line_is_not_cut_away(inks: Inks, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CUT", 1.0)
    ink, _ = line(inks, 1, np.random.default_rng(seed))
    assert (ink > 127).any()


def test_lines_are_broader_the_more_they_say_and_often_touch(inks: Inks) -> None:
    widths, touching = [], []
    for count in (1, 4, MOST):
        seen, pieces = [], []
        for k in range(40):
            ink, said = line(inks, count, np.random.default_rng((count, k)))
            found = level(ink)
            assert found is not None
            seen.append(found.image.shape[1])
            mask = cv2.threshold(ink, 127, 255, cv2.THRESH_BINARY)[1]
            pieces.append(cv2.connectedComponents(mask)[0] - 1 < len(said))
        widths.append(np.median(seen))
        touching.append(np.mean(pieces))
    assert widths[0] < 0.5 * widths[1] < 0.4 * widths[2]
    assert touching[1] > 0.2


@pytest.mark.parametrize("pen", range(3))
@pytest.mark.parametrize("count", [2, 4])
def test_noughts_in_one_go_are_one_stroke(count: int, pen: int) -> None:
    for seed in range(10):
        ink = noughts(count, pen, np.random.default_rng(seed))
        assert cv2.connectedComponents(cv2.threshold(ink, 127, 255, cv2.THRESH_BINARY)[1])[0] == 2


@pytest.mark.parametrize(
    ("read", "wanted", "count"),
    [
        ("", "", 0),
        ("12", "12", 0),
        ("12", "", 2),
        ("", "12", 2),
        ("132", "12", 1),
        ("21", "12", 2),
        ("3", "12", 2),
    ],
)
def test_edits(read: str, wanted: str, count: int) -> None:
    assert edits([*map(int, read)], [*map(int, wanted)]) == count


# With Keras


def logits(text: str) -> np.ndarray:
    """Columns that are sure of what they say: "-" is nothing new."""
    rows = np.zeros((1, len(text), 11), np.float32)
    rows[0, np.arange(len(text)), [0 if c == "-" else int(c) + 1 for c in text]] = 20
    return rows


def wanted(text: str) -> np.ndarray:
    from train.line_streams import FULL

    row = np.zeros((1, FULL), np.int32)
    row[0, : len(text)] = [int(c) + 1 for c in text]
    return row


@pytest.mark.parametrize(
    ("text", "said", "right"),
    [("-1--2-", "12", 1), ("-11-2-", "12", 1), ("-1-1-2", "12", 0), ("-1-1-2", "112", 1), ("2--1-", "12", 0),
     ("-1----", "12", 0), ("-0-0--", "00", 1), ("------", "0", 0)],
)  # fmt: skip
def test_accuracy_and_loss_know_a_line_that_is_read(text: str, said: str, right: int) -> None:
    from train.line_streams import accuracy, loss

    assert np.asarray(accuracy(wanted(said), logits(text))).tolist() == [right]
    nats = float(np.asarray(loss(wanted(said), logits(text)))[0])
    assert (nats < 0.01) == bool(right)


def test_the_loss_is_what_keras_slower_one_tells() -> None:
    from keras import losses

    from train.line_streams import loss

    rows = np.random.default_rng(0).normal(0, 3, (4, 30, 11)).astype(np.float32)
    said = np.concatenate([wanted(text) for text in ("3", "4407", "1123581321", "000")])
    nats = np.asarray(losses.ctc(said, rows)) / (said != 0).sum(1)
    np.testing.assert_allclose(np.asarray(loss(said, rows)), nats, rtol=1e-4)


def test_batches_are_rows_of_lines() -> None:
    from train.line_streams import FULL, WIDE, LineBatches

    recipe = dataclasses.replace(LINE, batch=4)
    some, same = (LineBatches(few(200), recipe, 0) for _ in range(2))
    assert len(some) == 4
    images, values = some[1]
    assert (images.shape, values.shape) == ((4, 40, WIDE, 1), (4, FULL))
    assert images.min() == 0
    assert images.max() == 1
    assert ((values > 0).sum(1) >= 4).all()
    assert ((values > 0).sum(1) * 2 * STEP <= WIDE).all()
    again = same[1]
    assert np.array_equal(images, again[0])
    assert np.array_equal(values, again[1])
    some.epoch = 1
    assert not np.array_equal(images, some[1][0])
    with pytest.raises(DataError, match="too few"):
        LineBatches(few(40), recipe, 0)


def test_the_network_looks_at_lines_of_any_width() -> None:
    network = LINE.build()
    assert network.input_shape == (None, 40, None, 1)
    assert network.output_shape == (None, None, 11)
    assert network(np.zeros((1, 40, 96, 1), np.float32)).shape == (1, 24, 11)
    from train import networks

    narrow, wide = (multiply_adds(networks.line(width)) for width in (64, 128))
    assert 1.8 < wide / narrow < 2.2


def test_the_command_trains_and_judges_a_line_network(tmp_path: Path) -> None:
    def run(*arguments: object) -> str:
        done = train_command(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    small, (digits, test) = tmp_path / "small.npz", load_data()
    learn, few_test = digits.take(slice(0, 4000)), test.take(slice(0, 300))
    np.savez(
        small, x_train=learn.images, y_train=learn.labels, x_test=few_test.images, y_test=few_test.labels
    )
    told = run("line", "--data", small, "--epochs", 1, "--out", tmp_path / "run")
    assert "multiply-adds a line of 128 px" in told
    files = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"line.keras", "line.tflite", "line.json", "history.csv", "curves.png", "samples.png"} <= files
    card = json.loads((tmp_path / "run" / "line.json").read_text())
    assert card["recipe"] == "line"
    assert 0 <= card["test"]["digits"] <= 1
    told = run(
        "evaluate", tmp_path / "run" / "line.tflite", "--data", small, "--json", "--out", tmp_path / "eval"
    )
    found = json.loads(told)
    assert found["scores"] == card["test"]
    assert set(found["latency_ms"]) == {"64", "128", "256"}
    assert (tmp_path / "eval" / "samples.png").exists()
