"""Memory: what a frame needs stays with the process, how much that is; nothing grows before a camera."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, live_env

from live.frames.demo import Demo
from tests.pictures import film

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="other systems tell and keep memory in other ways"
)

MAX_FAULTS = 100
"""Pages that a frame may fault in: with memory given back it is some 2,000."""

PEAK = """
import resource, sys
from pathlib import Path
from live.__main__ import main
from live.paper.page import PageReader

faults, read = [], PageReader.read

def counted(*given):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    found = read(*given)
    faults.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
    return found

PageReader.read = counted
assert main(sys.argv[1:]) == 0
print(sum(faults[-6:]) / 6)
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""


def measured(*arguments: object) -> tuple[float, float]:
    """Pages faulted in by one of the last frames, and the most memory, MB, that a process of its own took."""
    command = [sys.executable, "-c", PEAK, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=live_env(), capture_output=True, text=True, check=True)
    faults, most = map(float, done.stdout.splitlines()[-2:])
    return faults, most / 1024


def test_a_clip_takes_two_hundred_megabytes_and_gives_no_page_back_between_frames(
    tmp_path: Path,
) -> None:
    demo = Demo(0)
    frames = (demo.scene(index)[0].image for index in range(24))
    faults, most = measured("read", film(tmp_path / "held.mp4", frames), "--json")
    assert faults < MAX_FAULTS
    assert most <= 200


def test_reading_the_air_stays_below_350_megabytes(made: Path, model: Path) -> None:
    pytest.importorskip("mediapipe")
    assert measured("read", made, "--mode", "air", "--json", "--hand-model", model)[1] <= 350


def test_nothing_grows_before_a_bad_camera(model: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.soak", "--seconds", "15", "--hand-model", str(model)]
    done = subprocess.run(command, cwd=ROOT, env=live_env(), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
