"""The lessons: their titles, times and what they need, read from their sources; and how far the learner of this machine is."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd

import impc_nb
from impc_nb.lesson import progress

CLASS = "IMPC_NB_CLASS"
"""The variable that says that one server serves many people."""

_SAID = {
    "chapter": r"^# \*(\d\d · .+?)\*$", "title": r"^# # (.+)$", "time": r"\*\*Time\*\*: (.+?)\.",
    "needs": r"\*\*You need\*\*: (.+?)\.(?:\s|$)", "goal": r"\*\*Goal\*\*: (.+?)(?:\n#\s*\n|\Z)",
}  # fmt: skip


class Lesson(NamedTuple):
    """A lesson as its source states it; an unstated part is empty."""

    number: str
    chapter: str
    title: str
    time: str
    needs: str
    goal: str
    file: str


def own_progress() -> pd.DataFrame | None:
    """How far the learner of this machine is, a row per lesson; None where the server serves a class."""
    return None if os.environ.get(CLASS) else progress()


def folder() -> Path | None:
    """Where the sources of the lessons lie: beside the package in the project, inside it once installed; None where there are none."""
    here = Path(impc_nb.__file__).resolve().parent
    return next((f for f in (here.parent / "notebooks" / "src", here / "notebooks" / "src") if f.is_dir()), None)


def lessons(sources: Path | None = None) -> list[Lesson]:
    """Every lesson in the order of the course."""
    sources = sources or folder()
    if sources is None:
        return []
    return [_read(file) for file in sorted(sources.glob("[0-9][0-9]_*.py"))]


def _read(file: Path) -> Lesson:
    head = file.read_text(encoding="utf-8")[:4000]
    said = {}
    for name, pattern in _SAID.items():
        found = re.search(pattern, head, re.MULTILINE | re.DOTALL if name == "goal" else re.MULTILINE)
        said[name] = " ".join(re.sub(r"\n#\s?", " ", found[1]).replace("*", "").split()) if found else ""
    chapter = said.pop("chapter").partition(" · ")[2] or file.stem[3:].replace("_", " ").capitalize()
    return Lesson(file.name[:2], chapter, **said, file=f"{file.stem}.ipynb")
