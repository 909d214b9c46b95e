"""Choosing the method, refusing what cannot be analysed, life stages, windows and permutations; simulated animals throughout."""

import re
import warnings
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recorded_statistics import CONTINUOUS, dataset

from impc_nb.dataset import Dataset
from impc_nb.schema import ImpcError
from impc_nb.statistics import methods
from impc_nb.statistics.analyse import TESTS, analyse
from impc_nb.statistics.day_sums import sum_by_day
from impc_nb.statistics.design import Design, Rows, column, full_terms
from impc_nb.statistics.life_stage_model import combine_life_stages
from impc_nb.statistics.life_stages import compare_life_stages, life_stage_row, q_values
from impc_nb.statistics.methods import METHODS, choose_method, merge_categories, weight_allowed
from impc_nb.statistics.mixed_model import fit_mixed_model
from impc_nb.statistics.permutations import permutation_p
from impc_nb.statistics.r_sampler import r_sample
from impc_nb.statistics.repeated import Crossed
from impc_nb.statistics.repeated import fit as fit_repeated
from impc_nb.statistics.satterthwaite import degrees_of_freedom
from impc_nb.statistics.selection import select
from impc_nb.statistics.welch import NotEstimable
from impc_nb.statistics.windowing import window_weights


@pytest.fixture(autouse=True)
def no_warning_reaches_the_user():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def animals(seed=1, n=240, days=24, mutants=16, effect=1.0, **columns) -> pd.DataFrame:
    """Simulated animals of both sexes, mutants on four days."""
    random = np.random.default_rng(seed)
    day = np.sort(random.integers(0, days, n))
    table = pd.DataFrame({
        "specimen_id": [f"s{seed}-{k}" for k in range(n)], "sex": np.where(random.random(n) < 0.5, "female", "male"),
        "biological_sample_group": "control", "date_of_experiment": pd.Timestamp("2019-01-01") + pd.to_timedelta(30 * day, "D"),
        "weight": random.normal(25, 2, n),
    })  # fmt: skip
    at = random.choice(np.flatnonzero(np.isin(day, [5, 6, 12, 13])), mutants, replace=False)
    table.loc[at, "biological_sample_group"] = "experimental"
    table.loc[at, "sex"] = ["female", "male"] * (mutants // 2) + ["female"] * (mutants % 2)
    shift = random.normal(size=days)[day] + effect * (table["biological_sample_group"] == "experimental")
    table["data_point"] = 10 + 0.3 * table["weight"] + shift + random.normal(size=n)
    return table.assign(**columns)


def named(table: pd.DataFrame, parameter="IMPC_DXA_006_001", name="Body length", **about) -> Dataset:
    return Dataset(table, {"parameter_stable_id": parameter, "parameter_name": name} | about)


def numbers_of(result) -> list[float]:
    return [v for v in result.as_dict().values() if isinstance(v, float)]


# ------------------------------------------------------------- which method
@pytest.mark.parametrize(
    ("parameter", "method", "says"),
    [
        ("IMPC_ABR_004_001", "reference-range", "reference-range parameters"),
        ("JAXLA_PBI_013_002", "reference-range", "reference-range parameters"),
        ("ESLIM_006_001_015", "reference-range", "reference-range parameters"),
        ("IMPC_XRY_028_001", "reference-range", "reference-range parameters"),
        ("IMPC_XRY_027_001", "mixed-model", "not in the IMPC's reference-range table"),
        ("IMPC_DXA_006_001", "mixed-model", "not in the IMPC's reference-range table"),
        ("my own", "mixed-model", "not in our table"),
        ("IMPC_VIA_063_001", "supplied", "no test of animals"),
    ],
)
def test_method_by_parameter(parameter, method, says):
    found, why = choose_method(named(animals(), parameter))
    assert found == method and says in why


def test_patterns_are_those_of_the_tables(shared):
    """All 24,801 ids of the pipeline's table but eight remarks; body weight in none of the published results it is kept from."""
    tables = shared / "impc" / "impress" / "pipeline_tables"
    ids = [line.split(":")[0] for line in (tables / "MethodMap.conf").read_text().split() if line.endswith(":RR")]
    missed = [i for i in ids if "Cannot_Be_Analysed" not in i and not methods._REFERENCE_RANGE.match(i)]
    assert len(ids) == 24801 and not missed
    impress = set(pd.read_parquet(shared / "impc" / "impress" / "parameters_2020-07-09.parquet")["parameterKey"])
    assert not [i for i in impress - set(ids) if methods._REFERENCE_RANGE.match(i)] and len(impress) > 18_000
    used = pd.read_csv(shared / "impc" / "impress" / "weight_use_measured.csv")
    about = used[["parameter_stable_id", "parameter_name"]].to_dict("records")
    never = pd.Series([not weight_allowed(SimpleNamespace(about=one))[0] for one in about], used.index)
    assert used.loc[never, "results_with_weight"].sum() == 0 and used.loc[never, "results_without_weight"].sum() > 2600
    assert used.loc[~never, "results_with_weight"].sum() == used["results_with_weight"].sum() == 9811
    assert (
        not weight_allowed(named(animals(), "GMC_908_001_001", "Bodyweight"))[0]
        and weight_allowed(named(animals(), "IMPC_OWT_002_001", "Spleen weight"))[0]
    )


def test_categories_are_merged_for_the_listed_parameters_alone(shared):
    """Of all IMPReSS parameters that know "no data" and the like: those of the pipeline's list, and no others."""
    folder = shared / "impc" / "impress"
    listed = set((folder / "pipeline_tables" / "MergeParameterList.txt").read_text().split())
    known = pd.read_csv(folder / "parameter_categories_AllCts.csv")
    known = known[known["categories"].str.contains("no data|imageonly|not defined|unobservable", case=False)]
    ids = {i for i in known["parameter_stable_id"] if not methods._SKIPPED.match(i)}
    assert ids & listed == {i for i in ids if methods._MERGED.search(i)} and len(ids & listed) > 300
    eyes = pd.DataFrame({"category": ["no data left eye, right eye abnormal", "No data", "present"], "sex": "male",
                         "biological_sample_group": "control"})  # fmt: skip
    assert merge_categories(named(eyes, "IMPC_EYE_003_001")) == ["right eye abnormal", None, "present"]
    assert merge_categories(named(eyes, "IMPC_CSD_036_001"))[1] == "No data"


def test_skipped_procedures_are_the_listed_ones_and_no_published_result_is_among_them(shared):
    listed = set((shared / "impc" / "impress" / "pipeline_tables" / "ExceptionMap.list").read_text().split())
    families = {i for i in listed if re.fullmatch(r"[A-Z]{3,4}_[A-Z]{3}", i)}
    assert len(families) > 20
    for family in families:
        assert choose_method(named(animals(), f"{family}_001_001"))[0] == "supplied", family
    assert not [i for i in listed if i.startswith("ALT") and not methods._SKIPPED.match(i)]
    published = pd.read_parquet(shared / "impc" / "bulk" / "batch_query_significant_results.parquet",
                                columns=["parameterStableId", "statisticalMethod"])  # fmt: skip
    tested = published[published["statisticalMethod"] != "Supplied as data"]
    assert not tested["parameterStableId"].str.match(methods._SKIPPED).any() and len(tested) > 20_000
    assert analyse(named(animals(), "IMPC_HIS_001_001"), method="mixed-model", window="none").p_value < 1  # when asked for
    with pytest.raises(NotEstimable, match="parameters to skip"):
        analyse(named(animals(), "IMPC_HIS_001_001"))


def test_recorded_method_wins():
    data = Dataset(animals(), {"parameter_stable_id": "IMPC_ABR_004_001"}, {"statistical_method": "Linear Mixed Model framework, LME"})
    assert choose_method(data)[0] == "mixed-model"
    assert set(TESTS) == set(METHODS)


def test_body_weight_is_no_covariate_of_a_ratio_to_it():
    used = analyse(named(animals()), window="none")
    ratio = analyse(named(animals(), "IMPC_DXA_009_001", "Fat/Body weight"), window="none")
    assert used.weight_effect_p_value is not None and "used" in used.path[1]
    assert ratio.weight_effect_p_value is None and "never a covariate of itself" in ratio.path[1]


def test_weight_missing_for_more_than_a_fifth_is_not_used():
    table = animals()
    table.loc[table.index % 4 == 0, "weight"] = np.nan
    assert "less than 80 %: not used" in analyse(named(table), window="none").path[1]


# ------------------------------------------------------- degenerate animals
def one_sex(t):
    return t[t["sex"] == "male"]


def test_one_sex_has_no_sex_terms():
    r = analyse(named(one_sex(animals(mutants=20))), window="search")
    assert r.sex_effect_p_value is None and r.female_ko_effect_p_value is None and "one sex (male) tested" in r.classification_tag
    assert r.male_percentage_change is not None and r.female_percentage_change is None


def test_one_date_is_least_squares():
    r = analyse(named(animals(date_of_experiment="2020-01-01")), window="search")
    assert r.batch_significant is False and "GLS" in r.statistical_method and any("one day" in s for s in r.path)


def test_constant_cell_and_small_cell_are_left_out():
    table = animals(mutants=20)
    table.loc[(table["sex"] == "male") & (table["biological_sample_group"] == "experimental"), "data_point"] = 3.0
    r = analyse(named(table), window="none")
    assert any("same value: left out" in s for s in r.path) and "one sex (female)" in r.classification_tag
    few = table[(table["biological_sample_group"] == "control") | (table["sex"] == "female") | (table.groupby("sex").cumcount() < 0)]
    assert analyse(named(few), window="none").male_ko_effect_p_value is None


def test_fourteen_animals_give_a_result_without_nan():
    table = animals(mutants=8).sort_values("biological_sample_group", ascending=False)
    few = pd.concat([table[:5], table[20:29]]).assign(sex="male")
    r = analyse(named(few), window="search")
    assert r.animals_used == 14 and all(np.isfinite(numbers_of(r)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.assign(data_point=np.nan), "0 mutants and 0 wildtypes"),
        (lambda t: t[t["biological_sample_group"] == "control"], "0 mutants"),
        (lambda t: t.assign(data_point=1.0), "0 mutants and 0 wildtypes"),
        (lambda t: pd.concat([t.query("biological_sample_group == 'control'"), t.query("biological_sample_group == 'experimental'")[:1]]),
         "0 mutants"),
        (lambda t: t.assign(data_point=np.where(t.index == 3, np.inf, t["data_point"])), "has the value inf"),
        (lambda t: t.assign(weight=np.where(t.index == 3, -2.0, t["weight"])), "has the body weight -2"),
        (lambda t: t.assign(window_weight=-0.5), "has the window weight -0.5"),
        (lambda t: t.assign(sex=np.where(t["biological_sample_group"] == "control", "female", "male")), "different sexes"),
        (lambda t: t.assign(data_point=None, category="x"), "mixed-model cannot use"),
    ],
)  # fmt: skip
def test_refused_with_a_sentence(change, says):
    with pytest.raises(ImpcError, match=says):
        analyse(named(change(animals())), method="mixed-model")


def test_text_among_numbers_is_refused_by_the_dataset():
    table = animals()
    table["data_point"] = table["data_point"].astype(object)
    table.loc[2, "data_point"] = "high"
    with pytest.raises(ImpcError, match="'high'"):
        named(table)


def test_repeated_animals_are_counted_and_said():
    r = analyse(named(pd.concat([animals(), animals()[:5]])), window="none")
    assert any(s.startswith("5 rows repeat an animal") for s in r.path)


def test_few_wildtypes_have_no_reference_range():
    with pytest.raises(NotEstimable, match="more than 60"):
        analyse(named(animals(n=80, days=20, mutants=10), "IMPC_ABR_004_001"))


@pytest.mark.parametrize("wrong", [{"window": "maybe"}, {"window": (0, 1)}, {"window": (5,)}, {"method": "fischer"}])
def test_unknown_choices(wrong):
    with pytest.raises(ImpcError, match="is not one of"):
        analyse(named(animals()), **wrong)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 24), st.floats(0, 1))
def test_any_table_is_analysed_without_nan_or_refused(seed, days, mutants, missing):
    random = np.random.default_rng(seed)
    n = 120
    table = pd.DataFrame({
        "data_point": np.round(random.normal(size=n), int(random.integers(0, 3))), "sex": random.choice(["female", "male", None], n),
        "biological_sample_group": np.where(np.arange(n) < mutants, "experimental", "control"),
        "date_of_experiment": pd.Timestamp("2020-01-01") + pd.to_timedelta(random.integers(0, days, n), "D"),
        "weight": np.where(random.random(n) < missing, np.nan, random.normal(25, 3, n)),
    })  # fmt: skip
    try:
        r = analyse(named(table), window="search")
    except NotEstimable:
        return
    assert all(np.isfinite(numbers_of(r))) and r.call and r.path


# ---------------------------------------------------------------- the window
def test_a_huge_bandwidth_weighs_all_equally():
    source = rows_of(animals())
    weights = window_weights(source.day, sorted(set(source.day[source.mutant])), bandwidth=1e6, shape=1.0)
    columns = {t: column(source, t) for t in ("genotype", "sex", "genotype:sex")}
    a, b = (fit_mixed_model(columns, source.y, source.day, weights=w) for w in (None, weights))
    assert b.estimates == pytest.approx(a.estimates, abs=1e-8)


def rows_of(table: pd.DataFrame) -> Rows:
    table = table.sort_values("date_of_experiment", kind="stable")
    day = table["date_of_experiment"].to_numpy().astype("datetime64[D]").astype(int)
    return Rows(table["data_point"].to_numpy(), (table["biological_sample_group"] == "experimental").to_numpy(),
                (table["sex"] == "male").to_numpy(), day, table["weight"].to_numpy())  # fmt: skip


def test_fifteen_of_many_mutant_days_as_r_draws_them():
    """R 4.2.2: set.seed(123456); sample(16, 15), sample(40, 15), sample(1000, 15)."""
    assert (r_sample(16, 15, 123456) + 1).tolist() == [12, 10, 15, 1, 7, 6, 4, 11, 2, 3, 16, 5, 8, 9, 13]
    assert (r_sample(40, 15, 123456) + 1).tolist() == [7, 36, 38, 10, 3, 39, 30, 23, 35, 33, 28, 6, 22, 2, 16]
    assert (r_sample(1000, 15, 123456) + 1).tolist() == [60, 234, 42, 881, 126, 711, 237, 182, 228, 742, 74, 3, 963, 384, 621]


# --------------------------------------------------------------- life stages
def stages(change: float, shared_animals: bool = False):
    early = animals(seed=3, effect=2.0, mutants=20)
    late = animals(seed=4, effect=2.0 + change, mutants=20)
    late["date_of_experiment"] += pd.Timedelta(days=400)
    if shared_animals:
        late = early.assign(date_of_experiment=early["date_of_experiment"] + pd.Timedelta(days=400),
                            data_point=early["data_point"] + 1 + np.random.default_rng(9).normal(size=len(early)) / 3)  # fmt: skip
    return named(early, life_stage_name="Early adult"), named(late, "TCPLA_DXA_006_001", life_stage_name="Late adult")


def test_an_effect_that_grows_with_age():
    found = compare_life_stages(*stages(4.0), window="none")
    assert found.states == ("significant", "significant") and "grows with age" in found.sentence and found.combined.p_value < 1e-6
    effects, change = found.combined.effects, found.combined.change
    assert abs(change["both"].estimate - 4.0) < 3 * change["both"].stderr < 2.0  # 4 was simulated
    assert change["both"].high - change["both"].low == pytest.approx(2 * 1.97 * change["both"].stderr, rel=1e-2)  # t of 100 to 430 df
    for part, (young, old) in {"both": ("early", "late"), "male": ("male early", "male late")}.items():
        assert change[part].estimate == pytest.approx(effects[old].estimate - effects[young].estimate)
    assert effects["early"].estimate == pytest.approx((effects["female early"].estimate + effects["male early"].estimate) / 2)
    assert any("no soft window" in s for s in found.combined.path)


def test_the_full_model_by_hand():
    """Four cells per stage of two animals each, one day per stage and cell pair: without days to tell apart, differences of means."""
    cells = [(s, g, y) for s in ("female", "male") for g in ("control", "experimental") for y in (0.0, 1.0, 2.0, 3.0)]
    mean = {("female", "experimental"): 1.0, ("male", "experimental"): 2.0}

    def stage(factor, start):
        rows = [(y + factor * mean.get((s, g), 0.0), s, g, start) for s, g, y in cells]
        return named(pd.DataFrame(rows, columns=["data_point", "sex", "biological_sample_group", "date_of_experiment"]))

    found = combine_life_stages(stage(1.0, "2020-01-01"), stage(3.0, "2021-01-01"))
    estimates = {name: effect.estimate for name, effect in found.effects.items()}
    assert estimates == pytest.approx({"early": 1.5, "late": 4.5, "female early": 1, "male early": 2, "female late": 3, "male late": 6})
    assert {name: c.estimate for name, c in found.change.items()} == pytest.approx({"both": 3.0, "female": 2.0, "male": 4.0})


def test_a_sex_that_is_missing_at_one_stage_has_no_change():
    early, late = stages(1.0)
    late = Dataset(late.animals[(late.animals["sex"] == "female") | (late.animals["biological_sample_group"] == "control")], late.about)
    found = combine_life_stages(early, late)
    assert set(found.change) == {"both", "female"} and "male late" not in found.effects and "male early" in found.effects


def test_terms_chosen_by_aicc_as_openstats_does():
    assert combine_life_stages(*stages(0.0, shared_animals=True), choose_terms=True).p_value is None  # dropped
    kept = combine_life_stages(*stages(4.0), choose_terms=True)
    assert kept.p_value < 1e-6 and any("kept by AICc" in s for s in kept.path)
    assert kept.effects["late"].estimate == pytest.approx(6.0, abs=1.0)


def test_a_row_for_a_scan_and_its_q_values():
    """q by hand: 3 tests known, 0.01 * 3 / 1, 0.02 * 3 / 2, 0.04 * 3 / 3."""
    row = life_stage_row(*stages(4.0, shared_animals=False))
    assert row["interaction_p_value"] < 1e-6 and row["early_mutants"] == 20 and row["animals_in_both"] == 0 and row["reason"] is None
    assert row["both_change_low"] < row["both_change_estimate"] < row["both_change_high"]
    early, late = stages(0.0, shared_animals=True)
    assert life_stage_row(early, late)["animals_in_both"] == 240
    nothing = life_stage_row(early, Dataset(late.animals.assign(data_point=np.nan), late.about))
    assert nothing["interaction_p_value"] is None and nothing["reason"].startswith("Late adults: 0 mutants") and set(nothing) == set(row)
    assert q_values([0.01, None, 0.04, 0.02]) == pytest.approx([0.03, np.nan, 0.04, 0.03], nan_ok=True)
    with pytest.raises(ImpcError, match="not between"):
        q_values([1.2])


def test_not_tested_and_unknown_are_not_not_significant():
    early, late = stages(0.0)
    assert compare_life_stages(early, None).states[1] == "unknown"
    nothing = Dataset(late.animals.assign(data_point=np.nan), late.about)
    found = compare_life_stages(early, nothing)
    assert found.late_state == "not tested" and "cannot be said" in found.sentence and "0 mutants" in found.reasons["late"]
    published = Dataset(late.animals, late.about, {"status": "NotProcessed"})
    assert compare_life_stages(early, published).late_state == "not tested"
    silent = Dataset(nothing.animals, late.about, {"significant": False})  # a call without status and p is no test
    assert compare_life_stages(early, silent).late_state == "not tested"
    for said, state in (({"status": "Successful", "significant": False}, "not significant"), ({"significant": True}, "significant"),
                        ({"p_value": 0.2, "significant": False}, "not significant")):  # fmt: skip
        assert compare_life_stages(early, Dataset(late.animals, late.about, said)).late_state == state
    with pytest.raises(ImpcError, match="Neither"):
        compare_life_stages(None, None)
    with pytest.raises(ImpcError, match="choose one parameter"):
        compare_life_stages(named(animals(), unit="cm"), named(animals(seed=2), unit="g"))


def test_animals_of_both_stages_get_an_effect_of_their_own():
    early, late = stages(0.0, shared_animals=True)
    with_animals = combine_life_stages(early, late)
    apart = combine_life_stages(early, Dataset(late.animals.assign(specimen_id=None), late.about))
    assert with_animals.repeated == 240 and apart.repeated == 0
    assert with_animals.fit.sigma < 0.7 * apart.fit.sigma  # 1/3 was simulated between the stages of an animal, 1 between animals


def test_day_and_animal_effects_against_the_whole_covariance_matrix():
    random = np.random.default_rng(5)
    animal, day = np.repeat(np.arange(40), 2), random.integers(0, 9, 80)
    order = np.argsort(day, kind="stable")
    animal, day, x = animal[order], day[order], random.normal(size=80)
    y = x + random.normal(size=40)[animal] + random.normal(size=9)[day] + random.normal(size=80) / 2
    f = fit_repeated(sum_by_day({"x": x}, y, day), animal, ["x"], batch=True, method="REML", apart=False)
    design = np.column_stack([np.ones(80), x])

    def loglik(sd_animal):
        v = np.eye(80) * f.sigma**2 + f.sd_batch**2 * (day[:, None] == day) + sd_animal**2 * (animal[:, None] == animal)
        inverse = np.linalg.inv(v)
        xx = design.T @ inverse @ design
        r = y - design @ np.linalg.solve(xx, design.T @ inverse @ y)
        return -0.5 * (78 * np.log(2 * np.pi) + np.linalg.slogdet(v)[1] + np.linalg.slogdet(xx)[1] + r @ inverse @ r)

    best = max(loglik(s) for s in np.linspace(0.3, 2, 400))
    assert f.loglik == pytest.approx(best, abs=1e-4)


# -------------------------------------------------------------- permutations
def test_permutation_p_agrees_with_refits_one_by_one():
    rows = rows_of(animals(effect=0.3))
    design = Design(rows, full_terms(rows, True))
    s = select(design)
    found = permutation_p(design, s, 50, seed=2)
    again = permutation_p(design, s, 50, seed=2)
    assert found == again and 1 / 51 <= found.p_value <= 1
    b, se, _ = fit_mixed_model({t: column(design.rows_of(s.fit), t) for t in s.fit.names[1:]}, s.fit.sums.columns[:, -1],
                               s.fit.sums.day_of_row, batch=s.batch).effect("genotype")  # fmt: skip
    assert found.observed == pytest.approx(b / se, rel=1e-6)


def test_no_effect_has_uniform_permutation_p_and_lonely_mutants_are_refused():
    ps = []
    for seed in range(12):
        rows = rows_of(animals(seed=seed + 50, effect=0.0))
        design = Design(rows, full_terms(rows, False))
        ps.append(permutation_p(design, select(design), 99).p_value)
    assert 0.2 < np.mean(ps) < 0.8
    lonely = rows_of(animals())
    alone = Rows(**(vars(lonely) | {"day": np.where(lonely.mutant, 10_000 + np.arange(len(lonely)), lonely.day)}))
    alone = alone.take(np.argsort(alone.day, kind="stable"))
    design = Design(alone, full_terms(alone, False))
    with pytest.raises(NotEstimable, match="cannot be shuffled"):
        permutation_p(design, select(design))


def test_a_window_as_asked_for_is_the_one_found(shared):
    data = dataset(shared, CONTINUOUS[1])
    found = analyse(data, window="search")
    asked = analyse(data, window=(found.soft_windowing_bandwidth, found.soft_windowing_shape))
    assert asked.p_value == found.p_value and asked.soft_windowing_total_obs_or_weight == 1233
    assert analyse(data, window=(100.0, 1.0)).animals_used < found.animals_used


def test_recorded_line_with_permutations(shared):
    r = analyse(dataset(shared, CONTINUOUS[1]), window="recorded")
    assert permutation_p(r.details["design"], r.details["selection"], 200).movable == 5


@pytest.mark.parametrize("seed", range(3))
def test_slope_of_the_likelihood_of_days_and_animals(seed):
    """Against differences of the likelihood itself; some animals once, twice and three times, two strata, known weights."""
    random = np.random.default_rng(seed)
    animal, day, w = random.integers(0, 30, 60), np.sort(random.integers(0, 14, 60)), random.uniform(0.2, 1, 60)
    x, late = random.normal(size=60), day > 8
    y = x + random.normal(size=30)[animal] + random.normal(size=14)[day] + random.normal(size=60)
    model = Crossed(sum_by_day({"x": x}, y, day, w, late), animal, [0, 1], 58, True)
    at, step = np.array([0.7, 1.3, 0.6]), 1e-5
    slope = model.deviance(tuple(at))[1]
    for k, one in enumerate(np.eye(3)):
        ahead, behind = (model.deviance(tuple(at * np.exp(sign * step * one)))[0] for sign in (1, -1))
        assert slope[k] == pytest.approx((ahead - behind) / (2 * step), rel=1e-5, abs=1e-6)


def test_days_are_too_many_for_no_window(shared):
    """Every animal on a day of its own: no candidate keeps two rows of a day, so the longest bandwidth is taken."""
    table = animals()
    table["date_of_experiment"] = pd.Timestamp("2019-01-01") + pd.to_timedelta(np.arange(len(table)), "D")
    found = analyse(named(table), window="search")
    assert found.soft_windowing_total_obs_or_weight == 0 and found.soft_windowing_shape == pytest.approx(10) and found.animals_used > 100


@pytest.mark.parametrize(("factor", "says"), [(1e300, "has the value"), (1e-300, "too small to compute with")])
def test_numbers_whose_squares_no_computer_holds(factor, says):
    table = animals()
    table["data_point"] *= factor
    with pytest.raises(NotEstimable, match=says):
        analyse(named(table), window="none")


@pytest.mark.parametrize("factor", [1e80, 1e-40])
def test_the_unit_does_not_matter(factor):
    plain, table = analyse(named(animals()), window="none"), animals()
    table["data_point"] *= factor
    found = analyse(named(table), window="none")
    for name in ("p_value", "effect_size", "group_1_residuals_normality_test", "female_ko_effect_p_value"):
        assert getattr(found, name) == pytest.approx(getattr(plain, name), rel=1e-6), name


def test_a_refusal_says_who_was_left_out():
    with pytest.raises(NotEstimable, match=r"0 mutants and .* wildtypes can be used.* mutant females are fewer than 4"):
        analyse(named(animals(mutants=4)), window="none")
    with pytest.raises(NotEstimable, match="240 rows with no sex are left out"):
        analyse(named(animals(sex=None)), window="none")


# ------------------------------------------------- what must hold of any result
SIGNED = ("genotype_effect_parameter_estimate", "female_ko_parameter_estimate", "male_ko_parameter_estimate", "effect_size",
          "female_effect_size", "male_percentage_change")  # fmt: skip
P_VALUES = ("p_value", "female_ko_effect_p_value", "male_ko_effect_p_value", "sex_effect_p_value", "weight_effect_p_value")


def same(found, plain, names, factor=1.0, rel=1e-5):
    for name in names:
        a, b = getattr(found, name), getattr(plain, name)
        assert (a is None) == (b is None) and (a is None or a == pytest.approx(factor * b, rel=rel, abs=1e-12)), name


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_what_must_hold_of_any_result(seed):
    """Order of rows, sign and unit of the values, an added constant, and which group is called mutant."""
    table = animals(seed=seed)
    plain = analyse(named(table), window="none")
    again = analyse(named(table.sample(frac=1.0, random_state=seed)), window="none")
    assert {k: v for k, v in again.as_dict().items() if k != "path"} == {k: v for k, v in plain.as_dict().items() if k != "path"}
    minus = analyse(named(table.assign(data_point=-table["data_point"])), window="none")
    same(minus, plain, SIGNED, -1.0)
    kilograms = analyse(named(table.assign(data_point=table["data_point"] / 1000)), window="none")
    same(kilograms, plain, [n for n in SIGNED if "parameter" in n], 1e-3)
    shifted = analyse(named(table.assign(data_point=table["data_point"] + 500)), window="none")
    same(shifted, plain, SIGNED)
    assert shifted.intercept_estimate - 500 == pytest.approx(plain.intercept_estimate, abs=1e-3)
    swapped = table.assign(
        biological_sample_group=table["biological_sample_group"].map({"control": "experimental", "experimental": "control"})
    )
    exchanged = analyse(named(swapped), window="none")
    same(exchanged, plain, [n for n in SIGNED if "parameter" in n], -1.0, rel=1e-4)
    for found in (minus, kilograms, shifted):
        same(found, plain, P_VALUES)
    assert exchanged.p_value == pytest.approx(plain.p_value, rel=1e-3)


def test_degrees_of_freedom_that_are_known_exactly():
    """Balanced: x between 12 days of 5 has 12 - 2 of them, z within days 60 - 12 - 1; animals twice each in one stage half: 40 - 2."""
    n = np.arange(60)
    random = np.random.default_rng(3)
    columns = {"x": n // 5 % 2 * 1.0, "z": np.tile([-2.0, -1, 0, 1, 2], 12)}
    y = random.normal(size=60) + 3 * random.normal(size=12)[n // 5]
    f = fit_mixed_model(columns, y, n // 5)
    assert degrees_of_freedom(f, np.array([[0, 1, 0], [0, 0, 1.0]])) == pytest.approx([10, 47], rel=1e-2)
    animal = np.tile(np.arange(40), 2)
    late = np.repeat([0.0, 1.0], 40)
    y = random.normal(size=80) + 2 * random.normal(size=40)[animal]
    sums = sum_by_day({"group": (animal % 2) * 1.0, "late": late}, y, np.arange(80))
    f = fit_repeated(sums, animal, ["group", "late"], batch=False, method="REML", apart=False)
    assert degrees_of_freedom(f, np.array([[0, 1.0, 0], [0, 0, 1.0]]), animal) == pytest.approx([38, 39], rel=1e-2)
