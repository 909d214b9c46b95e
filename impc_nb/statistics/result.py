"""The result of an analysis, in the names of Solr's ``statistical-result`` core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from impc_nb.number_words import p_value
from impc_nb.schema import THRESHOLD


@dataclass(frozen=True, eq=False, kw_only=True)
class Result:
    """What an analysis found. Fields named as in Solr are None where they do not apply.

    Estimates are in the parameter's unit, effect sizes without unit; the sign of every genotype effect is mutant - wildtype, of the
    sex effect male - female. p-values are two-sided and accurate in the tail. Of a Fisher test, ``female_ko_parameter_estimate`` and
    ``male_ko_parameter_estimate`` are odds ratios (as the IMPC publishes them), None with more than two categories.
    """

    status: str = "Successful"
    statistical_method: str | None = None
    p_value: float | None = None
    effect_size: float | None = None
    significant: bool = False
    """Any of the pooled, female and male p below 1e-4."""
    classification_tag: str | None = None
    genotype_effect_p_value: float | None = None
    genotype_effect_parameter_estimate: float | None = None
    genotype_effect_stderr_estimate: float | None = None
    genotype_effect_size: float | None = None
    female_ko_effect_p_value: float | None = None
    female_ko_parameter_estimate: float | None = None
    female_ko_effect_stderr_estimate: float | None = None
    female_effect_size: float | None = None
    female_percentage_change: float | None = None
    male_ko_effect_p_value: float | None = None
    male_ko_parameter_estimate: float | None = None
    male_ko_effect_stderr_estimate: float | None = None
    male_effect_size: float | None = None
    male_percentage_change: float | None = None
    sex_effect_p_value: float | None = None
    sex_effect_parameter_estimate: float | None = None
    sex_effect_stderr_estimate: float | None = None
    weight_effect_p_value: float | None = None
    weight_effect_parameter_estimate: float | None = None
    weight_effect_stderr_estimate: float | None = None
    interaction_effect_p_value: float | None = None
    interaction_significant: bool | None = None
    """Genotype x sex is in the final model (the IMPC's name for it)."""
    batch_significant: bool | None = None
    """The day is a random effect of the final model."""
    variance_significant: bool | None = None
    """Mutants keep a residual variance of their own; always True with window weights, as published."""
    intercept_estimate: float | None = None
    intercept_estimate_stderr_estimate: float | None = None
    group_1_genotype: str | None = "control"
    group_1_residuals_normality_test: float | None = None
    group_2_genotype: str | None = "experimental"
    group_2_residuals_normality_test: float | None = None
    soft_windowing_bandwidth: float | None = None
    soft_windowing_shape: float | None = None
    soft_windowing_peaks: tuple[int, ...] | None = None
    soft_windowing_threshold: float | None = None
    soft_windowing_min_obs_required: float | None = None
    soft_windowing_number_of_doe: int | None = None
    soft_windowing_total_obs_or_weight: float | None = None
    female_control_count: int | None = None
    female_control_mean: float | None = None
    female_control_sd: float | None = None
    female_mutant_count: int | None = None
    female_mutant_mean: float | None = None
    female_mutant_sd: float | None = None
    male_control_count: int | None = None
    male_control_mean: float | None = None
    male_control_sd: float | None = None
    male_mutant_count: int | None = None
    male_mutant_mean: float | None = None
    male_mutant_sd: float | None = None
    # ours, not in Solr
    p_value_as_published: float | None = field(default=None, metadata={"ours": True})
    """The pooled p as the IMPC's pipeline prints it: where R's optimiser stops, for mixed models in steps of 1.1e-16 and 0 below."""
    odds_ratio: float | None = field(default=None, metadata={"ours": True})
    """Of a 2 x 2 table, conditional estimate: first category in wildtypes over mutants; 1e16 when infinite."""
    cramers_v: float | None = field(default=None, metadata={"ours": True})
    """Association of category and genotype, 0 to 1; ours, the IMPC does not publish it."""
    direction: Mapping[str, str] = field(default_factory=dict, metadata={"ours": True})
    """``both``, ``female``, ``male`` -> increased, decreased or abnormal, for the p-values below the threshold."""
    call: str = field(default="", metadata={"ours": True})
    """The call in a sentence, and on which sex it rests."""
    formula: str | None = field(default=None, metadata={"ours": True})
    animals_used: int | None = field(default=None, metadata={"ours": True})
    """Rows in the final model (a window or a missing weight drops some)."""
    path: tuple[str, ...] = field(default=(), metadata={"ours": True})
    """How the result was reached, in sentences."""
    details: Mapping[str, object] = field(default_factory=dict, repr=False, metadata={"ours": True})
    """Python objects behind the numbers: ``fit`` and ``selection`` of a mixed model, ``tests`` of tables."""

    def as_solr(self) -> dict[str, object]:
        """The fields that Solr's core has, plain Python values, None where they do not apply."""
        out = {f.name: getattr(self, f.name) for f in fields(self) if not f.metadata.get("ours")}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in out.items()}

    def as_dict(self) -> dict[str, object]:
        """All fields but ``details``: those of Solr and ours."""
        ours = {f.name: getattr(self, f.name) for f in fields(self) if f.metadata.get("ours") and f.name != "details"}
        return self.as_solr() | {k: list(v) if isinstance(v, tuple) else dict(v) if isinstance(v, Mapping) else v for k, v in ours.items()}


def call_of(p: Mapping[str, float | None], direction: Mapping[str, str]) -> str:
    """The call in a sentence.

    Parameters
    ----------
    p : mapping
        ``both``, ``female``, ``male`` -> p-value or None.
    direction : mapping
        The same keys -> increased, decreased or abnormal.

    Examples
    --------
    >>> print(call_of({"both": 0.6, "female": 0.65, "male": 8.6e-5}, {"male": "increased"}))
    Significant: increased in males. The call rests on males alone (p 8.6×10⁻⁵; both sexes together 0.6).
    """
    below = [k for k in ("both", "female", "male") if p.get(k) is not None and p[k] < THRESHOLD]
    if not below:
        least = min((v for v in p.values() if v is not None), default=None)
        return "Not significant" + (f": the smallest p is {p_value(least)}, the threshold 1e-4." if least is not None else ".")
    sexes = [k for k in below if k != "both"]
    where = " and ".join(f"{direction.get(s, 'changed')} in {s}s" for s in sexes)
    sentence = f"Significant: {where or direction.get('both', 'changed') + ', all animals together'}."
    if len(sexes) == 1 and p.get("female") is not None and p.get("male") is not None:
        one, both = p[sexes[0]], p.get("both")
        alone = f" The call rests on {sexes[0]}s alone (p {p_value(one)}"
        if both is not None and abs(both - one) <= 1e-6 * one:
            sentence += f"{alone}): the sexes differ, and the genotype p is that of {sexes[0]}s."
        elif "both" not in below:
            together = "" if both is None else f"; both sexes together {p_value(both)}"
            sentence += f"{alone}{together})."
    return sentence


def directions(p: Mapping[str, float | None], estimates: Mapping[str, float | None]) -> dict[str, str]:
    """Increased or decreased by the sign of the estimate, for each p below the threshold (a p of exactly 1e-4 is not below).

    >>> print(directions({"female": 1e-9, "male": 1e-4}, {"female": -0.5, "male": 2.0}))
    {'female': 'decreased'}
    """
    out = {}
    for key, value in p.items():
        estimate = estimates.get(key)
        if value is not None and value < THRESHOLD and estimate:
            out[key] = "increased" if estimate > 0 else "decreased"
    return out
