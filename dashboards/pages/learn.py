"""Learn: the lessons in their order, what each takes and gives, and how far you are."""

from __future__ import annotations

import re
from html import escape

import pandas as pd

from dashboards import choices, parts
from dashboards.buttons import Buttons
from dashboards.cite import Cited
from dashboards.lessons import Lesson, lessons, own_progress
from dashboards.links import link
from dashboards.listing import listing
from dashboards.pages import PAGES
from dashboards.sections import Section
from dashboards.view import View
from dashboards.view_menu import ViewMenu, cell_of, markup_of

#: Words of a chapter's name -> the page that shows the same; the first that fits counts.
_BESIDE = {
    "what is|generated": "home", "searching for a gene": "genes", "gene pages?": "gene", "charts?|call": "charts",
    "late adult|ageing": "late-adult", "searching for phenotypes": "phenotypes", "phenotypes?": "phenotype", "images?|expression": "images",
    "diseases?": "disease", "alleles?|mice": "alleles", "downloads?|solr": "downloads",
}  # fmt: skip
_START = (
    "<p>Open them with <code>impc-nb lab</code>. A lesson checks your answers and says why one is not right yet. What you solved is kept "
    "in one file on this machine and sent nowhere.</p>"
)

_QUIZ = (
    "<p>Ten items from all chapters, drawn by lot; each answer hears why it is right or not. 80 % pass, and you can try again with "
    "others. In a notebook: <code>impc_nb.quiz()</code>.</p>"
)


def answer(found: list[Lesson], done: pd.DataFrame | None) -> str:
    """How many lessons there are, how long they take, and how far the learner is; None is nobody in particular."""
    if not found:
        return "The lessons are not installed here: they come with the project's source."
    minutes = sum(int(w) for lesson in found for w in lesson.time.split()[:1] if w.isdecimal())
    hours = f", {minutes // 60} h {minutes % 60} min in all" if minutes >= 60 else f", {minutes} minutes in all" if minutes else ""
    if done is None:
        return f"{len(found)} lesson{'' if len(found) == 1 else 's'}{hours}; in a lesson, impc.progress() says how far you are."
    solved, exercises = int(done["solved"].sum()), int(done["exercises"].sum())
    said = f"{solved} of {exercises} exercises are solved on this machine" if solved else f"none of {exercises} exercises is solved yet"
    return f"{len(found)} lesson{'' if len(found) == 1 else 's'}{hours}; {said}."


def listed(found: list[Lesson], done: pd.DataFrame | None) -> str:
    """Each lesson with its question, goal, time, and progress, as markup."""
    state = {} if done is None else {str(row["lesson"])[:2]: row for row in done.to_dict("records")}
    rows, unknown = [], "in your own copy" if done is None else "no exercises"
    for one in found:
        goal = f"<br><span class='quiet'>{escape(one.goal[:1].upper() + one.goal[1:])}</span>" if one.goal else ""
        row = state.get(one.number)
        how_far = f"{row['solved']} of {row['exercises']} solved <span aria-hidden='true'>{escape(row['done'])}</span>" if row else unknown
        title = f"<b>{escape(one.number)} · {escape(one.chapter)}</b><br>{escape(one.title)}{goal}"
        page = next((page for words, page in _BESIDE.items() if re.search(rf"\b(?:{words})\b", one.chapter.lower())), "")
        beside = f"<code>{escape(one.file)}</code>" + (f"<br>{link(PAGES[page][0], page)} shows the same" if page in PAGES else "")
        rows.append((title, escape(one.time), escape(one.needs), how_far, beside))
    return listing(("Lesson", "Time", "You need", "Progress", "File"), rows, "Lessons", empty="There are no lessons to list.")


class LearnPage:
    """The Learn page of one session."""

    def __init__(self, view: View, release: str):
        self.view, self.release = view, release
        self.answer, self.list, self.menu = parts.words(), Section("Lessons", at_once=True), ViewMenu()
        self.start_quiz = Buttons()
        self.start_quiz.call("Start the quiz", self._quiz)
        self.quiz = parts.column()
        quiz = parts.card(parts.words(_QUIZ), self.start_quiz, self.quiz, title="Quiz")
        self.layout = parts.column(parts.card(self.answer, parts.words(_START), self.menu), quiz, self.list.layout)
        self.found: list[Lesson] = []

    def _quiz(self) -> None:
        from impc_nb.lesson.quiz_form import QuizForm  # it draws charts: not before somebody asks for it

        self.start_quiz.visible = False
        self.quiz[:] = [QuizForm().layout]

    def complete(self) -> None:
        """Nothing of this page waits."""

    def prepare(self) -> list[Lesson]:
        """The lessons; touches nothing on the page."""
        return lessons()

    def show(self, prepared: list[Lesson]) -> None:
        """Note what was found."""
        self.found = prepared

    def tell(self) -> None:
        """The sentence and the list, with the progress as it is now."""
        done = own_progress()
        parts.say(self.answer, f"<h1>{escape(answer(self.found, done))}</h1>")
        cited = Cited("Lessons", choices.release_shown(self.release), self.view.query())
        self.menu.show(
            cell_of(self.release, ("done", "progress()")), cited, lambda: (markup_of(self.answer) + markup_of(self.list.layout), ())
        )
        self.list.show(lambda: self.found, lambda found: listed(found, done))
