"""A sigmoid network of one hidden layer in NumPy, trained on all digits at once by SciPy's L-BFGS-B."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from models.table import THETAS
from train.digits import Digits
from train.recipes import Perceptron

Reals = npt.NDArray[np.floating[Any]]
Thetas = tuple[Reals, Reals]
"""Weights (hidden, 785) and (10, hidden + 1), the bias in the first column of each."""

PIXELS, CLASSES = 784, 10

START = 0.15
"""The first weights lie evenly between this and its negative: units differ, and no sigmoid is flat."""


def cost(thetas: Thetas, inputs: Reals, wanted: Reals, decay: float) -> tuple[float, Thetas]:
    """The mean cross-entropy of ten sigmoid outputs plus decay / 2m of the squared weights, biases left out;
    and its gradient, by backpropagation.

    inputs: (m, 784) in 0..1. wanted: (m, 10), one-hot. In the inputs' own precision.
    """
    hidden, scores = _passed(thetas, inputs)
    m = len(inputs)
    # log(1 + e^s) - y s is the cross-entropy of sigmoid(s), and does not overflow.
    entropy = float((np.logaddexp(0, scores) - wanted * scores).sum(dtype=np.float64)) / m
    squares = sum(float((theta[:, 1:] ** 2).sum(dtype=np.float64)) for theta in thetas)
    above = (expit(scores) - wanted) / m
    below = (above @ thetas[1][:, 1:]) * hidden * (1 - hidden)
    steps = _gradient(below, inputs), _gradient(above, hidden)
    for step, theta in zip(steps, thetas, strict=True):
        step[:, 1:] += decay / m * theta[:, 1:]
    return entropy + decay / (2 * m) * squares, steps


def _passed(thetas: Thetas, inputs: Reals) -> tuple[Reals, Reals]:
    """What the hidden units give, and the outputs before their sigmoids."""
    first, second = thetas
    hidden = expit(inputs @ first[:, 1:].T + first[:, 0])
    return hidden, hidden @ second[:, 1:].T + second[:, 0]


def train(
    recipe: Perceptron, digits: Digits, seed: int, told: Callable[[int, float], None] = lambda *_: None
) -> tuple[Thetas, bool]:
    """Trained weights, float64, and whether Ctrl-C ended it early. told: called with each iteration, 1 the
    first, and its cost; a KeyboardInterrupt out of it, too, ends with the weights of the last iteration."""
    inputs = digits.images.reshape(-1, PIXELS).astype(np.float32) / np.float32(255)
    wanted = np.eye(CLASSES, dtype=np.float32)[digits.labels]
    shapes = (recipe.hidden, PIXELS + 1), (CLASSES, recipe.hidden + 1)
    rng = np.random.default_rng(seed)
    latest = np.concatenate([rng.uniform(-START, START, shape).ravel() for shape in shapes])

    def split(flat: Reals) -> Thetas:
        first, second = np.split(flat, [recipe.hidden * (PIXELS + 1)])
        return first.reshape(shapes[0]), second.reshape(shapes[1])

    def objective(flat: Reals) -> tuple[float, Reals]:
        value, slopes = cost(split(flat.astype(np.float32)), inputs, wanted, recipe.decay)
        return value, np.concatenate([slope.ravel() for slope in slopes]).astype(np.float64)

    iterations = count(1)

    def after(intermediate_result: Any) -> None:
        nonlocal latest
        latest = intermediate_result.x.copy()
        told(next(iterations), float(intermediate_result.fun))

    # The iterations are all that is limited. It remembers each of them: with the usual ten it learns slower.
    steps = recipe.epochs
    options = {"maxiter": steps, "maxfun": 20 * steps, "ftol": 0.0, "gtol": 0.0, "maxcor": steps}
    try:
        minimize(objective, latest, jac=True, method="L-BFGS-B", callback=after, options=options)
    except KeyboardInterrupt:
        return split(latest), True
    return split(latest), False


def _gradient(errors: Reals, inputs: Reals) -> Reals:
    """Of (m, out) errors with respect to weights on (m, in) inputs, the bias first: (out, in + 1)."""
    return np.concatenate([errors.sum(0)[:, None], errors.T @ inputs], 1)


def accuracy(thetas: Thetas, digits: Digits) -> float:
    """Share of digits whose largest output is their own."""
    scores = _passed(thetas, digits.images.reshape(-1, PIXELS) / 255)[1]
    return float((scores.argmax(1) == digits.labels).mean())


def save(thetas: Thetas, folder: Path) -> None:
    """Write the weights as Theta1.txt and Theta2.txt."""
    folder.mkdir(exist_ok=True)
    for theta, name in zip(thetas, THETAS, strict=True):
        np.savetxt(folder / name, theta, "%.9g")
