"""Alleles and mice: what exists, what a name says, what can be made, and that no price and no invented address is ever shown."""

import re

import numpy as np
import pandas as pd
import pytest
from read_page import headline, markups, readable
from small_release import ALLELES, EVERYTHING, EVIL, PRODUCTS, RESULT, frame, page, write

from dashboards import allele_words
from dashboards.live_chart import render, update
from impc_nb import alleles, plots
from impc_nb.plots.allele_forms import _HELD, conversion


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> str:
    return write(tmp_path_factory.mktemp("alleles") / "release", **EVERYTHING)


def known() -> pd.DataFrame:
    return allele_words.known(
        frame("alleles", ALLELES), frame("products", PRODUCTS), frame("results", [RESULT, RESULT | {"significant": False}])
    )


def test_alleles_of_lists_products_and_results_are_one_row_each():
    rows = known().set_index("allele_symbol")
    assert list(rows.index) == ["Abc1<tm1b(KOMP)Wtsi>", "Abc1<em2(IMPC)Tcp>", "Abc1<tm1a(KOMP)Wtsi>"]  # phenotyped first
    assert rows.loc["Abc1<tm1a(KOMP)Wtsi>", "product_types"] == "mouse; es_cell"
    assert (rows.loc["Abc1<tm1b(KOMP)Wtsi>", "results"], rows.loc["Abc1<tm1b(KOMP)Wtsi>", "significant"]) == (2, 1)
    assert pd.isna(rows.loc["Abc1<em2(IMPC)Tcp>", "results"])  # not phenotyped is not "0 significant"


@pytest.mark.parametrize(
    ("keep", "said"),
    [(slice(None), "Abc1 has 3 alleles here, as mice tm1b(KOMP)Wtsi and tm1a(KOMP)Wtsi, also as ES cells; tm1b(KOMP)Wtsi was phenotyped."),
     (slice(1, 2), "Abc1 has 1 allele here, none as mice; none was phenotyped here."),
     (slice(0, 0), "No allele of Abc1 is listed here.")],
)  # fmt: skip
def test_the_answer_says_what_there_is(keep, said):
    assert allele_words.answer("Abc1", known()[keep]) == said


def test_a_name_is_taken_apart():
    said = " ".join(allele_words.taken_apart("Abc1<tm1a(KOMP)Wtsi>").split())
    for part in (
        "<b>tm</b>",
        "<b>1</b>",
        "<b>a</b>",
        "<b>(KOMP)</b>",
        "<b>Wtsi</b>",
        "Wellcome Sanger Institute",
        "Knockout Mouse Project",
    ):
        assert part in said
    assert "Cas9" in allele_words.taken_apart("Abc1<em2(IMPC)Tcp>")
    assert "follows none of the patterns" in allele_words.taken_apart("Myo6<sv>")


def test_what_exists_of_each_form_stands_in_the_picture():
    existing, number = allele_words.family("Abc1<tm1a(KOMP)Wtsi>", known())
    assert number == 1 and existing == {"a": "mice; ES cells", "b": "mice; phenotyped"}
    assert allele_words.family("Abc1<em2(IMPC)Tcp>", known()) == (None, 0)
    assert allele_words.family("Abc1<tm1a(EUCOMM)Wtsi>", known())[0] == {}  # another programme: another allele


@pytest.mark.parametrize(("start", "end", "recombinase"), [c[:3] for c in alleles.CONVERSIONS if c[0] in ("a", "c")])
def test_the_picture_holds_what_each_recombination_leaves(start, end, recombinase):
    # Skarnes et al. (2011): Cre takes what lies between loxP sites, Flp what lies between FRT sites; one site of them stays
    lost, kept = _HELD[start] - _HELD[end], _HELD[end]
    site = {"Cre": "loxP", "Flp": "FRT"}[recombinase]
    assert kept < _HELD[start] and sum(s.startswith(site) for s in kept) == 1 or site == "loxP" and end == "b"
    assert ("critical" in lost) == (recombinase == "Cre") and ("lacZ" in kept) == (end == "b")


def test_the_picture_draws_and_one_fed_anew_equals_it():
    one, other = conversion({"a": "mice"}, "x"), conversion({"b": "mice; ES cells", "d": "$$x$$"}, "{y}", 2)
    assert one.structure == other.structure and len(plots.conversion()) == 11
    figure, anew = render(one), render(other)
    update(figure, other)
    for own, fresh in zip(figure.renderers, anew.renderers, strict=True):
        for column, values in own.data_source.data.items():
            np.testing.assert_array_equal(values, fresh.data_source.data[column])
    assert "tm2b\nmice\nES cells" in list(other.layers[-3].columns["words"])
    assert not anew.xaxis.visible or all(not a.visible for a in anew.axis)


def test_companies_are_told_of_the_licence_first(release):
    research, company = (readable(page("alleles", release, gene="Abc1", user=user)) for user in ("", "company"))
    assert "genOway" in company and company.index("Licence first") < company.index("Mice of this allele")
    assert "genOway" not in research


@pytest.mark.parametrize("user", ["", "company"])
@pytest.mark.parametrize("gene", ["Abc1", "Bare2"])
def test_no_price_is_ever_shown(release, gene, user):
    assert not re.search(r"[€$£]\s?\d|\d\s?(?:EUR|USD|GBP|euro|dollar)", readable(page("alleles", release, gene=gene, user=user)))


def test_addresses_of_products_are_links_only_where_they_are_of_the_web(release):
    shown = " ".join(markups(page("alleles", release, gene="Abc1").layout))
    assert 'href="https://www.infrafrontier.eu/x"' in shown and "javascript:" not in shown and EVIL not in shown


def test_an_allele_that_is_not_there_is_said_and_one_is_shown(release):
    made = page("alleles", release, gene="Abc1", allele="tm9z")
    assert "Abc1 has no allele 'tm9z' here; Abc1<tm1b(KOMP)Wtsi> is shown." in readable(made)
    assert "knockout first" in readable(page("alleles", release, gene="Abc1", allele="Abc1<tm1a(KOMP)Wtsi>"))


def test_without_any_allele_the_page_has_its_sentence(release):
    assert headline(page("alleles", release, gene="Bare2")) == "No allele of Bare2 is listed here."
