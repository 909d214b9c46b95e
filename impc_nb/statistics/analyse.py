"""One dataset in, one result out: the IMPC's method for its parameter, its numbers, and the path taken."""

from __future__ import annotations

from collections.abc import Callable

from impc_nb.dataset import Dataset
from impc_nb.schema import SEXES, THRESHOLD, ImpcError, nearest
from impc_nb.statistics import tags
from impc_nb.statistics.categorical import fisher_by_sex
from impc_nb.statistics.design import Design, full_terms
from impc_nb.statistics.methods import FISHER, METHODS, MIXED_MODEL, REFERENCE_RANGE, SUPPLIED, choose_method
from impc_nb.statistics.mixed_result import counts, mixed_model_result
from impc_nb.statistics.preparing import Prepared, prepare
from impc_nb.statistics.reference_range import published_pair, range_by_sex
from impc_nb.statistics.result import Result, call_of
from impc_nb.statistics.selection import select
from impc_nb.statistics.welch import NotEstimable
from impc_nb.statistics.windowed import apply_window

INFINITE_RATIO = 1e16
"""How the IMPC publishes an infinite odds ratio."""
WINDOWS = ("search", "recorded", "none")


def analyse(dataset: Dataset, window: str | tuple[float, float] = "search", method: str = "auto") -> Result:
    """Recompute what the IMPC publishes for these animals, from the animals.

    Parameters
    ----------
    dataset : Dataset
        Animals of one comparison. Missing values are left out and counted in ``path``; body weight enters when it is known for 80 %
        of the animals and the IMPC uses it for the parameter.
    window : str or (float, float)
        ``search`` finds the soft window from the points (as the IMPC does), ``recorded`` uses the published weights, ``none`` counts
        every animal fully, a pair is its bandwidth in days and shape per day. Only mixed models have one.
    method : str
        ``auto`` follows the published method or else the IMPC's rules; or ``mixed-model``, ``fisher``, ``reference-range``.

    Returns
    -------
    Result
        Numbers in Solr's names, ``call`` and ``path`` in sentences.

    Raises
    ------
    NotEstimable
        If the IMPC would not analyse these animals; the message says why.
    ImpcError
        If window or method is not one of those above.

    Warnings
    --------
    Line-level calls (viability, fertility) rest on no test of animals: see :mod:`impc_nb.statistics.lines`. A p-value is about one
    parameter of one line; the IMPC corrects for many only by its threshold of 1e-4.

    References
    ----------
    Haselimashhadi et al. (2020). Bioinformatics 36, 1492-1500. doi:10.1093/bioinformatics/btz744
    Kurbatova et al. (2015). PLoS ONE 10, e0131274. doi:10.1371/journal.pone.0131274

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> mice = pd.DataFrame({"data_point": np.sin(np.arange(80.0)) + 5 * (np.arange(80) < 16), "sex": ["female", "male"] * 40,
    ...     "biological_sample_group": ["experimental"] * 16 + ["control"] * 64, "date_of_experiment": ["2020-01-01", "2020-02-01"] * 40})
    >>> result = analyse(Dataset(mice, {}), window="none")
    >>> print(result.call)
    Significant: increased in females and increased in males.
    """
    is_pair = isinstance(window, tuple) and len(window) == 2 and all(isinstance(x, int | float) and x > 0 for x in window)
    if not is_pair and window not in WINDOWS:
        raise ImpcError(f"window {str(window)[:60]!r} is not one of {', '.join(WINDOWS)}, or bandwidth and shape above 0.")
    if method != "auto" and method not in METHODS:
        near = nearest(method, METHODS, 1)
        raise ImpcError(f"method {str(method)[:60]!r} is not one of auto, {', '.join(METHODS)}{f'; {near[0]}?' if near else ''}.")
    chosen, why = choose_method(dataset)
    if method != "auto":
        chosen, why = method, f"Method as asked for: {method}."
    if chosen == SUPPLIED:
        raise NotEstimable(f"{why} See impc_nb.statistics.lines.")
    if str(dataset.about["data_type"] or "") == "time_series":
        raise NotEstimable("A series over time: the IMPC does not analyse these (status NotProcessed), and neither does this.")
    if chosen != FISHER and dataset.categorical:
        raise NotEstimable(f"{dataset.label} holds categories, which {chosen} cannot use: choose fisher.")
    if chosen == FISHER and not dataset.categorical:
        raise NotEstimable(f"{dataset.label} holds numbers, which Fisher's test cannot use: choose mixed-model or reference-range.")
    return TESTS[chosen](dataset, prepare(dataset, chosen), why, window)


def _mixed_model(dataset: Dataset, prepared: Prepared, why: str, window: str | tuple[float, float]) -> Result:
    design = Design(prepared.rows, full_terms(prepared.rows, prepared.use_weight))
    windowed = apply_window(dataset, design, prepared.recorded, window)
    selection = select(windowed.design, eliminate=not windowed.even)
    path = [why, *prepared.said, *windowed.said, *(f"{s[0].upper()}{s[1:]}." for s in selection.steps)]
    return mixed_model_result(dataset, windowed.design, selection, windowed.window, path)


def _fisher(dataset: Dataset, prepared: Prepared, why: str, window: str | tuple[float, float]) -> Result:
    rows = prepared.rows
    tests = fisher_by_sex(prepared.levels, rows.mutant, rows.male)
    p = {k: t.p_value for k, t in tests.items()}
    direction = {k: "abnormal" for k, v in p.items() if v < THRESHOLD}
    both = tests["both"]
    ratio = {k: None if t.odds_ratio is None else min(t.odds_ratio, INFINITE_RATIO) for k, t in tests.items()}
    sexes = [SEXES[int(m)] for m in (False, True) if (rows.male == m).any()]
    return Result(
        statistical_method="Fisher Exact Test framework", p_value=both.p_value, p_value_as_published=both.p_value,
        effect_size=both.effect_size, significant=any(v < THRESHOLD for v in p.values()),
        classification_tag=tags.fisher_tag(p["both"], p.get("female"), p.get("male"), sexes),
        female_ko_effect_p_value=p.get("female"), male_ko_effect_p_value=p.get("male"), odds_ratio=ratio["both"],
        female_ko_parameter_estimate=ratio.get("female"), male_ko_parameter_estimate=ratio.get("male"), cramers_v=both.cramers_v,
        direction=direction, call=call_of(p, direction), animals_used=len(rows), path=(why, *prepared.said), details={"tests": tests},
        **counts(dataset),
    )  # fmt: skip


def _reference_range(dataset: Dataset, prepared: Prepared, why: str, window: str | tuple[float, float]) -> Result:
    # OpenStats turns to a mixed model where its range fails for hearing; the rows that are left here cannot make Fisher's tables fail
    rows = prepared.rows
    tests = range_by_sex(rows.y, rows.mutant, rows.male)
    p_value, size = published_pair(tests)
    low, high = ({k: getattr(t, side).p_value for k, t in tests.items()} for side in ("low", "high"))
    p = {k: min(low[k], high[k]) for k in tests}
    direction = {k: "abnormal" if max(low[k], high[k]) < THRESHOLD else "decreased" if low[k] < high[k] else "increased"
                 for k in tests if p[k] < THRESHOLD}  # fmt: skip
    sexes = [SEXES[int(m)] for m in (False, True) if (rows.male == m).any()]
    both = tests["both"]
    path = [why, *prepared.said, f"Central 95 % of wildtypes: {both.low_cut:g} to {both.high_cut:g} {dataset.unit}".strip() + ".",
            "The published p is the smallest of six tables (low and high; both sexes, females, males)."]  # fmt: skip
    return Result(
        statistical_method="Reference Range Plus Test framework; quantile = 0.95 (Tails probability = 0.025)", p_value=p_value,
        p_value_as_published=p_value, effect_size=size, significant=any(v < THRESHOLD for v in p.values()),
        classification_tag=tags.range_tag(low, high, sexes), direction=direction, call=call_of(p, direction), animals_used=len(rows),
        path=tuple(path), details={"tests": tests}, **counts(dataset),
    )  # fmt: skip


#: method -> function (dataset, prepared rows, why this method, window) -> Result
TESTS: dict[str, Callable[[Dataset, Prepared, str, str], Result]] = {
    MIXED_MODEL: _mixed_model,
    FISHER: _fisher,
    REFERENCE_RANGE: _reference_range,
}
