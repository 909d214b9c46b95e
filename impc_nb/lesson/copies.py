"""The learner's own copies of the lessons: neither an update nor a rebuild of the notebooks ever costs an answer."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime
from pathlib import Path

from impc_nb import whole_file
from impc_nb.schema import NotFound, Unavailable, nearest

SHIPPED = Path(__file__).resolve().parent.parent.parent / "notebooks"
_RECORD = ".as-shipped.json"  # lesson -> hash of what was copied, so that an untouched copy can follow an update


def own_folder() -> Path:
    """Where the copies are: the folder ``IMPC_NB_LESSONS`` names, else ``impc-lessons`` in the home folder."""
    return Path(os.environ.get("IMPC_NB_LESSONS") or Path.home() / "impc-lessons").expanduser()


def bring_lessons(shipped: Path = SHIPPED, own: Path | None = None) -> list[str]:
    """Copy every lesson that has no copy yet, and renew the copies nobody has touched.

    Returns
    -------
    list of str
        Names of lessons that were touched and of which a newer version is shipped: they stay as they are.

    Raises
    ------
    Unavailable
        If there are no lessons to copy, or the folder cannot be written.
    """
    own = own or own_folder()
    lessons = sorted(shipped.glob("[0-9]*.ipynb"))
    if not lessons:
        raise Unavailable(f"There are no lessons in {str(shipped)[-100:]!r}; use a copy of the whole project.")
    newer = []
    try:
        own.mkdir(parents=True, exist_ok=True)
        record = _read(own)
        for lesson in lessons:
            copy, now = own / lesson.name, _hash(lesson)
            if not copy.exists() or (_hash(copy) == record.get(lesson.name) != now):
                whole_file.write(copy, lesson.read_bytes())
                record[lesson.name] = now
            elif record.get(lesson.name) != now:
                newer.append(lesson.name)
        (own / _RECORD).write_text(json.dumps(record, indent=1, sort_keys=True), encoding="utf-8")
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        raise Unavailable(f"The lessons cannot be copied to {str(own)[-100:]!r} ({why}); name another folder in IMPC_NB_LESSONS.") from None
    return newer


def start_again(lesson: str, shipped: Path = SHIPPED, own: Path | None = None) -> str:
    """Give a lesson a fresh copy; the old one stays beside it under the date and time.

    Parameters
    ----------
    lesson : str
        Its number, or its name: ``"05"``.

    Returns
    -------
    str
        What was done, in a sentence.

    Raises
    ------
    NotFound
        If there is no such lesson.
    """
    own, asked = own or own_folder(), str(lesson).strip()
    names = {path.name[:2]: path.name for path in sorted(shipped.glob("[0-9]*.ipynb"))}
    name = names.get(asked[:2].zfill(2)) if asked[:2].strip("_ ").isdigit() else None
    if name is None:
        near = nearest(asked, names.values())
        raise NotFound(f"There is no lesson {asked[:60]!r}; there are {', '.join(near + [n for n in names.values() if n not in near])}.")
    copy, said = own / name, ""
    if copy.exists():
        old = copy.with_name(f"{copy.stem} ({datetime.now():%Y-%m-%d %H.%M.%S}).ipynb")
        copy.rename(old)
        said = f" Your answers are kept in {old.name!r}."
    bring_lessons(shipped, own)
    return f"{name} starts again.{said}"


def _read(own: Path) -> dict:
    try:
        said = json.loads((own / _RECORD).read_text(encoding="utf-8"))
        return said if isinstance(said, dict) else {}
    except (OSError, ValueError):
        return {}


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
