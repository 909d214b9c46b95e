"""Charts: one dataset, every animal, who and how many, and when they were measured."""

from __future__ import annotations

from functools import lru_cache, partial
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from dashboards import choices, data_grid, parts
from dashboards.chooser import Chooser
from dashboards.cite import Cited
from dashboards.data_grid import DataGrid
from dashboards.links import link, outside
from dashboards.live_chart import LiveChart, picture
from dashboards.menu import Menu
from dashboards.pages import charts_counts, charts_family, charts_others, charts_results
from dashboards.pages.charts_second import SecondChart
from dashboards.sections import Section
from dashboards.telling import choose_another
from dashboards.view import View
from dashboards.view_menu import ViewMenu, contents_of, markup_of
from impc_nb import wording
from impc_nb.dataset import Dataset
from impc_nb.schema import SEX_SIGNS

if TYPE_CHECKING:
    from dashboards.pages.charts_counted import Told

_COLUMNS = {"group": "", "n": "n", "missing": "no value", "mean": "mean", "sd": "SD", "weighted_mean": "weighted mean",
            "in_window": "weight ≥ ½", "weight": "body weight (g)"}  # fmt: skip
_FURTHER = '<label><input type="checkbox" data-set="steps" value="all">Also the steps at which only wildtypes were measured</label>'


def groups_table(dataset: Dataset) -> pd.DataFrame:
    """The group summary with people's numbers."""
    summary = dataset.summary()
    out = summary[list(_COLUMNS)].astype(object)
    out["group"] = [f"{SEX_SIGNS[s]} {g}" for s, g in zip(summary["sex"], summary["group"], strict=True)]
    for column, digits in (("mean", 4), ("sd", 3), ("weighted_mean", 4), ("weight", 3)):
        out[column] = [None if pd.isna(v) else wording.number(v, digits=digits) for v in summary[column]]
    empty = [c for c in ("mean", "sd", "weighted_mean", "in_window", "weight") if summary[c].isna().all()]
    return out.drop(columns=empty).rename(columns=_COLUMNS)


class Said(NamedTuple):
    """All that the page says about a dataset, as markup."""

    answer: str
    values: str
    groups: str
    conditions: str


@lru_cache(maxsize=256)
def said(dataset: Dataset) -> Said:
    """The words of a dataset, kept for those who come back to it."""
    about = dataset.about
    context = [dataset.label, dataset.counted(), about["phenotyping_center"], about["life_stage_name"], dataset.release.label]
    if dataset.categorical:
        measured = f"{charts_results.share_differences(dataset)} {charts_results.without_result_said(dataset)}".strip()
    elif measured := wording.intervals(dataset):
        measured += ": as measured, before body weight, day and time window are taken into account."
        measured = f"{measured} {charts_results.modelled(dataset)}".strip()
    conditions = {"Allele": about["allele_symbol"], "Zygosity": about["zygosity"], "Strain": about["strain_name"],
                  "Procedure": about["procedure_name"], "Parameter id": about["parameter_stable_id"], "Project": about["project_name"],
                  **dict(m.split(" = ", 1) for m in about["metadata"] if " = " in m)}  # fmt: skip
    series = charts_family.is_series(dataset)
    headline = charts_family.series_headline(dataset) if series else wording.headline(dataset)
    call = wording.call(dataset)
    if series:
        context[1] = charts_family.series_counted(dataset)
        measured, call = charts_family.series_intervals(dataset), ""
    return Said(
        answer=f"<h1>{escape(headline)}</h1>{parts.quiet(' · '.join(str(c) for c in context if c))}"
        f"<p>{escape(measured)}</p><p><b>{escape(call)}</b></p>{_called(dataset)}",
        values=charts_family.said_of_steps(dataset) if series else parts.quiet(wording.typical(dataset)),
        groups=_groups(dataset, series),
        conditions=parts.facts(conditions) + _protocol(dataset) + parts.quiet(dataset.controls_why()),
    )


def _called(dataset: Dataset) -> str:
    """A way to all genes that have the phenotype of the call, as markup."""
    term, name = (dataset.published.get(f"mp_term_{what}") for what in ("id", "name"))
    if not (term and name):
        return ""
    return f"<p>{link(f'All genes with {name}', 'phenotype', phenotype=term)}</p>"


def _protocol(dataset: Dataset) -> str:
    """The way to how it is measured, as markup; empty where the release does not hold the keys of its address."""
    procedure, pipeline = (dataset.published.get(f"{what}_stable_key") for what in ("procedure", "pipeline"))
    if not procedure:
        return ""
    where = f"&pipeID={int(pipeline)}" if pipeline else ""
    address = f"https://www.mousephenotype.org/impress/ProcedureInfo?action=list&procID={int(procedure)}{where}"
    return f"<p>{outside('How it is measured: the protocol in IMPReSS', address)}</p>"


def _groups(dataset: Dataset, series: bool) -> str:
    """The summary of the groups: numbers, categories with their shares, or every step of a series."""
    if series:
        return charts_family.steps_table(charts_family.steps_of(dataset), dataset.about["zygosity"], charts_family.step_unit(dataset))
    counted = parts.table(charts_results.categories_table(dataset), "Animals by category") if dataset.categorical else ""
    return counted + parts.table(groups_table(dataset), f"Groups of {dataset.label}")


class ChartsPage:
    """The Charts page of one session."""

    OPTIONS = data_grid.options(charts_others.SAME, "same_") | {"steps": ""} | SecondChart.OPTIONS

    def __init__(self, view: View, release: str):
        self.view, self.release = view, release
        self.prepared: tuple[choices.Choice, Dataset | None] = (choices.Choice(), None)
        self.told: Told | None = None
        self._of: dict | None = None  # the gene whose data stand on the page
        self.counted_menu: ViewMenu | None = None
        self.chooser: Chooser | None = None
        self.together, self._related_to = None, None
        self.notes, self.answer, self.values_said = parts.words(), parts.words(), parts.words()
        self.values = LiveChart()
        self._side, self._answer = parts.column(), parts.card(self.answer)
        self._values = parts.card(self.values.pane, self.values_said, title="Every animal, by sex and genotype")
        self._charts = parts.grid("1fr 1fr", self._values)
        self._animals, self._body = parts.column(self._charts), None
        self.results = parts.column(self._answer, self._animals)
        self.layout = parts.grid("minmax(250px, 1fr) 3.2fr", self._side, parts.column(self.notes, self.results))

    def complete(self) -> None:
        """Build what need not be there before the first chart: controls, menu, the second chart and the tables."""
        if self.chooser is not None:
            return
        self.chooser, self.menu = Chooser(self.view, self.release), Menu(self.view, self.release)
        self.time = SecondChart(self.view, self.values)
        self._menus = parts.column(self.menu), parts.column()
        self.groups, self.conditions = parts.words(), parts.words()
        self.path, self.steps, self.steps_said = parts.words(), LiveChart(), parts.words()
        self.forest, self.forest_said = LiveChart(), parts.words()
        if self.prepared[1] is not None:
            self.time.show(self.prepared[1])
        self.further = parts.form(lambda _, steps: self.view.set(steps=steps), "choice", _FURTHER)
        self._offer_further()
        self._values.insert(len(self._values) - 1, self.further)
        self.tell()
        self._side.append(self.chooser)
        self._answer.extend(self._menus)
        self._charts.append(self.time.layout)
        self.together, self.others = Section("Measured together"), Section("The same parameter in other datasets")
        self.same = DataGrid(self.view, "Datasets of this gene and parameter", charts_others.SAME, "same_", page="charts")
        why = parts.card(self.path, title="Why this method")
        how = parts.card(self.steps.pane, self.steps_said, title="From the chart to the call")
        groups, conditions = parts.card(self.groups, title="Groups"), parts.card(self.conditions, title="Conditions")
        # at once: each change of what stands in a column costs a walk over the whole page
        self._animals.extend(
            [parts.grid("1fr 1fr", why, how), self.together.layout, self.others.layout, parts.grid("2fr 1fr", groups, conditions)]
        )
        self._related(self.prepared[1])

    def prepare(self) -> tuple[choices.Choice, Dataset | None, Told | None]:
        """Everything the view asks for, loaded; touches nothing on the page."""
        view, release = self.view, self.release
        if charts_counts.kind_of(view.parameter):
            choice = choices.choose_gene(release, view.gene)
            found = choice.gene and charts_counts.asked_for(release, choice.gene["marker_accession_id"], view.parameter, view.dataset)
            if found or choice.gene is None:
                return self._counts(choice, found) if found else (choice, None, None)
        choice = choices.choose(release, view.gene, view.parameter, view.dataset)
        dataset = choice.loaded(release, "doc_id")
        if dataset is None and choice.parameter and not (view.parameter or view.dataset):
            choice, dataset = choose_another(release, choice)
        other = choice.row is not None and view.dataset not in ("", choice.row["doc_id"])
        if choice.gene is not None and (other or choice.row is None or (dataset is None and self.prepared[1] is None)):
            found = charts_counts.behind(release, choice.gene["marker_accession_id"], view.parameter, view.dataset)
            if found:
                return self._counts(choice, found)
        choice.parameters = [*choice.parameters, *charts_counts.OFFERED]
        return choice, dataset, None

    def _counts(self, choice: choices.Choice, asked: charts_counts.Asked) -> tuple[choices.Choice, None, Told]:
        """The view of data without animals."""
        from dashboards.pages import charts_counted  # what it draws with is not waited for by those who look at animals

        told = charts_counted.tell(choices.release_shown(self.release), choice.gene, asked)
        choice.messages, choice.row = choice.unread, None
        choice.parameters, choice.parameter = charts_counted.offered(self.release, choice.gene, asked)
        return choice, None, told

    def show(self, prepared: tuple[choices.Choice, Dataset | None, Told | None]) -> None:
        """Draw what was prepared, and note in the view what was taken; what could not be shown leaves the charts as they were."""
        choice, dataset, told = prepared
        self.prepared = choice, dataset or self.prepared[1]
        if dataset is not None:
            self.values.show(charts_family.main_picture(dataset, self.view.options.get("steps") == "all"))
            if self.chooser is not None:
                self._offer_further()
                self.time.show(dataset)
        if told is not None and self._body is None:
            self._body = Section("What was recorded", at_once=True)
            self.results.append(self._body.layout)
        if told is not None or dataset is not None:
            self.told = told
            self._animals.visible = told is None
            if self._body is not None:
                self._body.layout.visible = told is not None
        if told is not None:
            self._body.show(lambda: told, lambda told: told.draw() or parts.quiet("There is nothing to draw."))
            asked = told.asked
            self.view.param.update(gene=choice.gene["marker_symbol"], parameter=asked.parameter or choice.parameter, dataset=asked.dataset)
        if told is not None or dataset is not None:
            self._of = choice.gene
        accession = "marker_accession_id"
        same = self._of is not None and (choice.gene is None or choice.gene[accession] == self._of[accession])
        self.results.visible = same  # what is of another gene is no answer
        if choice.row is not None:
            self.view.param.update(gene=choice.gene["marker_symbol"], parameter=choice.parameter, dataset=choice.row["doc_id"])

    def _offer_further(self) -> None:
        """The wildtypes' further steps, where there are such."""
        dataset = self.prepared[1]
        further = dataset is not None and charts_family.mutants_to(dataset) is not None
        self.further.visible, self.further.values = further, {"steps": self.view.options.get("steps", "")}

    def tell(self) -> None:
        """Say in words, tables and controls what the charts show."""
        choice, dataset = self.prepared
        nothing = f"No animals of {choice.gene['marker_symbol']} can be shown." if choice.gene else "Which animals?"
        still = f" {self._of['marker_symbol']} is still shown." if choice.gene is None and choice.messages and self.results.visible else ""
        messages = [*choice.messages[:-1], choice.messages[-1] + still] if still else choice.messages
        parts.say(self.notes, ("" if self.results.visible else f"<h1>{escape(nothing)}</h1>") + parts.notes(messages))
        if self.told is not None:
            parts.say(self.answer, self.told.answer)
        elif dataset is not None:
            parts.say(self.answer, said(dataset).answer)
            parts.say(self.values_said, said(dataset).values)
        if self.chooser is None:
            return
        self._menus[0].visible = self.chooser.dataset.visible = self.told is None
        self._menus[1].visible = self.told is not None
        if choice.row is not None:
            self.chooser.show(choice, choices.labelled(choice.rows, choices.label, "doc_id"), choice.row["doc_id"])
        elif self.told is not None and choice.gene is not None:
            self.chooser.show(choice, {}, None)
        else:
            self.chooser.keep_typed(self.view.gene)
        if self.told is not None:
            self._offer(self.told)
        elif dataset is not None:
            self.time.tell(dataset)
            parts.say(self.groups, said(dataset).groups)
            parts.say(self.conditions, said(dataset).conditions)
            charts = (self.values, self.time.chart, self.steps, self.forest)
            self.menu.show(dataset, contents=lambda: contents_of([self.answer, self._animals], charts), second=self.time.python(dataset))
            self._explain(dataset)
            self._related(dataset)

    def _offer(self, told: Told) -> None:
        """The menu of a view without animals."""
        if self.counted_menu is None:
            self.counted_menu = ViewMenu(pictures=True)
            self.counted_menu.buttons.file("CSV", lambda: (self.told.file, self.told.csv()))
            self._menus[1].append(self.counted_menu)
        self.counted_menu.show(told.cell(self.release), Cited(told.headline, told.release, self.view.query()),
                               lambda: (markup_of(self.answer) + markup_of(self._body.layout), told.pictures))  # fmt: skip
        self.counted_menu.offer_picture(bool(told.pictures) or told.asked.kind == "viability")
        self.counted_menu.buttons.offer("CSV", there=bool(len(told.rows)))

    def _related(self, dataset: Dataset | None) -> None:
        """What was measured together with it, and the other datasets of gene and parameter; nothing again for the dataset shown."""
        if dataset is None or dataset is self._related_to or self.together is None:
            return
        self._related_to = dataset
        title = charts_family.family_title(dataset)
        self.together.layout.visible = bool(title)
        if title:
            self.together.show(partial(charts_family.siblings, self.release, dataset), partial(charts_family.draw_family, dataset))
        self.others.show(partial(charts_others.others, self.release, dataset), partial(self._others, dataset))

    def _others(self, dataset: Dataset, found: charts_others.Others) -> list:
        facts = f"gene: {dataset.about['marker_symbol']}; parameter: {dataset.about['parameter_name']}"
        self.same.show(found.rows, dataset.release, facts, name=str(dataset.about["marker_symbol"]))
        parts.say(self.forest_said, parts.quiet(found.said))
        self.forest.pane.visible = found.estimates is not None
        if found.estimates is not None:
            self.forest.show(found.estimates)
        return [self.forest_said, self.forest.pane, self.same.layout]  # the same things every time: the page keeps its layout

    def _explain(self, dataset: Dataset) -> None:
        found = charts_results.explained(dataset)
        parts.say(self.path, found.path)
        parts.say(self.steps_said, found.steps_said)
        self.steps.pane.visible = found.ladder is not None
        if found.ladder is not None:
            self.steps.show(picture("ladder", dataset, found.ladder))
