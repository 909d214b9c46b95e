"""Sentences about a dataset: right for every case, and never a word that only a program would say."""

import re

import pandas as pd
import pytest
from hand_made import HOSTILE, REAL, categorical, continuous, mice

from dashboards import parts
from impc_nb import stage_wording, wording
from impc_nb.dataset import Dataset

CASES = continuous() | {f"categories: {name}": d for name, d in categorical().items()}
SAYS = (wording.headline, wording.intervals, wording.call, wording.typical, wording.window)


def older(dataset, **about):
    return Dataset(
        dataset.animals, dict(dataset.about) | {"life_stage_name": "Late adult", "metadata_group": "m2"} | about, {}, dataset.release
    )


def everything_said(dataset) -> dict[str, str]:
    said = {f.__name__: f(dataset) for f in SAYS}
    if not dataset.categorical:
        late = older(dataset)
        said |= {"with_age": wording.with_age(dataset, late), "minded": " ".join(stage_wording.minded(dataset, late))}
    return said


# ---------------------------------------------------------------- numbers
@pytest.mark.parametrize(
    ("arguments", "text"),
    [((0,), "0"), ((0.0, "cm"), "0 cm"), ((-0.74794, "cm"), "−0.748 cm"), ((1234.5,), "1230"), ((9.996,), "10"), ((99.95,), "100"),
     ((0.00012345,), "0.000123"), ((12.0, "%"), "12 %"), ((120.0,), "120"), ((1e-9, "g/cm^2"), "1×10⁻⁹ g/cm^2"),
     ((-2.34e-8,), "−2.34×10⁻⁸"),
     ((1.5e12,), "1500000000000"), ((float("nan"), "cm"), "not known"), ((None,), "not known"), ((float("inf"),), "not known")],
    ids=str,
)  # fmt: skip
def test_a_number_has_three_digits_a_true_minus_and_its_unit(arguments, text):
    assert wording.number(*arguments) == text


@pytest.mark.parametrize(("value", "text"), [(0.5, "+0.5"), (-0.5, "−0.5"), (0.0, "0"), (2e-7, "+2×10⁻⁷")])
def test_a_difference_carries_its_sign(value, text):
    assert wording.number(value, sign=True) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [(2.4158e-12, "2.4×10⁻¹²"), (0.0412, "0.041"), (1.0, "1"), (0.001, "0.001"), (0.00099, "9.9×10⁻⁴"), (0.0, "0 (below 10⁻¹⁶)"),
     (5e-324, "4.9×10⁻³²⁴"), (None, "not computed"), (float("nan"), "not computed")],
)  # fmt: skip
def test_p_values(p, text):
    assert wording.p_value(p) == text


# ---------------------------------------------------------------- headline
WIDE = [10.0, 10.2, 9.8, 10.0]  # mean 10, far from 8 and from 12 by Welch's interval, not from 10.1 +- 0.3
NARROW = {"less": [8.0, 8.2, 7.8], "more": [12.0, 12.2, 11.8], "same": [10.1, 9.8, 10.4]}


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [((WIDE, NARROW["less"], WIDE, NARROW["more"]), "Abc1 mutant females measure 2 cm less than wildtypes; males measure 2 cm more."),
     ((WIDE, NARROW["same"], WIDE, NARROW["less"]),
      "Abc1 mutant females do not differ clearly (+0.1 cm); males measure 2 cm less than wildtypes."),
     ((WIDE, NARROW["same"], WIDE, NARROW["same"]),
      "Abc1 mutants do not differ clearly from wildtypes: females (+0.1 cm), males (+0.1 cm)."),
     ((WIDE, NARROW["less"]), "Abc1 mutant females measure 2 cm less than wildtypes; no mutant male was measured."),
     (([], [], WIDE, NARROW["more"]), "Abc1 mutants: no mutant female was measured; males measure 2 cm more than wildtypes."),
     ((WIDE, [8.0], WIDE, []), "Abc1 mutants: 1 mutant female at 8 cm, wildtypes at 10 cm on average; no mutant male was measured."),
     (([5.0] * 3, [4.0] * 2, [5.0] * 3, [5.0] * 2),
      "Abc1 mutants: 2 mutant females at 4 cm, wildtypes at 5 cm on average; 2 mutant males at 5 cm, wildtypes at 5 cm on average."),
     (([], NARROW["less"], WIDE, NARROW["less"]),
      "Abc1 mutants: 3 mutant females without wildtypes to compare with; males measure 2 cm less than wildtypes."),
     ((WIDE, [], WIDE, []), "Abc1 mutants have no measured value here: there is nothing to compare."),
     ((WIDE, [None, None], WIDE, []), "Abc1 mutants have no measured value here: there is nothing to compare."),
     ((), "Abc1 mutants have no measured value here: there is nothing to compare.")],
    ids=["both", "one unclear", "both unclear", "females only", "males only", "one animal", "constant", "no female wildtypes", "no mutants",
         "no values", "nothing"],
)  # fmt: skip
def test_headline(groups, sentence):
    assert wording.headline(mice(*groups)) == sentence


CALLED = {"significant": True, "p_value": 2e-7}


@pytest.mark.parametrize(
    ("groups", "published", "sentence"),
    [((WIDE, NARROW["less"], WIDE, NARROW["same"]), CALLED | {"male_ko_effect_p_value": 3e-8},
      "Abc1 mutant females measure 2 cm less than wildtypes; males differ clearly only in the analysis"
      " (+0.1 cm as measured, p = 3.0×10⁻⁸)."),
     ((WIDE, NARROW["less"], WIDE, NARROW["same"]), CALLED | {"male_ko_effect_p_value": 0.01},
      "Abc1 mutant females measure 2 cm less than wildtypes; males do not differ clearly (+0.1 cm)."),
     ((WIDE, NARROW["same"], WIDE, NARROW["same"]), CALLED,
      "Abc1 mutants do not differ clearly from wildtypes as measured: females (+0.1 cm), males (+0.1 cm);"
      " the analysis finds a difference (p = 2.0×10⁻⁷)."),
     ((WIDE, NARROW["same"], WIDE, NARROW["same"]), {"significant": True, "female_ko_effect_p_value": 3e-8},
      "Abc1 mutant females differ clearly only in the analysis (+0.1 cm as measured, p = 3.0×10⁻⁸);"
      " males do not differ clearly (+0.1 cm)."),
     ((WIDE, NARROW["same"]), {"significant": True},
      "Abc1 mutant females do not differ clearly (+0.1 cm); no mutant male was measured; the analysis finds a difference."),
     ((WIDE, NARROW["same"], WIDE, NARROW["same"]), {"significant": False, "p_value": 2e-7, "male_ko_effect_p_value": 3e-8},
      "Abc1 mutants do not differ clearly from wildtypes: females (+0.1 cm), males (+0.1 cm)."),
     ((WIDE, NARROW["less"], WIDE, NARROW["same"]), {"significant": False, "p_value": 0.3},
      "Abc1 mutant females measure 2 cm less than wildtypes; males do not differ clearly (+0.1 cm);"
      " the analysis finds no significant difference."),
     ((WIDE, NARROW["less"]), {"significant": False, "status": "NotProcessed"},
      "Abc1 mutant females measure 2 cm less than wildtypes; no mutant male was measured.")],
    ids=["one sex", "one sex, not by its p", "both together", "one sex of both unclear", "no p", "not significant",
         "clear, not significant", "clear, not analysed"],
)  # fmt: skip
def test_a_headline_does_not_contradict_the_analysis(groups, published, sentence):
    assert wording.headline(mice(*groups, published=published)) == sentence


def test_a_difference_between_percentages_is_in_percentage_points():
    dataset = mice(WIDE, NARROW["less"], WIDE, NARROW["same"], about={"unit": "%"})
    assert wording.headline(dataset) == (
        "Abc1 mutant females measure 2 percentage points less than wildtypes; males do not differ clearly (+0.1 percentage points)."
    )
    assert wording.intervals(dataset).startswith("females −2 percentage points (95 % ")
    assert "percentage points" in wording.with_age(dataset, older(dataset))
    assert " 10 %" in wording.headline(mice(WIDE, [8.0], about={"unit": "%"}))  # a mean stays a percentage


def test_headline_without_gene_and_unit():
    assert wording.headline(Dataset(mice(WIDE, NARROW["less"]).animals, {})) == (
        "The mutant females measure 2 less than wildtypes; no mutant male was measured."
    )


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [((["Present"] * 3 + ["None"], ["None"] * 2), "“None” was recorded for 2 of 2 Abc1 mutants and 1 of 4 wildtypes."),
     ((["a", "a"], [], ["a", "b"], ["b", "c", "c"]), "“a” was recorded for 0 of 3 Abc1 mutants and 3 of 4 wildtypes."),
     (([], ["a", "a", "b"]), "Abc1 mutants: a 2, b 1; no wildtype was measured."),
     ((["a"], []), "Abc1 mutants have no measured value here: there is nothing to compare.")],
    ids=["of two the one mutants show more", "three categories", "no wildtypes", "no mutants"],
)  # fmt: skip
def test_headline_of_categories_names_the_one_that_differs_most(groups, sentence):
    assert wording.headline(mice(*groups)) == sentence


def test_interval_is_welchs_and_its_sign_mutant_minus_wildtype():
    """By hand: means 2 and 6, variances 1 and 20/3, so the error of the difference is sqrt(1/3 + 20/12) = sqrt(2) with
    2**2 / ((1/3)**2 / 2 + (5/3)**2 / 3) = 4.0755 degrees of freedom."""
    said = wording.intervals(mice([3.0, 5.0, 7.0, 9.0], [1.0, 2.0, 3.0]))
    low, high = (float(n.replace("−", "-")) for n in re.search(r"\(95 % (\S+) to (\S+)\)", said).groups())
    assert said.startswith("females −4 cm (95 % ") and "males −" not in said.removeprefix("females")
    assert (low + high) / 2 == pytest.approx(-4, abs=0.02)
    # quantile of t at 4 and at 5 degrees of freedom (tables): 2.776 and 2.571
    assert 2.571 * 1.4142 < (high - low) / 2 < 2.776 * 1.4142


@pytest.mark.parametrize("name", ["one animal each", "constant", "no mutants", "no animals", "categories: plain"])
def test_no_interval_is_given_where_none_can_be(name):
    assert wording.intervals(CASES[name]) == ""


# ---------------------------------------------------------------- the published call
CALL = {"status": "Successful", "significant": True, "p_value": 1e-12, "mp_term_name": "short tail",
        "statistical_method": "Linear Mixed Model framework, LME, including Weight"}  # fmt: skip
METHOD = "Linear Mixed Model framework, LME, including Weight"


@pytest.mark.parametrize(
    ("published", "sentence"),
    [(CALL, f"Published: short tail; p = 1.0×10⁻¹²; {METHOD}."),
     (CALL | {"mp_term_name": None}, f"Published: significant; p = 1.0×10⁻¹²; {METHOD}."),
     (CALL | {"p_value": 0.0, "statistical_method": None}, "Published: short tail; p = 0 (below 10⁻¹⁶)."),
     (CALL | {"p_value": 0.002, "female_ko_effect_p_value": 3e-6, "male_ko_effect_p_value": 0.5},
      f"Published: short tail; p = 0.002; by sex: females 3.0×10⁻⁶, males 0.5; the call rests on females alone; {METHOD}."),
     (CALL | {"p_value": 0.002, "female_ko_effect_p_value": 0.3, "male_ko_effect_p_value": 0.0},
      f"Published: short tail; p = 0.002; by sex: females 0.3, males 0 (below 10⁻¹⁶); the call rests on males alone; {METHOD}."),
     (CALL | {"p_value": 0.002, "female_ko_effect_p_value": 0.3, "male_ko_effect_p_value": 0.4},
      f"Published: short tail; p = 0.002; by sex: females 0.3, males 0.4; {METHOD}."),
     ({"status": "Successful", "significant": False, "p_value": 0.4}, "Published: not significant; p = 0.4."),
     ({"significant": False, "p_value": 1e-5}, "Published: not significant; p = 1.0×10⁻⁵."),
     ({"status": "Successful", "significant": True, "p_value": None, "mp_term_name": "deaf"}, "Published: deaf; p = not computed."),
     ({"status": "NotProcessed", "significant": False, "p_value": None}, "Published status: NotProcessed; no p-value was computed."),
     ({"status": "NotProcessed", "significant": None, "p_value": None}, "Published status: NotProcessed; no p-value was computed."),
     ({"status": "Failed", "significant": None, "p_value": 1.0}, "Published status: Failed; no p-value was computed."),
     ({}, "No published result stands beside these animals."),
     (dict.fromkeys(CALL), "No published result stands beside these animals.")],
    ids=["significant", "no term", "p = 0", "females alone", "males alone", "neither sex", "not significant", "by flag", "supplied",
         "not processed", "not processed, nothing else", "failed", "none", "all missing"],
)  # fmt: skip
def test_call(published, sentence):
    assert wording.call(mice(WIDE, NARROW["less"], published=published, release=REAL)) == sentence


def test_simulated_animals_without_a_result_are_said_to_be_simulated():
    assert wording.call(mice(WIDE)) == "No published result stands beside these animals. They are simulated and not analysed yet."


@pytest.mark.parametrize(
    ("published", "sentence"),
    [(CALL, f"Result of the teaching release (simulated animals): short tail; p = 1.0×10⁻¹²; {METHOD}."),
     ({"status": "Successful", "significant": False, "p_value": 0.4},
      "Result of the teaching release (simulated animals): not significant; p = 0.4."),
     ({"status": "Failed", "significant": False, "p_value": None},
      "Result of the teaching release (simulated animals): Failed; no p-value was computed.")],
    ids=["significant", "not significant", "failed"],
)  # fmt: skip
def test_the_call_of_simulated_animals_is_not_called_published(published, sentence):
    assert wording.call(mice(WIDE, NARROW["less"], published=published)) == sentence
    assert wording.call(mice(WIDE, NARROW["less"], published=published, release=REAL)).startswith("Published")


# ---------------------------------------------------------------- beside the charts
def test_typical_gives_the_medians_by_hand():
    said = wording.typical(mice([1.0, 2.0, 10.0], [4.0, 5.0], [], [7.0]))
    assert said == "Medians: Female WT 2, Female HOM 4.5, Male HOM 7 cm. Box: middle half of the animals; thick line: median."
    counted = wording.typical(mice(["a", "a", "b"], ["b"]))
    assert counted == "Female WT: a 2, b 1; Female HOM: b 1."


def test_animals_of_neither_sex_are_counted_not_forgotten():
    table = pd.DataFrame({"data_point": [1.0, 2.0, 3.0], "sex": ["female", "female", "no_data"], "biological_sample_group": "control"})
    assert "1 of neither sex are not drawn" in wording.typical(Dataset(table, {}))


def test_median_weights_are_of_animals_with_a_value_and_those_without_a_weight_are_counted():
    """Wildtypes with a value weigh 20 and 30 g: the median is 25; the heavy one has no value, one mutant no weight."""
    said = wording.weights(mice([1.0, 2.0, None], [4.0, 5.0], weight=[20.0, 30.0, 90.0, 18.0, None]))
    assert said == "Median body weights: Female WT 25, Female HOM 18 g. 1 measurement without a body weight is not drawn."
    assert wording.weights(mice([1.0], weight=[None])).startswith("Median body weights: none recorded. 1 measurement")


def test_typical_of_nothing_says_so():
    assert wording.typical(mice()) == "No animal has a measured value."
    assert wording.typical(mice([None], [None])) == "No animal has a measured value."


@pytest.mark.parametrize(
    ("dataset", "sentence"),
    [(mice([1.0, 2.0], [3.0, 4.0], date_of_experiment=["2019-01-01", "2019-01-02", "2019-01-02", "2019-01-02"]),
      "Mutants were measured on 1 day. No time window: every wildtype counts the same."),
     (mice([1.0, 2.0, 3.0], [3.0, 4.0], window_weight=[0.5, 0.49, 1.0, 1.0, 1.0]),
      "Mutants were measured on 2 days. Dashed: window weight (right axis). 2 of 3 wildtypes count at least half."),
     (mice([1.0], [3.0], window_weight=[0.5, 1.0], published={"soft_windowing_bandwidth": 400.0, "soft_windowing_shape": 0.512}),
      "Mutants were measured on 1 day. Dashed: window weight (right axis). 1 of 1 wildtypes count at least half. "
      "The window: bandwidth l 400 days, sharpness k 0.51."),
     (mice([1.0, 2.0, 3.0], [3.0], window_weight=[0.5, None, 1.0, 1.0]),
      "Mutants were measured on 1 day. Dashed: window weight (right axis). 2 of 3 wildtypes count at least half; "
      "1 without a weight are left out of the model."),
     (mice([1.0], [], date_of_experiment=None), "Mutants were measured on 0 days. No time window: every wildtype counts the same.")],
    ids=["none", "window", "form", "gaps", "no mutants"],
)  # fmt: skip
def test_window(dataset, sentence):
    assert wording.window(dataset) == sentence


# ---------------------------------------------------------------- early and late
def test_change_is_late_minus_early():
    """Females: early 8 - 10 = -2, late 12 - 10 = +2; males early only."""
    early, late = mice(WIDE, NARROW["less"], WIDE, NARROW["less"]), older(mice(WIDE, NARROW["more"]))
    assert wording.with_age(early, late) == "Abc1 mutants against wildtypes: females −2 cm early, +2 cm late."


def test_too_few_animals_in_both_stages_are_said_to_be():
    few = mice(WIDE, [8.0])
    assert wording.with_age(few, older(few)) == "Abc1 mutants: too few animals in both life stages to compare."


# ---------------------------------------------------------------- never a program's word, never markup
@pytest.mark.parametrize("name", CASES)
def test_no_sentence_holds_a_programs_word(name):
    for which, words in everything_said(CASES[name]).items():
        found = re.search(r"\b(nan|NaN|None|NaT|inf|<NA>|null)\b", words)
        assert not found or "“None”" in words or "categories" in name and found[0] == "None", f"{which}: {words}"
        if "hostile" not in name:
            assert "  " not in words.strip() and not re.search(r"[:;,(] ?[.;,)]", words), f"{which}: {words}"


def test_the_word_is_seen_where_it_stands():
    assert re.search(r"\b(nan|NaN|None|NaT|inf|<NA>|null)\b", "wildtypes at nan cm")


@pytest.mark.parametrize("name", [n for n in CASES if n != "categories: hostile"])
def test_sentences_end(name):
    for which, words in everything_said(CASES[name]).items():
        assert which == "intervals" or words.endswith("."), f"{which}: {words}"


def test_hostile_names_are_escaped_where_they_enter_the_page():
    dataset = CASES["hostile"]
    assert "<img" in wording.headline(dataset)  # a sentence is plain text
    for shown in (parts.notes([wording.headline(dataset), HOSTILE]), parts.facts({HOSTILE: HOSTILE, "Allele": "Abc1<em1(X)>"}),
                  parts.table(dataset.summary(), HOSTILE)):  # fmt: skip
        assert "<img" not in shown and "&lt;img" in shown
        assert 'onerror="' not in shown and "onerror=&quot;" in shown


def test_two_mutants_that_measure_the_same_are_no_exact_mean():
    """Values in steps of 5 dB: an interval from the wildtypes' spread alone would call 7 dB a difference."""
    shown = mice([30.0, 35.0, 35.0, 30.0, 35.0], [40.0, 40.0])
    assert wording.intervals(shown) == "" and " more" not in wording.headline(shown) and "at 40" in wording.headline(shown)
