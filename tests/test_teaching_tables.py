"""The tables of the teaching release that hold no animals: they agree with its results and animals, with each other, and with the truth."""

import json
import re
import shutil

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from scipy.stats import chisquare
from teaching_release import ABOUT, TEACHING, observed, program, table

from impc_nb.alleles import PROGRAMMES, parse_allele
from impc_nb.schema import THRESHOLD
from impc_nb.tables import SEVERAL, TABLES

GENE_TABLES = program("gene_tables")
THERE = [name for name in GENE_TABLES.NAMES if f"{name}.parquet" in ABOUT["files"]]
NUMBERED = re.compile(r"MP:\d{7}")


def orphans(rows: pd.DataFrame, column: str, known: set) -> set:
    """Values of a column (several stand with '; ' between) that are not known; missing ones are no matter."""
    return {one for said in rows[column].dropna() for one in str(said).split(SEVERAL)} - known


def test_an_orphan_is_seen():
    rows = pd.DataFrame({"a": ["x; y", None, "z"]})
    assert orphans(rows, "a", {"x", "y", "z"}) == set()
    assert orphans(rows, "a", {"x", "z"}) == {"y"}


# ---------------------------------------------------------------- files
def test_every_table_is_there_but_curves_of_weights_never_measured():
    weighed = "IMPC_BWT_008_001" in observed()
    assert set(GENE_TABLES.NAMES) - set(THERE) == (set() if weighed else {"body_weight_curves"})
    assert set(GENE_TABLES.NAMES) == set(TABLES) - {"genes", "parameters", "results", "datasets", "ikmc_programmes", "designs"}


@pytest.mark.parametrize("name", THERE)
def test_exactly_its_columns_and_says_what_is_simulated(name):
    file = pq.ParquetFile(TEACHING / f"{name}.parquet")
    assert file.schema_arrow.names == list(TABLES[name])
    assert file.schema_arrow.metadata[b"simulated"] == (b"false" if name in GENE_TABLES.REAL else b"true")
    kinds = {"text": "string", "number": "double", "flag": "bool", "date": "timestamp[us]"}
    assert [str(kind) for kind in file.schema_arrow.types] == [kinds[kind] for kind, _ in TABLES[name].values()]
    assert len(table(name))
    assert name == "phenotype_results" or not table(name).duplicated().any()  # tones without a difference have the same p


def test_together_they_are_small():
    assert sum(ABOUT["files"][f"{name}.parquet"]["bytes"] for name in THERE) <= 1e6  # what was asked for


def test_the_program_rebuilds_them_from_the_results_and_animals(tmp_path):
    copy = tmp_path / "release"
    shutil.copytree(TEACHING, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", "gene_tables"))
    about = json.loads((copy / "release.json").read_text(encoding="utf-8"))
    for name in THERE:
        (copy / f"{name}.parquet").unlink()
        about["files"].pop(f"{name}.parquet")
    (copy / "release.json").write_text(json.dumps(about), encoding="utf-8")
    program("simulate").rebuild_tables(copy)
    made = json.loads((copy / "release.json").read_text(encoding="utf-8"))
    assert list(made["files"]) == list(ABOUT["files"])
    for name in THERE:
        assert pq.read_table(copy / f"{name}.parquet").equals(pq.read_table(TEACHING / f"{name}.parquet")), name


# ---------------------------------------------------------------- ids join
@pytest.mark.parametrize("name", THERE)
def test_genes_are_those_of_the_release(name):
    rows, genes = table(name), table("genes").set_index("marker_symbol")["marker_accession_id"]
    if "marker_symbol" in rows:
        assert orphans(rows, "marker_symbol", set(genes.index)) == set()
        assert (rows["marker_accession_id"] == rows["marker_symbol"].map(genes)).all()


@pytest.mark.parametrize("name", [n for n in THERE if "allele_symbol" in TABLES[n] and n not in ("alleles", "products", *GENE_TABLES.REAL)])
def test_alleles_are_those_of_its_lines(name):
    assert orphans(table(name), "allele_symbol", set(table("results")["allele_symbol"])) == set()


def test_every_term_is_explained():
    known = set(table("terms")["mp_term_id"])
    of_hits = [("phenotype_hits", column) for column in ("mp_term_id", "intermediate_mp_term_id", "top_level_mp_term_id")]
    others = [(name, "mp_term_id") for name in ("results", "phenotype_results", "viability")]
    for name, column in (*of_hits, *others, ("terms", "parent_mp_term_id")):
        assert orphans(table(name), column, known) == set(), (name, column)


# ---------------------------------------------------------------- hits
def test_every_significant_result_has_its_hits_and_none_has_more():
    results, hits = table("results"), table("phenotype_hits")
    called = results[(results["significant"] == True) & results["mp_term_id"].notna()]  # noqa: E712 - missing is not True
    automatic = hits[hits["assertion_type"] == "automatic"]
    assert set(automatic["doc_id"]) == set(called["doc_id"])
    assert not automatic.duplicated(["doc_id", "sex", "mp_term_id"]).any()
    assert (automatic["mp_term_id"] == automatic["doc_id"].map(called.set_index("doc_id")["mp_term_id"])).all()
    of_sex = automatic[automatic["sex"].isin(["female", "male"])]
    assert len(of_sex) and (of_sex["p_value"] <= THRESHOLD).all()
    pooled = automatic[automatic["sex"] == "not_considered"]
    assert (pooled["p_value"] == pooled["doc_id"].map(called.set_index("doc_id")["p_value"])).all()


def test_calls_by_hand_have_no_p_value_and_are_no_results():
    hits, results, viability = table("phenotype_hits"), table("results"), table("viability")
    manual = hits[hits["assertion_type"] == "manual"]
    assert len(manual) >= 5 and manual[["p_value", "effect_size"]].isna().all(axis=None)
    assert orphans(manual, "doc_id", set(viability["doc_id"])) == set()
    assert not set(manual["doc_id"].dropna()) & set(results["doc_id"])
    assert {"line", "adult-gross-path"} <= set(manual["data_type"])


def test_results_by_phenotype_are_the_tests_of_the_release():
    rows, results = table("phenotype_results"), table("results")
    tested = results[results["p_value"].notna()]
    said = set(zip(rows["marker_symbol"], rows["p_value"], strict=True))
    assert said <= set(zip(tested["marker_symbol"], tested["p_value"], strict=True))
    called = tested[(tested["significant"] == True) & tested["mp_term_id"].notna()]  # noqa: E712
    assert rows["significant"].sum() == len(called)
    assert rows["chr_name"].notna().all()


# ---------------------------------------------------------------- terms
def test_the_24_body_systems_and_a_tree_without_circles():
    terms = table("terms").set_index("mp_term_id")
    roots = terms[terms["parent_mp_term_id"].isna()]
    assert len(roots) == 24  # the portal's list, portal_features.md A.0
    assert list(roots["mp_term_name"])[:2] == ["adipose tissue phenotype", "behavior/neurological phenotype"]
    assert all(NUMBERED.fullmatch(mp) for mp in terms.index)
    parents = {mp: str(said).split(SEVERAL) if isinstance(said, str) else [] for mp, said in terms["parent_mp_term_id"].items()}

    def systems(mp, seen=()):
        assert mp not in seen, "a circle"
        return {mp} if not parents[mp] else set().union(*(systems(one, (*seen, mp)) for one in parents[mp]))

    for mp, said in terms["top_level_mp_term_id"].items():
        assert systems(mp) == set(said.split(SEVERAL)), mp


def test_parents_of_some_terms_are_the_ontologys():
    # looked up in the Mammalian Phenotype Ontology
    names = table("terms").set_index("mp_term_id")["mp_term_name"]
    parents = table("terms").set_index("mp_term_name")["parent_mp_term_id"]
    for term, parent in [("decreased mean corpuscular volume", "abnormal mean corpuscular volume"),
                         ("thrombocytopenia", "abnormal platelet cell number"),
                         ("preweaning lethality, complete penetrance", "preweaning lethality")]:  # fmt: skip
        assert parent in [names[one] for one in parents[term].split(SEVERAL)], term


def test_terms_are_named_as_recorded_and_explained_in_our_own_words(shared):
    file = shared / "impc" / "api" / "search" / "v1" / "search__prefix=&type=PHENOTYPE_all.json"
    said = {one["entityId"]: one["entityProperties"] for one in json.loads(file.read_text(encoding="utf-8"))["results"]}
    known = table("terms")[table("terms")["mp_term_id"].isin(list(said))]
    assert len(known) > 100
    assert (known["mp_term_name"] == known["mp_term_id"].map(lambda mp: said[mp]["phenotypeName"])).all()
    theirs = known["mp_term_id"].map(lambda mp: (said[mp].get("definition") or "").strip().lower())
    assert not (known["definition"].str.lower() == theirs).any() and known["definition"].str.len().min() > 15


def test_genes_of_a_term_are_counted_with_all_terms_below_it():
    terms, hits, tested = table("terms").set_index("mp_term_name"), table("phenotype_hits"), table("phenotype_results")
    metabolism = hits[hits["top_level_mp_term_name"].str.contains("homeostasis/metabolism")]
    row = terms.loc["homeostasis/metabolism phenotype"]
    assert row["significant_genes"] == metabolism["marker_symbol"].nunique()
    for name in ("decreased mean corpuscular volume", "thrombocytopenia", "increased circulating cholesterol level"):
        mp = terms.loc[name, "mp_term_id"]
        significant = set(hits.loc[hits["mp_term_id"] == mp, "marker_symbol"])
        assert terms.loc[name, "significant_genes"] == len(significant)
        all_tested = set(tested.loc[tested["mp_term_id"] == mp, "marker_symbol"])
        assert terms.loc[name, "not_significant_genes"] == len(all_tested - significant)


# ---------------------------------------------------------------- genes and life stages
def test_gene_summaries_agree_with_the_other_tables():
    hits, expression, diseases = table("phenotype_hits"), table("expression"), table("disease_models")
    assert set(table("gene_summaries")["marker_symbol"]) == set(table("genes")["marker_symbol"])
    for row in table("gene_summaries").to_dict("records"):
        mine = hits[hits["marker_symbol"] == row["marker_symbol"]]
        assert row["significant_phenotypes_count"] == mine["mp_term_id"].nunique()
        called = {one for said in mine["top_level_mp_term_name"] for one in said.split(SEVERAL)}
        assert set(str(row["significant_top_level_mp_term_name"] or "").split(SEVERAL)) - {""} == called
        others = set(str(row["not_significant_top_level_mp_term_name"] or "").split(SEVERAL)) - {""}
        assert not others & called and len(others | called) >= 5
        lacz = expression[expression["marker_symbol"] == row["marker_symbol"]]["lacz_life_stage"].value_counts()
        assert row["adult_expression_observations_count"] == lacz.get("adult", 0)
        assert row["embryo_expression_observations_count"] == lacz.get("embryo", 0)
        curated = diseases[(diseases["marker_symbol"] == row["marker_symbol"]) & diseases["association_curated"]]
        assert row["associated_diseases_count"] == curated["disease_id"].nunique()
        assert ("expression" in str(row["data_collections"])) == bool(len(lacz))


def test_late_adult_overview_is_what_the_late_results_say():
    rows, results = table("late_adult"), table("results")
    late = results[(results["life_stage_name"] == "Late adult") & results["significant"].notna()]
    whole = rows[rows["parameter_name"].isna()].set_index(["marker_symbol", "procedure_name"])["late_state"]
    assert len(whole) == table("genes")["marker_symbol"].nunique() * late["procedure_name"].nunique()
    for (gene, procedure), said in whole.items():
        calls = late[(late["marker_symbol"] == gene) & (late["procedure_name"] == procedure)]["significant"]
        expected = "not tested" if not len(calls) else "significant" if calls.astype(bool).sum() else "not significant"
        assert said == expected, (gene, procedure)
    assert set(whole) == {"not tested", "not significant", "significant"}


# ---------------------------------------------------------------- breeding
def pups(doc_id: str) -> dict:
    rows = table("pup_counts")
    return rows[rows["doc_id"] == doc_id].set_index("parameter_name")["data_point"].astype(int).to_dict()


def wrong_sums(counts: dict) -> list[str]:
    """Names of totals that are not the sum of their parts; the parts are those IMPReSS names."""
    parts = {
        "Total WTs": ["Total WT males", "Total WT females"],
        "Total heterozygotes": ["Total heterozygous males", "Total heterozygous females"],
        "Total homozygotes": ["Total homozygous males", "Total homozygous females"],
        "Total males": ["Total WT males", "Total heterozygous males", "Total homozygous males", "Total of hemizygous males"],
        "Total females": ["Total WT females", "Total heterozygous females", "Total homozygous females", "Total anzygous females"],
        "Total pups": ["Total males", "Total females"],
    }
    return [total for total, names in parts.items() if counts[total] != sum(counts[name] for name in names)]


def test_pups_add_up():
    for doc_id, rows in table("pup_counts").groupby("doc_id"):
        assert len(rows) == 14  # as in the recorded counts of Myo6
        assert wrong_sums(pups(doc_id)) == [], doc_id
    spoiled = pups(table("pup_counts")["doc_id"].iloc[0])
    assert wrong_sums(spoiled | {"Total pups": spoiled["Total pups"] + 1}) == ["Total pups"]


def test_the_call_follows_from_the_pups_and_is_the_truth():
    truth, said = program("genes").VIABILITY, table("viability")
    whole = said[said["parameter_stable_id"] == "IMPC_VIA_067_001"]
    assert len(whole) >= 15
    p_values = []
    for row in whole.itertuples():
        counts = pups(row.doc_id)
        share = counts["Total homozygotes"] / counts["Total pups"]
        expected = "Lethal" if share == 0 else "Subviable" if share < 0.125 else "Viable"  # the portal's rule, portal_features.md E
        assert row.call == f"Homozygous - {expected}"
        assert expected.lower() == truth[row.marker_symbol]
        named = {"Lethal": "MP:0011100", "Subviable": "MP:0011110"}.get(expected)
        assert row.mp_term_id == named if named else pd.isna(row.mp_term_id)
        if expected == "Viable":
            observed_pups = [counts["Total WTs"], counts["Total heterozygotes"], counts["Total homozygotes"]]
            p_values.append(chisquare(observed_pups, np.array([1, 2, 1]) / 4 * sum(observed_pups)).pvalue)
    assert min(p_values) > 0.05 / len(p_values) / 5 and np.mean(p_values) > 0.25  # Mendel's 1:2:1


def test_a_gene_on_x_has_hemizygous_males_only():
    linked = table("viability").query("zygosity == 'hemizygote'")
    for row in linked[linked["parameter_stable_id"] == "IMPC_VIA_065_001"].itertuples():
        counts = pups(row.doc_id)
        assert counts["Total homozygotes"] == 0 and counts["Total of hemizygous males"] > 0
        assert row.call == "Hemizygous - Viable"


def test_fertility_is_the_truth_of_what_lives():
    infertile, viability, said = program("genes").INFERTILE, program("genes").VIABILITY, table("viability")
    fertility = said[said["procedure_stable_id"] == "IMPC_FER_001"]
    for row in fertility.itertuples():
        assert viability[row.marker_symbol] != "lethal"
        assert row.call == ("Infertile" if row.sex in infertile.get(row.marker_symbol, ()) else "Fertile")
    assert said["p_value"].isna().all()


# ---------------------------------------------------------------- diseases
def wrong_scores(rows: pd.DataFrame) -> list:
    """Rows whose score is not the mean of the two normalised ones (doi:10.1093/database/bat025)."""
    mean = (rows["disease_model_avg_norm"] + rows["disease_model_max_norm"]) / 2
    return rows.index[~np.isclose(mean, rows["phenodigm_score"], rtol=0, atol=1e-9)].tolist()


def test_phenodigm_scores_are_the_mean_of_the_two():
    rows = table("disease_models")
    assert wrong_scores(rows) == []
    assert wrong_scores(rows.assign(disease_model_avg_norm=rows["disease_model_avg_norm"] + 0.01)) == list(rows.index)
    assert rows["phenodigm_score"].between(0, 100).all() and (rows["disease_model_avg_norm"] <= rows["disease_model_max_norm"]).all()
    assert set(rows["association_curated"]) == {True, False}


def test_similarity_of_terms_by_hand():
    similarity = program("gene_tables.diseases").similarity
    # one pair that is near (1.9 of 2.6): 73.08 % both ways
    one = similarity(("HP:0000407",), ("abnormal auditory brainstem response",))
    assert (one["disease_model_avg_norm"], one["disease_model_max_norm"], one["phenodigm_score"]) == (73.08, 73.08, 73.08)
    # a human term nothing matches: (1.9 + 0 + 1.9) / 3 of 2.6 is 48.72 %, the best stays
    two = similarity(("HP:0000407", "HP:0000510"), ("abnormal auditory brainstem response",))
    assert (two["disease_model_avg_norm"], two["disease_model_max_norm"], two["phenodigm_score"]) == (48.72, 73.08, 60.9)
    assert similarity(("HP:0000407",), ())["phenodigm_score"] == 0


def test_models_match_with_terms_they_have():
    hits = table("phenotype_hits")
    for row in table("disease_models").itertuples():
        if isinstance(row.model_matched_phenotypes, str):
            ids = {said.split()[0] for said in row.model_matched_phenotypes.split(SEVERAL)}
            assert ids <= set(hits.loc[hits["marker_symbol"] == row.marker_symbol, "mp_term_id"])
        else:
            assert row.phenodigm_score == 0 and row.association_curated


def test_diseases_are_named_as_recorded(shared):
    """Ids and names of those diseases that the recorded answers hold too."""
    said = {}
    for file in (shared / "impc" / "api" / "v1" / "genes").glob("*/disease*"):
        for part in [file] if file.is_file() else file.iterdir():
            said |= {one["diseaseId"]: one["diseaseTerm"] for one in json.loads(part.read_text(encoding="utf-8"))}
    ours = program("gene_tables.disease_facts").DISEASES
    both = set(said) & set(ours)
    assert len(both) >= 5 and all(ours[one][0] == said[one] for one in both)


# ---------------------------------------------------------------- tissues, pictures, weights
def test_expression_counts_animals():
    rows = table("expression")
    mutants = rows[[column for column in rows if column.startswith("mutant_")]].sum(axis=1)
    wildtypes = rows[[column for column in rows if column.startswith("control_")]].sum(axis=1)
    assert mutants.between(1, 9).all() and wildtypes.between(80, 450).all()
    symbols = table("results").groupby("marker_symbol")["allele_symbol"].agg(set)  # only alleles of the IKMC carry lacZ
    assert all(
        any(parse_allele(one).of_consortium for one in symbols[gene]) for gene in set(rows["marker_symbol"])
    )  # only these carry lacZ


def test_findings_are_in_animals_of_the_release():
    animals = pd.concat([rows[["specimen_id", "sex", "marker_symbol"]] for name, rows in observed().items() if "_HEM_" in name])
    of = animals.drop_duplicates("specimen_id").set_index("specimen_id")
    slides = table("histopathology")
    assert orphans(slides, "specimen_id", set(of.index)) == set()
    assert (slides["marker_symbol"] == slides["specimen_id"].map(of["marker_symbol"])).all()
    assert (slides["sex"] == slides["specimen_id"].map(of["sex"])).all()
    assert not ((slides["tissue"] == "Testis") & (slides["sex"] == "female")).any()
    gross = table("gross_pathology")
    assert (gross["count"] > 0).all()
    wild = gross[gross["biological_sample_group"] == "control"]
    assert wild["term_name"].str.endswith("no abnormal phenotype detected").all()


def test_pictures_are_counted_and_none_has_an_address():
    files, images = table("image_files"), table("images")
    counted = files[files["biological_sample_group"] == "experimental"].groupby(["marker_symbol", "parameter_stable_id"]).size()
    said = images.groupby(["marker_symbol", "parameter_stable_id"])["count"].sum()
    assert said.sort_index().astype(int).to_dict() == counted.to_dict()
    assert files[["thumbnail_url", "jpeg_url", "download_url"]].isna().all(axis=None) and images["thumbnail_url"].isna().all()
    assert files["file_type"].str.contains("simulated").all() and images["file_type"].str.contains("simulated").all()
    known = set().union(*(rows["specimen_id"] for rows in observed().values()))
    assert orphans(files, "specimen_id", known) == set()
    assert {"control", "experimental"} == set(files["biological_sample_group"])


def test_curves_are_means_by_hand():
    line = {"marker_symbol": "G", "marker_accession_id": "MGI:1", "allele_symbol": "G<em1(IMPC)H>", "allele_accession_id": "MGI:2",
            "zygosity": "homozygote", "colony_id": "C", "phenotyping_center": "P", "project_name": "Q", "strain_name": "S"}  # fmt: skip
    about = {"pipeline_stable_id": "P_001", "life_stage_name": "Early adult", "parameter_stable_id": "IMPC_BWT_008_001", "doc_id": "d"}
    weighed = pd.DataFrame(
        [("experimental", "C", "S", "m1", 4, 20.0), ("experimental", "C", "S", "m1", 4, 22.0), ("experimental", "C", "S", "m1", 5, 25.0),
         ("control", None, "S", "m1", 4, 30.0), ("control", None, "S", "m2", 4, 99.0), ("control", None, "T", "m1", 4, 99.0)],
        columns=["biological_sample_group", "colony_id", "strain_name", "metadata_group", "discrete_point", "data_point"],
    ).assign(sex="male", zygosity="homozygote", phenotyping_center="P")  # fmt: skip
    curves = program("gene_tables.weights").body_weight_curves(pd.DataFrame([line | about]), {"IMPC_BWT_008_001": weighed})
    found = curves[["biological_sample_group", "age_in_weeks", "mean", "count", "zygosity", "doc_id"]].astype(object)
    assert found.where(found.notna(), None).to_numpy().tolist() == [
        ["control", 4, 30.0, 1, None, "d"],  # other conditions and strains are no wildtypes of this line
        ["experimental", 4, 21.0, 2, "homozygote", "d"],
        ["experimental", 5, 25.0, 1, "homozygote", "d"],
    ]
    assert curves["sd"].iloc[1] == pytest.approx(2**0.5, abs=1e-4)


def test_curves_of_the_release_are_means_of_its_animals():
    """There are none where no animal was weighed week by week; that is tested above."""
    rows = table("body_weight_curves") if "body_weight_curves" in THERE else pd.DataFrame(columns=list(TABLES["body_weight_curves"]))
    mutants = rows[rows["biological_sample_group"] == "experimental"]
    for row in mutants.iloc[:: max(1, len(mutants) // 20)].itertuples():
        weighed = observed()["IMPC_BWT_008_001"]
        some = weighed[(weighed["marker_symbol"] == row.marker_symbol) & (weighed["zygosity"] == row.zygosity)]
        some = some[(some["phenotyping_center"] == row.phenotyping_center) & (some["sex"] == row.sex)]
        some = some[some["discrete_point"].round() == row.age_in_weeks]
        assert row.count == some["data_point"].notna().sum()
        assert row.mean == pytest.approx(some["data_point"].mean(), abs=1e-4)


# ---------------------------------------------------------------- what is real
def test_products_name_a_repository_and_a_known_programme():
    rows = table("products")
    assert rows["order_link"].str.match(r"https://[\w.-]+").all() and rows["order_name"].notna().all()
    assert orphans(rows, "production_pipeline", {one["programme"] for one in PROGRAMMES}) == set()
    assert orphans(rows, "allele_symbol", set(table("alleles")["allele_symbol"])) == set()
    for row in table("alleles").itertuples():
        kinds = set(rows.loc[rows["allele_symbol"] == row.allele_symbol, "product_type"])
        assert kinds == set(row.product_types.split(SEVERAL))


def test_status_of_a_gene_follows_from_its_alleles():
    """Endonuclease-mediated alleles are made in eggs, targeted ones in ES cells; the words are the IMPC's."""
    status = program("gene_tables.production").gene_status
    assert status(["Myo6<em1(IMPC)Tcp>"])["es_cell_production_status"] == "Not Assigned for ES Cell Production"
    assert status(["Myo6<em1(IMPC)Tcp>", "Myo6<tm1b(EUCOMM)Wtsi>"])["es_cell_production_status"] == "ES Cells Produced"
    assert status([])["mouse_production_status"] == "Mice Produced"


def test_publications_are_real_and_say_where():
    rows = table("publications")
    assert rows["doi"].str.fullmatch(r"10\.\d{4,}/\S+").all()
    assert rows[["title", "journal", "publication_date"]].notna().all(axis=None)
    assert all(parse_allele(one).kind != "unknown" for said in rows["allele_symbol"] for one in said.split(SEVERAL))
    links = table("external_links")
    assert links["link"].str.match(r"https://[\w.-]+/").all()


# ---------------------------------------------------------------- overviews
def test_landing_pages_say_what_the_tables_behind_them_say():
    pages, hits, slides = table("landing_pages"), table("phenotype_hits"), table("histopathology")
    assert set(pages["page"]) == {"embryo_landing", "histopathology_landing", "phenotype_pleiotropy"}
    counts = pages[pages["page"] == "phenotype_pleiotropy"].pivot_table(
        index=["marker_symbol", "mp_term_id"], columns="statement", values="number"
    )
    for (symbol, system), row in counts.iterrows():
        mine = hits[(hits["marker_symbol"] == symbol) & hits["mp_term_id"].str.fullmatch(NUMBERED)]
        inside = mine[mine["top_level_mp_term_id"].str.contains(system)]["mp_term_id"].nunique()
        assert (row["phenotype_count"], row.sum()) == (inside, mine["mp_term_id"].nunique())
    tissues = pages[pages["page"] == "histopathology_landing"]
    assert len(tissues) == slides["marker_symbol"].nunique() * slides["tissue"].nunique()
    scored = slides[slides["parameter_name"].str.contains("Significance") & (slides["category"] != "0")]
    found = tissues[tissues["number"] == 4]
    assert set(zip(found["marker_symbol"], found["statement"], strict=True)) == set(
        zip(scored["marker_symbol"], scored["tissue"], strict=True)
    )
    lethal = pages[(pages["section"] == "primary_viability_table") & (pages["value"] == "Lethal")]["marker_symbol"]
    assert set(lethal) == set(table("viability").query("call == 'Homozygous - Lethal'")["marker_symbol"])


def test_fields_and_papers_are_counted_from_their_tables():
    fields, results = table("facets"), table("results")
    asked = fields[fields["field"] == "parameter_stable_id"]
    assert set(zip(asked["marker_symbol"], asked["value"], strict=True)) == set(
        results[["marker_symbol", "parameter_stable_id"]].itertuples(index=False, name=None)
    )
    papers = table("publication_counts").groupby("counted_by")["count"].sum()
    assert papers.to_dict() == dict.fromkeys(("quarter", "year"), table("publications")["doi"].nunique())
