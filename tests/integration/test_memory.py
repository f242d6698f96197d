"""Memory that each frame of a film needs stays with the process."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

from live.frames.demo import Demo

MAX_FAULTS = 100
"""Pages that a frame may fault in: with memory given back it is some 2,000."""

READ = """
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


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators keep memory in other ways")
def test_no_page_is_given_back_between_two_frames(tmp_path: Path) -> None:
    """In a process of its own: what was freed before has a say, and so has the size of the frames before."""
    np.save(tmp_path / "frame.npy", Demo(0).scene(60)[0].image)
    done = subprocess.run(
        [sys.executable, "-c", READ, tmp_path / "frame.npy"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stdout) < MAX_FAULTS
