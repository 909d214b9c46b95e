"""One line and parameter on the Late Adult page: the answer, its animals early beside late, the change, and what else differs."""

from __future__ import annotations

from functools import lru_cache, partial
from html import escape
from typing import NamedTuple

from dashboards import choices, parts
from dashboards.chooser import Chooser
from dashboards.live_chart import LiveChart, picture
from dashboards.menu import Menu
from dashboards.pages import late_adult_results as published
from dashboards.pages.late_adult_choice import Shown
from dashboards.view import View
from dashboards.view_menu import contents_of
from impc_nb import stage_wording, wording
from impc_nb.dataset import Dataset
from impc_nb.schema import ImpcError, Release
from impc_nb.statistics.life_stage_model import CombinedStages, combine_life_stages


@lru_cache(maxsize=128)
def model(early: Dataset, late: Dataset) -> tuple[CombinedStages | None, str]:
    """One model of both stages, and why there is none where there is none."""
    try:
        return combine_life_stages(early, late), ""
    except ImpcError as problem:
        return None, str(problem)


class Said(NamedTuple):
    """What the page says about a line and parameter, as markup."""

    answer: str
    chart: str
    estimates: str
    mind: str


@lru_cache(maxsize=128)
def said(early: Dataset, late: Dataset) -> Said:
    """The words of a pair, kept for those who come back to it."""
    combined, reason = model(early, late)
    sentence, behind = stage_wording.answer(early, late, combined, reason)
    about = late.about
    context = [late.label, about["procedure_name"], about["phenotyping_center"], about["zygosity"], late.release.label]
    calls = "".join(f"<li>{stage}: {escape(wording.call(d))}</li>" for stage, d in (("Early", early), ("Late", late)))
    answer = (f"<h1>{escape(sentence)}</h1>{parts.quiet(' · '.join(str(c) for c in context if c))}<p>{escape(behind)}</p>"
              f"<p><b>Each stage on its own, as the IMPC analyses it:</b></p><ul>{calls}</ul>")  # fmt: skip
    chart = parts.quiet(f"Early: {early.counted()}. Late: {late.counted()}. Below each group: sex, genotype, animals. Hovering names the "
                        "animal and its real age.")  # fmt: skip
    estimates = (
        "" if combined is None else parts.table(stage_wording.estimates(combined, late.unit), "Mutant minus wildtype by stage and sex")
    )
    mind = "".join(f"<li>{escape(m)}</li>" for m in stage_wording.minded(early, late, combined and combined.repeated))
    beside = parts.table(stage_wording.beside(early, late), "What differs between the stages besides age")
    drawn = parts.quiet("In brackets and as lines: 95 % intervals.") if estimates else ""
    return Said(answer, chart, drawn + estimates or parts.quiet(reason), f"<ul>{mind}</ul>{beside}")


class Line:
    """The cards of one line and parameter; ``complete`` builds what may wait until the first paint."""

    def __init__(self, view: View, release: Release):
        self.view, self.release, self.chooser = view, release, None
        self.charts, self.results_chart, self.calls_chart = [LiveChart() for _ in range(3)], LiveChart(), LiveChart()
        self.answer, self.said, self.results_said = parts.words(), parts.words(), parts.words()
        self._controls, self._menu_row = parts.column(), parts.column()
        self._charts = parts.column(parts.card(parts.column(*(chart.pane for chart in self.charts), self.said)))
        self._results = parts.column(parts.card(self.results_said, self.calls_chart.pane, self.results_chart.pane,
                                               title="Published results, stage by stage"))  # fmt: skip
        self.side = parts.column(parts.card(self._controls, self.answer, self._menu_row), self._charts, self._results)
        self.below = parts.column()

    def complete(self) -> None:
        """Controls, menu and the cards below the charts."""
        self.chooser, self.menu = Chooser(self.view, self.release.name), Menu(self.view, self.release.name)
        self.forest, self.estimates, self.mind = LiveChart(), parts.words(folded=True), parts.words(folded=True)
        self._controls.append(parts.grid("1fr 1.3fr 2fr", self.chooser.gene, self.chooser.parameter, self.chooser.dataset))
        self._menu_row.append(self.menu)
        self.below.append(
            parts.grid(
                "1fr 1fr",
                parts.card(self.forest.pane, self.estimates, title="Mutant − wildtype at each stage, and the change"),
                parts.card(self.mind, title="What else differs"),
            )
        )

    def show(self, shown: Shown) -> None:
        """The animals: both stages on one axis, or each stage on its own."""
        stages = shown.stages
        together = shown.both and not any(d.categorical for d in (shown.early, shown.late)) and shown.early.unit == shown.late.unit
        pictures = [picture("life_stages", shown.early, shown.late)] if together else []
        alone = stages[2:] if together else stages
        pictures += [picture("categories" if d.categorical else "distribution", d) for d in alone]
        for i, chart in enumerate(self.charts):
            chart.pane.visible = i < len(pictures)
            if i < len(pictures):
                chart.show(pictures[i])
        self._charts.visible = bool(stages)
        self.below.visible = shown.both

    def tell(self, shown: Shown) -> None:
        """The answer, the estimates and what to mind, in words and tables."""
        self._results.visible = shown.any and len(shown.results) > 0 and not shown.both
        if not shown.any:
            parts.say(self.answer, "<h1>What does age change?</h1>" + parts.quiet("Choose a gene here, or a cell of the matrix."))
        elif shown.both:
            words = said(shown.early, shown.late)
            parts.say(self.answer, words.answer)
            middle = "" if shown.middle is None else parts.quiet(f"Middle aged: {shown.middle.counted()} {wording.typical(shown.middle)}")
            parts.say(self.said, words.chart + middle)
        else:
            parts.say(self.answer, published.answer_without_pair(shown))
            parts.say(self.said, "".join(parts.quiet(wording.typical(d)) for d in shown.stages))
        if self._results.visible:
            self._show_results(shown)
        if self.chooser is not None:
            self._tell_more(shown)

    def _tell_more(self, shown: Shown) -> None:
        choice, paired = shown.choice, shown.choice.row is not None
        self.chooser.parameter.visible, self.chooser.dataset.visible = shown.any, paired
        self._menu_row.visible = bool(shown.stages)
        if not shown.any:
            self.chooser.keep_typed(self.view.gene)
            return
        options = choices.labelled(choice.rows, choices.label_pair, "doc_id_late") if paired else {}
        self.chooser.show(choice, options, choice.row["doc_id_late"] if paired else None)
        self.chooser.gene.value_input = choice.gene["marker_symbol"]  # what is typed and what is chosen are two things to the box
        if shown.stages:
            contents = partial(contents_of, [self.answer, self._charts, self._results, self.below], (*self.charts, self.forest))
            self.menu.show(*shown.stages[:2], contents=contents)  # Python and notebook compare two
        if shown.both:
            words, (combined, _) = said(shown.early, shown.late), model(shown.early, shown.late)
            parts.say(self.estimates, words.estimates)
            parts.say(self.mind, words.mind)
            self.forest.pane.visible = combined is not None
            if combined is not None:
                self.forest.show(picture("stage_effects", shown.late, combined))

    def _show_results(self, shown: Shown) -> None:
        drawn = shown.results.dropna(subset=["effect_size"])
        self.results_chart.pane.visible = bool(len(drawn))
        if len(drawn):
            self.results_chart.show(published.results_picture(drawn, self.release))
        self.calls_chart.pane.visible = published.without_effect(shown)
        if published.without_effect(shown):
            self.calls_chart.show(published.calls_picture(shown.results, self.release))
        parts.say(self.results_said, published.results_said(shown))
