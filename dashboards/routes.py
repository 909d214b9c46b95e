"""The routes to the data: which for which need, and the same rows by several of them, compared field by field."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

import impc_nb
from dashboards.sections import sentence
from impc_nb import solr
from impc_nb.schema import ImpcError

#: What is compared of each call; texts as they are, p-values to ten digits.
COMPARED = ("marker_accession_id", "allele_symbol", "mp_term_id", "parameter_stable_id", "zygosity", "sex", "phenotyping_center", "p_value")


def needs(symbol: str) -> list[tuple[str, str, str]]:
    """What somebody may need -> the route, and the command or Python for it, with the gene in hand."""
    gene = repr(symbol or "Myo6")
    return [
        ("A table you see here", "the CSV of its page: exactly the rows shown, with release and filters on top", "CSV of these rows"),
        ("Tables of a gene in Python", "the catalog: one name a table, the same columns live, saved and taught",
         f"impc_nb.load_table('phenotype_hits', gene={gene})"),
        ("The animals of one comparison", "the dataset behind a chart", f"impc_nb.load_dataset(gene={gene}, parameter='Body length')"),
        ("Everything of some genes, offline", "fetch: real results and animals as a release of your own",
         f"impc-nb fetch {symbol or 'Myo6'} --to my-genes"),
        ("A question over all genes", "Solr, asked in Python: conditions are quoted, fields checked, documents counted",
         "impc_nb.solr.count('genotype-phenotype', impc_nb.solr.field('zygosity') == 'homozygote', release='live')"),
        ("All significant calls", "the bulk file of the release, 5 MB", "impc_nb.bulk.save('bulk_calls', to='my-genes')"),
        ("All results, significant or not", "the bulk file of the release, 540 MB", "impc_nb.bulk.save('bulk_results', to='my-genes')"),
        ("What a table holds", "the catalog describes itself: one row, unit, licence, provider",
         "impc_nb.describe(impc_nb.open_catalog())"),
    ]  # fmt: skip


@dataclass(frozen=True)
class Route:
    """One way to the calls of a gene: its name, where it leads, and what came out (None and why not)."""

    name: str
    where: str
    rows: pd.DataFrame | None
    problem: str = ""


def by_every_route(release: str, accession: str) -> list[Route]:
    """The significant calls of a gene by the catalog, by Solr and by the file; a route that fails says why and stops no other."""
    catalog = impc_nb.open_catalog(release)
    live = catalog.metadata["release"].kind == "live"
    table = "bulk_calls" if live else "phenotype_hits"
    where = solr.field("marker_accession_id") == accession
    file = str(catalog[table].data.url)

    def bulk() -> pd.DataFrame:
        if live:
            return impc_nb.load_table("bulk_calls", gene=accession, release=release)
        rows = pd.read_parquet(file)  # the file as any program would read it
        return rows[rows["marker_accession_id"] == accession]

    asked: dict[str, tuple[str, Callable[[], pd.DataFrame]]] = {
        "Catalog" + (" (website service)" if live else ""): (f"load_table('phenotype_hits', gene={accession!r})",
                                                             lambda: impc_nb.load_table("phenotype_hits", gene=accession, release=release)),
        "Solr question" + ("" if live else ", answered from the release"): (
            str(where), lambda: solr.query("genotype-phenotype", where, rows=10_000, release=release).docs),
        "Bulk file" if live else "Parquet file": (file.rpartition("/")[2], bulk),
    }  # fmt: skip
    return [_tried(name, said, load) for name, (said, load) in asked.items()]


def _tried(name: str, where: str, load: Callable[[], pd.DataFrame]) -> Route:
    try:
        return Route(name, where, load())
    except ImpcError as problem:
        return Route(name, where, None, str(problem))
    except OSError:
        return Route(name, where, None, "This release does not hold the file.")
    except Exception as problem:  # noqa: BLE001 - one route fails alone, whatever it sends
        return Route(name, where, None, sentence(problem, name))


def compared_columns(routes: list[Route]) -> list[str]:
    """Of the columns to be compared, those that every route states for at least one row, or for none."""
    tables = [r.rows for r in routes if r.rows is not None]
    return [c for c in COMPARED if all(c in t for t in tables)]


def lines(rows: pd.DataFrame, columns: list[str]) -> Counter[str]:
    """Every row as one line of text, however a route orders and types them, with how often it comes."""

    def said(value: object) -> str:
        if value is None or (np.isscalar(value) and pd.isna(value)):
            return ""
        return f"{value:.9e}" if isinstance(value, float) else str(value)

    return Counter("\t".join(said(v) for v in row) for row in rows[columns].itertuples(index=False))


def checksum(counted: Counter[str]) -> str:
    """A short fingerprint of the lines: equal exactly when they are."""
    text = "\n".join(sorted(counted.elements()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def verdict(symbol: str, routes: list[Route]) -> str:
    """Whether the routes gave the same rows, in a sentence that counts; never "equal" when there was only one."""
    told = [r for r in routes if r.rows is not None]
    if len(told) < 2:
        return f"The calls of {symbol} cannot be compared: {'one route' if told else 'no route'} answered."
    columns = compared_columns(routes)
    counts = [lines(r.rows, columns) for r in told]
    n = counts[0].total()
    if all(c == counts[0] for c in counts):
        if not n:
            return f"{len(told)} routes agree: there is no significant call of {symbol}."
        same = f"The same {n:,} significant calls" if n > 1 else "The same significant call"
        return f"{same} of {symbol} by {len(told)} routes, equal in all {len(columns)} columns compared."
    common = counts[0]
    for c in counts[1:]:
        common = common & c
    each = ", ".join(f"{r.name} {c.total():,}" for r, c in zip(told, counts, strict=True))
    return f"The routes differ for {symbol}: {each}; {common.total():,} rows are in all. They may be of different releases."
