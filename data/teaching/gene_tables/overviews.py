"""Overviews as the website makes them: its landing pages, counts of publications, and the values of each gene's fields."""

from collections.abc import Iterable

import pandas as pd

from gene_tables import ontology
from gene_tables.tested import GENE, SEVERAL

_TISSUE = {0: "no data", 2: "not significant", 4: "significant"}
_FIELDS = ("procedure_name", "parameter_name", "parameter_stable_id", "procedure_stable_id", "top_level_mp_term_name", "life_stage_name",
           "zygosity", "allele_symbol")  # fmt: skip


def landing_pages(results: pd.DataFrame, made: dict) -> pd.DataFrame:
    """The pages that follow from the release itself: which lines live, what was found in which tissue, how many systems a gene is in."""
    genes = results[GENE].drop_duplicates().sort_values("marker_symbol").to_dict("records")
    return pd.DataFrame([*_embryo(genes, made["viability"]), *_tissues(genes, made["histopathology"]),
                         *_pleiotropy(genes, made["phenotype_hits"])])  # fmt: skip


def _embryo(genes: list[dict], viability: pd.DataFrame) -> Iterable[dict]:
    """The outcome of the primary screen of each gene, with and without the zygosity it was seen in."""
    calls = viability[viability["procedure_stable_id"].str.contains("_VIA_") & viability["call"].str.contains(" - ", na=False)]
    by_gene = {symbol: list(dict.fromkeys(rows)) for symbol, rows in calls.groupby("marker_symbol")["call"]}
    about = {"page": "embryo_landing", "statement": "outcome"}
    for section, said in (("primary_viability_table", lambda call: call.partition(" - ")[2]), ("primary_viability_chart", str)):
        for gene in genes:
            for outcome in dict.fromkeys(said(call) for call in by_gene.get(gene["marker_symbol"], ())):
                yield about | gene | {"section": section, "value": outcome}


def _tissues(genes: list[dict], histopathology: pd.DataFrame) -> Iterable[dict]:
    """The code of each tissue of each gene that was looked at: significant where a pathologist scored it so in any animal."""
    scores = histopathology[histopathology["parameter_name"].str.endswith("Significance score")]
    worst = scores.assign(score=scores["category"].astype(float)).groupby(["marker_symbol", "tissue"])["score"].max().to_dict()
    seen = set(histopathology["marker_symbol"])
    for gene in [gene for gene in genes if gene["marker_symbol"] in seen]:
        for tissue in sorted(set(histopathology["tissue"])):
            score = worst.get((gene["marker_symbol"], tissue))
            code = 0 if score is None else 4 if score > 0 else 2
            yield gene | {"page": "histopathology_landing", "section": "rows", "statement": tissue, "value": _TISSUE[code], "number": code}


def _pleiotropy(genes: list[dict], hits: pd.DataFrame) -> Iterable[dict]:
    """How many terms a gene was called for within each body system it was called in, and how many outside."""
    terms = {symbol: set(rows) for symbol, rows in hits.groupby("marker_symbol")["mp_term_id"]}
    for system in ontology.SYSTEMS:
        for gene in genes:
            mine = {mp for mp in terms.get(gene["marker_symbol"], ()) if mp in ontology.TERMS}
            inside = {mp for mp in mine if system in ontology.systems(mp)}
            about = gene | {"page": "phenotype_pleiotropy", "section": "genes", "mp_term_id": system,
                            "mp_term_name": ontology.names([system])[0]}  # fmt: skip
            if inside:
                yield about | {"statement": "phenotype_count", "number": len(inside)}
                yield about | {"statement": "other_phenotype_count", "number": len(mine - inside)}


def publication_counts(publications: pd.DataFrame) -> pd.DataFrame:
    """Papers of the release by year and by quarter; who paid for them is not part of it."""
    papers = publications.drop_duplicates("doi")["publication_date"]
    years = papers.dt.year.rename("publication_year")
    by_year = years.value_counts().sort_index().rename("count").reset_index().assign(counted_by="year")
    by_quarter = pd.DataFrame({"publication_year": years, "quarter": papers.dt.quarter}).value_counts().sort_index().rename("count")
    return pd.concat([by_year, by_quarter.reset_index().assign(counted_by="quarter")], ignore_index=True)


def facets(results: pd.DataFrame) -> pd.DataFrame:
    """Each value of each field in the results of a gene."""
    parts = []
    for field in _FIELDS:
        rows = results[[*GENE, field]].rename(columns={field: "value"}).dropna()
        rows = rows.assign(value=rows["value"].str.split(SEVERAL)).explode("value") if field.startswith("top_level") else rows
        parts.append(rows.assign(field=field).drop_duplicates())
    return pd.concat(parts, ignore_index=True).sort_values(["marker_symbol"], kind="stable")
