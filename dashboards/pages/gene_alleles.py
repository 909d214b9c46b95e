"""Alleles of a gene compared: which phenotypes they share, in groups to choose from and as a table to filter and take along."""

from __future__ import annotations

from html import escape

import pandas as pd

from dashboards import gene_data, parts
from dashboards.data_grid import Column, options
from dashboards.gene_data import several
from dashboards.links import link
from dashboards.listing import listing
from dashboards.pages.gene_tables import hits
from dashboards.pages.gene_words import NOT_TESTED, SIGNIFICANT, SIGNS, TESTED, listed, short

COLUMNS = {
    "mp_term_name": Column("Phenotype"),
    "top_level_mp_term_name": Column("Body system", lambda r: escape("; ".join(short(s) for s in several(r["top_level_mp_term_name"]))),
                                     filtered=True),
    "found_in": Column("Found in", filtered=True),
    "zygosity": Column("Zygosity", filtered=True),
    "life_stage_name": Column("Life stage", filtered=True),
    "sexes": Column("Significant in", filtered=True),
}  # fmt: skip
OPTIONS = options(COLUMNS, "al_")
_KNOWN = ("top_level_mp_term_name", "zygosity", "life_stage_name", "sexes")
_CAUTION = "Alleles differ in zygosity, centre and in what was measured: a phenotype of one alone may not have been tested in the other."


def compared(release: str, gene: str) -> tuple[list[str], pd.DataFrame]:
    """The alleles phenotyped, and one row a significant phenotype with its state in each allele (a column each)."""
    called, rows = hits(release, gene), gene_data.results(release, gene)
    alleles = sorted(set(rows["allele_symbol"].dropna()) | set(called["allele_symbol"].dropna()))
    tested = rows[rows["p_value"].notna()].groupby("allele_symbol")["parameter_stable_id"].agg(set).to_dict()
    out = []
    for term, of in called.dropna(subset=["mp_term_name"]).groupby("mp_term_name"):
        with_it, measured_by = set(of["allele_symbol"].dropna()), set(of["parameter_stable_id"])
        states = {a: SIGNIFICANT if a in with_it else TESTED if measured_by & tested.get(a, set()) else NOT_TESTED for a in alleles}
        known = {n: "; ".join(dict.fromkeys(of[n].dropna())) or None for n in _KNOWN}
        out.append({"mp_term_name": term, "found_in": _together(with_it), "alleles": len(with_it)} | known | states)
    frame = pd.DataFrame(out, columns=["mp_term_name", "found_in", "alleles", *_KNOWN, *alleles])
    return alleles, frame.sort_values(["alleles", "mp_term_name"], ascending=[False, True], kind="stable").reset_index(drop=True)


def _together(alleles: set[str]) -> str:
    """Alleles by what tells them apart, as one group."""
    return " + ".join(sorted(a.partition("<")[2].rstrip(">") or a for a in alleles)) or "allele not stated"


def columns(alleles: list[str]) -> dict[str, Column]:
    """The columns of the table: those of every gene, and one for each allele with sign and words."""

    def state(allele: str) -> Column:
        return Column(allele, lambda row: f"{SIGNS[row[allele]]} {row[allele]}")

    return COLUMNS | {allele: state(allele) for allele in alleles}


def said(alleles: list[str], rows: pd.DataFrame, gene: str) -> str:
    """What is shared, in a sentence and as groups (those of an UpSet plot), each a link that shows its phenotypes alone; as markup."""
    if len(alleles) < 2:
        only = f"Only one allele was phenotyped ({alleles[0]}): there is nothing to compare." if alleles else "No allele has results."
        return parts.quiet(only)
    if not len(rows):
        return parts.quiet(f"No allele has a significant phenotype ({len(alleles)} were phenotyped).")
    shared = list(rows.loc[rows["alleles"] > 1, "mp_term_name"])
    sentence = f"{len(shared)} of {len(rows)} significant phenotypes {'is' if len(shared) == 1 else 'are'} shared by alleles"
    sentence += f": {listed(shared)}." if shared else "."
    counted = rows.groupby(["found_in", "alleles"]).size().reset_index(name="n").sort_values(["alleles", "n"], ascending=False)
    groups = [(link(g.found_in, "gene", gene=gene, al_found_in=g.found_in), f"<span aria-hidden='true'>{'■' * min(g.n, 30)}</span> {g.n}")
              for g in counted.itertuples()]  # fmt: skip
    systems = rows.assign(system=rows["top_level_mp_term_name"].map(several)).explode("system").dropna(subset=["system"])
    by_system = systems.groupby("system")[alleles].agg(lambda states: bool((states == SIGNIFICANT).any())).sum(axis=1)
    both = [short(s) for s in by_system[by_system > 1].index]
    also = f"Body systems impacted in more than one allele: {listed(both)}." if both else "No body system is impacted by two alleles."
    table = listing(["Found in", "Phenotypes"], groups, "Phenotypes by the alleles they were found in")
    return f"<p><b>{escape(sentence)}</b> {escape(also)}</p>{parts.quiet(_CAUTION)}{table}"
