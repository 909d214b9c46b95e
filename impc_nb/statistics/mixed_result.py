"""Everything the chosen mixed model says, in Solr's names."""

from __future__ import annotations

import numpy as np

from impc_nb.dataset import Dataset
from impc_nb.schema import CONTROL, MUTANT, SEXES, THRESHOLD
from impc_nb.statistics import effects, mixed_model, tags
from impc_nb.statistics.design import Design
from impc_nb.statistics.effects import Effect
from impc_nb.statistics.mixed_model import Fit, as_published
from impc_nb.statistics.r_optimiser import maximise_as_r
from impc_nb.statistics.result import Result, call_of, directions
from impc_nb.statistics.selection import Selection
from impc_nb.statistics.welch import NotEstimable
from impc_nb.statistics.window_search import Window
from impc_nb.statistics.windowing import THRESHOLD as WINDOW_THRESHOLD


def mixed_model_result(dataset: Dataset, design: Design, selection: Selection, window: Window | None, path: list[str]) -> Result:
    """The result of a selected mixed model: tests, effects per sex, effect sizes, tag, call, and the path that led here.

    The last step of :func:`impc_nb.statistics.analyse.analyse`, whose example shows it.
    """
    fit, split = selection.fit, effects.split_fit(design, selection)
    genotype, interaction = effects.effect(fit, "genotype"), "genotype:sex" in selection.terms
    sides = {s: effects.effect(split, n) if split else None for s, n in (("female", "female:genotype"), ("male", "genotype:sex"))}
    published = _published_p(design, selection, selection.fit, ["genotype"])
    split_p = _published_p(design, selection, split, ["female:genotype", "genotype:sex"]) if interaction and split else None
    p = {"both": genotype.p_value} | {s: e.p_value if e else None for s, e in sides.items()}
    direction = directions(p, {"both": genotype.estimate} | {s: e.estimate if e else None for s, e in sides.items()})
    size = effects.effect_size(design, selection)
    return Result(
        statistical_method=method_name(selection), p_value=genotype.p_value, p_value_as_published=published,
        effect_size=size, genotype_effect_size=size, significant=any(v is not None and v < THRESHOLD for v in p.values()),
        classification_tag=_tag(design, published, sides, split_p),
        interaction_significant=interaction, interaction_effect_p_value=fit.effect("genotype:sex")[2] if interaction else None,
        batch_significant=selection.batch, variance_significant=True if design.apart is None else selection.apart,
        intercept_estimate=fit.effect("(Intercept)")[0], intercept_estimate_stderr_estimate=fit.effect("(Intercept)")[1],
        direction=direction, call=call_of(p, direction), formula=" + ".join(["y ~ 1", *selection.terms]), animals_used=fit.n,
        path=tuple(path), details={"fit": fit, "split": split, "selection": selection, "design": design},
        **_terms(design, selection), **_sides(design, selection, sides), **_normality(design, selection), **_window(window),
        **counts(dataset),
    )  # fmt: skip


def _published_p(design: Design, selection: Selection, exact: Fit, names: list[str]) -> float | None:
    """p of the marginal test of some columns as the IMPC prints it: at the point where R's optimiser stops, in steps of 1.1e-16."""
    fit = exact
    if selection.batch or selection.apart:
        try:
            sums = design.sums("weight" in exact.names)
            fit = mixed_model.fit(sums, exact.names[1:], batch=selection.batch, apart=selection.apart, optimum=maximise_as_r)
        except (NotEstimable, np.linalg.LinAlgError):
            fit = exact  # R would have failed: the optimum is what can be said
    return as_published(fit.f_test(names), selection.batch)


def method_name(selection: Selection) -> str:
    """The method as the IMPC names it.

    >>> from impc_nb.statistics.design import Rows, full_terms
    >>> from impc_nb.statistics.selection import select
    >>> n = np.arange(120)
    >>> rows = Rows(np.sin(n) + 2.0 * (n % 5 == 0), n % 5 == 0, n % 2 == 1, 30 * (n // 12), np.full(120, np.nan))
    >>> print(method_name(select(Design(rows, full_terms(rows, weight=False)))))
    Linear Model Using Generalized Least Squares framework, GLS, not including Weight
    """
    weight = "including Weight" if "weight" in selection.terms else "not including Weight"
    if selection.batch:
        return f"Linear Mixed Model framework, LME, {weight}"
    return f"Linear Model Using Generalized Least Squares framework, GLS, {weight}"


def counts(dataset: Dataset) -> dict[str, object]:
    """Numbers, means and standard deviations per sex and group, in Solr's names, all measured animals; None where there is none.

    >>> import pandas as pd
    >>> one = Dataset(pd.DataFrame({"data_point": [3.0], "sex": "male", "biological_sample_group": "control"}), {})
    >>> print(counts(one)["male_control_count"], counts(one)["male_control_mean"], counts(one)["male_control_sd"])
    1 3.0 None
    """
    out = {}
    for sex in SEXES:
        for group, name in ((CONTROL, "control"), (MUTANT, "mutant")):
            values = dataset.values(sex, group) if not dataset.categorical else np.zeros(0)
            out[f"{sex}_{name}_count"] = dataset.count(sex, group)
            out[f"{sex}_{name}_mean"] = float(values.mean()) if len(values) else None
            out[f"{sex}_{name}_sd"] = float(values.std(ddof=1)) if len(values) > 1 else None
    return out


def _tag(design: Design, p: float | None, sides: dict[str, Effect | None], split_p: float | None) -> str | None:
    sexes = [sex for sex, male in zip(SEXES, (False, True), strict=True) if (design.rows.male == male).any()]
    pairs = [(e.estimate, e.p_value) if e else None for e in sides.values()]
    return None if p is None else tags.mixed_model_tag(p, *pairs, sexes, split_p)


def _terms(design: Design, selection: Selection) -> dict[str, float | None]:
    out = {}
    for name in ("genotype", "sex", "weight"):
        found = effects.effect(selection.fit, name)
        if found:
            out |= {f"{name}_effect_p_value": found.p_value, f"{name}_effect_parameter_estimate": found.estimate,
                    f"{name}_effect_stderr_estimate": found.stderr}  # fmt: skip
    return out


def _sides(design: Design, selection: Selection, sides: dict[str, Effect | None]) -> dict[str, float | None]:
    change = effects.percentage_change(design, selection)
    out = {f"{sex}_percentage_change": value for sex, value in change.items()}
    for sex, found in sides.items():
        if found:
            out |= {f"{sex}_ko_effect_p_value": found.p_value, f"{sex}_ko_parameter_estimate": found.estimate,
                    f"{sex}_ko_effect_stderr_estimate": found.stderr,
                    f"{sex}_effect_size": effects.effect_size(design, selection, sex=sex)}  # fmt: skip
    return out


def _normality(design: Design, selection: Selection) -> dict[str, float | None]:
    residuals, mutant = selection.fit.residuals(), design.rows_of(selection.fit).mutant
    return {"group_1_residuals_normality_test": effects.normality(residuals[~mutant]),
            "group_2_residuals_normality_test": effects.normality(residuals[mutant])}  # fmt: skip


def _window(window: Window | None) -> dict[str, object]:
    if window is None:
        return {}
    return {"soft_windowing_bandwidth": window.bandwidth, "soft_windowing_shape": window.shape, "soft_windowing_peaks": window.peaks,
            "soft_windowing_threshold": float(WINDOW_THRESHOLD), "soft_windowing_min_obs_required": window.min_obs_required,
            "soft_windowing_number_of_doe": len(window.peaks), "soft_windowing_total_obs_or_weight": window.total_obs}  # fmt: skip
