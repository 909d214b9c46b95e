"""A release of a few hand-made rows for the pages without animals: every number in it can be counted by eye. All of it is made up."""

import json

import pandas as pd

from dashboards.pages import page_class
from dashboards.view import View
from impc_nb.schema import validate
from impc_nb.tables import TABLES

EVIL = "<img src=x onerror=window.hacked=1>"
GENE = {"marker_symbol": "Abc1", "marker_accession_id": "MGI:1"}
BARE = {"marker_symbol": "Bare2", "marker_accession_id": "MGI:2"}
HOSTILE = {"marker_symbol": EVIL[:30], "marker_accession_id": "MGI:3"}

TERMS = [
    {"mp_term_id": "MP:0005378", "mp_term_name": "growth phenotype", "significant_genes": 2, "not_significant_genes": 8},
    {"mp_term_id": "MP:0000001", "mp_term_name": "abnormal body size", "parent_mp_term_id": "MP:0005378", "synonyms": "odd size",
     "top_level_mp_term_name": "growth phenotype", "significant_genes": 2, "not_significant_genes": 8},
    {"mp_term_id": "MP:0000002", "mp_term_name": "decreased body length", "definition": "shorter than normal",
     "parent_mp_term_id": "MP:0000001; MP:0005378", "synonyms": "short; reduced length", "top_level_mp_term_id": "MP:0005378",
     "top_level_mp_term_name": "growth phenotype", "significant_genes": 1, "not_significant_genes": 3},
    {"mp_term_id": "MP:0000003", "mp_term_name": "hyperactivity", "top_level_mp_term_name": "behavior phenotype",
     "significant_genes": 0, "not_significant_genes": 5},
    {"mp_term_id": "MP:0000004", "mp_term_name": EVIL, "definition": EVIL, "synonyms": EVIL, "top_level_mp_term_name": EVIL},
]  # fmt: skip
TEST = {
    "mp_term_id": "MP:0000002",
    "effect_size": 0.5,
    "significant": False,
    "chr_name": "9",
    "seq_region_start": 1e6,
    "seq_region_end": 2e6,
}
TESTS = [
    TEST | GENE | {"p_value": 1e-9, "effect_size": -2.0, "significant": True},
    TEST | GENE | {"p_value": 0.5},
    TEST | BARE | {"p_value": 0.02, "chr_name": "X"},
    TEST | {"marker_symbol": "Zero3", "marker_accession_id": "MGI:4", "p_value": 0.0, "significant": True, "chr_name": "1"},
    TEST | {"marker_symbol": "Hand4", "marker_accession_id": "MGI:5", "p_value": None, "effect_size": None, "significant": True,
            "chr_name": "MT"},
    TEST | {"marker_symbol": "Unsaid5", "marker_accession_id": "MGI:6", "p_value": None},
    TEST | {"marker_symbol": "Sex6", "marker_accession_id": "MGI:7", "p_value": 0.3, "significant": True, "chr_name": "2"},
]  # fmt: skip
HIT = GENE | {
    "doc_id": "a" * 32, "allele_symbol": "Abc1<tm1b(KOMP)Wtsi>", "zygosity": "homozygote", "phenotyping_center": "Here",
    "parameter_stable_id": "X_ABC_001_001", "parameter_name": "Tail length", "life_stage_name": "Early adult", "mp_term_id": "MP:0000002",
    "mp_term_name": "decreased body length", "top_level_mp_term_id": "MP:0005378", "sex": "female", "p_value": 1e-9, "effect_size": -2.0,
}  # fmt: skip
HITS = [HIT, HIT | {"sex": "male", "p_value": None, "effect_size": None, "doc_id": None, "assertion_type": "manual"}]
MODEL = GENE | {
    "disease_id": "OMIM:1", "disease_term": "Short Stature, Made Up", "association_curated": True, "phenodigm_score": 40.0,
    "disease_model_avg_norm": 20.0, "disease_model_max_norm": 60.0, "model_id": "MGI:9#hom#early", "model_source": "IMPC",
    "model_description": "Abc1<tm1b>", "model_genetic_background": "B6",
    "disease_matched_phenotypes": "HP:0000001 Short stature, proportionate,HP:0000002 Small hands",
    "model_matched_phenotypes": "MP:0000002 decreased body length; MP:0000005 small paws",
}  # fmt: skip
MODELS = [
    MODEL,
    MODEL | {"model_id": "MGI:9#het#late", "phenodigm_score": 30.0, "disease_model_avg_norm": 10.0, "disease_model_max_norm": 50.0},
    MODEL | {"disease_id": "ORPHA:22", "disease_term": "Predicted Disorder", "association_curated": False, "phenodigm_score": 91.0,
             "disease_model_avg_norm": 88.0, "disease_model_max_norm": 94.0,
             "model_matched_phenotypes": "MP:0000002 decreased body length"},
    MODEL | {"disease_id": "DECIPHER:3", "disease_term": EVIL, "phenodigm_score": None, "disease_model_avg_norm": None,
             "disease_model_max_norm": None, "model_id": None, "disease_matched_phenotypes": None, "model_matched_phenotypes": None},
]  # fmt: skip
PICTURE = GENE | {
    "allele_symbol": "Abc1<tm1b(KOMP)Wtsi>", "zygosity": "homozygote", "phenotyping_center": "Here", "metadata_group": "m1",
    "procedure_name": "X-ray", "parameter_stable_id": "X_XRY_001_001", "parameter_name": "Whole body",
    "biological_sample_group": "experimental",
    "specimen_id": "mouse-1", "sex": "female", "age_in_weeks": 14, "date_of_experiment": "2020-02-29", "file_type": "image/png",
    "thumbnail_url": "//www.ebi.ac.uk/thumb/1", "jpeg_url": "//www.ebi.ac.uk/full/1",
}  # fmt: skip
WILDTYPE = PICTURE | {"allele_symbol": None, "zygosity": None, "biological_sample_group": "control", "specimen_id": "mouse-2"}
PICTURES = [
    PICTURE,
    PICTURE | {"specimen_id": "mouse-3", "sex": "male", "thumbnail_url": "https://evil.example/x.png", "jpeg_url": "javascript:alert(1)"},
    WILDTYPE,
    WILDTYPE | {"specimen_id": "mouse-4", "phenotyping_center": "Elsewhere", "metadata_group": "m2"},
]  # fmt: skip
KINDS = [GENE | {"parameter_stable_id": "X_XRY_001_001", "parameter_name": "Whole body", "procedure_name": "X-ray", "count": 2}]
ALLELES = [
    GENE | {"allele_symbol": "Abc1<tm1a(KOMP)Wtsi>", "allele_description": "Knockout first", "product_types": "mouse; es_cell"},
    GENE | {"allele_symbol": "Abc1<tm1b(KOMP)Wtsi>", "allele_description": "Reporter-tagged deletion", "product_types": "mouse"},
    GENE | {"allele_symbol": "Abc1<em2(IMPC)Tcp>", "allele_description": None, "product_types": None},
]  # fmt: skip
PRODUCTS = [
    GENE | {"allele_symbol": "Abc1<tm1a(KOMP)Wtsi>", "product_type": "mouse", "name": "COLONY", "order_name": "EMMA; KOMP",
            "order_link": "https://www.infrafrontier.eu/x; javascript:alert(1)"},
    GENE | {"allele_symbol": "Abc1<tm1a(KOMP)Wtsi>", "product_type": "es_cell", "name": EVIL, "order_name": EVIL, "order_link": EVIL},
]  # fmt: skip
RESULT = HIT | {"project_name": "P", "pipeline_stable_id": "X_001", "procedure_stable_id": "X_ABC_001", "procedure_name": "Ruler",
                "data_type": "unidimensional", "metadata_group": "m1", "significant": True, "status": "Successful"}  # fmt: skip
EVERYTHING = {
    "genes": [GENE, BARE, HOSTILE], "results": [RESULT], "terms": TERMS, "phenotype_results": TESTS, "phenotype_hits": HITS,
    "disease_models": MODELS, "images": KINDS, "image_files": PICTURES, "alleles": ALLELES, "products": PRODUCTS,
}  # fmt: skip


def frame(name: str, rows: list[dict]) -> pd.DataFrame:
    """Rows as the table of that name holds them."""
    return validate(pd.DataFrame(rows), TABLES[name], name)


def write(folder, **tables) -> str:
    """A release of these tables in a folder; its animals are said to be real, so that nothing says simulated. Gives its name."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {"layout": 1, "name": "small", "title": "Small release", "kind": "folder", "simulated": False, "files": {}}
    (folder / "release.json").write_text(json.dumps(said))
    for name, rows in tables.items():
        frame(name, rows).to_parquet(folder / f"{name}.parquet")
    return str(folder)


def page(key: str, release: str, **asked):
    """A page of a session without a browser, with all its sections shown."""
    view = View()
    view.read("?" + "&".join(f"{name}={value}" for name, value in {"page": key, **asked}.items()))
    made = page_class(key)(view, release)
    made.complete()
    again(made)
    return made


def again(made) -> None:
    """The page after its view has changed."""
    made.show(made.prepare())
    made.tell()
