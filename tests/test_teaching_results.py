"""Results of the teaching release: the engine's own, called where there is a true effect and rarely where there is none."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from teaching_release import ABOUT, TEACHING, datasets, program, table

import impc_nb
from impc_nb import schema

STALE = "the engine finds other results than before; if it is right, run `python data/teaching/simulate.py`"
DESCRIBED = [*schema.ABOUT, *(f"{s}_{g}_{w}" for s in schema.SEXES for g in ("control", "mutant") for w in ("count", "mean", "sd"))]


def kind(row) -> str:
    hearing = "_ABR_" in row.parameter_stable_id
    return "hearing" if hearing else f"{row.data_type} {row.life_stage_name} {row.phenotyping_center} {'LME' in row.statistical_method}"


def sample() -> list:
    """Twenty rows over all methods, stages and centres, the most extreme p-values among them."""
    rows = list(table("results").sort_values("p_value").itertuples())
    first = list({kind(row): row for row in reversed(rows)}.values())
    return [*first, *[row for row in rows[::37] if row not in first]][:20]


def as_row(row) -> dict:
    return {name: None if pd.isna(value) else value for name, value in row._asdict().items() if name in DESCRIBED} | {
        "status": "NotProcessed"
    }


@pytest.fixture(scope="module")
def simulate(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(TEACHING))  # for the worker processes
        yield program("simulate")


@pytest.fixture(scope="module")
def analysed_again(simulate) -> dict:
    return {row.doc_id: simulate.result(as_row(row), datasets()[row.doc_id]) for row in sample()}


def told(row) -> dict:
    """What the committed row says, None where nothing."""
    return {name: None if pd.isna(value) else value for name, value in row._asdict().items() if name != "Index"}


def with_few_digits(text: str) -> str:
    return re.sub(r"\d+\.\d+(e[-+]\d+)?", lambda found: f"{float(found[0]):.5g}", text)


def differences(one: dict, other: dict) -> list[str]:
    """Fields in which two results differ: numbers by more than 1e-6 of their size (a published p also by its step of 1.1e-16), those in
    texts in their first five digits."""
    out = []
    for name in one.keys() | other.keys():
        a, b = one.get(name), other.get(name)
        if isinstance(a, float) and isinstance(b, float):
            step = 3e-16 if name in ("p_value", "genotype_effect_p_value") else 0
            equal = a == pytest.approx(b, rel=1e-6, abs=step)
        elif isinstance(a, str) and isinstance(b, str):
            equal = with_few_digits(a) == with_few_digits(b)
        else:
            equal = a == b or (pd.isna(a) and pd.isna(b))
        out += [] if equal else [f"{name}: {a} and {b}"]
    return out


# ---------------------------------------------------------------- they are the engine's
def test_the_sample_holds_every_kind():
    assert len(sample()) == 20
    every = {kind(row) for row in table("results").itertuples()}
    assert {kind(row) for row in sample()} == every
    methods = " ".join(row.statistical_method for row in sample())
    assert all(word in methods for word in ("Fisher", "Reference Range", "LME, including", "LME, not including", "GLS"))


def test_the_program_finds_the_committed_results(analysed_again):
    for row in sample():
        assert differences(analysed_again[row.doc_id], told(row)) == [], f"{row.doc_id}: {STALE}"


def test_a_learner_who_analyses_finds_them_too():
    for row in sample():
        found = impc_nb.analyse(impc_nb.load_dataset(dataset_id=row.doc_id), window="search")
        said = told(row)
        names = [n for n in found.as_solr() if n in said and "_control_" not in n and "_mutant_" not in n and n != "soft_windowing_peaks"]
        assert len(names) > 30
        solr = found.as_solr() | {"p_value": found.p_value_as_published}
        if found.genotype_effect_p_value is not None:
            solr["genotype_effect_p_value"] = found.p_value_as_published
        solr = {n: float(solr[n]) if isinstance(solr[n], int) and not isinstance(solr[n], bool) else solr[n] for n in names}
        assert differences(solr, {n: said[n] for n in names}) == [], row.doc_id


def test_the_comparison_of_results_can_fail():
    row = told(sample()[0])
    for name, wrong in {"p_value": row["p_value"] * (1 + 1e-5) + 1e-15, "significant": not row["significant"], "status": "Failed",
                        "mp_term_id": "MP:0000001", "effect_size": None, "classification_tag": "p = 0.12346"}.items():  # fmt: skip
        assert [d.partition(":")[0] for d in differences(row | {name: wrong}, row)] == [name]
    assert differences({"t": "p = 0.12345678"}, {"t": "p = 0.12345679"}) == [] != differences({"t": "p = 0.12345"}, {"t": "p = 0.12349"})


def test_analysed_twice_the_rows_are_identical_also_by_workers(simulate, analysed_again):
    some = sample()[::3]
    rows, mice = [as_row(row) for row in some], [datasets()[row.doc_id] for row in some]
    assert list(simulate.analysed(rows, mice)) == [analysed_again[row.doc_id] for row in some]


def test_what_the_engine_refuses_is_not_processed(simulate):
    row = next(row for row in sample() if "LME" in row.statistical_method)
    mice = datasets()[row.doc_id]
    few = mice[(mice["biological_sample_group"] == schema.CONTROL) | (mice.groupby("biological_sample_group").cumcount() < 2)]
    found = simulate.result(as_row(row) | {"soft_windowing_bandwidth": 900.0}, few)
    assert found == as_row(row)


# ---------------------------------------------------------------- what a row says
def test_results_are_of_the_agreed_columns_and_agree_with_themselves():
    types = {f.name: f.type for f in pq.read_schema(TEACHING / "results.parquet")}
    assert set(schema.ABOUT) <= set(types)
    assert types["significant"] == pa.bool_()
    assert types["soft_windowing_peaks"] == pa.string()
    rows = table("results")
    assert rows["doc_id"].str.fullmatch("[0-9a-f]{32}").all()
    assert rows["doc_id"].is_unique
    refused = rows["status"] != "Successful"
    assert set(rows.loc[refused, "status"]) <= {"NotProcessed"}
    assert rows.loc[refused, ["p_value", "significant", "statistical_method", "soft_windowing_bandwidth"]].isna().all().all()
    done = rows[~refused]
    assert done["p_value"].between(0, 1).all() and len(done) > 500
    # DESIGN section 2: of our own analyses, any of pooled, female and male below 1e-4
    assert (done["significant"] == (done[["p_value", "female_ko_effect_p_value", "male_ko_effect_p_value"]].min(axis=1) < 1e-4)).all()
    assert done["classification_tag"].notna().all()
    # without an effect size: categories of which all animals show the same one, and the few models that cannot be fitted again
    assert done.loc[done["significant"].astype(bool), "effect_size"].notna().all()
    assert done.loc[done["data_type"] == "unidimensional", "effect_size"].notna().mean() > 0.99


def test_numbers_have_ten_digits():
    def rounded(column: pd.Series) -> pd.Series:
        return column.map(lambda value: float(f"{value:.9e}"))

    found = table("results").select_dtypes("float").dropna(axis="columns", how="all")
    found = found[[c for c in found if not re.search(r"_(control|mutant)_", c)]]
    assert found.shape[1] > 25
    assert [c for c in found if not rounded(found[c].dropna()).equals(found[c].dropna())] == []
    assert not rounded(table("results")["female_control_mean"]).equals(table("results")["female_control_mean"])  # exact sums


def test_windows_are_those_a_search_can_find():
    rows = table("results")
    windowed = rows[rows["soft_windowing_bandwidth"].notna()]
    # stats_spec.md section 3: shape .5-10; bandwidth in whole days
    assert windowed["soft_windowing_shape"].between(0.5, 10).all()
    assert (windowed["soft_windowing_bandwidth"] % 1 == 0).all()
    assert windowed["soft_windowing_bandwidth"].nunique() > 100
    assert (windowed["soft_windowing_total_obs_or_weight"] >= windowed["soft_windowing_min_obs_required"]).mean() > 0.9
    assert set(rows.loc[rows["soft_windowing_bandwidth"].isna(), "procedure_name"]) >= {
        "Auditory Brain Stem Response", "Combined SHIRPA and Dysmorphology"}  # fmt: skip


def test_significant_results_have_the_term_of_their_direction():
    rows = table("results")
    assert rows.loc[~rows["significant"].astype(bool), ["mp_term_id", "mp_term_name"]].isna().all().all()
    called = rows[rows["significant"].astype(bool)]
    assert called["mp_term_id"].notna().all()
    signs = {"increased": 1, "prolonged": 1, "thrombocytosis": 1, "decreased": -1, "shortened": -1, "thrombocytopenia": -1}
    for row in called.itertuples():
        wanted = signs.get(row.mp_term_name.split()[0])
        if wanted:
            pairs = [
                (row.p_value, row.genotype_effect_parameter_estimate),
                (row.female_ko_effect_p_value, row.female_ko_parameter_estimate),
                (row.male_ko_effect_p_value, row.male_ko_parameter_estimate),
            ]
            assert {np.sign(estimate) for p, estimate in pairs if p < 1e-4} == {wanted}, row.doc_id


def test_sexes_that_disagree_are_abnormal():
    term = program("terms").term
    assert term("DXA_006", {"decreased"}) == ("MP:0001258", "decreased body length")
    assert term("HWT_008", {"increased", "decreased"}) == ("MP:0004857", "abnormal heart weight")
    assert term("DXA_006", {"increased", "decreased"}) == term("XYZ_001", {"increased"}) == (None, None)


def test_terms_are_those_the_impc_assigns(shared):
    """Against the bulk table of results; the IMPC gives body weight in DEXA no term, so there id and name alone are compared."""
    columns = ["parameterStableId", "significantPhenotype"]
    bulk = pq.read_table(shared / "impc/bulk/batch_query_significant_results.parquet", columns=columns).to_pandas().dropna()
    given = {("_".join(p.split("_")[1:3]), t["id"], t["name"]) for p, t in bulk.itertuples(index=False)}
    terms = program("terms").TERMS
    ours = {(key, *one) for key, some in terms.items() for one in some.values() if key != "DXA_001"}
    assert ours <= given
    assert set(terms["DXA_001"].values()) <= {named[1:] for named in given}
    assert not {("DXA_006", "MP:0001257", "decreased body length")} <= given


# ---------------------------------------------------------------- what they say of the truth
def with_truth() -> pd.DataFrame:
    """Continuous results of the mixed model beside the true effects; hearing and startle have scales of their own."""
    truth = table("truth")[["doc_id", "scale", "female_effect", "male_effect", "female_weight_effect", "male_weight_effect"]]
    return table("results").merge(truth, on="doc_id")


def false_alarms(rows: pd.DataFrame) -> dict:
    """Share of nominally significant results among those without any true effect."""
    none = (rows[["female_effect", "male_effect", "female_weight_effect", "male_weight_effect"]] == 0).all(axis=1)
    p = rows.loc[none & (rows["scale"] == "ln"), "p_value"]
    return {"n": len(p)} | {limit: (p < limit).mean() for limit in (0.05, 0.01, 1e-4)}


def test_lines_without_effect_are_nominally_significant_as_often_as_real_ones():
    """calibration.md: 12-23 % of the p-values of a gene below .05, 2.5-13 % below .01, over six genes with few true effects."""
    found = false_alarms(with_truth())
    assert found["n"] > 300
    assert 0.12 <= found[0.05] <= 0.23
    assert 0.025 <= found[0.01] <= 0.13
    assert found[1e-4] < 0.01
    uniform = with_truth().assign(p_value=np.random.default_rng(1).uniform(size=len(with_truth())))
    assert not 0.12 <= false_alarms(uniform)[0.05] <= 0.23  # p-values as the textbook has them would be noticed


def residual_sd(row, sex: str) -> float:
    """The true effect of a sex in residual SDs of ln y, weight itself in SDs of ln weight."""
    mice, figures = program("mice"), program("figures")
    key = "_".join(row.parameter_stable_id.split("_")[1:3])
    if key == figures.BODY_WEIGHT[0]:
        sd = mice.ln_weight(sex, mice.age("DXA", row.life_stage_name))[1]
    else:
        sd = mice.model("DXA_002" if key == figures.FAT_SHARE[0] else key, row.life_stage_name)[sex][2]
    return getattr(row, f"{sex}_effect") / sd


def called(row, sex: str) -> int:
    """Sign of the call on a sex, 0 without one."""
    below = getattr(row, f"{sex}_ko_effect_p_value") < 1e-4
    return int(np.sign(getattr(row, f"{sex}_ko_parameter_estimate"))) if below else 0


def test_large_effects_are_called_in_the_right_direction_and_sex():
    large, found, wrong = 0, 0, []
    for row in with_truth().query("scale == 'ln'").itertuples():
        true = {sex: residual_sd(row, sex) for sex in schema.SEXES}
        if not any(true.values()):
            continue
        wrong += [(row.doc_id, sex) for sex in schema.SEXES if called(row, sex) and called(row, sex) != np.sign(true[sex])]
        if max(map(abs, true.values())) >= 1.8:
            large += 1
            found += row.significant
    assert large >= 30
    assert found / large >= 0.85  # the two or three that are missed: lines measured on 3-4 days, and a wide late spread
    assert wrong == []


def test_an_effect_in_one_sex_is_called_in_that_sex():
    rows = with_truth().set_index(["marker_symbol", "parameter_name", "life_stage_name"])
    males = rows.loc[("Fgf2", "Total cholesterol", schema.EARLY)]
    assert (called(males, "female"), called(males, "male")) == (0, 1)
    females = rows.loc[("Myo6", "Body length", schema.EARLY)]
    assert (called(females, "female"), called(females, "male")) == (-1, 0)


def test_deafness_and_missing_startle_are_called_and_normal_hearing_is_not():
    rows = with_truth()
    rows = rows[rows["scale"] != "ln"]
    true = (rows[["female_effect", "male_effect"]] != 0).any(axis=1)
    assert true.sum() > 15 and (~true).sum() > 90
    assert rows["significant"].astype(bool).equals(true)


def test_stages_side_by_side_show_what_was_put_in():
    """lines.py: weight late only, small red cells in both stages; glucose of Spock1 early only; hearing is not tested late."""
    table = impc_nb.load_late_adult().set_index(["marker_symbol", "parameter_name"])[["early_state", "late_state"]].apply(tuple, axis=1)
    assert table["Gls2", "Body weight"] == ("not significant", "significant")
    assert table["Gls2", "Mean cell volume"] == ("significant", "significant")
    assert table["Spock1", "Fasted blood glucose concentration"] == ("significant", "not significant")
    assert table["Tmem51", "Click-evoked ABR threshold"] == ("significant", "not tested")
    assert table["Myo6", "Body length"] == ("significant", "not tested")


def test_release_json_knows_the_committed_results():
    assert ABOUT["files"]["results.parquet"]["rows"] == len(table("results"))
