"""A part of a page with a title of its own, which loads by itself, fails alone and may wait until the page has been painted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

import panel as pn

from dashboards import parts
from impc_nb.schema import ImpcError

BROKEN = "This part cannot be shown: its data are not as expected. The rest of the page is not touched by it."
_WAIT = "Being prepared …"


def sentence(problem: Exception, title: str, broken: str = BROKEN) -> str:
    """What to say instead of the section (or page) of this title."""
    if isinstance(problem, ImpcError):
        return str(problem)
    logging.getLogger(__name__).error("%s: %s: %s", title, type(problem).__name__, problem)  # for whoever runs the server
    return broken


class Section:
    """``show(load, draw)``: ``load()`` gets the data, in a thread while somebody looks on; ``draw(data)`` gives what stands in the section.

    ``draw`` gives a text of markup (data in it escaped), one thing to show or a list of them. Whatever either raises becomes a
    sentence in this section only. The section is prepared after the page has been painted; ``at_once=True`` does not wait.
    A link to ``#name`` leads here.
    """

    def __init__(self, title: str, at_once: bool = False, name: str = ""):
        self.title, self._at_once, self._asked = title, at_once, 0
        self._words = parts.words()
        self._body = parts.column(self._words)
        self.layout = parts.card(self._body, title=title, name=name)

    def show(self, load: Callable[[], object], draw: Callable[[object], object], then: Callable[[], None] | None = None) -> None:
        """Load and draw, then call ``then``; only the last call counts."""
        self._asked += 1
        document = pn.state.curdoc
        if self._at_once or document is None or document.session_context is None:
            self._put(*self._tried(load), draw)
            if then:
                then()
            return
        if self._words.object == parts.words().object:
            self._say(parts.quiet(_WAIT))
        pn.state.execute(partial(self._later, self._asked, load, draw, then))

    def _tried(self, load: Callable[[], object]) -> tuple[object, Exception | None]:
        try:
            return load(), None
        except Exception as problem:  # noqa: BLE001 - a section fails alone, whatever is wrong with its data
            return None, problem

    async def _later(self, asked: int, load: Callable[[], object], draw: Callable[[object], object], then: Callable | None) -> None:
        document = pn.state.curdoc
        context = document and document.session_context
        loaded = await asyncio.to_thread(self._tried, load)
        if asked == self._asked and not getattr(context, "destroyed", False):
            self._put(*loaded, draw)
            if then:
                then()

    def _put(self, data: object, problem: Exception | None, draw: Callable[[object], object]) -> None:
        with pn.io.hold():
            try:
                if problem is not None:
                    raise problem
                drawn = draw(data)
            except Exception as found:  # noqa: BLE001 - as above
                drawn = parts.quiet(sentence(found, self.title))
            if isinstance(drawn, str):
                self._say(drawn)
            else:
                things = list(drawn) if isinstance(drawn, list | tuple) else [drawn]
                if things != list(self._body):
                    self._body[:] = things

    def _say(self, markup: str) -> None:
        parts.say(self._words, markup)
        if list(self._body) != [self._words]:
            self._body[:] = [self._words]
