"""One after the other: when a room full of visitors opens the page at once, all get their first chart before anybody gets the rest."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

ARRIVING = 0.3  # seconds after a visitor in which the next one of a crowd is expected
PATIENCE = 5.0  # seconds that nobody waits longer than, for visitors who are still to come
_PAUSE = 0.02  # seconds in which the server hears others between two turns


class Turns:
    """Who waits to have the whole page, in the order of arrival; who has just arrived goes before all of them."""

    def __init__(self):
        self._waiting: deque[object] = deque()
        self._arrived = 0.0

    def arrive(self) -> None:
        """A visitor has come, whose first chart is made at once."""
        self._arrived = time.monotonic()

    @asynccontextmanager
    async def mine(self) -> AsyncIterator[None]:
        """Wait until it is one's turn."""
        me, since = object(), time.monotonic()
        self._waiting.append(me)
        try:
            await asyncio.sleep(_PAUSE)
            while self._waiting[0] is not me or self._somebody_comes(since):
                await asyncio.sleep(_PAUSE)
            yield
        finally:
            self._waiting.remove(me)

    def _somebody_comes(self, since: float) -> bool:
        now = time.monotonic()
        return len(self._waiting) > 1 and now - self._arrived < ARRIVING and now - since < PATIENCE
