"""Air mode: what a frame costs beside MediaPipe, and how soon and how large it is there."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, live_command, live_env
from pytest_benchmark.fixture import BenchmarkFixture

import models
from live.air.hand import Hand
from live.air.writing import Writing
from live.values import Frame
from tests.bench.test_ratios import MEGABYTE, witnessed
from tests.handshapes import hand
from tests.shapes import shape
from tests.xvfb import NEEDS_SCREEN, open_screen

RATE = 30


def hands() -> Iterator[Hand]:
    """A hand that writes four digits, for ever."""
    while True:
        for n, name in enumerate(("2", "0", "8", "3")):
            (points,) = shape(name, 60 + 130 * n, 120, 150)
            for k in np.linspace(0, len(points) - 1, RATE).astype(int):
                yield hand("pointing", (float(points[k, 0]), float(points[k, 1])))
            for _ in range(10):
                yield hand("four", (float(points[-1, 0]), float(points[-1, 1])))
        for _ in range(40):
            yield hand("palm", (320.0, 240.0))


@pytest.mark.benchmark(group="air, a frame beside MediaPipe")
@pytest.mark.parametrize("size", [(640, 480), (1280, 720)], ids=str)
def test_a_frame(benchmark: BenchmarkFixture, size: tuple[int, int]) -> None:
    writing, seen = Writing(models.load()), hands()
    image = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), np.uint8)
    count = iter(range(1 << 20))

    def setup() -> tuple[tuple[Frame, Hand], dict[str, object]]:
        index = next(count)
        return (Frame(image, index / RATE, index), next(seen)), {}

    benchmark.pedantic(writing.follow, setup=setup, rounds=600)


def test_writing_on_and_on_stays_quick() -> None:
    """Strokes that were taken are not read again."""
    writing, seen = Writing(models.load()), hands()
    image = np.zeros((480, 640, 3), np.uint8)
    for index in range(4000):
        writing.follow(Frame(image, index / RATE, index), next(seen))
        assert len(writing.pen.strokes) <= 6
    assert len(writing.history) >= 15


def test_a_clip_takes_less_than_350_megabytes(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("mediapipe")
    clip, model = shared / "hands" / "dpops99_test.mp4", shared / "hands" / "hand_landmarker.task"
    if not clip.is_file() or not model.is_file():
        pytest.skip("needs the recorded hands")
    printed, peak, heavy = witnessed(tmp_path, "read", clip, "--mode", "air", "--json", "--hand-model", model)
    assert '"final": true' in printed
    assert "tensorflow" not in heavy
    assert peak <= 350 * MEGABYTE, f"{peak / MEGABYTE:.0f} MB"


@NEEDS_SCREEN
def test_the_window_is_there_long_before_tensorflow_would_be(tmp_path: Path) -> None:
    pytest.importorskip("tensorflow")
    importing, opening = [], []
    with open_screen(tmp_path) as screen:
        for _ in range(3):
            begin = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", "import tensorflow"],
                cwd=ROOT,
                env=live_env(),
                capture_output=True,
                check=True,
            )
            importing.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            program = screen.start(live_command("--mode", "air", "--source", "demo:1")[1:], tmp_path)
            while not screen.shot()[16:556, 16:976].any():
                time.sleep(0.01)
            opening.append(time.perf_counter() - begin)
            program.kill()
    assert min(opening) <= 0.4 * min(importing), f"{min(opening):.2f} s against {min(importing):.2f} s"
