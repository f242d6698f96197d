"""What the pen's network is shown and learns from, and what a row tells of marks that it is not sure of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from live.strokes.judge import Judge
from models.pen import CHANNELS, POINTS, PenNetwork, features
from tests.shapes import SHAPES, shape
from train.pen.bank import Bank
from train.pen.examples import JUNK, NO_MARK, drawn, example
from train.pen.rows import page
from train.scenes.alphabet import ALPHABET, OTHER


def test_features_do_not_depend_on_size_place_or_pace() -> None:
    for name in SHAPES:
        strokes = [stroke.astype(np.float32) for stroke in shape(name, 0, 0, 90)]
        seen = features(strokes)
        assert seen.shape == (POINTS, CHANNELS)
        assert np.abs(seen[:, :2]).max() <= 1.001
        moved = [stroke * np.float32(3) + np.float32(500) for stroke in strokes]
        assert np.allclose(features(moved), seen, atol=0.02)
        twice = [np.repeat(stroke, 2, axis=0) for stroke in strokes]
        assert np.allclose(features(twice), seen, atol=1e-4)


def test_features_tell_order_direction_and_where_the_pen_was_lifted() -> None:
    bar, seven = (s.astype(np.float32) for s in shape("7 crossed", 0, 0)[::-1])
    assert not np.allclose(features([bar, seven]), features([seven, bar]), atol=0.5)
    assert not np.allclose(features([seven[::-1]]), features([seven]), atol=0.5)
    assert 0 < (features([seven, bar])[:, 4] == 0).sum() < POINTS / 2
    assert (features([seven])[:, 4] == 1).all()
    for points in ([(3, 3)], [(3, 3), (3, 3)], [(0, 0), (0, 9)]):  # dots and bars
        assert np.isfinite(features([np.array(points, np.float32)])).all()


def test_examples_are_of_all_classes_and_the_same_for_a_seed() -> None:
    bank = Bank(None, False)
    x, y = drawn(bank, np.random.default_rng(0), 600)
    assert (x.shape, y.shape) == ((600, POINTS, CHANNELS), (600, NO_MARK + 1))
    assert np.isfinite(x).all()
    assert y.any(0).all()
    again, _ = drawn(bank, np.random.default_rng(0), 600)
    assert (again == x).all()
    assert sum(JUNK.values()) == pytest.approx(1)
    assert all(len(example(bank, np.random.default_rng(k))[0]) >= 1 for k in range(20))


def test_pages_say_of_each_stroke_what_it_belongs_to() -> None:
    bank = Bank(None, False)
    for seed in range(20):
        strokes, truth = page(bank, np.random.default_rng(seed))
        assert sorted(len(group) for group in truth)
        assert sum(map(len, truth)) == len(strokes)
        assert frozenset(strokes) == frozenset().union(*truth)
        times = [float(stroke.points[0, 2]) for stroke in strokes]
        assert len(set(times)) == len(times)


def test_the_shipped_network_is_small_and_knows_our_shapes() -> None:
    network = PenNetwork()
    assert network.alphabet == ALPHABET
    rows = network.probabilities(
        np.stack([features([s.astype(np.float32) for s in shape(name, 0, 0)]) for name in SHAPES])
    )
    assert np.allclose(rows.sum(1), 1, atol=1e-4)
    told = [ALPHABET[k] for k in rows[:, :-2].argmax(1)]
    assert [(name, t) for name, t in zip(SHAPES, told, strict=True) if t != name[0]] == []
    assert network.probabilities(np.zeros((0, POINTS, CHANNELS), np.float32)).shape == (0, NO_MARK + 1)


def test_training_learns_and_its_export_agrees(tmp_path: Path) -> None:
    import json

    import train.hush  # noqa: F401  # before Keras

    # isort: split
    import keras

    from train.pen import network
    from train.running import export

    keras.utils.set_random_seed(0)
    model = network.build(NO_MARK + 1)
    assert model.count_params() <= 500_000
    x, y = drawn(Bank(None, False), np.random.default_rng(1), 96)
    model.compile(keras.optimizers.AdamW(3e-3), loss=network.LOSS, run_eagerly=True)  # tracing takes longer
    losses = model.fit(x, y, batch_size=48, epochs=4, verbose=0).history["loss"]
    assert losses[-1] < 0.8 * losses[0]
    model.save(tmp_path / "pen.keras")
    export(tmp_path / "pen.keras", tmp_path / "pen.tflite")
    (tmp_path / "pen.json").write_text(json.dumps({"alphabet": ALPHABET}))
    logits = np.asarray(model(x, training=False))
    wanted = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    assert np.allclose(PenNetwork(tmp_path / "pen.tflite").probabilities(x), wanted, atol=0.02)
    assert (tmp_path / "pen.tflite").stat().st_size <= 2_000_000


def rows_of(marks: str, **doubts: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return rows of marks that are sure but for a "?", which is any of the doubts."""
    rows = np.full((len(marks), OTHER + 1), 1e-4, np.float32)
    for row, character in zip(rows, marks, strict=True):
        for name, share in doubts.items() if character == "?" else ((character, 1.0),):
            row[ALPHABET.index(name)] = share
    return rows / rows.sum(1, keepdims=True)


@pytest.mark.parametrize(
    ("marks", "doubts", "reads"),
    [
        ("?50", {"/": 0.7, "1": 0.3}, "150"),
        ("036?", {"(": 0.6, "1": 0.4}, "0361"),
        ("3+?×2", {"/": 0.6, "1": 0.4}, "3+1×2"),
        ("48?21", {"/": 0.9, "1": 0.1}, "48/21"),
        ("?+2", {")": 0.6, "3": 0.4}, "3+2"),
        ("2×+1=5", {}, "2×+1=5"),
        ("×=6", {}, "×=6"),
        ("12/3/24", {}, "12/3/24"),
        ("?5", {"/": 0.7, "1": 0.3}, "/5"),
        pytest.param("1+" * 4000 + "1", {}, "1+" * 4000 + "1", id="a long row does not underflow"),
    ],
)
def test_a_doubtful_mark_is_what_its_row_makes_likely(
    marks: str, doubts: dict[str, float], reads: str
) -> None:
    context = Judge.load().context
    rows = context.marginals(rows_of(marks, **doubts))
    assert np.allclose(rows.sum(1), 1, atol=1e-5)
    assert "".join(ALPHABET[k] for k in rows[:, :-1].argmax(1)) == reads
