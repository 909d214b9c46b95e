"""One after the other: when a room full of visitors opens the page at once, all get their first chart before anybody gets the rest."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager

COMING = 3.0  # seconds in which whoever asked for the page connects, or a crowd's next one asks
LOADING = 30.0  # seconds in which whoever is connected has a first chart
PATIENCE = 60.0  # seconds that nobody waits longer than
_PAUSE = 0.03  # seconds in which the server hears others between two turns


class Turns:
    """Who waits to have the whole page, in the order of arrival; who has no chart yet goes before all of them."""

    def __init__(self, coming: float = COMING, loading: float = LOADING):
        self._coming, self._loading = coming, loading
        self._waiting: deque[Hashable] = deque()
        self._without_chart: dict[Hashable, tuple[float, Callable[[], bool]]] = {}  # since when, and whether connected

    def come(self, visitor: Hashable, connected: Callable[[], bool]) -> None:
        """A visitor has asked for the page; his browser, if it is one, now fetches what it needs for the first chart."""
        self._without_chart[visitor] = time.monotonic(), connected

    @asynccontextmanager
    async def mine(self, visitor: Hashable) -> AsyncIterator[None]:
        """The visitor has the first chart: wait until it is his turn."""
        since = time.monotonic()
        self._without_chart.pop(visitor, None)
        self._waiting.append(visitor)
        try:
            await asyncio.sleep(_PAUSE)
            while self._waiting[0] != visitor or (self._somebody_comes() and time.monotonic() - since < PATIENCE):
                await asyncio.sleep(_PAUSE)
            yield
        finally:
            try:
                await asyncio.sleep(_PAUSE)  # before the next one's turn: those who wait wake up together
            finally:
                self._waiting.remove(visitor)

    def _somebody_comes(self) -> bool:
        now = time.monotonic()
        for visitor in [who for who, (since, _) in self._without_chart.items() if now - since > self._loading]:
            del self._without_chart[visitor]
        return any(now - since < self._coming or connected() for since, connected in self._without_chart.values())
