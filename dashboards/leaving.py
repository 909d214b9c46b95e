"""When a visitor leaves: what was still to be done is forgotten, and the memory of his page is free for others."""

from __future__ import annotations

import asyncio
import gc
import logging

import panel as pn

SWEEP = 10.0  # seconds from a visitor's leaving until what he leaves is collected; others may leave meanwhile
_sweeps: list[asyncio.TimerHandle] = []


def forget(context) -> None:
    """Drop what Panel would keep of a visitor's page, and with it all of the page; its memory is collected soon after."""
    for still_to_be_done in (pn.state._onload, pn.state._change_callbacks):
        still_to_be_done.pop(context._document, None)
    if not _sweeps:
        _sweeps.append(asyncio.get_running_loop().call_later(SWEEP, _sweep))


def _sweep() -> None:
    """A page points to itself. Left to its thresholds the collector comes minutes later, when what stays lies scattered among pages."""
    _sweeps.clear()
    gc.collect()


def left(said: logging.LogRecord) -> bool:
    """Whether a message of the server is about a connection whose visitor has left."""
    problem = said.exc_info[1] if said.exc_info else None
    if not isinstance(problem, AssertionError):
        return False
    last = problem.__traceback__
    while last.tb_next is not None:
        last = last.tb_next
    return last.tb_frame.f_code.co_filename.endswith(("connection.py", "ws.py"))
