"""The recipes: what each builds, that each learns, and its files giving the same probabilities."""

import dataclasses
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

import models
from models import ModelError
from models.table import THETAS, Layer, write_table
from tests.integration.test_model_files import refusal
from tests.writing import few
from train import mlp
from train.digits import DataError
from train.recipes import EVERY, RECIPES, Perceptron, multiply_adds

SMALL = ("lenet", "batchnorm64", "notebook", "adadelta")
"""Those that learn from MNIST as it comes."""


PERCEPTRON = EVERY["mlp"]
assert isinstance(PERCEPTRON, Perceptron)


def glyphs(count: int) -> np.ndarray:
    return few(count).images.astype(np.float32) / 255


@pytest.mark.parametrize("name", RECIPES)
def test_recipes_build_networks_for_glyphs(name: str) -> None:
    network = RECIPES[name].build()
    assert network.input_shape == (None, 28, 28, 1)
    assert network.output_shape == (None, 11 if RECIPES[name].ink else 10)
    assert 1e5 < multiply_adds(network) < 2e7


@pytest.mark.parametrize("name", SMALL if os.environ.get("LIVE_FULL") == "1" else ["notebook"])
def test_a_recipe_overfits_five_hundred_digits(tmp_path: Path, name: str) -> None:
    from train.fit import fit

    # The averages of batch norm take their time to settle.
    epochs = 60 if name in ("lenet", "batchnorm64") else 24
    plain = dataclasses.replace(RECIPES[name], epochs=epochs, batch=20, turn=0, zoom=0, shift=0)
    digits = few(500)
    outcome = fit(plain, digits, digits, 0, tmp_path, verbose=0)
    assert outcome.history[-1]["loss"] < outcome.history[0]["loss"] / 2
    assert outcome.history[outcome.epoch - 1]["val_accuracy"] >= 0.99


def test_the_perceptron_overfits_five_hundred_digits() -> None:
    losses: list[float] = []
    small = dataclasses.replace(PERCEPTRON, decay=0.01, epochs=30)
    thetas, stopped = mlp.train(small, few(500), 0, lambda _, loss: losses.append(loss))
    assert not stopped
    assert losses == sorted(losses, reverse=True)
    assert mlp.accuracy(thetas, few(500)) >= 0.99


def test_the_perceptrons_gradient_is_that_of_finite_differences() -> None:
    rng = np.random.default_rng(0)
    inputs, wanted = rng.random((7, 784)), np.eye(10)[rng.integers(0, 10, 7)]
    thetas = rng.normal(0, 0.1, (5, 785)), rng.normal(0, 0.5, (10, 6))
    _, steps = mlp.cost(thetas, inputs, wanted, 0.7)
    for theta, step in zip(thetas, steps, strict=True):
        assert step.shape == theta.shape
        for place in [(0, 0), *zip(*(rng.integers(0, side, 25) for side in theta.shape), strict=True)]:
            before, values = theta[place], []
            for change in (1e-5, -1e-5):
                theta[place] = before + change
                values.append(mlp.cost(thetas, inputs, wanted, 0.7)[0])
            theta[place] = before
            assert step[place] == pytest.approx((values[0] - values[1]) / 2e-5, abs=1e-8, rel=1e-5)


def test_the_perceptron_is_repeatable_and_keeps_what_it_learnt_when_stopped() -> None:
    short = dataclasses.replace(PERCEPTRON, epochs=4)
    (whole, _), (again, _) = (mlp.train(short, few(100), 0) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(whole, again, strict=True))

    def told(iteration: int, _: float) -> None:
        if iteration == 2:
            raise KeyboardInterrupt

    thetas, stopped = mlp.train(short, few(100), 0, told)
    assert stopped
    assert mlp.accuracy(thetas, few(100)) > 0.1


@pytest.fixture(scope="module")
def networks() -> dict[str, Any]:
    """The recipes' networks with weights that are not those they begin with."""
    made = {}
    for name in SMALL:
        network = RECIPES[name].build()
        rng = np.random.default_rng(0)
        network.set_weights([w + np.abs(rng.normal(0, 0.02, w.shape)) for w in network.get_weights()])
        made[name] = network
    return made


KINDS = [("lenet", ending) for ending in (".csv", ".csv.gz", ".keras", ".h5", ".tflite")] + [
    (name, ending) for name in SMALL[1:] for ending in (".csv", *RECIPES[name].files)
]
"""Each kind of file once, and each network in a table and in its own files."""


@pytest.mark.parametrize(("name", "ending"), KINDS)
def test_files_give_the_same(networks: dict[str, Any], tmp_path: Path, name: str, ending: str) -> None:
    from train.files import save

    path, some = tmp_path / f"{name}{ending}", glyphs(70)
    save(networks[name], path)
    want = networks[name](some[..., None], training=False).numpy()
    assert models.load(path).probabilities(some)[:, :10] == pytest.approx(want, abs=5e-5)


def test_a_table_becomes_a_keras_network_again(networks: dict[str, Any], tmp_path: Path) -> None:
    from train.files import load_keras, save

    save(networks["lenet"], tmp_path / "lenet.csv")
    again, some = load_keras(tmp_path / "lenet.csv"), glyphs(20)[..., None]
    want = networks["lenet"](some, training=False).numpy()
    assert again(some, training=False).numpy() == pytest.approx(want, abs=1e-5)


def test_what_is_no_chain_has_no_table(tmp_path: Path) -> None:
    from train.files import save

    with pytest.raises(ModelError, match="CSV"):
        save(RECIPES["digits"].build(), tmp_path / "digits.csv")


def thetas(folder: Path) -> Path:
    rng = np.random.default_rng(0)
    mlp.save((rng.normal(0, 0.1, (20, 785)), rng.normal(0, 1, (10, 21))), folder / "mlp")
    return folder / "mlp"


def test_thetas_give_the_perceptrons_probabilities(tmp_path: Path) -> None:
    folder, some = thetas(tmp_path), glyphs(30)
    first, second = (np.loadtxt(folder / name) for name in THETAS)
    hidden = expit(some.reshape(30, -1) @ first[:, 1:].T + first[:, 0])
    outputs = expit(hidden @ second[:, 1:].T + second[:, 0])
    odds = outputs / (1 - outputs)
    rows = models.load(folder).probabilities(some)
    assert rows[:, :10] == pytest.approx(odds / odds.sum(1, keepdims=True), abs=1e-5)
    assert (rows.argmax(1) == outputs.argmax(1)).all()


LINEAR, FLAT = {"activation": "linear"}, Layer("flatten", "Flatten")
KERNEL, BIAS = np.zeros((784, 10), np.float32), np.zeros(10, np.float32)


@pytest.mark.parametrize(
    "layers",
    [
        [FLAT, Layer("dense", "Dense", LINEAR, {"kernel": KERNEL, "bias": np.zeros(3)})],
        [Layer("dense", "Dense", LINEAR, {"kernel": KERNEL, "bias": BIAS})],
        [FLAT, Layer("dense", "Dense", {"activation": "magic"}, {"kernel": KERNEL, "bias": BIAS})],
        [FLAT, Layer("dense", "Dense", LINEAR, {"bias": BIAS})],
        [FLAT, Layer("lstm", "LSTM", {}, {"kernel": KERNEL})],
        [FLAT],
        [FLAT, Layer("dense", "Dense", LINEAR, {"kernel": KERNEL, "bias": BIAS + np.nan})],
    ],
    ids=["misfit", "not flat", "activation", "array missing", "unknown layer", "784 outputs", "not a number"],
)
def test_tables_that_do_not_fit_are_refusal(tmp_path: Path, layers: list[Layer]) -> None:
    write_table(layers, tmp_path / "net.csv")
    refusal(tmp_path / "net.csv")


@pytest.mark.parametrize("name", THETAS)
def test_broken_thetas_are_refusal(tmp_path: Path, name: str) -> None:
    folder = thetas(tmp_path)
    for content in ("", "1 2 3\n", "words\n", "1 2\n1\n"):
        (folder / name).write_text(content)
        refusal(folder)
    (folder / name).unlink()
    refusal(folder)


def test_too_few_digits_for_a_step_are_refusal(tmp_path: Path) -> None:
    from train.fit import fit

    with pytest.raises(DataError, match="too few"):
        fit(RECIPES["notebook"], few(100), few(10), 0, tmp_path, verbose=0)
