"""Late Adult: what does age change? All genes as a matrix, one line and parameter early beside late, and what age alone does."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import NamedTuple

import pandas as pd

import impc_nb
from dashboards import choices, parts
from dashboards.chooser import Chooser
from dashboards.live_chart import LiveChart, picture
from dashboards.menu import Menu
from dashboards.pages import late_adult_ages as ages
from dashboards.pages import late_adult_choice as choosing
from dashboards.pages import late_adult_results as published
from dashboards.pages.late_adult_cells import Matrix
from dashboards.sections import Section
from dashboards.view import View
from impc_nb import late_adult, stage_wording, wording
from impc_nb.dataset import Dataset
from impc_nb.schema import ImpcError, NotOffered
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
    return Said(answer, chart, estimates or parts.quiet(reason), f"<ul>{mind}</ul>{beside}")


_EVEN, _WIDE = "1fr 1fr", "3fr 2fr"
MANY = 20  # columns of the matrix above which it gets more of the width


class LateAdultPage:
    """The Late Adult page of one session."""

    OPTIONS = choosing.OPTIONS

    def __init__(self, view: View, release: str):
        self.view, self.release, self._many = view, release, False
        self.about = impc_nb.open_catalog(release).metadata["release"]
        self.prepared: tuple[choosing.Cells, choosing.Shown] = (choosing.Cells(), choosing.Shown(choices.Choice()))
        self.chooser, self.menu = Chooser(view, release), Menu(view, release)
        self.chart, self.other, self.forest, self.results_chart = LiveChart(), LiveChart(), LiveChart(), LiveChart()
        self.notes, self.answer, self.said, self.estimates, self.mind, self.results_said, self.head = (parts.words() for _ in range(7))
        self.matrix = Matrix(view, self.about, lambda gene, parameter: view.param.update(gene=gene, parameter=parameter, dataset=""))
        self.trajectories, self.ageing = ages.Trajectories(view), ages.Ageing()
        self.with_age, self.alone = Section("Against age: mean and spread of each week"), Section("What age alone does: wildtypes")
        self.disagree = Section("The IMPC's late-adult landing page beside the gene's own results")
        self._charts = parts.column(self.chart.pane, self.other.pane, self.said)
        self._both = parts.column(
            parts.grid(
                "1fr 1fr",
                parts.card(self.forest.pane, self.estimates, title="Mutant − wildtype at each stage, and the change"),
                parts.card(self.mind, title="What else differs"),
            )
        )
        self._results = parts.column(parts.card(self.results_said, self.results_chart.pane, title="Published results, stage by stage"))
        self.menu_row = parts.column(self.menu)
        controls = parts.grid("1fr 1.3fr 2fr", self.chooser.gene, self.chooser.parameter, self.chooser.dataset)
        self._chart_card = parts.column(parts.card(self._charts))
        self.top = parts.grid(
            _EVEN,
            parts.card(self.head, self.matrix.layout, title="All genes: significant in …"),
            parts.column(parts.card(controls, self.answer, self.menu_row), self._chart_card, self._results),
        )
        self.results = parts.column(
            self.top,
            self._both,
            self.with_age.layout,
            self.alone.layout,
            self.disagree.layout,
        )
        self.layout = parts.column(self.notes, self.results)

    def complete(self) -> None:
        """Nothing of this page waits but its sections, which see to that themselves."""

    def prepare(self) -> tuple[choosing.Cells, choosing.Shown]:
        """Everything the view asks for, loaded; touches nothing on the page."""
        shown = choosing.choose(self.release, self.view.gene, self.view.parameter, self.view.dataset)
        known_gene = shown.choice.gene["marker_accession_id"] if shown.any else ""
        cells = choosing.choose_cells(self.release, self.view.options, known_gene if self.about.kind == "live" else "")
        if shown.both:
            try:
                picture("life_stages", shown.early, shown.late)
            except ImpcError as problem:  # categories, or two units: no common axis
                if not (shown.early.categorical and shown.late.categorical):
                    shown.choice.say(str(problem))
        return cells, shown

    # ---------------------------------------------------------------- drawing
    def show(self, prepared: tuple[choosing.Cells, choosing.Shown]) -> None:
        """Draw what was prepared, and note in the view what was taken; what could not be shown leaves the charts as they were."""
        cells, shown = prepared
        self.matrix.show(cells)
        if not shown.any and self.prepared[1].any:
            shown = choosing.kept(shown, self.prepared[1])
        self.prepared = cells, shown
        self._draw(shown)
        many = cells.page is not None and len(cells.page.columns) > MANY
        if many != self._many:
            self._many, self.top.stylesheets = many, parts.grid(_WIDE if many else _EVEN).stylesheets
        if shown.any and len(shown.results):
            procedure = cells.asked.get("procedure")
            self.matrix.mark(
                shown.choice.gene["marker_symbol"], shown.choice.parameter if procedure else shown.results["procedure_name"].iloc[0]
            )
        if shown.any and shown.choice.gene is not None:
            row = shown.choice.row
            doc_id = row["doc_id_late"] if row is not None else ""
            self.view.param.update(gene=shown.choice.gene["marker_symbol"], parameter=shown.choice.parameter, dataset=doc_id)

    def _draw(self, shown: choosing.Shown) -> None:
        stages = [d for d in (shown.early, shown.late) if d is not None]
        together = shown.both and not any(d.categorical for d in stages) and shown.early.unit == shown.late.unit
        if together:
            self.chart.show(picture("life_stages", shown.early, shown.late))
        else:
            for chart, dataset in zip((self.chart, self.other), stages, strict=False):
                chart.show(picture("categories" if dataset.categorical else "distribution", dataset))
        self.other.pane.visible = len(stages) == 2 and not together
        self._chart_card.visible = bool(stages)
        self._both.visible = shown.both

    # ---------------------------------------------------------------- saying
    def tell(self) -> None:
        """Say in words, tables and controls what the charts show."""
        cells, shown = self.prepared
        choice = shown.choice
        parts.say(self.notes, parts.notes([*cells.messages, *choice.messages]))
        self.matrix.tell()
        if cells.everything is not None:
            size = f"{len(cells.everything.genes):,} genes by {len(cells.everything.columns)} {cells.everything.by}s"
            parts.say(self.head, parts.quiet(f"{size} · {cells.source}"))
        if not shown.any:
            self.chooser.keep_typed(self.view.gene)
            parts.say(self.answer, "<h1>What does age change?</h1>" + parts.quiet("Choose a gene here, or a cell of the matrix."))
        else:
            self._choose_controls(shown)
            self._answer(shown)
        for part in (self.menu_row, self.chooser.parameter, self.with_age.layout, self.disagree.layout):
            part.visible = shown.any
        self.menu_row.visible = shown.early is not None or shown.late is not None
        self._sections(shown)

    def _choose_controls(self, shown: choosing.Shown) -> None:
        choice = shown.choice
        paired = choice.row is not None
        options = choices.labelled(choice.rows, choices.label_pair, "doc_id_late") if paired else {}
        self.chooser.show(choice, options, choice.row["doc_id_late"] if paired else None)
        self.chooser.dataset.visible = paired

    def _answer(self, shown: choosing.Shown) -> None:
        stages = [d for d in (shown.early, shown.late) if d is not None]
        if shown.both:
            words = said(shown.early, shown.late)
            parts.say(self.answer, words.answer)
            parts.say(self.said, words.chart)
            parts.say(self.estimates, words.estimates)
            parts.say(self.mind, words.mind)
            combined, _ = model(shown.early, shown.late)
            self.forest.pane.visible = combined is not None
            if combined is not None:
                self.forest.show(picture("stage_effects", shown.late, combined))
        else:
            parts.say(self.answer, published.answer_without_pair(shown))
            parts.say(self.said, "".join(parts.quiet(wording.typical(d)) for d in stages))
        if stages:
            self.menu.show(*stages)
        self._show_results(shown)

    def _show_results(self, shown: choosing.Shown) -> None:
        rows = shown.results
        self._results.visible = bool(len(rows)) and not shown.both
        if not self._results.visible:
            return
        drawn = rows.dropna(subset=["effect_size"])
        self.results_chart.pane.visible = bool(len(drawn))
        if len(drawn):
            self.results_chart.show(published.results_picture(drawn, self.about))
        parts.say(self.results_said, published.results_said(shown))

    def _sections(self, shown: choosing.Shown) -> None:
        accession = (shown.choice.gene or {}).get("marker_accession_id")
        if shown.any:
            stages = tuple(d for d in (shown.early, shown.late) if d is not None)
            animals = self.view.options.get("animals") == "yes" if self.view.page == "late-adult" else False
            who = shown.choice.gene["marker_symbol"]
            self.with_age.show(
                lambda: ages.curve_of(self.release, accession, stages),
                lambda loaded: self.trajectories.draw(loaded, self.about, who, animals),
            )
            self._beside_landing(accession)
        self.alone.show(lambda: ages.all_ageing(self.release), lambda table: self.ageing.draw(table, shown, self.about))

    def _beside_landing(self, accession: str) -> None:
        try:
            impc_nb.load_table("late_adult", gene=accession, release=self.release)
        except NotOffered:
            self.disagree.layout.visible = False
            return
        except ImpcError:  # the section will say so
            pass
        self.disagree.show(lambda: late_adult.landing_beside_results(accession, self.release), _disagreement)


def _disagreement(table: pd.DataFrame) -> str:
    """Where the landing page and the gene's own results differ, those first."""
    odd = table[~table["agree"]]
    words = f"They disagree about {len(odd)} of {len(table)} procedures." if len(odd) else f"They agree about all {len(table)} procedures."
    shown = table.sort_values("agree", kind="stable").rename(
        columns={"procedure_name": "procedure", "landing_state": "landing page (late)", "results_state": "gene's own late results"}
    )
    shown["agree"] = ["yes" if a else "no" for a in shown["agree"]]
    return parts.quiet(words) + parts.table(shown, "Landing page beside own results")
