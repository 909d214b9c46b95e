"""Parts of the Late Adult page about age itself: trajectories of a line, and what age alone does to wildtypes."""

from __future__ import annotations

from functools import lru_cache
from html import escape

import numpy as np
import pandas as pd
import panel_material_ui as pmui

import impc_nb
from dashboards import choices, parts
from dashboards.live_chart import LiveChart
from dashboards.pages.late_adult_choice import Shown
from dashboards.view import View
from impc_nb import ageing, wording
from impc_nb.dataset import Dataset
from impc_nb.life_stage_ages import age_note
from impc_nb.plots import PICTURES, trajectories
from impc_nb.schema import GROUPS, SEX_SIGNS, SEXES, ImpcError, NotFound, NotOffered, Release

CURVE = "IMPC_BWT_008_001"
"""The body weight curve: all ages of an animal, filed under early adult."""


@lru_cache(maxsize=32)
def curve_of(release: str, accession: str, shown: tuple[Dataset, ...]) -> tuple[pd.DataFrame, pd.DataFrame | None, str, list[str]]:
    """Weekly means by sex and group, the animals where there are any, the axis label, and sentences on where they come from.

    Body weight: the body weight curve of the line with its animals, else its published means. Any other parameter: all ages at which
    the shown datasets hold animals.
    """
    damaged: list[str] = []
    names = {str(d.about["parameter_name"] or "") for d in shown}
    if not shown or any("weight" in n.lower() and "body" in n.lower() and "/" not in n for n in names):
        found = _weights(release, accession, shown, damaged)
        if found is not None:
            return found
    numbers = [d for d in shown if not d.categorical]
    if not numbers:
        raise NotFound(" ".join(["No animals of this line were measured in numbers here: there is no trajectory to draw.", *damaged]))
    curve, animals = trajectories.by_age(numbers)
    said = [age_note(d.about, d.part()) for d in numbers]
    return curve, animals, numbers[0].label, [*damaged, *(s for s in said if s)]


def _weights(release: str, accession: str, shown: tuple[Dataset, ...], damaged: list[str]):
    """The body weight curve, or None; that its table cannot be read goes into ``damaged``."""
    try:
        rows = choices.offered(release, accession)
        rows = rows[(rows["parameter_stable_id"] == CURVE) & rows["doc_id"].notna()]
        line = {k: shown[0].about[k] for k in ("allele_symbol", "zygosity", "phenotyping_center")} if shown else {}
        for name, value in line.items():
            rows = rows[rows[name] == value]
        datasets = [choices.load(release, one) for one in rows["doc_id"]]
    except ImpcError:
        datasets = []
    if datasets:
        curve, animals = trajectories.by_age(datasets)
        return curve, animals, datasets[0].label, [n for d in datasets if (n := age_note(d.about, d.part()))]
    try:
        table = impc_nb.load_table("body_weight_curves", gene=accession, release=release)
    except NotOffered:
        return None
    except ImpcError as problem:
        damaged.append(str(problem))
        return None
    if not len(table):
        return None
    most = table.groupby("phenotyping_center")["count"].sum().idxmax()
    table = table[table["phenotyping_center"] == most]
    curve = table.groupby(["sex", "biological_sample_group", "age_in_weeks"], as_index=False)[["mean", "sd", "count"]].first()
    note = age_note({"life_stage_name": "Early adult", "parameter_stable_id": CURVE}, table)
    return curve, None, "Body weight (g)", [f"Published means of {most}; no single animals are available.", *([note] if note else [])]


class Trajectories:
    """Females and males against age; single animals on demand."""

    def __init__(self, view: View):
        self.charts = {sex: LiveChart() for sex in SEXES}
        self.said = parts.words()
        self.single = pmui.Checkbox(label="Single animals", value=False, margin=0)
        self.single.param.watch(lambda e: self._told(view, "yes" if e.new else ""), "value")
        self.layout = parts.column(self.single, parts.grid("1fr 1fr", *(chart.pane for chart in self.charts.values())), self.said)

    @staticmethod
    def _told(view: View, animals: str) -> None:
        if view.options.get("animals", animals) != animals:
            view.set(animals=animals)

    def draw(self, loaded, release: Release, who: str, animals: bool) -> object:
        curve, single, label, said = loaded
        self.single.param.update(value=animals, disabled=single is None)
        shown = single if animals else None
        values = np.concatenate([(curve["mean"] - curve["sd"].fillna(0)), (curve["mean"] + curve["sd"].fillna(0)),
                                 [] if shown is None else shown["data_point"]])  # fmt: skip
        limits = trajectories.value_limits(values.astype(float))
        for sex, chart in self.charts.items():
            chart.show(PICTURES["trajectory"](curve, sex, label, release, shown, who, limits))
        ages = curve["age_in_weeks"]
        first, last = f"{ages.min():.0f}", f"{ages.max():.0f}"
        span = f"at {first} weeks" if first == last else f"{first} to {last} weeks"
        words = [f"Mean and standard deviation by week of age, {span}.", *said]
        words.append("Dotted, as far as drawn: 16 and 48 weeks, where early adult ends and late adult begins by age;"
                     " the IMPC assigns a stage by procedure.")  # fmt: skip
        if animals and single is None:
            words.append("Single animals are not available here.")
        parts.say(self.said, "".join(parts.quiet(w) for w in words) + _ends(curve))
        return self.layout


def _ends(curve: pd.DataFrame) -> str:
    """The first and last week of each group, for those who cannot see the chart."""
    rows = []
    for sex in SEXES:
        for group in GROUPS:
            part = curve[(curve["sex"] == sex) & (curve["biological_sample_group"] == group)].sort_values("age_in_weeks")
            if len(part):
                cells = [f"{wording.number(r['mean'])} ± {wording.number(r['sd'])} (n {r['count']:.0f}, week {r['age_in_weeks']:.0f})"
                         for _, r in part.iloc[[0, -1]].iterrows()]  # fmt: skip
                rows.append((f"{SEX_SIGNS[sex]} {sex} {'mutants' if group != 'control' else 'wildtypes'}", *cells))
    table = pd.DataFrame(rows, columns=["mean ± SD", "youngest", "oldest"])
    return f"<details><summary>In numbers</summary>{parts.table(table, 'First and last week of each group')}</details>"


@lru_cache(maxsize=4)
def all_ageing(release: str) -> pd.DataFrame:
    table = ageing.wildtype_ageing(release)
    if not len(table):
        raise NotFound("This release states no means of wildtypes at both life stages.")
    return table


class Ageing:
    """What age alone does to wildtypes of one centre: mean and spread of every parameter."""

    def __init__(self, view: View):
        self.mean, self.spread, self.said = LiveChart(), LiveChart(), parts.words(folded=True)
        self.centre = pmui.Select(label="Wildtypes of", options=[], size="small", sizing_mode="fixed", width=220, margin=(10, 0, 0, 0))
        self.centre.param.watch(lambda e: self._told(view, e.new), "value")
        self.layout = parts.column(self.centre, self.said, parts.grid("1fr 1fr", self.mean.pane, self.spread.pane))
        self._shown = ""

    def _told(self, view: View, centre: str) -> None:
        if centre and centre != self._shown and "wildtypes" in view.options:
            view.set(wildtypes=centre)

    def draw(self, table: pd.DataFrame, shown: Shown, release: Release, asked: str = "") -> object:
        late = shown.late or shown.early
        centres = sorted(table["phenotyping_center"].unique())
        own = late.about["phenotyping_center"] if late is not None else ""
        centre = next((c for c in centres if c.lower() == asked.lower()), own if own in centres else centres[0])
        here = table[table["phenotyping_center"] == centre]
        self.mean.show(PICTURES["wildtype_ageing"](here, release))
        self.spread.show(PICTURES["wildtype_ageing"](here, release, "spread"))
        parts.say(self.said, _ageing_said(table, here, centre, shown.choice.parameter))
        self._shown = centre  # before the list is set, which tells of a choice
        self.centre.param.update(options=centres, value=centre)
        return self.layout


def _ageing_said(table: pd.DataFrame, here: pd.DataFrame, centre: str, parameter: str) -> str:
    wider = (here["sd_ratio_low"] > 1).sum()
    said = [f"Wildtypes of {centre}: the spread is wider late than early in {wider} of {len(here)} groups (parameter and sex), typically "
            f"{wording.number(here['sd_ratio'].median(), digits=2)} times: a late difference of the same size weighs less."]  # fmt: skip
    one = table[table["parameter_name"] == parameter]
    rows = [(r["phenotyping_center"], f"{SEX_SIGNS[r['sex']]} {r['sex']}", *(
        f"{wording.number(r[f'{s}_mean'])} ±\u00a0{wording.number(r[f'{s}_sd'])} (n\u00a0{r[f'{s}_count']:.0f})"
        for s in ("early", "late")),
        f"{wording.number(r['change'], r['unit'] if isinstance(r['unit'], str) else '', sign=True)}",
        f"{wording.number(r['sd_ratio'], digits=2)} ({wording.number(r['sd_ratio_low'], digits=2)} to "
        f"{wording.number(r['sd_ratio_high'], digits=2)})") for _, r in one.iterrows()]  # fmt: skip
    names = ["centre", "sex", "early: mean ± SD", "late: mean ± SD", "change (late − early)", "spread late / early (95 %)"]
    words = "".join(parts.quiet(s) for s in said)
    if rows:
        words += f"<h3>{escape(parameter)}</h3>" + parts.table(pd.DataFrame(rows, columns=names), f"Wildtypes early and late: {parameter}")
    return words
