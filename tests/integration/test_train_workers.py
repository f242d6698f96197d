"""Training on several devices and by several processes."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from tests.writing import small
from train.digits import DataError
from train.workers import CHIEF, worker

SECONDS = 300


def config(index: object, addresses: list[str]) -> str:
    return json.dumps({"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}})


@pytest.mark.skipif(os.environ.get("LIVE_FULL") != "1", reason="slow: LIVE_FULL=1 in the environment runs it")
def test_two_workers_learn_the_same_network(tmp_path: Path) -> None:
    out, data = tmp_path / "out", small(tmp_path / "small.npz", 600, 50)
    options = ("notebook", "--epochs", "1", "--data", str(data), "--out", str(out))
    with socket.create_server(("localhost", 0)) as one, socket.create_server(("localhost", 0)) as other:
        addresses = [f"localhost:{each.getsockname()[1]}" for each in (one, other)]
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "train", *options, "--strategy", "multiworker"],
            cwd=ROOT, env={**os.environ, "TF_CONFIG": config(index, addresses)}, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True,
        )
        for index in range(2)
    ]  # fmt: skip
    try:
        for process in workers:
            _, err = process.communicate(timeout=SECONDS)
            assert process.returncode == 0, err[-2000:]
    finally:
        for process in workers:
            process.kill()
    losses = []
    for folder in (out, out / "worker1"):
        assert (folder / "notebook.keras").exists()
        with (folder / "history.csv").open(encoding="utf-8") as file:
            losses += [row["loss"] for row in csv.DictReader(file)]
    assert len(losses) == 2
    assert losses[0] == losses[1]


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
