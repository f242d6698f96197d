"""Let many phones draw at once: python -m benchmarks.classroom [CLIENTS NUMBERS].

Prints how soon all are read.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from tests.conftest import live_running
from tests.hands import PACE, as_strokes
from tests.phone import address_of
from tests.shapes import row

FRAME = 1 / 60
"""Seconds from one message of a page to the next while something is drawn."""

LIFT = 0.25
"""Seconds from stroke to stroke."""

NAMES = ["5 with a bar", "4 crossed", "1", "7 crossed", "0", "2", "3", "6", "8", "9"]


@dataclass(frozen=True)
class Figures:
    """waits: seconds from the end of each stroke to its reading. wrong: numbers that were misread."""

    waits: tuple[float, ...]
    wrong: int


def together(address: str, clients: int, numbers: int) -> Figures:
    """Let clients draw some numbers of four digits each, at a hand's pace, none in step with another."""

    async def run() -> list[tuple[list[float], int]]:
        return await asyncio.gather(*(_draw(address, seed, numbers) for seed in range(clients)))

    found = asyncio.run(run())
    return Figures(tuple(wait for waits, _ in found for wait in waits), sum(wrong for _, wrong in found))


async def _draw(address: str, seed: int, numbers: int) -> tuple[list[float], int]:
    rng, waits, sent, wrong = np.random.default_rng(seed), list[float](), 0, 0
    await asyncio.sleep(rng.uniform(0, 1))
    place, origin = f"{address.replace('http', 'ws', 1)}strokes", Origin(address.rstrip("/"))
    async with connect(place, origin=origin, compression=None) as socket:
        for _ in range(numbers):
            names = [NAMES[k] for k in rng.integers(0, len(NAMES), 4)]
            messages = list(_messages(names))
            ends: dict[int, float] = {}
            hearing = asyncio.create_task(_hear(socket, ends, waits, sent + len(messages)))
            for message in messages:
                await asyncio.sleep(LIFT if "down" in message else FRAME)
                sent += 1
                if "do" in message:
                    ends[sent] = time.perf_counter()
                await socket.send(json.dumps(message))
            wrong += await hearing != "".join(name[0] for name in names)
    return waits, wrong


def _messages(names: list[str]) -> Iterator[dict[str, Any]]:
    """Yield what a page sends while digits are drawn on an empty canvas."""
    yield {"strokes": [], "size": [390, 600]}
    for stroke in as_strokes(row(names, 20)):
        points, step = stroke.points.tolist(), max(1, round(FRAME / PACE))
        yield {"down": points[:1], "width": 6}
        yield from ({"move": points[k : k + step]} for k in range(1, len(points), step))
        yield {"do": "up"}


async def _hear(socket: ClientConnection, ends: dict[int, float], waits: list[float], last: int) -> str:
    """Note how long the end of each stroke waits to be read; return the reading of the last state."""
    while True:
        report = json.loads(await asyncio.wait_for(socket.recv(), 60))
        now = time.perf_counter()
        waits += [now - ends.pop(index) for index in list(ends) if index <= report["index"]]
        if report["index"] == last:
            return str(report["text"])


def memory(process: int) -> int:
    """Return the most memory that a process had so far, bytes; Linux alone."""
    (line,) = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(line) << 10


def main() -> int:
    clients, numbers = map(int, sys.argv[1:] or (20, 5))
    with live_running("serve", "--port", "0") as process:
        assert process.stdout is not None
        address = address_of(process.stdout)
        before, start = memory(process.pid), time.perf_counter()
        figures = together(address, clients, numbers)
        took = time.perf_counter() - start
        used = Path(f"/proc/{process.pid}/stat").read_text().split()
        cpu = (int(used[13]) + int(used[14])) / os.sysconf("SC_CLK_TCK")
        half, most = np.percentile(figures.waits, (50, 90)) * 1e3
        print(f"{clients} clients, {len(figures.waits)} strokes, {figures.wrong} numbers misread")
        print(f"from stroke to reading {half:.0f} ms, 90 % {most:.0f} ms; server {cpu / took:.2f} CPUs, "
              f"{before / 1e6:.0f} to {memory(process.pid) / 1e6:.0f} MB")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
