"""The same question to Solr's cores, live and of a stored release; quoting that nothing gets out of; refusals before anything is asked."""

import json
import re
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from impc_nb import http, solr
from impc_nb.catalog import open_catalog
from impc_nb.schema import NotFound, NotOffered, Release, Unavailable
from impc_nb.solr import computed, field, fn, query, question
from impc_nb.solr.fields import FIELDS, KEYS
from impc_nb.solr.question import Question
from impc_nb.solr.stored import evaluated
from impc_nb.tables import TABLES

SCORE = fn.div(fn.sum("disease_model_avg_norm", "disease_model_max_norm"), 2)
HERE = Release("teaching", "teaching", "made up", simulated=True)
NASTY = [
    '" OR *:* OR "',
    "a:b",
    "[0 TO 1]",
    "x* AND y?",
    "back\\slash",
    "Grünes π 小鼠",
    "two\nlines",
    "(a OR b)",
    "AND",
    "'quoted'",
    "-1",
    "{!x}",
    "&q=*:*",
    "#",
]


# ---------------------------------------------------------------- as Solr reads it
@pytest.mark.parametrize(
    ("condition", "text"),
    [  # the recipes of the IMPC's workshop (cheat sheet), word by word but for 1e-4, which is the same number
        (field("marker_symbol") == "Dclk1", "marker_symbol:Dclk1"),
        ((field("marker_symbol") == "Dclk1") & field("p_value").between(0, 1e-4), "marker_symbol:Dclk1 AND p_value:[0 TO 0.0001]"),
        (field("effect_size").known(), "effect_size:[* TO *]"),
        (~field("mp_term_name").known(), "NOT mp_term_name:[* TO *]"),
        (field("disease_term") == "Robinow Syndrome", 'disease_term:"Robinow Syndrome"'),
        (field("marker_symbol").one_of("Nxn", "Xrcc5"), "marker_symbol:(Nxn OR Xrcc5)"),
        (field("association_curated") == True, "association_curated:true"),  # noqa: E712
        ((field("top_level_mp_term_name") == "cardiovascular system phenotype") & field("effect_size").known()
         & (field("life_stage_name") == "Late adult"),
         'top_level_mp_term_name:"cardiovascular system phenotype" AND effect_size:[* TO *] AND life_stage_name:"Late adult"'),
        # what Solr cannot read otherwise: an opposite alone finds nothing where it is one of several
        ((field("sex") == "male") | ~field("p_value").known(), "sex:male OR (*:* AND NOT p_value:[* TO *])"),
        (~(field("sex") == "male") & ~field("p_value").known(), "*:* AND NOT sex:male AND NOT p_value:[* TO *]"),
        (~((field("sex") == "male") | (field("sex") == "female")), "NOT (sex:male OR sex:female)"),
        (((field("sex") == "male") | (field("sex") == "female")) & (field("zygosity") == "homozygote"),
         "(sex:male OR sex:female) AND zygosity:homozygote"),
        (field("p_value") <= 0.05, "p_value:[* TO 0.05]"), (field("effect_size") >= -2, "effect_size:[-2 TO *]"),
        (field("effect_size") == -2.5, 'effect_size:"-2.5"'),  # a minus alone would be NOT
        (field("date_of_experiment").between("2019-01-01T00:00:00Z", "2019-12-31T00:00:00Z"),
         "date_of_experiment:[2019-01-01T00:00:00Z TO 2019-12-31T00:00:00Z]"),
        (field("sex") != "male", "NOT sex:male"), (~~(field("sex") == "male"), "sex:male"),
    ],
)  # fmt: skip
def test_a_condition_reads_as_in_the_workshop(condition, text):
    assert str(condition) == text


def unquoted(text: str) -> str:
    """What Solr makes of a quoted value, by the rules of its query parser: a backslash takes the next character as it is."""
    assert text.startswith('"') and text.endswith('"') and len(text) > 1
    out, at, inside = [], 0, text[1:-1]
    while at < len(inside):
        assert inside[at] != '"', "the quotes end before the value does"
        at += inside[at] == "\\"
        out.append(inside[at])
        at += 1
    return "".join(out)


@pytest.mark.parametrize("value", NASTY)
def test_no_value_gets_out_of_its_quotes(value):
    text = str(field("marker_symbol") == value)
    assert unquoted(text.removeprefix("marker_symbol:")) == value
    asked = question("gene", field("marker_symbol") == value)
    said = parse_qsl(urlsplit(asked.url("http://x")).query, keep_blank_values=True, strict_parsing=True)
    assert said == [("q", text), ("rows", "10"), ("wt", "json")], "nothing of the value became a parameter of its own"


def test_unquoting_bites():
    with pytest.raises(AssertionError, match="end before"):
        unquoted('"a" OR *:*"')


def test_the_address_is_the_one_the_map_gives():
    """Pattern of the api map: <root>/<core>/select?q=field:value&fl=...&rows=...&wt=json."""
    asked = question("genotype-phenotype", field("marker_symbol") == "Dclk1", fl="marker_symbol,p_value", rows=3, facet="zygosity")
    assert asked.url("https://www.ebi.ac.uk/mi/impc/solr") == (
        "https://www.ebi.ac.uk/mi/impc/solr/genotype-phenotype/select?q=marker_symbol:Dclk1&fl=marker_symbol,p_value&rows=3&facet=on"
        "&facet.field=zygosity&facet.limit=-1&facet.mincount=1&wt=json"
    )
    assert str(computed("phenodigm_score", SCORE)) == "phenodigm_score:div(sum(disease_model_avg_norm,disease_model_max_norm),2)"


# ---------------------------------------------------------------- refused before anything is asked
@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"core": "genotype_phenotype"}, "No core 'genotype_phenotype' can be asked; there are .nearest first. genotype-phenotype"),
        ({"fl": "marker_symbol,parameter_stable_ide"}, "no field 'parameter_stable_ide'; nearest: parameter_stable_id"),
        ({"where": field("gene_symbol") == "Myo6"}, "no field 'gene_symbol'; nearest"),
        ({"facet": "zygosities"}, "no field 'zygosities'; nearest: zygosity"),
        ({"sort": "p_values asc"}, "no field 'p_values'; nearest: p_value"),
        ({"sort": "p_value up"}, "'up' is no direction"),
        ({"sort": "top_level_mp_term_name asc"}, "holds several values"),
        ({"where": field("p_value") == "small"}, "holds a number, which 'small' is not"),
        ({"where": field("marker_symbol") == 5}, "holds a text, which '5' is not"),
        ({"where": field("p_value") == True}, "holds a number, which 'True' is not"),  # noqa: E712
        ({"where": "marker_symbol:Myo6"}, "is no condition"),
        ({"rows": -1}, "rows is '-1'"), ({"rows": "10"}, "rows is '10'"), ({"rows": 200_000}, "download.. reads as many"),
        ({"fl": [computed("x", fn.div("nothing", 2))]}, "no field 'nothing'"),
    ],
)  # fmt: skip
def test_what_solr_would_drop_or_misread_is_refused(how, sentence, monkeypatch):
    monkeypatch.setattr(http.Client, "json", lambda *_, **__: pytest.fail("the service was asked"))
    with pytest.raises(NotFound, match=sentence):
        query(**{"core": "genotype-phenotype", "release": "live"} | how)


@pytest.mark.parametrize("value", [None, "", "  ", float("nan"), float("inf"), "x" * 1001, ["a"], b"a"])
def test_a_value_is_a_text_number_or_flag(value):
    with pytest.raises(NotFound):
        field("marker_symbol") == value  # noqa: B015


def test_python_words_between_conditions_are_refused():
    with pytest.raises(NotFound, match="joined with &"):
        (field("sex") == "male") and (field("zygosity") == "homozygote")
    with pytest.raises(NotFound, match="is no condition"):
        (field("sex") == "male") & "zygosity:homozygote"
    with pytest.raises(NotFound, match="No value"):
        field("sex").one_of([])
    with pytest.raises(NotFound, match="is no field"):
        field('x"y')


def test_a_question_too_long_for_an_address_is_refused(monkeypatch):
    monkeypatch.setattr(http.Client, "json", lambda *_, **__: pytest.fail("the service was asked"))
    with pytest.raises(NotFound, match="ask for fewer values"):
        query("gene", field("marker_symbol").one_of(f"Gene{i}" for i in range(2000)), release="live")


# ---------------------------------------------------------------- the same on a table, by hand
DOCS = pd.DataFrame({
    "doc_id": list("abcdef"), "marker_symbol": ["Myo6", "Myo6", "Cib2", None, "cib2", 'x" OR *:*'],
    "p_value": [1e-4, 1.1e-4, 0.0, np.nan, 0.5, 1e-30],
    "zygosity": ["homozygote", "heterozygote", "homozygote", "homozygote", None, "hemizygote"],
    "top_level_mp_term_name": ["hearing; growth", "growth", "heart", None, "hearing", "growth"],
})  # fmt: skip


@pytest.mark.parametrize(
    ("where", "found"),
    [  # letters of the rows, read off the table above
        (field("marker_symbol") == "Myo6", "ab"), (field("marker_symbol") == "cib2", "e"), (field("marker_symbol") == NASTY[0], ""),
        (field("marker_symbol") == 'x" OR *:*', "f"), (field("marker_symbol") == "Myo*", ""),
        (field("p_value").between(0, 1e-4), "acf"), (field("p_value") >= 1e-4, "abe"), (~field("p_value").known(), "d"),
        (~field("p_value").between(0, 1e-4), "bde"), (field("top_level_mp_term_name") == "growth", "abf"),
        (field("top_level_mp_term_name") == "gro", ""), (~(field("top_level_mp_term_name") == "growth"), "cde"),
        ((field("zygosity") == "homozygote") & (field("p_value") <= 1e-4), "ac"),
        ((field("zygosity") == "hemizygote") | ~field("marker_symbol").known(), "df"),
        (field("marker_symbol").one_of("Myo6", "Cib2"), "abc"), (field("production_center") == "x", ""), (~field("sex").known(), "abcdef"),
    ],
)  # fmt: skip
def test_conditions_hold_on_a_table_as_in_solr(where, found):
    asked = question("statistical-result", where, rows=100)
    assert "".join(evaluated(asked, DOCS, HERE).docs.get("doc_id", pd.Series(dtype="str"))) == found


def test_sorted_counted_and_cut():
    asked = question("statistical-result", fl="doc_id,p_value", sort="p_value desc", rows=2, facet=["zygosity", "top_level_mp_term_name"])
    answer = evaluated(asked, DOCS, HERE)
    assert list(answer.docs["doc_id"]) == ["e", "b"]
    assert answer.num_found == 6
    assert answer.facets["zygosity"].to_dict() == {"homozygote": 3, "hemizygote": 1, "heterozygote": 1}
    assert answer.facets["top_level_mp_term_name"].to_dict() == {"growth": 3, "hearing": 2, "heart": 1}
    last = evaluated(question("statistical-result", fl="doc_id", sort="p_value asc", rows=10), DOCS, HERE).docs["doc_id"]
    assert "".join(last) == "cfabed", "a document without the field comes last"
    late = evaluated(question("statistical-result", sort="p_value asc", rows=2, start=4), DOCS, HERE).docs["doc_id"]
    assert "".join(late) == "ed"


def test_a_field_that_no_document_has_is_said_when_asked_for_and_vanishes_otherwise():
    answer = evaluated(question("statistical-result", fl="doc_id,sex"), DOCS, HERE)
    assert list(answer.docs) == ["doc_id", "sex"] and answer.docs["sex"].isna().all() and "sex" in answer.notes[0]
    assert "sex" not in evaluated(question("statistical-result"), DOCS, HERE).docs, (
        "null columns vanish, as the workshop's exercise 7 shows"
    )


def test_a_computed_field_and_sorting_by_it():
    docs = pd.DataFrame(
        {"model_id": list("abc"), "disease_model_avg_norm": [10.0, 40.0, np.nan], "disease_model_max_norm": [30.0, 60.0, 90.0]}
    )
    asked = question("phenodigm", fl=["model_id", computed("score", SCORE)], sort=SCORE)
    answer = evaluated(asked, docs, HERE).docs  # (10 + 30) / 2, (40 + 60) / 2; a missing part counts 0 in Solr's functions
    assert list(answer["model_id"]) == ["b", "c", "a"]
    assert list(answer["score"]) == [50.0, 45.0, 20.0]
    for wrong in (lambda: fn.div("a"), lambda: fn.sum(), lambda: computed("a b", SCORE), lambda: fn.sum(None)):
        with pytest.raises(NotFound):
            wrong()
    with pytest.raises(AttributeError, match="product"):
        fn.prod("a", "b")


# ---------------------------------------------------------------- the teaching release
def test_the_workshop_offline():
    assert solr.count("statistical-result") == len(open_catalog().datasets.read())
    rows = open_catalog().datasets.read()
    by_hand = rows[(rows["marker_symbol"] == "Myo6") & (rows["p_value"] <= 1e-4)]
    where = (field("marker_symbol") == "Myo6") & field("p_value").between(0, 1e-4)
    answer = query("statistical-result", where, fl="marker_symbol,p_value", rows=1000)
    assert answer.num_found == len(answer.docs) == len(by_hand) > 0
    assert answer.url is None and answer.release.simulated and "simulated" in repr(answer)
    parts = list(solr.batches("statistical-result", where, size=5))
    assert [len(part) for part in parts[:-1]] == [5] * (len(parts) - 1)
    assert sum(map(len, parts)) == len(by_hand) == len(solr.download("statistical-result", where))
    assert solr.download("gene", field("marker_symbol") == "Nothing", fl="marker_symbol").empty


def test_observations_offline_are_those_of_the_parameters_named():
    parameter = next(iter(open_catalog().parameters.read()["parameter_stable_id"]))
    where = (field("parameter_stable_id") == parameter) & (field("biological_sample_group") == "experimental")
    file = open_catalog().observations.data.url + f"/parameter_stable_id={parameter}/part-0.parquet"
    rows = pq.read_table(file, partitioning=None).to_pandas()
    mutants = rows[rows["biological_sample_group"] == "experimental"]
    assert solr.count("experiment", where) == len(mutants) > 0
    found = solr.download("experiment", where, fl="external_sample_id,gene_symbol,data_point,date_of_experiment")
    assert sorted(found["external_sample_id"]) == sorted(mutants["specimen_id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", found["date_of_experiment"].iloc[0])
    with pytest.raises(NotFound, match="add field.'parameter_stable_id'"):
        query("experiment", field("sex") == "male")
    assert solr.count("experiment", (field("parameter_stable_id") == "IMPC_XXX_001_001")) == 0


def test_a_table_the_release_lacks_is_said(tmp_path):
    folder = tmp_path / "r"
    folder.mkdir()
    for name in ("genes", "results"):
        pd.DataFrame(columns=list(TABLES[name])).astype("str").to_parquet(folder / f"{name}.parquet")
    files = {f.name: {"bytes": f.stat().st_size} for f in folder.iterdir()}
    (folder / "release.json").write_text(json.dumps({"title": "t", "layout": 1, "files": files}))
    with pytest.raises(NotOffered, match="does not offer disease models"):
        query("phenodigm", release=folder)


def test_every_core_has_its_key_and_every_table_its_columns_among_the_fields():
    assert set(KEYS) == set(FIELDS) and all(KEYS[core] in FIELDS[core] for core in FIELDS)
    assert set(TABLES["phenotype_hits"]) <= set(FIELDS["genotype-phenotype"]) | {"metadata_group", "data_type"}
    assert {"male_mp_term_name", "genotype_effect_p_value", "female_ko_parameter_estimate", "male_p_value_low_vs_normal_high"} <= set(
        FIELDS["statistical-result"]
    )
    assert FIELDS["experiment"]["data_point"] == "number" and FIELDS["phenodigm"]["association_curated"] == "flag"


# ---------------------------------------------------------------- live, against recorded responses
@pytest.fixture
def live(replay, monkeypatch, tmp_path):
    monkeypatch.setenv("IMPC_SOLR_ROOT", replay["solr_root"])
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))
    return replay


@pytest.fixture(scope="module")
def calls(shared):
    """The recorded calls, each once."""
    rows = pq.read_table(shared / "impc" / "bulk" / "batch_query_significant_results.parquet").to_pandas()
    return rows.drop_duplicates("statisticalResultId")


def test_calls_live(live, calls):
    assert solr.count("genotype-phenotype", release="live") == len(calls)
    of_gene = calls[calls["alleleSymbol"].str.startswith("Dbn1<")]
    where = field("marker_symbol") == "Dbn1"
    answer = query(
        "genotype-phenotype", where, fl="marker_symbol,mp_term_name,p_value,zygosity", rows=100, facet="zygosity", release="live"
    )
    assert answer.num_found == len(answer.docs) == len(of_gene) > 0
    assert list(answer.docs) == ["marker_symbol", "mp_term_name", "p_value", "zygosity"]
    assert answer.facets["zygosity"].to_dict() == of_gene["zygosity"].value_counts().to_dict()
    p = pd.to_numeric(of_gene["pValue"])
    assert solr.count("genotype-phenotype", where & field("p_value").between(0, 1e-4), "live") == (p <= 1e-4).sum()
    assert solr.count("genotype-phenotype", where & ~field("p_value").known(), "live") == p.isna().sum()
    assert solr.count("genotype-phenotype", field("zygosity").one_of("homozygote", "hemizygote"), "live") == (
        calls["zygosity"].isin(["homozygote", "hemizygote"]).sum())  # fmt: skip


def test_late_adult_cardiovascular_calls_in_batches(live, calls):
    """Exercise C-6: in chunks, by cursor."""
    where = ((field("top_level_mp_term_name") == "cardiovascular system phenotype") & field("effect_size").known()
             & (field("life_stage_name") == "Late adult"))  # fmt: skip
    parts = list(solr.batches("genotype-phenotype", where, fl="marker_symbol,effect_size", size=20, release="live"))
    names = calls["topLevelPhenotypes"].map(lambda terms: [t["name"] for t in terms] if terms is not None else [])
    by_hand = (
        names.map(lambda n: "cardiovascular system phenotype" in n) & (calls["lifeStageName"] == "Late adult") & calls["effectSize"].notna()
    )
    assert sum(map(len, parts)) == by_hand.sum() > 20
    assert all(len(part) == 20 for part in parts[:-1])
    assert len(solr.download("genotype-phenotype", where, fl="marker_symbol", release="live")) == by_hand.sum()


@pytest.mark.parametrize("value", NASTY)
def test_no_value_gets_out_of_its_quotes_live(live, value):
    assert solr.count("genotype-phenotype", field("marker_symbol") == value, "live") == 0
    assert solr.count("genotype-phenotype", field("marker_symbol").one_of("Dbn1", value), "live") > 0


def test_disease_models_live_scored_and_sorted(live, shared):
    """Exercise P-4; the recorded service neither works out nor sorts by a function, which is done here then, and said."""
    where = (field("type") == "disease_model_summary") & (field("association_curated") == True)  # noqa: E712
    answer = query(
        "phenodigm", where, fl=["disease_term", "model_id", computed("phenodigm_score", SCORE)], sort=SCORE, rows=5, release="live"
    )
    everything = solr.download("phenodigm", where, fl="model_id,disease_model_avg_norm,disease_model_max_norm", release="live")
    by_hand = ((everything["disease_model_avg_norm"] + everything["disease_model_max_norm"]) / 2).nlargest(5)
    assert np.allclose(answer.docs["phenodigm_score"], by_hand)
    assert answer.num_found == len(everything) and "sorted here" in answer.notes[0]
    unsorted = query("phenodigm", where, fl=["model_id", computed("phenodigm_score", SCORE)], rows=3, release="live")
    assert unsorted.docs["phenodigm_score"].notna().all() and "worked out here" in unsorted.notes[0]


def test_genes_and_observations_live(live):
    genes = query("gene", field("human_gene_symbol") == "GLS2", release="live")
    assert list(genes.docs["marker_symbol"]) == ["Gls2"]
    seen = query("experiment", field("parameter_stable_id") == "IMPC_VIA_063_001", rows=50, release="live")
    assert seen.num_found == len(seen.docs) > 0 and set(seen.docs["gene_symbol"]) == {"Myo6"}
    assert seen.docs["metadata"].str.contains("Age of pups").any(), "several texts in one"


@pytest.mark.parametrize("fault", ["500", "404", "204", "garbage", "empty", "truncate", "reset"])
def test_a_service_that_fails_is_named(live, fault, monkeypatch):
    monkeypatch.setenv("IMPC_SOLR_ROOT", live["solr_root"].replace(live["root"], f"{live['root']}/fault/{fault}"))
    usual = http.Client(wait=lambda _: None)
    with http.asked_by(usual), pytest.raises(Unavailable, match="Solr service"):
        query("gene", release="live")
    monkeypatch.setenv("IMPC_SOLR_ROOT", live["solr_root"].replace(live["root"], f"{live['root']}/fault/once500"))
    with http.asked_by(usual):
        assert query("gene", field("marker_symbol") == "Gls2", release="live").num_found == 1


@pytest.mark.parametrize(
    "answer", [[], {}, {"response": []}, {"response": {"docs": 5, "numFound": 1}}, {"response": {"docs": [], "numFound": "3"}}]
)
def test_answers_of_another_shape_are_refused(answer, monkeypatch, tmp_path):
    monkeypatch.setattr(http.Client, "json", lambda *_, **__: answer)
    with pytest.raises(Unavailable, match="another shape"):
        query("gene", release="live")


def test_a_question_is_whole():
    assert isinstance(question("gene"), Question) and str(question("gene")) == "gene: q=*:* rows=10"
