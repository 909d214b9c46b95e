"""One model of early and late adults: the genotype effect at each stage and sex, and how much it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.special import stdtrit

from impc_nb.dataset import Dataset
from impc_nb.schema import SEXES
from impc_nb.statistics.design import Design, Rows, full_terms
from impc_nb.statistics.methods import MIXED_MODEL, choose_method
from impc_nb.statistics.mixed_model import Fit, t_tail
from impc_nb.statistics.preparing import Prepared, prepare
from impc_nb.statistics.satterthwaite import degrees_of_freedom
from impc_nb.statistics.selection import Selection, first_that_fits, select
from impc_nb.statistics.welch import NotEstimable

STAGES = ("early", "late")
_LEVEL = {"female": 0.0, "male": 1.0, "both": 0.5}


@dataclass(frozen=True)
class Contrast:
    """An estimate in the parameter's unit with its 95 % interval, standard error and two-sided p."""

    estimate: float
    low: float | None
    high: float | None
    stderr: float
    p_value: float | None


@dataclass(frozen=True, eq=False)
class CombinedStages:
    """One model of both life stages. Estimates in the parameter's unit, mutant - wildtype; changes are late - early."""

    effects: Mapping[str, Contrast]
    """Genotype effect ``early``, ``late`` (mean of the sexes), ``female early``, ``male early``, ``female late``, ``male late``."""
    change: Mapping[str, Contrast]
    """Change of the genotype effect with age: ``both`` (mean of the sexes), ``female``, ``male``. Empty when AICc dropped it."""
    p_values: Mapping[str, float | None]
    """Marginal test of each term: ``genotype``, ``life_stage``, ``genotype:life_stage``, ... (of females and early where terms cross)."""
    formula: str
    batch: bool
    repeated: int
    """Animals measured at both stages; they get a random effect."""
    path: tuple[str, ...]
    fit: Fit = field(repr=False)

    @property
    def p_value(self) -> float | None:
        """p that the genotype effect does not change with age; None when the change could not be estimated or AICc dropped it."""
        return self.change["both"].p_value if "both" in self.change else None


def combine_life_stages(early: Dataset, late: Dataset, choose_terms: bool = False) -> CombinedStages:
    """One model of both life stages, ``y ~ genotype * sex * life_stage [+ weight]``.

    Parameters
    ----------
    early, late : Dataset
        The same line and continuous parameter, same unit. Rows are selected within each stage as for an analysis of its own; rows
        without body weight are left out when it is used.
    choose_terms : bool
        Drop terms by AICc, as OpenStats does in its own combined mode. What is left does not know that it was chosen, and a change that
        was dropped has neither estimate nor p; by default the full model is kept.

    Returns
    -------
    CombinedStages
        The residual variance may differ between stages; the day is a random effect and, where specimens were measured at both stages,
        the animal too. Every animal counts fully: a soft window belongs to one stage. Intervals and tests of the full model use
        Satterthwaite's degrees of freedom, because mutants stand on few days.

    Raises
    ------
    NotEstimable
        If a stage cannot be analysed, or the parameter is not one for a mixed model.

    Warnings
    --------
    Late measurements have dates of their own: day and life stage are never on the same date, so a drift between years looks like age
    (equally for mutants and wildtypes: the change of the genotype effect is safe from it). Animals that did not live to the late
    stage are missing from it.

    References
    ----------
    Haselimashhadi et al. (2020). OpenStats, Bioconductor. doi:10.18129/B9.bioc.OpenStats
    Pinheiro & Bates (2000). Mixed-Effects Models in S and S-PLUS. doi:10.1007/b98882

    Examples
    --------
    >>> import pandas as pd
    >>> n = np.arange(160)
    >>> mice = pd.DataFrame({"data_point": np.sin(n) + 2.0 * (n % 5 == 0), "sex": np.where(n % 2, "female", "male"),
    ...     "biological_sample_group": np.where(n % 5 == 0, "experimental", "control"),
    ...     "date_of_experiment": pd.Timestamp("2020-01-01") + pd.to_timedelta(n // 10, "D")})
    >>> older = mice.assign(data_point=mice["data_point"] * 2, date_of_experiment=mice["date_of_experiment"] + pd.Timedelta(days=400))
    >>> both = combine_life_stages(Dataset(mice, {}), Dataset(older, {}))
    >>> print(f"{both.effects['early'].estimate:.1f} early, {both.effects['late'].estimate:.1f} late, p {both.p_value:.1g}")
    1.9 early, 3.9 late, p 4e-09
    """
    for dataset in (early, late):
        method, why = choose_method(dataset)
        if method != MIXED_MODEL:
            raise NotEstimable(f"Both stages in one model need measured numbers. {why}")
    young, old = (_of_stage(name, dataset) for name, dataset in zip(STAGES, (early, late), strict=True))
    return combine_prepared(young, old, choose_terms)


def combine_prepared(young: Prepared, old: Prepared, choose_terms: bool = False) -> CombinedStages:
    """The model of :func:`combine_life_stages`, of animals already selected; everything else is said there.

    Examples
    --------
    >>> n = np.arange(80)
    >>> def stage(effect, start):
    ...     rows = Rows(np.sin(n) + effect * (n % 5 == 0), n % 5 == 0, n % 2 == 1, start + n // 8, np.full(80, np.nan))
    ...     return Prepared(rows, n, False, ("simulated",), np.full(80, ""), n * np.nan)
    >>> print(f"{combine_prepared(stage(1.0, 0), stage(3.0, 400)).change['both'].estimate:.1f}")
    2.0
    """
    prepared = (young, old)
    rows, repeated = _together(young, old)
    design = Design(rows, full_terms(rows, young.use_weight and old.use_weight), apart="life_stage")
    if "genotype:life_stage" not in design.terms:
        raise NotEstimable("Mutants and wildtypes of both life stages are needed.")
    said = [f"{name.capitalize()}: {p.said[0]}" for name, p in zip(STAGES, prepared, strict=True)]
    said.append("Both stages in one model; no soft window, every animal counts fully.")
    if repeated:
        said.append(f"{repeated} animals were measured at both stages: the animal is a random effect.")
    if choose_terms:
        chosen = select(design)
        terms, batch, fit = chosen.terms, chosen.batch, chosen.fit
        said += [f"{s[0].upper()}{s[1:]}." for s in chosen.steps]
        effects = _split_effects(design, chosen)
        change = _contrasts(fit, _change_shares(fit, rows)) if "genotype:life_stage" in terms else {}
    else:
        terms, batch = first_that_fits(design)
        fit = design.fit(terms, batch)
        said.append("Full model: no term was dropped." if terms == design.terms else "Terms that could not be estimated were dropped.")
        effects, change = _full_contrasts(fit, design)
    p_values = {t: fit.effect(t)[2] for t in terms}
    return CombinedStages(effects, change, p_values, " + ".join(["y ~ 1", *terms]), batch, repeated, tuple(said), fit)


def _of_stage(name: str, dataset: Dataset) -> Prepared:
    try:
        return prepare(dataset, MIXED_MODEL)
    except NotEstimable as problem:
        raise NotEstimable(f"{name.capitalize()} adults: {problem}") from None


def _together(young: Prepared, old: Prepared) -> tuple[Rows, int]:
    """Rows of both stages in order of date, and how many animals they share."""
    a, b = young.rows, old.rows
    names = np.concatenate([young.animal, old.animal])
    shared = set(young.animal) & set(old.animal) - {""}
    labels = np.where(names == "", [f"\0{k}" for k in range(len(names))], names)
    both = {k: np.concatenate([getattr(a, k), getattr(b, k)]) for k in ("y", "mutant", "male", "day", "weight")}
    late = np.concatenate([np.zeros(len(a), bool), np.ones(len(b), bool)])
    rows = Rows(**both, late=late, animal=np.unique(labels, return_inverse=True)[1] if shared else None)
    return rows.take(np.argsort(rows.day, kind="stable")), len(shared)


def _genotype_at(fit: Fit, sex: str, late: float) -> np.ndarray:
    """How much of each coefficient the genotype effect of a sex (or the mean of both) at a stage holds."""
    level = {"sex": _LEVEL[sex], "life_stage": late, "genotype": 1.0}
    return np.array([np.prod([level[f] for f in name.split(":")]) if "genotype" in name.split(":") else 0.0 for name in fit.names])


def _contrasts(fit: Fit, shares: dict[str, np.ndarray], df: np.ndarray | None = None) -> dict[str, Contrast]:
    """Sums of coefficients with their intervals: degrees of freedom as given, or nlme's fewest of the columns in each sum."""
    out = {}
    for k, (name, share) in enumerate(shares.items()):
        freedom = float(min(fit.df[np.flatnonzero(share)])) if df is None else float(df[k])
        estimate, variance = float(share @ fit.estimates), float(share @ fit.covariance @ share)
        half = float(stdtrit(freedom, 0.975) * variance**0.5) if freedom > 0 else None
        low, high = (None, None) if half is None else (estimate - half, estimate + half)
        out[name] = Contrast(estimate, low, high, variance**0.5, t_tail(estimate, variance, freedom))
    return out


def _measured(rows: Rows, sex: str, late: bool) -> bool:
    """Whether a sex has mutants and wildtypes at a stage."""
    here = (rows.late == late) & (rows.male == (sex == "male"))
    return bool(rows.mutant[here].any() and not rows.mutant[here].all())


def _effect_shares(fit: Fit, rows: Rows) -> dict[str, np.ndarray]:
    out = {stage: _genotype_at(fit, "both", late) for late, stage in enumerate(STAGES)}
    cells = [(f"{sex} {stage}", sex, late) for late, stage in enumerate(STAGES) for sex in SEXES if _measured(rows, sex, bool(late))]
    return out | {name: _genotype_at(fit, sex, late) for name, sex, late in cells}


def _change_shares(fit: Fit, rows: Rows) -> dict[str, np.ndarray]:
    sexes = [sex for sex in SEXES if _measured(rows, sex, False) and _measured(rows, sex, True)]
    return {sex: _genotype_at(fit, sex, 1.0) - _genotype_at(fit, sex, 0.0) for sex in ("both", *sexes)}


def _full_contrasts(fit: Fit, design: Design) -> tuple[dict[str, Contrast], dict[str, Contrast]]:
    """Effects and changes of the full model, with Satterthwaite's degrees of freedom."""
    effects, changes = _effect_shares(fit, design.rows), {}
    if "genotype:life_stage" in fit.names:
        changes = {f"change {name}": share for name, share in _change_shares(fit, design.rows).items()}
    shares = effects | changes
    animal = None if design.rows.animal is None else design.rows.animal[design.complete("weight" in fit.names)]
    found = _contrasts(fit, shares, degrees_of_freedom(fit, np.array(list(shares.values())), animal))
    return {n: found[n] for n in effects}, {n.removeprefix("change "): found[n] for n in changes}


def _split_effects(design: Design, selection: Selection) -> dict[str, Contrast]:
    """Genotype effects by stage, and by sex and stage, each from its own split model with the chosen variances, as OpenStats has them."""
    weight = ["weight"] if "weight" in selection.initial else []
    out: dict[str, Contrast] = {}
    try:
        names = ("early:genotype", "genotype:life_stage")
        fit = design.fit(("life_stage", *weight, *names), selection.batch, apart=selection.apart)
        out |= _contrasts(fit, {stage: np.array([n == name for n in fit.names], float) for stage, name in zip(STAGES, names, strict=True)})
        if "genotype:sex:life_stage" in design.terms:
            full = design.fit([t for t in design.terms if t != "weight" or weight], selection.batch, apart=selection.apart)
            cells = _contrasts(full, _effect_shares(full, design.rows))
            out |= {name: cells[name] for name in cells if name not in STAGES}
    except NotEstimable:
        return out
    return out
