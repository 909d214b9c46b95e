"""Charts: what they draw is what the dataset holds, and a chart fed with new data equals one drawn anew."""

import itertools
import re
import warnings
from collections import Counter
from functools import cache
from types import SimpleNamespace

import holoviews as hv
import numpy as np
import pandas as pd
import pytest
from bokeh.models import FixedTicker, HoverTool, Quad, Segment
from hand_made import HOSTILE, SLOTS, categorical, continuous, mice
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboards import live_chart
from dashboards.figure_copies import Master
from dashboards.live_chart import LiveChart, render, update
from impc_nb import plots, schema
from impc_nb.plots import picture
from impc_nb.plots.estimates import ladder
from impc_nb.plots.marks import group_ticks
from impc_nb.plots.pups import pups
from impc_nb.plots.stage_estimates import approximate_interval
from impc_nb.schema import ImpcError
from impc_nb.statistics.ladder import Ladder
from impc_nb.statistics.life_stage_model import Contrast
from impc_nb.statistics.lines import PupCounts

CONTINUOUS, CATEGORICAL = continuous(), categorical()
# Steps of a model as estimate_ladder gives them, made up: two units, one sex only, other steps.
STEPS = pd.DataFrame({"step": ["as measured"] * 2 + ["at the same body weight"] * 2, "sex": ["female", "male"] * 2,
                      "estimate": [-0.8, -0.7, -0.4, 0.1], "low": [-1.0, -0.9, -0.5, -0.1], "high": [-0.6, -0.5, -0.3, 0.3]})  # fmt: skip
FEMALES = STEPS[STEPS["sex"] == "female"]
LADDERS = {"cm": Ladder(STEPS, "", "cm"), "g": Ladder(STEPS.assign(low=-90.0), "", "g"), "no unit": Ladder(STEPS, "", ""),
           "females": Ladder(FEMALES, "", "cm"), "males": Ladder(STEPS[STEPS["sex"] == "male"], "", "dB"),
           "one step": Ladder(STEPS[:2], "", "cm"), "one step, hostile": Ladder(FEMALES[:1], "", HOSTILE)}  # fmt: skip
RELEASE = schema.Release("r", "folder", "Saved release", True)


def forests() -> dict[str, object]:
    """Estimates of both stages as one model gives them, made up: all there, one sex, no interval, another size, nothing."""

    def one(estimate, half=0.3):
        return Contrast(estimate, None if half is None else estimate - half, None if half is None else estimate + half, 0.1, 0.01)

    both = {f"{sex} {stage}": one(0.3 * k) for k, (sex, stage) in enumerate((s, t) for s in schema.SEXES for t in ("early", "late"))}
    change = {"female": one(-2.0), "male": one(1e6)}
    made = {"both": (both, change), "females": ({"female late": one(1.0)}, {}), "no interval": (dict.fromkeys(both, one(1.0, None)), {}),
            "large": (dict.fromkeys(both, one(-1e9, 5.0)), change), "nothing": ({}, {})}  # fmt: skip
    return {name: SimpleNamespace(effects=e, change=c) for name, (e, c) in made.items()}


def published(n: int, seed: int) -> pd.DataFrame:
    """Published results of three parameters at every stage, made up."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame({
        "parameter_name": [("one", "two", HOSTILE)[i % 3] for i in range(n)], "parameter_stable_id": "IMPC_HEM_001_001",
        "life_stage_name": [("Early adult", "Late adult", "Middle aged adult")[(i // 3 + seed) % 3] for i in range(n)],
        "p_value": rng.choice([np.nan, 0.0, 1.0, 0.03], n), "effect_size": rng.normal(size=n), "significant": rng.random(n) < 0.5,
        "marker_symbol": "Abc1", "phenotyping_center": "Here", "zygosity": "homozygote",
    })  # fmt: skip


def weighed(ages: list[float], seed: int) -> pd.DataFrame:
    """Weekly means of both sexes and groups, made up."""
    rng = np.random.default_rng(seed)
    rows = [(s, g, a) for s in schema.SEXES for g in schema.GROUPS for a in ages]
    table = pd.DataFrame(rows, columns=["sex", "biological_sample_group", "age_in_weeks"])
    return table.assign(mean=rng.normal(25, 3, len(table)), sd=[np.nan if i % 5 == 0 else 2.0 for i in range(len(table))], count=9.0)


def aged(seed: int, names: tuple[str, ...] = ("one", "two")) -> pd.DataFrame:
    """Wildtypes early and late, as wildtype_ageing gives them, made up."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame([(n, s) for n in names for s in schema.SEXES], columns=["parameter_name", "sex"])
    table = table.assign(
        parameter_stable_id=table["parameter_name"], phenotyping_center="Here", early_sd=2.0, change=rng.normal(size=len(table))
    )
    ratio = rng.uniform(0.5, 4, len(table))
    return table.assign(change_low=table["change"] - 1, change_high=table["change"] + 1, change_in_sd=[k // 2 for k in range(len(table))],
                        sd_ratio=ratio, sd_ratio_low=ratio / 2, sd_ratio_high=ratio * 2)  # fmt: skip


PAIRED = ["plain", "no males", "no mutants", "one animal each", "constant", "no animals", "no dates"]


def late(dataset):
    """The same animals, called late adult."""
    return type(dataset)(dataset.animals, dict(dataset.about) | {"life_stage_name": "Late adult"}, {}, dataset.release)


def pictures() -> dict[tuple[str, str], plots.Picture]:
    """(chart, dataset) -> picture, for every chart on every dataset it accepts."""
    draw = plots.PICTURES
    out = {("distribution", name): draw["distribution"](d) for name, d in CONTINUOUS.items()}
    out |= {("categories", name): draw["categories"](d) for name, d in CATEGORICAL.items()}
    out |= {("over_time", name): draw["over_time"](d) for name, d in CONTINUOUS.items()}
    out |= {("over_weight", name): draw["over_weight"](d) for name, d in CONTINUOUS.items()}
    out |= {("over_time", f"categories: {name}"): draw["over_time"](d) for name, d in CATEGORICAL.items()}
    out |= {("ladder", name): draw["ladder"](CONTINUOUS["plain"], steps) for name, steps in LADDERS.items()}
    out |= {("stage_effects", name): draw["stage_effects"](CONTINUOUS["plain"], both) for name, both in forests().items()}
    out |= {("stage_results", f"{n} of {k}"): draw["stage_results"](published(n, k), RELEASE) for n in (9, 27, 3) for k in range(5)}
    ages = {"young": [4.0, 5.0, 9.0], "whole life": [4.0, 16.0, 30.0, 62.0], "one week": [12.0], "no week": [], "uneven": [3.0, 50.0]}
    out |= {
        ("trajectory", w): draw["trajectory"](weighed(a, len(a)), "female", "Weight (g)", RELEASE, who="Abc1 Here") for w, a in ages.items()
    }
    out |= {("wildtype_ageing", f"{k}"): draw["wildtype_ageing"](aged(k), RELEASE) for k in range(5)}
    out |= {("wildtype_ageing", f"spread {k}"): draw["wildtype_ageing"](aged(k), RELEASE, "spread") for k in range(3)}
    pairs = zip(PAIRED, PAIRED[1:] + PAIRED[:1], strict=True)
    return out | {("life_stages", f"{a}, late {b}"): draw["life_stages"](CONTINUOUS[a], late(CONTINUOUS[b])) for a, b in pairs}


ALL = pictures()


@cache
def fresh(key):
    """The figure of a chart drawn anew; only to be looked at. No warning may be given on the way."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return render(ALL[key])


def figure_of(chart, *datasets):
    return render(plots.PICTURES[chart](*datasets))


def points(overlay):
    return [e for e in overlay if isinstance(e, hv.Points)]


def options(overlay):
    return hv.Store.lookup_options("bokeh", overlay, "plot").kwargs


# ---------------------------------------------------------------- what is drawn is what was measured
@pytest.mark.parametrize("name", CONTINUOUS)
def test_distribution_draws_every_measured_value_at_its_group(name):
    dataset = CONTINUOUS[name]
    drawn = points(plots.distribution(dataset))
    assert len(drawn) == 4
    for i, ((sex, group), element) in enumerate(zip(SLOTS, drawn, strict=True)):
        rows = dataset.animals
        rows = rows[(rows["sex"] == sex) & (rows["biological_sample_group"] == group) & rows["data_point"].notna()]
        np.testing.assert_array_equal(element.dimension_values("value"), rows["data_point"])
        np.testing.assert_array_equal(element.dimension_values("weight"), rows["weight"])
        assert list(element.dimension_values("specimen_id")) == list(rows["specimen_id"].fillna("not named"))
        assert (np.abs(element.dimension_values("place") - i) < 0.4).all()  # beside no other group


@pytest.mark.parametrize("name", CONTINUOUS)
def test_all_values_lie_within_the_limits_and_the_limits_are_no_wider_than_need_be(name):
    low, high = plots.distribution(CONTINUOUS[name]).get_dimension("value").range
    values = CONTINUOUS[name].values()
    assert low < high and np.isfinite([low, high]).all()
    if len(values):
        assert low < values.min() and values.max() < high
        if np.ptp(values):
            assert high - low < 1.3 * np.ptp(values)


def test_n_stands_in_the_ticks_and_counts_what_is_drawn():
    dataset = mice([10.0, None, 10.2], [9.0], [11.0, 11.5, 11.2, 12.0], [])
    words = ["Female\nWT\nn = 2", "Female\nHOM\nn = 1", "Male\nWT\nn = 4", "Male\nHOM\nn = 0"]
    ticks = options(plots.distribution(dataset))["xticks"]
    assert [(place, label.split()) for place, label in ticks] == [(i, label.split()) for i, label in enumerate(words)]
    assert figure_of("distribution", dataset).xaxis[0].major_label_overrides == dict(ticks)  # each on lines of its own


@pytest.mark.parametrize(("zygosity", "word"), [("heterozygote", "HET"), ("hemizygote", "HEM"), (None, "mutant"), ("<b>", "mutant")])
def test_ticks_say_the_zygosity(zygosity, word):
    ticks = dict(options(plots.distribution(mice([1.0], [2.0], about={"zygosity": zygosity})))["xticks"])
    assert ticks[1.0].split() == ["Female", word, "n", "=", "1"]


@pytest.mark.parametrize(
    ("about", "label"),
    [({}, "Tail length (cm)"), ({"unit": None}, "Tail length"), ({"unit": " "}, "Tail length"),
     ({"parameter_name": None}, "X_ABC_001_001 (cm)"), ({"parameter_name": None, "parameter_stable_id": None, "unit": "%"}, "value (%)")],
)  # fmt: skip
@pytest.mark.parametrize("chart", ["distribution", "over_time", "life_stages"])
def test_the_value_axis_says_parameter_and_unit(chart, about, label):
    dataset = mice([1.0], [2.0], about=about)
    given = (dataset, late(dataset)) if chart == "life_stages" else (dataset,)
    assert plots.CHARTS[chart](*given).get_dimension("value").label == label
    assert figure_of(chart, *given).yaxis[0].axis_label == label


def test_axes_have_names():
    dataset = mice([1.0], [2.0])
    assert plots.distribution(dataset).get_dimension("place").label == "sex and genotype"
    assert plots.over_time(dataset).get_dimension("day").label == "date of experiment"
    assert figure_of("over_time", dataset).xaxis[0].axis_label == "date of experiment"
    assert figure_of("categories", mice(["a"], ["b"])).yaxis[0].axis_label == "share of animals (%): Tail length"


@pytest.mark.parametrize("chart", ["distribution", "over_time", "over_weight"])
def test_colours_are_the_groups_and_markers_the_sexes(chart):
    """The numbers come from DESIGN section 2."""
    figure = figure_of(chart, CONTINUOUS["plain"])
    drawn = [(r.glyph.marker, r.glyph.fill_color) for r in figure.renderers[:4]]
    assert drawn == [("circle", "#D41159"), ("circle", "#1A85FF"), ("triangle", "#D41159"), ("triangle", "#1A85FF")]
    assert (schema.GROUP_COLOURS, schema.SEX_MARKERS) == (
        {"control": "#D41159", "experimental": "#1A85FF"}, {"female": "circle", "male": "triangle"})  # fmt: skip


def test_boxes_and_medians_are_the_quartiles():
    """By hand, linear between neighbours (Hyndman and Fan's type 7): 1 2 3 4 10 -> 2, 3, 4; 1 2 3 4 -> 1.75, 2.5, 3.25."""
    overlay = plots.distribution(mice([1.0, 2, 3, 4, 10], [1.0, 2, 3, 4], [7.0], [5.0, 5.0]))
    wildtype, wildtype_median, mutant, mutant_median = list(overlay)[4:]
    place = 0.3
    np.testing.assert_allclose(wildtype.array(), [[-place, 2, place, 4]])  # a single animal gets no box
    # across, then what the hover says of the group: how many animals, smallest, quartiles, largest
    np.testing.assert_allclose(wildtype_median.array(), [[-place, 3, place, 3, 5, 1, 2, 4, 10]])
    np.testing.assert_allclose(mutant.array(), [[1 - place, 1.75, 1 + place, 3.25], [3 - place, 5, 3 + place, 5]])
    found = [[1 - place, 2.5, 1 + place, 2.5, 4, 1, 1.75, 3.25, 4], [3 - place, 5, 3 + place, 5, 2, 5, 5, 5, 5]]
    np.testing.assert_allclose(mutant_median.array(), found)
    figure = figure_of("distribution", mice([1.0, 2], [3.0, 4]))
    assert [r.glyph.line_color for r in figure.renderers[4:]] == ["#D41159", "#D41159", "#1A85FF", "#1A85FF"]


def test_animals_that_share_a_value_stand_side_by_side_and_the_same_each_time():
    dataset = mice([5.0] * 9, [6.0])
    first, again = (points(plots.distribution(dataset))[0].dimension_values("place") for _ in range(2))
    assert len(set(first)) == 9
    np.testing.assert_array_equal(first, again)


def test_hover_names_the_animal_its_value_day_weight_and_age():
    figure = figure_of("distribution", CONTINUOUS["plain"])
    hovers = [tool for tool in figure.tools if isinstance(tool, HoverTool)]
    named = {r for tool in hovers for r in tool.renderers}  # every animal and median; a box would lie over its animals
    assert named == {r for r in figure.renderers if not isinstance(r.glyph, Quad)}
    medians = [tool for tool in hovers if "animals" in dict(tool.tooltips)]
    assert {r for tool in medians for r in tool.renderers} == {r for r in figure.renderers if isinstance(r.glyph, Segment)}
    hovers = [tool for tool in hovers if tool not in medians]
    for tool in hovers:
        assert dict(tool.tooltips)["animal"] == "@specimen_id"
        assert {"value", "measured on", "body weight", "age"} <= set(dict(tool.tooltips))
    source = figure.renderers[0].data_source.data
    assert source["specimen_id"][0] == "mouse-0" and source["age_in_weeks"][0] == 14  # born 14 weeks before, see hand_made


# ---------------------------------------------------------------- categories
@pytest.mark.parametrize("name", CATEGORICAL)
def test_categories_of_each_group_add_up_to_100_percent(name):
    dataset = CATEGORICAL[name]
    bars = plots.categories(dataset).Rectangles.I.dframe()
    for i, (sex, group) in enumerate(SLOTS):
        stack = bars[np.isclose((bars["left"] + bars["right"]) / 2, i)].sort_values("bottom")
        n = dataset.count(sex, group)
        assert stack["animals"].sum() == n
        if n:
            assert stack["share"].sum() == pytest.approx(100) and stack["top"].iloc[-1] == pytest.approx(100)
            np.testing.assert_allclose(stack["bottom"], np.append(0, stack["top"][:-1]))  # no gap, no overlap
            np.testing.assert_allclose(stack["top"] - stack["bottom"], 100 * stack["animals"] / n)


def test_shares_by_hand_and_one_colour_a_category():
    bars = plots.categories(mice(["Present"] * 3 + ["None"], ["None", "Present"], [], ["None"])).Rectangles.I.dframe()
    rows = {(round((r.left + r.right) / 2), r.category): (r.animals, r.share) for r in bars.itertuples()}
    assert rows == {(0, "Present"): (3, 75), (0, "None"): (1, 25), (1, "Present"): (1, 50), (1, "None"): (1, 50), (3, "None"): (1, 100)}
    assert (bars.groupby("category")["color"].nunique() == 1).all() and bars["color"].nunique() == 2


def test_no_two_neighbours_of_a_stack_have_the_same_colour_even_with_more_categories_than_colours():
    stack = plots.categories(CATEGORICAL["more than colours"]).Rectangles.I.dframe().query("left < 0").sort_values("bottom")
    assert len(stack) == 12 and (stack["color"].to_numpy()[1:] != stack["color"].to_numpy()[:-1]).all()


# ---------------------------------------------------------------- over time
@pytest.mark.parametrize("name", CONTINUOUS)
def test_over_time_draws_values_at_their_dates(name):
    dataset = CONTINUOUS[name]
    for (sex, group), element in zip(SLOTS, points(plots.over_time(dataset)), strict=True):
        part = dataset.part(sex, group)
        np.testing.assert_array_equal(element.dimension_values("day"), part["date_of_experiment"].to_numpy("datetime64[ms]"))
        np.testing.assert_array_equal(element.dimension_values("value"), part["data_point"])


@pytest.mark.parametrize("name", CONTINUOUS)
def test_over_weight_draws_values_at_body_weights(name):
    dataset = CONTINUOUS[name]
    overlay = plots.over_weight(dataset)
    for (sex, group), element in zip(SLOTS, points(overlay), strict=True):
        part = dataset.part(sex, group)
        np.testing.assert_array_equal(element.dimension_values("weight"), part["weight"])
        np.testing.assert_array_equal(element.dimension_values("value"), part["data_point"])
    assert figure_of("over_weight", dataset).xaxis[0].axis_label == "body weight (g)"


def test_categories_have_no_place_against_body_weight():
    with pytest.raises(ImpcError, match="categories"):
        plots.over_weight(next(iter(CATEGORICAL.values())))


def test_window_weight_runs_over_the_days_on_an_axis_of_its_own():
    days = ["2019-01-03", "2019-01-01", "2019-01-02", "2019-01-03"]
    dataset = mice([1.0, 2.0, 3.0], [4.0], date_of_experiment=days, window_weight=[1.0, 0.25, None, 1.0])
    overlay = plots.over_time(dataset)
    curve = overlay.Curve.I
    np.testing.assert_array_equal(curve.dimension_values(0), np.array(["2019-01-01", "2019-01-03"], "datetime64[ms]"))
    np.testing.assert_array_equal(curve.dimension_values(1), [0.25, 1.0])
    figure = figure_of("over_time", dataset)
    extra = figure.extra_y_ranges["counts"]
    assert (extra.start, extra.end) == (0, 1.04)
    assert [r.y_range_name for r in figure.renderers] == ["default"] * 4 + ["counts"]
    axis = next(a for a in figure.yaxis if a.y_range_name == "counts")
    assert axis.axis_label == "window weight" and axis in figure.right and axis.visible


@pytest.mark.parametrize("name", CATEGORICAL)
def test_categories_over_time_stand_at_their_own_tick(name):
    dataset = CATEGORICAL[name]
    overlay = plots.over_time(dataset)
    ticks = dict(options(overlay)["yticks"])
    for (sex, group), element in zip(SLOTS, points(overlay), strict=True):
        category = dataset.part(sex, group)["category"]
        nearest = [ticks[round(v)] for v in element.dimension_values("value")]
        assert nearest == [picture.text(c) for c in category]


# ---------------------------------------------------------------- every chart says where it comes from
@pytest.mark.parametrize("simulated", [True, False])
def test_a_chart_says_whose_animals_it_shows_and_whether_they_are_simulated(simulated):
    about = {"marker_symbol": "Abc1", "phenotyping_center": "Here"}
    plain = mice([1.0, 2.0], [3.0, 4.0], about=about)
    mouse = type(plain)(plain.animals, plain.about, {}, schema.Release("r", "folder", "Saved release", simulated))
    given = {"life_stages": (mouse, late(mouse)), "ladder": (mouse, LADDERS["cm"]), "stage_effects": (mouse, forests()["both"]),
             "stage_results": (published(9, 1), mouse.release),
             "trajectory": (weighed([4.0], 1), "male", "g", mouse.release, None, "Abc1 · Here")}  # fmt: skip
    for chart in set(plots.PICTURES) - {"categories", "wildtype_ageing"}:  # wildtypes are of no gene
        said = render(plots.PICTURES[chart](*given.get(chart, (mouse,)))).title.text.replace("\n", " · ")
        assert said.startswith(f"Saved release · {'simulated' if simulated else 'real'} animals · Abc1") and "Here" in said


# ---------------------------------------------------------------- life stages
def test_life_stages_stand_on_one_axis_early_left_of_late():
    early = mice([20.0, 21.0], [18.0, 17.0], [25.0], [24.0], about={"unit": "g"})
    older = mice([30.0, 33.0], [22.0], [40.0], [35.0], about={"unit": "g", "life_stage_name": "Late adult"})
    overlay = plots.life_stages(early, older)
    drawn = points(overlay)
    assert [list(e.dimension_values("value")) for e in drawn] == [[20, 21], [18, 17], [25], [24], [30, 33], [22], [40], [35]]
    assert max(e.dimension_values("place").max() for e in drawn[:4]) + 1 < min(e.dimension_values("place").min() for e in drawn[4:])
    low, high = overlay.get_dimension("value").range
    assert low < 17 and high > 40
    assert [w for _, _, w in overlay.Labels.I.data[["place", "value", "words"]].itertuples(index=False)] == [
        "Early,\n14 weeks", "Late,\n14 weeks"]  # fmt: skip
    ticks = [t.split("\n")[-1] for _, t in options(overlay)["xticks"]]
    assert ticks == ["2", "2", "1", "1", "2", "1", "1", "1"]
    assert [b for b in overlay if isinstance(b, hv.Segments)][1].array()[:, :4].tolist() == [[0.7, 17.5, 1.3, 17.5]]  # median of 17 and 18


WIDEST = 16
"""Letters that a phone has room for beside the axis of a chart, so that the chart keeps two thirds of the width."""


def test_words_of_charts_find_room_on_a_phone():
    """Lines of words beside an axis are short; of eight groups no two neighbours' words stand on one line, but for one letter."""
    shown = ladder(CONTINUOUS["plain"], LADDERS["cm"])
    assert all(len(line) <= WIDEST for _, words in shown.y.ticks for line in words.splitlines())
    assert {" ".join(words.split()) for _, words in shown.y.ticks} == set(LADDERS["cm"].table["step"])
    assert all(len(line) <= 40 for line in (*shown.x.label.splitlines(), *shown.title.splitlines()))
    ticks = [words.split("\n") for _, words in group_ticks(CONTINUOUS["many"], short=True)]
    for one, other in itertools.pairwise(ticks):
        both = [(a, b) for a, b in itertools.zip_longest(one, other, fillvalue="") if a and b]
        assert all(min(len(a), len(b)) == 1 for a, b in both) and len(both) <= 1
    bars = pups({"all pups": PupCounts(10, 20, 10)})
    assert [words.split("\n")[0] for _, words in bars.x.ticks] == ["WT", "", "HOM"]


# ---------------------------------------------------------------- estimates
def test_an_infinite_effect_is_not_estimable_and_not_drawn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        low, high = approximate_interval(np.array([np.inf, -np.inf, -1.0]), np.array([0.05, 0.01, 0.05]))
        assert np.isnan([*low[:2], *high[:2]]).all() and low[2] == pytest.approx(-2.0) and high[2] == pytest.approx(0.0)
        rows = published(9, 1)
        rows["effect_size"] = [np.inf, -np.inf, None, *[0.5] * (len(rows) - 3)]
        shown = plots.PICTURES["stage_results"](rows, RELEASE)
    drawn = np.concatenate([layer.columns["effect"] for layer in shown.layers if layer.kind == "points"])
    assert drawn.tolist() == [0.5] * (len(rows) - 3)


def test_the_ladder_draws_each_estimate_within_its_interval_first_step_on_top():
    overlay = plots.ladder(CONTINUOUS["plain"], LADDERS["cm"])
    females, males = points(overlay)
    assert list(females.dimension_values(0)) == [-0.8, -0.4] and list(males.dimension_values(0)) == [-0.7, 0.1]
    assert (np.diff(females.dimension_values(1)) < 0).all() and (females.dimension_values(1) != males.dimension_values(1)).all()
    lines = [e.array() for e in overlay if isinstance(e, hv.Segments)]
    zero, of_females, of_males = lines
    assert zero[0][[0, 2]].tolist() == [0, 0]
    assert of_females[:, [0, 2]].tolist() == [[-1, -0.6], [-0.5, -0.3]] and of_males[:, [0, 2]].tolist() == [[-0.9, -0.5], [-0.1, 0.3]]
    np.testing.assert_array_equal(of_females[:, 1], females.dimension_values(1))
    figure = figure_of("ladder", CONTINUOUS["plain"], LADDERS["cm"])
    assert figure.xaxis[0].axis_label.startswith("mutant − wildtype (cm)")
    assert figure.x_range.start < -1 and figure.x_range.end > 0.3
    assert sorted(figure.yaxis[0].major_label_overrides.values()) == ["as measured", "at the same\nbody weight"]


# ---------------------------------------------------------------- refusals and side effects
@pytest.mark.parametrize(
    ("draw", "words"),
    [(lambda: plots.distribution(CATEGORICAL["plain"]), "use plots.categories"),
     (lambda: plots.categories(CONTINUOUS["plain"]), "use plots.distribution"),
     (lambda: plots.life_stages(CATEGORICAL["plain"], CATEGORICAL["plain"]), "no common axis"),
     (lambda: plots.life_stages(CONTINUOUS["plain"], CATEGORICAL["plain"]), "no common axis"),
     (lambda: plots.life_stages(CONTINUOUS["plain"], mice([1.0], about={"unit": "g"})), "in cm, late ones in g")],
    ids=["numbers wanted", "categories wanted", "two of categories", "one of categories", "two units"],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_with_a_sentence(draw, words):
    with pytest.raises(ImpcError, match=words):
        draw()


@pytest.mark.parametrize("dataset", [*CONTINUOUS.values(), *CATEGORICAL.values()], ids=[*CONTINUOUS, *CATEGORICAL])
def test_a_chart_leaves_its_dataset_as_it_was(dataset):
    before = dataset.animals.copy(deep=True)
    (plots.categories if dataset.categorical else plots.distribution)(dataset)
    plots.over_time(dataset)
    if not dataset.categorical:
        plots.life_stages(dataset, late(dataset))
    pd.testing.assert_frame_equal(dataset.animals, before)


@pytest.mark.parametrize("key", ALL, ids=str)
def test_every_chart_of_every_dataset_is_drawn_without_a_warning(key):
    assert len(fresh(key).renderers) == len(ALL[key].layers)


def texts(figure):
    """Everything Bokeh writes on the canvas."""
    axes = [a.axis_label for a in figure.axis] + [w for a in figure.axis for w in a.major_label_overrides.values()]
    columns = [str(w) for r in figure.renderers for n, c in r.data_source.data.items() if n in ("words", "category") for w in c]
    return [w for w in axes if w] + columns + [figure.title.text or ""]


@pytest.mark.parametrize("key", [k for k in ALL if "hostile" in k[1]], ids=str)
def test_hostile_names_stay_short_plain_text(key):
    assert "$$" in HOSTILE and len(HOSTILE) > 300
    for words in texts(fresh(key)):
        assert "$$" not in words  # Bokeh would typeset it
        assert len(words) < 170


# ---------------------------------------------------------------- fixed structure
numbers = st.lists(st.none() | st.floats(-1e6, 1e6, allow_subnormal=False), max_size=5)
weights = st.none() | st.floats(0, 1)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(numbers, numbers, numbers, numbers), weights, st.booleans())
def test_structure_does_not_depend_on_the_animals(groups, weight, dated):
    dataset = mice(*groups, window_weight=weight, **({} if dated else {"date_of_experiment": None}))
    reference = CONTINUOUS["plain"]
    for name, more in {"distribution": (), "over_time": (), "over_weight": (), "life_stages": (late(reference),)}.items():
        chart = plots.PICTURES[name]
        assert chart(dataset, *more).structure == chart(reference, *more).structure


@pytest.mark.parametrize(
    ("one", "other"),
    [(("distribution", "plain"), ("categories", "plain")), (("distribution", "plain"), ("over_time", "plain")),
     (("over_time", "plain"), ("over_time", "categories: plain")),
     (("over_time", "categories: plain"), ("over_time", "categories: other words"))],
    ids=str,
)  # fmt: skip
def test_charts_of_different_kinds_do_differ_in_structure(one, other):
    assert ALL[one].structure != ALL[other].structure


# ---------------------------------------------------------------- the contract: fed equals drawn anew
def _plain(values):
    """Columns of any type as a list that compares equal when the numbers and texts are."""
    values = np.asarray(values)
    if values.dtype.kind == "M":
        values = np.where(np.isnat(values), np.nan, values.astype("datetime64[ms]").astype(float))
    return [None if isinstance(v, float) and v != v else v for v in values.tolist()]


def _moment(value):
    return float(np.datetime64(value, "ms").astype("int64")) if isinstance(value, np.datetime64) else value


def state(figure) -> dict:
    """What a viewer could tell apart: columns, glyphs, limits, axis labels and ticks."""
    out = {}
    for i, renderer in enumerate(figure.renderers):
        out |= {f"column {i} {name}": _plain(column) for name, column in renderer.data_source.data.items()}
        glyph = renderer.glyph
        out[f"glyph {i}"] = type(glyph).__name__, renderer.y_range_name, {
            k: v for k, v in glyph.properties_with_values().items() if isinstance(v, (str, float, int, dict))
        }  # fmt: skip
        out[f"selected {i}"] = list(renderer.data_source.selected.indices)
    for name, limits in {"x": figure.x_range, "y": figure.y_range, **figure.extra_y_ranges}.items():
        out[f"range {name}"] = tuple(_moment(getattr(limits, k)) for k in ("start", "end", "reset_start", "reset_end"))
    for i, axis in enumerate(figure.axis):
        out[f"axis {i}"] = axis.axis_label, {float(k): v for k, v in axis.major_label_overrides.items()}
        if isinstance(axis.ticker, FixedTicker):
            out[f"ticks {i}"] = [float(t) for t in axis.ticker.ticks]
    out["title"] = figure.title.text
    return out


def differences(found: dict, wanted: dict) -> dict:
    return {k: (found.get(k), wanted.get(k)) for k in found | wanted if found.get(k) != wanted.get(k)}


def walk(places: list) -> list:
    """The places in an order in which every place follows every other once."""
    return [p for i, one in enumerate(places) for p in (one, *(q for other in places[i + 1 :] for q in (other, one)))]


def test_the_walk_makes_every_step():
    steps = walk([1, 2, 3])
    assert {(1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (3, 2)} <= set(zip(steps, steps[1:], strict=False))


@pytest.mark.parametrize("chart", plots.CHARTS)
def test_a_chart_fed_with_another_dataset_equals_one_drawn_anew(chart):
    alike = {}
    for key in ALL:
        if key[0] == chart:
            alike.setdefault(ALL[key].structure, []).append(key)
    assert max(len(keys) for keys in alike.values()) > 4
    for keys in alike.values():
        anew, figure = {key: state(fresh(key)) for key in keys}, render(ALL[keys[0]])
        steps = walk(keys)
        for before, key in zip(steps, steps[1:], strict=False):
            update(figure, ALL[key])
            assert not differences(state(figure), anew[key]), f"{before[1]} fed with {key[1]}"


def test_every_chart_takes_part_in_the_contract():
    assert {chart for chart, _ in ALL} == set(plots.CHARTS) == set(plots.PICTURES)


def test_the_contract_sees_a_column_a_limit_a_label_or_a_tick_left_as_it_was():
    one, other = ALL["distribution", "plain"], ALL["distribution", "many"]
    wanted = state(fresh(("distribution", "many")))
    for spoil, what in (
        (lambda f: f.renderers[2].data_source.data.update(weight=np.add(f.renderers[2].data_source.data["weight"], 1)), "column 2 weight"),
        (lambda f: f.y_range.update(end=1), "range y"),
        (lambda f: f.yaxis[0].update(axis_label="old"), "axis 1"),
        (lambda f: f.xaxis[0].update(major_label_overrides={0: "old"}), "axis 0"),
    ):
        figure = render(one)
        update(figure, other)
        spoil(figure)
        assert list(differences(state(figure), wanted)) == [what]


def test_selection_is_forgotten_when_the_animals_change():
    figure = render(ALL["distribution", "many"])
    figure.renderers[0].data_source.selected.indices = [40]
    update(figure, ALL["distribution", "one animal"])
    assert figure.renderers[0].data_source.selected.indices == []


def test_a_live_chart_keeps_its_figure_until_the_structure_differs():
    chart = LiveChart()
    shown = []
    keys = ["distribution plain", "distribution no mutants", "categories plain", "categories rare", "distribution plain"]
    for key in (tuple(k.split(" ", 1)) for k in keys):
        chart.show(ALL[key])
        shown.append(chart.pane[0].object)
        assert not differences(state(shown[-1]), state(fresh(key))), key
    assert shown[0] is shown[1] and shown[2] is shown[3]
    assert shown[0] is not shown[2] and shown[2] is not shown[4]


def looks(figure) -> Counter:
    """Every property of every model of a figure; models in them by their kind. HoloViews' own notes and unused hatches do not count."""
    out = Counter()
    for model in figure.references():
        for name, value in model.properties_with_values().items():
            if name not in ("data", "selected", "tags", "name") and not name.startswith("hatch"):
                out[type(model).__name__, name, re.sub(r"id='[^']+'|\bp\d+\b", "", repr(value))] += 1
    return out


@pytest.mark.parametrize("chart", plots.CHARTS)
def test_a_copy_of_a_chart_equals_what_was_drawn_and_shares_nothing_with_others(chart):
    key = next(key for key in ALL if key[0] == chart)
    drawn = render(ALL[key])
    master = Master(drawn)
    one, other = master.copy(), master.copy()
    for copy in (one, other):
        update(copy, ALL[key])
    assert not differences(state(one), state(fresh(key)))
    assert not (looks(one) - looks(drawn) + (looks(drawn) - looks(one)))
    assert not {m.id for m in one.references()} & {m.id for m in other.references()}


def test_the_comparison_of_copies_sees_a_colour():
    master = Master(render(ALL["distribution", "plain"]))
    one, other = master.copy(), master.copy()
    other.xaxis[0].axis_line_color = "#123456"
    assert looks(one) != looks(other)


def test_another_viewer_gets_a_figure_of_his_own_fed_with_his_animals():
    first = figure_of_one("plain")
    for key in ("many", "plain"):
        assert not differences(state(figure_of_one(key)), state(fresh(("distribution", key))))
    assert first.id != figure_of_one("plain").id


def figure_of_one(key):
    return live_chart.figure_of(ALL["distribution", key])
