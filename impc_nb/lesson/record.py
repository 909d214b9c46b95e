"""What a learner has solved, kept in one file on this machine and shown as a table. Nothing leaves the machine."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import date
from pathlib import Path

import pandas as pd
import platformdirs

from impc_nb import whole_file
from impc_nb.lesson.exercises import all_exercises
from impc_nb.lesson.verdict import CORRECT

_LAYOUT = 1


def progress_file() -> Path:
    """Where progress is kept: the file ``IMPC_NB_PROGRESS`` names, else one in the user's data folder."""
    named = os.environ.get("IMPC_NB_PROGRESS")
    return Path(named).expanduser() if named else Path(platformdirs.user_data_dir("impc-nb")) / "progress.json"


def read_progress() -> dict[str, dict]:
    """Exercise -> ``{"state", "tries", "solved"}``; empty when there is none yet, or none that can be read."""
    try:
        said = json.loads(progress_file().read_text(encoding="utf-8"))
        known = said["exercises"] if said["layout"] == _LAYOUT else {}
        return {str(number): one for number, one in known.items() if isinstance(one, dict) and isinstance(one.get("tries"), int)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def note(number: str, state: str) -> None:
    """Keep that an exercise was tried; once solved it stays so. A file that cannot be written costs no answer."""
    known = read_progress()
    one = known.get(number, {"tries": 0})
    if one.get("state") == CORRECT:
        return
    known[number] = {"state": state, "tries": one["tries"] + 1, "solved": date.today().isoformat() if state == CORRECT else None}
    _write({"layout": _LAYOUT, "exercises": dict(sorted(known.items()))})


def _write(said: dict) -> None:
    with contextlib.suppress(OSError):
        whole_file.write(progress_file(), json.dumps(said, indent=1).encode(), mode=0o600)


def progress() -> pd.DataFrame:
    """How far a learner is: a row per lesson.

    Returns
    -------
    DataFrame
        ``lesson`` (its number and name), ``exercises``, ``solved``, ``tried`` (not solved yet) and ``done`` (a bar of words and signs).

    Examples
    --------
    >>> print(list(progress().columns))
    ['lesson', 'exercises', 'solved', 'tried', 'done']
    """
    known, rows = read_progress(), []
    for lesson, numbers in all_exercises().items():
        solved = sum(known.get(number, {}).get("state") == CORRECT for number in numbers)
        tried = sum(number in known for number in numbers) - solved
        done = "●" * solved + "○" * (len(numbers) - solved)
        rows.append({"lesson": lesson, "exercises": len(numbers), "solved": solved, "tried": tried, "done": done})
    return pd.DataFrame(rows, columns=["lesson", "exercises", "solved", "tried", "done"])


def start_over() -> None:
    """Forget all progress; the old file is kept beside, with ``.old`` added to its name."""
    with contextlib.suppress(FileNotFoundError):
        os.replace(progress_file(), progress_file().with_suffix(".json.old"))
