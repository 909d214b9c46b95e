"""What a lesson answers with: a sentence in a terminal, a box in a notebook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

UNANSWERED, CORRECT, NOT_YET, UNKNOWN = "not answered yet", "correct", "not yet", "cannot be checked"
_LOOK = {  # sign, edge and ground of the box: the state is a word and a sign, the colour only helps
    UNANSWERED: ("○", "#5b6770", "#f3f5f7"),
    CORRECT: ("✓", "#1b7f4b", "#eaf7f0"),
    NOT_YET: ("→", "#b8500f", "#fff5ee"),
    UNKNOWN: ("?", "#5b6770", "#f3f5f7"),
}


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
                f'<div style="margin:4px 0 0 14px">{marked(text)}{folded}</div></details>'
            )
        return (
            f'<div role="status" class="impc-check" data-state="{self.state}" style="border-left:5px solid {edge};background:{ground};'
            "color:#1c2733;padding:10px 14px;border-radius:0 6px 6px 0;max-width:46em;line-height:1.5;white-space:normal;"
            f'overflow-wrap:anywhere"><b style="color:{edge}">{sign} {self.state.capitalize()}.</b> {marked(self.message)}{folded}</div>'
        )


@dataclass(frozen=True)
class Note:
    """A sentence beside a lesson's text: a hint, or what a result says."""

    message: str

    def __repr__(self) -> str:
        return self.message.replace("**", "")

    def _repr_html_(self) -> str:
        paragraphs = "".join(f'<p style="margin:0 0 4px 0">{marked(line)}</p>' for line in self.message.splitlines())
        return f'<div role="note" style="border-left:5px solid #1A85FF;padding:4px 14px;max-width:46em">{paragraphs}</div>'


def say(says: str, leaves_open: str) -> Note:
    """What a result says and what it does not: the two sentences under every chart of a lesson, from computed text.

    >>> print(say("Males measure 0.6 cm less.", "why."))
    What this says: Males measure 0.6 cm less.
    What it does not say: why.
    """
    return Note(f"**What this says:** {says}\n**What it does not say:** {leaves_open}")


def cut(text: str, length: int = 300) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def marked(text: str) -> str:
    """HTML of a text: everything escaped, then ``**stress**`` and backticks, in colours that a dark theme leaves alone."""
    stressed = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))
    return re.sub(r"`(.+?)`", r'<code style="background:none;color:inherit">\1</code>', stressed)
