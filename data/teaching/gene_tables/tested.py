"""Which lines and animals a release holds, and what a parameter could have found."""

from collections.abc import Mapping
from functools import cache

import pandas as pd
from lines import GENES
from terms import TERMS

from gene_tables import ontology

GENE = ["marker_symbol", "marker_accession_id"]
LINE = [*GENE, "allele_symbol", "allele_accession_id", "zygosity", "colony_id", "phenotyping_center", "project_name"]
ANIMAL = [
    "specimen_id", "sex", "biological_sample_group", "zygosity", "marker_symbol", "allele_symbol", "colony_id", "phenotyping_center",
    "procedure_stable_id", "metadata_group", "strain_name", "life_stage_name", "date_of_experiment", "date_of_birth",
]  # fmt: skip
SEVERAL = "; "


def key(parameter: str) -> str:
    """Procedure and number of a parameter: DXA_003."""
    return "_".join(parameter.split("_")[1:3])


@cache
def possible(parameter: str) -> tuple:
    """The terms a parameter could have given; the same for its late and early version."""
    return tuple(dict.fromkeys(mp for mp, _ in TERMS.get(key(parameter), {}).values()))


@cache
def systems_of(parameter: str) -> tuple:
    """The body systems a parameter tells of, in the portal's order."""
    found = {system for mp in possible(parameter) for system in ontology.systems(mp)}
    return tuple(one for one in ontology.SYSTEMS if one in found)


def genes(results: pd.DataFrame) -> list[str]:
    """The genes of the release by symbol, those the program knows."""
    return sorted(set(results["marker_symbol"]) & set(GENES))


def lines(results: pd.DataFrame) -> pd.DataFrame:
    """One row per line, as in :data:`LINE`, with its background and early adult pipeline."""
    rows = results.sort_values([*LINE, "life_stage_name"], kind="stable")
    early = rows[rows["life_stage_name"] == "Early adult"].drop_duplicates(LINE)
    return early[[*LINE, "strain_name", "pipeline_stable_id"]].reset_index(drop=True)


def of_procedure(observed: Mapping, procedure: str) -> pd.DataFrame:
    """The animals of a procedure (HEM) at each stage, once, by id; as the first of its parameters that holds them describes them."""
    one = ["specimen_id", "life_stage_name"]
    tables = [rows[ANIMAL].drop_duplicates(one) for name, rows in sorted(observed.items()) if name.split("_")[1] == procedure]
    if not tables:
        return pd.DataFrame(columns=ANIMAL)
    return pd.concat(tables).drop_duplicates(one).sort_values(one, kind="stable").reset_index(drop=True)


def mutants_of(rows: pd.DataFrame, line: pd.Series) -> pd.DataFrame:
    """The animals of one line."""
    return rows[(rows["colony_id"] == line["colony_id"]) & (rows["zygosity"] == line["zygosity"])]


def controls_of(rows: pd.DataFrame, line: pd.Series) -> pd.DataFrame:
    """The wildtypes of a line's centre."""
    return rows[(rows["biological_sample_group"] == "control") & (rows["phenotyping_center"] == line["phenotyping_center"])]
