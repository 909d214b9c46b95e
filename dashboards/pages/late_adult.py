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
        self.prepared: tuple[choices.Choice, Dataset | None, Dataset | None] = (choices.Choice(), None, None)
        self.chooser, self.menu, self.chart = Chooser(view, release), Menu(view, release), LiveChart()
        self.notes, self.answer, self.differences, self.said, self.mind = (parts.words() for _ in range(5))
        self.results = parts.column(
            parts.card(self.answer, self.menu),
            parts.card(self.chart.pane, self.said, title="Every animal, early beside late"),
            parts.grid("1fr 1fr", parts.card(self.differences, title="Mutant − wildtype"), parts.card(self.mind, title="Mind")),
        )
        self.layout = parts.column(parts.grid("minmax(250px, 1fr) 3.2fr", self.chooser, parts.column(self.notes, self.results)))

    def complete(self) -> None:
        """Nothing of this page waits."""

    def prepare(self) -> tuple[choices.Choice, Dataset | None, Dataset | None]:
        """Everything the view asks for, loaded; touches nothing on the page."""
        choice = choices.choose_pair(self.release, self.view.gene, self.view.parameter, self.view.dataset)
        early, late = choice.loaded(self.release, "doc_id"), choice.loaded(self.release, "doc_id_late")
        if early is not None and late is not None:
            try:
                picture("life_stages", early, late)
            except ImpcError as problem:  # categories, or two units: no common axis
                choice.say(str(problem))
                early = late = None
        return choice, early, late

    def show(self, prepared: tuple[choices.Choice, Dataset | None, Dataset | None]) -> None:
        """Draw what was prepared, and note in the view what was taken; what could not be shown leaves the chart as it was."""
        choice, early, late = prepared
        shown = early is not None and late is not None
        self.prepared = prepared if shown else (choice, *self.prepared[1:])
        if shown:
            self.chart.show(picture("life_stages", early, late))
        self.results.visible = self.prepared[1] is not None  # not before there is something to show
        if choice.row is not None:
            self.view.param.update(gene=choice.gene["marker_symbol"], parameter=choice.parameter, dataset=choice.row["doc_id_late"])

    def tell(self) -> None:
        """Say in words, tables and controls what the chart shows."""
        choice, early, late = self.prepared
        parts.say(self.notes, parts.notes(choice.messages))
        if choice.row is None:
            self.chooser.keep_typed(self.view.gene)
        else:
            self.chooser.show(choice, choices.labelled(choice.rows, choices.label_pair, "doc_id_late"), choice.row["doc_id_late"])
        if early is None or late is None:
            return
        about = late.about
        context = [late.label, about["phenotyping_center"], about["zygosity"], late.release.label]
        parts.say(self.answer, f"<h1>{escape(wording.with_age(early, late))}</h1>{parts.quiet(' · '.join(str(c) for c in context if c))}"
                  "<p>As measured: differences between mutants and wildtypes of the same age, before any model.</p>")  # fmt: skip
        parts.say(self.said, parts.quiet(f"Early: {early.counted()}. Late: {late.counted()}. Below each group: sex, genotype, animals."))
        parts.say(self.differences, parts.table(wording.stage_differences(early, late), "Mutant minus wildtype by life stage and sex"))
        parts.say(self.mind, "<ul>" + "".join(f"<li>{escape(m)}</li>" for m in wording.minded(early, late)) + "</ul>")
        self.menu.show(early, late)
