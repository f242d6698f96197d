"""A training that is killed goes on to the same end, one that is stopped keeps what it learnt, and one that
could not be kept does not begin; by several processes, too."""

import csv
import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import FULL, ROOT, assert_one_line, files_up_to, train_command

import models
from tests.writing import few, small
from train import mlp
from train.card import begin as note
from train.card import read_history, ready
from train.digits import DataError
from train.fit import History, Outcome, fit
from train.recipes import RECIPES
from train.run import CHIEF, worker


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few digits, so that an epoch is short."""
    return small(tmp_path_factory.mktemp("data") / "small.npz", 600, 100)


CONFIG = {"recipe": "notebook", "epochs": 1, "files": (".keras",)}


def interrupt(*_: object) -> None:
    """Ctrl-C, as a terminal sends it."""
    signal.raise_signal(signal.SIGINT)


@pytest.fixture
def eager() -> Iterator[None]:
    """Lets networks run step by step: where there are few steps, to compile them takes longer."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


# Ours has all that has a memory: dropout, the running mean of the weights, a rate's course.
@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("name", ["digits", "lenet", "adadelta"] if FULL else ["digits"])
def test_a_killed_training_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    recipe = dataclasses.replace(RECIPES[name], epochs=2, batch=16, junk=4)

    def train(out: str, resume: bool = False) -> Outcome:
        return fit(recipe, few(48), few(20), 0, tmp_path / out, 0, resume=resume)

    def killed(history: History, epoch: int, logs: object = None) -> None:
        if epoch == 1:
            raise RuntimeError
        begin(history, epoch)

    begin, one = History.on_epoch_begin, train("one")
    with monkeypatch.context() as patch:
        patch.setattr(History, "on_epoch_begin", killed)
        with pytest.raises(RuntimeError):
            train("two")
    assert len(read_history(tmp_path / "two")) == 1
    two = train("two", resume=True)
    assert not (tmp_path / "two" / "backup").exists()
    assert [row["epoch"] for row in two.history] == [1, 2]
    for row, other in zip(one.history, two.history, strict=True):
        assert row | {"seconds": 0} == pytest.approx(other | {"seconds": 0}, abs=1e-6)
    for weights, others in zip(one.model.get_weights(), two.model.get_weights(), strict=True):
        assert weights == pytest.approx(others, abs=1e-6)


def test_ctrl_c_keeps_what_was_learnt(tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = History.on_epoch_begin
    monkeypatch.setattr(
        History,
        "on_epoch_begin",
        lambda self, epoch, logs=None: interrupt() if epoch == 2 else begin(self, epoch),
    )
    out = tmp_path / "out"
    done = train_command("adadelta", "--epochs", 5, "--data", data, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "what was learnt so far is saved" in done.stderr
    assert models.load(out / "adadelta.h5").probabilities(np.zeros((1, 28, 28), np.float32)).shape == (1, 11)
    assert json.loads((out / "adadelta.json").read_text(encoding="utf-8"))["stopped"] is True
    assert len(read_history(out)) == 2, "it could go on"


def test_neither_a_stopped_training_nor_a_finished_one_is_written_over(tmp_path: Path) -> None:
    note(tmp_path, CONFIG, resume=False)
    (tmp_path / "backup").mkdir()
    with pytest.raises(DataError, match="--resume"):
        note(tmp_path, CONFIG, resume=False)
    note(tmp_path, CONFIG, resume=True)
    (tmp_path / "backup").rmdir()
    (tmp_path / "history.csv").write_text("epoch,val_loss\n1,0.5\n")
    for resume in (True, False):
        with pytest.raises(DataError, match="finished"):
            note(tmp_path, CONFIG, resume=resume)


@pytest.mark.parametrize("recipe", ["adadelta", "mlp"])
def test_ctrl_c_before_anything_is_learnt_leaves_what_was_there(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch, recipe: str
) -> None:
    monkeypatch.setattr(History, "on_epoch_begin", interrupt)
    monkeypatch.setattr(mlp, "cost", interrupt)
    (tmp_path / "adadelta.h5").write_bytes(b"a network")
    done = train_command(recipe, "--data", data, "--out", tmp_path)
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines()[-1].startswith("train: stopped")
    assert (tmp_path / "adadelta.h5").read_bytes() == b"a network"
    assert not (tmp_path / "mlp").exists()


def test_ctrl_c_while_code_in_a_string_runs(tmp_path: Path, data: Path) -> None:
    """Python ends by the signal itself then, whoever has caught it, unless it is left at once."""
    for name in ("keras", "tensorflow"):
        (tmp_path / f"{name}.py").write_text("exec('raise KeyboardInterrupt')")
    command = [sys.executable, "-m", "train", "notebook", "--data", str(data), "--out", str(tmp_path / "out")]
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (1, "train: stopped\n")


def test_going_on_with_other_settings_is_refused(tmp_path: Path) -> None:
    note(tmp_path, CONFIG, resume=True)  # nothing to go on from: it begins
    note(tmp_path, CONFIG, resume=True)
    with pytest.raises(DataError, match="epochs 1, not 2"):
        note(tmp_path, CONFIG | {"epochs": 2}, resume=True)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(DataError, match="broken"):
        note(tmp_path, CONFIG, resume=True)
    note(tmp_path, CONFIG, resume=False)
    assert json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))["epochs"] == 1
    assert "numpy" in json.loads((tmp_path / "versions.json").read_text(encoding="utf-8"))


def test_a_full_disk_is_found_before_training(tmp_path: Path, data: Path) -> None:
    with files_up_to(1 << 20):
        done = train_command("notebook", "--data", data, "--out", tmp_path / "out")
    assert_one_line(done, 1, "make room")
    assert not list((tmp_path / "out").iterdir())


def test_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(DataError, match="--out"):
            ready(place)


def test_broken_figures_and_a_broken_state_are_told(tmp_path: Path, data: Path) -> None:
    assert read_history(tmp_path) == []
    note(tmp_path, {}, resume=False)
    (tmp_path / "config.json").unlink()
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "latest.weights.h5").write_bytes(b"no weights")
    for row in ("1,x", "1", "1,0.5"):
        (tmp_path / "history.csv").write_text(f"epoch,val_loss\n{row}\n")
        done = train_command("notebook", "--data", data, "--out", tmp_path, "--resume")
        assert done.returncode == 1
        assert "broken" in done.stderr.splitlines()[-1]


PATIENCE = 300


def config(index: object, addresses: list[str]) -> str:
    return json.dumps({"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}})


@pytest.mark.skipif(not FULL, reason="slow: LIVE_FULL=1 in the environment runs it")
def test_two_workers_learn_the_same_network(tmp_path: Path) -> None:
    out, data = tmp_path / "out", small(tmp_path / "small.npz", 600, 50)
    options = "notebook", "--epochs", "1", "--strategy", "multiworker", "--data", str(data), "--out", str(out)
    with socket.create_server(("localhost", 0)) as one, socket.create_server(("localhost", 0)) as other:
        addresses = [f"localhost:{each.getsockname()[1]}" for each in (one, other)]
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "train", *options], cwd=ROOT, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, env=os.environ | {"TF_CONFIG": config(index, addresses)},
        )
        for index in range(2)
    ]  # fmt: skip
    try:
        for process in workers:
            _, err = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, err[-2000:]
    finally:
        for process in workers:
            process.kill()
    folders = out, out / "worker1"
    assert all((folder / "notebook.keras").exists() for folder in folders)
    histories = [(folder / "history.csv").read_text().splitlines() for folder in folders]
    assert len({next(csv.DictReader(history))["loss"] for history in histories}) == 1


def test_which_worker_this_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TF_CONFIG", raising=False)
    assert worker(None) == worker("mirrored") == CHIEF
    for text in (None, "", "{}", config("x", ["a:1"]), config(1, ["a:1"]), config(-1, ["a:1"])):
        if text is not None:
            monkeypatch.setenv("TF_CONFIG", text)
        with pytest.raises(DataError, match="TF_CONFIG"):
            worker("multiworker")
    monkeypatch.setenv("TF_CONFIG", config(1, ["a:1", "b:1"]))
    assert worker("multiworker") == 1
