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
        self._turn = asyncio.Condition()
        self._waiting: list[Work] = []
        self._busy = False

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    async def read(self, work: Work) -> Report:
        """Return the reading of some work, when its turn has come; raises what its job raises."""
        self._waiting.append(work)
        try:
            async with self._turn:
                await self._turn.wait_for(lambda: not self._busy and self._next() is work)
                self._busy = True
        finally:
            self._waiting.remove(work)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work.job())
        finally:
            self._busy = False
            async with self._turn:
                self._turn.notify_all()

    def _next(self) -> Work:
        return min(self._waiting, key=lambda work: work.urgency)  # the first of equals
