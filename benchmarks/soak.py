"""Run all modes for an hour before a camera that misbehaves: python -m benchmarks.soak [--seconds N].

Prints memory, threads and open files, a line for each twentieth of the time, which begins when each mode
before the camera has read some frames of each size; then by what they grew in the second half. Ends with 1
where that is too much. Linux alone. This one imports the program: it looks into its process.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np

import models
from live.errors import UserError
from live.frames.demo import Demo
from live.frames.source import Source
from live.frames.sources import open_source
from live.modes.desk import Desk, Wishes
from live.screen.overlay import annotate

SIZES = (1280, 720), (640, 480), (1920, 1080)
"""Of what the camera sends, px, one after the other."""

TROUBLES = "none", "broken", "frozen", "none", "cut", "tiny"
"""What happens to the stream, in turn: broken JPEGs, the same picture again and again, its end, 1x1 px."""

TROUBLE_SHARE, TROUBLE_SECONDS = 0.02, (1.0, 4.0)
MODE_SHARE, MODE_SECONDS = 0.055, (1.3, 7.0)
"""How long each trouble and each mode lasts, of the whole, and at least and at most."""

WARM_FRAMES, WARM_SECONDS = 5, 45.0
"""Frames that a mode has read of a size before growth counts, and how long is waited for that, s."""

MAX_GROWTH = 0.1
"""Of the memory, in which the allocator's own to and fro lies; it is some 20 frames, of thousands."""

MAX_LEFT = 3
"""Threads and files: as many come and go with a mode and with a connection."""

FPS = 15.0
CANVAS = 960, 540
SAMPLES = 20
MEGA = 1 << 20


def main() -> int:
    """Run for as long as asked; return 0, or 1 where more was held at the end than is allowed."""
    parser = argparse.ArgumentParser("python -m benchmarks.soak", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--seconds", type=float, default=3600.0, metavar="N", help="once all is loaded; default: an hour"
    )
    parser.add_argument("--hand-model", type=Path, metavar="FILE", help="for air mode, else the usual one")
    options = parser.parse_args()
    print(f"{'s':>6} {'frames':>7} {'MB':>6} {'threads':>7} {'files':>5}")
    with (
        _camera(float(np.clip(TROUBLE_SHARE * options.seconds, *TROUBLE_SECONDS))) as url,
        open_source(url) as source,
    ):
        samples = list(_run(source, options.seconds, Wishes(hand_model=options.hand_model)))
    first, last = samples[len(samples) // 2], samples[-1]
    names = "MB of memory", "threads", "open files"
    print(", ".join(f"{b - a:+g} {name}" for name, a, b in zip(names, first, last, strict=True)))
    grown = last[0] > (1 + MAX_GROWTH) * first[0]
    return int(grown or any(b > a + MAX_LEFT for a, b in zip(first[1:], last[1:], strict=True)))


def _run(source: Source, seconds: float, wishes: Wishes) -> Iterator[tuple[float, int, int]]:
    """Go through the modes; yield memory, threads and files once all is loaded, and from time to time."""
    desk, start, count = Desk(source, models.load(), CANVAS, wishes), time.monotonic(), 0
    each = float(np.clip(MODE_SHARE * seconds, *MODE_SECONDS))
    mode_at, sample_at, end = each, 0.0, float("inf")
    met: Counter[tuple[str, int]] = Counter()
    try:
        while (now := time.monotonic() - start) < end:
            if now >= mode_at:
                mode_at = now + each
                desk.next_mode()
            if desk.mode == "mouse":
                _draw(desk, now)
            if (moment := desk.step()) is not None:
                annotate(moment.frame.image, moment.reading)
                met[desk.mode, moment.frame.image.shape[1]] += 1
                count += 1
            else:
                time.sleep(0.005)
            warm = all(met[mode, width] >= WARM_FRAMES for mode in ("paper", "air") for width, _ in SIZES)
            if (warm or now >= WARM_SECONDS) and now >= sample_at:
                end = min(end, now + seconds)
                sample_at = now + seconds / SAMPLES
                yield _sample(now, count)
    finally:
        desk.close()


def _draw(desk: Desk, now: float) -> None:
    """Draw a stroke that goes up and down, lift the pen each second, take and clear now and then."""
    x, y = 80 + 800 * (now / 5 % 1), 270 + 120 * np.sin(9 * now)
    if now % 1 < 0.8:
        desk.mouse.handle(cv2.EVENT_MOUSEMOVE, x, y, cv2.EVENT_FLAG_LBUTTON)
        if not desk.mouse.pen.is_down:
            desk.mouse.handle(cv2.EVENT_LBUTTONDOWN, x, y, 0)
    elif desk.mouse.pen.is_down:
        desk.mouse.handle(cv2.EVENT_LBUTTONUP, x, y, 0)
        if len(desk.mouse.pen.strokes) > 6:
            desk.mouse.take()
            desk.mouse.pen.clear()


def _sample(now: float, count: int) -> tuple[float, int, int]:
    """Print and return memory in MB, threads and open files of this process."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    memory, threads = int(status["VmRSS"].split()[0]) * 1024 / MEGA, int(status["Threads"])
    files = len(list(Path("/proc/self/fd").iterdir()))
    print(f"{now:6.0f} {count:7} {memory:6.1f} {threads:7} {files:5}", flush=True)
    return round(memory, 1), threads, files


@contextlib.contextmanager
def _camera(each: float) -> Iterator[str]:
    """Serve the demo as a camera on the network with TROUBLES, so many seconds each; yield its address."""
    start = time.monotonic()
    pictures = [_jpegs(size) for size in SIZES]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            turn = int((time.monotonic() - start) / each)
            with contextlib.suppress(OSError):
                for number in itertools.count():
                    passed = (time.monotonic() - start) / each
                    own = pictures[int(passed) // len(TROUBLES) % len(SIZES)]
                    trouble = TROUBLES[int(passed) % len(TROUBLES)]
                    if trouble == "cut" and int(passed) > turn:
                        return
                    jpeg = own[0 if trouble == "frozen" else number % len(own)]
                    if trouble == "broken" and number % 3:
                        jpeg = jpeg[: len(jpeg) // 2] if number % 3 == 1 else bytes(len(jpeg))
                    if trouble == "tiny":
                        jpeg = cv2.imencode(".jpg", np.zeros((1, 1, 3), np.uint8))[1].tobytes()
                    self.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\n")
                    self.wfile.write(b"Content-Length: %d\r\n\r\n%s\r\n" % (len(jpeg), jpeg))
                    time.sleep(1 / FPS)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/video"
    finally:
        server.shutdown()
        server.server_close()


def _jpegs(size: tuple[int, int]) -> list[bytes]:
    """Return a second of the demo as JPEGs."""
    demo = Demo(0, size)
    return [cv2.imencode(".jpg", demo.scene(60 + n)[0].image)[1].tobytes() for n in range(int(FPS))]


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except UserError as error:
        raise SystemExit(str(error)) from error
