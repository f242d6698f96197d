"""Photographs of real handwriting, read by the program as its user would, and scored."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, RunLive


def test_photographs_are_read(run_live: RunLive, shared: Path, tmp_path: Path) -> None:
    photos = sorted((shared / "photos").glob("*.jp*g"))
    score = ROOT.parent / "shared" / "tools" / "score_photos.py"
    if not photos or not score.is_file():
        pytest.skip(f"needs the photographs in {shared / 'photos'} and {score}")
    done = run_live("read", *photos, "--json")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(photos)
    got = tmp_path / "got.jsonl"
    got.write_text(done.stdout, encoding="utf-8")
    scores = subprocess.run(
        [sys.executable, score, got, "--wrong"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    figures = {
        kind: json.loads(found) for kind, found in (line.split(" ", 1) for line in scores.splitlines()[:4])
    }
    assert figures["all"]["f1"] >= 0.97, scores
    assert figures["all"]["exact"] >= 0.82, scores
    assert figures["plain"]["exact"] >= 0.82, scores
