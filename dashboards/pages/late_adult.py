"""Late Adult: the same line and parameter early and late, on one axis."""

from __future__ import annotations

from html import escape

from dashboards import choices, parts
from dashboards.chooser import Chooser
from dashboards.live_chart import LiveChart, picture
from dashboards.menu import Menu
from dashboards.view import View
from impc_nb import wording
from impc_nb.dataset import Dataset
from impc_nb.schema import ImpcError


class LateAdultPage:
    """The Late Adult page of one session."""

    def __init__(self, view: View, release: str):
        self.view, self.release = view, release
        self.chooser = Chooser(view, release)
        self.menu = Menu(view, release)
        self.notes, self.answer, self.differences, self.said, self.mind = (parts.words() for _ in range(5))
        self.chart = LiveChart()
        self.results = parts.column(
            parts.card(self.answer, self.menu),
            parts.card(self.chart.pane, self.said, title="Every animal, early beside late"),
            parts.grid("1fr 1fr", parts.card(self.differences, title="Mutant − wildtype"), parts.card(self.mind, title="Mind")),
        )
        self.results.visible = False  # until there is something to show
        self.layout = parts.grid("minmax(250px, 1fr) 3.2fr", self.chooser, parts.column(self.notes, self.results))

    def complete(self) -> None:
        """Nothing of this page waits."""

    def prepare(self) -> tuple[choices.Choice, Dataset | None, Dataset | None]:
        """Everything the view asks for, loaded; touches nothing on the page."""
        choice = choices.choose_pair(self.release, self.view.gene, self.view.parameter, self.view.dataset)
        return choice, choice.loaded(self.release, "doc_id"), choice.loaded(self.release, "doc_id_late")

    def show(self, prepared: tuple[choices.Choice, Dataset | None, Dataset | None]) -> None:
        """Show what was prepared; what could not be leaves a sentence and everything else as it was."""
        choice, early, late = prepared
        if choice.gene is None:
            self.chooser.keep_typed(self.view.gene)
        if choice.row is not None:
            named = choices.labelled(choice.rows, choices.label_pair, "doc_id_late")
            self.chooser.show(choice, named, choice.row["doc_id_late"])
            self.view.param.update(gene=choice.gene["marker_symbol"], parameter=choice.parameter, dataset=choice.row["doc_id_late"])
        if early is not None and late is not None:
            try:
                self._show(early, late)
            except ImpcError as problem:  # categories, or two units: no common axis
                choice.say(str(problem))
        parts.say(self.notes, parts.notes(choice.messages))

    def _show(self, early: Dataset, late: Dataset) -> None:
        self.chart.show(picture("life_stages", early, late))
        about = late.about
        context = [late.label, about["phenotyping_center"], about["zygosity"], late.release.label]
        parts.say(self.answer, f"<h1>{escape(wording.with_age(early, late))}</h1>"
                  f"{parts.quiet(' · '.join(str(c) for c in context if c))}"
                  "<p>As measured: differences between mutants and wildtypes of the same age, before any model.</p>")  # fmt: skip
        parts.say(self.said, parts.quiet(f"Early: {early.counted()}. Late: {late.counted()}."))
        parts.say(self.differences, parts.table(wording.stage_differences(early, late), "Mutant minus wildtype by life stage and sex"))
        parts.say(self.mind, "<ul>" + "".join(f"<li>{escape(m)}</li>" for m in wording.minded(early, late)) + "</ul>")
        self.menu.show(late, early)
        self.results.visible = True
