"""Write in the air: how often the finger is followed, what nobody wrote, and whole numbers.

Fingers are followed inside the checkout, by its own finder, as `read --json` tells only what they write.
Clips of numbers are made by shared/tools/make_air_clip.py: a still of a real hand along real fingertips'
trails, seen by a good webcam and by poor ones.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import nothing, program
from benchmarks.air_filming import CONDITIONS

HANDLESS = ("clock", "drowsiness", "ocr", "body_detection_from_video_body", "SPKT")
"""How the names of those clips in data/nothing end in which there is no hand at all."""

NUMBERS = 60
"""Clips that are made, of one to three digits each."""

WRITERS = ("none__0a0ef3d2", "none__0a4bc2da")
"""Stills of hands with the index finger up."""

FINGERS = Path(__file__).with_name("fingers.json")
"""Where in data/air/clips a finger is seen, by eye: its first and last frame, and its tip, px, in some."""

NEAR = 1 / 16
"""Of a frame's width: a tip that is no further from where it was seen is followed."""

FOLLOW = """
import json, sys
from pathlib import Path
from live.air.hand import Finder
from live.frames.sources import open_source
finder, found = Finder(Path(sys.argv[1])), []
for clip in sys.argv[2:]:
    rows = [(frame.size[0], finder.find(frame)) for frame in open_source(clip)]
    found.append([[wide, hand and [*hand.tip, hand.sure]] for wide, hand in rows])
finder.close()
print(json.dumps(found))
"""
"""Run in a checkout: tells of each frame of each clip the width, and the fingertip and whether it is sure."""

Row = tuple[int, tuple[float, float, bool] | None]


def measure(root: Path, data: Path) -> dict[str, float]:
    """Count frames in which a finger is followed, clip by clip, and hands where there is none, of 1,000."""
    seen = json.loads(FINGERS.read_text(encoding="utf-8"))
    clips = [next(program.needed(data / "air" / "clips").glob(f"{name}.*")) for name in seen]
    without = [clip for clip in nothing.clips_of(data) if clip.stem.endswith(HANDLESS)]
    found = _found(root, data, [*clips, *without])
    false = [hand is not None for rows in found[len(clips) :] for _, hand in rows]
    figures: dict[str, float] = {}
    for (name, finger), rows in zip(seen.items(), found, strict=False):
        times, *places = np.array(finger["tips"], float).T
        shown = range(finger["first"], finger["last"] + 1)
        tips = [[float(np.interp(k, times, place)) for place in places] for k in shown]
        followed = [_is_near(rows[k], tip) for k, tip in zip(shown, tips, strict=True)]
        figures |= {f"{name} followed": sum(followed), f"{name} of": len(followed)}
    return figures | {"false hands of 1000": 1000 * float(np.mean(false)), "of": len(false)}


def _is_near(row: Row, tip: list[float]) -> bool:
    """Return whether a hand is surely there, its finger's tip where it was seen."""
    wide, hand = row
    return hand is not None and hand[2] and math.dist(hand[:2], tip) <= NEAR * wide


def measure_nothing(root: Path, data: Path) -> dict[str, float]:
    """Follow the clips in which nobody wrote anything in air mode; count the digits that are shown."""
    return nothing.measure_clips(root, data, "--mode", "air", "--hand-model", _model(data))


def measure_numbers(root: Path, data: Path) -> dict[str, float]:
    """Make clips of hands that write numbers, in turn as each webcam has it; count those read whole."""
    tool = program.needed(data.parent / "tools" / "make_air_clip.py")
    rng, whole = np.random.default_rng(0), dict.fromkeys(CONDITIONS, 0)
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.mp4"
        for k in range(NUMBERS):
            condition = CONDITIONS[k % len(CONDITIONS)]
            text = "".join(map(str, rng.integers(0, 10, 1 + k // len(CONDITIONS) % 3)))
            make = [sys.executable, "-m", "benchmarks.air_filming", condition, str(tool), text, str(clip)]
            hand = WRITERS[int(rng.integers(2))]
            options = ["--person", "ABCDE"[k % 5], "--hand", hand, "--seed", str(k)]
            subprocess.run([*make, *options], check=True, cwd=Path(__file__).parent.parent)
            rows = program.read(root, [clip], "--mode", "air", "--hand-model", _model(data))
            whole[condition] += rows[-1]["text"] == text
    return {**whole, "whole": sum(whole.values()), "of": NUMBERS}


def _found(root: Path, data: Path, clips: list[Path]) -> list[list[Row]]:
    """Return for each frame of each clip its width, and where a checkout finds a fingertip in it."""
    done = subprocess.run(
        [sys.executable, "-c", FOLLOW, *map(str, (_model(data), *(clip.resolve() for clip in clips)))],
        cwd=root, capture_output=True, text=True, timeout=program.HOURS * 3600, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"exit {done.returncode}: {done.stderr.strip()[-300:]}")
    return list(json.loads(done.stdout.splitlines()[-1]))


def _model(data: Path) -> Path:
    return program.needed(data / "hands" / "hand_landmarker.task").resolve()
