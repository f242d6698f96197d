"""A training that begins with the weights of a trained network."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from conftest import ROOT, train_command

from tests.writing import small
from train.recipes import RECIPES

SHIPPED = ROOT / "models" / "digits.keras"


def test_it_goes_on_from_what_was_learnt(tmp_path: Path) -> None:
    """Three steps from nothing would leave it guessing."""
    data, out = small(tmp_path / "small.npz", 700, 200), tmp_path / "out"
    done = train_command("digits", "--start", SHIPPED, "--epochs", 1, "--data", data, "--out", out)
    assert done.returncode == 0, done.stderr
    card = json.loads((out / "digits.json").read_text(encoding="utf-8"))
    assert card["test"]["as it comes"] >= 0.97
    assert card["start"] == f"digits.keras, sha256 {hashlib.sha256(SHIPPED.read_bytes()).hexdigest()}"
    assert card["settings"]["rate"] < RECIPES["digits"].rate


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("digits", "--start", "no.keras"), "no file no.keras to begin with"),
        (("mlp", "--start", SHIPPED), "leave out --start"),
        (("lenet", "--start", SHIPPED, "--epochs", "1"), "is another network"),
    ],
)
def test_what_cannot_be_begun_with_is_said(tmp_path: Path, arguments: tuple[object, ...], said: str) -> None:
    done = train_command(*arguments, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert said in done.stderr.splitlines()[-1]
