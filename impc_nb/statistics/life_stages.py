"""Early against late adult: what was found at each stage, whether the effect changes, and many such comparisons as rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.stats import false_discovery_control

from impc_nb.dataset import Dataset
from impc_nb.number_words import number, p_value
from impc_nb.schema import CONTROL, MUTANT, SEXES, ImpcError
from impc_nb.statistics.analyse import analyse
from impc_nb.statistics.life_stage_model import STAGES, CombinedStages, Contrast, combine_life_stages
from impc_nb.statistics.result import Result
from impc_nb.statistics.welch import NotEstimable

SIGNIFICANT, NOT_SIGNIFICANT, NOT_TESTED, UNKNOWN = "significant", "not significant", "not tested", "unknown"
STATES = (SIGNIFICANT, NOT_SIGNIFICANT, NOT_TESTED, UNKNOWN)
LEVEL = 0.05
"""Below this p, a change of the effect with age is said to be one."""


@dataclass(frozen=True, eq=False)
class LifeStageComparison:
    """The pair of states, and what lies behind them."""

    early_state: str
    late_state: str
    """Each of significant, not significant, not tested, unknown."""
    early_result: Result | None
    late_result: Result | None
    combined: CombinedStages | None
    sentence: str
    reasons: Mapping[str, str]
    """Why a stage was not tested or is unknown, or why there is no combined model: ``early``, ``late``, ``combined``."""

    @property
    def states(self) -> tuple[str, str]:
        return self.early_state, self.late_state


def compare_life_stages(early: Dataset | None, late: Dataset | None, window: str = "recorded") -> LifeStageComparison:
    """What a line shows at the early and at the late adult stage, and whether the effect changes.

    Parameters
    ----------
    early, late : Dataset or None
        The same line and parameter at each stage; None where no result is known.
    window : str
        For the analysis of each stage, see :func:`impc_nb.statistics.analyse.analyse`. The model of both stages has none.

    Returns
    -------
    LifeStageComparison
        ``states`` is the pair of states. A published call wins over the recomputed one. *Not tested* and *unknown* never count as
        *not significant*. ``combined`` is the full model of both stages; its ``p_value`` tests whether the effect changes.

    Raises
    ------
    ImpcError
        If both are None or their units differ.

    Warnings
    --------
    Significant at one stage only is no evidence of a change: look at the test of the change. The IMPC itself analyses each stage on
    its own.

    References
    ----------
    Gelman & Stern (2006). The American Statistician 60, 328-331. doi:10.1198/000313006X152649

    Examples
    --------
    >>> import pandas as pd
    >>> mice = pd.DataFrame({"data_point": np.sin(np.arange(80.0)) + 5 * (np.arange(80) < 16), "sex": ["female", "male"] * 40,
    ...     "biological_sample_group": ["experimental"] * 16 + ["control"] * 64, "date_of_experiment": ["2020-01-01", "2020-02-01"] * 40})
    >>> found = compare_life_stages(Dataset(mice, {}), None)
    >>> print(found.states, "|", found.sentence)
    ('significant', 'unknown') | Early adult: significant. Late adult: unknown. Whether the effect changes with age cannot be said.
    """
    if early is None and late is None:
        raise ImpcError("Neither life stage has animals: there is nothing to compare.")
    _require_one_unit(early, late)
    reasons: dict[str, str] = {}
    (early_state, early_result), (late_state, late_result) = (
        _state(dataset, window, name, reasons) for name, dataset in zip(STAGES, (early, late), strict=True)
    )
    combined = _combined(early, late, reasons)
    change = "Whether the effect changes with age cannot be said."
    if combined is not None and combined.p_value is not None:
        change = _change_sentence(combined, early, late)
    sentence = f"Early adult: {early_state}. Late adult: {late_state}. {change}"
    return LifeStageComparison(early_state, late_state, early_result, late_result, combined, sentence, reasons)


def _require_one_unit(early: Dataset | None, late: Dataset | None) -> None:
    if early is not None and late is not None and early.unit and late.unit and early.unit != late.unit:
        raise ImpcError(f"The early values are in {early.unit[:30]!r}, the late ones in {late.unit[:30]!r}: choose one parameter.")


def _combined(early: Dataset | None, late: Dataset | None, reasons: dict[str, str]) -> CombinedStages | None:
    if early is None or late is None:
        reasons["combined"] = "One life stage has no animals."
        return None
    try:
        return combine_life_stages(early, late)
    except NotEstimable as problem:
        reasons["combined"] = str(problem)
        return None


def _state(dataset: Dataset | None, window: str, name: str, reasons: dict[str, str]) -> tuple[str, Result | None]:
    """State of one stage and our own result; the reason where there is none."""
    if dataset is None:
        reasons[name] = "No result is known for this stage."
        return UNKNOWN, None
    try:
        result = analyse(dataset, window=window)
    except NotEstimable as problem:
        result, reasons[name] = None, str(problem)
    said = dataset.published
    status, call = said.get("status"), said.get("significant")
    if call:
        return SIGNIFICANT, result
    if status is not None and status != "Successful":
        reasons[name] = f"Published with status {str(status)[:40]}."
        return NOT_TESTED, result
    if call is not None and (status is not None or said.get("p_value") is not None):
        return NOT_SIGNIFICANT, result
    if result is None:
        return NOT_TESTED, None
    return SIGNIFICANT if result.significant else NOT_SIGNIFICANT, result


def _change_sentence(combined: CombinedStages, early: Dataset, late: Dataset) -> str:
    """How the difference of mutants from wildtypes changes with age, with both estimates and the test."""
    young, old, change = combined.effects["early"], combined.effects["late"], combined.change["both"]
    unit = f" {late.unit}" if late.unit else ""
    when = [_age(dataset, name) for dataset, name in ((early, "early adults"), (late, "late adults"))]
    signed = partial(number, sign=True)
    verdict = "There is no evidence that the difference changes with age"
    if change.p_value < LEVEL:
        verdict = how(young, old).capitalize()
    interval = "" if change.low is None else f" (95 % interval {signed(change.low)} to {signed(change.high)})"
    return (f"{verdict}: mutant − wildtype {signed(young.estimate)}{unit} {when[0]}, {signed(old.estimate)}{unit} {when[1]}, "
            f"a change of {signed(change.estimate)}{interval}; genotype x life stage p {p_value(change.p_value)}.")  # fmt: skip


def _age(dataset: Dataset, otherwise: str) -> str:
    age = dataset.part()["age_in_weeks"].median()
    return f"at {age:.0f} weeks" if np.isfinite(age) else f"in {otherwise}"


def how(young: Contrast, old: Contrast) -> str:
    """How a difference changes with age, in words; one that cannot be told from none has no direction of its own."""
    before, after = (c.low is None or not c.low <= 0 <= c.high for c in (young, old))
    if before != after:
        return f"the difference {'appears' if after else 'fades'} with age"
    if young.estimate * old.estimate < 0:
        return "the difference changes its direction with age" if before else "the difference changes with age"
    ratio = abs(old.estimate / young.estimate) if young.estimate else math.inf
    if not before or 0.95 < ratio < 1.05:
        return "the difference changes with age"
    if 1.75 <= ratio <= 2.25:
        return "the difference doubles with age"
    if 1 / 2.25 <= ratio <= 1 / 1.75:
        return "the difference halves with age"
    return f"the difference {'grows' if ratio > 1 else 'shrinks'} with age"


def life_stage_row(early: Dataset, late: Dataset) -> dict[str, object]:
    """One row about one line and parameter: the effect at both stages and its change, from the full model of both.

    Parameters
    ----------
    early, late : Dataset
        The same line and parameter at each stage, same unit.

    Returns
    -------
    dict
        ``{both,female,male}_{early,late,change}_{estimate,low,high}`` (mutant - wildtype and late - early, parameter's unit, 95 %
        intervals), ``interaction_p_value`` (that the effect does not change), ``animals_in_both``, ``{early,late}_{mutants,wildtypes}``,
        ``unit``, ``reason`` (why nothing could be estimated). None where it does not apply; a missing p is not "not significant".

    Raises
    ------
    ImpcError
        If the units differ.

    Warnings
    --------
    Of many rows, about one of twenty without a change has p below 0.05: see :func:`q_values`.

    References
    ----------
    Pinheiro & Bates (2000). Mixed-Effects Models in S and S-PLUS. doi:10.1007/b98882

    Examples
    --------
    >>> import pandas as pd
    >>> n = np.arange(160)
    >>> mice = pd.DataFrame({"data_point": np.sin(n) + 2.0 * (n % 5 == 0), "sex": np.where(n % 2, "female", "male"),
    ...     "biological_sample_group": np.where(n % 5 == 0, "experimental", "control"),
    ...     "date_of_experiment": pd.Timestamp("2020-01-01") + pd.to_timedelta(n // 10, "D")})
    >>> older = mice.assign(data_point=mice["data_point"] * 2, date_of_experiment=mice["date_of_experiment"] + pd.Timedelta(days=400))
    >>> row = life_stage_row(Dataset(mice, {}), Dataset(older, {}))
    >>> print(f"{row['both_change_estimate']:.1f}, p {row['interaction_p_value']:.0e}, {row['late_mutants']} late mutants")
    1.9, p 4e-09, 32 late mutants
    """
    _require_one_unit(early, late)
    reasons: dict[str, str] = {}
    combined = _combined(early, late, reasons)
    row: dict[str, object] = {}
    for name, dataset in zip(STAGES, (early, late), strict=True):
        groups = (("mutants", MUTANT), ("wildtypes", CONTROL))
        row |= {f"{name}_{words}": dataset.number_of_animals(group=group) for words, group in groups}
    for part in ("both", *SEXES):
        effects = {stage: combined and combined.effects.get(stage if part == "both" else f"{part} {stage}") for stage in STAGES}
        effects["change"] = combined and combined.change.get(part)
        for name, found in effects.items():
            row |= {f"{part}_{name}_{what}": _number(found, what) for what in ("estimate", "low", "high")}
    return row | {"interaction_p_value": combined.p_value if combined else None, "animals_in_both": combined.repeated if combined else None,
                  "unit": late.unit or early.unit, "reason": reasons.get("combined")}  # fmt: skip


def _number(found: Contrast | None, what: str) -> float | None:
    return None if found is None else getattr(found, what)


def q_values(p_values: np.ndarray) -> np.ndarray:
    """Benjamini-Hochberg q of each p: the share of false alarms to expect among all rows with a q as small. Ours: the IMPC has none.

    Parameters
    ----------
    p_values : array of shape (n,)
        Between 0 and 1; missing ones (nan or None) are not counted as tests.

    Returns
    -------
    array of shape (n,)
        q, nan where p is missing.

    Raises
    ------
    ImpcError
        If a p is not between 0 and 1.

    Warnings
    --------
    For tests that are independent or positively dependent; rows must be all that were tested, not those that looked good.

    References
    ----------
    Benjamini & Hochberg (1995). Journal of the Royal Statistical Society B 57, 289-300. doi:10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> print(q_values(np.array([0.01, 0.04, np.nan, 0.02])).round(3))
    [0.03 0.04  nan 0.03]
    """
    p = np.array([np.nan if value is None else value for value in p_values], float)
    known = ~np.isnan(p)
    if not ((p[known] >= 0) & (p[known] <= 1)).all():
        raise ImpcError("A p-value is not between 0 and 1.")
    if known.any():
        p[known] = false_discovery_control(p[known])
    return p
