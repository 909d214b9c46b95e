"""Significant calls, and every test that could have led to one."""

import pandas as pd
from lines import GENES

from gene_tables import ontology
from gene_tables.tested import GENE, SEVERAL, possible
from impc_nb.schema import THRESHOLD
from impc_nb.tables import PHENOTYPE_RESULTS

_COPIED = [
    "doc_id", *GENE, "allele_symbol", "allele_accession_id", "zygosity", "phenotyping_center", "pipeline_stable_id",
    "procedure_stable_id", "procedure_name", "parameter_stable_id", "parameter_name", "life_stage_name", "project_name", "data_type",
]  # fmt: skip
# published for embryos of these genes (data release 22); the release holds no embryos, so these calls stand without animals
_EMBRYOS = (
    ("Nxn", "IMPC_GEO_002", "Gross Morphology Embryo E14.5-E15.5", "IMPC_GEO_018_002", "Cleft Palate", "E15.5", "MP:0000111"),
    ("Nxn", "IMPC_GEO_002", "Gross Morphology Embryo E14.5-E15.5", "IMPC_GEO_019_001", "Embryo Size", "E15.5", "MP:0001697"),
    ("Trf", "IMPC_GEP_002", "Gross Morphology Embryo E18.5", "IMPC_GEP_022_001", "Embryo Size", "E18.5", "MP:0001697"),
    ("Trf", "IMPC_GEP_002", "Gross Morphology Embryo E18.5", "IMPC_GEP_035_001", "Pallor", "E18.5", "MP:0003717"),
    ("Ascc2", "IMPC_EVL_001", "Viability E9.5 Secondary Screen", "IMPC_EVL_001_001", "Outcome", "E9.5", "MP:0013292"),
)


def with_term(row: dict, mp: str) -> dict:
    """A row with a term, what lies above it and its body systems."""
    between, systems = ontology.between(mp), ontology.systems(mp)
    return row | {
        "mp_term_id": mp, "mp_term_name": ontology.TERMS[mp].name,
        "top_level_mp_term_id": SEVERAL.join(systems), "top_level_mp_term_name": SEVERAL.join(ontology.names(systems)),
        "intermediate_mp_term_id": SEVERAL.join(between) or None,
        "intermediate_mp_term_name": SEVERAL.join(ontology.names(between)) or None,
    }  # fmt: skip


def _sexes(row: dict) -> list[dict]:
    """For which sexes a significant result stands: those below the threshold alone, else both together."""
    alone = [
        {"sex": sex, "p_value": row[f"{sex}_ko_effect_p_value"], "effect_size": row[f"{sex}_effect_size"]}
        for sex in ("female", "male")
        if pd.notna(row[f"{sex}_ko_effect_p_value"]) and row[f"{sex}_ko_effect_p_value"] <= THRESHOLD
    ]
    return alone or [{"sex": "not_considered", "p_value": row["p_value"], "effect_size": row["effect_size"]}]


def phenotype_hits(results: pd.DataFrame, viability: pd.DataFrame, gross: pd.DataFrame) -> pd.DataFrame:
    """One row per line, sex and term: of significant results, and by hand of breeding, embryos and dissected animals."""
    called = results[(results["significant"] == True) & results["mp_term_id"].notna()]  # noqa: E712 - missing is not True
    rows = [
        with_term({name: row[name] for name in _COPIED} | of_sex | {"assertion_type": "automatic"}, row["mp_term_id"])
        for row in called.to_dict("records") for of_sex in _sexes(row)
    ]  # fmt: skip
    rows += [*_by_hand(results, viability[viability["mp_term_id"].notna()], "line"), *_found(results, gross), *_embryos(results)]
    return pd.DataFrame(rows).sort_values(["marker_symbol", "parameter_stable_id", "allele_symbol", "zygosity", "mp_term_id", "sex"])


def _projects(results: pd.DataFrame) -> dict:
    return dict(zip(results["phenotyping_center"], results["project_name"], strict=True))


def _by_hand(results: pd.DataFrame, rows: pd.DataFrame, data_type: str) -> list[dict]:
    made, projects = {"assertion_type": "manual", "data_type": data_type, "p_value": None, "effect_size": None}, _projects(results)
    return [
        with_term({name: row.get(name) for name in (*_COPIED, "sex")} | made | {"project_name": projects[row["phenotyping_center"]]},
                  row["mp_term_id"])
        for row in rows.to_dict("records")
    ]  # fmt: skip


def _found(results: pd.DataFrame, gross: pd.DataFrame) -> list[dict]:
    """Findings in mutants that stand for a term."""
    mutants = gross[gross["biological_sample_group"] == "experimental"]
    terms = mutants["term_id"].str.extract(r"(MP:\d+)")[0]
    known = terms.isin(list(ontology.TERMS))  # not what says that all is normal
    return _by_hand(results, mutants[known].assign(mp_term_id=terms[known]), "adult-gross-path")


def _embryos(results: pd.DataFrame) -> list[dict]:
    out = []
    for symbol, procedure, name, parameter, what, stage, mp in _EMBRYOS:
        of_gene = results[results["marker_symbol"] == symbol].head(1)
        about = {"procedure_stable_id": procedure, "procedure_name": name, "parameter_stable_id": parameter, "parameter_name": what}
        rows = of_gene.assign(doc_id=None, zygosity="homozygote", sex="not_considered", life_stage_name=stage, mp_term_id=mp, **about)
        out += _by_hand(results, rows, "embryo")
    return out


def phenotype_results(results: pd.DataFrame) -> pd.DataFrame:
    """One row per test with a p-value and term it could have given; significant where it gave that one."""
    tested = results[results["p_value"].notna()]
    rows = []
    for row in tested[["marker_symbol", "marker_accession_id", "parameter_stable_id", "p_value", "effect_size", "significant",
                       "mp_term_id"]].to_dict("records"):  # fmt: skip
        gene, significant = GENES[row["marker_symbol"]], row["significant"] is True or row["significant"] == 1
        given = row["mp_term_id"] if significant and isinstance(row["mp_term_id"], str) else None
        place = {"chr_name": gene.chromosome, "seq_region_start": gene.start, "seq_region_end": gene.end}
        terms = dict.fromkeys([*possible(row["parameter_stable_id"]), *([given] if given else [])])
        rows += [row | place | {"mp_term_id": mp, "significant": mp == given} for mp in terms]
    table = pd.DataFrame(rows, columns=list(PHENOTYPE_RESULTS))
    return table.sort_values(["mp_term_id", "marker_symbol", "p_value", "effect_size"], kind="stable")
