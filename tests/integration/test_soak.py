"""Half a minute of all modes before a camera that ends, freezes, changes its size and sends broken data."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, live_env


@pytest.mark.skipif(platform.system() != "Linux", reason="looks into /proc")
def test_nothing_grows_before_a_bad_camera(model: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.soak", "--seconds", "30", "--hand-model", str(model)]
    done = subprocess.run(command, cwd=ROOT, env=live_env(), capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
