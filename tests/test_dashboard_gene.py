"""The Gene page's words, tables and volcano, on genes whose results can be counted by hand (hand_made_release)."""

import math
import re
from pathlib import Path

import hand_made_release as made
import numpy as np
import pandas as pd
import pytest
from read_page import readable
from small_release import page

from dashboards import gene_data
from dashboards.live_chart import render
from dashboards.pages import gene_alleles, gene_sections, gene_tables, gene_words
from impc_nb.plots.volcano import FAMILIES, places, volcano
from impc_nb.schema import BODY_SYSTEMS, THRESHOLD

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> str:
    return str(made.write(tmp_path_factory.mktemp("made") / "release"))


def of(release, symbol):
    gene = made.gene(symbol)["marker_accession_id"]
    return gene_data.results(release, gene), gene_tables.hits(release, gene)


def answer(release, symbol) -> str:
    results, hits = of(release, symbol)
    return " ".join([gene_words.headline(symbol, results, gene_words.system_states(results)), *gene_words.details(results, hits)])


# ---------------------------------------------------------------- the answer
@pytest.mark.parametrize(
    ("symbol", "says", "never"),
    [
        ("Abc1", ["in 4 of 4 body systems tested", "5 of 127 tests are significant (4 phenotype terms)", "p-value is 0 (below 10⁻¹⁶)",
                  "1 of the calls was made without a p-value", "1 measurement could not be analysed",
                  "Decreased glucose rests on females alone"], ["Only"]),
        ("Bcd2", ["No significant phenotype was found for Bcd2: 8 tests in 1 body system", "no proof of no effect"], ["mutants differ"]),
        ("Cde3", ["in 1 of 2 body systems tested: hearing/vestibular/ear", "Only male mutants were measured: nothing is known of females"],
         ["rests on"]),
        ("Def4", ["in 1 of 1 body system tested: mortality/aging", "All calls were made without a p-value"], ["smallest"]),
        ("Efg5", ["No result of a phenotyping test of Efg5 is in this release."], ["significant"]),
    ],
)  # fmt: skip
def test_the_answer_is_right_for_every_kind_of_gene(release, symbol, says, never):
    said = answer(release, symbol)
    assert all(words in said for words in says), said
    assert not any(words in said for words in [*never, "nan", "None", "NaN"])


def test_a_call_rests_on_one_sex_where_neither_the_other_nor_all_animals_together_give_it(monkeypatch):
    """Every gene of the teaching release, against the p-values of its results by sex and of all animals."""
    monkeypatch.setattr(gene_words, "listed", lambda words, most=0: "|".join(words))
    published = pd.read_parquet(ROOT / "data" / "teaching" / "results.parquet")
    published = published[published["significant"].fillna(False)]
    p = published[["p_value", "female_ko_effect_p_value", "male_ko_effect_p_value"]].lt(THRESHOLD)
    told = {}
    for gene in published["marker_accession_id"].unique():
        said = " ".join(gene_words.details(gene_tables.all_results("teaching", gene), gene_tables.hits("teaching", gene)))
        for sex in ("female", "male"):
            found = re.search(rf"([^.]*) rests? on {sex}s alone\.", said)
            told |= {(gene, term.strip().lower()): sex for term in (found[1].split("|") if found else ())}
    assert len(told) > 20
    for (gene, term), sex in told.items():
        its = p[(published["marker_accession_id"] == gene) & (published["mp_term_name"].str.lower() == term)]
        other = "male" if sex == "female" else "female"
        assert its[f"{sex}_ko_effect_p_value"].all() and len(its), (gene, term)
        assert not its["p_value"].any() and not its[f"{other}_ko_effect_p_value"].any(), (gene, term)


def test_the_smallest_p_is_that_of_the_page(release):
    """Where a sex alone has a smaller one, it is said whose it is."""
    results, hits = of(release, "Abc1")
    assert "(below 10⁻¹⁶)." in answer(release, "Abc1")
    results = results.assign(p_value=results["p_value"].mask(results["p_value"] < 1e-6, 1e-6))
    hits = hits.assign(p_value=1e-9, sex="male")
    assert "the smallest p-value is 1.0×10⁻⁹ (males)." in " ".join(gene_words.details(results, hits))
    assert "the smallest p-value is 1.0×10⁻⁶." in " ".join(gene_words.details(results, hits.assign(p_value=1e-6)))


def test_a_number_of_one_sex_in_a_row_of_both_says_so():
    row = {"p_value": 1e-9, "effect_size": -2.0, "sex": "male", "sexes": gene_tables.BOTH, "call": None, "significant": True}
    cells = [gene_tables.HITS[name].cell for name in ("p_value", "effect_size")]
    assert [cell(row) for cell in cells] == [
        "1.0×10⁻⁹ <abbr title='of the males'>♂</abbr>", "−2 <abbr title='of the males'>♂</abbr>"]  # fmt: skip
    assert [cell(row | {"p_value": None, "effect_size": None, "call": "by hand"}) for cell in cells] == ["none: by hand", "–"]
    assert [cell(row | {"sexes": "male"}) for cell in cells] == [cell(row | {"sex": "both"}) for cell in cells] == ["1.0×10⁻⁹", "−2"]


def test_a_body_system_is_never_called_tested_without_a_test(release):
    results, _ = of(release, "Abc1")
    states = gene_words.system_states(results)
    assert list(states) == list(BODY_SYSTEMS) and len(states) == 24
    assert [s for s, state in states.items() if state == gene_words.SIGNIFICANT] == [
        "hearing/vestibular/ear phenotype", "homeostasis/metabolism phenotype", "mortality/aging", "skeleton phenotype"]  # fmt: skip
    assert set(states.values()) == {gene_words.SIGNIFICANT, gene_words.NOT_TESTED}
    assert set(gene_words.system_states(results[results["p_value"].isna() & ~results["significant"]]).values()) == {gene_words.NOT_TESTED}


def test_sources_that_differ_are_both_shown(release):
    results, _ = of(release, "Cde3")
    summary = pd.Series({"significant_top_level_mp_term_name": "skeleton phenotype",
                         "not_significant_top_level_mp_term_name": "hearing/vestibular/ear phenotype; muscle phenotype"})  # fmt: skip
    states = gene_words.system_states(results, summary)
    assert states["muscle phenotype"] == gene_words.TESTED and states["skeleton phenotype"] == gene_words.SIGNIFICANT
    said = gene_words.disagreement(results, summary)
    assert "states none: hearing/vestibular/ear" in said and "not among these results: skeleton" in said
    assert gene_words.disagreement(results, None) == ""
    calls = pd.DataFrame({"top_level_mp_term_name": ["skeleton phenotype"]})  # by hand, so of no result
    assert "skeleton" not in gene_words.disagreement(results, summary, calls)


@pytest.mark.parametrize(("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abcdef"), "a, b, c, d and 2 more")])
def test_words_are_enumerated(words, said):
    assert gene_words.listed(words) == said


# ---------------------------------------------------------------- tables
def test_calls_of_both_sexes_are_one_row_and_those_of_one_say_so(release):
    _, hits = of(release, "Abc1")
    sexes = dict(zip(hits["parameter_name"], hits["sexes"], strict=True))
    assert sexes == {"Measure 2": "females and males", "Measure 1": "females and males", "Measure 4": "females and males",
                     "Measure 3": "female", "Measure 6": "not told apart"}  # fmt: skip
    assert hits["p_value"].tolist()[0] == 0.0 and math.isnan(hits["p_value"].tolist()[-1])  # p = 0 is the smallest, none is last


@pytest.mark.parametrize(
    ("significant", "p", "status", "said"),
    [
        (True, None, "Successful", "yes"),
        (True, 0.2, "Successful", "yes"),
        (False, 0.2, "Successful", "no"),
        (False, None, "Successful", "no"),
        (False, None, "NotProcessed", "not analysed"),
        (None, None, None, "not analysed"),
        (None, 0.5, "Successful", "no"),
    ],
)
def test_what_was_not_analysed_is_not_called_not_significant(significant, p, status, said):
    row = pd.Series({"significant": pd.NA if significant is None else significant, "p_value": p, "status": status}, dtype="object")
    assert gene_tables.outcome(row) == said


def test_expression_is_a_share_of_the_animals_with_an_answer(release):
    rows = gene_tables.expression(release, "MGI:1").set_index("parameter_name")
    assert rows.loc["Brain", "mutants"] == 0.75 and rows.loc["Heart", "seen"] == "not expressed"  # 3 of 3 + 1; 0 of 0 + 1
    row = rows.reset_index().iloc[0].to_dict()
    assert gene_tables._share(row, "mutant") == "75% (3/4)" and gene_tables._share(row, "control") == "0% (0/20)"


def test_alleles_are_compared_by_what_each_was_tested_for(release):
    alleles, rows = gene_alleles.compared(release, "MGI:1")
    assert alleles == ["Abc1<em1(IMPC)X>", "Abc1<tm1b(EUCOMM)Y>"]
    markup = gene_alleles.said(alleles, rows, "Abc1")
    assert "1 of 4 significant phenotypes is shared by alleles: short femur." in markup and "more than one allele: skeleton" in markup
    assert rows["found_in"].tolist() == ["em1(IMPC)X + tm1b(EUCOMM)Y", *["em1(IMPC)X"] * 3]
    assert rows[alleles[1]].tolist() == [gene_words.SIGNIFICANT, *[gene_words.NOT_TESTED] * 3]  # it was measured for one thing only
    cell = gene_alleles.columns(alleles)[alleles[1]].cell
    assert cell(rows.iloc[1].to_dict()) == "– not tested"
    assert "nothing to compare" in gene_alleles.said(*gene_alleles.compared(release, "MGI:2"), "Bcd2")


def test_the_alleles_table_is_filtered_by_what_they_share(release):
    made_page = page("gene", release, gene="Abc1", al_found_in="em1(IMPC)X %2B tm1b(EUCOMM)Y")
    assert made_page.grids["alleles"].found["mp_term_name"].tolist() == ["short femur"]
    said = readable(made_page)
    assert "1 of 4 rows" in said and "Staining was seen: adult: in 1 of 1 tissues with an answer; embryo: in 0 of 1" in said


def test_viability_stands_beside_what_mendel_lets_expect(release):
    """1 homozygote of 153 pups, 38.2 expected: P(X <= 1) for 153 draws of 1/4 is 4e-18 (see statistics.lines)."""
    drawn = gene_sections.draw_viability(gene_sections.read_viability(release, "MGI:1"), gene_sections.Release("x", "folder", "x"))
    said = " ".join(pane.object for pane in drawn if hasattr(pane, "object") and isinstance(pane.object, str))
    assert "Subviable: 1 of 153 pups is homozygous, 38.2 expected (Mendelian test, p 4.0×10⁻¹⁸)" in said
    assert "Homozygous - Subviable" in said
    table = drawn[-1][1].object
    assert "1 (38.2 expected)" in table and "102 (76.5 expected)" in table and "0 (18.8 expected)" in table
    assert 'class="listing"' in table and 'data-head="Heterozygous"' in table  # folds where it stands beside the chart, blocks on a phone


def test_hemizygous_males_have_no_expectation_of_a_quarter(release):
    _, counts = gene_sections.read_viability(release, "MGI:1")
    counts = pd.concat([counts, counts.iloc[:1].assign(parameter_name="Total of hemizygous males", data_point=12.0)])
    (said,) = gene_sections._pups(counts, None, None)
    assert "12 hemizygous males" in said.object and "Mendelian test" not in said.object


def test_missing_texts_are_empty_and_titles_lose_their_typography():
    assert gene_sections.said(None) == gene_sections.said(np.nan) == "" and gene_sections.said("<i>Abc</i> & <b>x") == "Abc &amp; x"
    assert gene_sections.said("<img src=x>") == "&lt;img src=x&gt;"


# ---------------------------------------------------------------- the volcano
def test_the_volcano_draws_each_result_once_where_it_belongs(release):
    results, _ = of(release, "Abc1")
    rows = places(results)
    assert len(rows) == 126 and rows.attrs["left_out"] == 1  # the one that was not processed
    lanes = rows.set_index("parameter_name")["lane"]
    assert lanes["Measure 2"] == "p = 0" and lanes["Measure 6"] == "by hand" and (lanes == "").sum() == 124
    first = rows.set_index("parameter_name").loc["Measure 1"]
    assert first["effect"] == -1.2 and math.isclose(first["height"], 6.0) and first["family"] == "growth, skeleton and muscle"
    heights = rows.loc[rows["lane"] == "", "height"]
    assert rows.attrs["lanes"]["by hand"] > rows.attrs["lanes"]["p = 0"] > heights.max()


def test_a_placeholder_is_no_probability():
    """A result "Supplied as data" carries p 0 or 1 and effect size 1 as placeholders (portal_features A.1, fault 12)."""
    base = made.result("Abc1", 1, "MOR", 0.0, True, "lethality", statistical_method="Supplied as data", effect_size=1.0)
    rows = places(pd.DataFrame([base, base | {"p_value": 1.0, "significant": False}, base | {"statistical_method": "LME"}]))
    assert rows["lane"].tolist() == ["by hand", "p = 0"] and rows.attrs["left_out"] == 1
    assert rows["effect"].tolist()[1] == 1.0


def test_every_family_has_its_own_shape_and_every_system_a_family():
    assert len({marker for _, marker, _, _ in FAMILIES.values()}) == len({colour for colour, *_ in FAMILIES.values()}) == len(FAMILIES)
    systems = [s for *_, of_family in FAMILIES.values() for s in of_family]
    assert sorted(systems) == sorted(s.removesuffix(" phenotype") for s in BODY_SYSTEMS)


@pytest.mark.parametrize("symbol", made.SYMBOLS)
def test_any_gene_can_be_drawn(release, symbol):
    results, _ = of(release, symbol)
    picture = volcano(results, symbol)
    assert len(picture.layers) == 2 and picture.y.high > 4
    assert len(picture.layers[0].columns["effect"]) == len(places(results))
    assert {"marker", "color", "size", "alpha"} <= set(render(picture).renderers[0].data_source.data)


# ---------------------------------------------------------------- finding a gene
@pytest.mark.parametrize(("term", "how"), [("abc1", "the symbol"), ("MGI:1", "the MGI id"), ("synabc1", "a synonym")])
def test_a_name_is_told_apart(release, term, how):
    (gene,) = gene_data.named(release, term)
    assert gene["marker_symbol"] == "Abc1" and gene_data.how(gene, term) == how


def test_several_genes_of_one_name_are_listed_and_a_misspelt_one_is_guessed(release):
    assert [g["marker_symbol"] for g in gene_data.named(release, "SHARED")] == ["Bcd2", "Efg5"]
    assert gene_data.named(release, "Abc") == [] and gene_data.near(release, "Abd1")[0] == "Abc1"


def test_the_overview_counts_results_calls_and_diseases(release):
    rows = gene_data.overview(release).set_index("marker_symbol")
    assert rows.loc["Abc1", ["results", "significant", "disease", "viability"]].tolist() == [127, 5, "associated", "Homozygous - Subviable"]
    assert rows.loc["Efg5", ["results", "significant", "disease"]].tolist() == [0, 0, "none known"]


def test_a_release_without_the_tables_still_lists_its_genes(tmp_path):
    held = made.tables()
    bare = str(made.write(tmp_path / "bare", {"genes": held["genes"], "results": held["results"]}))
    rows = gene_data.overview(bare)
    assert "disease" not in rows and len(rows) == len(made.SYMBOLS)
    assert gene_tables.hits(bare, "MGI:1")["sexes"].isna().all()  # calls from the results: sexes not told
