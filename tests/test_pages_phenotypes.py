"""Phenotypes and Phenotype: the tree, the counts and the chart along the chromosomes, on rows that can be counted by eye."""

import warnings

import numpy as np
import pandas as pd
import pytest
from read_page import headline, readable
from small_release import EVERYTHING, EVIL, TERMS, TESTS, again, frame, page, write

from dashboards import term_tree, wording_of_terms
from dashboards.live_chart import render, update
from dashboards.pages import phenotype, phenotypes
from impc_nb import plots
from impc_nb.plots.chromosomes import CHROMOSOMES, manhattan, places
from impc_nb.schema import NotFound, Release

REAL = Release("r", "folder", "Small release")


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> str:
    return write(tmp_path_factory.mktemp("terms") / "release", **EVERYTHING)


@pytest.fixture
def terms() -> pd.DataFrame:
    return phenotypes.listed(frame("terms", TERMS))


@pytest.fixture
def tests() -> pd.DataFrame:
    return frame("phenotype_results", TESTS)


# ---------------------------------------------------------------- the tree
def test_a_level_counts_along_the_longest_way_up(terms):
    assert dict(zip(terms["mp_term_name"], terms["level"], strict=True)) == {
        "growth phenotype": 1, "abnormal body size": 2, "decreased body length": 3, "hyperactivity": 1, EVIL: 1}  # fmt: skip


def test_a_grandparent_that_is_stated_too_is_no_parent():
    above = term_tree.ancestors(frame("terms", TERMS))
    assert term_tree.parents(above)["MP:0000002"] == {"MP:0000001"}


def test_terms_that_are_kinds_of_each_other_end_anyway():
    ring = frame("terms", [{"mp_term_id": a, "mp_term_name": a, "parent_mp_term_id": b, "top_level_mp_term_name": "s"}
                           for a, b in (("MP:1", "MP:2"), ("MP:2", "MP:1"))])  # fmt: skip
    assert set(term_tree.levels(ring)) <= {1, 2}
    assert "</ul>" in term_tree.tree(ring, "s")


def test_the_opened_system_shows_its_branches_and_only_it(terms):
    closed, opened = term_tree.tree(terms), term_tree.tree(terms, "growth phenotype")
    assert "decreased body length" not in closed
    assert opened.index("abnormal body size") < opened.index("decreased body length") and "<details>" in opened
    assert "hyperactivity" not in opened
    assert 'aria-expanded="true"' in opened and 'aria-expanded="true"' not in closed


def test_terms_without_a_system_leave_a_sentence_and_no_empty_card(terms):
    assert "No phenotype here states its body system" in term_tree.tree(terms.assign(top_level_mp_term_name=None))


def test_names_in_the_tree_are_text(terms):
    assert EVIL not in term_tree.tree(terms, EVIL)


# ---------------------------------------------------------------- the sentence of the search
@pytest.mark.parametrize(
    ("asked", "said"),
    [({}, "3 of 5 phenotypes were found in at least one gene of this release (1 states no number of genes); most genes, 2, have "
          "growth phenotype."),
     ({"find": "length"}, "1 of 5 phenotypes fits “length”; most genes, 1, have decreased body length."),
     ({"top_level_mp_term_name": "behavior phenotype"}, "1 of 5 phenotypes belongs to behavior phenotype."),
     ({"find": "hyperactivty"}, "No phenotype of 5 fits “hyperactivty”. The nearest: hyperactivity.")],
)  # fmt: skip
def test_the_sentence_counts_what_the_table_shows(release, asked, said):
    made = page("phenotypes", release, **asked)
    assert headline(made) == said


def test_percentages_are_of_the_tested_and_missing_where_nobody_counted(terms):
    assert list(terms["tested_genes"].iloc[:4]) == [10, 10, 4, 5] and pd.isna(terms["tested_genes"].iloc[4])
    assert list(terms["percentage"].iloc[:4]) == [20.0, 20.0, 25.0, 0.0] and pd.isna(terms["percentage"].iloc[4])


def test_a_search_finds_by_name_synonym_and_id(release):
    for term in ("REDUCED", "MP:0000002", "body len"):
        assert list(page("phenotypes", release, term=term).grid.found["mp_term_id"]) == ["MP:0000002"]


def test_sorting_by_genes_and_by_level(release):
    made = page("phenotypes", release, sort="level")
    assert list(made.grid.found["level"]) == sorted(made.grid.found["level"])
    made.view.set(sort="-significant_genes")
    again(made)
    assert made.grid.found["significant_genes"].dropna().is_monotonic_decreasing
    assert pd.isna(made.grid.found["significant_genes"].iloc[-1])  # not stated: last, not first


# ---------------------------------------------------------------- which term
@pytest.mark.parametrize("text", ["MP:0000002", "mp:0000002", "Decreased Body Length", "short", " reduced length "])
def test_a_term_is_found_by_id_name_or_synonym(release, text):
    assert phenotype.find_term(release, text)["mp_term_id"] == "MP:0000002"


@pytest.mark.parametrize(
    ("text", "hint"), [("decreased body lenth", "decreased body length"), ("MP:9999999", "Phenotypes page"), ("zzz", "zzz")]
)
def test_a_term_that_is_not_there_is_answered_with_the_nearest(release, text, hint):
    with pytest.raises(NotFound, match=hint):
        phenotype.find_term(release, text)


def test_without_a_term_the_most_specific_one_with_most_genes_is_shown(release):
    assert phenotype.first_term(release) == "MP:0000002"  # its parents have more genes


def test_calls_of_its_kinds_count_for_a_term_above(release):
    assert len(phenotype.load(release, "MP:0005378").hits) == 2
    assert not len(phenotype.load(release, "MP:0000003").hits)


# ---------------------------------------------------------------- the sentences of a term
def test_a_gene_counts_once_however_often_it_was_tested(tests):
    # significant: Abc1, Zero3, Hand4 (no p), Sex6; tested as well: Bare2. Unsaid5 has neither p nor call
    assert wording_of_terms.tested(tests) == (4, 5)


@pytest.mark.parametrize(
    ("n", "not_n", "said"),
    [(1, 3, "1 of 4 genes tested (25.0 %) has odd"), (0, 7, "No gene of 7 tested has odd."), (0, 0, "No gene was tested for odd here."),
     (2, None, "4 of 5 genes tested (80.0 %) have odd"), (1, 4999, "1 of 5,000 genes tested (less than 0.1 %) has odd")],
)  # fmt: skip
def test_the_answer_says_of_how_many(tests, n, not_n, said):
    row = {"mp_term_name": "odd", "significant_genes": n, "not_significant_genes": np.nan if not_n is None else not_n}
    assert wording_of_terms.answer(row, tests, None).startswith(said)


def test_unknown_counts_are_not_taken_for_zero():
    row = {"mp_term_name": "odd", "significant_genes": 12.0, "not_significant_genes": np.nan}
    assert wording_of_terms.answer(row, None, None) == "odd: found in 12 genes; how many were tested is not stated."
    assert "tested without: not stated" in wording_of_terms.counted(row)
    assert "no gene is listed" in wording_of_terms.answer(row | {"significant_genes": np.nan}, None, None)


def test_the_chart_is_told_in_words(tests):
    said = wording_of_terms.chart(tests)
    assert said.startswith("5 tests by the place of their gene; dashed: p = 0.0001; 4 significant (diamonds)")
    assert "1 of these have a pooled p above 0.0001" in said  # Sex6
    assert "smaller p gave no such call" not in said
    assert "1 test with a smaller p gave no such call" in wording_of_terms.chart(
        tests.assign(significant=tests["significant"] & (tests["p_value"] != 1e-9))
    )
    assert "1 with p = 0" in said and "1 called by hand" in said and "1 without a p-value are not drawn" in said


# ---------------------------------------------------------------- the chart
def test_every_test_stands_at_its_gene_and_as_what_it_is(tests):
    rows = places(tests).set_index("marker_symbol")
    assert dict(rows["kind"][~rows.index.duplicated()]) == {
        "Abc1": "significant", "Bare2": "even", "Zero3": "p = 0", "Hand4": "by hand", "Sex6": "significant"}  # fmt: skip
    before_nine = sum(list(CHROMOSOMES.values())[:8])
    assert rows["place"].iloc[0] == pytest.approx(before_nine + 1.5)  # the middle of 1 and 2 megabases
    assert rows["height"].iloc[0] == pytest.approx(9)  # -log10(1e-9)
    assert rows.loc["Zero3", "height"] > rows["height"].iloc[0] and rows.loc["Hand4", "height"] > rows.loc["Zero3", "height"]
    assert "Unsaid5" not in rows.index


def test_a_call_with_a_small_and_one_with_a_large_p_are_both_drawn_as_calls(tests):
    significant = manhattan(tests).layers[2].columns["marker_symbol"]
    assert set(significant) == {"Abc1", "Sex6"}


@pytest.mark.parametrize("name", ["sex6", "MGI:7"])
def test_the_gene_looked_for_is_ringed(tests, name):
    shown = manhattan(tests, found=name)
    assert len(shown.layers[-2].columns["place"]) == 1 and list(shown.layers[-1].columns["words"]) == ["Sex6"]
    assert not len(manhattan(tests, found="Sex").layers[-2].columns["place"])  # a part of a name marks nobody


def test_the_chart_says_which_release_and_which_term(tests):
    assert manhattan(tests, "odd {term}", REAL).title == "Small release · real animals · odd {term}"
    assert len(plots.manhattan(tests, "odd {term}", REAL)) == 8  # draws


def cases(tests) -> dict[str, pd.DataFrame]:
    hostile = tests.assign(marker_symbol=EVIL, chr_name="$$x$$")
    return {"plain": tests, "empty": tests[:0], "one": tests[:1], "by hand": tests[4:5], "tiny": tests.assign(p_value=1e-300),
            "hostile": hostile, "none significant": tests.assign(significant=False, p_value=0.5)}  # fmt: skip


def test_a_chart_fed_with_another_term_equals_one_drawn_anew(tests):
    made = {name: manhattan(rows, name, REAL, "Abc1") for name, rows in cases(tests).items()}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, one in made.items():
            alike = [o for o in made.values() if o.structure == one.structure]
            figure = render(alike[0])
            update(figure, one)
            anew = render(one)
            for own, other in zip(figure.renderers, anew.renderers, strict=True):
                for column, values in own.data_source.data.items():
                    np.testing.assert_array_equal(values, other.data_source.data[column], err_msg=f"{name} {column}")
            assert (figure.y_range.end, figure.title.text) == (anew.y_range.end, anew.title.text)


def test_p_of_one_and_no_rows_have_limits(tests):
    for rows in cases(tests).values():
        shown = manhattan(rows)
        assert np.isfinite([shown.x.low, shown.x.high, shown.y.low, shown.y.high]).all() and shown.y.high > shown.y.low


# ---------------------------------------------------------------- the page
def test_calls_without_p_are_said_to_be_by_hand_and_exported_without_one(release):
    made = page("phenotype", release, phenotype="MP:0000002")
    assert "by hand" in readable(made)
    csv = made.grid.csv()[1]
    line = next(row for row in csv.splitlines() if ",male," in row)
    assert ",1," not in line and ",1.0," not in line  # a missing p never becomes 1
    assert csv.startswith("# Small release · real animals")


def test_the_counts_stated_and_the_tests_listed_stand_beside_each_other(release):
    said = readable(page("phenotype", release, phenotype="MP:0000002"))
    assert "genes significant: 1 (25.0 %); tested without: 3" in said
    assert "7 tests of 5 genes, 4 of them significant (80.0 %)" in said


def test_a_filter_leaves_its_rows_in_table_and_file(release):
    made = page("phenotype", release, phenotype="MP:0000002", sex="male")
    assert list(made.grid.found["sex"]) == ["male"]
    assert "1 of 2 rows" in readable(made)
    assert ",female," not in made.grid.csv()[1]


def test_the_finder_writes_into_the_address(release):
    made = page("phenotype", release, phenotype="MP:0000002")
    made.finder.value = "Sex6"
    assert "gene_found=Sex6" in made.view.query()
    again(made)
    assert "Sex6 on chromosome 2 (ringed)" in readable(made)


def test_a_click_on_a_point_looks_for_its_gene(release):
    made = page("phenotype", release, phenotype="MP:0000002")
    source = next(
        r.data_source for r in made.chart.pane[0].object.renderers if "Zero3" in list(r.data_source.data.get("marker_symbol", []))
    )
    source.selected.indices = [0]
    assert made.view.options["gene_found"] == "Zero3"
    again(made)
    assert "Zero3 on chromosome 1 (ringed)" in readable(made) and "Go to: Zero3" in readable(made)
    assert not source.selected.indices


def test_python_and_link_of_the_view_lead_back_to_it(release):
    made = page("phenotype", release, phenotype="short")
    assert "phenotype=MP%3A0000002" in made.view.query()
    cell = made.menu.buttons.values["python"]
    assert f"load_table('phenotype_results', phenotype='MP:0000002', release={release!r})" in cell and "impc.plots.manhattan(" in cell
