"""A release of made-up results for genes of every odd kind: odd symbols, one sex, one life stage, no human gene, holes in every table."""

from pathlib import Path

from hand_made_release import result, tables, write

from impc_nb.tables import TABLES

#: symbol -> what is odd about it
ODD = {
    "H2-K1": "tested, nothing found, and the symbol has a hyphen",
    "a": "one letter; males only, one of two results is a call that has no term",
    "0610009B22Rik": "measured as late adults only",
    "Gm12345": "no name, no human gene, every call made by hand",
    "Many1": "3,000 results",
    "Tg(CAG-EGFP)1Osb": "a transgene with an allele and no result",
    "Hol1": "a row in every table, with nothing in it but what names it",
    "Far1": "numbers at the edge: p = 0 and 1, effects of nothing and of a million million, no animals",
    "Und1": "results of which none could be analysed",
}
ALONE = {"disease_models": {"disease_id": "OMIM:9"}, "expression": {"parameter_name": "Brain"}, "publications": {"title": "A title"},
         "histopathology": {"tissue": "Kidney"}, "images": {"parameter_stable_id": "X_IMG_001_001"}, "products": {"product_type": "mouse"},
         "image_files": {"parameter_stable_id": "X_IMG_001_001", "biological_sample_group": "experimental"},
         "gross_pathology": {"parameter_name": "Tail"}, "external_links": {"provider": "P", "label": "L"},
         "pup_counts": {"doc_id": "h" * 32, "parameter_name": "Total pups"}, "viability": {"doc_id": "h" * 32},
         "body_weight_curves": {"doc_id": "h" * 32, "sex": "female", "biological_sample_group": "control", "age_in_weeks": 4.0,
                                "mean": 20.0},
         "late_adult": {"procedure_name": "Procedure SKE"}}  # fmt: skip
WANTS = {"marker_symbol", "marker_accession_id"}


def own(symbol: str) -> dict:
    """What names the gene in every row."""
    return {"marker_symbol": symbol, "marker_accession_id": f"MGI:{70 + list(ODD).index(symbol)}"}


def rows() -> list[dict]:
    """The results, as those of ``hand_made_release`` with other genes in them."""

    def of(symbol, number, *how, **more):
        allele = {"allele_symbol": f"{symbol}<em1(IMPC)X>", "doc_id": f"{70 + list(ODD).index(symbol)}{number:030x}"}
        return result("Abc1", number, *how) | allele | own(symbol) | more

    male = {"zygosity": "hemizygote", "female_mutant_count": 0, "female_ko_effect_p_value": None}
    hand = {"data_type": "line", "statistical_method": "Manual", "effect_size": 1.0, "female_mutant_count": None, "male_mutant_count": None}
    late = {"life_stage_name": "Late adult"}
    undone = {"status": "NotProcessed", "effect_size": None, "statistical_method": None}
    bare = {k: None for k in result("Abc1", 1) if k not in WANTS | {"doc_id", "parameter_stable_id", "parameter_name"}}
    return [
        *(of("H2-K1", n, "SKE", 0.1 + n / 9) for n in range(5)),
        of("a", 1, "HEA", 1e-9, True, "", **male), of("a", 2, "SKE", 0.7, **male),
        of("0610009B22Rik", 1, "HOM", 1e-6, True, "decreased glucose", **late), of("0610009B22Rik", 2, "HOM", 0.2, **late),
        of("Gm12345", 1, "MOR", None, True, "preweaning lethality", **hand), of("Gm12345", 2, "MOR", None, True, "infertility", **hand),
        *(of("Many1", n, list("SHM")[n % 3] + ("KE", "EA", "OR")[n % 3], (n + 1) / 3001, n == 0, "short femur" if n == 0 else "")
          for n in range(3000)),
        of("Hol1", 1, **bare),
        of("Far1", 1, "SKE", 0.0, True, "short femur", effect_size=1e12), of("Far1", 2, "SKE", 1.0, effect_size=0.0),
        of("Far1", 3, "SKE", 1e-300, True, "long femur", effect_size=-1e12, female_mutant_count=0, male_mutant_count=0),
        *(of("Und1", n, "SKE", None, None, **undone) for n in range(4)),
    ]  # fmt: skip


def hits() -> list[dict]:
    """The calls behind :func:`rows`."""
    called = [r for r in rows() if r["significant"]]
    return [r | {"sex": "male" if r["marker_symbol"] == "a" else None if r["p_value"] is None else "both", "assertion_type": None}
            for r in called]  # fmt: skip


def release(folder: Path) -> str:
    """Write it, beside the ordinary genes of ``hand_made_release``; gives its name."""
    held = tables()
    held["genes"] += [own(s) | ({} if s in ("Gm12345", "Hol1") else {"marker_name": f"gene {s}", "human_gene_symbol": "HUM1"}) for s in ODD]
    held["results"] += rows()
    held["phenotype_hits"] += hits()
    held["alleles"].append(own("Tg(CAG-EGFP)1Osb") | {"allele_symbol": "Tg(CAG-EGFP)1Osb", "product_types": "mouse"})
    held["alleles"].append(own("Hol1") | {"allele_symbol": "Hol1<em1(IMPC)X>"})
    for name in TABLES:
        if "marker_accession_id" in TABLES[name] and name not in ("genes", "results", "datasets", "alleles", "phenotype_hits"):
            held.setdefault(name, []).append(own("Hol1") | ALONE.get(name, {}))
    held["terms"] = [{"mp_term_id": "MP:0000001", "mp_term_name": "short femur", "significant_genes": 2, "not_significant_genes": 3},
                     {"mp_term_id": "MP:0000009"}]  # fmt: skip
    return str(write(folder / "odd", held))
