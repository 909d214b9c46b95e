"""The two life stages of a measurement, by procedure and by age, and what is said where they disagree."""

import json

import pandas as pd
import pytest

from impc_nb.life_stage_ages import age_note, stage_of_age


# Early below 16 weeks, middle aged 16 to 48, late beyond 48 (the IMPC's late adult page; api_map.md, section 6)
@pytest.mark.parametrize(
    ("weeks", "stage"),
    [(0, "Early adult"), (15.9, "Early adult"), (16, "Middle aged adult"), (48, "Middle aged adult"), (48.1, "Late adult"), (None, None)],
)
def test_the_stage_of_an_age(weeks, stage):
    assert stage_of_age(float("nan") if weeks is None else weeks) == stage


def note(stage, ages, groups=None, parameter="IMPC_DXA_006_001"):
    animals = pd.DataFrame({"age_in_weeks": ages})
    animals = animals if groups is None else animals.assign(biological_sample_group=groups)
    return age_note({"life_stage_name": stage, "parameter_stable_id": parameter}, animals)


@pytest.mark.parametrize(
    ("stage", "ages"),
    [
        ("Early adult", [4, 9, 15, 16, 17.5]), ("Late adult", [52, 80, 46.5]), ("Middle aged adult", [14.5, 49.9]), ("E18.5", [0, 90]),
        ("Early adult", [None, None]), ("Early adult", []), (None, [90]),
    ],
)  # fmt: skip
def test_where_they_agree_nothing_is_said(stage, ages):
    assert note(stage, pd.Series(ages, dtype="float64")) == ""


def test_where_they_disagree_it_is_said_how_many_and_at_which_ages():
    said = note("Early adult", [10, 12, 19, 30, 59, None], ["control", "control", "control", "control", "experimental", "control"])
    assert '"Early adult" by its procedure, but 3 of 5 measurements (1 of them mutants) were made' in said
    assert said.endswith("at 19 to 59 weeks, where early adult means before 16 weeks.")
    assert "all of them wildtypes" in note("Late adult", [52, 20], ["experimental", "control"])


def test_the_pooled_body_weight_curve_is_named():
    assert note("Early adult", [10, 59], parameter="IMPC_BWT_008_001").startswith("IMPC_BWT_008_001 pools the body weights of all ages")


def test_the_recorded_body_weights_disagree_and_the_early_adult_tests_do_not(shared):
    """README of the recorded files: the wildtypes of the TCP curve run to 59 weeks; the PPI animals were 9 to 11 weeks old."""
    said = json.loads((shared / "impc/api/v1/bodyweight/byMgiGeneAccId__mgiGeneAccId=MGI:104785.json").read_text())
    ages = [float(point["ageInWeeks"]) for curve in said for point in curve["dataPoints"]]
    assert "to 59 weeks" in note("Early adult", ages, parameter="IMPC_BWT_008_001")
    assert note("Early adult", [9.1, 10.7]) == ""
