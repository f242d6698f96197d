"""Finds a network's contract: the convention under which it reads packaged digits best."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.backends import Network
from models.contract import CLASSES, NOT_A_DIGIT, PIXELS, SIZE, Contract, Floats, fits, kind_of
from models.errors import ModelError, reason

DIGITS = Path(__file__).resolve().with_name("settle.npz")
"""images, (20, 28, 28) uint8, and labels: the first two of each of MNIST's training digits."""

VIEWS = (
    (0, 1.0, 0.0, 0.0),
    (-10, 1.0, 1.5, 0.0),
    (10, 1.0, -1.5, 0.0),
    (0, 0.85, 0.0, 1.5),
    (0, 1.15, 0.0, -1.5),
)
"""How each digit is shown: degrees, zoom, shift to the right and down, px. As they come digits are too easy:
several conventions read them all. Of the other views a network misreads some, and more under wrong ones."""


FEW = 8
"""Glyphs that tell the kind of outputs where the file's format has settled the rest."""


@dataclass(frozen=True)
class Knobs:
    """Of the search."""

    clear: float = 0.1  # nats; with no greater loss the program's own convention is not doubted
    margin: float = 0.25  # nats; by which another must be better: contrast alone can gain that much
    reads: float = 0.5  # share of the views that must be right; wrong conventions read fewer, guessing 0.1
    doubt: float = 1e-4  # least probability in the loss, so that no single view decides


KNOBS = Knobs()


@dataclass(frozen=True)
class Trial:
    """A contract that was tried: the share of views read right, the mean loss in nats, how many outputs."""

    contract: Contract
    right: float
    loss: float
    outputs: int


def settle(network: Network, path: Path, temperature: float = 1.0) -> tuple[Contract, str]:
    """Return a network's contract, and one line on it where it is not the program's own, else "".

    A network of the program's own shape that reads under no convention, as one that has hardly learnt, is
    taken as one of the program's own. Raises ModelError for another such, and for one that does not run.
    """
    shape = tuple(side or SIZE for side in network.shape)
    if not fits(shape):
        raise _misfit(path, f"takes {shape}")
    own = _try(network, path, Contract(shape, temperature=temperature), FEW if network.own else None)
    found = own if network.own or own.loss <= KNOBS.clear else _search(network, path, own)
    usual = math.prod(shape) == SIZE * SIZE and own.outputs in (NOT_A_DIGIT, CLASSES)
    if math.isinf(found.loss):
        raise ModelError(f"{path} gives values that are not finite numbers: train it again")
    if found.right < KNOBS.reads and not usual:
        raise _misfit(path, f"takes {shape}, gives {own.outputs} values and reads no digits")
    if network.own or (usual and found is own and own.right >= KNOBS.reads):
        return found.contract, ""
    if found.right < KNOBS.reads:
        return found.contract, f"{path} reads no digits in any convention: taken as trained on pixels 0..1"
    return found.contract, f"{path} {found.contract} of {own.outputs} classes"


def _search(network: Network, path: Path, own: Trial) -> Trial:
    """The best trial, upright if that reads; the program's own where no other is clearly better."""
    for mirrored in (False, True):
        contracts = [replace(own.contract, pixels=pixels, mirrored=mirrored) for pixels in PIXELS]
        best = min((_try(network, path, contract) for contract in contracts), key=lambda trial: trial.loss)
        if best.right >= KNOBS.reads:
            near = own.right >= KNOBS.reads and own.loss <= best.loss + KNOBS.margin
            return own if near else best
    return own


def _try(network: Network, path: Path, contract: Contract, count: int | None = None) -> Trial:
    """How a network reads the views under a contract, of which the kind of its outputs is found here."""
    glyphs, labels = _views()
    glyphs, labels = glyphs[:count], labels[:count]
    try:
        rows = network.run(contract.inputs(glyphs))
    except Exception as error:  # a runtime raises whatever its layers do
        raise ModelError(f"{path} does not run: {reason(error, path)}; export it again") from error
    if rows.ndim != 2 or rows.shape[1] < NOT_A_DIGIT:
        raise _misfit(path, f"takes {contract.shape} and gives {rows.shape[1:]}")
    contract = replace(contract, outputs=kind_of(rows))
    with np.errstate(invalid="ignore"):
        table = contract.probabilities(rows)[:, :NOT_A_DIGIT]
    if not np.isfinite(table).all():
        return Trial(contract, 0.0, math.inf, rows.shape[1])
    loss = -np.log(np.maximum(table[np.arange(len(labels)), labels], KNOBS.doubt)).mean()
    return Trial(contract, float((table.argmax(1) == labels).mean()), float(loss), rows.shape[1])


@cache
def _views() -> tuple[Floats, npt.NDArray[np.uint8]]:
    """The packaged digits, each in every view: (100, 28, 28) float32 in 0..1, and their labels."""
    with np.load(DIGITS) as file:
        images, labels = file["images"].astype(np.float32) / 255, file["labels"]
    glyphs = []
    for degrees, zoom, right, down in VIEWS:
        moved = cv2.getRotationMatrix2D(((SIZE - 1) / 2, (SIZE - 1) / 2), degrees, zoom)
        moved[:, 2] += np.array([right, down])
        glyphs += [cv2.warpAffine(image, moved, (SIZE, SIZE)) for image in images]
    return np.array(glyphs, np.float32), np.tile(labels, len(VIEWS))


def _misfit(path: Path, what: str) -> ModelError:
    return ModelError(
        f"{path} does not fit: it {what}, where a digit model takes one 28x28 glyph and gives "
        "10 or 11 values, or more of which the first ten are the digits"
    )
