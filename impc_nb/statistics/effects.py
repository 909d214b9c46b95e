"""What the chosen model says: genotype effect per sex, effect sizes, percentage change, residual normality."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import kstest, shapiro

from impc_nb.statistics import mixed_model
from impc_nb.statistics.day_sums import sum_by_day
from impc_nb.statistics.design import Design, Rows, column
from impc_nb.statistics.mixed_model import Fit
from impc_nb.statistics.r_optimiser import maximise_as_r
from impc_nb.statistics.selection import Selection
from impc_nb.statistics.welch import NotEstimable


@dataclass(frozen=True)
class Effect:
    """An estimate in the parameter's unit, its standard error and two-sided p."""

    estimate: float
    stderr: float
    p_value: float | None


def effect(fit: Fit, name: str) -> Effect | None:
    """The effect of a column of a model, in the response's unit per unit of the column; None when it is not in it.

    >>> s = sum_by_day({"x": np.array([0.0, 1, 0, 1])}, np.array([1.0, 2, 4, 6]), np.array([1, 1, 2, 2]))
    >>> print(f"{effect(mixed_model.fit(s, ['x'], batch=False), 'x').estimate:.2f}")
    1.50
    """
    return Effect(*fit.effect(name)) if name in fit.names else None


def split_fit(design: Design, selection: Selection) -> Fit | None:
    """The model with one genotype effect per sex, ``y ~ S + G:S [+ W]``.

    It keeps the chosen variances and batch, and takes body weight in again if the full model had it. None with one sex, or when it
    cannot be fitted. Columns ``female:genotype`` and ``genotype:sex`` (males) hold mutant - wildtype, in the parameter's unit.

    >>> from impc_nb.statistics.design import full_terms
    >>> from impc_nb.statistics.selection import select
    >>> n = np.arange(120)
    >>> rows = Rows(np.sin(n) + 2.0 * (n % 5 == 0), n % 5 == 0, n % 2 == 1, 30 * (n // 12), np.full(120, np.nan))
    >>> design = Design(rows, full_terms(rows, weight=False))
    >>> print(f"{split_fit(design, select(design)).effect('female:genotype')[0]:.2f}")
    1.97
    """
    if "genotype:sex" not in design.terms:
        return None
    weight = ["weight"] if "weight" in selection.initial else []
    try:
        return design.fit(("sex", *weight, "female:genotype", "genotype:sex"), selection.batch, apart=selection.apart)
    except NotEstimable:
        return None


def _refit_weights(rows: Rows) -> np.ndarray | None:
    """Window weights as the IMPC's refits use them.

    OpenStats standardises every numeric column before it refits for effect sizes, the window weight among them, and nlme takes the
    absolute value of what is left: the residual variance becomes sigma^2 / |z(w)|. Published effect sizes carry this slip (it moves
    the second or third digit), so it is repeated here.
    """
    if rows.window is None:
        return None
    spread = rows.window.std(ddof=1)
    if not spread > 0:
        return rows.window
    z = np.abs((rows.window - rows.window.mean()) / spread)
    return z if (z > 0).all() else None


def _refit(rows: Rows, keep: np.ndarray, terms: list[str], selection: Selection, apart: str | None) -> Fit | None:
    """The chosen structure with other fixed effects on some rows, values and body weights in standard deviations; None if it cannot be.

    R stops short of the optimum, and where it stops depends on the scale: the published digits need both.
    """
    weights, spread = _refit_weights(rows), rows.y.std(ddof=1)
    if rows.window is not None and weights is None or not keep.any() or not spread > 0:
        return None
    part = rows.take(keep)
    stratum = part.factor(apart) > 0 if apart and selection.apart else None
    if stratum is not None and (stratum.all() or not stratum.any()):
        stratum = None
    columns = {t: column(part, t) for t in terms}
    if "weight" in columns:
        columns["weight"] = columns["weight"] / np.nanstd(rows.weight, ddof=1)
    try:
        sums = sum_by_day(columns, (part.y - rows.y.mean()) / spread, part.day, None if weights is None else weights[keep], stratum)
        return mixed_model.fit(sums, terms, batch=selection.batch, optimum=maximise_as_r)
    except (NotEstimable, np.linalg.LinAlgError):
        return None


def effect_size(design: Design, selection: Selection, factor: str = "genotype", sex: str | None = None) -> float | None:
    """Difference of raw group means over the standard deviation of residuals.

    Parameters
    ----------
    design, selection
        The analysis and the model chosen.
    factor : str
        ``genotype``, ``sex`` or ``life_stage``: the sign is mutant - wildtype, male - female, late - early. For ``weight`` it is the
        standardised coefficient.
    sex : str, optional
        Only the animals of this sex.

    Returns
    -------
    float or None
        Without unit. Residuals are those of a model with this factor alone, fixed effect and date removed. None when it cannot be
        fitted.

    Warnings
    --------
    Not Cohen's d: the numerator is not adjusted for date or weight, the denominator is. See :func:`_refit_weights` for windows.

    References
    ----------
    Haselimashhadi et al. (2020). OpenStats, Bioconductor. doi:10.18129/B9.bioc.OpenStats

    Examples
    --------
    >>> from impc_nb.statistics.design import full_terms
    >>> from impc_nb.statistics.selection import select
    >>> n = np.arange(120)
    >>> rows = Rows(np.sin(n) + 2.0 * (n % 5 == 0), n % 5 == 0, n % 2 == 1, 30 * (n // 12), np.full(120, np.nan))
    >>> design = Design(rows, full_terms(rows, weight=False))
    >>> print(f"{effect_size(design, select(design)):.2f}")
    2.80
    """
    rows = design.rows
    keep = np.ones(len(rows), bool) if sex is None else rows.male == (sex == "male")
    if factor == "weight":
        keep &= np.isfinite(rows.weight)
        fit = _refit(rows, keep, ["weight"], selection, design.apart)
        return float(fit.estimates[1]) if fit else None
    high = rows.factor(factor)[keep] > 0
    fit = _refit(rows, keep, [factor], selection, design.apart) if high.any() and not high.all() else None
    spread = fit.residuals().std(ddof=1) * rows.y.std(ddof=1) if fit else 0.0
    y = rows.y[keep]
    return float((y[high].mean() - y[~high].mean()) / spread) if spread > 0 else None


def percentage_change(design: Design, selection: Selection) -> dict[str, float | None]:
    """The IMPC's "percentage change" per sex: 100 times the standardised coefficient, not a percentage of the wildtype mean.

    Parameters
    ----------
    design, selection
        The analysis and the model chosen; rows without body weight are left out when the full model has it.

    Returns
    -------
    dict
        ``female`` and ``male`` with two sexes; otherwise the one sex that was measured. None where it cannot be fitted.

    Warnings
    --------
    A change of one standard deviation of all animals reads 100: do not show it as a percentage of the wildtype mean.

    References
    ----------
    Haselimashhadi et al. (2020). OpenStats, Bioconductor. doi:10.18129/B9.bioc.OpenStats

    Examples
    --------
    >>> from impc_nb.statistics.design import full_terms
    >>> from impc_nb.statistics.selection import select
    >>> n = np.arange(120)
    >>> rows = Rows(np.sin(n) + 2.0 * (n % 5 == 0), n % 5 == 0, n % 2 == 1, 30 * (n // 12), np.full(120, np.nan))
    >>> design = Design(rows, full_terms(rows, weight=False))
    >>> print({sex: f"{value:.0f}" for sex, value in percentage_change(design, select(design)).items()})
    {'female': '185', 'male': '187'}
    """
    rows = design.rows
    if "genotype:sex" not in design.terms:
        fit = _refit(rows, np.ones(len(rows), bool), ["genotype"], selection, design.apart)
        sex = "male" if rows.male.all() else "female"
        return {sex: float(100 * fit.effect("genotype")[0]) if fit else None}
    weight = "weight" in selection.initial
    terms = ["sex", *(["weight"] if weight else []), "female:genotype", "genotype:sex"]
    complete = rows.take(design.complete(weight))
    fit = _refit(complete, np.ones(len(complete), bool), terms, selection, design.apart)
    names = {"female": "female:genotype", "male": "genotype:sex"}
    return {sex: float(100 * fit.effect(name)[0]) if fit else None for sex, name in names.items()}


def normality(residuals: np.ndarray) -> float | None:
    """p of a test that residuals are normal: Shapiro-Wilk below 5000 values, Kolmogorov-Smirnov above.

    None for 3 values or fewer, or 3 distinct ones or fewer. Only reported, never decided by. R jitters the values before
    Kolmogorov-Smirnov; that part is random and not repeated.

    References
    ----------
    Royston (1995). Applied Statistics 44, 547-551. doi:10.2307/2986146

    Examples
    --------
    >>> print(normality(np.ones(10)), normality(np.arange(20.0)) > 0.05)
    None True
    """
    if len(residuals) <= 3 or len(np.unique(residuals)) <= 3 or not residuals.std() > 0:
        return None
    if len(residuals) >= 5000:
        return float(kstest(residuals, "norm").pvalue)
    return float(shapiro((residuals - np.median(residuals)) / np.ptp(residuals)).pvalue)  # scaled, as R does
