"""Early against late adult: what was found at each stage, and one model of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from impc_nb.dataset import Dataset
from impc_nb.schema import ImpcError
from impc_nb.statistics.analyse import analyse
from impc_nb.statistics.design import Design, Rows, full_terms
from impc_nb.statistics.effects import Effect, effect
from impc_nb.statistics.methods import MIXED_MODEL, choose_method
from impc_nb.statistics.mixed_model import Fit, t_tail
from impc_nb.statistics.preparing import Prepared, prepare
from impc_nb.statistics.result import Result
from impc_nb.statistics.selection import select
from impc_nb.statistics.welch import NotEstimable

SIGNIFICANT, NOT_SIGNIFICANT, NOT_TESTED, UNKNOWN = "significant", "not significant", "not tested", "unknown"
WEAK = 0.05
"""From this p on, a change with age that AICc keeps is called weak."""
STATES = (SIGNIFICANT, NOT_SIGNIFICANT, NOT_TESTED, UNKNOWN)


@dataclass(frozen=True, eq=False)
class CombinedStages:
    """One model of both life stages. Estimates in the parameter's unit, mutant - wildtype."""

    p_values: Mapping[str, float | None]
    """Marginal test of each term of the final model: ``genotype``, ``life_stage``, ``genotype:life_stage``, ..."""
    effects: Mapping[str, Effect]
    """Genotype effect ``early``, ``late``, ``female``, ``male``, ``female early``, ``male early``, ``female late``, ``male late``."""
    formula: str
    batch: bool
    repeated: int
    """Animals measured at both stages; they get a random effect."""
    path: tuple[str, ...]
    fit: Fit = field(repr=False)

    @property
    def changes(self) -> bool:
        """Whether genotype x life stage (alone or with sex) stayed in the final model.

        AICc keeps it in about one of five lines whose effect does not change: ``p_values`` say how strong the evidence is.
        """
        return any("genotype" in name and "life_stage" in name for name in self.p_values)


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
        For the analysis of each stage, see :func:`impc_nb.statistics.analyse.analyse`.

    Returns
    -------
    LifeStageComparison
        ``states`` is the pair of states. A published call wins over the recomputed one. *Not tested* and *unknown* never count as
        *not significant*: then nothing is said about a change.

    Raises
    ------
    ImpcError
        If both are None or their units differ.

    Warnings
    --------
    Significant at one stage only is no evidence of a change: look at genotype x life stage of the combined model. The IMPC itself
    analyses each stage on its own.

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
    if early is not None and late is not None and early.unit and late.unit and early.unit != late.unit:
        raise ImpcError(f"The early values are in {early.unit[:30]!r}, the late ones in {late.unit[:30]!r}: choose one parameter.")
    reasons: dict[str, str] = {}
    (early_state, early_result), (late_state, late_result) = (
        _state(dataset, window, name, reasons) for name, dataset in (("early", early), ("late", late))
    )
    combined = None
    if early is None or late is None:
        reasons["combined"] = "One life stage has no animals."
    else:
        try:
            combined = combine_life_stages(early, late)
        except NotEstimable as problem:
            reasons["combined"] = str(problem)
    sentence = f"Early adult: {early_state}. Late adult: {late_state}. {_change(early_state, late_state, combined)}"
    return LifeStageComparison(early_state, late_state, early_result, late_result, combined, sentence, reasons)


def _state(dataset: Dataset | None, window: str, name: str, reasons: dict[str, str]) -> tuple[str, Result | None]:
    """State of one stage and our own result; the reason where there is none."""
    if dataset is None:
        reasons[name] = "No result is known for this stage."
        return UNKNOWN, None
    try:
        result = analyse(dataset, window=window)
    except NotEstimable as problem:
        result, reasons[name] = None, str(problem)
    published = dataset.published.get("significant")
    status = dataset.published.get("status")
    if status is not None and status != "Successful" and not published:
        reasons.setdefault(name, f"Published with status {str(status)[:40]}.")
        return NOT_TESTED, result
    if published is not None:
        return SIGNIFICANT if published else NOT_SIGNIFICANT, result
    if result is None:
        return NOT_TESTED, None
    return SIGNIFICANT if result.significant else NOT_SIGNIFICANT, result


def _change(early: str, late: str, combined: CombinedStages | None) -> str:
    if {early, late} & {NOT_TESTED, UNKNOWN}:
        return "Whether the effect changes with age cannot be said."
    if combined is None:
        return "Both stages could not be put into one model."
    if not combined.changes:
        return "One model of both stages finds no change of the effect with age (genotype x life stage dropped by AICc)."
    young, old = combined.effects["early"].estimate, combined.effects["late"].estimate
    p = min((v for k, v in combined.p_values.items() if "genotype" in k and "life_stage" in k and v is not None), default=None)
    kept = "One model of both stages keeps genotype x life stage"
    if p is None or p >= WEAK:
        kept += ", though the evidence is weak"
    return f"{kept}{'' if p is None else f' (p {p:.2g})'}: {young:+.3g} early, {old:+.3g} late."


def combine_life_stages(early: Dataset, late: Dataset) -> CombinedStages:
    """One model of both life stages, ``y ~ genotype * sex * life_stage [+ weight]``.

    Parameters
    ----------
    early, late : Dataset
        The same line and continuous parameter, same unit. Rows are selected within each stage as for an analysis of its own.

    Returns
    -------
    CombinedStages
        Terms chosen by AICc; the residual variance may differ between stages; the day is a random effect and, where specimens were
        measured at both stages, the animal too.

    Raises
    ------
    NotEstimable
        If a stage cannot be analysed, or the parameter is not one for a mixed model.

    Warnings
    --------
    Late measurements have dates of their own: day and life stage are never on the same date, so a drift between years looks like age
    (equally for mutants and wildtypes: genotype x life stage is safe from it).

    References
    ----------
    Haselimashhadi et al. (2020). OpenStats, Bioconductor. doi:10.18129/B9.bioc.OpenStats

    Examples
    --------
    >>> import pandas as pd
    >>> n = np.arange(160)
    >>> mice = pd.DataFrame({"data_point": np.sin(n) + 2.0 * (n % 5 == 0), "sex": np.where(n % 2, "female", "male"),
    ...     "biological_sample_group": np.where(n % 5 == 0, "experimental", "control"),
    ...     "date_of_experiment": pd.Timestamp("2020-01-01") + pd.to_timedelta(n // 10, "D")})
    >>> older = mice.assign(data_point=mice["data_point"] * 2, date_of_experiment=mice["date_of_experiment"] + pd.Timedelta(days=400))
    >>> both = combine_life_stages(Dataset(mice, {}), Dataset(older, {}))
    >>> print(both.changes, f"{both.effects['early'].estimate:.0f} early, {both.effects['late'].estimate:.0f} late")
    True 2 early, 4 late
    """
    for dataset in (early, late):
        method, why = choose_method(dataset)
        if method != MIXED_MODEL:
            raise NotEstimable(f"Both stages in one model need measured numbers. {why}")
    young, old = prepare(early, MIXED_MODEL), prepare(late, MIXED_MODEL)
    rows, repeated = _together(young, old)
    design = Design(rows, full_terms(rows, young.use_weight and old.use_weight), apart="life_stage")
    if "life_stage" not in design.terms:
        raise NotEstimable("Only one life stage has animals that can be used.")
    selection = select(design)
    fit = selection.fit
    said = [f"Early: {young.said[0]}", f"Late: {old.said[0]}"]
    if repeated:
        said.append(f"{repeated} animals were measured at both stages: the animal is a random effect.")
    path = (*said, *(f"{s[0].upper()}{s[1:]}." for s in selection.steps))
    p_values = {t: fit.effect(t)[2] for t in selection.terms}
    formula = " + ".join(["y ~ 1", *selection.terms])
    return CombinedStages(p_values, _cells(design, selection), formula, selection.batch, repeated, path, fit)


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


def _cells(design: Design, selection) -> dict[str, Effect]:
    """Genotype effects by stage, by sex, and by both, each from its own split model with the chosen variances."""
    weight = ["weight"] if "weight" in selection.initial else []
    out: dict[str, Effect] = {}

    def split(terms, names):
        try:
            fit = design.fit((*terms, *weight, *names.values()), selection.batch, apart=selection.apart)
        except NotEstimable:
            return
        out.update({key: effect(fit, name) for key, name in names.items()})

    if "genotype:life_stage" in design.terms:
        split(["life_stage"], {"early": "early:genotype", "late": "genotype:life_stage"})
    if "genotype:sex" in design.terms:
        split(["sex"], {"female": "female:genotype", "male": "genotype:sex"})
    if "genotype:sex:life_stage" in design.terms:
        try:
            full = design.fit([t for t in design.terms if t != "weight" or weight], selection.batch, apart=selection.apart)
        except NotEstimable:
            return out
        sums = {"female early": [], "male early": ["genotype:sex"], "female late": ["genotype:life_stage"],
                "male late": ["genotype:sex", "genotype:life_stage", "genotype:sex:life_stage"]}  # fmt: skip
        out |= {key: _sum_of(full, ["genotype", *names]) for key, names in sums.items()}
    return out


def _sum_of(fit: Fit, names: list[str]) -> Effect:
    """Sum of several coefficients with its standard error."""
    at = [fit.names.index(n) for n in names]
    estimate, variance = float(fit.estimates[at].sum()), float(fit.covariance[np.ix_(at, at)].sum())
    return Effect(estimate, variance**0.5, t_tail(estimate, variance, min(fit.df[at])))
