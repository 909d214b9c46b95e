"""Why does the chart disagree with the call? The estimate per sex, one consideration of the model at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from impc_nb.dataset import Dataset
from impc_nb.number_words import apart, number
from impc_nb.schema import SEXES
from impc_nb.statistics.design import Design, full_terms
from impc_nb.statistics.methods import MIXED_MODEL
from impc_nb.statistics.mixed_model import Fit
from impc_nb.statistics.preparing import prepare
from impc_nb.statistics.result import Result
from impc_nb.statistics.welch import NotEstimable, welch_difference
from impc_nb.statistics.windowed import apply_window

MEASURED, DAY, WEIGHT, WINDOW = "as measured", "with the day as random effect", "at the same body weight", "in the time window"
FINAL = "in the final model"
CHANGES = 1 / 3
"""A step is named when it changes an estimate by at least this share of the estimate as measured."""


@dataclass(frozen=True, eq=False)
class Ladder:
    """Estimates step by step."""

    table: pd.DataFrame
    """One row per step and sex: ``step``, ``sex``, ``estimate``, ``low``, ``high`` (95 % interval), ``animals``; parameter's unit."""
    sentence: str
    """Which step changes the estimate most, per sex."""
    unit: str


def estimate_ladder(dataset: Dataset, window: str = "recorded", result: Result | None = None) -> Ladder:
    """Mutant - wildtype per sex: as measured, then with day, body weight and time window taken into account, one after the other.

    Parameters
    ----------
    dataset : Dataset
        A continuous parameter. Rows are selected as for :func:`impc_nb.statistics.analyse.analyse`.
    window : str
        ``recorded``, ``search`` or ``none``.
    result : Result, optional
        Of :func:`impc_nb.statistics.analyse.analyse` for the same dataset and window: its estimates are then the last step, with
        intervals of 1.96 standard errors, as no degrees of freedom are published.

    Returns
    -------
    Ladder
        The first step is a difference of means with Welch's interval. The others come from one model of both sexes,
        ``y ~ sex + genotype:sex [+ weight]`` with the day as random effect, and t intervals. Steps that do not apply (no body
        weight, one date, no window, no date with both genotypes among few) are left out.

    Raises
    ------
    NotEstimable
        If the animals cannot be analysed, or as measured already not.

    Warnings
    --------
    An explanation, not a test: every step uses all animals of the step before, so the intervals are not independent. A mutant that is
    short because it is light is still short.

    References
    ----------
    Karp, Melvin, Sanger Mouse Genetics Project & Mott (2012). PLoS ONE 7, e52410 (body weight). doi:10.1371/journal.pone.0052410

    Examples
    --------
    >>> day, n = np.repeat(["2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01"], 20), np.arange(80)
    >>> weight = 25.0 + 3 * np.sin(n) - 6 * (n % 4 == 0)
    >>> mice = pd.DataFrame({"data_point": weight / 2 + np.cos(7.0 * n), "weight": weight, "date_of_experiment": day,
    ...     "sex": np.where(n % 2, "female", "male"), "biological_sample_group": np.where(n % 5 == 0, "experimental", "control")})
    >>> print(list(estimate_ladder(Dataset(mice, {})).table["step"].unique()))
    ['as measured', 'with the day as random effect', 'at the same body weight']
    """
    prepared = prepare(dataset, MIXED_MODEL)
    design = Design(prepared.rows, full_terms(prepared.rows, prepared.use_weight), apart=None)
    sexes = [sex for sex, male in zip(SEXES, (False, True), strict=True) if (design.rows.male == male).any()]
    rows = []
    for sex in sexes:
        d = welch_difference(dataset, sex)
        rows.append(_row(MEASURED, sex, d.estimate, d.low, d.high, d.n_mutant + d.n_wildtype))
    batch = design.sums(False).n_days > 1
    if batch:
        rows += _model(DAY, design, sexes, (), True)
    if "weight" in design.terms:
        rows += _model(WEIGHT, design, sexes, ("weight",), batch)
    windowed = apply_window(dataset, design, prepared.recorded, window)
    if windowed.design is not design:
        rows += _model(WINDOW, windowed.design, sexes, ("weight",) if "weight" in windowed.design.terms else (), batch)
    rows += _final(result, sexes) if result is not None else []
    table = pd.DataFrame(rows)
    return Ladder(table, _sentence(table, dataset), apart(dataset.unit))


def _final(result: Result, sexes: list[str]) -> list[dict]:
    """The estimates of the selected model, of each sex; none where it has none."""
    names = {sex: (f"{sex}_ko_parameter_estimate", f"{sex}_ko_effect_stderr_estimate") for sex in sexes}
    if len(sexes) == 1:
        names = {sexes[0]: ("genotype_effect_parameter_estimate", "genotype_effect_stderr_estimate")}
    found = {sex: tuple(getattr(result, name) for name in of) for sex, of in names.items()}
    if any(value is None for of in found.values() for value in of):
        return []
    half = ndtri(0.975)
    return [
        _row(FINAL, sex, value, value - half * stderr, value + half * stderr, result.animals_used) for sex, (value, stderr) in found.items()
    ]


def _row(step, sex, estimate, low, high, animals) -> dict:
    return {"step": step, "sex": sex, "estimate": float(estimate), "low": float(low), "high": float(high), "animals": int(animals)}


def _model(step: str, design: Design, sexes: list[str], extra: tuple[str, ...], batch: bool) -> list[dict]:
    if len(sexes) == 2 and "genotype:sex" not in design.terms:
        return []  # the window holds mutants and wildtypes of one sex only
    names = {"female": "female:genotype", "male": "genotype:sex"} if len(sexes) == 2 else {sexes[0]: "genotype"}
    terms = ("sex", *extra, *names.values()) if len(sexes) == 2 else ("genotype", *extra)
    try:
        fit = design.fit(terms, batch)
    except NotEstimable:
        fit = design.fit(terms, False)
    if not all(fit.df[fit.names.index(name)] > 0 for name in names.values()):
        return []  # genotype and date are one: no interval can be given
    return [_row(step, sex, *_interval(fit, name), fit.n) for sex, name in names.items()]


def _interval(fit: Fit, name: str) -> tuple[float, float, float]:
    estimate, stderr, _ = fit.effect(name)
    df = fit.df[fit.names.index(name)]
    half = stdtrit(df, 0.975) * stderr
    return estimate, estimate - half, estimate + half


_SAYS = {
    DAY: "considering the day of measurement",
    WEIGHT: "comparing at the same body weight",
    WINDOW: "counting only wildtypes measured near in time",
    FINAL: "leaving out what the data do not support, with a variance of the mutants' own",
}


def _sentence(table: pd.DataFrame, dataset: Dataset) -> str:
    """Name, for each sex, the step that moves the estimate most."""
    unit = f" {apart(dataset.unit)}" if dataset.unit else ""
    said, signed = [], partial(number, sign=True)
    for sex, steps in table.groupby("sex", sort=False):
        values, names = steps["estimate"].to_numpy(), steps["step"].to_numpy()
        if len(values) == 1:
            said.append(f"{sex}s {signed(values[0])}{unit} as measured, with nothing to consider")
            continue
        moved = np.abs(np.diff(values))
        k = int(moved.argmax())
        whole = f"{sex}s {signed(values[0])} as measured, {signed(values[-1])}{unit} in the model"
        if moved[k] < CHANGES * abs(values[0]):
            said.append(f"{whole} (no single step changes it by a third)")
        else:
            said.append(f"{whole}: {_SAYS[names[k + 1]]} changes it most, from {signed(values[k])} to {signed(values[k + 1])}")
    return f"Mutant − wildtype: {'; '.join(said)}."
