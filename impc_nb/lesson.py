"""Exercises that check themselves: ``setup``, ``check`` and ``hint``.

What is right is never typed in: it is what the lesson's own solution gives on the release in use, and a typical wrong answer
is what its own line of code gives. Both are written in ``notebooks/src`` and compiled into ``impc_nb/exercises`` by
``notebooks/build.py``. Only that code of ours is run; what a learner gives is compared, never run.
"""

from __future__ import annotations

import json
import math
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib.resources import files
from inspect import isroutine
from numbers import Number

import pandas as pd

UNANSWERED, CORRECT, NOT_YET, UNKNOWN = "not answered yet", "correct", "not yet", "cannot be checked"
_LOOK = {  # sign, edge and ground of the box: the state is a word and a sign, the colour only helps
    UNANSWERED: ("○", "#5b6770", "#f3f5f7"),
    CORRECT: ("✓", "#1b7f4b", "#eaf7f0"),
    NOT_YET: ("→", "#b8500f", "#fff5ee"),
    UNKNOWN: ("?", "#5b6770", "#f3f5f7"),
}
_hints_given: dict[str, int] = {}


@dataclass(frozen=True)
class Verdict:
    """What ``check`` answers: a sentence in a terminal, a box in a notebook.

    In ``message`` and ``hints`` a text between ``**`` is stressed and one between backticks is code; all else is plain.
    """

    exercise: str
    state: str
    message: str
    hints: tuple[str, ...] = ()

    def __repr__(self) -> str:
        more = f'\n  impc_nb.hint("{self.exercise}") gives a hint.' if self.hints else ""
        return f"{_LOOK[self.state][0]} Exercise {self.exercise}: {self.state}. {self.message.replace('**', '')}{more}"

    def _repr_html_(self) -> str:
        sign, edge, ground = _LOOK[self.state]
        folded = ""
        for n, text in reversed(list(enumerate(self.hints, start=1))):  # each hint folds the next one in
            folded = (
                f'<details style="margin:6px 0 0 0"><summary style="cursor:pointer">Hint {n} of {len(self.hints)}</summary>'
                f'<div style="margin:4px 0 0 14px">{_marked(text)}{folded}</div></details>'
            )
        return (
            f'<div role="status" class="impc-check" data-state="{self.state}" style="border-left:5px solid {edge};background:{ground};'
            "color:#1c2733;padding:10px 14px;border-radius:0 6px 6px 0;max-width:46em;line-height:1.5;white-space:normal;"
            f'overflow-wrap:anywhere"><b style="color:{edge}">{sign} {self.state.capitalize()}.</b> {_marked(self.message)}{folded}</div>'
        )


@dataclass(frozen=True)
class Note:
    """A sentence beside a lesson's text: a hint, or what a result says."""

    message: str

    def __repr__(self) -> str:
        return self.message.replace("**", "")

    def _repr_html_(self) -> str:
        paragraphs = "".join(f'<p style="margin:0 0 4px 0">{_marked(line)}</p>' for line in self.message.splitlines())
        return f'<div role="note" style="border-left:5px solid #1A85FF;padding:4px 14px;max-width:46em">{paragraphs}</div>'


def setup() -> None:
    """Prepare a notebook: charts carry their own scripts, so that they appear without a network.

    Call it once, in the first cell. Outside a notebook it only chooses HoloViews' Bokeh backend.
    """
    import holoviews as hv  # both here, because a check needs no chart
    import panel as pn

    hv.extension("bokeh", inline=True, logo=False)  # first: after Panel's it would leave out the scripts when run again
    pn.extension(inline=True)
    # HoloViews' own display links to Panel's style sheets on a server; Panel's display writes them into the page
    hv.Store.set_display_hook("html+js", hv.core.dimension.LabelledData, lambda chart: pn.pane.HoloViews(chart)._repr_mimebundle_())


def check(exercise: str, answer: object) -> Verdict:
    """Say whether an answer is right and, when it is not yet, why. It never raises.

    Parameters
    ----------
    exercise : str
        Number of the exercise, as its heading has it: ``"05.2"``.
    answer : object
        A number; also as text, with or without its unit, or as the only value of a table. ``...`` means not answered yet,
        a missing value is no answer.

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
        found = _read_number(answer, spec["unit"])
        if isinstance(found, Refused):
            return Verdict(number, NOT_YET, str(found), tuple(spec["hints"]))
        return _judge(number, spec, found)
    except Exception as problem:  # a learner's cell must end in a sentence, whatever the object given or the state of the data
        return Verdict(number, UNKNOWN, f"{_cut(str(problem)) or type(problem).__name__}")


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
        return Note(_cut(str(problem)))
    given = _hints_given[number] = min(_hints_given.get(number, 0) + 1, len(hints))
    return Note(f"Hint {given} of {len(hints)}: {hints[given - 1]}")


def say(says: str, leaves_open: str) -> Note:
    """What a result says and what it does not: the two sentences under every chart of a lesson, from computed text.

    >>> print(say("Males measure 0.6 cm less.", "why."))
    What this says: Males measure 0.6 cm less.
    What it does not say: why.
    """
    return Note(f"**What this says:** {says}\n**What it does not say:** {leaves_open}")


class Refused(str):
    """A sentence that says why an answer cannot be compared."""


def find_exercise(number: str) -> dict:
    """The compiled exercise ``number`` ("05.2") with its lesson's loading code as ``load``.

    Raises
    ------
    LookupError
        If no lesson has it; the message lists what there is.
    """
    folder = files("impc_nb") / "exercises"
    lessons = {entry.name.removesuffix(".json"): entry for entry in folder.iterdir() if entry.name.endswith(".json")}
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


def same(one: float | None, other: float | None, tolerance: float) -> bool:
    """Whether two answers count as equal: within ``tolerance``, in the exercise's unit; None equals nothing."""
    return one is not None and other is not None and abs(one - other) <= tolerance + 1e-9 * max(1.0, abs(other))


@lru_cache(maxsize=64)
def _answers(number: str, release: str | None) -> list:
    return evaluate(find_exercise(number))


def _judge(number: str, spec: dict, found: float) -> Verdict:
    answers = _answers(number, os.environ.get("IMPC_NB_RELEASE"))
    (right, why), wrong = answers[0], answers[1:]
    said, hints = _shown(found, spec["unit"]), tuple(spec["hints"])
    if same(found, right, spec["tolerance"]):
        return Verdict(number, CORRECT, f"**{_shown(right, spec['unit'])}**. {why}")
    for value, reason in wrong:
        if same(found, value, spec["tolerance"]):
            return Verdict(number, NOT_YET, f"{said}: {reason}", hints)
    return Verdict(number, NOT_YET, f"{said}{_near_miss(found, right)}", hints)


def _near_miss(found: float, right: float) -> str:
    """What numbers that are wrong in a way every exercise knows have in common with the right one."""
    if not right:
        return " is not the answer. Open a hint."
    ratio = found / right
    if math.isclose(ratio, -1, rel_tol=0.02):
        return " has the right size and the **wrong sign**. A difference is mutant minus wildtype, and late minus early."
    for factor in (10, 100, 1000):
        if math.isclose(abs(ratio), factor, rel_tol=0.02) or math.isclose(abs(ratio), 1 / factor, rel_tol=0.02):
            return f" differs from the answer by a factor of {factor}. Mind the **unit** the question asks for."
    if math.isclose(ratio, 1, rel_tol=0.05):
        return " is close. Did you **round** on the way, or leave out an animal? Keep all digits until the end."
    return " is not the answer, and not one of the mistakes known here. Open a hint."


def _read_number(answer: object, unit: str) -> float | Refused:
    """The one finite number in ``answer``, or a sentence that says why there is none."""
    if answer is None:
        return Refused("Your answer is `None`: nothing was kept. Did the line end in `print(...)`? Keep the value itself.")
    if isroutine(answer) or isinstance(answer, type):
        return Refused("Your answer is a function that was not called. Add its parentheses and what goes between them.")
    kind = type(answer).__name__
    size = getattr(answer, "size", None)
    if size is None and hasattr(answer, "__len__") and not isinstance(answer, str):
        size = len(answer)
    if isinstance(size, int) and size != 1:
        return Refused(f"Your answer is a `{_cut(kind, 40)}` of {size:,} values; the question asks for **one number**.")
    if hasattr(answer, "to_numpy"):
        answer = answer.to_numpy()
    if hasattr(answer, "item"):
        answer = answer.item()
    elif isinstance(answer, (list, tuple)):
        answer = answer[0]
    if isinstance(answer, str):
        return _number_in_text(answer, unit)
    if pd.api.types.is_scalar(answer) and pd.isna(answer):
        return Refused(f"Your answer is `{answer}`, a missing value: it comes from a group without animals, or from one without a value.")
    if isinstance(answer, bool | complex) or not isinstance(answer, Number):
        return Refused(f"Your answer is of type `{_cut(type(answer).__name__, 40)}`; the question asks for **one number**{_in(unit)}.")
    value = float(answer) if abs(answer) < 1e300 else math.inf
    return value if math.isfinite(value) else Refused("Your answer is beyond any measurement; did you divide by zero?")


def _number_in_text(text: str, unit: str) -> float | Refused:
    plain = text.strip().replace("−", "-").removesuffix(unit).strip()
    plain = plain.replace(",", "" if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?", plain) else ".")
    if plain in ("", "..."):
        return Refused("Your answer is an empty text; put a number there.")
    if len(plain) > 40 or not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", plain):
        return Refused(f"Your answer is the text “{_cut(text, 40)}”; the question asks for **one number**{_in(unit)}.")
    return _read_number(float(plain), unit)


def _number(exercise: object) -> str:
    return _cut(exercise, 20) if isinstance(exercise, str) else f"of type {_cut(type(exercise).__name__, 40)}"


def _shown(value: float, unit: str) -> str:
    text = f"{value:,.0f}" if float(value).is_integer() and abs(value) < 1e9 else f"{value:.4g}"
    return f"{text.replace('-', '−')} {unit}".strip()


def _in(unit: str) -> str:
    return f" (in {unit})" if unit else ""


def _cut(text: str, length: int = 300) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _marked(text: str) -> str:
    """HTML of a text: everything escaped, then ``**stress**`` and backticks, in colours that a dark theme leaves alone."""
    stressed = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))
    return re.sub(r"`(.+?)`", r'<code style="background:none;color:inherit">\1</code>', stressed)
