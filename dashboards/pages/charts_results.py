"""Beside a chart: why this method, the published result against ours, categories counted, and what a series differs by at each step."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import NamedTuple

import pandas as pd

from dashboards import parts
from dashboards.listing import listing
from dashboards.pages.charts_numbers import all_numbers
from impc_nb import wording
from impc_nb.dataset import Dataset
from impc_nb.plots.forest import KINDS, NORMAL_95
from impc_nb.schema import CONTROL, GROUPS, MUTANT, SEX_SIGNS, SEXES, ImpcError, group_label
from impc_nb.statistics.analyse import analyse
from impc_nb.statistics.ladder import Ladder, estimate_ladder
from impc_nb.statistics.methods import merge_categories, without_result
from impc_nb.statistics.result import Result
from impc_nb.statistics.shares import most_differing, share_difference
from impc_nb.statistics.welch import NotEstimable

_WHY = {
    "Linear": "Numbers of animals measured on many days: a mixed model, so that what varies from day to day, with sex or with body weight "
              "is not taken for an effect of the gene.",
    "Fisher": "Categories have no mean: Fisher's exact test asks whether mutants fall into them as wildtypes do.",
    "Reference": "Few mutants are measured and the values come in coarse steps: the reference range asks how many mutants lie outside of "
                 "where 95 % of wildtypes are.",
}  # fmt: skip


def reason(result: Result) -> str:
    """Why a parameter of this kind is analysed so; empty for a method that is not ours."""
    return next((why for word, why in _WHY.items() if word in (result.statistical_method or "")), "")


def _estimate(of: dict, names: tuple[str, str], unit: str, level: str = "") -> str | None:
    value, stderr = (of.get(name) for name in names)
    if value is None:
        return None
    said = wording.number(value, sign=True)
    if stderr is not None:
        said += f" ({level}{wording.number(value - NORMAL_95 * stderr)} to {wording.number(value + NORMAL_95 * stderr)})"
    return f"{said} {wording.apart(unit)}".strip()


def both_sides(dataset: Dataset, result: Result) -> str:
    """What is published beside what comes out again, as markup: p-values, effect size, estimates with intervals, direction."""
    published, ours = dict(dataset.published), result.as_dict()
    linear = "Linear" in (result.statistical_method or "")
    as_published = ours["p_value"] if ours["p_value_as_published"] is None else ours["p_value_as_published"]
    rows: list[tuple[str, str | None, str | None]] = []

    def p(words: str, theirs: float | None, mine: float | None) -> None:
        rows.append((words, None if theirs is None else wording.p_value(theirs), None if mine is None else wording.p_value(mine)))

    p("p", published.get("p_value"), as_published)
    measured = [sex for sex in SEXES if dataset.count(sex, MUTANT)]
    whole = f"{measured[0]}s alone" if len(measured) == 1 else "both sexes"
    for sex in SEXES:
        p(f"p, {sex}s", published.get(f"{sex}_ko_effect_p_value"), ours[f"{sex}_ko_effect_p_value"])
    sizes = [None if v is None else wording.number(v, sign=linear) for v in (published.get("effect_size"), ours["effect_size"])]
    rows.append(("effect size (SD)" if linear else "effect size (largest difference in share)", *sizes))
    if linear:
        known = any(of.get(f"{sex}_ko_parameter_estimate") is not None for sex in SEXES for of in (published, ours))
        for kind, names in KINDS.items():
            if not (known and kind == "both"):  # where the sexes differ, that one is of females
                said = (_estimate(of, names, dataset.unit) for of in (published, ours))
                rows.append((f"mutant − wildtype, {whole if kind == 'both' else f'{kind}s'} (95 % interval)", *said))
    called = published.get("mp_term_name") or ("not significant" if published.get("significant") is False else None)
    directions = dict.fromkeys(f"{d}{'' if who == 'both' else f' in {who}s'}" for who, d in result.direction.items())
    rows.append(("call", called, "; ".join(directions) or "not significant"))
    rows = [row for row in rows if row[1] is not None or row[2] is not None]
    heads = ["Value", "result of the release" if dataset.simulated else "published", "recomputed"]
    return listing(heads, [[escape(word or "–") for word in row] for row in rows], "Published and recomputed")


def modelled(dataset: Dataset) -> str:
    """What the published model makes of the difference, of each sex where they differ; empty where no linear model is published."""
    published = dict(dataset.published)
    kinds = [kind for kind in SEXES if published.get(KINDS[kind][0]) is not None] or ["both"]
    if "Linear" not in (published.get("statistical_method") or "") or published.get(KINDS[kinds[0]][0]) is None:
        return ""
    says = [f"{'' if kind == 'both' else f'{kind}s '}{_estimate(published, KINDS[kind], dataset.unit, '95 % ')}" for kind in kinds]
    return f"In the model: {' · '.join(says)}."


class Explained(NamedTuple):
    """How the call came about: the path as markup, and the ladder where there is one."""

    path: str
    ladder: Ladder | None
    steps_said: str


@lru_cache(maxsize=256)
def explained(dataset: Dataset) -> Explained:
    """The analysis of a dataset with the window it was published with (none where none was recorded)."""
    window = "recorded" if dataset.animals["window_weight"].notna().any() else "none"
    try:
        result = analyse(dataset, window=window)
    except ImpcError as problem:
        return Explained(parts.quiet(str(problem)), None, parts.quiet("Without an analysis there is nothing to explain."))
    steps = "".join(f"<li>{escape(s)}</li>" for s in (reason(result), *result.path) if s)
    same = wording.recomputed(dataset, result)
    path = f"<ol>{steps}</ol><p><b>{escape(result.call)}</b></p>" + (f"<p>{escape(same)}</p>" if same else "")
    path += both_sides(dataset, result) + all_numbers(dataset, result)
    if result.formula is None:
        return Explained(path, None, parts.quiet("This parameter needs no mixed model: there are no steps between chart and call."))
    try:
        ladder = estimate_ladder(dataset, window, result)
    except ImpcError as problem:
        return Explained(path, None, parts.quiet(str(problem)))
    return Explained(path, ladder, parts.quiet(ladder.sentence))


# ---------------------------------------------------------------- categories
def differing(dataset: Dataset) -> str | None:
    """The category whose share differs most between mutants and wildtypes; None where one group was not measured."""
    mutants, wildtypes = (dataset.part(group=g)["category"].value_counts(normalize=True) for g in (MUTANT, CONTROL))
    if not len(mutants) or not len(wildtypes):
        return None
    gap = mutants.sub(wildtypes, fill_value=0)
    return most_differing(gap)


def share_differences(dataset: Dataset) -> str:
    """The difference in the share of that category by sex, with intervals, as one line; empty when none can be given."""
    category = differing(dataset)
    says = []
    for sex in SEXES if category is not None else ():
        found = [dataset.part(sex, g)["category"] for g in (MUTANT, CONTROL)]
        try:
            gap, low, high = (100 * v for v in share_difference(*(n for c in found for n in (int((c == category).sum()), len(c)))))
        except NotEstimable:
            continue
        interval = f"{wording.number(low)} to {wording.number(high)}"
        says.append(f"{sex}s {wording.number(gap, 'percentage points', sign=True)} (95 % {interval})")
    return f"Share of “{category}”, mutant − wildtype: {' · '.join(says)}." if says else ""


def without_result_said(dataset: Dataset) -> str:
    """What the test makes of animals that were looked at without a result; empty where there are none."""
    mutants, wildtypes = (int(dataset.part(group=g)["category"].map(without_result).sum()) for g in (MUTANT, CONTROL))
    if not mutants + wildtypes:
        return ""
    who = f"Without a result: {mutants} mutant{'' if mutants == 1 else 's'} and {wildtypes} wildtype{'' if wildtypes == 1 else 's'}"
    kept = any(map(without_result, merge_categories(dataset)))
    counted = (
        "the IMPC's test counts that as a category like others" if kept else "they stand in these shares, and the test leaves them out"
    )
    return f"{who}; {counted}."


def categories_table(dataset: Dataset) -> pd.DataFrame:
    """Animals of each category by sex and genotype, with their shares."""
    rows = []
    for sex in SEXES:
        for group in GROUPS:
            counts = dataset.part(sex, group)["category"].value_counts()
            if len(counts):
                name = f"{SEX_SIGNS[sex]} {group_label(sex, group, dataset.about['zygosity'])}"
                rows.append({"": name, "n": int(counts.sum())} | {c: _counted(n, counts.sum()) for c, n in counts.items()})
    return pd.DataFrame(rows).fillna("0")


def _counted(n: int, of: int) -> str:
    """A number with its share; what is not nothing and not all is not rounded to it.

    >>> print(_counted(1, 736), "|", _counted(735, 736), "|", _counted(4, 8))
    1 (<1 %) | 735 (>99 %) | 4 (50 %)
    """
    share = f"{100 * n / of:.0f}"
    return f"{n} ({'<1' if share == '0' and n else '>99' if share == '100' and n < of else share} %)"


# ---------------------------------------------------------------- series
def gap_words(gap: float, low: float, high: float, unit: str = "", level: str = "95 % ") -> str:
    """A difference with its interval, where there is one; ``level`` is empty where a heading says it."""
    interval = f" ({level}{wording.number(low)} to {wording.number(high)})" if pd.notna(low) else ""
    return f"{wording.number(gap, unit, digits=2, sign=True)}{interval}"
