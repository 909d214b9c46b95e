"""The tables of the teaching release that hold no animals: made from its results and animals, so that they agree with them.

Real are names and ids, what the names of alleles mean, the terms and their parents, which diseases a gene is known for, publications and
addresses. Simulated is all that would be observed: pups, tissues, findings, pictures (of which there are none), clones.
"""

from collections.abc import Mapping

import columns
import pandas as pd

from gene_tables import (
    breeding,
    calls,
    diseases,
    expression,
    literature,
    overviews,
    pathology,
    pictures,
    procedures,
    production,
    summaries,
    weights,
)
from impc_nb.tables import TABLES

_TYPES = {"text": columns.TEXT, "number": columns.NUMBER, "flag": columns.FLAG, "date": columns.DATE}
#: nothing in these is simulated
REAL = ("publications", "external_links", "publication_counts")
#: tables that change with what the engine found; the others follow from the animals and the seed
FROM_RESULTS = ("phenotype_hits", "phenotype_results", "terms", "gene_summaries", "late_adult", "disease_models", "landing_pages")
NAMES = (
    *FROM_RESULTS, "alleles", "products", "procedures", "viability", "pup_counts", "body_weight_curves", "expression", "histopathology",
    "gross_pathology", "images", "image_files", "publications", "external_links", "publication_counts", "facets",
)  # fmt: skip


def reference_files(seed: int, tables: Mapping) -> dict:
    """The files to add to a release, as path -> (table, types of its columns); ``tables`` holds the other files likewise."""
    start, end = "observations/parameter_stable_id=", "/part-0.parquet"
    observed = {path.removeprefix(start).removesuffix(end): rows for path, (rows, _) in tables.items() if path.startswith(start)}
    results = tables["results.parquet"][0].reindex(columns=list(columns.RESULTS))
    made = reference_tables(seed, results, tables["parameters.parquet"][0], observed)
    kept = {name: rows for name, rows in made.items() if len(rows) or name in FROM_RESULTS}
    return {f"{name}.parquet": (rows, {one: _TYPES[kind] for one, (kind, _) in TABLES[name].items()}) for name, rows in kept.items()}


def reference_tables(seed: int, results: pd.DataFrame, parameters: pd.DataFrame, observed: Mapping) -> dict[str, pd.DataFrame]:
    """Every table of :data:`NAMES`, with exactly its columns.

    ``results`` and ``parameters`` are those of the release, ``observed`` the observations of each parameter id.
    """
    made = {"procedures": procedures.procedures(parameters), "expression": expression.expression(seed, results)}
    made["viability"], made["pup_counts"] = breeding.viability(seed, results)
    made["gross_pathology"] = pathology.gross_pathology(seed, results, observed)
    made["histopathology"] = pathology.histopathology(seed, results, observed)
    made["image_files"] = pictures.image_files(results, observed)
    made["images"] = pictures.images(made["image_files"])
    made["alleles"], made["products"] = production.alleles(results), production.products(results)
    made["body_weight_curves"] = weights.body_weight_curves(results, observed)
    made["phenotype_hits"] = calls.phenotype_hits(results, made["viability"], made["gross_pathology"])
    made["phenotype_results"] = calls.phenotype_results(results)
    made["terms"] = summaries.terms(made["phenotype_results"], made["phenotype_hits"])
    made["disease_models"] = diseases.disease_models(results, made["phenotype_hits"])
    made["gene_summaries"] = summaries.gene_summaries(results, made)
    made["late_adult"] = summaries.late_adult(results)
    made["publications"], made["external_links"] = literature.publications(results), literature.external_links(results)
    made["landing_pages"], made["facets"] = overviews.landing_pages(results, made), overviews.facets(results)
    made["publication_counts"] = overviews.publication_counts(made["publications"])
    return {name: made[name].reindex(columns=list(TABLES[name])).reset_index(drop=True) for name in NAMES}
