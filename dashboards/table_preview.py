"""A look into any table of the catalog: its first rows for a gene, what its columns mean, and what was evened out on the way."""

from __future__ import annotations

from contextlib import suppress
from html import escape

import pandas as pd

import impc_nb
from dashboards import parts
from dashboards.gene_data import is_live
from impc_nb.dataset import Dataset
from impc_nb.schema import ANIMALS
from impc_nb.tables import TABLES

ROWS = 10


def rows_of(release: str, name: str, gene: dict) -> pd.DataFrame:
    """The rows of table ``name`` about a gene, or all where it is not about genes.

    Raises
    ------
    ImpcError
        If this release does not offer the table, has no such table, or the service does not answer.
    """
    accession, live = gene["marker_accession_id"], is_live(release)
    if name == "observations":
        return _measured(release, gene).animals
    if not live:
        about_genes = "marker_accession_id" in TABLES.get(name, {})
        return impc_nb.load_table(name, gene=accession if about_genes else None, release=release)
    if name in ("phenotype_results", "terms"):
        called = impc_nb.load_table("phenotype_hits", gene=accession, release=release)["mp_term_id"].dropna()
        return impc_nb.load_table(name, phenotype=called.iloc[0] if len(called) else None, release=release)
    parameter = None
    if name == "datasets":
        parameter = impc_nb.load_results(accession, release=release)["parameter_stable_id"].iloc[0]
    alone = name in ("release_notes", "publication_counts", "ikmc_programmes") or name not in TABLES
    return impc_nb.load_table(name, gene=None if alone else accession, parameter=parameter, release=release)


def _measured(release: str, gene: dict) -> Dataset:
    """The first dataset of a gene that has animals; significant ones are tried first, as the services know their ids."""
    for ids in (impc_nb.load_table("phenotype_hits", gene=gene["marker_accession_id"], release=release)["doc_id"],
                impc_nb.list_datasets(gene["marker_accession_id"], release=release)["doc_id"]):  # fmt: skip
        for one in ids.dropna().head(12):
            with suppress(impc_nb.ImpcError):
                return impc_nb.load_dataset(dataset_id=one, release=release)
    raise impc_nb.NotFound(f"{gene['marker_symbol']} has no dataset with animals to be had in this release.")


def markup(name: str, rows: pd.DataFrame) -> str:
    """The first rows as a table, columns that hold nothing left out, with a sentence on how many there are."""
    if rows.empty:
        return parts.quiet(f"The table {name.replace('_', ' ')} holds nothing about this gene.")
    some = rows.head(ROWS).dropna(axis=1, how="all").drop(columns="simulated", errors="ignore")
    said = f"{len(rows):,} rows; the first {len(some)} with what they hold." if len(rows) > len(some) else f"{len(rows):,} rows."
    known = ANIMALS if name == "observations" else TABLES.get(name, {})
    meant = [f"<dt>{escape(column)}</dt><dd>{escape(known[column][1])}</dd>" for column in some if column in known and known[column][1]]
    columns = f"<details><summary>What the columns mean</summary><dl>{''.join(meant)}</dl></details>" if meant else ""
    said_of = impc_nb.normalised(rows) if rows.attrs.get("normalised") else ()
    evened = "".join(f"<li>{escape(sentence)}</li>" for sentence in said_of)
    changed = f"<p>Evened out on the way:</p><ul>{evened}</ul>" if evened else ""
    shown = some.map(lambda cell: None if cell is None or cell is pd.NA or cell != cell else str(cell)[:120])
    return parts.quiet(said) + parts.table(shown, f"First rows of {name}") + columns + changed
