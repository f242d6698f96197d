"""Write in the air: how often a hand is found, what is written where nobody writes, and whole numbers.

Hands are counted inside the checkout, by its own finder, as `read --json` tells only what they write. Clips
of numbers are made by shared/tools/make_air_clip.py: a still of a real hand along real fingertips' trails.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import nothing, program

HANDLESS = ("clock", "drowsiness", "ocr", "body_detection_from_video_body", "SPKT")
"""How the names of those clips in data/nothing end in which there is no hand at all."""

NUMBERS = 20
"""Clips that are made, of one to four digits each."""

WRITERS = ("none__0a0ef3d2", "none__0a4bc2da")
"""Stills of hands with the index finger up."""

COUNT = """
import json, sys
from pathlib import Path
from live.air.hand import Finder
from live.frames.sources import open_source
finder, found = Finder(Path(sys.argv[1])), []
for clip in sys.argv[2:]:
    found.append([finder.find(frame) is not None for frame in open_source(clip)])
finder.close()
print(json.dumps(found))
"""
"""Run in a checkout: tells for each frame of each clip whether there is a hand."""


def measure(root: Path, data: Path) -> dict[str, float]:
    """Count the frames in which a hand is found, clip by clip, and those where there is none, of 1,000."""
    clips = sorted(program.needed(data / "air" / "clips").iterdir())
    without = [clip for clip in nothing.clips_of(data) if clip.stem.endswith(HANDLESS)]
    found = _found(root, data, [*clips, *without])
    false = [one for shown in found[len(clips) :] for one in shown]
    figures: dict[str, float] = {}
    for clip, shown in zip(clips, found, strict=False):
        figures |= {f"{clip.stem} found": sum(shown), f"{clip.stem} of": len(shown)}
    return figures | {"false hands of 1000": 1000 * float(np.mean(false)), "of": len(false)}


def measure_nothing(root: Path, data: Path) -> dict[str, float]:
    """Follow the clips in which nobody wrote anything in air mode; count the digits that are shown."""
    return nothing.measure_clips(root, data, "--mode", "air", "--hand-model", _model(data))


def measure_numbers(root: Path, data: Path) -> dict[str, float]:
    """Make clips of hands that write numbers; count the numbers that are read whole."""
    tool = program.needed(data.parent / "tools" / "make_air_clip.py")
    rng, whole = np.random.default_rng(0), 0
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.mp4"
        for k in range(NUMBERS):
            text = "".join(map(str, rng.integers(0, 10, 1 + k % 4)))
            hand = WRITERS[int(rng.integers(2))]
            options = ["--person", "ABCDE"[k // 2 % 5], "--hand", hand, "--seed", str(k)]
            subprocess.run([sys.executable, str(tool), text, str(clip), *options], check=True)
            rows = program.read(root, [clip], "--mode", "air", "--hand-model", _model(data))
            whole += rows[-1]["text"] == text
    return {"whole": whole, "of": NUMBERS}


def _found(root: Path, data: Path, clips: list[Path]) -> list[list[bool]]:
    """Return for each frame of each clip whether a checkout finds a hand in it."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT, *map(str, (_model(data), *(clip.resolve() for clip in clips)))],
        cwd=root, capture_output=True, text=True, timeout=program.HOURS * 3600, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"exit {done.returncode}: {done.stderr.strip()[-300:]}")
    return list(json.loads(done.stdout.splitlines()[-1]))


def _model(data: Path) -> Path:
    return program.needed(data / "hands" / "hand_landmarker.task").resolve()
