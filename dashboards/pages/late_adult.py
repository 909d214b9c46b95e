"""Late Adult: the same line and parameter early and late, on one axis."""

from __future__ import annotations

from html import escape

from dashboards import choices, parts
from dashboards.chooser import Chooser
from dashboards.live_chart import LiveChart
from dashboards.menu import Menu
from dashboards.view import View
from impc_nb import plots, wording
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
            parts.grid((7, parts.card(self.differences, title="Mutant − wildtype")), (5, parts.card(self.mind, title="Mind"))),
        )
        self.results.visible = False  # until there is something to show

    def refresh(self) -> None:
        """Show what the view asks for; what cannot be shown leaves a sentence and everything else as it was."""
        choice = choices.choose_gene(self.release, self.view.gene)
        if choice.gene is None:
            self.chooser.keep_typed(self.view.gene)
        else:
            try:
                self._choose(choice)
            except ImpcError as problem:
                choice.say(str(problem))
        parts.say(self.notes, parts.notes(choice.messages))

    def _choose(self, choice: choices.Choice) -> None:
        symbol = choice.gene["marker_symbol"]
        rows = choices.pairs(self.release, choice.gene["marker_accession_id"])
        if not len(rows):
            choice.say(f"{symbol} has no parameter with animals measured both early and late here; its other data are on the Charts page. "
                       "Choose another gene.")  # fmt: skip
            return
        choices.pick_parameter(choice, rows, self.view.parameter)
        same = rows[rows["parameter_name"] == choice.parameter]
        taken = same[(same["doc_id_late"] == self.view.dataset) | (same["doc_id"] == self.view.dataset)]
        row = (taken if len(taken) else same).iloc[0]
        options = {f"{r['phenotyping_center']} · {r['zygosity']} · early and late": r["doc_id_late"] for _, r in same.iterrows()}
        self.chooser.show(choice, options, row["doc_id_late"])
        self.view.param.update(gene=symbol, parameter=choice.parameter, dataset=row["doc_id_late"])
        self._show(choices.load(self.release, row["doc_id"]), choices.load(self.release, row["doc_id_late"]))

    def _show(self, early: Dataset, late: Dataset) -> None:
        self.chart.show(plots.life_stages(early, late))
        about = late.about
        context = [late.label, about["phenotyping_center"], about["zygosity"], late.release.label]
        parts.say(self.answer, f"<h1>{escape(wording.with_age(early, late))}</h1>"
                  f"<p class='quiet'>{escape(' · '.join(str(c) for c in context if c))}</p>"
                  "<p>As measured: differences between mutants and wildtypes of the same age, before any model.</p>")  # fmt: skip
        parts.say(self.said, f"<p class='quiet'>Early: {escape(early.counted())}. Late: {escape(late.counted())}.</p>")
        parts.say(self.differences, parts.table(wording.stage_differences(early, late), "Mutant minus wildtype by life stage and sex"))
        parts.say(self.mind, "<ul>" + "".join(f"<li>{escape(m)}</li>" for m in wording.minded(early, late)) + "</ul>")
        self.menu.show(late, early)
        self.results.visible = True

    def __panel__(self):
        return parts.grid((3, self.chooser), (9, parts.column(self.notes, self.results)))
