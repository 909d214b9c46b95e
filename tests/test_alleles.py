"""Names of alleles in plain words; expected parts follow from the rules of nomenclature (informatics.jax.org/nomen) by hand."""

import re

import pytest

from impc_nb import alleles
from impc_nb.alleles import CONVERSIONS, FORMS, LABORATORIES, PROGRAMMES, SERVICES, made_from, parse_allele, where_to_order
from impc_nb.schema import BadTable


@pytest.mark.parametrize(
    ("symbol", "gene", "kind", "number", "form", "programme", "laboratory", "title"),
    [
        # the three examples of mousephenotype.org/help "How are alleles named?"
        ("Cib2<tm1a(EUCOMM)Wtsi>", "Cib2", "targeted", 1, "a", "EUCOMM", "Wtsi", "knockout first"),
        ("Nxn<tm1b(EUCOMM)Wtsi>", "Nxn", "targeted", 1, "b", "EUCOMM", "Wtsi", "reporter-tagged deletion"),
        ("Nxn<em1(IMPC)J>", "Nxn", "endonuclease-mediated", 1, "", "IMPC", "J", "endonuclease-mediated mutation (CRISPR)"),
        # one of each other design
        ("Tnfrsf1a<tm2b(EUCOMM)Wtsi>", "Tnfrsf1a", "targeted", 2, "b", "EUCOMM", "Wtsi", "reporter-tagged deletion"),
        ("Dbn1<tm1c(KOMP)Wtsi>", "Dbn1", "targeted", 1, "c", "KOMP", "Wtsi", "conditional"),
        ("Dbn1<tm1d(KOMP)Wtsi>", "Dbn1", "targeted", 1, "d", "KOMP", "Wtsi", "deletion"),
        ("Ascc2<tm1e(EUCOMM)Wtsi>", "Ascc2", "targeted", 1, "e", "EUCOMM", "Wtsi", "targeted, non-conditional"),
        ("Ascc2<tm1(KOMP)Vlcg>", "Ascc2", "targeted", 1, "", "KOMP", "Vlcg", "reporter-tagged deletion with selection cassette"),
        ("Gcgr<tm1.1(KOMP)Vlcg>", "Gcgr", "targeted", 1, ".1", "KOMP", "Vlcg", "reporter-tagged deletion"),
        ("Abc1<tm1a(NCOM)Mfgc>", "Abc1", "targeted", 1, "a", "NorCOMM", "Mfgc", "knockout first"),
        ("Akt2<tm1Wcs>", "Akt2", "targeted", 1, "", None, "Wcs", "targeted mutation"),
        ("Cib2<tm1.1Zma>", "Cib2", "targeted", 1, ".1", None, "Zma", "targeted mutation"),
        ("Gene1<tm1(cre)Lab>", "Gene1", "targeted", 1, "", "cre", "Lab", "targeted mutation"),
        ("Ascc2<tm171086(L1L2_Bact_P)>", "Ascc2", "targeted", 171086, "", "L1L2_Bact_P", None, "targeted mutation"),
        ("Rnd3<Gt(IST12405G10)Tigm>", "Rnd3", "gene trap", None, "", "IST12405G10", "Tigm", "gene trap"),
        ("Pias2<Gt(pT1Betageo)1Ruiz>", "Pias2", "gene trap", None, "", "pT1Betageo", "Ruiz", "gene trap"),
        ("1700003F12Rik<em1(IMPC)Tcp>", "1700003F12Rik", "endonuclease-mediated", 1, "", "IMPC", "Tcp",
         "endonuclease-mediated mutation (CRISPR)"),
        ("tm1a(EUCOMM)Wtsi", None, "targeted", 1, "a", "EUCOMM", "Wtsi", "knockout first"),
        ("Myo6<+>", "Myo6", "wildtype", None, "", None, None, "wildtype"),
    ],
)  # fmt: skip
def test_parts_of_a_symbol(symbol, gene, kind, number, form, programme, laboratory, title):
    found = parse_allele(symbol)
    assert (found.gene, found.kind, found.number, found.form, found.programme, found.laboratory) == (
        gene, kind, number, form, programme, laboratory)  # fmt: skip
    assert found.title == title
    assert found.words.endswith(".") and "None" not in found.words


@pytest.mark.parametrize(
    "symbol", ["Myo6<sv>", "Myo6<Tlc>", "Dll1<m1Mhda>", "Gsk3a<not yet available>", "Bin1<Bin1_mut2>", "Myo6<tm1>", "X"]
)
def test_a_symbol_of_another_kind_is_unknown_and_says_so(symbol):
    found = parse_allele(symbol)
    assert found.kind == "unknown"
    assert "none of the patterns" in found.words
    assert made_from(found) == []


@pytest.mark.parametrize(
    "symbol",
    [
        "", "   ", None, 7, "Myo6<>", "Myo6<tm1", "tm1>", "<tm1(KOMP)Vlcg>", "Myo6<tm1<a>>", "x" * 101, "Myo6<sv>\nDrop", "a\0b",
        "<script>alert(1)</script>", "Myo6<em1(IMPC)Tcp><b>", "../../etc/passwd<tm1Wcs>", "Myo6<=HYPERLINK(\"x\")>", "Myo6<{{7*7}}>",
        "Myo6<em1(IMPC)Tcp>" * 1000,
    ],
)  # fmt: skip
def test_what_cannot_be_a_symbol_is_refused_with_a_short_sentence(symbol):
    with pytest.raises(BadTable, match="is not the symbol of an allele; a symbol reads like") as refused:
        parse_allele(symbol)
    assert len(str(refused.value)) < 400


def test_letters_mean_the_designs_only_in_alleles_of_the_consortium():
    assert parse_allele("Gene1<tm1a(EUCOMM)Wtsi>").of_consortium
    assert not parse_allele("Gene1<tm1aLab>").of_consortium  # an a that some laboratory gave
    assert not parse_allele("Gene1<tm1.2(KOMP)Vlcg>").of_consortium  # a derivative whose design the name does not tell
    assert "does not tell" in parse_allele("Gene1<tm1aLab>").words


def test_what_is_made_from_a_knockout_first_allele():
    # Skarnes et al. 2011, figure 1: a and Cre give b; a and Flp give c; c and Cre give d. A deletion ends the way.
    assert [(s, r) for s, r, _ in made_from("Cib2<tm1a(EUCOMM)Wtsi>")] == [
        ("Cib2<tm1b(EUCOMM)Wtsi>", "Cre"), ("Cib2<tm1c(EUCOMM)Wtsi>", "Flp")]  # fmt: skip
    assert [(s, r) for s, r, _ in made_from("Cib2<tm1c(EUCOMM)Wtsi>")] == [("Cib2<tm1d(EUCOMM)Wtsi>", "Cre")]
    assert [(s, r) for s, r, _ in made_from("Ascc2<tm1(KOMP)Vlcg>")] == [("Ascc2<tm1.1(KOMP)Vlcg>", "Cre")]
    for last in ("Cib2<tm1b(EUCOMM)Wtsi>", "Cib2<tm1d(EUCOMM)Wtsi>", "Cib2<tm1e(EUCOMM)Wtsi>", "Myo6<em1(IMPC)Tcp>"):
        assert made_from(last) == []


def test_the_picture_of_conversions_is_closed():
    assert {form for start, end, *_ in CONVERSIONS for form in (start, end)} <= set(FORMS)
    assert {recombinase for _, _, recombinase, _ in CONVERSIONS} == {"Cre", "Flp"}
    assert not any(end == "e" for _, end, *_ in CONVERSIONS)  # e arises in the ES cell, by losing a loxP site


def test_laboratories_and_where_to_order():
    assert LABORATORIES["Tcp"] == "The Centre for Phenogenomics"
    # KOMP material is held by the MMRRC, EUCOMM mice by EMMA, its cells by the EuMMCR (repositories' own pages)
    assert where_to_order("Dbn1<tm1b(KOMP)Wtsi>")[0] == "MMRRC"
    assert where_to_order("Cib2<tm1b(EUCOMM)Wtsi>")[0] == "EMMA (INFRAFRONTIER)"
    assert where_to_order("Cib2<tm1a(EUCOMM)Wtsi>", "es_cell")[0] == "EuMMCR"
    assert where_to_order("Gene1<tm1Zzz>")[0] == "International Mouse Strain Resource"


def test_programmes_are_complete_and_name_no_price():
    assert [one["programme"] for one in PROGRAMMES] == [
        "KOMP-CSD", "KOMP-Regeneron", "EUCOMM", "EUCOMMTOOLS", "NorCOMM", "TIGM", "IMPC"]  # fmt: skip
    assert all(value.strip() for one in PROGRAMMES for value in one.values())
    addresses = [one["address"] for one in PROGRAMMES] + [link for _, link in alleles.ORDER_FROM.values()] + [link for *_, link in SERVICES]
    assert all(re.fullmatch(r"https://[\w.-]+(/[\w./-]*)?", address) for address in addresses)
    said = " ".join([*(v for one in PROGRAMMES for v in one.values()), *(words for _, words, _ in SERVICES)])
    assert not re.search(r"[€$£]|\bUSD\b|\bEUR\b|\bprice of\b", said)


def test_every_published_allele_is_read(shared):
    """Every allele symbol of the recorded calls has parts or is of another kind; none is refused."""
    pd = pytest.importorskip("pandas")
    file = shared / "impc" / "bulk" / "batch_query_significant_results.parquet"
    symbols = pd.read_parquet(file, columns=["alleleSymbol"])["alleleSymbol"].unique()
    kinds = pd.Series([parse_allele(symbol).kind for symbol in symbols]).value_counts(normalize=True)
    assert len(symbols) > 3000 and kinds["unknown"] < 0.02  # read by eye: 37 are spontaneous, induced or provisional
