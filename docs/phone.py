"""Draws the README's picture of a phone: python -m docs.phone [--light]."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from live.strokes.inking import smooth
from live.values import Stroke
from tests.conftest import live_running
from tests.phone import address_of, dots, open_phone
from tests.shapes import row


def main() -> int:
    """Draw docs/phone.png."""
    bar = np.stack([np.linspace(0, 40, 12), np.zeros(12)], 1)
    upright = np.stack([np.zeros(12), np.linspace(-20, 20, 12)], 1)
    shapes = [
        *row(["4 crossed", "7 crossed"], 20, (20, 70)),
        *(bar + np.array((182, 118)), upright + np.array((202, 118))),
        *row(["8"], 0, (245, 70)),
        *(bar + np.array((325, 108)), bar + np.array((325, 128))),
        *row(["2", "0", "3", "6", "9"], 22, (20, 250)),
    ]
    strokes = [smooth(0.78 * shape[::3].astype(np.float32)) for shape in shapes]
    with live_running("serve", "--port", "0") as process, tempfile.TemporaryDirectory() as folder:
        assert process.stdout is not None
        with open_phone(address_of(process.stdout), Path(folder), dark="--light" not in sys.argv) as phone:
            phone.open()
            phone.draw(dots([Stroke(np.pad(points, ((0, 0), (0, 1)))) for points in strokes], 40))
            phone.wait(lambda: "=" in phone.lines)
            phone.press("take")
            phone.wait(lambda: not phone.lines)
            phone.press("undo")
            phone.wait(lambda: "=" in phone.lines)
            time.sleep(1)
            phone.chrome.save_screenshot(str(Path(__file__).with_name("phone.png")))
            print(phone.lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
