"""One thread that reads for many clients, one after the other, the most urgent first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

Report = dict[str, Any]
"""A reading as JSON."""


class Work(Protocol):
    """What is to be read. urgency: 0 for the most urgent."""

    @property
    def urgency(self) -> int: ...

    def job(self) -> Callable[[], Report]:
        """Return what reads the newest there is; called when its turn has come, and run in the thread."""
        ...


class Lane:
    """Reads in turn, so that networks are shared and no client waits for a queue of another's."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "reader")
        self._waiting: list[tuple[Work, asyncio.Future[None]]] = []
        self._busy = False

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    async def read(self, work: Work) -> Report:
        """Return the reading of some work, when its turn has come; raises what its job raises."""
        loop = asyncio.get_running_loop()
        place = work, loop.create_future()
        self._waiting.append(place)
        self._give_turn()
        try:
            await place[1]
            return await loop.run_in_executor(self._thread, work.job())
        finally:
            if place in self._waiting:  # cancelled before its turn
                self._waiting.remove(place)
            else:
                self._busy = False
            self._give_turn()

    def _give_turn(self) -> None:
        """Let the most urgent, and of equals the first, go on where nothing is read; urgencies change."""
        there = [place for place in self._waiting if not place[1].cancelled()]
        if self._busy or not there:
            return
        chosen = min(there, key=lambda place: place[0].urgency)
        self._waiting.remove(chosen)
        self._busy = True
        chosen[1].set_result(None)
