"""A release folder of a few made-up genes with every table, ordinary and odd, whose numbers can be counted by hand.

Abc1: two alleles, two centres, both sexes, calls of every kind. Bcd2: tested, nothing found. Cde3: males only. Def4: calls without p.
Efg5: nothing but its name, a synonym it shares with Bcd2. Ghi6: markup in every text.
"""

import json
from pathlib import Path

import pandas as pd
from hand_made import HOSTILE

from impc_nb.schema import validate
from impc_nb.tables import TABLES

SYMBOLS = ("Abc1", "Bcd2", "Cde3", "Def4", "Efg5", "Ghi6")
SYSTEMS = {"SKE": ("MP:0005390", "skeleton phenotype"), "HEA": ("MP:0005377", "hearing/vestibular/ear phenotype"),
           "HOM": ("MP:0005376", "homeostasis/metabolism phenotype"), "MOR": ("MP:0010768", "mortality/aging")}  # fmt: skip
CENTRES = ("Centre X", "Centre Y")


def gene(symbol: str) -> dict:
    return {"marker_symbol": symbol, "marker_accession_id": f"MGI:{SYMBOLS.index(symbol) + 1}"}


def allele(symbol: str, kind: str = "em1(IMPC)X") -> dict:
    return gene(symbol) | {"allele_symbol": f"{symbol}<{kind}>", "allele_accession_id": f"MGI:9{SYMBOLS.index(symbol)}{len(kind)}"}


def result(symbol, number, system="SKE", p=0.5, significant=False, term="", kind="em1(IMPC)X", **more) -> dict:
    """One result of parameter ``number``; odd numbers were measured at the second centre."""
    top = SYSTEMS[system]
    return allele(symbol, kind) | {
        "doc_id": f"{SYMBOLS.index(symbol)}{number:031x}", "zygosity": "homozygote", "phenotyping_center": CENTRES[number % 2],
        "project_name": "Project", "pipeline_stable_id": "X_001", "procedure_stable_id": f"X_{system}_001",
        "procedure_name": f"Procedure {system}", "parameter_stable_id": f"X_{system}_{number:03d}_001",
        "parameter_name": f"Measure {number}",
        "data_type": "unidimensional", "life_stage_name": "Early adult", "metadata_group": "m1", "p_value": p, "effect_size": -0.5,
        "significant": significant, "status": "Successful", "statistical_method": "Linear Mixed Model framework, LME, including Weight",
        "mp_term_id": f"MP:{number:07d}" if term else None, "mp_term_name": term or None, "female_mutant_count": 8, "male_mutant_count": 7,
        "top_level_mp_term_id": top[0], "top_level_mp_term_name": top[1], "unit": "g",
        "female_ko_effect_p_value": p, "male_ko_effect_p_value": p, "genotype_effect_parameter_estimate": -1.5,
        "genotype_effect_stderr_estimate": 0.3,
    } | more  # fmt: skip


def results() -> list[dict]:
    rows = [
        result("Abc1", 1, "SKE", 1e-6, True, "short femur", effect_size=-1.2),
        result("Abc1", 2, "HEA", 0.0, True, "increased threshold", effect_size=3.0),
        result("Abc1", 3, "HOM", 2e-3, True, "decreased glucose", female_ko_effect_p_value=1e-7, male_ko_effect_p_value=0.4),
        result("Abc1", 4, "SKE", 1e-5, True, "short femur", kind="tm1b(EUCOMM)Y", effect_size=-0.8),
        result("Abc1", 5, "SKE", 0.03, life_stage_name="Late adult", effect_size=0.4),
        result("Abc1", 6, "MOR", None, True, "preweaning lethality", effect_size=1.0, statistical_method="Supplied as data",
               data_type="line", female_mutant_count=None, male_mutant_count=None),
        result("Abc1", 7, "HOM", None, status="NotProcessed", effect_size=None, statistical_method=None),
        *(result("Abc1", 20 + i, "HOM", (i + 1) / 130, effect_size=i / 60 - 1) for i in range(120)),
        *(result("Bcd2", i, "SKE", 0.2 + i / 50) for i in range(8)),
        result("Cde3", 1, "HEA", 1e-9, True, "increased threshold", zygosity="hemizygote", female_mutant_count=0,
               male_ko_effect_p_value=1e-9, female_ko_effect_p_value=None),
        result("Cde3", 2, "SKE", 0.6, zygosity="hemizygote", female_mutant_count=0),
        result("Def4", 1, "MOR", None, True, "preweaning lethality", effect_size=1.0, statistical_method="Manual", data_type="line",
               female_mutant_count=None, male_mutant_count=None),
    ]  # fmt: skip
    odd = result("Ghi6", 1, "SKE", 1e-7, True, HOSTILE)
    texts = (
        "parameter_name",
        "procedure_name",
        "phenotyping_center",
        "allele_symbol",
        "top_level_mp_term_name",
        "zygosity",
        "metadata_group",
    )
    return [*rows, odd | dict.fromkeys(texts, HOSTILE)]


def hits() -> list[dict]:
    rows = []
    for r in results():
        if r["significant"]:
            by_hand = r["p_value"] is None
            sex = "male" if r["female_mutant_count"] == 0 else "female" if r["p_value"] == 2e-3 else "not_considered" if by_hand else "both"
            rows.append(r | {"sex": sex, "assertion_type": "manual" if by_hand else "automatic", "intermediate_mp_term_id": None,
                             "effect_size": None if by_hand else r["effect_size"], "doc_id": None if by_hand else r["doc_id"]})  # fmt: skip
    return rows


def _counts(symbol: str, seen: dict[str, int]) -> list[dict]:
    line = allele(symbol) | {"doc_id": "p" * 32, "colony_id": "C1", "phenotyping_center": "Centre X", "procedure_stable_id": "IMPC_VIA_001"}
    return [line | {"parameter_name": name, "parameter_stable_id": f"IMPC_VIA_0{i:02d}_001", "data_point": n} for i, (name, n) in
            enumerate(seen.items(), 3)]  # fmt: skip


def tables() -> dict[str, list[dict]]:
    """Rows by catalog entry."""
    seen = {"Total pups": 153, "Total homozygotes": 1, "Total heterozygotes": 102, "Total WTs": 50, "Total homozygous males": 1,
            "Total heterozygous males": 52, "Total WT males": 25, "Total homozygous females": 0, "Total heterozygous females": 50,
            "Total WT females": 25}  # fmt: skip
    weighed = allele("Abc1") | {"doc_id": "w" * 32, "zygosity": "homozygote", "phenotyping_center": "Centre X", "count": 8.0, "sd": 1.5}
    curve = [
        weighed | {"sex": sex, "biological_sample_group": group, "age_in_weeks": float(week), "mean": 10.0 + week - lost}
        for sex in ("female", "male") for group, lost in (("control", 0), ("experimental", 2)) for week in range(4, 17)
    ]  # fmt: skip
    tissue = {"zygosity": "heterozygote", "parameter_stable_id": "X_ALZ_001_001", "lacz_life_stage": "adult", "mutant_expression": 3,
              "mutant_no_expression": 1, "control_expression": 0, "control_no_expression": 20}  # fmt: skip
    named = {"marker_name": HOSTILE, "marker_synonym": HOSTILE, "human_gene_symbol": HOSTILE}
    return {
        "genes": [gene(s) | {"marker_name": f"gene {s}", "marker_synonym": "shared; own" if s in ("Bcd2", "Efg5") else f"syn{s}",
                             "human_gene_symbol": s.upper(), "phenotype_status": "Phenotyping data available",
                             "mouse_production_status": "Mice produced"} | (named if s == "Ghi6" else {}) for s in SYMBOLS],
        "results": results(), "phenotype_hits": hits(),
        "viability": [allele("Abc1") | {"doc_id": "v" * 32, "colony_id": "C1", "zygosity": "homozygote", "phenotyping_center": "Centre X",
                      "procedure_stable_id": "IMPC_VIA_001", "procedure_name": "Viability", "parameter_stable_id": "IMPC_VIA_001_001",
                      "life_stage_name": "Early adult", "call": "Homozygous - Subviable", "mp_term_name": "preweaning lethality"}],
        "pup_counts": _counts("Abc1", seen), "body_weight_curves": curve,
        "expression": [gene("Abc1") | tissue | {"parameter_name": "Brain"},
                       gene("Abc1") | tissue | {"parameter_name": "Heart", "mutant_expression": 0, "lacz_life_stage": "embryo"}],
        "histopathology": [allele("Abc1") | {"zygosity": "homozygote", "phenotyping_center": "Centre X", "life_stage_name": "Late adult",
                           "tissue": "Kidney", "specimen_id": "m1", "sex": "female", "category": "2; Significant", "term_id": "MPATH:1",
                           "term_name": "inflammation", "text_value": "seen on one side"}],
        "gross_pathology": [allele("Abc1") | {"zygosity": "homozygote", "phenotyping_center": "Centre X", "biological_sample_group":
                            "experimental", "sex": "male", "parameter_name": "Tail", "term_name": "kinked tail", "count": 2}],
        "disease_models": [gene("Abc1") | {"disease_id": "OMIM:1", "disease_term": "disease A", "association_curated": True,
                                           "phenodigm_score": 55.0}],
        "publications": [gene("Abc1") | {"title": "On Abc1", "authors": "A B", "journal": "J", "publication_date": "2020-05-01",
                                         "pubmed_id": "123", "doi": "10.1/x"}],
        "external_links": [gene("Abc1") | {"provider": "MGI", "label": "MGI:1", "link": "https://example.org/1", "description": "the gene"},
                           gene("Abc1") | {"provider": "Bad", "label": "bad", "link": "javascript:alert(1)"}],
        "alleles": [allele("Abc1") | {"allele_description": "deletion", "product_types": "mouse"}],
        "products": [allele("Abc1") | {"product_type": "mouse", "product_id": "1", "name": "C1", "order_name": "EMMA",
                                       "order_link": "https://example.org/order"}],
        "parameters": [{"parameter_stable_id": "X_SKE_001_001", "parameter_name": "Measure 1", "procedure_stable_id": "X_SKE_001"}],
    }  # fmt: skip


def write(folder: Path, held: dict[str, list[dict]] | None = None) -> Path:
    """The folder of a release that holds these tables, or all of :func:`tables`."""
    folder.mkdir(parents=True, exist_ok=True)
    held, files = tables() if held is None else held, {}
    for name, rows in held.items():
        columns = TABLES["datasets"] | TABLES["results"] if name == "results" else TABLES[name]  # both entries read this file
        frame = validate(pd.DataFrame(rows), columns)
        frame.to_parquet(folder / f"{name}.parquet", index=False)
        files[f"{name}.parquet"] = {"bytes": (folder / f"{name}.parquet").stat().st_size, "rows": len(frame)}
    notes = {"layout": 1, "name": "made", "title": "Made-up release", "kind": "folder", "simulated": True, "data_release": None}
    (folder / "release.json").write_text(json.dumps(notes | {"files": files}))
    return folder
