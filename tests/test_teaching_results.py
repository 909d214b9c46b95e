"""Results of the teaching release: the engine's own, called where there is a true effect and rarely where there is none."""

import functools
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from teaching_release import ABOUT, TEACHING, animals_of, line_of, program, table

import impc_nb
from impc_nb import schema

STALE = "the engine finds other results than before; if it is right, run `python data/teaching/simulate.py`"
DESCRIBED = [
    *schema.ABOUT, "top_level_mp_term_id", "top_level_mp_term_name",
    *(f"{s}_{g}_{w}" for s in schema.SEXES for g in ("control", "mutant") for w in ("count", "mean", "sd")),
]  # fmt: skip


def kind(row) -> str:
    method = str(row.statistical_method)
    short = next((one for one in ("LME", "GLS", "Fisher", "Reference") if one in method), "not processed")
    return f"{row.phenotyping_center} {short}" if short in ("LME", "GLS") else short


@functools.cache
def sample() -> list:
    """Twenty rows over all methods and centres, the most extreme p-values among them."""
    rows = list(table("results").sort_values(["p_value", "doc_id"]).itertuples())
    first = list({kind(row): row for row in reversed(rows)}.values())
    ids = {row.doc_id for row in first}
    return [*first, *[row for row in rows[::307] if row.doc_id not in ids]][:20]


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
def comparisons(simulate):
    return program("comparisons")


@pytest.fixture(scope="module")
def analysed_again(comparisons) -> dict:
    return {row.doc_id: comparisons.result(as_row(row), animals_of(row), search=True) for row in sample()}


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
    methods = " ".join(str(row.statistical_method) for row in sample())
    assert all(word in methods for word in ("Fisher", "Reference Range", "LME, including", "LME, not including", "GLS"))


def test_the_program_finds_the_committed_results(analysed_again):
    for row in sample():
        assert differences(analysed_again[row.doc_id], told(row)) == [], f"{row.doc_id}: {STALE}"


def test_a_learner_who_analyses_finds_them_too():
    for row in (row for row in sample() if row.status == "Successful"):
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
    row = next(told(row) for row in sample() if row.status == "Successful")
    for name, wrong in {"p_value": row["p_value"] * (1 + 1e-5) + 1e-15, "significant": not row["significant"], "status": "Failed",
                        "mp_term_id": "MP:0000001", "effect_size": None, "classification_tag": "p = 0.12346"}.items():  # fmt: skip
        assert [d.partition(":")[0] for d in differences(row | {name: wrong}, row)] == [name]
    assert differences({"t": "p = 0.12345678"}, {"t": "p = 0.12345679"}) == [] != differences({"t": "p = 0.12345"}, {"t": "p = 0.12349"})


def test_analysed_twice_the_rows_are_identical_also_by_workers(simulate, analysed_again):
    """And those of genes that are not to be analysed stay as they are."""
    drawn, asked = [], sample()[::3]
    for row in asked:
        animals = animals_of(row)
        mutant = animals["biological_sample_group"] == schema.MUTANT
        number = program("lines").LINES.index(line_of(row))
        drawn.append(([as_row(row)], [(row.metadata_group, number)], animals.assign(line=np.where(mutant, number, -1))))
    every = {row.marker_symbol for row in asked}
    assert list(simulate.analysed(drawn, True, every)) == [analysed_again[row.doc_id] for row in asked]
    others = every - {asked[0].marker_symbol}
    assert others and list(simulate.analysed(drawn[:1], True, others)) == [as_row(asked[0])]


def test_what_the_engine_refuses_is_not_processed(comparisons):
    row = next(row for row in sample() if "LME" in str(row.statistical_method))
    mice = animals_of(row)
    few = mice[(mice["biological_sample_group"] == schema.CONTROL) | (mice.groupby("biological_sample_group").cumcount() < 2)]
    found = comparisons.result(as_row(row) | {"soft_windowing_bandwidth": 900.0}, few, search=True)
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
    assert done["p_value"].between(0, 1).all() and len(done) > 4000
    # DESIGN section 2: of our own analyses, any of pooled, female and male below 1e-4
    assert (done["significant"] == (done[["p_value", "female_ko_effect_p_value", "male_ko_effect_p_value"]].min(axis=1) < 1e-4)).all()
    assert done["classification_tag"].notna().all()
    # without an effect size: categories of which all animals show the same one, and the few models that cannot be fitted again
    assert done.loc[done["significant"].eq(True), "effect_size"].notna().mean() > 0.98
    assert done.loc[done["data_type"] == "unidimensional", "effect_size"].notna().mean() > 0.98


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


def test_release_json_knows_the_committed_results():
    assert ABOUT["files"]["results.parquet"]["rows"] == len(table("results"))
