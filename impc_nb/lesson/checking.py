"""Exercises that check themselves: ``setup``, ``check`` and ``hint``; what was tried is kept as progress.

What is right is never typed in: it is what the lesson's own solution gives on the release in use, and a typical wrong answer
is what its own line of code gives. Both are written in ``notebooks/src`` and compiled into ``impc_nb/exercises`` by
``notebooks/build.py``. Only that code of ours is run; what a learner gives is compared, never run.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from impc_nb.lesson import record
from impc_nb.lesson.exercises import answers, find_exercise
from impc_nb.lesson.reading import Refused, near_miss, read, same, shown
from impc_nb.lesson.verdict import CORRECT, NOT_YET, UNANSWERED, UNKNOWN, Note, Verdict, cut
from impc_nb.schema import ImpcError

_hints_given: dict[str, int] = {}


def setup() -> None:
    """Prepare a notebook: charts carry their own scripts, so that they appear without a network; tables show whole texts, and what the
    project refuses is said in its sentence, without the places in the code it went through.

    Call it once, in the first cell. Outside a notebook it only chooses HoloViews' Bokeh backend.
    """
    import holoviews as hv  # all here, because a check needs neither chart nor table
    import pandas as pd
    import panel as pn

    with _left_out("rfc3987_syntax"):
        hv.extension("bokeh", inline=True, logo=False)  # first: after Panel's it would leave out the scripts when run again
    pn.extension(inline=True)
    # HoloViews' own display links to Panel's style sheets on a server; Panel's display writes them into the page
    hv.Store.set_display_hook("html+js", hv.core.dimension.LabelledData, lambda chart: pn.pane.HoloViews(chart)._repr_mimebundle_())
    pd.set_option("display.max_colwidth", 200)
    ImpcError._render_traceback_ = lambda problem: [f"{type(problem).__name__}: {problem}"]  # IPython asks for it


@contextmanager
def _left_out(module: str) -> Iterator[None]:
    """Within, a module not imported yet cannot be. In a notebook HoloViews imports nbformat, that jsonschema, and that as an option a
    grammar of web addresses, which takes more than a second of each lesson's first cell and which no lesson needs.
    """
    before = sys.modules.setdefault(module, None)
    try:
        yield
    finally:
        if before is None:
            del sys.modules[module]


def check(exercise: str, answer: object) -> Verdict:
    """Say whether an answer is right and, when it is not yet, why. It never raises.

    Parameters
    ----------
    exercise : str
        Number of the exercise, as its heading has it: ``"05.2"``.
    answer : object
        What the exercise asks for: a number (also as text, with or without its unit, or as the only value of a table), a
        text, yes or no, or names. ``...`` means not answered yet, a missing value is no answer.

    Returns
    -------
    Verdict
        ``state`` is "not answered yet", "correct", "not yet" or "cannot be checked"; ``message`` says why.

    Examples
    --------
    >>> print(f"{check('05.1', ...).state}")
    not answered yet
    """
    number = _number(exercise)
    try:
        spec = find_exercise(number)
        if answer is ...:
            return Verdict(number, UNANSWERED, "Put your answer in place of `...`, run that cell, then this one.", tuple(spec["hints"]))
        kind = spec.get("kind", "number")
        found = read(answer, kind, spec["unit"])
        if isinstance(found, Refused):
            verdict = Verdict(number, NOT_YET, str(found), tuple(spec["hints"]))
        else:
            verdict = _judge(number, spec, kind, found)
        record.note(number, verdict.state)
        return verdict
    except Exception as problem:  # a learner's cell must end in a sentence, whatever the object given or the state of the data
        return Verdict(number, UNKNOWN, f"{cut(str(problem)) or type(problem).__name__}")


def hint(exercise: str) -> Note:
    """The next of an exercise's three hints; after the last it is repeated. It never raises.

    Parameters
    ----------
    exercise : str
        Number of the exercise, as its heading has it: ``"05.2"``.
    """
    number = _number(exercise)
    try:
        hints = find_exercise(number)["hints"]
    except (LookupError, OSError, ValueError) as problem:
        return Note(cut(str(problem)))
    given = _hints_given[number] = min(_hints_given.get(number, 0) + 1, len(hints))
    return Note(f"Hint {given} of {len(hints)}: {hints[given - 1]}")


def _judge(number: str, spec: dict, kind: str, found: object) -> Verdict:
    (right, why), *wrong = answers(number)
    said, hints, tolerance = shown(found, spec["unit"]), tuple(spec["hints"]), spec["tolerance"]
    if same(found, right, tolerance, kind):
        return Verdict(number, CORRECT, f"**{shown(right, spec['unit'])}**. {why}")
    for value, reason in wrong:
        if not isinstance(value, Refused) and same(found, value, tolerance, kind):
            return Verdict(number, NOT_YET, f"{said}: {reason}", hints)
    return Verdict(number, NOT_YET, f"{said}{near_miss(found, right, kind)}", hints)


def _number(exercise: object) -> str:
    return cut(exercise, 20) if isinstance(exercise, str) else f"of type {cut(type(exercise).__name__, 40)}"
