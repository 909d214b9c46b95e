"""What the Charts page adds to one dataset: series, parameters read together, other datasets; numbers by hand."""

import gc
import math
import weakref

import holoviews as hv
import numpy as np
import pandas as pd
import pytest
from hand_made import CONTROL, MUTANT, mice

from dashboards.live_chart import render, unattached
from dashboards.pages import charts_family
from dashboards.pages.charts_family import FAMILIES, draw_family, forest_of, main_picture, series_headline, steps_table
from impc_nb.plots.forest import intervals
from impc_nb.plots.profiles import beside, means, profile, steps_of
from impc_nb.schema import ImpcError

GLUCOSE = {"parameter_stable_id": "IMPC_IPG_002_001", "parameter_name": "Blood glucose", "unit": "mg/dl"}


def series(**about):
    """Two female wildtypes (100, 200 and 110, 220) and one mutant (90, 300) at 0 and 30 minutes."""
    return mice([100.0, 200.0, 110.0, 220.0], [90.0, 300.0], discrete_point=[0.0, 30.0, 0.0, 30.0, 0.0, 30.0],
                specimen_id=["a", "a", "b", "b", "m", "m"], about=GLUCOSE | about)  # fmt: skip


def test_means_of_a_series_by_hand():
    """Wildtypes at 30: mean of 200 and 220 is 210, SD is sqrt(200) = 14.142."""
    table = means(steps_of(series())).set_index(["place", "biological_sample_group"])
    assert table.loc[(30.0, CONTROL), "mean"] == 210 and math.isclose(table.loc[(30.0, CONTROL), "sd"], math.sqrt(200))
    assert table.loc[(30.0, MUTANT), "n"] == 1 and math.isnan(table.loc[(30.0, MUTANT), "sd"])


def test_a_series_says_where_the_means_lie_furthest_apart():
    where = "where their means lie furthest apart: females +90 mg/dl at 30 minutes."
    assert series_headline(series()) == f"Abc1 mutants against wildtypes, {where}"
    assert "nothing to compare" in series_headline(mice([1.0], discrete_point=[0.0]))
    assert charts_family.series_counted(series()) == "6 measurements of 1 mutant and 2 wildtypes"


def test_the_chart_of_a_series_joins_the_measurements_of_a_mutant():
    picture = main_picture(series())
    single = picture.layers[4].columns
    assert (single["y0"].tolist(), single["y1"].tolist()) == ([90.0], [300.0])
    assert [len(layer.columns["value"]) for layer in picture.layers[:4]] == [4, 2, 0, 0]
    assert render(picture).yaxis[0].axis_label == "Blood glucose (mg/dl)"


def test_no_series_is_refused_with_a_sentence():
    with pytest.raises(ImpcError, match="no series"):
        steps_of(mice([1.0]))
    with pytest.raises(ImpcError, match="no numbers"):
        beside({"a": mice(["x"])})


def test_the_table_of_steps_leaves_out_groups_without_animals():
    markup = steps_table(steps_of(series()), "homozygote", "minutes")
    assert "210 ± 14.1 (2)" in markup and "300 (1)" in markup and "Male" not in markup and "nan" not in markup and ">minutes<" in markup


@pytest.mark.parametrize(("parameter", "members"), [("IMPC_ABR_008_001", ["click", "18"]), ("IMPC_ACS_033_001", ["PP1", "PP4"])])
def test_what_belongs_together_is_drawn_together_and_what_is_missing_is_said(parameter, members):
    procedure, number = charts_family._named(parameter)
    family = FAMILIES[procedure]
    numbers = {name: n for n, name in family.members.items()}
    shown = mice([10.0, 12.0], [30.0], about={"parameter_stable_id": parameter})
    found = {numbers[name]: shown if numbers[name] == number else mice([20.0], [60.0]) for name in members}
    drawn = draw_family(shown, found)
    assert "Without animals in this release" in drawn[0].object and len(drawn) == 3
    assert "nothing else" not in draw_family(shown, {}) and "No other parameter" in draw_family(shown, {})


def test_the_glucose_curve_stands_beside_its_area():
    area = mice([5.0, 6.0], [9.0], about={"parameter_stable_id": "IMPC_IPG_012_001", "parameter_name": "Area"})
    drawn = draw_family(series(), {"012": area})
    assert len(drawn[1]) == 2 and "+90 mg/dl at 30 minutes" in drawn[0].object
    assert "Only one" in draw_family(series(), {})


def test_a_parameter_without_a_family_has_none():
    assert charts_family.family_title(mice([1.0])) == "" and charts_family.siblings("teaching", mice([1.0])) == {}


# ---------------------------------------------------------------- the forest
def results(**columns) -> pd.DataFrame:
    base = dict.fromkeys([c for pair in charts_family.KINDS.values() for c in pair], [None, None])
    base |= {"phenotyping_center": ["X", "X"], "zygosity": ["homozygote"] * 2, "life_stage_name": ["Early adult"] * 2, "unit": ["cm"] * 2,
             "words": ["a", "b"]}  # fmt: skip
    return pd.DataFrame(base | columns)


def test_intervals_are_of_the_sexes_where_those_differ():
    """Half width of a 95 % interval: 1.959964 standard errors (standard normal)."""
    table = intervals(results(genotype_effect_parameter_estimate=[1.0, 2.0], genotype_effect_stderr_estimate=[0.5, None],
                              female_ko_parameter_estimate=[None, -1.0], female_ko_effect_stderr_estimate=[None, 0.1]))  # fmt: skip
    assert table[["words", "kind"]].values.tolist() == [["a", "both"], ["b", "female"]]
    assert np.allclose(table[["low", "high"]], [[1 - 0.979982, 1 + 0.979982], [-1.1959964, -0.8040036]])


def test_the_forest_draws_all_datasets_of_the_unit_or_says_why_not():
    shown = mice([1.0], [2.0])
    rows = results(genotype_effect_parameter_estimate=[1.0, 2.0], genotype_effect_stderr_estimate=[0.5, 0.5])
    said, estimates = forest_of(rows, shown)
    assert "2 datasets of 1 centre." in said and len(render(estimates).yaxis[0].major_label_overrides) == 2
    assert "nothing to draw" in forest_of(results(), shown)[0]
    assert "nothing to draw" in forest_of(rows.assign(unit="kg"), shown)[0]


def test_any_profile_can_be_drawn_from_one_step_or_many():
    one = mice([1.0], [2.0], discrete_point=[5.0, 5.0])
    many = mice(np.arange(300.0), np.arange(300.0), discrete_point=np.tile(np.arange(300) / 7, 2))
    assert len(profile(one, steps_of(one)).layers) == len(main_picture(many).layers) == 18
    assert steps_of(many)["place"].nunique() < 60  # put together by whole numbers


def test_a_drawn_figure_is_kept_by_nobody_but_the_page():
    """Also where no document is current, as when a visitor has left while the page was drawn."""
    drawn = unattached(hv.Curve([1, 2]) * hv.Scatter([1, 2]), 200)
    gone = weakref.ref(drawn)
    del drawn
    gc.collect()
    assert gone() is None
