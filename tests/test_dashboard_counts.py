"""Charts of data without animals: every link that leads to Charts leads to what was counted; numbers by hand or published."""

import math

import pandas as pd
import pytest
from hand_made import TEACHING, mice

from dashboards import choices, gene_data
from dashboards.app import Shell
from dashboards.live_chart import render
from dashboards.pages import charts_counted, charts_results, charts_tissues, gene_sections
from dashboards.pages.charts_counts import KINDS, OFFERED, Asked, asked_for, behind, kind_of
from impc_nb.plots.tallies import MOST, tallies
from impc_nb.schema import ImpcError, Unavailable
from impc_nb.statistics.shares import share_difference, share_interval

GENE = {"marker_symbol": "Abc1", "marker_accession_id": "MGI:1"}
LINE = {"allele_symbol": "Abc1<em1(X)>", "zygosity": "homozygote", "phenotyping_center": "X", "life_stage_name": "Early adult"}


@pytest.fixture
def tables(monkeypatch):
    """Tables of a gene by name; those not given are not offered."""
    given = {}

    def table(name, _release, _gene):
        if name not in given:
            raise Unavailable(f"No table {name} in this release.")
        return given[name]

    for module in (gene_data, gene_sections):
        monkeypatch.setattr(module, "table", table)
    monkeypatch.setattr(gene_data, "results", lambda release, gene: table("results", release, gene))
    return given


def told(asked) -> charts_counted.Told:
    return charts_counted.tell(TEACHING, GENE, asked)


# ---------------------------------------------------------------- which link asks for what
@pytest.mark.parametrize(("parameter", "kind"), [
    ("IMPC_VIA_067_001", "viability"), ("IMPC_FER_001_001", "viability"), ("IMPC_EVL_001_001", "embryo"), ("IMPC_GEO_019_001", "embryo"),
    ("HRWLLA_PAT_016_002", "gross"), ("IMPC_HIS_004_001", "histopathology"), ("IMPC_ALZ_001_001", "expression"),
    ("gross PATHOLOGY", "gross"), ("IMPC_DXA_006_001", ""), ("Body length", ""), ("", ""), ("IMPC_VIAX_067_001", ""),
])  # fmt: skip
def test_the_kind_of_a_parameter_is_that_of_its_procedure(parameter, kind):
    assert kind_of(parameter) == kind


def test_a_parameter_of_a_dissection_with_animals_keeps_its_chart(monkeypatch):
    rows = pd.DataFrame({"parameter_stable_id": ["IMPC_PAT_049_002"], "doc_id": ["a"], "data_type": ["unidimensional"]})
    monkeypatch.setattr(choices, "offered", lambda *_: rows)
    assert asked_for("teaching", "MGI:1", "IMPC_PAT_049_002", "") is None
    assert asked_for("teaching", "MGI:1", "IMPC_PAT_011_002", "") == Asked("gross", "IMPC_PAT_011_002")
    rows["data_type"] = "adult-gross-path"
    assert asked_for("teaching", "MGI:1", "IMPC_PAT_049_002", "").kind == "gross"


def test_what_is_behind_a_dataset_is_found_by_its_id(tables):
    tables["viability"] = pd.DataFrame(
        {"doc_id": ["v1"], "parameter_stable_id": ["IMPC_VIA_001_001"], "parameter_name": ["Viability Outcome"]}
    )
    assert behind("teaching", "MGI:1", "", "v1") == Asked("viability", "IMPC_VIA_001_001", "v1", "Viability Outcome")
    assert behind("teaching", "MGI:1", "", "v2") is None and behind("teaching", "MGI:1", "Body length", "") is None


# ---------------------------------------------------------------- what is said
def calls(*rows) -> pd.DataFrame:
    names = ["doc_id", "parameter_stable_id", "parameter_name", "call", *LINE, "procedure_name", "colony_id"]
    return pd.DataFrame([(*row, *LINE.values(), "Screen", "c") for row in rows], columns=names)


def pup_rows(homozygotes, heterozygotes, wildtypes) -> pd.DataFrame:
    names = {"Total homozygotes": homozygotes, "Total heterozygotes": heterozygotes, "Total WTs": wildtypes}
    for word in ("males", "females"):
        names |= {f"Total {k} {word}": 0 for k in ("homozygous", "heterozygous", "WT")}
    return pd.DataFrame({"doc_id": "v1", "parameter_name": list(names), "data_point": [float(n) for n in names.values()],
                         "allele_symbol": LINE["allele_symbol"], "phenotyping_center": "X"})  # fmt: skip


def test_viability_says_the_call_the_share_and_what_the_counts_say(tables):
    """15 of 148 homozygotes: 10.1 %, interval 6.2 to 16.0 (Newcombe 1998, table I, 15/148: 0.0624 to 0.1605); below 12.5 %: subviable."""
    tables["viability"] = calls(("v1", "IMPC_VIA_067_001", "Homozygous animals viability", "Homozygous - Lethal"),
                                ("f1", "IMPC_FER_001_001", "Gross Findings Male", "Infertile"))  # fmt: skip
    tables["pup_counts"] = pup_rows(15, 90, 43)
    said = told(Asked("viability", "IMPC_VIA_067_001", "v1"))
    assert said.headline == "Abc1: homozygous animals lethal (Abc1<em1(X)>, X)."
    words = " ".join(said.says)
    assert "10.1 % (95 % interval 6.2 to 16.0 %)" in words and "The counts alone say subviable, the centre lethal." in words
    assert len(said.draw()) >= 3 and "no p-value" in words
    assert told(Asked("viability", "IMPC_FER_001_001", "f1")).headline == "Abc1: males infertile (Abc1<em1(X)>, HOM, X)."


def test_no_share_is_given_for_a_gene_on_the_x_chromosome(tables):
    more = pup_rows(0, 40, 40).iloc[[0]].assign(parameter_name="Total of hemizygous males", data_point=20.0)
    tables["viability"], tables["pup_counts"] = calls(), pd.concat([pup_rows(0, 40, 40), more], ignore_index=True)
    assert "are expected" not in " ".join(told(Asked("viability")).says)
    tables["pup_counts"] = pup_rows(0, 40, 40)
    assert "are expected" in " ".join(told(Asked("viability")).says)


def dissected(**numbers) -> pd.DataFrame:
    rows = [("Spleen", g, t, n) for (g, t), n in {("experimental", "enlarged spleen"): numbers["abnormal"],
            ("experimental", "no abnormal phenotype detected"): numbers["normal"],
            ("control", "no abnormal phenotype detected"): numbers["wildtypes"]}.items()]  # fmt: skip
    table = pd.DataFrame(rows, columns=["parameter_name", "biological_sample_group", "term_name", "count"])
    return table.assign(parameter_stable_id="X_PAT_016_001", **LINE)


def test_gross_pathology_counts_mutants_and_wildtypes(tables):
    tables["gross_pathology"] = dissected(abnormal=3, normal=13, wildtypes=20)
    said = told(Asked("gross", "X_PAT_016_001"))
    assert said.headline == "Abc1 at dissection: spleen abnormal in 3 of 16 mutants and 0 of 20 wildtypes."
    drawn, table = said.draw()
    assert drawn.object.yaxis[0].major_label_overrides == {1.0: "Spleen, mutants", 0.0: "Spleen, wildtypes"}
    assert "0 % (0 to 16 %)" in table.object  # Wilson's interval of 0 of 20: 0 to 0.1611 (Newcombe 1998, table I)


def test_histopathology_puts_the_tissue_asked_for_first(tables):
    rows = [("Heart", "a", "Heart - Severity score", "3"), ("Heart", "b", "Heart - Severity score", "0"),
            ("Brain", "a", "Brain - Severity score", "0")]  # fmt: skip
    table = pd.DataFrame(rows, columns=["tissue", "specimen_id", "parameter_name", "category"])
    table = table.assign(
        parameter_stable_id=["X_HIS_001_001"] * 2 + ["X_HIS_002_001"], sex="female", term_name=None, text_value=None, **LINE
    )
    tables["histopathology"] = table
    said = told(Asked("histopathology", "X_HIS_002_001"))
    assert said.headline == "Found in Abc1 mutants: nothing in brain (1 recorded) and heart (1 of 2 recorded, severity up to 3 of 4)."
    assert list(said.pictures[0].y.ticks) == [(1.0, "Brain"), (0.0, "Heart")]
    table["category"] = "0"
    assert told(Asked("histopathology")).headline == "In Abc1 mutants, nothing was found in any of 2 tissues looked at."


def published(**columns) -> pd.DataFrame:
    base = {"doc_id": None, "parameter_stable_id": "IMPC_GEO_019_001", "parameter_name": "Embryo Size", "significant": True,
            "p_value": None, "effect_size": None, "status": None, "mp_term_id": "MP:1", "mp_term_name": "small embryo"} | LINE  # fmt: skip
    return pd.DataFrame([base | columns])


def test_embryos_stand_by_stage_in_the_order_of_development(tables):
    tables["phenotype_hits"] = pd.concat([published(life_stage_name="E15.5"), published(life_stage_name="E9.5", mp_term_name="pallor"),
                                          published(life_stage_name="E9.5", mp_term_name="pallor", sex="male")])  # fmt: skip
    said = told(Asked("embryo"))
    assert said.headline == "Abc1, embryos by stage: E9.5: pallor; E15.5: small embryo." and len(said.rows) == 2
    assert "Only calls are listed" in said.says[0]
    tables["results"] = published(life_stage_name="E9.5", significant=False, parameter_stable_id="IMPC_GEL_001_001", mp_term_id=None)
    assert "Only calls are listed" not in told(Asked("embryo")).says[0]


def test_where_no_counts_are_listed_the_published_results_stand(tables):
    tables["gross_pathology"] = dissected(abnormal=0, normal=0, wildtypes=0).iloc[:0]
    tables["results"] = published(parameter_stable_id="IMPC_PAT_016_002", mp_term_name="enlarged spleen", significant=True)
    said = told(Asked("gross", "IMPC_PAT_016_002"))
    assert said.headline == "Abc1, gross pathology by stage: Early adult: enlarged spleen." and "not listed" in said.says[0]


def test_a_call_is_not_counted_again_as_a_result_without_one(tables):
    tables["phenotype_hits"] = published(parameter_stable_id="IMPC_PAT_016_002", mp_term_name="enlarged spleen")
    tables["results"] = published(parameter_stable_id="IMPC_PAT_016_002", mp_term_id=None, significant=False)
    assert len(charts_counted.published("teaching", "MGI:1", ("PAT",))) == 1
    tables["results"] = tables["results"].assign(life_stage_name="Late adult")
    assert len(charts_counted.published("teaching", "MGI:1", ("PAT",))) == 2


def test_a_result_without_animals_says_what_is_published(tables, monkeypatch):
    tables["results"] = published(parameter_stable_id="X_ABC_001_001", p_value=0.25, effect_size=-0.5, significant=False, mp_term_name=None)
    monkeypatch.setattr(charts_counted, "described", lambda *_: pd.DataFrame())
    said = told(Asked("published", "X_ABC_001_001", name="Tail length"))
    assert said.says[0] == "X · homozygote · Early adult: not significant (p 0.25, effect size −0.5 SD)"
    tables["results"] = tables["results"].assign(p_value=None, significant=None)
    assert "not analysed" in told(Asked("published", "X_ABC_001_001")).says[0]  # missing is never "not significant"


def test_broken_tables_become_a_sentence(tables, caplog):
    tables["gross_pathology"] = pd.DataFrame({"odd": [1]})
    assert "not as expected" in told(Asked("gross")).says[0]
    assert "No table" in told(Asked("histopathology")).says[0]


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "published"])
def test_text_from_data_is_text(tables, kind):
    bad = "<img src=x onerror=alert(1)>"
    tables |= {
        "viability": calls(("v", "IMPC_VIA_067_001", bad, bad)),
        "pup_counts": pup_rows(1, 2, 1).assign(allele_symbol=bad),
        "gross_pathology": dissected(abnormal=1, normal=1, wildtypes=1).assign(parameter_name=bad, term_name=bad),
        "results": pd.concat([published(parameter_stable_id=f"X_{KINDS[kind].codes[0]}_001_001", mp_term_name=bad, allele_symbol=bad)]),
    }
    said = told(Asked(kind))
    markup = said.answer + "".join(getattr(pane, "object", "") for pane in said.draw() if isinstance(getattr(pane, "object", ""), str))
    assert "<img" not in markup


# ---------------------------------------------------------------- on the page
@pytest.fixture(scope="module")
def shell():
    return Shell(choices.release_shown("teaching"))


def test_a_link_to_viability_leads_to_the_pups_and_back_to_animals(shell):
    view = shell.view
    view.read("?page=charts&gene=Nxn&parameter=IMPC_VIA_063_001")
    page = shell._built["charts"]
    assert page.results.visible and page._body.layout.visible and not page._animals.visible
    assert "homozygous males lethal" in page.answer.object and "is shown" not in page.notes.object
    assert "parameter=IMPC_VIA_063_001" in view.query() and page.chooser.parameter.value == KINDS["viability"].title
    page.chooser.parameter.value = "Body length"
    assert page._animals.visible and not page._body.layout.visible and "lethal" not in page.answer.object
    assert page.chooser.parameter.options[-len(OFFERED) :] == list(OFFERED)


def test_an_unknown_parameter_still_says_so(shell):
    shell.view.read("?page=charts&gene=Nxn&parameter=Body%20lenght")
    assert "Body length" in shell._built["charts"].notes.object and shell._built["charts"]._animals.visible


def test_what_cannot_be_drawn_leaves_a_sentence(shell, monkeypatch):
    def broken(*_):
        raise ImpcError("No <picture>.")

    monkeypatch.setattr(charts_tissues, "chart_of", broken)
    shell.view.read("?page=charts&gene=Alpk3&parameter=Histopathology")
    assert "No &lt;picture&gt;." in shell._built["charts"]._body._words.object


# ---------------------------------------------------------------- tallies, shares, results
def test_bars_are_as_long_as_the_shares_or_the_numbers():
    table = pd.DataFrame({"abnormal": [3, 0], "normal": [9, 12]}, index=["Heart", "Liver"])
    bars = tallies(table).layers[0].columns
    assert bars["right"].tolist() == [25, 100, 100] and bars["top"].round(2).tolist() == [1.36, 1.36, 0.36]
    assert tallies(table, shares=False).layers[0].columns["right"].tolist() == [3, 12, 12]
    many = pd.DataFrame({"n": range(40)}, index=[f"row {i}" for i in range(40)])
    assert len(tallies(many).y.ticks) == MOST and render(tallies(table.iloc[:0])) is not None


def test_intervals_of_shares_are_the_published_ones():
    """Newcombe 1998: Stat. Med. 17, 857-872, table I, method 3; and 873-890, table II, method 10."""
    for (seen, n), limits in {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }.items():
        assert share_interval(seen, n) == pytest.approx(limits, abs=5e-5)
    for counts, limits in {(56, 70, 48, 80): (0.0524, 0.3339), (9, 10, 3, 10): (0.1705, 0.8090), (10, 10, 0, 20): (0.6791, 1.0)}.items():
        assert share_difference(*counts)[1:] == pytest.approx(limits, abs=5e-5)
    with pytest.raises(ImpcError, match="impossible"):
        share_interval(3, 2)
    with pytest.raises(ImpcError, match="no animal"):
        share_difference(0, 0, 1, 2)


def test_the_category_that_differs_most_is_compared():
    """9 of 10 and 3 of 10: +60 points, 17.1 to 80.9 (Newcombe 1998, as above)."""
    shown = mice(["yes"] * 3 + ["no"] * 7, ["yes"] * 9 + ["no"])
    assert (
        charts_results.share_differences(shown) == "Share of “yes”, mutant − wildtype: females +60 percentage points (95 % 17.1 to 80.9)."
    )
    assert charts_results.share_differences(mice(["a"])) == "" and charts_results.categories_table(shown)["yes"].tolist() == [
        "3 (30 %)",
        "9 (90 %)",
    ]


def test_published_stands_beside_recomputed():
    """1.96 standard errors of 0.1 around -0.5: -0.696 to -0.304."""
    result = charts_results.analyse(mice([10.0, 10.2, 9.9, 10.4, 10.1, 9.8], [9.1, 9.3, 9.0, 9.4], [10.5, 10.7, 10.6, 10.2, 10.9, 10.3],
                                         [9.8, 9.9, 9.7, 9.6]), window="none")  # fmt: skip
    shown = mice([10.0], [9.0], published={"female_ko_parameter_estimate": -0.5, "female_ko_effect_stderr_estimate": 0.1, "p_value": 0.02,
                                           "significant": True, "mp_term_name": "short <tail>", "status": "Successful"})  # fmt: skip
    markup = charts_results.both_sides(shown, result)
    assert "−0.5 (−0.696 to −0.304) cm" in markup and ">0.02<" in markup and "short &lt;tail&gt;" in markup
    assert "mixed model" in charts_results.reason(result) and "nan" not in markup and "None" not in markup


def test_a_series_ends_with_its_mutants_unless_asked_for_all():
    from dashboards.pages.charts_family import main_picture, mutants_to

    shown = mice([1.0, 2.0, 30.0], [1.5, 2.5], discrete_point=[0.0, 1.0, 50.0, 0.0, 1.0], specimen_id=["a", "a", "a", "m", "m"])
    assert mutants_to(shown) == 1 and mutants_to(mice([1.0], [2.0])) is None
    assert main_picture(shown).x.high < 2 and main_picture(shown).y.high < 10
    assert main_picture(shown, True).x.high > 50 and math.isclose(main_picture(shown, True).y.high, 30, rel_tol=0.1)


@pytest.mark.parametrize(("parameter", "made"), [("IMPC_CSD_036_001", "as a category"), ("IMPC_EYE_003_001", "leaves them out")])
def test_animals_without_a_result_are_said_and_what_the_test_makes_of_them(parameter, made):
    shown = mice(["Present"] * 3 + ["No data"], ["No data", "No data", "None"], about={"parameter_stable_id": parameter})
    said = charts_results.without_result_said(shown)
    assert said.startswith("Without a result: 2 mutants and 1 wildtype; ") and made in said
    assert charts_results.without_result_said(mice(["Present"], ["None"])) == ""
