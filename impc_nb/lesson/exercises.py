"""The compiled exercises, and what their own solutions and wrong answers give on the release in use."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from importlib.resources import files

from impc_nb.lesson.reading import read


def _files() -> dict:
    """Number of a lesson -> its compiled exercises."""
    folder = files("impc_nb") / "exercises"
    return {entry.name.removesuffix(".json"): entry for entry in folder.iterdir() if entry.name.endswith(".json")}


def all_exercises() -> dict[str, list[str]]:
    """Lesson ("05 Chart pages") -> the numbers of its exercises, in the course's order."""
    out = {}
    for number, entry in sorted(_files().items()):
        lesson = json.loads(entry.read_text(encoding="utf-8"))
        out[f"{number} {lesson['lesson'][3:].replace('_', ' ').capitalize().replace('impc', 'IMPC')}"] = list(lesson["exercises"])
    return out


def find_exercise(number: str) -> dict:
    """The compiled exercise ``number`` ("05.2") with its lesson's loading code as ``load``.

    Raises
    ------
    LookupError
        If no lesson has it; the message lists what there is.
    """
    lessons = _files()
    if number[:2] not in lessons:
        raise LookupError(f"No lesson has an exercise {number!r}; there are exercises in lesson {', '.join(sorted(lessons)) or '(none)'}.")
    lesson = json.loads(lessons[number[:2]].read_text(encoding="utf-8"))
    if number not in lesson["exercises"]:
        raise LookupError(f"Lesson {number[:2]} has no exercise {number!r}; it has {', '.join(lesson['exercises'])}.")
    return lesson["exercises"][number] | {"load": lesson["load"]}


def evaluate(spec: dict) -> list:
    """What the solution and then each catalogued wrong answer of an exercise give on the release in use.

    Returns
    -------
    list
        ``(value, explanation)`` pairs, the solution first. The value of a wrong answer that this release does not allow
        (no such animals, say) is None.

    Raises
    ------
    Exception
        Whatever the loading code or the solution raises.
    """
    shared: dict = {}
    exec(spec["load"], shared)  # our own lesson, compiled by notebooks/build.py
    answers = []
    for n, case in enumerate([spec["solution"], *spec["wrong"]]):
        names = dict(shared)
        try:
            exec(case["code"], names)  # as above
            answers.append((names[spec["name"]], case["why"]))
        except Exception:
            if n == 0:
                raise
            answers.append((None, case["why"]))
    return answers


@lru_cache(maxsize=64)
def _answers(number: str, release: str | None) -> list:
    spec = find_exercise(number)
    kind = spec.get("kind", "number")
    return [(None if value is None else read(value, kind), why) for value, why in evaluate(spec)]


def answers(number: str) -> list:
    """What :func:`evaluate` gives, as answers are compared, on the release in use."""
    return _answers(number, os.environ.get("IMPC_NB_RELEASE"))
