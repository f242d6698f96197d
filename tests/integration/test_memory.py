"""Memory that each frame of a film needs stays with the process, and how much the process takes at most."""

from __future__ import annotations

import platform
import subprocess
import sys
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import ROOT, live_env

from live.frames.demo import Demo

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="other systems tell and keep memory in other ways"
)

MAX_FAULTS = 100
"""Pages that a frame may fault in: with memory given back it is some 2,000."""

FAULTS = """
import resource, sys
import numpy as np
import models
from live.paper.page import PageReader
from live.values import Frame

reader = PageReader(models.load())

def faults(image, frames=6):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(frames):
        reader.read(Frame(image, 0.0, 0, "film"))
    return (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) / frames

image = np.load(sys.argv[1])
faults(image[::2, ::2].copy())
faults(image)
print(faults(image))
"""

PEAK = """
import sys
from pathlib import Path
from live.__main__ import main

assert main(sys.argv[1:]) == 0
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""


def last_words(program: str, *arguments: object) -> float:
    """The number that a program prints last; a process of its own, for memory freed before has a say."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=live_env(), capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def test_no_page_is_given_back_between_two_frames(tmp_path: Path) -> None:
    np.save(tmp_path / "frame.npy", Demo(0).scene(60)[0].image)
    assert last_words(FAULTS, tmp_path / "frame.npy") < MAX_FAULTS


def test_reading_a_clip_stays_below_two_hundred_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "held.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30, (1280, 720))
    for frame in islice(Demo(0).frames(paced=False), 45):
        writer.write(frame.image)
    writer.release()
    assert last_words(PEAK, "read", path, "--json") <= 200 * 1024  # KiB


def test_reading_the_air_stays_below_350_megabytes(made: Path, model: Path) -> None:
    pytest.importorskip("mediapipe")
    read = ("read", made, "--mode", "air", "--json", "--hand-model", model)
    assert last_words(PEAK, *read) <= 350 * 1024  # KiB
