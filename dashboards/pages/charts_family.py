"""Charts of what was measured together: series of an animal, an audiogram, prepulses, a glucose curve with its area; and other datasets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import pandas as pd

from dashboards import choices, parts
from dashboards.live_chart import chart_of
from dashboards.pages.charts_results import gap_words
from impc_nb import wording
from impc_nb.dataset import Dataset
from impc_nb.plots import PICTURES, Picture
from impc_nb.plots.profiles import beside, differences, means, profile, steps_of
from impc_nb.schema import CONTROL, MUTANT, SEX_SIGNS, SEXES, ImpcError, group_label


@dataclass(frozen=True)
class Family:
    """Parameters of one procedure that are read together: number in the parameter's id -> what it is called on the axis."""

    title: str
    members: dict[str, str]
    steps: str
    label: str


FAMILIES = {
    "ABR": Family("Hearing: the threshold at every pitch", {"002": "click", "004": "6", "006": "12", "008": "18", "010": "24", "012": "30"},
                  "click, and pitch in kHz", "hearing threshold (dB SPL): higher is worse"),
    "ACS": Family("Startle: inhibition by each prepulse", {"033": "PP1", "034": "PP2", "035": "PP3", "036": "PP4"},
                  "prepulse, soft to loud", "prepulse inhibition (%)"),
}  # fmt: skip
CURVE, AREA = "002", "012"  # of the glucose tolerance test (IPG)
_UNITS = {"IPG": "minutes", "BWT": "weeks", "CAL": "hours", "OFD": "minutes"}  # of the steps, by procedure


def _named(parameter: str) -> tuple[str, str]:
    """Procedure and number in a parameter's id: ("ABR", "002") of IMPC_ABR_002_001."""
    found = re.search(r"_([A-Z]{3})_(\d{3})_", parameter or "")
    return found.groups() if found else ("", "")


def is_series(dataset: Dataset) -> bool:
    """Whether each animal was measured at several steps."""
    return not dataset.categorical and bool(dataset.animals["discrete_point"].notna().any())


def step_unit(dataset: Dataset) -> str:
    """The unit of the steps of a series; "step" where it is not known."""
    return _UNITS.get(_named(dataset.about["parameter_stable_id"])[0], "step")


@lru_cache(maxsize=256)
def main_picture(dataset: Dataset, whole: bool = False) -> Picture:
    """Every animal of a dataset, in the chart of its kind; a series to the last step of a mutant, or ``whole``."""
    if is_series(dataset):
        return profile(dataset, steps_of(dataset), step_unit(dataset), to=None if whole else mutants_to(dataset))
    return PICTURES["categories" if dataset.categorical else "distribution"](dataset)


def mutants_to(dataset: Dataset) -> float | None:
    """The last step of a series at which mutants were measured, where wildtypes were followed further; None otherwise."""
    if not is_series(dataset):
        return None
    last = steps_of(dataset).groupby("biological_sample_group")["place"].max()
    return float(last[MUTANT]) if {MUTANT, CONTROL} <= set(last.index) and last[CONTROL] > last[MUTANT] else None


def series_headline(dataset: Dataset) -> str:
    """Where the means of mutants and wildtypes of a series lie furthest apart."""
    gaps = differences(steps_of(dataset))
    who = f"{dataset.about['marker_symbol'] or 'The'} mutant"
    if not len(gaps):
        return f"{who}s and wildtypes were not measured at the same steps: there is nothing to compare."
    says = [f"{of['sex'].iloc[0]}s {wording.number(most['gap'], dataset.unit, digits=2, sign=True)} at {_step(most['place'], dataset)}"
            for of, most in _widest(gaps)]  # fmt: skip
    return f"{who}s against wildtypes, where their means lie furthest apart: {'; '.join(says)}."


def _widest(gaps: pd.DataFrame) -> list[tuple[pd.DataFrame, pd.Series]]:
    """Of each sex its gaps, and the widest of them."""
    return [(of, of.loc[of["gap"].abs().idxmax()]) for _, of in gaps.groupby("sex", sort=False)]


def series_intervals(dataset: Dataset) -> str:
    """The widest gaps with their intervals, and how the steps are put together; what a series has instead of a result."""
    says = [f"{most['sex']}s {gap_words(most['gap'], most['low'], most['high'], dataset.unit)} at {_step(most['place'], dataset)}"
            for _, most in _widest(differences(steps_of(dataset)))]  # fmt: skip
    measured = f"Widest gaps: {'; '.join(says)}. They are the widest of many steps, which is no test. " if says else ""
    many = dataset.animals["discrete_point"].nunique() > steps_of(dataset)["place"].nunique()
    together = f" Steps are put together by whole {step_unit(dataset)}: each mean is a moving average of that width." if many else ""
    return f"{measured}A time series is not tested as such; areas and sums of it are tested as parameters of their own.{together}"


def _step(place: float, dataset: Dataset) -> str:
    unit = step_unit(dataset)
    return f"step {place:g}" if unit == "step" else f"{place:g} {unit}"


def series_counted(dataset: Dataset) -> str:
    """How many measurements of how many animals."""
    rows = dataset.part()
    animals = {g: rows.loc[rows["biological_sample_group"] == g, "specimen_id"].nunique() for g in (MUTANT, CONTROL)}
    said = (f"{n:,} {word}{'' if n == 1 else 's'}" for n, word in ((animals[MUTANT], "mutant"), (animals[CONTROL], "wildtype")))
    return f"{len(rows):,} measurements of {' and '.join(said)}"


def steps_table(rows: pd.DataFrame, zygosity: str | None, steps: str, names: tuple[str, ...] = ()) -> str:
    """Mean, SD and number of animals at each step, and the difference with its interval, as markup."""
    average, gaps = means(rows), differences(rows).set_index(["sex", "place"])
    out = []
    for place, of in average.groupby("place"):
        row = {steps: names[int(place)] if names else f"{place:g}"}
        for sex in SEXES:
            for group in (CONTROL, MUTANT):
                own = of[(of["sex"] == sex) & (of["biological_sample_group"] == group)]
                if len(own):
                    mean, sd, n = own[["mean", "sd", "n"]].iloc[0]
                    spread = f" ± {wording.number(sd)}" if pd.notna(sd) else ""
                    row[group_label(sex, group, zygosity)] = f"{wording.number(mean, digits=4)}{spread} ({n:.0f})"
            if (sex, place) in gaps.index:
                row[f"{SEX_SIGNS[sex]} mutant − wildtype (95 %)"] = gap_words(*gaps.loc[(sex, place), ["gap", "low", "high"]], level="")
        out.append(row)
    return parts.table(pd.DataFrame(out), "Mean, standard deviation and number of animals at each step, and the difference")


def said_of_steps(dataset: Dataset) -> str:
    """What the chart of a series shows, as markup."""
    to = mutants_to(dataset)
    ends = f" Mutants were followed to {_step(to, dataset)}, wildtypes further." if to is not None else ""
    return parts.quiet("Every animal (wildtypes pale), mutants joined by thin lines; means with standard deviations: females a line, males "
                       f"dashed.{ends}")  # fmt: skip


# ---------------------------------------------------------------- what was measured together
def siblings(release: str, dataset: Dataset) -> dict[str, Dataset]:
    """Number in the id -> dataset of the same line, centre, life stage and procedure; empty where the procedure has no family."""
    procedure, _ = _named(dataset.about["parameter_stable_id"])
    wanted = FAMILIES[procedure].members if procedure in FAMILIES else (CURVE, AREA) if procedure == "IPG" else ()
    if not wanted:
        return {}
    gene = dataset.about["marker_accession_id"]
    rows = choices.offered(release, gene)
    same = ["phenotyping_center", "zygosity", "life_stage_name", "allele_symbol"]
    rows = rows[(rows[same].astype("str") == pd.Series({k: str(dataset.about[k]) for k in same})).all(axis=1)]
    found = {}
    for number in wanted:
        of = rows[rows["parameter_stable_id"].map(lambda p, n=number: _named(p) == (procedure, n))]
        if len(of):
            try:
                known = choices.with_ids(release, gene, of["parameter_name"].iloc[0])
                known = known[known["parameter_stable_id"].isin(of["parameter_stable_id"])]
                known = known[(known[same].astype("str") == of[same].astype("str").iloc[0]).all(axis=1)]
                if len(known):
                    found[number] = choices.load(release, known["doc_id"].iloc[0])
            except ImpcError:  # its animals cannot be had: the chart says which are missing
                continue
    return found


def family_title(dataset: Dataset) -> str:
    """What the section on what was measured together is called; empty where there is nothing to show."""
    procedure, _ = _named(dataset.about["parameter_stable_id"])
    return FAMILIES[procedure].title if procedure in FAMILIES else "Glucose: the curve and the area under it" if procedure == "IPG" else ""


def draw_family(dataset: Dataset, found: dict[str, Dataset]) -> list | str:
    """The family's chart with its means; the glucose curve and its area side by side."""
    procedure, number = _named(dataset.about["parameter_stable_id"])
    found = found | {number: dataset}
    if procedure == "IPG":
        pair = [found[n] for n in (CURVE, AREA) if n in found]
        if len(pair) < 2:
            return parts.quiet("Only one of the curve and the area under it was measured in this line.")
        charts = [chart_of(main_picture(d)) for d in pair]
        said = parts.words(f"<p><b>{escape(series_headline(pair[0]))}</b></p>{parts.quiet(wording.headline(pair[1]))}")
        return [
            said,
            parts.grid("1fr 1fr", *charts),
            parts.words(steps_table(steps_of(pair[0]), dataset.about["zygosity"], step_unit(pair[0]))),
        ]
    family = FAMILIES[procedure]
    members = {name: found[n] for n, name in family.members.items() if n in found}
    if len(members) < 2:
        return parts.quiet("No other parameter of this test was measured in this line.")
    rows, names = beside(members), tuple(members)
    chart = chart_of(profile(dataset, rows, family.steps, names, family.label))
    missing = [name for n, name in family.members.items() if n not in found]
    left = f" Without animals in this release: {', '.join(missing)}." if missing else ""
    by_sex = []
    for sex, of in differences(rows).groupby("sex", sort=False):
        at = (f"{names[int(p)]} {wording.number(gap, digits=2, sign=True)}" for p, gap in zip(of["place"], of["gap"], strict=True))
        by_sex.append(f"{sex}s {', '.join(at)}")
    gaps = "; ".join(by_sex)
    said = f"Mutant − wildtype: {gaps or 'nothing to compare'}.{left} Thin lines: single mutants; thick: means, with standard deviations."
    return [parts.words(parts.quiet(said)), chart, parts.words(steps_table(rows, dataset.about["zygosity"], family.steps, names))]
