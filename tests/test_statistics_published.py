"""Every recorded published result, recomputed from its animals: effect sizes and the p "as published" where R's optimiser stops, the rest
at the exact optimum, from which R's loose one differs by what the tolerances say."""

import numpy as np
import pytest
from recorded_statistics import BASOPHILS, CONTINUOUS, HEARING, STARTLE, dataset, relative, without_digits

from impc_nb.statistics.analyse import analyse
from impc_nb.statistics.windowing import window_weights

ESTIMATES = ("genotype_effect_stderr_estimate", "female_ko_parameter_estimate", "female_ko_effect_stderr_estimate",
             "male_ko_parameter_estimate", "male_ko_effect_stderr_estimate", "sex_effect_parameter_estimate",
             "intercept_estimate")  # fmt: skip
P_VALUES = ("female_ko_effect_p_value", "male_ko_effect_p_value", "interaction_effect_p_value", "sex_effect_p_value",
            "group_1_residuals_normality_test", "group_2_residuals_normality_test")  # fmt: skip
FLAGS = ("significant", "batch_significant", "variance_significant", "interaction_significant")
WINDOW = ("bandwidth", "shape", "min_obs_required", "total_obs_or_weight", "number_of_doe", "threshold")
BODY_LENGTH, ROUNDED = "a26ddff88929f0ed34fa45b1d313c7ae", 6e-4
"""Its window weights are all 1 but for R's rounding (1e-15) and one day (1e-11). R standardises them for its refits: what it publishes per
sex rests on that rounding; R itself, given the published weights, is 2.2e-5 off."""
SUMMARIES = tuple(f"{who}_{what}" for who in ("female_control", "female_mutant", "male_control", "male_mutant")
                  for what in ("count", "mean", "sd"))  # fmt: skip


@pytest.mark.parametrize("window", ["recorded", "search"])
@pytest.mark.parametrize("doc_id", [*CONTINUOUS, BASOPHILS])
def test_windowed_mixed_models(shared, doc_id, window):
    data = dataset(shared, doc_id)
    said, found = data.published, analyse(data, window=window)
    assert relative(found.p_value, said["p_value"]) < 2e-3 or said["p_value"] == 0
    # the same p to 1e-9, or the neighbouring one of the 1.1e-16 it comes in
    assert abs(found.p_value_as_published - said["p_value"]) < max(1e-9 * said["p_value"], 1.2e-16)
    assert relative(found.effect_size, said["effect_size"]) < 1e-7
    for name in ("female_effect_size", "male_effect_size", "female_percentage_change", "male_percentage_change"):
        assert relative(getattr(found, name), float(said[name])) < (ROUNDED if doc_id == BODY_LENGTH else 1e-9), name
    for name in ESTIMATES:
        if said[name] is not None:
            assert relative(getattr(found, name), said[name]) < 5e-5, name
    for name in P_VALUES:
        assert relative(getattr(found, name), said[name]) < 2e-3, name
    for name in FLAGS:
        assert getattr(found, name) == said[name], name
    assert found.statistical_method == said["statistical_method"]
    assert without_digits(found.classification_tag) == without_digits(said["classification_tag"])
    assert found.soft_windowing_peaks == said["soft_windowing_peaks"]
    for name in WINDOW:
        assert relative(getattr(found, f"soft_windowing_{name}"), said[f"soft_windowing_{name}"]) < 1e-13, name
    for name in SUMMARIES:
        if said[name] is not None:
            assert relative(getattr(found, name), said[name]) < 1e-12, name


@pytest.mark.parametrize("doc_id", [*CONTINUOUS, BASOPHILS])
def test_window_weights_from_the_raw_points(shared, doc_id):
    data = dataset(shared, doc_id)
    found = analyse(data, window="search")
    known = data.animals[data.animals["window_weight"].notna()]
    days = known["date_of_experiment"].to_numpy().astype("datetime64[D]").astype(int)
    again = window_weights(days, found.soft_windowing_peaks, found.soft_windowing_bandwidth, found.soft_windowing_shape)
    assert np.abs(again - known["window_weight"]).max() < 1e-12


def test_without_window_the_published_p_is_missed(shared):
    """The check bites: an analysis of all animals is off by 49 orders of magnitude (reference: 0.0000129 to 4.35e-58)."""
    data = dataset(shared, CONTINUOUS[1])
    assert relative(analyse(data, window="none").p_value, data.published["p_value"]) > 1e40


@pytest.mark.parametrize("doc_id", HEARING)
def test_reference_range(shared, doc_id):
    data = dataset(shared, doc_id)
    said, found = data.published, analyse(data)
    assert relative(found.p_value, said["p_value"]) < 1e-13 and relative(found.effect_size, said["effect_size"]) < 1e-13
    assert found.classification_tag == said["classification_tag"]
    assert found.statistical_method == said["statistical_method"] and found.significant == said["significant"]


def test_fisher(shared):
    data = dataset(shared, STARTLE)
    said, found = data.published, analyse(data)
    for name in ("p_value", "effect_size", "female_ko_effect_p_value", "male_ko_effect_p_value"):
        assert relative(getattr(found, name), said[name]) < 1e-13, name
    assert found.classification_tag == said["classification_tag"] and found.significant


def test_the_path_is_said(shared):
    """The sentences of the issue: counts, share of weights, AICc of the day (10201.9 against 10203.9: R reference)."""
    path = " ".join(analyse(dataset(shared, CONTINUOUS[1])).path)
    for words in ("8 female and 8 male mutants", "body weight known for 98.9 %: used", "Genotype x sex kept by AICc",
                  "Day dropped by AICc (10201.9 against 10203.9"):  # fmt: skip
        assert words in path


def test_a_call_that_rests_on_one_sex_says_so(shared):
    """Published p 0.604 for both sexes, 8.59e-05 for males."""
    found = analyse(dataset(shared, BASOPHILS), window="recorded")
    assert found.significant and found.direction == {"male": "increased"}
    assert "rests on males alone" in found.call
