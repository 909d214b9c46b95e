"""What the Charts page adds to one dataset: series, parameters read together, other datasets; numbers by hand."""

import gc
import math
import re
import weakref
from html import unescape

import holoviews as hv
import numpy as np
import pandas as pd
import pytest
from hand_made import CONTROL, MUTANT, mice

import impc_nb
from dashboards.choices import load
from dashboards.live_chart import LiveChart, render, unattached
from dashboards.pages import charts_family, charts_others
from dashboards.pages.charts_family import FAMILIES, draw_family, main_picture, series_headline, steps_table
from dashboards.pages.charts_numbers import all_numbers
from dashboards.pages.charts_others import forest_of
from dashboards.pages.charts_second import SecondChart
from dashboards.view import View
from impc_nb.plots.forest import intervals
from impc_nb.plots.profiles import beside, means, profile, steps_of
from impc_nb.schema import ImpcError
from impc_nb.statistics.analyse import analyse

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
    base = dict.fromkeys([c for pair in charts_others.KINDS.values() for c in pair], [None, None])
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
    assert "2 datasets of 1 centre;" in said and len(render(estimates).yaxis[0].major_label_overrides) == 2
    assert "nothing to draw" in forest_of(results(), shown)[0]
    assert "nothing to draw" in forest_of(rows.assign(unit="kg"), shown)[0]


def test_other_datasets_that_cannot_be_read_are_listed_and_asked_for_again(monkeypatch):
    asked, real = [], impc_nb.load_table

    def fails(*args, **kwargs):
        asked.append(kwargs["parameter"])
        raise ImpcError("Nobody answers.")

    charts_others._kept.cache_clear()
    shown = load("teaching", impc_nb.list_datasets("Myo6", "Body length")["doc_id"].iloc[0])
    monkeypatch.setattr(impc_nb, "load_table", fails)
    listed = charts_others.others("teaching", shown)
    assert asked == [shown.about["parameter_stable_id"]]  # once
    assert listed.rows["shown"].sum() == 1 and listed.estimates is None  # the list tells no estimates
    monkeypatch.setattr(impc_nb, "load_table", real)
    read = charts_others.others("teaching", shown)
    assert set(read.rows["doc_id"]) == set(listed.rows["doc_id"]) and read.estimates is not None
    monkeypatch.setattr(impc_nb, "load_table", fails)
    assert charts_others.others("teaching", shown) is read


def test_how_many_datasets_were_tested_and_the_smallest_of_all_p():
    rows = results(p_value=[0.5, None], female_ko_effect_p_value=[None, 2e-7], male_ko_effect_p_value=[None, 0.3])
    assert charts_others.tested(rows) == "2 datasets of 1 centre; the smallest p-value is 2.0×10⁻⁷ (females)."
    assert charts_others.tested(rows.assign(phenotyping_center=["X", "Y<"])).endswith("is 2.0×10⁻⁷ (females at Y<).")
    same = results(p_value=[2.001e-7, None], female_ko_effect_p_value=[2e-7, None])  # the sexes differ: the dataset's p is that of females
    assert charts_others.tested(same).endswith("is 2.0×10⁻⁷.")
    assert charts_others.tested(results()[:1]) == "1 dataset of 1 centre; no p-value is given for it."


@pytest.mark.parametrize(
    ("p", "shown"), [(9.9e-5, "<b>9.9×10⁻⁵ ✱</b>"), (1e-4, "1.0×10⁻⁴"), (math.nan, "–"), (None, "–"), (0.0, "<b>0 (below 10⁻¹⁶) ✱</b>")]
)
def test_a_p_that_makes_a_call_is_marked(p, shown):
    """The IMPC calls below 1e-4, not at it."""
    assert charts_others.SAME["p_value"].cell({"p_value": p}) == shown


def test_the_numbers_of_a_model_stand_beside_the_published_ones_each_in_its_row():
    """The consortium's own page prints the sex estimate as the genotype's."""
    stored = impc_nb.load_table("datasets", gene="Myo6", parameter="IMPC_DXA_006_001", release="teaching").iloc[0]
    dataset = load("teaching", stored["doc_id"])
    rows = rows_of(all_numbers(dataset, analyse(dataset, window="recorded")))
    for name, term in (("genotype: mutant − wildtype", "genotype"), ("sex: male − female", "sex"), ("body weight, per g", "weight")):
        estimate = f"{stored[f'{term}_effect_parameter_estimate']:+.3g}".replace("-", "−").rstrip("0")
        assert rows[name][0].startswith(estimate), name
        assert rows[name][0].split(";")[0] == rows[name][1].split(";")[0], name  # recomputed
    assert rows["genotype × sex is in the model"] == ["yes", "yes"]


def test_each_table_of_a_reference_range_is_a_row():
    """100 wildtypes from 0 to 99 in steps of 1, 4 mutants at 200: of their range 2.475 to 96.525 three lie above, and all mutants."""
    dataset = mice(np.arange(100.0), [200.0] * 4, about={"parameter_stable_id": "IMPC_ABR_002_001", "procedure_stable_id": "IMPC_ABR_002"})
    rows = rows_of(all_numbers(dataset, analyse(dataset, window="none")))
    assert rows["both sexes, at 96.5 or above"][1:] == ["+97", "infinite"]  # 4 of 4 against 3 of 100
    assert rows["both sexes, at 2.48 or below"] == ["1", "−3", "0"]  # none of 4 against 3 of 100


def rows_of(markup: str) -> dict[str, list[str]]:
    """The rows of the only table, by their first cell."""
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", markup)]
    return {unescape(row[0]): row[1:] for row in cells if row}


def test_animals_stand_against_their_body_weight_where_it_is_asked_for_and_known():
    view = View(options={"against": "weight"})
    chart = SecondChart(view, LiveChart())
    light, unknown = mice([1.0, 2.0], [3.0], weight=[20.0, 30.0, 25.0]), mice([1.0, 2.0], [3.0], weight=None)
    for dataset, label, offered in ((light, "body weight (g)", True), (unknown, "date of experiment", False)):
        chart.show(dataset)
        chart.tell(dataset)
        assert chart.chart._drawn.xaxis[0].axis_label == label and chart.against.visible is offered
    chart.tell(light)
    assert "which is not known" not in chart.said.object
    chart.against.told("against", "")
    assert view.options["against"] == ""
    view.set(against="<b>age")
    chart.tell(light)
    assert "against='<b>age', which is not known; against can be weight." in unescape(chart.said.object) and "<b>" not in chart.said.object


def test_the_tests_of_categories_name_the_share_that_differs_and_turn_the_odds_to_mutants():
    """3 of 4 mutants and 1 of 5 wildtypes are abnormal: +55 points; mutants' odds of it are the higher ones."""
    dataset = mice(["normal"] * 4 + ["abnormal"], ["abnormal"] * 3 + ["normal"])
    p, share, odds = rows_of(all_numbers(dataset, analyse(dataset, window="none")))["both sexes"]
    assert share == "+55 of “abnormal”" and float(odds) > 1
    again = mice(["a"] * 4 + ["z"], ["z"] * 3 + ["a"])  # whatever comes first in the alphabet
    assert rows_of(all_numbers(again, analyse(again, window="none")))["both sexes"] == [p, "+55 of “z”", odds]


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
