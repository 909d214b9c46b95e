"""Alleles and mice: what exists, what a name says, what can be made, and that no price and no invented address is ever shown."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from read_page import headline, markups, readable, words_of
from small_release import ALLELES, EVERYTHING, EVIL, GENE, PRODUCTS, RESULT, frame, page, write

from dashboards import allele_words, product_words
from dashboards.live_chart import render, update
from impc_nb import alleles, plots
from impc_nb.answers_tables import table_of
from impc_nb.plots.allele_forms import _HELD, conversion
from impc_nb.tables_overviews import PRODUCT_DETAILS


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


# ---------------------------------------------------------------- what is known of a product
CUT = GENE | {"allele_symbol": "Abc1<em2(IMPC)Tcp>", "product_type": "crispr", "name": "CUT", "nucleases": "type Cas9, class mRNA",
              "guides": "sequence ACGTA, pam TGG, chr_name 7, start 1234567, stop 1234589, strand -, assembly GRCm39; pam <b>",
              "genotype_primers": f"name {EVIL}, sequence GGCC"}  # fmt: skip
CHECKED = GENE | {"allele_symbol": "Abc1<tm1a(KOMP)Wtsi>", "product_type": "mouse", "name": "MICE", "vector_name": "V_1",
                  "qc_results": "production five_prime_lr_pcr: fail; production loa_qpcr: pass; user lacz_sr_pcr: Pass",
                  "allele_map_link": "https://files.example.org/map.png", "genbank_link": "http://files.example.org/gb",
                  "vector_map_link": "javascript:alert(1)", "qc_link": EVIL}  # fmt: skip


def known_of(tmp_path, *products, allele=""):
    """The page of a release with these products."""
    release = write(tmp_path / "known", **EVERYTHING | {"products": [*products]})
    return page("alleles", release, gene="Abc1", **({"allele": allele} if allele else {}))


def test_guides_and_primers_stand_with_the_allele_they_cut(tmp_path):
    made = known_of(tmp_path, CUT, CHECKED, allele="em2(IMPC)Tcp")
    said = readable(made)
    assert made.crispr.layout.visible and "CUT : cut with Cas9 (mRNA)." in said
    assert "ACGTA TGG 7 1,234,567 1,234,589 - GRCm39" in said and f"{EVIL} GGCC" in said
    assert "cut with Cas9 (mRNA), 2 guides, 1 genotyping primer" in words_of(product_words.cell(CUT))
    assert EVIL not in " ".join(markups(made.layout)) and "<b>TGG" not in " ".join(markups(made.layout))
    other = known_of(tmp_path, CUT, CHECKED, allele="tm1a(KOMP)Wtsi")
    assert not other.crispr.layout.visible and "ACGTA" not in readable(other)


def test_checks_are_counted_and_each_can_be_read(tmp_path):
    said = readable(known_of(tmp_path, CHECKED))
    assert "2 checks passed; 5′ long-range PCR: fail" in said
    assert "Checked by the producer: 5′ long-range PCR: fail; loss of allele (qPCR): pass. Checked by users: lacZ" in said
    assert "made with vector V_1" in said


@pytest.mark.parametrize(
    ("stated", "short"),
    [("production loxp_confirmation: pass", "loxP confirmation: pass (by the producer)"), (None, "–"), ("odd", "odd: not stated"),
     ("a x: no; a y: no; a z: no", "no check passed; x: no; y: no; z: no"), (float("nan"), "–")],
)  # fmt: skip
def test_checks_in_short(stated, short):
    assert words_of(product_words.cell({"qc_results": stated})).startswith(short)


def test_only_encrypted_addresses_become_links(tmp_path):
    shown = " ".join(markups(known_of(tmp_path, CHECKED, CUT).layout))
    assert 'href="https://files.example.org/map.png"' in shown
    assert "http://files" not in shown and "javascript:" not in shown and EVIL not in shown
    assert product_words.known(CHECKED).endswith("; allele map")


def test_a_release_that_says_nothing_of_products_says_so_once(release):
    assert readable(page("alleles", release, gene="Abc1")).count(product_words.NOT_HERE) == 1


def test_what_is_known_can_be_found_and_saved(tmp_path):
    made = known_of(tmp_path, CHECKED, CUT)
    assert product_words.NOT_HERE not in readable(made)
    made.view.set(find="long-range")
    assert made.grid.found["name"].tolist() == ["MICE"]
    saved = made.grid.csv()[1]
    assert "production five_prime_lr_pcr: fail" in saved and "https://files.example.org/map.png" in saved


def test_a_release_saved_before_there_were_these_columns_is_shown(tmp_path):
    folder = write(tmp_path / "old", **EVERYTHING)
    file = tmp_path / "old" / "products.parquet"
    pd.read_parquet(file).drop(columns=list(PRODUCT_DETAILS)).to_parquet(file)
    said = readable(page("alleles", folder, gene="Abc1"))
    assert "COLONY" in said and product_words.NOT_HERE in said


def test_the_recorded_guides_and_checks_can_be_read(shared, tmp_path):
    """Of the gene with both recorded: every guide of its CRISPR allele, and every check of its mice that did not pass."""
    folder, gene = shared / "impc" / "api" / "v1" / "alleles", "MGI:1931838"
    tables = [table_of(shape, json.loads(file.read_text()), "x", same={"allele_symbol": f"Dbn1<{file.stem}>"})
              for kind, shape in (("crispr", "crispr"), ("mice", "products"), ("tvp", "products"))
              for file in sorted(folder.glob(f"{kind}/*/{gene}/*.json"))]  # fmt: skip
    named = {"marker_symbol": "Dbn1", "marker_accession_id": gene}
    rows = pd.concat(tables).to_dict("records")
    release = write(tmp_path / "recorded", **EVERYTHING | {"genes": [named], "products": [row | named for row in rows], "alleles": []})
    cut = json.loads((folder / "crispr/get_by_mgi_and_allele_superscript" / gene / "em1(IMPC)Bay.json").read_text())[0]
    said = readable(page("alleles", release, gene="Dbn1", allele=cut["alleleSuperscript"]))
    for one in cut["guides"]:
        assert f"{one['guideSequence']} {one['pam']} {one['chr']} {one['start']:,} {one['stop']:,} {one['strand']} GRCm39" in said
    failed = 0
    for file in folder.glob(f"mice/*/{gene}/*.json"):
        outcomes = [outcome for one in json.loads(file.read_text())[0]["qcData"] for inside in one.values() for outcome in inside.values()]
        if len(outcomes) > 2:
            assert f"{outcomes.count('pass')} checks passed; " in said
            failed += outcomes.count("fail")
    assert failed * 2 == said.count("PCR: fail") > 0  # in short, and among all checks
    assert all(word in said for word in ("backbone L3L4_pD223_DTA_T_spec", "vector GenBank file"))  # as the vectors are recorded
