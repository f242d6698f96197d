"""A network's contract, found on packaged digits: each convention in which people train networks."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from models import Classifier, ModelError
from models.backends import Network
from models.contract import OWN, PIXELS, Contract, Floats
from models.settle import settle
from train.data import load_data

HERE = Path("network")


@cache
def weights() -> tuple[Floats, Floats]:
    """A linear reader of digits by ridge regression: (784, 10) weights and (10,) biases of its logits."""
    learn = load_data()[0].take(slice(0, 3000))
    x = np.column_stack([learn.images.reshape(3000, -1) / 255.0, np.ones(3000)])
    found = np.linalg.solve(x.T @ x + 30 * np.eye(785), x.T @ np.eye(10)[learn.labels])
    return (8 * found[:784]).astype(np.float32), (8 * found[784]).astype(np.float32)


def logits(glyphs: Floats) -> Floats:
    kernel, bias = weights()
    return np.asarray(glyphs.reshape(-1, 784) @ kernel + bias, np.float32)


def softmax(z: Floats) -> Floats:
    powers = np.exp(z - z.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)


OUTPUTS = {
    "logits": lambda z: z,
    "log-probabilities": lambda z: np.log(np.where(softmax(z) < 1e-9, 0, softmax(z))),  # some are -inf
    "probabilities": softmax,
    "sigmoids": lambda z: 0.5 + np.tanh(z / 2) / 2,
    "probabilities in steps of 1/256": lambda z: np.rint(softmax(z) * 256) / 256,
    "11 classes": lambda z: np.column_stack([z, np.full(len(z), -3)]),
    "26 classes": lambda z: softmax(np.column_stack([z, np.full((len(z), 16), -3)])),
    "62 classes, letters that look like digits": lambda z: softmax(np.column_stack([z] * 6 + [z[:, :2]])),
}


def reader(contract: Contract, outputs: str = "logits") -> Network:
    """The linear reader as a network that keeps a contract."""

    def run(inputs: Floats) -> Floats:
        glyphs = inputs * contract.pixels.spread + contract.pixels.blank
        colours = 3 if 3 in contract.shape else 1
        side = round((inputs[0].size / colours) ** 0.5)
        if colours == 3:
            glyphs = glyphs.mean(1 if contract.shape[0] == 3 else 3)
        glyphs = np.stack([cv2.resize(glyph.reshape(side, side), (28, 28)) for glyph in glyphs])
        upright = glyphs.transpose(0, 2, 1) if contract.mirrored else glyphs
        with np.errstate(divide="ignore"):
            return np.asarray(OUTPUTS[outputs](logits(upright)), np.float32)

    return Network(run, contract.shape)


def blind(network: Network) -> Network:
    """The same network with its outputs in another order: it reads no digits."""
    return replace(network, run=lambda inputs: network.run(inputs)[:, ::-1])


@cache
def some() -> Floats:
    """MNIST's first test digits as glyphs."""
    return np.asarray(load_data()[1].images[:200], np.float32) / np.float32(255)


def table(network: Network) -> tuple[Floats, Contract, str]:
    """Probabilities of some digits by a network as it is settled, its contract, and what is said."""
    contract, note = settle(network, HERE)
    return Classifier(network.run, contract, note).probabilities(some()), contract, note


@pytest.mark.parametrize(
    "wanted",
    [
        *(Contract(pixels=one, outputs=said) for one in PIXELS for said in ("logits", "probabilities")),
        *(Contract(pixels=pixels, mirrored=True) for pixels in PIXELS[:3]),
    ],
    ids=lambda one: f"{one.pixels.name}, {one.outputs}{', rows and columns exchanged' * one.mirrored}",
)  # fmt: skip
def test_pixels_are_given_as_a_network_wants_them(wanted: Contract) -> None:
    rows, contract, note = table(reader(wanted, wanted.outputs))
    assert contract == wanted
    assert rows[:, :10] == pytest.approx(softmax(logits(some())), abs=1e-4)
    assert (wanted.pixels.name in note) if wanted.pixels != OWN else (note == "") != wanted.mirrored
    assert ("exchanged" in note) == wanted.mirrored


@pytest.mark.parametrize("outputs", OUTPUTS)
def test_outputs_become_the_same_probabilities(outputs: str) -> None:
    rows, _, note = table(reader(Contract(), outputs))
    wanted = softmax(logits(some()))
    assert rows.sum(1) == pytest.approx(np.ones(len(rows)), abs=1e-5)
    assert (rows[:, :10].argmax(1) == wanted.argmax(1)).mean() > 0.97
    assert np.abs(rows[:, :10] - wanted).max() < (0.05 if outputs in ("sigmoids", "11 classes") else 0.01)
    assert ("classes" in note) == (outputs[:2] in ("26", "62"))


@pytest.mark.parametrize(
    "shape", [(28, 28), (28, 28, 1), (1, 28, 28), (784,), (784, 1), (None, None, 1), (1, None, None)], ids=str
)
def test_glyphs_are_laid_out_as_a_network_wants_them(shape: tuple[int | None, ...]) -> None:
    network = reader(Contract(tuple(side or 28 for side in shape)))
    rows, _, note = table(replace(network, shape=shape))
    assert rows[:, :10] == pytest.approx(softmax(logits(some())), abs=1e-4)
    assert note == ""


@pytest.mark.parametrize("shape", [(32, 32, 1), (1024,), (28, 28, 3), (3, 56, 56)], ids=str)
def test_other_sizes_and_colours_are_taken_where_they_read(shape: tuple[int, ...]) -> None:
    network = reader(Contract(shape))
    rows, _, note = table(network)
    assert (rows[:, :10].argmax(1) == logits(some()).argmax(1)).mean() > 0.9
    assert str(shape) in note
    with pytest.raises(ModelError, match="28x28"):
        settle(blind(network), HERE)


def fails(_: Floats) -> Floats:
    raise RuntimeError("no kernel for this\n on this machine")


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (lambda: blind(reader(Contract(), "26 classes")), "reads no digits"),
        (lambda: Network(fails, (28, 28)), "no kernel for this on this machine"),
        (lambda: Network(lambda inputs: np.full((len(inputs), 10), np.nan, np.float32), (28, 28)), "finite"),
        (lambda: Network(lambda inputs: np.ones((len(inputs), 7), np.float32), (28, 28)), "28x28"),
    ],
    ids=["letters that are no digits", "it fails", "it gives no numbers", "seven outputs"],
)
def test_networks_that_are_of_no_use_are_refused_with_the_reason(network: object, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        settle(network(), HERE)  # type: ignore[operator]


def test_one_of_ten_outputs_that_reads_no_digits_is_taken_and_said() -> None:
    contract, note = settle(blind(reader(Contract())), HERE)
    assert contract == Contract()
    assert "reads no digits" in note
