"""The quiz as a page to click through: the same in a notebook and on the dashboard."""

from __future__ import annotations

import panel as pn

from impc_nb import plots
from impc_nb.data import load_dataset
from impc_nb.lesson.quiz import KINDS, PASS, Item, draw
from impc_nb.lesson.verdict import CORRECT, marked

_LOOK = [
    ":host .bk-btn { border: 1px solid #0B3C6B !important; color: #0B3C6B; background: #FFFFFF; }"
]  # also where a page has its own theme


class QuizForm:
    """Items drawn by lot, an answer and feedback for each, the score, and "try again" with other items.

    Parameters
    ----------
    chapter : str, optional
        Number of a chapter; all chapters if left out.
    number : int
        How many items.
    seed : int, optional
        The same seed draws the same items.
    """

    def __init__(self, chapter: str | None = None, number: int = 10, seed: int | None = None):
        self.chapter, self.number, self.seed = chapter, number, seed
        self.seen: tuple[str, ...] = ()
        self.body, self.score = pn.Column(sizing_mode="stretch_width"), _words("")
        self.again = pn.widgets.Button(label="Try again with other items", stylesheets=_LOOK)
        self.again.on_click(lambda _: self.start())
        self.layout = pn.Column(self.body, self.score, self.again, sizing_mode="stretch_width")
        self.start()

    def start(self) -> None:
        """Draw items that were not shown before, as long as there are any."""
        self.items = draw(self.number, self.chapter, self.seed, self.seen)
        self.seen = tuple(dict.fromkeys(self.seen + tuple(item.id for item in self.items)))
        self.states: dict[str, str] = {}
        self.body[:] = [self._card(n, item) for n, item in enumerate(self.items, start=1)]
        self._tell()

    def _card(self, number: int, item: Item) -> pn.Column:
        question, answer = _words(f"<h3 style='margin:8px 0 4px'>{number}. {marked(item.question)}</h3>"), _widget(item)
        button = pn.widgets.Button(label="Check", width=100, stylesheets=_LOOK)

        async def mark(_event) -> None:  # a kernel that hears of a click and of what was typed before it at once runs a plain one first
            verdict = item.mark(answer.value)
            card[-1] = _words(verdict._repr_html_())
            self.states[item.id] = verdict.state
            self._tell()

        button.on_click(mark)
        chart = []
        if item.chart:
            asked = {key: value for key, value in item.chart.items() if key != "plot"}
            chart = [pn.pane.HoloViews(getattr(plots, item.chart["plot"])(load_dataset(**asked)), sizing_mode="stretch_width")]
        card = pn.Column(question, *chart, answer, button, _words(""), sizing_mode="stretch_width")  # `mark` writes into it
        return card

    def _tell(self) -> None:
        right, whole = sum(state == CORRECT for state in self.states.values()), len(self.items)
        passed = right >= PASS * whole
        verdict = "That passes." if passed else f"{PASS:.0%} pass: {-(-PASS * whole // 1):.0f} of {whole} must be right."
        self.score = self.layout[1] = _words(f"<p role='status'><b>{right} of {whole} right.</b> {verdict}</p>")

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.layout._repr_mimebundle_(include, exclude)


def _words(text: str) -> pn.pane.HTML:
    """A new pane for new words: in a notebook Panel lets a changed one fetch its style sheets from a server."""
    return pn.pane.HTML(text, sizing_mode="stretch_width")


def _widget(item: Item) -> pn.widgets.Widget:
    texts = [option.text for option in item.options]
    if item.kind == "single":
        choice = pn.widgets.RadioBoxGroup(label=KINDS["single"], options=texts)
        choice.value = None  # Panel chooses the first, and nobody has answered yet
        return choice
    if item.kind == "multiple":
        return pn.widgets.CheckBoxGroup(label=KINDS["multiple"], options=texts, value=[])
    if item.kind == "order":
        return pn.widgets.MultiChoice(label="Choose them one after the other, first things first", options=texts, value=[])
    return pn.widgets.TextInput(label=f"One number{f', in {item.unit}' if item.unit else ''}", value="", width=240)


def quiz(chapter: str | None = None, number: int = 10, seed: int | None = None) -> QuizForm:
    """A quiz to click through in a notebook; see :class:`QuizForm`."""
    return QuizForm(chapter, number, seed)
