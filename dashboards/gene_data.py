"""What the Genes and Gene pages read, kept for those who come back; a table that a release does not offer says so."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

import impc_nb
from impc_nb import schema
from impc_nb.schema import Ambiguous, ImpcError, NotFound
from impc_nb.tables import SEVERAL


@lru_cache(maxsize=256)
def table(name: str, release: str, accession: str) -> pd.DataFrame:
    """The rows of a gene (MGI id) in a table of the catalog."""
    return impc_nb.load_table(name, gene=accession, release=release)


@lru_cache(maxsize=64)
def results(release: str, accession: str) -> pd.DataFrame:
    """The statistical results of a gene, smallest p first; no p last."""
    rows = impc_nb.load_results(accession, release=release)
    return rows.sort_values("p_value", na_position="last", kind="stable").reset_index(drop=True)


def is_live(release: str) -> bool:
    """Whether genes are searched by a service: it answers for one gene at a time."""
    return impc_nb.open_catalog(release).metadata["release"].kind == "live"


def several(value: object) -> list[str]:
    """The values in a text that holds several; none where it is missing."""
    return [v for v in value.split(SEVERAL) if v] if isinstance(value, str) else []


def _joined(cells: pd.Series) -> str | None:
    return SEVERAL.join(sorted({v for cell in cells for v in several(cell)})) or None


@lru_cache(maxsize=4)
def overview(release: str) -> pd.DataFrame:
    """Every gene of a stored release with what was found: number of results, significant ones, body systems, viability, disease."""
    genes = impc_nb.load_table("genes", release=release)

    def counted(rows: pd.DataFrame) -> pd.DataFrame:
        called = rows[rows["significant"].fillna(False)]
        by = called.groupby("marker_accession_id")
        return pd.DataFrame({"results": rows.groupby("marker_accession_id").size(), "significant": by.size(),
                             "systems": by["top_level_mp_term_name"].agg(_joined)})  # fmt: skip

    found = {"results": counted, "viability": lambda rows: rows.groupby("marker_accession_id")["call"].agg(_joined).rename("viability"),
             "disease_models": lambda rows: _diseases(rows)}  # fmt: skip
    for name, of in found.items():
        try:
            genes = genes.join(of(impc_nb.load_table(name, release=release)), on="marker_accession_id")
        except ImpcError:  # the column is not shown
            continue
    for name in {"results", "significant"} & set(genes):
        genes[name] = genes[name].fillna(0).astype(int)
    if "disease" in genes:
        genes["disease"] = genes["disease"].fillna("none known")
    return genes.sort_values("marker_symbol", key=lambda s: s.str.casefold()).reset_index(drop=True)


def _diseases(rows: pd.DataFrame) -> pd.Series:
    curated = rows["association_curated"].fillna(False).groupby(rows["marker_accession_id"]).any()
    return curated.map({True: "associated", False: "predicted only"}).rename("disease")


def found(release: str, term: str) -> pd.DataFrame:
    """The genes of which a name contains the term, with what is known of them; all genes of a stored release without one."""
    if is_live(release):
        return impc_nb.search_genes(term, release=release) if term else impc_nb.search_genes("Myo6", release=release).iloc[:0]
    rows = overview(release)
    if not term:
        return rows
    order = impc_nb.search_genes(term, release=release)["marker_accession_id"]
    return rows.set_index("marker_accession_id").loc[order].reset_index()[rows.columns]


def named(release: str, term: str) -> list[dict]:
    """The genes that have exactly this name, in any case: none, one or several."""
    try:
        return [impc_nb.find_gene(term, release=release)]
    except Ambiguous as several_of_them:
        return several_of_them.choices
    except NotFound:
        return []


def how(gene: dict, term: str) -> str:
    """As what a gene has this name."""
    if term.lower() == gene["marker_symbol"].lower():
        return "the symbol"
    if term.lower() == gene["marker_accession_id"].lower():
        return "the MGI id"
    human = gene["human_gene_symbol"]
    human = several(human) if isinstance(human, str) else human or []
    return "the human symbol" if term.lower() in (h.lower() for h in human) else "a synonym"


def near(release: str, term: str) -> list[str]:
    """Symbols that look like the term, or have a name that does."""
    genes = impc_nb.search_genes(term[:3] if is_live(release) else "", release=release)
    symbol = {}
    for row in genes.itertuples():
        for name in (row.marker_symbol, *several(row.marker_synonym), *several(row.human_gene_symbol)):
            symbol.setdefault(name, row.marker_symbol)
    return list(dict.fromkeys(symbol[name] for name in schema.nearest(term, symbol)))
