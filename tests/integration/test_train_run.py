"""Training: its figures, short runs from the command line to files that load, and the notebook."""

import ast
import csv
import dataclasses
import hashlib
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT, Done, assert_one_line, train_command
from matplotlib.figure import Figure

import models
from tests.writing import few, small
from train import evaluate
from train.commands import _table
from train.fit import Batches
from train.recipes import RECIPES


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.5])
def test_the_temperature_undoes_a_known_scale(scale: float) -> None:
    from train.card import temperature

    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (20_000, 11))
    powers = np.exp(logits)
    chance = powers / powers.sum(1, keepdims=True)
    labels = (chance.cumsum(1) > rng.random((len(logits), 1))).argmax(1)
    assert temperature((scale * logits).astype(np.float32), labels) == pytest.approx(scale, rel=0.06)


@pytest.mark.parametrize("before", [-3.0, 3.0])
def test_caution_refuses_one_digit_in_a_hundred(before: float) -> None:
    from train.card import REFUSED, caution

    logits = np.random.default_rng(0).normal(0, 2, (20_000, 11)).astype(np.float32)
    logits[:, 10] += before
    logits[:, 10] += caution(logits)
    assert (logits.argmax(1) == 10).mean() == pytest.approx(REFUSED, abs=1e-3)


def test_batches_are_seeded_and_new_each_epoch() -> None:
    recipe = dataclasses.replace(RECIPES["digits"], batch=16, junk=4)
    some, same, other = (Batches(few(66), recipe, seed) for seed in (0, 0, 1))
    images, labels = some[1]
    assert (len(some), images.shape, labels.shape) == (4, (20, 28, 28, 1), (20, 11))
    assert labels[:, 10].sum() == 4
    assert np.array_equal(images, same[1][0])
    assert not np.array_equal(images, other[1][0])
    some.epoch = 1
    assert not np.array_equal(images, some[1][0])


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """One epoch on a few digits, from the command line."""
    folder = tmp_path_factory.mktemp("trained")
    data = small(folder / "small.npz", 1000, 200)
    done = train_command("--epochs", 1, "--limit", 600, "--seed", 1, "--data", data, "--out", folder / "out")
    return folder / "out", done


def test_a_short_training_runs_through(trained: tuple[Path, Done]) -> None:
    folder, done = trained
    assert done.returncode == 0, done.stderr[-2000:]
    assert {
        "digits.keras", "digits.tflite", "digits.json", "history.csv", "config.json", "versions.json",
        "tensorboard", "curves.png", "confusion.png", "samples.png", "worst.png",
    } <= {p.name for p in folder.iterdir()}  # fmt: skip
    assert not (folder / "backup").exists()
    assert list((folder / "tensorboard" / "train").glob("events.out.tfevents.*"))
    words = "s an epoch", "val_accuracy", "a quick look: 200 test digits", "multiply-adds", "as it comes"
    assert [word for word in words if word not in done.stdout] == []
    some = few(30).images.astype(np.float32) / 255
    lite, whole = (models.load(folder / f"digits{suffix}") for suffix in (".tflite", ".keras"))
    assert lite.probabilities(some) == pytest.approx(whole.probabilities(some), abs=1e-4)
    card = json.loads((folder / "digits.json").read_text(encoding="utf-8"))
    assert (card["recipe"], card["seed"], card["epochs"], card["epoch_kept"]) == ("digits", 1, 1, 1)
    assert all(words in card["data"] for words in ("600", "100 for validation"))
    for name, digest in card["sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert set(card["test"]) >= {"as it comes", "normal", "hairline", "marker"}
    with (folder / "history.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 1


def test_evaluate_prints_figures_which_go_into_the_card_when_asked(
    trained: tuple[Path, Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "ROUNDS", 3)
    monkeypatch.setattr(evaluate, "MARKS", 200)
    folder, _ = trained
    for suffix in (".keras", ".tflite", ".json"):
        shutil.copy(folder / f"digits{suffix}", tmp_path)
    model, small = tmp_path / "digits.tflite", folder.parent / "small.npz"
    done = train_command("evaluate", model, "--data", small, "--card", "--json", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    before, after = (json.loads((f / "digits.json").read_text(encoding="utf-8")) for f in (folder, tmp_path))
    assert after["evaluated"]["scores"] == pytest.approx(found["scores"], abs=1e-5)
    assert before == {name: value for name, value in after.items() if name != "evaluated"}
    table = _table(found)
    assert table.count(" %") >= 6
    assert "parameters" in table
    for way in ("live", "keras predict", "model(x)", "compiled"):
        timed = rf"^{re.escape(way)} .* 1 glyphs .* ms .* 8 glyphs .* ms .* 32 glyphs .* ms$"
        assert re.search(timed, table, re.M)


def test_seeds_gives_mean_and_spread(tmp_path: Path) -> None:
    runs = [tmp_path / str(seed) for seed in range(3)]
    for seed, (run, right) in enumerate(zip(runs, (0.99, 0.98, 1.0), strict=True)):
        run.mkdir()
        for name in ("digits.tflite", "digits.keras"):
            (run / name).touch()
        (run / "digits.json").write_text(json.dumps({"seed": seed, "test": {"as it comes": right}}))
    done = train_command("seeds", *runs)
    assert done.returncode == 0, done.stderr
    assert "99.00 +- 1.00 %" in done.stdout
    told = json.loads((runs[0] / "digits.json").read_text(encoding="utf-8"))["runs"]
    assert told == {"seeds": [0, 1, 2], "mean": {"as it comes": 0.99}, "deviation": {"as it comes": 0.01}}


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["--epochs", "0"], ["--epochs", "x"], ["--limit", "-1"], ["--nonsense"], ["evaluate"],
     ["digits", "model.tflite"], ["seeds", "runs/0"], ["--seed", "-1"], ["export", "m.keras"],
     ["--to", "onnx"], ["export", "m.keras", "--to", "onnx", "--int8"], ["compare", "m.keras"],
     ["--strategy", "none"], ["scenes", "--seed", "-1"], ["eye", "--epochs", "0"], ["judge", "--rate"]],
)  # fmt: skip
def test_wrong_options(arguments: list[str]) -> None:
    assert_one_line(train_command(*arguments), 2, "train: ", "--help shows")


SHIPPED = ROOT / "models" / "digits.keras"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--data", "nowhere.npz"], "nowhere.npz"),
        (["--data", "pyproject.toml"], "pyproject.toml"),
        (["evaluate", "nowhere.tflite"], "nowhere.tflite"),
        (["evaluate", "pyproject.toml"], "pyproject.toml"),
        (["seeds", "nowhere", "elsewhere"], "nowhere"),
        (["export", "nowhere.keras", "--to", "onnx"], "nowhere.keras"),
        (["--data", "tests"], "pictures"),
        (["scenes", "--data", "nowhere.npz"], "nowhere.npz"),
        (["digits", "--start", "no.keras"], "no file no.keras to begin with"),
        (["mlp", "--start", SHIPPED], "leave out --start"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(tmp_path: Path, arguments: list[Any], word: str) -> None:
    done = train_command(*arguments, "--out", tmp_path / "out")
    assert_one_line(done, 1, word)
    assert not (tmp_path / "out").exists()


def test_it_goes_on_from_what_was_learnt(tmp_path: Path) -> None:
    """Three steps from nothing would leave it guessing."""
    data, out = small(tmp_path / "small.npz", 700, 200), tmp_path / "out"
    done = train_command("digits", "--start", SHIPPED, "--epochs", 1, "--data", data, "--out", out)
    assert done.returncode == 0, done.stderr
    card = json.loads((out / "digits.json").read_text(encoding="utf-8"))
    assert card["test"]["as it comes"] >= 0.97
    assert card["start"] == f"digits.keras, sha256 {hashlib.sha256(SHIPPED.read_bytes()).hexdigest()}"
    assert card["settings"]["rate"] < RECIPES["digits"].rate
    other = train_command("lenet", "--start", SHIPPED, "--epochs", 1, "--data", data, "--out", tmp_path)
    assert_one_line(other, 1, "is another network")


NOTEBOOK = ROOT / "train" / "workflow.ipynb"


def cells() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == "code"]


def shown(code: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does; return the value of its last line, where that is an expression."""
    tree = ast.parse(code.replace("%matplotlib inline", ""))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, NOTEBOOK.name, "exec"), names)
    return eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), names) if last else None


def test_the_notebook_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("EPOCHS", "1"), ("LIMIT", "800"), ("OUT", str(tmp_path / "out"))):
        monkeypatch.setenv(f"WORKFLOW_{name}", value)
    monkeypatch.chdir(NOTEBOOK.parent)
    monkeypatch.setattr(sys, "path", list(sys.path))
    names: dict[str, Any] = {}
    assert not any(cell["outputs"] or cell["execution_count"] for cell in cells()), "kept without its outputs"
    values = [shown("".join(cell["source"]), names) for cell in cells()]
    assert sum(isinstance(value, Figure) for value in values) == 5
    assert "test digits are right" in capsys.readouterr().out
    assert (tmp_path / "out" / "notebook.keras").exists()
