"""Memory that each frame of a film needs stays with the process."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.bench.test_speed import sheet

FRAMES = 10
"""Frames that are counted."""

MOST = 50
"""Pages that a frame may fault in."""

READ = f"""
import resource, sys
import numpy as np
import models
from live.paper import find_ink
from live.reader import Reader

reader = Reader(models.load())

def faults(image, frames):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(frames):
        reader.read(find_ink(image))
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

for name in sys.argv[1:]:
    image = np.load(name)
    faults(image, {FRAMES})
    print(faults(image, {FRAMES}))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators keep memory in other ways")
def test_no_page_is_given_back_between_two_frames(tmp_path: Path) -> None:
    """In a process of its own: what was freed before has a say, and so has the size of the frames before."""
    sizes = ((640, 480), (1280, 720), (1920, 1080))
    names = [str(tmp_path / f"{w}.npy") for w, _ in sizes]
    for name, size in zip(names, sizes, strict=True):
        np.save(name, sheet(*size))
    done = subprocess.run([sys.executable, "-c", READ, *names], capture_output=True, text=True, check=True)
    assert all(int(count) < MOST * FRAMES for count in done.stdout.split()), done.stdout
