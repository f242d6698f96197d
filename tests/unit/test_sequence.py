"""The sequence network: what it sees of a row, what its frames say of a group, what is asked anew."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from live.strokes.sequence import KNOBS, SequenceExpert, evidence
from live.values import Floats, Stroke
from models.sequence import BUCKET, STRIDE, SequenceNetwork, features
from tests.shapes import shape
from train.pen.bank import Bank
from train.scenes.alphabet import ALPHABET


def row(text: str, y: float = 0.0) -> list[Stroke]:
    """Write our own shapes in a row, 100 px apart."""
    placed = [s for k, name in enumerate(text) for s in shape(name, 100 * k, y)]
    return [Stroke(np.column_stack([s, np.arange(len(s))]).astype(np.float32)) for s in placed]


def paths(strokes: list[Stroke]) -> list[Floats]:
    return [stroke.points[:, :2] for stroke in strokes]


def test_a_row_is_seen_alike_wherever_and_however_large_it_is_written() -> None:
    strokes = paths(row("3+27"))
    told, counts = features(strokes)
    other, others = features([3 * stroke + np.float32((500, -80)) for stroke in strokes])
    assert len(counts) == len(strokes)
    assert STRIDE * sum(counts) == len(told)
    assert counts == others
    assert np.allclose(told, other, atol=1e-3)


@pytest.mark.parametrize("points", [[(5, 5)], [(5, 5), (5, 5)], [(0, 0), (1e-7, 0)], [(0, 0), (4e4, 1e-3)]])
def test_a_point_and_a_line_have_finite_features(points: list[tuple[float, float]]) -> None:
    far = np.array([(9e3, 9e3)], np.float32)
    told, counts = features([np.array(points, np.float32), far])
    assert np.isfinite(told).all()
    assert np.abs(told[:, 2:]).max() <= 3
    assert counts[1] == 1


def test_evidence_is_the_probability_of_all_paths_with_one_run_of_a_class() -> None:
    rng = np.random.default_rng(0)
    odds = rng.random((5, 4))
    rows = np.log(odds / odds.sum(1, keepdims=True)).astype(np.float32)
    one, other = row("1")[0], row("7")[0]
    (found,) = evidence([[one, other]], {one: rows[:2], other: rows[2:]}, 3)
    blank = 3
    for label in range(3):
        total = 0.0
        for path in product((label, blank), repeat=5):
            runs = sum(c == label and (k == 0 or path[k - 1] == blank) for k, c in enumerate(path))
            total += float(np.exp(rows[range(5), path].sum())) * (runs == 1)
        assert found[label] == pytest.approx(np.log(total), abs=1e-5)
    assert (evidence([[one], [one, other]], {one: rows}, 3) == 0).all()  # they would not compare


class Counting(SequenceNetwork):
    """Counts the rows that are asked about."""

    rows = 0

    def log_probabilities(self, row: Floats) -> Floats:
        self.rows += 1
        return super().log_probabilities(row)


def test_only_rows_that_changed_are_asked_about() -> None:
    network = Counting()
    expert = SequenceExpert(network)
    above, below = row("273"), row("68", y=300)
    first = expert.frames([above, below])
    assert network.rows == 2
    assert set(first) == {*above, *below}
    expert.frames([above, below])
    assert network.rows == 2
    fewer = expert.frames([above, below[:-1]])
    assert network.rows == 3
    assert all(fewer[stroke] is first[stroke] for stroke in above)


def test_of_scribbles_nothing_is_asked() -> None:
    network = Counting()
    walk = np.random.default_rng(0).normal(0, 40, (3000, 2)).cumsum(0) % 300
    scribble = Stroke(np.column_stack([walk, np.arange(3000)]).astype(np.float32))
    many = [Stroke(s.points.copy()) for s in row("1" * 3) for _ in range(KNOBS.max_strokes)]
    for strokes in ([scribble], many):
        assert SequenceExpert(network).frames([strokes]) == {}
    assert network.rows == 0


def test_training_learns_and_its_export_reads_rows_of_any_length(tmp_path: Path) -> None:
    import train.hush  # noqa: F401  # before Keras

    # isort: split
    import keras

    from train.pen import sequence
    from train.running import export

    keras.utils.set_random_seed(0)
    model = sequence.build()
    assert model.count_params() <= 500_000
    rows = sequence.drawn(Bank(None, False), np.random.default_rng(1), 16)
    x, y = sequence.padded(rows)
    model.compile(keras.optimizers.AdamW(3e-3), loss=sequence.loss)
    losses = model.fit(x, y, batch_size=16, epochs=6, verbose=0).history["loss"]
    assert losses[-1] < 0.8 * losses[0]
    model.save(tmp_path / "sequence.keras")
    export(tmp_path / "sequence.keras", tmp_path / "sequence.tflite")
    assert (tmp_path / "sequence.tflite").stat().st_size <= 2_000_000
    (tmp_path / "sequence.json").write_text(json.dumps({"alphabet": ALPHABET}))
    network = SequenceNetwork(tmp_path / "sequence.tflite")
    for told in (rows[0][0], np.concatenate([row[0] for row in rows[:4]])):
        whole = np.pad(told, ((0, -len(told) % BUCKET), (0, 0)))[None]
        logits = np.asarray(model(whole, training=False))[0, : len(told) // STRIDE]
        wanted = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        assert np.allclose(np.exp(network.log_probabilities(told)), wanted, atol=0.02)
