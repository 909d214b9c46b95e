"""What a dataset says, as sentences computed from its animals: the same words for dashboard, notebook and screen reader."""

from __future__ import annotations

import numpy as np

from impc_nb.dataset import Dataset
from impc_nb.number_words import apart, number, p_value
from impc_nb.schema import CONTROL, GROUPS, MUTANT, SEXES, THRESHOLD, group_label
from impc_nb.statistics.result import Result
from impc_nb.statistics.shares import most_differing
from impc_nb.statistics.welch import NotEstimable, welch_difference


def _who(dataset: Dataset) -> str:
    return f"{dataset.about['marker_symbol'] or 'The'} mutant"


def _counted(n: int, sex: str) -> str:
    return f"{n} mutant {sex}{'' if n == 1 else 's'}"


def _difference(dataset: Dataset, sex: str) -> str:
    """One sex in a few words: how far apart mutants and wildtypes are as measured."""
    mutants, wildtypes = dataset.number_of_animals(sex, MUTANT), dataset.number_of_animals(sex, CONTROL)
    if not mutants:
        return f"no mutant {sex} was measured"
    if not wildtypes:
        return f"{_counted(mutants, sex)} without wildtypes to compare with"
    try:
        d = welch_difference(dataset, sex)
    except NotEstimable:
        average, expected = (number(dataset.mean(sex, g), dataset.unit) for g in (MUTANT, CONTROL))
        return f"{_counted(mutants, sex)} at {average}, wildtypes at {expected} on average"
    unit = apart(dataset.unit)
    if d.low <= 0 <= d.high:
        measured, p = number(d.estimate, unit, digits=2, sign=True), _by_sex(dataset).get(sex)
        if dataset.published.get("significant") and p is not None and p < THRESHOLD:
            return f"{sex}s{_ONLY}({measured} as measured, p = {p_value(p)})"
        return f"{sex}s do not differ clearly ({measured})"
    return f"{sex}s measure {number(abs(d.estimate), unit, digits=2)} {'less' if d.estimate < 0 else 'more'}"


def headline(dataset: Dataset) -> str:
    """The answer in one sentence, as measured: before body weight, day and time window are taken into account.

    >>> import pandas as pd
    >>> mice = Dataset(pd.DataFrame({"data_point": [9.1, 9.3, 9.9, 10.1], "sex": "female",
    ...     "biological_sample_group": ["experimental"] * 2 + ["control"] * 2}), {"unit": "cm", "marker_symbol": "Abc1"})
    >>> print(headline(mice))
    Abc1 mutant females measure 0.8 cm less than wildtypes; no mutant male was measured.
    """
    if not dataset.count(group=MUTANT):
        return f"{_who(dataset)}s have no measured value here: there is nothing to compare."
    if dataset.categorical:
        return _category_headline(dataset)
    parts = [_difference(dataset, sex) for sex in SEXES]
    unclear, found = " do not differ clearly ", _found(dataset)
    if all(unclear in p for p in parts):
        told = ", ".join(p.replace(unclear, " ") for p in parts)
        return f"{_who(dataset)}s do not differ clearly from wildtypes{' as measured' if found else ''}: {told}{found}."
    first = next((i for i, p in enumerate(parts) if " measure " in p), None)
    if first is not None:
        parts[first] += " than wildtypes"
    differs = any(words in part for part in parts for words in (" measure ", _ONLY))
    joined = "; ".join(parts) + (_not_found(dataset) if differs else found)
    return f"{_who(dataset)} {joined}." if joined.startswith(("females", "males")) else f"{_who(dataset)}s: {joined}."


_ONLY = " differ clearly only in the analysis "


def _by_sex(dataset: Dataset) -> dict[str, float]:
    """The published p-values of the sexes, as far as there are any."""
    stated = {s: dataset.published.get(f"{s}_ko_effect_p_value") for s in SEXES}
    return {s: p for s, p in stated.items() if p is not None}


def _not_found(dataset: Dataset) -> str:
    """What the analysis says where the animals as measured differ: nothing where it agrees, or where there is none."""
    denied = dataset.published.get("significant") is False and dataset.published.get("p_value") is not None
    return "; the analysis finds no significant difference" if denied else ""


def _found(dataset: Dataset) -> str:
    """What the analysis says where the animals as measured do not: nothing where it is not significant."""
    if not dataset.published.get("significant"):
        return ""
    p = dataset.published.get("p_value")
    return "; the analysis finds a difference" + ("" if p is None else f" (p = {p_value(p)})")


def _category_headline(dataset: Dataset) -> str:
    mutants, wildtypes = (dataset.part(group=g)["category"].value_counts() for g in (MUTANT, CONTROL))
    n, m = int(mutants.sum()), int(wildtypes.sum())
    if not m:
        return f"{_who(dataset)}s: {', '.join(f'{k} {v}' for k, v in mutants.items())}; no wildtype was measured."
    gap = (mutants / n).sub(wildtypes / m, fill_value=0)
    category = most_differing(gap)
    seen, usual = mutants.get(category, 0), wildtypes.get(category, 0)
    return f"“{category}” was recorded for {seen} of {n} {_who(dataset)}s and {usual} of {m} wildtypes."


def intervals(dataset: Dataset) -> str:
    """Differences with 95 % intervals by sex, mutant minus wildtype, as one line; empty when none can be given."""
    parts = []
    for sex in SEXES:
        try:
            d = welch_difference(dataset, sex)
        except NotEstimable:
            continue
        parts.append(f"{sex}s {number(d.estimate, apart(d.unit), sign=True)} (95 % {number(d.low)} to {number(d.high)})")
    return " · ".join(parts)


def call(dataset: Dataset) -> str:
    """What the IMPC published about this comparison, or what a release of simulated animals holds, and on what it rests."""
    p = dataset.published
    failed = p.get("status") not in (None, "Successful")
    if p.get("p_value") is None and p.get("significant") is None and (dataset.simulated or not failed):
        who = "The wildtypes are simulated" if dataset.release.kind == "own" else "They are simulated and not analysed yet"
        simulated = f" {who}." if dataset.simulated else ""
        return f"No published result stands beside these animals.{simulated}"
    title = dataset.release.title
    source = f"Result of the {title[:1].lower()}{title[1:]} (simulated animals)" if dataset.simulated else "Published"
    if failed:
        return f"{source if dataset.simulated else 'Published status'}: {p['status']}; no p-value was computed."
    words = [f"{source}: {p.get('mp_term_name') or 'significant'}" if p.get("significant") else f"{source}: not significant",
             f"p = {p_value(p.get('p_value'))}"]  # fmt: skip
    by_sex = _by_sex(dataset)
    if by_sex:
        words.append("by sex: " + ", ".join(f"{s}s {p_value(value)}" for s, value in by_sex.items()))
    below = [s for s, value in by_sex.items() if value < THRESHOLD]
    if p.get("significant") and (p.get("p_value") or 0) >= THRESHOLD and len(below) == 1:
        words.append(f"the call rests on {below[0]}s alone")
    if p.get("statistical_method"):
        words.append(str(p["statistical_method"]))
    return "; ".join(words) + "."


def typical(dataset: Dataset) -> str:
    """What the distribution chart shows, for those who cannot see it: the median of each group."""
    groups = [(group_label(s, g, dataset.about["zygosity"]), s, g) for s in SEXES for g in GROUPS if dataset.count(s, g)]
    if not groups:
        return "No animal has a measured value."
    if dataset.categorical:
        counts = {name: dataset.part(s, g)["category"].value_counts() for name, s, g in groups}
        return "; ".join(f"{name}: {', '.join(f'{c} {n}' for c, n in found.items())}" for name, found in counts.items()) + "."
    unsexed = dataset.count() - sum(dataset.count(s, g) for _, s, g in groups)
    left = f" {unsexed} of neither sex are not drawn." if unsexed else ""
    medians = [f"{name} {number(float(np.median(dataset.values(s, g))))}" for name, s, g in groups]
    return f"Medians: {', '.join(medians)} {dataset.unit}".rstrip() + f".{left} Box: middle half of the animals; thick line: median."


def weights(dataset: Dataset) -> str:
    """What the chart against body weight shows, for those who cannot see it: the median weight of each group, and who has none."""
    heavy, without = [], 0
    for sex, group in ((s, g) for s in SEXES for g in GROUPS):
        rows = dataset.part(sex, group)
        rows = rows[rows["data_point"].notna()]
        without += int(rows["weight"].isna().sum())
        if rows["weight"].notna().any():
            heavy.append(f"{group_label(sex, group, dataset.about['zygosity'])} {number(float(rows['weight'].median()))}")
    left = f" {without:,} measurement{'' if without == 1 else 's'} without a body weight {'is' if without == 1 else 'are'} not drawn."
    return f"Median body weights: {', '.join(heavy) or 'none recorded'}{' g' if heavy else ''}.{left if without else ''}"


def window(dataset: Dataset) -> str:
    """How the soft window weighs the wildtypes, and how many measurements it leaves."""
    measured = dataset.part(group=CONTROL)
    weights = measured["window_weight"]
    days = dataset.part(group=MUTANT)["date_of_experiment"].dropna().nunique()
    first = f"Mutants were measured on {days} day{'' if days == 1 else 's'}."
    if not weights.notna().any():
        return f"{first} No time window: every wildtype counts the same."
    near = int((weights >= 0.5).sum())
    missing = int(weights.isna().sum())
    left = f"; {missing} without a weight are left out of the model" if missing else ""
    half, sharpness = (dataset.published.get(f"soft_windowing_{what}") for what in ("bandwidth", "shape"))
    form = f" The window: bandwidth l {number(half, 'days')}, sharpness k {number(sharpness, digits=2)}." if half and sharpness else ""
    return f"{first} Dashed: window weight (right axis). {near} of {len(measured)} wildtypes count at least half{left}.{form}"


def with_age(early: Dataset, late: Dataset) -> str:
    """How the difference between mutants and wildtypes looks early and late, in one sentence, as measured."""
    parts = []
    for sex in SEXES:
        try:
            before, after = welch_difference(early, sex), welch_difference(late, sex)
        except NotEstimable:
            continue
        first, then = (number(d.estimate, apart(d.unit), digits=2, sign=True) for d in (before, after))
        parts.append(f"{sex}s {first} early, {then} late")
    if not parts:
        return f"{_who(late)}s: too few animals in both life stages to compare."
    return f"{_who(late)}s against wildtypes: {'; '.join(parts)}."


def recomputed(dataset: Dataset, result: Result) -> str:
    """Whether the published p-value comes out again from these animals; empty when none is published."""
    published, ours = dataset.published.get("p_value"), result.p_value_as_published
    ours = result.p_value if ours is None else ours
    if published is None or ours is None:
        return ""
    whose = "Result of the release" if dataset.simulated else "Published"
    if abs(published - ours) <= 2e-3 * max(abs(published), 1e-300) or max(published, ours) < 1e-15:
        return f"{whose} = recomputed from these animals ✓ (p = {p_value(ours)})"
    return f"Recomputed from these animals: p = {p_value(ours)}; {whose.lower()}: {p_value(published)}"
