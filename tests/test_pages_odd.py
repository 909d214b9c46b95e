"""Every page for genes of every odd kind: nothing odd to read, and the answer on top is right for each."""

import re

import pytest
from odd_genes import ODD, release
from read_page import faults, markups, words_of
from small_release import page

from dashboards.pages import PAGES
from impc_nb.wording import p_value

#: page -> gene -> what its answer must say, from the rows in odd_genes counted by eye
SAYS = {
    "home": {"H2-K1": "is not significant, so there is no phenotype term", "a": "significant, but no phenotype term was assigned",
             "Tg(CAG-EGFP)1Osb": "has no result here to follow", "Und1": "could not be analysed", "Hol1": "is not stated",
             "Gm12345": "became the phenotype term “preweaning lethality”"},
    "genes": {symbol: f"“{symbol}” is the symbol of {symbol}" for symbol in ODD},
    "gene": {"H2-K1": "No significant phenotype was found for H2-K1: 5 tests in 1 body system.",
             "a": "a mutants differ significantly from wildtypes in 1 of 2 body systems tested: hearing/vestibular/ear.",
             "0610009B22Rik": "in 1 of 1 body system tested: homeostasis/metabolism.", "Gm12345": "1 of 1 body system tested: mortality",
             "Many1": "in 1 of 3 body systems tested: skeleton.", "Far1": "in 1 of 1 body system tested: skeleton.",
             "Tg(CAG-EGFP)1Osb": "No result of a phenotyping test of Tg(CAG-EGFP)1Osb is in this release.",
             "Hol1": "is not known: none of 1 result states whether it is significant.",
             "Und1": "is not known: none of 4 results could be analysed."},
    "charts": dict.fromkeys(ODD, "can be shown."),  # there are no animals in this release
    "images": {"H2-K1": "There are no pictures of H2-K1 mutants here.", "Hol1": "1 picture of Hol1 mutants"},
    "disease": {"Gm12345": "No human disease is listed with Gm12345 here", "Hol1": "its mutants resemble 1 disease"},
    "alleles": {"Tg(CAG-EGFP)1Osb": "1 allele here, as mice Tg(CAG-EGFP)1Osb", "Hol1": "none was phenotyped"},
    "downloads": {"H2-K1": "3 routes agree: there is no significant call", "Far1": "The same 2 significant calls of Far1",
                  "Many1": "The same significant call of Many1"},
    "phenotypes": dict.fromkeys(ODD, "1 of 2 phenotypes was found in at least one gene"),
    "phenotype": dict.fromkeys(ODD, f"2 of 5 genes tested (40.0 %) have short femur; most clearly Far1 (p = {p_value(0.0)})"),
    "late-adult": {"0610009B22Rik": "late adult significant", "a": "early adult not significant"},
    "learn": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def odd(tmp_path_factory) -> str:
    return release(tmp_path_factory.mktemp("odd"))


@pytest.mark.parametrize("key", PAGES)
def test_every_page_is_right_for_odd_genes(key, odd):
    for gene in ODD if key not in ("phenotypes", "phenotype", "learn") else ["H2-K1"]:
        made = page(key, odd, **{"term" if key == "genes" else "gene": gene})
        found = [words_of(h) for markup in markups(made.layout) for h in re.findall(r"<h1>(.*?)</h1>", markup, re.DOTALL)]
        assert len(found) == 1, (gene, found)
        said = re.sub(r" \.$", ".", found[0])
        assert said.endswith((".", "?")), said
        assert not faults(made), gene
        assert SAYS[key].get(gene, "") in said, said


def test_every_page_says_something_that_is_checked():
    assert set(SAYS) == set(PAGES)


def test_a_gene_without_results_is_answered_from_its_summary():
    import pandas as pd

    from dashboards.pages import gene_words

    none = pd.DataFrame({name: [] for name in ("significant", "p_value", "status", "top_level_mp_term_name", "mp_term_name")})
    summary = pd.Series({"significant_top_level_mp_term_name": "skeleton phenotype",
                         "not_significant_top_level_mp_term_name": "muscle phenotype; pigmentation phenotype",
                         "assignment_status": "Selected for production", "null_allele_production_status": None,
                         "conditional_allele_production_status": "Genotype confirmed mice"})  # fmt: skip
    said = gene_words.headline("Abc1", none, gene_words.system_states(none, summary))
    assert said.endswith("the gene's summary states significant differences in 1 of 3 body systems tested: skeleton.")
    assert gene_words.status(summary) == "selected for production; conditional allele: genotype confirmed mice"
    assert gene_words.status(None) == "" == gene_words.collections(None)
    there = words_of(gene_words.collections(pd.Series({"data_collections": "viability; embryo imaging"})))
    assert there == "Data collections: viability , embryo imaging; not: expression, images, body weight, histopathology"
